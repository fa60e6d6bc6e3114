/* The way into rooms and out of them: JOINs that are sent, and what becomes of them. */
#ifndef JOIN_H
#define JOIN_H

#include <stdbool.h>

#include "rooms.h"

struct chat;

#define JOIN_KEY_BYTES 100 /* of a room's key */

void join_send(struct chat *chat, const struct room *room);
/* Joins all rooms that we want to be in, after the server has let us in. */
void join_all(struct chat *chat);
/* Gives up on JOINs that the server does not answer. */
void join_tick(struct chat *chat);

/* We are in the room; its members follow, unless we were in it before. */
void join_entered(struct chat *chat, const char *name);
/* All that is known of the room is known: CHAT_OPENED. */
void join_opened(struct chat *chat, struct room *room);
/* The room could not be entered, the first time or after a loss: it is forgotten. */
void join_refused(struct chat *chat, struct room *room, const char *sentence);
/* We are in it no more; as CHAT_CLOSED says. */
void join_closed(struct chat *chat, struct room *room, const char *name, bool own, const char *why);

#endif
