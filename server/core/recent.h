/* The last lines of rooms in memory, so that whoever enters is shown them at once (past.h).
 *
 * A room has at most history.replay of them, and all rooms together take HISTORY_RECENT_MAX bytes:
 * those of the room where nothing has been said for the longest time go first. Those of a room that
 * was quiet for HISTORY_RECENT_SECONDS go as well. What is said next is kept as before; the lines
 * before it are asked of the store when somebody enters, and are put in front. The lobby's lines
 * stay, since those who arrive do not wait for a store. Under the core lock. */
#ifndef RECENT_H
#define RECENT_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

struct core;
struct room;

/* Adds a line behind the last lines of the room. */
void recent_add(struct room *room, const char *record);

/* Whether no line is missing of those that are shown to whoever enters. */
bool recent_is_complete(const struct room *room);

/* Puts lines, the records of an answer, in front of those that are there. They must be the last
 * ones before these. */
void recent_complete(struct room *room, const struct buffer *records);

/* Calls `visit` with each of the last lines of the room that are still kept, the oldest first. */
void recent_each(
	const struct room *room, void (*visit)(const char *record, void *data), void *data);

/* Puts `count` records in the place of all lines, and leaves `records` empty. */
void recent_replace(struct room *room, struct buffer *records, unsigned count);

/* For handover.h: the lines of a room that has none, at least one; the room that had its last line
 * the longest ago comes first. The memory of `records` is the room's from now on. */
void recent_restore(
	struct room *room, const struct buffer *records, unsigned count, uint32_t used_s);

void recent_forget(struct room *room);

/* Forgets the lines of quiet rooms; about once a second. What only memory has stays. */
void recent_sweep(struct core *core);

#endif
