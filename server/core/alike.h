/* The skeletons of names in use and of registered ones, for names that look like them
 * (confusables.h).
 *
 * Only names whose skeleton is not their own key are here; the others are found by that key among
 * sessions and accounts. So most names cost nothing, and one with an 'm' (its skeleton has "rn"),
 * or a foreign letter that looks like one of ours, some hundred bytes. Under the core lock. */
#ifndef ALIKE_H
#define ALIKE_H

#include <stdbool.h>

#include "confusables.h"
#include "table.h"

#define ALIKE_SKELETONS 2 /* of a name: as it is shown, and of its key */

struct core;

struct alike {
	UT_hash_handle hh; /* of the first with this skeleton; head: core.alikes */
	struct alike *next;
	const void *owner; /* a session, or an account */
	bool is_account;
	char *skeleton;
	char name[];
};

/* Fills in the skeletons that differ from each other, and returns how many there are. */
unsigned alike_skeletons(struct name_key out[ALIKE_SKELETONS], const char *name, const char *key);

void alike_add(
	struct core *core, const void *owner, bool is_account, const char *name, const char *key);

/* With the name with which it was added. */
void alike_remove(struct core *core, const void *owner, const char *name, const char *key);

/* The first with this skeleton, which leads to the others; NULL for none. */
const struct alike *alike_find(const struct core *core, const struct name_key *skeleton);

#endif
