/* Answers that go on in steps (core/walk.h): of LIST, WHO, NAMES and INVITE, where they are long.
 *
 * What a command has answered so far goes on its way, the walk comes behind it, and what the
 * command answers from then on comes behind the walk. A label is given by a batch around all of
 * that. */
#ifndef IRC_WALK_H
#define IRC_WALK_H

#include "irc_peer.h"
#include "walk.h"

struct irc_walk {
	struct walk walk;
	char batch[IRC_BATCH_BYTES + 1]; /* that its lines belong to; "" for none */
};

/* Whether so many rows may be looked at now, by the command itself. */
bool irc_at_once(struct irc_call *call, size_t rows);

/* Sends what has been answered so far, and notes the batch. The caller then begins the walk. */
void irc_walk_prepare(struct irc_call *call, struct irc_walk *walk);

/* Around what makes lines of a walk: a call whose `out` is the walk's. irc_row_end() marks them. */
size_t irc_row_start(struct irc_walk *walk, struct irc_call *call);
void irc_row_end(struct irc_walk *walk, size_t start);

/* A walk_kind's free(), for walks with nothing more. */
void irc_walk_free(struct walk *walk);

#endif
