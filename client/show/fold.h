/* Tells a run of joins, leaves and new names in one room in one sentence:
 * "ada, bob and 3 others joined; carol left (bye); dan is dana now; eve came and went".
 *
 * Somebody who joined and left within the run "came and went", somebody who left and joined again
 * "left and came back". Of several new names only the first and the last one are told; somebody who
 * left is told by the name from before the run. People who left for the same reason share it: "ada
 * and bob left (bye)". A run of any length costs bounded memory: beyond FOLD_NAMES_MAX people it
 * only counts, and long names and reasons are cut. */
#ifndef FOLD_H
#define FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat.h"

#define FOLD_NAMES_MAX 256

struct fold;

struct fold *fold_new(void);
void fold_free(struct fold *fold);

/* Takes CHAT_JOINED, LEFT, QUIT and RENAMED of other people. False for any other event, and for
 * another room than the run's. */
bool fold_add(struct fold *fold, const struct chat_event *event);

bool fold_empty(const struct fold *fold);

/* The time of its first event. */
int64_t fold_time(const struct fold *fold);

/* The sentence, without a full stop. It names at most 8 people of each kind and counts the others.
 * Cut at a character if it does not fit. */
void fold_text(const struct fold *fold, char *out, size_t size);

void fold_clear(struct fold *fold);

#endif
