#include "door_read.h"

#include <sodium.h>

#include "counter.h"
#include "flush.h"
#include "send_queue.h"
#include "session_life.h"
#include "session_send.h"

/* The time that a slow peer gets to read before its next line while the server stops, and that the
 * disk gets where somebody says more than it takes. */
#define READS_MS 10

/* A long line costs one line more for each of these. */
#define BYTES_A_LINE 1024

/* Why reading stopped. */
enum progress_stop {
	PROGRESS_ALL,	/* all complete lines have been read */
	PROGRESS_SHARE, /* the conn's share of this iteration is used */
	PROGRESS_DELAY, /* the next line has to wait for `delay` milliseconds */
	PROGRESS_PAUSE, /* the next line has to wait for something else */
	PROGRESS_OVER,	/* the server stops, and the session has spent its last lines */
};

/* How far one wake-up of a conn got. */
struct progress {
	enum progress_stop stop;
	int64_t delay;
	size_t used; /* bytes of the input that have been handled */
	long lines;
};

/* While the server stops, answers may pile up faster than flush_check_slow() notices. */
static bool has_much_unread(const struct session *session)
{
	return session_unread(session) + session_unanswered(session) >
	       (uint64_t)session->loop->limits.slow_queue;
}

/* Whether the next line may be read now; else why not. */
static enum progress_stop stop_before(
	const struct core *core, struct session *session, struct progress *to)
{
	const struct limits *limits = &core->limits;
	to->delay = session ? speed_wait(session) : 0;
	if (core->stopping && to->delay > 0)
		return PROGRESS_OVER;
	if (session &&
		((core->stopping && has_much_unread(session)) || history_is_full_for(session)))
		to->delay = READS_MS;
	if (to->delay > 0)
		return PROGRESS_DELAY;
	bool share = to->lines >= limits->wakeup_lines || to->used >= (size_t)limits->wakeup_bytes;
	return share ? PROGRESS_SHARE : PROGRESS_ALL;
}

/* A password does not stay in memory: where the line was made safe, where an answer with a new
 * token was put together, and, once it is done, where the line was read to. */
static void wipe_secret(struct door_loop *loop, char *line, size_t length, bool done)
{
	struct core *core = loop->core->core;
	if (!core->secret)
		return;
	core->secret = false;
	sodium_memzero(loop->text.bytes, loop->text.size);
	sodium_memzero(loop->answer.bytes, loop->answer.size);
	sodium_memzero(core->scratch.bytes, core->scratch.size);
	if (done)
		sodium_memzero(line, length);
}

/* Under the lock. */
static void read_lines(struct conn *conn, char *bytes, size_t length,
	const struct door_reader *reader, struct progress *to)
{
	struct door_loop *loop = conn->loop->data;
	const struct core *core = loop->core->core;
	size_t most = reader->most ? reader->most : (size_t)core->limits.max_line;
	bool last = conn_has_all(conn);
	for (;;) {
		struct frame frame;
		struct session *session = reader->session(conn);
		bool dropping = conn->dropping;
		if (conn_is_closing(conn) || (session && session->closed))
			return;
		char *at = bytes + to->used;
		size_t left = length - to->used;
		enum framing_result result =
			reader->next ? reader->next(conn, at, left, &frame)
				     : framing_next(&dropping, at, left, last, most, &frame);
		if (result == FRAMING_MORE && session)
			speed_caught_up(session);
		if (result == FRAMING_MORE)
			return;
		to->stop = stop_before(core, session, to);
		if (to->stop != PROGRESS_ALL)
			return; /* conn->dropping is as before: the line is looked at again */
		if (session)
			speed_begin(session);
		bool done = result != FRAMING_LINE || reader->line(conn, at, frame.length);
		wipe_secret(loop, at, frame.used, done);
		if (!done) {
			to->stop = PROGRESS_PAUSE;
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

/* Closes a conn whose input has ended and is read. Under the lock. */
static void end_of_input(
	struct conn *conn, struct session *session, const struct progress *progress, size_t length)
{
	bool all =
		progress->stop == PROGRESS_ALL && (progress->used == length || !conn_has_all(conn));
	if (!conn->at_end || !(all || progress->stop == PROGRESS_OVER))
		return;
	if (door_answering(conn, session))
		return;
	if (conn->broken)
		conn_close(conn, CONN_BROKEN);
	else if (session)
		session_close(session, "");
	else
		conn_close(conn, CONN_DONE);
}

/* When the conn is read again. */
static void read_on(struct conn *conn, const struct progress *progress)
{
	switch (progress->stop) {
	case PROGRESS_ALL:
		break;
	case PROGRESS_SHARE:
		conn_make_pending(conn);
		break;
	case PROGRESS_DELAY:
		conn_delay(conn, progress->delay);
		break;
	case PROGRESS_PAUSE:
		conn_pause(conn);
		break;
	case PROGRESS_OVER:
		conn_stop_reading(conn);
		break;
	}
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
	char none[1] = "", *bytes = length > 0 ? (char *)evbuffer_pullup(input, -1) : none;
	door_enter(conn);
	read_lines(conn, bytes, length, reader, &progress);
	struct session *session = reader->session(conn);
	end_of_input(conn, session, &progress, length);
	door_leave(conn);
	counter_add(COUNTER_LINES, (uint64_t)progress.lines);
	durations_count(&conn->loop->figures.received[conn->ops->kind], progress.used);
	evbuffer_drain(input, progress.used);
	if (is_over(conn, session))
		return;
	read_on(conn, &progress);
	if (door_answering(conn, session) && !conn->busy)
		conn_pause(conn); /* flush.c resumes it; a busy one pauses at its next line */
}

void door_drained(struct conn *conn, struct session *session)
{
	if (session)
		flush_ready(session);
	loop_iterate_soon(conn->loop); /* for a walk to go on */
}
