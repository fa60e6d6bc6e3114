/* A run of comings, goings and changes of name in one room, told in one sentence:
 * "ada, bob and 3 others joined; carol left (bye); dan is dana now; eve came and went".
 *
 * Who came and left within the run is told of as that, who left and came back as "fay left and came
 * back". Of several changes of a name only the first and the last name are told; who left has the
 * name from before the run. Several who left for one reason share it: "ada and bob left (bye)". A
 * run of any length costs bounded memory: beyond FOLD_NAMES_MAX people it only counts, and long
 * names and reasons are cut. */
#ifndef FOLD_H
#define FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_event.h"

#define FOLD_NAMES_MAX 256

struct fold;

struct fold *fold_new(void);
void fold_free(struct fold *fold);

/* Takes CHAT_JOINED, LEFT, QUIT and RENAMED that are not our own; false for anything else, or in
 * another room than the run's. */
bool fold_add(struct fold *fold, const struct chat_event *event);

bool fold_empty(const struct fold *fold);

/* The time of its first event. */
int64_t fold_time(const struct fold *fold);

/* The sentence, without a full stop; names at most 8 people of each kind, then counts. `out` is
 * always ended; what does not fit is cut at a character. */
void fold_text(const struct fold *fold, char *out, size_t size);

void fold_clear(struct fold *fold);

#endif
