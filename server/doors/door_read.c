#include "door_read.h"

#include <stdatomic.h>
#include <string.h>

#include "counter.h"
#include "flush.h"
#include "framing.h"
#include "log_storm.h"
#include "session_life.h"
#include "session_send.h"

#define READS_MS \
	10 /* that somebody gets to read while the server stops, before it is looked again */
#define BYTES_A_LINE 1024 /* a long line costs as much speed as so many short ones */

struct door_loop *door_enter(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	core_enter(loop->core, door_now());
	return loop;
}

void door_leave(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	core_leave(loop->core);
	loop_iterate_soon(conn->loop);
}

/* How far one wake-up of a conn got. */
struct progress {
	size_t used;
	long lines;
	int64_t wait; /* milliseconds before more may be read; 0 for none */
	bool more;    /* there is more that could be read now */
	bool later;   /* the next line waits for something */
	bool over;    /* the server stops, and it has said all that it may yet */
};

/* While the server stops, answers may pile up faster than the peer can be found too slow. */
static bool has_much_unread(const struct session *session)
{
	return session_unread(session) + session_unanswered(session) >
	       (uint64_t)session->loop->limits.slow_queue;
}

/* Whether the next line may not be read yet. */
static bool must_wait(const struct core *core, struct session *session, struct progress *to)
{
	const struct limits *limits = &core->limits;
	to->wait = session ? speed_wait(session) : 0;
	if (core->stopping) {
		to->over = to->wait > 0;
		to->wait = session && !to->over && has_much_unread(session) ? READS_MS : 0;
	}
	to->more = to->lines >= limits->wakeup_lines || to->used >= (size_t)limits->wakeup_bytes;
	return to->wait > 0 || to->more || to->over;
}

/* Under the lock. */
static void read_lines(struct conn *conn, const char *bytes, size_t length,
	const struct door_reader *reader, struct progress *to)
{
	const struct core *core = ((struct door_loop *)conn->loop->data)->core->core;
	size_t most = reader->most ? reader->most : (size_t)core->limits.max_line;
	bool last = conn->at_end && !conn->broken;
	for (;;) {
		struct frame frame;
		struct session *session = reader->session(conn);
		bool dropping = conn->dropping;
		if (conn_is_closing(conn) || (session && session->closed))
			return;
		enum framing_result result = framing_next(
			&dropping, bytes + to->used, length - to->used, last, most, &frame);
		if (result == FRAMING_MORE && session)
			speed_caught_up(session);
		if (result == FRAMING_MORE || must_wait(core, session, to))
			return; /* as if it had not been looked at */
		if (session)
			speed_begin(session);
		if (result == FRAMING_LINE && !reader->line(conn, bytes + to->used, frame.length)) {
			to->later = true;
			return;
		}
		conn->dropping = dropping;
		if (result == FRAMING_TOO_LONG)
			reader->too_long(conn);
		if (session)
			speed_end(session, 1 + (long)(frame.used / BYTES_A_LINE));
		to->used += frame.used;
		to->lines++;
	}
}

bool door_answering(const struct conn *conn, const struct session *session)
{
	return session && !session->closed && !conn->broken && session_unanswered(session) > 0;
}

/* Ends a conn that has nothing more to say. Under the lock. */
static void end_of_input(
	struct conn *conn, struct session *session, const struct progress *progress, size_t length)
{
	bool all_read = progress->used == length || conn->broken || progress->over;
	if (door_answering(conn, session))
		return;
	if (!conn->at_end || progress->wait > 0 || progress->more || progress->later || !all_read)
		return;
	if (conn->broken)
		conn_close(conn, CONN_BROKEN);
	else if (session)
		session_close(session, "");
	else
		conn_close(conn, CONN_DONE);
}

static bool is_over(const struct conn *conn, const struct session *session)
{
	return conn_is_closing(conn) || (session && session->closed);
}

void door_read(struct conn *conn, struct evbuffer *input, const struct door_reader *reader)
{
	struct progress progress = {0};
	if (is_over(conn, reader->session(conn))) {
		evbuffer_drain(input, evbuffer_get_length(input));
		if (conn->broken)
			conn_close(conn, CONN_BROKEN);
		return;
	}
	size_t length = reader->prepare ? reader->prepare(conn, input) : evbuffer_get_length(input);
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	door_enter(conn);
	read_lines(conn, bytes, length, reader, &progress);
	struct session *session = reader->session(conn);
	end_of_input(conn, session, &progress, length);
	door_leave(conn);
	counter_add(COUNTER_LINES, (uint64_t)progress.lines);
	evbuffer_drain(input, progress.used);
	if (is_over(conn, session))
		return;
	if (progress.over)
		conn_stop_reading(conn);
	else if (progress.wait > 0)
		conn_delay(conn, progress.wait);
	else if (progress.later)
		conn_pause(conn);
	else if (progress.more)
		conn_make_pending(conn);
	if (door_answering(conn, session) && !conn->busy)
		conn_make_pending(conn); /* behind the flush; else door_drained() comes */
}

void door_drained(struct conn *conn, struct session *session)
{
	if (session)
		flush_ready(session);
	loop_iterate_soon(conn->loop); /* a walk goes on by that */
	if (conn_is_paused(conn)) /* for its answer, which may have come to its end meanwhile */
		conn_make_pending(conn);
}

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
	session->door->encode(&event, session->dialect, &loop->text);
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
	struct log_field fields[] = {LOG_TEXT("peer", peer), LOG_TEXT("door", door),
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
	speed_spend(session, 0); /* the others are told */
	session_free(session);
	door_leave(conn);
	door_log_end(conn, door, name, why);
}

/* Half a line is none. */
static void tell_unread(const struct conn *conn, struct session *session)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	size_t unread = conn_unread(conn);
	if (unread > evbuffer_get_length(input) || evbuffer_search(input, "\n", 1, NULL).pos >= 0)
		session_post(session,
			&(struct event){
				.type = EVENT_REFUSED, .outcome = OUTCOME_UNREAD, .total = unread});
}

void door_farewell(struct conn *conn, struct session *session)
{
	struct door_loop *loop = door_enter(conn);
	if (!session->closed) {
		tell_unread(conn, session);
		session_post(session,
			&(struct event){.type = EVENT_FAREWELL, .text = loop->core->core->name});
		session_close(session, NULL);
	}
	door_leave(conn);
}
