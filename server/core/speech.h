/* Who may speak in a room.
 *
 * Everything that carries words of the session's own choice asks here: what it says, its names,
 * the topics it sets, whom it invites, why it is away and why it leaves.
 *
 * Comparing a member with the bans of its room is expensive, so the verdict is kept in
 * member.verdict, marked with the generation of the room's masks. It is found again when the masks
 * change (speech_masks_changed()) and when what they are compared with changes
 * (speech_judge_again()). Under the core lock. */
#ifndef SPEECH_H
#define SPEECH_H

#include "room.h"

/* OUTCOME_DONE, or why not; the session need not be a member. */
enum outcome speech_allowed(const struct session *session, const struct room *room);

/* The same for a member: OUTCOME_DONE, _MODERATED or _SILENCED. */
enum outcome speech_member_allowed(struct member *member);

/* A list of the room's masks has changed. */
void speech_masks_changed(struct room *room);

/* The session's name, user or host has changed. */
void speech_judge_again(struct session *session);

#endif
