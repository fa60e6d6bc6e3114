#include "line.h"

#include <stdatomic.h>
#include <string.h>

#include "command.h"
#include "counter.h"
#include "flush.h"
#include "framing.h"
#include "line_encode.h"
#include "line_parse.h"
#include "text.h"

#define BYTES_A_LINE 1024 /* a long line costs as much speed as so many short ones */

static struct door_loop *enter(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	core_enter(loop->core, door_now());
	return loop;
}

static void leave(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	core_leave(loop->core);
	loop_turn_soon(conn->loop);
}

static void line_open(struct conn *conn)
{
	struct door_loop *loop = enter(conn);
	conn->user = session_open(loop->core, &line_door, conn);
	leave(conn);
}

static void say_line(
	struct door_loop *loop, struct session *session, const char *line, size_t length)
{
	struct line_input input;
	buffer_clear(&loop->text);
	char *text = buffer_reserve(&loop->text, TEXT_SAFE_SIZE(length));
	text_safe(text, line, length);
	line_parse(&input, text);
	if (input.kind == LINE_SAY)
		command_say(session, input.rest);
	else if (input.kind == LINE_COMMAND)
		command_run(session, input.command, input.rest);
}

static void refuse_long(struct session *session)
{
	counter_add(COUNTER_TOO_LONG, 1);
	command_refuse(session, OUTCOME_TOO_LONG,
		&(struct event){.total = (uint64_t)session->loop->core->limits.max_line});
}

/* How far one wake-up of a conn got. */
struct progress {
	size_t used;
	long lines;
	int64_t wait; /* milliseconds before more may be read; 0 for none */
	bool more;    /* there is more that could be read now */
};

/* Under the lock. */
static void read_lines(struct conn *conn, const char *bytes, size_t length, struct progress *to)
{
	struct session *session = conn->user;
	const struct core *core = session->loop->core;
	const struct limits *limits = &core->limits;
	bool last = conn->at_end && !conn->broken;
	while (!session->closed) {
		struct frame frame;
		bool dropping = conn->dropping;
		enum framing_result result = framing_next(&dropping, bytes + to->used,
			length - to->used, last, (size_t)limits->max_line, &frame);
		if (result == FRAMING_MORE) {
			session_caught_up(session);
			return;
		}
		to->wait = core->stopping ? 0 : session_wait(session);
		to->more = !core->stopping && (to->lines >= limits->wakeup_lines ||
						      to->used >= (size_t)limits->wakeup_bytes);
		if (to->wait > 0 || to->more)
			return; /* as if it had not been looked at */
		conn->dropping = dropping;
		session_spend(session, 1 + (long)(frame.used / BYTES_A_LINE));
		if (result == FRAMING_LINE)
			say_line(conn->loop->data, session, bytes + to->used, frame.length);
		else if (result == FRAMING_TOO_LONG)
			refuse_long(session);
		to->used += frame.used;
		to->lines++;
	}
}

/* Ends a session whose conn has nothing more to say. Under the lock. */
static void end_of_input(struct conn *conn, const struct progress *progress, size_t length)
{
	struct session *session = conn->user;
	bool all_read = progress->used == length || conn->broken;
	if (!conn->at_end || progress->wait > 0 || progress->more || !all_read)
		return;
	if (conn->broken)
		conn_end(conn, CONN_BROKEN);
	else
		session_close(session, "");
}

static void line_data(struct conn *conn, struct evbuffer *input)
{
	struct session *session = conn->user;
	size_t length = evbuffer_get_length(input);
	struct progress progress = {0};
	if (!session || session->closed) {
		evbuffer_drain(input, length);
		if (conn->broken)
			conn_end(conn, CONN_BROKEN);
		return;
	}
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	enter(conn);
	read_lines(conn, bytes, length, &progress);
	end_of_input(conn, &progress, length);
	leave(conn);
	counter_add(COUNTER_LINES, (uint64_t)progress.lines);
	evbuffer_drain(input, progress.used);
	if (session->closed)
		return;
	if (progress.wait > 0)
		conn_pause(conn, progress.wait);
	else if (progress.more)
		conn_again(conn);
}

static void line_drained(struct conn *conn)
{
	if (conn->user)
		session_ready(conn->user);
}

static void tell_too_slow(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	struct event event = {.type = EVENT_REFUSED,
		.outcome = OUTCOME_TOO_SLOW,
		.total = session_unread(conn->user)};
	counter_add(COUNTER_TOO_SLOW, 1);
	buffer_clear(&loop->text);
	line_encode(&event, &loop->text);
	conn_last_words(conn, loop->text.bytes, loop->text.length);
}

static void line_ended(struct conn *conn, enum conn_why why)
{
	static const char *const words[] = {
		[CONN_DONE] = "", [CONN_SLOW] = "too slow", [CONN_BROKEN] = "connection lost"};
	struct session *session = conn->user;
	if (!session)
		return;
	enter(conn);
	if (!session->closed && why == CONN_SLOW)
		tell_too_slow(conn);
	if (!session->closed && why == CONN_BROKEN)
		counter_add(COUNTER_RESET, 1);
	session_close(session, words[why]);
	session_free(session);
	leave(conn);
	conn->user = NULL;
}

static void line_farewell(struct conn *conn)
{
	struct session *session = conn->user;
	if (!session || session->closed)
		return;
	struct door_loop *loop = enter(conn);
	session_post(
		session, &(struct event){.type = EVENT_FAREWELL, .text = loop->core->core->name});
	session_close(session, NULL);
	leave(conn);
}

static uint64_t line_send(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	return conn_send(peer, run, count, total);
}

static void line_close(void *peer, enum door_close why)
{
	struct conn *conn = peer;
	if (why == DOOR_CLOSE_WAIT)
		conn_deadline(conn, atomic_load(&conn->loop->drain_ms));
	else
		conn_end(conn, why == DOOR_CLOSE_SLOW ? CONN_SLOW : CONN_DONE);
}

const struct door line_door = {"line", line_encode, line_send, line_close};

const struct conn_ops line_conn_ops = {
	.open = line_open,
	.data = line_data,
	.drained = line_drained,
	.farewell = line_farewell,
	.ended = line_ended,
};
