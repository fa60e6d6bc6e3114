#include "session_send.h"

#include "counter.h"
#include "mailbox.h"
#include "send_queue.h"

static bool is_here(const struct session *session)
{
	return session->loop == session->loop->core->current;
}

static void skip_here(struct member *member, struct cursor start, size_t length)
{
	send_queue_open(member->session);
	send_queue_take(member, start);
	cursor_advance(&member->at, length);
}

static void send_here(struct session *session, const char *bytes, size_t length, bool asked)
{
	struct cost *cost = &session->loop->core->cost;
	if (session == cost->of)
		cost->bytes += length;
	send_queue_open(session);
	send_queue_take_all(session);
	send_queue_add(session, bytes, length, asked);
}

void session_send_as_is(struct session *session, const char *bytes, size_t length)
{
	struct cost *cost = &session->loop->core->cost;
	if (session != cost->of)
		cost->said += length;
	if (is_here(session))
		send_here(session, bytes, length, false);
	else
		mailbox_send(session, bytes, length);
}

/* The lines as they are sent; to be freed. */
static struct buffer wrapped(const struct session *session, const char *lines, size_t length)
{
	struct buffer out = {0};
	buffer_add(&out, lines, length);
	session->door->wrap(&out, 0, session->dialect);
	return out;
}

void session_send(struct session *session, const char *lines, size_t length)
{
	if (!session->door->wrap) {
		session_send_as_is(session, lines, length);
		return;
	}
	struct buffer out = wrapped(session, lines, length);
	session_send_as_is(session, out.bytes, out.length);
	buffer_wipe(&out); /* it may be a token */
}

void session_answer(struct session *session, const char *lines, size_t length)
{
	if (!session->door->wrap) {
		send_here(session, lines, length, true);
		return;
	}
	struct buffer out = wrapped(session, lines, length);
	send_here(session, out.bytes, out.length, true);
	buffer_wipe(&out); /* it may be a token */
}

uint64_t session_unanswered(const struct session *session)
{
	const struct send_queue *send_queue = session->send_queue;
	return send_queue ? send_queue->asked + send_queue->walks : 0;
}

uint64_t session_unread(const struct session *session)
{
	return session->send_queue ? send_queue_size(session) : 0;
}

void session_skip(struct member *member, struct cursor start, size_t length)
{
	if (is_here(member->session))
		skip_here(member, start, length);
	else
		mailbox_skip(member, start, length, NULL, 0);
}

void session_send_instead(
	struct member *member, struct cursor start, const char *bytes, size_t length)
{
	if (is_here(member->session)) {
		skip_here(member, start, length);
		send_here(member->session, bytes, length, false);
	} else {
		mailbox_skip(member, start, length, bytes, length);
	}
}

void session_post(struct session *session, const struct event *event)
{
	struct core *core = session->loop->core;
	struct buffer *scratch = &core->scratch;
	if (core->captured == session) {
		session->door->encode(event, session->dialect, core->capture);
		return;
	}
	buffer_clear(scratch);
	session->door->encode(event, session->dialect, scratch);
	if (scratch->length > 0)
		session_send(session, scratch->bytes, scratch->length);
}

void session_refuse(struct session *session, enum outcome outcome, const struct event *about)
{
	struct event event = *about;
	event.type = EVENT_REFUSED;
	event.outcome = outcome;
	counter_add(COUNTER_REFUSED_COMMANDS, 1);
	session_post(session, &event);
}

void session_capture_begin(struct session *session, struct buffer *out)
{
	session->loop->core->captured = session;
	session->loop->core->capture = out;
}

void session_capture_end(struct core *core)
{
	struct session *session = core->captured;
	core->captured = NULL;
	core->capture = NULL;
	if (session && session->closed && !session->send_queue)
		session->door->close(session->peer, DOOR_CLOSE_DONE);
}
