#include "irc_door.h"

#include <string.h>

#include "fuzz.h"
#include "ignore.h"
#include "irc.h"
#include "text.h"

struct conn *conn_of(const struct client *client)
{
	for (unsigned i = 0; i < LOOPS; i++) {
		const struct conn_list *conns = &world.loops[i].conns;
		for (unsigned j = 0; j < conns->count; j++) {
			struct conn *conn = conns->items[j];
			if (conn->port == client->port && conn->user && !conn_is_closing(conn))
				return conn;
		}
	}
	return NULL;
}

unsigned count_conns(void)
{
	unsigned count = 0;
	for (unsigned i = 0; i < LOOPS; i++)
		count += world.loops[i].conns.count;
	return count;
}

void check_lines(struct client *client, bool whole)
{
	static const char *const beginnings[] = {"<", "* ", "[", "-- ", "!! ", NULL};
	char safe[TEXT_SAFE_SIZE(8192)];
	struct buffer *got = &client->lines;
	size_t used = 0;
	for (const char *newline; got->length > 0 && (newline = memchr(got->bytes + used, '\n',
							      got->length - used));) {
		const char *line = got->bytes + used;
		size_t length = (size_t)(newline - line);
		const char *const *beginning = beginnings;
		while (*beginning && strncmp(line, *beginning, strlen(*beginning)) != 0)
			beginning++;
		bool past = length > 0 && strchr("0123456789#", *line); /* its time or number */
		FUZZ_CHECK((*beginning || past) && length < 8192);
		FUZZ_CHECK(
			text_safe(safe, line, length) == length && memcmp(safe, line, length) == 0);
		used += length + 1;
	}
	FUZZ_CHECK(!whole || used == got->length || client->view.hasty);
	memmove(got->bytes, got->bytes + used, got->length - used);
	got->length -= used;
}

static bool count_member(const struct member *member, void *data)
{
	FUZZ_CHECK(!member->gone && !member->session->closed);
	++*(unsigned *)data;
	return true;
}

static void check_rooms(void)
{
	unsigned members = 0, places = 0;
	for (const struct room *room = world.core.rooms; room; room = room->hh.next) {
		unsigned seen = 0;
		room_each(room, count_member, &seen);
		FUZZ_CHECK(seen == room->count && room->gone == 0);
		FUZZ_CHECK(seen + room->kept > 0 || room_is_owned(room) ||
			   history_on(&world.core.history));
		members += seen;
	}
	for (const struct session *session = world.core.names; session; session = session->hh.next)
		for (const struct member *member = session->members; member; member = member->next)
			places++;
	FUZZ_CHECK(members == places);
}

static void check_counts(void)
{
	const struct core *core = &world.core;
	unsigned operators = 0, invisible = 0, ignorers = 0;
	for (const struct session *session = core->names; session; session = session->hh.next) {
		FUZZ_CHECK(!session->closed);
		operators += session_operator(session) != NULL;
		invisible += session->invisible;
		ignorers += ignore_any(session);
	}
	FUZZ_CHECK(core->session_count == HASH_COUNT(core->names));
	FUZZ_CHECK(core->session_most >= core->session_count);
	FUZZ_CHECK(core->operator_count == operators && core->invisible_count == invisible);
	FUZZ_CHECK(core->ignorers.count == ignorers);
	FUZZ_CHECK(!core->captured && !core->current && core->wake == 0);
	for (unsigned i = 0; i < LOOPS; i++)
		FUZZ_CHECK(core->loops[i].mailboxes.count == 0 &&
			   core->loops[i].killed.count == 0 && core->loops[i].dirty.count == 0);
}

static const struct session *session_of(const struct conn *conn)
{
	const struct irc_peer *peer = conn->user;
	return conn->ops == &irc_conn_ops ? peer->session : conn->user;
}

/* Whether it is not read for now, because of its speed or of a password. */
static bool has_to_wait(const struct conn *conn)
{
	const struct session *session = session_of(conn);
	const struct irc_peer *peer = conn->ops == &irc_conn_ops ? conn->user : NULL;
	const struct proof *proof = session && session->profile ? session->profile->proof : NULL;
	if (peer && peer->newcomer)
		proof = peer->newcomer->proof;
	return (proof && proof == world.checking) ||
	       (conn->timer && evtimer_pending(conn->timer, NULL));
}

/* Of one who reads: all has been sent, and what it wrote has been read or waits for a reason. */
static void check_conn(const struct client *client, const struct conn *conn)
{
	const struct irc_peer *peer = client->irc ? conn->user : NULL;
	const struct session *session = session_of(conn);
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	FUZZ_CHECK(!conn->busy && conn->state != CONN_PENDING);
	FUZZ_CHECK(!session || !session->send_queue);
	if (conn->state != CONN_READING_DONE) {
		FUZZ_CHECK(conn_is_reading(conn) == !has_to_wait(conn));
		FUZZ_CHECK(!conn_is_reading(conn) || evbuffer_search(input, "\n", 1, NULL).pos < 0);
	}
	if (peer && !world.core.stopping) /* else nobody is told who goes */
		view_compare(&client->view, peer);
}

/* Whose peer is gone does not stay, unless something of it is to be read later. */
static void check_broken(const struct conn_list *conns)
{
	for (unsigned i = 0; i < conns->count; i++) {
		const struct conn *conn = conns->items[i];
		FUZZ_CHECK(!conn->broken || conn->state == CONN_READING_DONE ||
			   (conn->user && has_to_wait(conn)));
	}
}

void check_world(void)
{
	check_rooms();
	check_counts();
	for (unsigned i = 0; i < LOOPS; i++)
		check_broken(&world.loops[i].conns);
	for (unsigned i = 0; i < CLIENTS; i++) {
		const struct client *client = &world.clients[i];
		const struct conn *conn = client->fd >= 0 ? conn_of(client) : NULL;
		if (conn && client->reading)
			check_conn(client, conn);
	}
}
