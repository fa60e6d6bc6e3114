#include "mailbox.h"

#include <string.h>

#include "memory.h"

static struct mailbox_item *put(
	struct session *session, enum mailbox_kind kind, unsigned marks, size_t length)
{
	struct core_loop *loop = session->loop;
	struct mailbox_item *item = memory_get(sizeof *item + length);
	struct profile *profile = session_profile(session);
	*item = (struct mailbox_item){.next = profile->mailbox,
		.kind = kind,
		.marks = memory_zero(marks * sizeof(struct mark)),
		.mark_count = marks,
		.length = length};
	if (!profile->mailbox)
		core_list_add(&loop->mailboxes, session);
	profile->mailbox = item;
	core_wake(loop);
	return item;
}

static void set_mark(struct mark *mark, struct member *member, struct cursor at)
{
	mark->member = member;
	cursor_set(&mark->at, at);
}

static unsigned count_members(const struct session *session)
{
	unsigned count = 0;
	for (const struct member *member = session->members; member; member = member->next)
		count += !member->gone;
	return count;
}

/* Marks the ends of what the session's rooms have said, but for the room of `but`. */
static void mark_ends(struct mark *mark, const struct session *session, const struct member *but)
{
	for (struct member *member = session->members; member; member = member->next)
		if (!member->gone && member != but)
			set_mark(mark++, member, feed_end(&member->readers->feed->feed));
}

void mailbox_send(struct session *session, const char *bytes, size_t length)
{
	struct mailbox_item *item = put(session, MAILBOX_SEND, count_members(session), length);
	memcpy(item->bytes, bytes, length);
	mark_ends(item->marks, session, NULL);
}

/* Bytes that stand behind all that the rooms have said need a mark for each room. */
void mailbox_skip(
	struct member *member, struct cursor start, size_t skip, const char *bytes, size_t length)
{
	struct session *session = member->session;
	unsigned marks = length > 0 ? count_members(session) : 1;
	struct mailbox_item *item = put(session, MAILBOX_SKIP, marks, length);
	item->skip = skip;
	set_mark(&item->marks[0], member, start);
	if (length == 0)
		return;
	memcpy(item->bytes, bytes, length);
	mark_ends(item->marks + 1, session, member);
}

void mailbox_leave(struct member *member, struct cursor end)
{
	struct mailbox_item *item = put(member->session, MAILBOX_LEAVE, 1, 0);
	set_mark(&item->marks[0], member, end);
}
