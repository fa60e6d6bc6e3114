/* The skeletons of names that nobody else may take, for names that look like them (confusables.h).
 *
 * Only names whose skeleton is not their own key are here; the others are found by that key where
 * they are kept. So most names cost nothing, and one with "rn", a capital I or a foreign letter
 * that looks like one of ours, some hundred bytes. Under the core lock. */
#ifndef ALIKE_H
#define ALIKE_H

#include "confusables.h"
#include "table.h"

#define ALIKE_SKELETONS 2 /* of a name: as it is shown, and of its key */

struct core;

/* Whose name it is. */
enum alike_of {
	ALIKE_OF_SESSION,
	ALIKE_OF_ACCOUNT,
	ALIKE_OF_KEPT,	/* see kept.h */
	ALIKE_OF_LOCAL, /* see local_names.h */
};

struct alike {
	UT_hash_handle hh; /* of the first with this skeleton; head: core.alikes */
	struct alike *next;
	const void *owner; /* a struct session, account, kept, or local_name */
	enum alike_of of;
	char *skeleton;
	char name[];
};

/* Fills in the skeletons that differ from each other, and returns how many there are. */
unsigned alike_skeletons(struct name_key out[ALIKE_SKELETONS], const char *name, const char *key);

void alike_add(
	struct core *core, enum alike_of of, const void *owner, const char *name, const char *key);

/* With the name with which it was added. */
void alike_remove(struct core *core, const void *owner, const char *name, const char *key);

/* The first with this skeleton, which leads to the others; NULL for none. */
const struct alike *alike_find(const struct core *core, const struct name_key *skeleton);

#endif
