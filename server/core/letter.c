/* What is posted to a session: at once on its own loop, by letter from another one. */
#include <stdlib.h>
#include <string.h>

#include "backlog.h"
#include "memory.h"
#include "session.h"

static unsigned count_members(const struct session *session)
{
	unsigned count = 0;
	for (const struct member *member = session->members; member; member = member->next)
		count += !member->gone;
	return count;
}

static struct letter *letter_new(struct session *session, unsigned marks, size_t length)
{
	struct core_loop *loop = session->loop;
	struct letter *letter = memory_get(sizeof *letter + length);
	struct profile *profile = session_profile(session);
	*letter = (struct letter){.next = profile->letters,
		.marks = memory_zero(marks * sizeof(struct mark)),
		.mark_count = marks,
		.length = length};
	if (!profile->letters)
		core_list_add(&loop->mail, session);
	profile->letters = letter;
	core_wake(loop->core, loop);
	return letter;
}

static void skip_here(struct member *member, struct cursor start, size_t length)
{
	backlog_open(member->session);
	backlog_take(member, start);
	cursor_advance(&member->at, length);
}

void session_skip(struct member *member, struct cursor start, size_t length)
{
	struct session *session = member->session;
	if (session->loop == session->loop->core->current) {
		skip_here(member, start, length);
		return;
	}
	struct letter *letter = letter_new(session, 1, 0);
	letter->skip = length;
	letter->marks[0].member = member;
	cursor_set(&letter->marks[0].at, start);
}

static void post_here(struct session *session, const char *bytes, size_t length, bool asked)
{
	struct cost *cost = &session->loop->core->cost;
	if (session == cost->of)
		cost->bytes += length;
	backlog_open(session);
	backlog_take_all(session);
	backlog_add(session, bytes, length, asked);
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
	struct letter *letter = letter_new(session, count_members(session), length);
	memcpy(letter->bytes, bytes, length);
	set_marks(letter->marks, session, NULL);
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
	struct letter *letter = letter_new(session, count_members(session), length);
	memcpy(letter->bytes, bytes, length);
	letter->skip = length;
	letter->marks[0].member = member;
	cursor_set(&letter->marks[0].at, start);
	set_marks(letter->marks + 1, session, member);
}

void session_answer(struct session *session, const char *bytes, size_t length)
{
	post_here(session, bytes, length, true);
}

uint64_t session_unanswered(const struct session *session)
{
	const struct backlog *backlog = session->backlog;
	return backlog ? backlog->asked + backlog->walks : 0;
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

void session_leave_later(struct member *member, struct cursor end)
{
	struct letter *letter = letter_new(member->session, 1, 0);
	letter->leave = true;
	letter->marks[0].member = member;
	cursor_set(&letter->marks[0].at, end);
}

void session_kill(struct session *session, const char *why)
{
	if (session->loop == session->loop->core->current) {
		session->killed = true;
		session_close(session, why);
		return;
	}
	struct letter *letter = letter_new(session, 0, strlen(why) + 1);
	letter->kill = true;
	memcpy(letter->bytes, why, letter->length);
}

bool session_dies(const struct session *session)
{
	const struct letter *letter = session->profile ? session->profile->letters : NULL;
	while (letter && !letter->kill)
		letter = letter->next;
	return letter != NULL;
}

static void obey(struct session *session, const struct letter *letter)
{
	struct profile *profile = session->profile;
	if (letter->kill && !profile->killed) { /* when all mail has been read */
		profile->killed = memory_text(letter->bytes);
		core_list_add(&session->loop->killed, session);
	} else if (letter->leave) {
		room_take_out(letter->marks[0].member, letter->marks[0].at);
		cursor_drop(&letter->marks[0].at);
	}
}

static void letter_open(struct session *session, struct letter *letter)
{
	if (letter->kill || letter->leave) {
		obey(session, letter);
		free(letter->marks);
		free(letter);
		return;
	}
	backlog_open(session);
	for (unsigned i = 0; i < letter->mark_count; i++) {
		struct mark *mark = &letter->marks[i];
		backlog_take(mark->member, mark->at);
		cursor_advance(&mark->member->at, i == 0 ? letter->skip : 0);
		cursor_drop(&mark->at);
	}
	if (letter->length > 0)
		backlog_add(session, letter->bytes, letter->length, false);
	free(letter->marks);
	free(letter);
}

void session_read_mail(struct session *session)
{
	struct letter *oldest_first = NULL;
	for (struct letter *letter = session->profile->letters, *next; letter; letter = next) {
		next = letter->next;
		letter->next = oldest_first;
		oldest_first = letter;
	}
	session->profile->letters = NULL;
	for (struct letter *letter = oldest_first, *next; letter; letter = next) {
		next = letter->next;
		letter_open(session, letter);
	}
}
