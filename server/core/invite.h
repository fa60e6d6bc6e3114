/* Inviting somebody into a room, and taking that back. OUTCOME_DONE, with everybody concerned told,
 * or why not. Under the core lock. */
#ifndef INVITE_H
#define INVITE_H

#include "outcome.h"
#include "room.h"

/* An operator's invitation lets `target` enter once, within RULES_INVITED_SECONDS. It ends earlier
 * if it is taken back or its giver is no operator any more. */
enum outcome invite_give(struct session *by, struct room *room, struct session *target);
enum outcome invite_take_back(struct session *by, struct room *room, const char *name);

#endif
