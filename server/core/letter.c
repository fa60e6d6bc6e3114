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
		count++;
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

static void post_here(struct session *session, const char *bytes, size_t length)
{
	backlog_open(session);
	backlog_take_all(session);
	backlog_add(session, bytes, length);
}

void session_post(struct session *session, const struct event *event)
{
	struct core *core = session->loop->core;
	struct buffer *scratch = &core->scratch;
	buffer_clear(scratch);
	session->door->encode(event, scratch);
	if (scratch->length == 0)
		return;
	if (session->loop == core->current) {
		post_here(session, scratch->bytes, scratch->length);
		return;
	}
	struct letter *letter = letter_new(session, count_members(session), scratch->length);
	memcpy(letter->bytes, scratch->bytes, scratch->length);
	struct mark *mark = letter->marks;
	for (struct member *member = session->members; member; member = member->next, mark++) {
		mark->member = member;
		cursor_set(&mark->at, feed_end(&member_readers(member)->feed->feed));
	}
}

static void letter_open(struct session *session, struct letter *letter)
{
	backlog_open(session);
	for (unsigned i = 0; i < letter->mark_count; i++) {
		struct mark *mark = &letter->marks[i];
		backlog_take(mark->member, mark->at);
		cursor_advance(&mark->member->at, letter->skip);
		cursor_drop(&mark->at);
	}
	if (letter->length > 0)
		backlog_add(session, letter->bytes, letter->length);
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
