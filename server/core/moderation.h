/* What operators of a room do, and what everyone is asked before: who may come in, who is put out,
 * and how the room is set. Each function answers OUTCOME_DONE or why not; whoever is concerned has
 * been told then. Under the core lock. */
#ifndef MODERATION_H
#define MODERATION_H

#include "session.h"

/* Whether the session may enter. `room` is NULL for one that would be new; `key` NULL for none. */
enum outcome membership_allowed(
	const struct session *session, const struct room *room, const char *key);

/* Puts the session into a room, new or old, where it is not yet. The name has been checked. The
 * session is told so with an event of this type, EVENT_JOINED or EVENT_WELCOME. */
enum outcome membership_enter(
	struct session *session, const char *name, const char *key, enum event_type type);

/* Takes it out, of its own will, and tells it so if `tell`. `why` may be NULL. */
void membership_leave(struct member *member, const char *why, bool tell);

bool roles_is_operator(const struct session *session, const struct room *room);

/* Whether the first may put the second out of the room. */
enum outcome kick_allowed(
	const struct session *by, const struct room *room, const struct session *target);
enum outcome kick_member(
	struct session *by, struct room *room, struct session *target, const char *why);

/* Whether the session may say something to the room. All that carries words of its own choice asks
 * this: what it says, its topic, its names, being away, whom it invites and why it leaves. */
enum outcome speech_allowed(const struct session *session, const struct room *room);
enum outcome topic_set(struct session *by, struct room *room, const char *text);

/* Several changes, of which the room is told in one event. */
struct changes {
	struct session *by;
	struct room *room;
	struct change *items;
	unsigned count;
};

/* Makes one change. `argument` is a name, mask, key or number, or NULL. A mask is set for
 * `seconds`, 0 for ever, and with a reason, or NULL; one that is there takes these on, unless
 * neither it nor the new one ends. OUTCOME_UNCHANGED where it is so already. */
enum outcome changes_add(struct changes *changes, enum mode mode, bool on, const char *argument);
enum outcome changes_add_mask(struct changes *changes, enum mode mode, const char *text,
	int64_t seconds, const char *why);

/* Tells the room, if anything was changed; frees the items. */
void changes_tell(struct changes *changes);

/* The server gives a member a role. */
void changes_give_role(struct member *member, enum mode mode);

/* The server gives back the roles that are kept for the member, if any are. */
void kept_give_back(struct member *member);

/* Takes away the bans that have ended, and what has been kept long enough; about once a second. */
void moderation_expire(struct core *core);

#endif
