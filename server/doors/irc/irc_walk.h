/* Long answers of LIST, WHO, NAMES and INVITE, made in steps (core/walk.h).
 *
 * irc_walk_prepare() sends what the command has answered so far; the walk follows in the session's
 * send queue, and behind it what the command answers afterwards. Where there is a label, one batch
 * contains all three. */
#ifndef IRC_WALK_H
#define IRC_WALK_H

#include "irc_peer.h"
#include "walk.h"

struct irc_walk {
	struct walk walk;
	char batch[IRC_BATCH_BYTES + 1]; /* of its lines; "" for none */
};

/* Whether the command may look at so many more rows by itself, without a walk; counts them if so.
 */
bool irc_walk_unneeded(struct irc_call *call, size_t rows);

/* Sends what has been answered so far, and notes the batch. The caller then starts the walk. */
void irc_walk_prepare(struct irc_call *call, struct irc_walk *walk);

/* Around the making of a row: sets `call` to one whose `out` is the walk's, and returns where the
 * row begins there; irc_walk_row_end() adds the batch's tag to its lines. */
size_t irc_walk_row_start(struct irc_walk *walk, struct irc_call *call);
void irc_walk_row_end(struct irc_walk *walk, size_t start);

/* walk_kind.free for walks that own nothing else. */
void irc_walk_free(struct walk *walk);

#endif
