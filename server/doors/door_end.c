#include "door_end.h"

#include <stdatomic.h>
#include <string.h>

#include "counter.h"
#include "log_storm.h"
#include "session_life.h"
#include "session_send.h"

void door_close(struct conn *conn, enum door_close why)
{
	if (why == DOOR_CLOSE_WAIT)
		conn_set_deadline(conn, atomic_load(&conn->loop->drain_ms));
	else
		conn_close(conn, why == DOOR_CLOSE_SLOW ? CONN_SLOW : CONN_DONE);
}

static void tell_too_slow(struct conn *conn, const struct session *session)
{
	struct door_loop *loop = conn->loop->data;
	struct event event = {.type = EVENT_REFUSED,
		.outcome = OUTCOME_TOO_SLOW,
		.total = session_unread(session)};
	counter_add(COUNTER_TOO_SLOW, 1);
	buffer_clear(&loop->text);
	door_encode(session->door, &event, session->dialect, &loop->text);
	if (session->door->wrap)
		conn_write(conn, loop->text.bytes, loop->text.length);
	else
		conn_last_words(conn, loop->text.bytes, loop->text.length);
}

void door_log_end(const struct conn *conn, const char *door, const char *name, enum conn_why why)
{
	static const char *const reasons[] = {
		[CONN_DONE] = "done", [CONN_SLOW] = "slow", [CONN_BROKEN] = "broken"};
	char peer[ADDRESS_TEXT_SIZE];
	if (!log_storm_allows(LOG_INFO, "closed", door_origin(conn).host, LOG_BURST))
		return;
	conn_address(conn, peer);
	struct log_field fields[] = {LOG_ADDRESS("peer", peer), LOG_TEXT("door", door),
		LOG_TEXT("why", reasons[why]), {0}, {0}};
	if (name)
		fields[3] = LOG_TEXT("name", name);
	log_fields(LOG_INFO, "closed", fields);
}

void door_end_session(struct conn *conn, struct session *session, enum conn_why why)
{
	static const char *const words[] = {
		[CONN_DONE] = "", [CONN_SLOW] = "too slow", [CONN_BROKEN] = "connection lost"};
	door_enter(conn);
	if (!session->closed && why == CONN_SLOW)
		tell_too_slow(conn, session);
	if (!session->closed && why == CONN_BROKEN)
		counter_add(COUNTER_RESET, 1);
	char name[NAME_BYTES + 1];
	*stpncpy(name, session_name(session), NAME_BYTES) = '\0';
	const char *door = session->door->name;
	session_close(session, words[why]);
	speed_spend(session, 0); /* of what the others are told of the end */
	session_free(session);
	door_leave(conn);
	door_log_end(conn, door, name, why);
}

/* Half a line does not count as unread, where newlines tell. */
static void tell_unread(struct conn *conn, struct session *session)
{
	struct evbuffer *input = conn_input(conn);
	size_t unread = conn_unread(conn);
	bool lines =
		session->door->wrap ? unread > 0 : evbuffer_search(input, "\n", 1, NULL).pos >= 0;
	if (unread > evbuffer_get_length(input) || lines)
		session_post(session,
			&(struct event){
				.type = EVENT_REFUSED, .outcome = OUTCOME_UNREAD, .total = unread});
}

void door_farewell(struct conn *conn, struct session *session, bool returns)
{
	struct door_loop *loop = door_enter(conn);
	if (!session->closed) {
		if (!returns || !loop->upgraded)
			tell_unread(conn, session);
		session_post(session, &(struct event){.type = EVENT_FAREWELL,
					      .actor = session,
					      .text = loop->core->core->name,
					      .flag = loop->upgraded});
		session_close(session, NULL);
	}
	door_leave(conn);
}
