/* What one IRC client is sent, judged as a strict client would read it: each line must be a good
 * message of the protocol, from somebody it knows of, and allowed by the capabilities that it has
 * asked for. From these lines alone it keeps a picture of itself and of its rooms, which must
 * agree with the core's once everything has been sent. */
#ifndef IRC_VIEW_H
#define IRC_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "irc_peer.h"
#include "name.h"

#define VIEW_ROOMS_MAX SESSION_ROOMS_MAX
#define VIEW_MEMBERS_MAX 64
#define VIEW_BATCHES_MAX 3

struct view_room {
	char name[ROOM_NAME_BYTES + 1];
	char members[VIEW_MEMBERS_MAX][NAME_BYTES + 1];
	unsigned count;
};

struct view_batch {
	char name[32];
	bool past; /* of what was said before */
};

struct irc_view {
	struct buffer got;	   /* the beginning of a line */
	char nick[NAME_BYTES + 1]; /* "" until welcomed */
	uint32_t caps;		   /* of enum irc_cap, as far as they show in what is sent */
	struct view_batch batches[VIEW_BATCHES_MAX]; /* that are open, the outermost first */
	unsigned batch_count;
	bool hasty; /* does not read all: its last line may lack its end */
	bool cut;   /* a line was cut off, for ERROR */
	bool over;  /* ERROR came */
	struct view_room rooms[VIEW_ROOMS_MAX];
	unsigned room_count;
};

/* A new client. */
void view_start(struct irc_view *view);
void view_finish(struct irc_view *view);

/* It has been sent these bytes. */
void view_take(struct irc_view *view, const char *bytes, size_t length);

/* It has been sent everything, and the connection is closed. */
void view_end(const struct irc_view *view);

/* It has been sent everything: compares its picture with the core's. */
void view_compare(const struct irc_view *view, const struct irc_peer *peer);

#endif
