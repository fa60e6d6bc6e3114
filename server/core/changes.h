/* Changing how a room is set: its modes, its masks and the roles of its members.
 *
 * What one command changes is collected in a struct changes, and the room is told of all of it in
 * one event:
 *
 *     struct changes changes = {.by = session, .room = room};
 *     outcome = changes_add(&changes, MODE_SECRET, true, NULL);
 *     ...
 *     changes_tell(&changes);
 *
 * Under the core lock. */
#ifndef CHANGES_H
#define CHANGES_H

#include "session.h"

struct changes {
	struct session *by; /* NULL for the server itself */
	struct room *room;
	struct change *items;
	unsigned count;
	bool passing; /* it is not kept in the history */
};

/* Makes one change, or answers why not; OUTCOME_UNCHANGED if it is so already. `argument` is a key,
 * a number, a mask or a name, or NULL. A change that undoes an earlier one of `changes` cancels it.
 */
enum outcome changes_add(struct changes *changes, enum mode mode, bool on, const char *argument);

/* Sets a mask for `seconds`, 0 for ever, and with a reason or NULL. A mask that is there already
 * takes on the new end and reason, unless neither ends. */
enum outcome changes_add_mask(struct changes *changes, enum mode mode, const char *text,
	int64_t seconds, const char *why);

/* Tells the room, if anything was changed, and frees the items. */
void changes_tell(struct changes *changes);

/* The server gives the member a role: MODE_FOUNDER, MODE_OPERATOR or MODE_VOICE. Nobody has done
 * it, and it happens whenever somebody comes, so it is not kept in the history. */
void changes_give_role(struct member *member, enum mode mode);

/* Gives the member what its account has in the room; or takes that away from a session that is
 * about to leave the account. Likewise. */
void changes_give_owned(struct member *member);
void changes_tell_owned(struct member *member, unsigned roles); /* it has them already */
void changes_take_owned(struct session *session);

/* Removes the masks whose time has ended; call it about once a second. */
void changes_expire(struct core *core);

#endif
