/* Asking somebody into a room, and taking that back. Each answers OUTCOME_DONE or why not; whoever
 * is concerned has been told then. Under the core lock. */
#ifndef INVITE_H
#define INVITE_H

#include "outcome.h"
#include "room.h"

/* An operator's invitation lets the other in: for RULES_INVITED_SECONDS, once, and until it is
 * taken back, which also happens when the one who gave it is an operator no more. */
enum outcome invite_give(struct session *by, struct room *room, struct session *target);
enum outcome invite_take_back(struct session *by, struct room *room, const char *name);

#endif
