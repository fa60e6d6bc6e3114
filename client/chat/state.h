/* What a chat consists of. For this folder alone, whose files stand here from bottom to top; each
 * calls only what stands above it in this list:
 *
 *   mode, isupport, caps, batches   what the server can do, and what its messages are made of
 *   reply_table, reply              sentences for its answers
 *   rooms                           the rooms and their members
 *   outbox                          what the user says, until it is confirmed
 *   send, tell                      commands to the server, events to the user
 *   ignored, mention, listing       people who are ignored, our name in a text, lists
 *   join, identity                  the way into rooms; registration and names
 *   in_talk, in_people, in_names, in_numeric, in_line   messages of the server
 *   calls                           what the user does
 *   chat                            life of the chat and of its connection */
#ifndef STATE_H
#define STATE_H

#include "batches.h"
#include "caps.h"
#include "chat.h"
#include "identity.h"
#include "isupport.h"
#include "listing.h"
#include "outbox.h"
#include "rooms.h"

struct chat {
	const struct chat_user *user;
	void *data;

	enum { CHAT_OFFLINE, CHAT_ENTERING, CHAT_IN } state;
	bool again;			  /* was let in before */
	bool quitting;			  /* QUIT has been sent */
	bool heard;			  /* the server has sent its first line */
	bool motd_over;			  /* the message of the day that comes unasked */
	bool motd_known;		  /* it was shown before the connection was lost */
	char server[CHAT_NAME_BYTES + 1]; /* its name; "" before it has let us in */

	int64_t now;	 /* of the latest call that told it */
	int64_t begun;	 /* the connection */
	int64_t settled; /* when a line was last settled, or could be */
	int64_t joining; /* when a JOIN was last sent or answered */

	struct identity identity;
	struct isupport isupport;
	struct caps caps;
	struct batches batches;
	struct rooms rooms;
	struct listing listing;
	struct outbox *outbox;
	struct ignored *ignored;
	uint64_t spoken; /* the number of the last thing that was said */

	struct {
		int64_t ctcp_since;
		unsigned ctcp_answers; /* to requests of programs since then */
		unsigned refolds;      /* times that names were compared in another way */
	} limits;

	/* Of the message that is being read. */
	int64_t time;
	const char *id;
};

/* Whether so much time has passed; a clock that was set back begins anew. */
static inline bool state_passed(const struct chat *chat, int64_t *since, int64_t ms)
{
	if (chat->now < *since)
		*since = chat->now;
	return chat->now - *since >= ms;
}

#endif
