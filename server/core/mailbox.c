/* What is posted to a session: at once on its own loop, by mailbox item from another one. */
#include <stdlib.h>
#include <string.h>

#include "counter.h"
#include "memory.h"
#include "send_queue.h"
#include "session.h"

static unsigned count_members(const struct session *session)
{
	unsigned count = 0;
	for (const struct member *member = session->members; member; member = member->next)
		count += !member->gone;
	return count;
}

static struct mailbox_item *mailbox_item_new(struct session *session, unsigned marks, size_t length)
{
	struct core_loop *loop = session->loop;
	struct mailbox_item *mailbox_item = memory_get(sizeof *mailbox_item + length);
	struct profile *profile = session_profile(session);
	*mailbox_item = (struct mailbox_item){.next = profile->mailbox,
		.marks = memory_zero(marks * sizeof(struct mark)),
		.mark_count = marks,
		.length = length};
	if (!profile->mailbox)
		core_list_add(&loop->mailboxes, session);
	profile->mailbox = mailbox_item;
	core_wake(loop->core, loop);
	return mailbox_item;
}

static void skip_here(struct member *member, struct cursor start, size_t length)
{
	send_queue_open(member->session);
	send_queue_take(member, start);
	cursor_advance(&member->at, length);
}

void session_skip(struct member *member, struct cursor start, size_t length)
{
	struct session *session = member->session;
	if (session->loop == session->loop->core->current) {
		skip_here(member, start, length);
		return;
	}
	struct mailbox_item *mailbox_item = mailbox_item_new(session, 1, 0);
	mailbox_item->skip = length;
	mailbox_item->marks[0].member = member;
	cursor_set(&mailbox_item->marks[0].at, start);
}

static void post_here(struct session *session, const char *bytes, size_t length, bool asked)
{
	struct cost *cost = &session->loop->core->cost;
	if (session == cost->of)
		cost->bytes += length;
	send_queue_open(session);
	send_queue_take_all(session);
	send_queue_add(session, bytes, length, asked);
}

/* At the ends of what the session's rooms have said. */
static void set_marks(struct mark *mark, const struct session *session, const struct member *but)
{
	for (struct member *member = session->members; member; member = member->next) {
		if (member->gone || member == but)
			continue;
		mark->member = member;
		cursor_set(&mark++->at, feed_end(&member->readers->feed->feed));
	}
}

void session_send(struct session *session, const char *bytes, size_t length)
{
	struct core *core = session->loop->core;
	if (session != core->cost.of)
		core->cost.said += length;
	if (session->loop == core->current) {
		post_here(session, bytes, length, false);
		return;
	}
	struct mailbox_item *mailbox_item =
		mailbox_item_new(session, count_members(session), length);
	memcpy(mailbox_item->bytes, bytes, length);
	set_marks(mailbox_item->marks, session, NULL);
}

void session_send_instead(
	struct member *member, struct cursor start, const char *bytes, size_t length)
{
	struct session *session = member->session;
	if (session->loop == session->loop->core->current) {
		skip_here(member, start, length);
		post_here(session, bytes, length, false);
		return;
	}
	struct mailbox_item *mailbox_item =
		mailbox_item_new(session, count_members(session), length);
	memcpy(mailbox_item->bytes, bytes, length);
	mailbox_item->skip = length;
	mailbox_item->marks[0].member = member;
	cursor_set(&mailbox_item->marks[0].at, start);
	set_marks(mailbox_item->marks + 1, session, member);
}

void session_answer(struct session *session, const char *bytes, size_t length)
{
	post_here(session, bytes, length, true);
}

uint64_t session_unanswered(const struct session *session)
{
	const struct send_queue *send_queue = session->send_queue;
	return send_queue ? send_queue->asked + send_queue->walks : 0;
}

void session_post(struct session *session, const struct event *event)
{
	struct core *core = session->loop->core;
	struct buffer *scratch = &core->scratch;
	if (core->asking == session) {
		session->door->encode(event, session->dialect, core->answer);
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

void session_leave_later(struct member *member, struct cursor end)
{
	struct mailbox_item *mailbox_item = mailbox_item_new(member->session, 1, 0);
	mailbox_item->leave = true;
	mailbox_item->marks[0].member = member;
	cursor_set(&mailbox_item->marks[0].at, end);
}

void session_kill(struct session *session, const char *why)
{
	if (session->loop == session->loop->core->current) {
		session->killed = true;
		session_close(session, why);
		return;
	}
	struct mailbox_item *mailbox_item = mailbox_item_new(session, 0, strlen(why) + 1);
	mailbox_item->kill = true;
	memcpy(mailbox_item->bytes, why, mailbox_item->length);
}

bool session_dies(const struct session *session)
{
	const struct mailbox_item *mailbox_item =
		session->profile ? session->profile->mailbox : NULL;
	while (mailbox_item && !mailbox_item->kill)
		mailbox_item = mailbox_item->next;
	return mailbox_item != NULL;
}

static void obey(struct session *session, const struct mailbox_item *mailbox_item)
{
	struct profile *profile = session->profile;
	if (mailbox_item->kill && !profile->killed) { /* when all mail has been read */
		profile->killed = memory_text(mailbox_item->bytes);
		core_list_add(&session->loop->killed, session);
	} else if (mailbox_item->leave) {
		room_take_out(mailbox_item->marks[0].member, mailbox_item->marks[0].at);
		cursor_drop(&mailbox_item->marks[0].at);
	}
}

static void mailbox_item_open(struct session *session, struct mailbox_item *mailbox_item)
{
	if (mailbox_item->kill || mailbox_item->leave) {
		obey(session, mailbox_item);
		free(mailbox_item->marks);
		free(mailbox_item);
		return;
	}
	send_queue_open(session);
	for (unsigned i = 0; i < mailbox_item->mark_count; i++) {
		struct mark *mark = &mailbox_item->marks[i];
		send_queue_take(mark->member, mark->at);
		cursor_advance(&mark->member->at, i == 0 ? mailbox_item->skip : 0);
		cursor_drop(&mark->at);
	}
	if (mailbox_item->length > 0)
		send_queue_add(session, mailbox_item->bytes, mailbox_item->length, false);
	free(mailbox_item->marks);
	free(mailbox_item);
}

void mailbox_read(struct session *session)
{
	struct mailbox_item *oldest_first = NULL;
	for (struct mailbox_item *mailbox_item = session->profile->mailbox, *next; mailbox_item;
		mailbox_item = next) {
		next = mailbox_item->next;
		mailbox_item->next = oldest_first;
		oldest_first = mailbox_item;
	}
	session->profile->mailbox = NULL;
	for (struct mailbox_item *mailbox_item = oldest_first, *next; mailbox_item;
		mailbox_item = next) {
		next = mailbox_item->next;
		mailbox_item_open(session, mailbox_item);
	}
}
