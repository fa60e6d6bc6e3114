#include "mailbox_read.h"

#include <stdlib.h>

#include "mailbox.h"
#include "send_queue.h"
#include "session_life.h"

/* What the rooms had said when the item was put there becomes pieces of the send queue, and the
 * item's bytes come behind it. */
static void take_bytes(struct session *session, const struct mailbox_item *item)
{
	send_queue_open(session);
	for (unsigned i = 0; i < item->mark_count; i++) {
		struct member *member = item->marks[i].member;
		send_queue_take(member, item->marks[i].at);
		if (i == 0 && item->skip > 0)
			cursor_advance(&member->at, item->skip);
	}
	if (item->length > 0)
		send_queue_add(session, item->bytes, item->length, false);
}

static void read_item(struct session *session, const struct mailbox_item *item)
{
	switch (item->kind) {
	case MAILBOX_SEND:
	case MAILBOX_SKIP:
		take_bytes(session, item);
		break;
	case MAILBOX_LEAVE:
		room_take_out(item->marks[0].member, item->marks[0].at);
		break;
	}
}

static void item_free(struct mailbox_item *item)
{
	for (unsigned i = 0; i < item->mark_count; i++)
		cursor_drop(&item->marks[i].at);
	free(item->marks);
	free(item);
}

/* The list has the newest item first. */
static struct mailbox_item *oldest_first(struct mailbox_item *item)
{
	struct mailbox_item *reversed = NULL;
	while (item) {
		struct mailbox_item *next = item->next;
		item->next = reversed;
		reversed = item;
		item = next;
	}
	return reversed;
}

static void read_mailbox(struct session *session)
{
	struct mailbox_item *item = oldest_first(session->profile->mailbox);
	session->profile->mailbox = NULL;
	while (item) {
		struct mailbox_item *next = item->next;
		read_item(session, item);
		item_free(item);
		item = next;
	}
}

void mailbox_read_all(struct core_loop *loop)
{
	while (loop->mailboxes.count > 0)
		read_mailbox(loop->mailboxes.items[--loop->mailboxes.count]);
	/* Only now: closing frees members that items may name. */
	for (unsigned i = 0; i < loop->killed.count; i++) {
		struct session *session = loop->killed.items[i];
		session_close(session, session->profile->killed);
	}
	loop->killed.count = 0;
}
