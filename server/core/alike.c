#include "alike.h"

#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "memory.h"

/* Guests' names are the server's, and nobody can have one that looks like them. */
static bool is_guest(const char *key)
{
	return strncmp(key, NAME_GUEST_PREFIX, sizeof NAME_GUEST_PREFIX - 1) == 0;
}

unsigned alike_skeletons(struct name_key out[ALIKE_SKELETONS], const char *name, const char *key)
{
	if (is_guest(key))
		return 0;
	confusables_skeleton(&out[0], name);
	unsigned count = out[0].length > 0;
	if (strcmp(name, key) == 0)
		return count;
	confusables_skeleton(&out[count], key);
	return count +
	       (out[count].length > 0 && (count == 0 || strcmp(out[0].bytes, out[1].bytes) != 0));
}

static struct alike *first_of(const struct core *core, const char *skeleton, size_t length)
{
	struct alike *first;
	HASH_FIND(hh, core->alikes, skeleton, length, first);
	return first;
}

static void add(struct core *core, const struct name_key *skeleton, enum alike_of of,
	const void *owner, const char *name)
{
	size_t size = strlen(name) + 1;
	struct alike *alike = memory_zero(sizeof *alike + size + skeleton->length + 1U);
	struct alike *first = first_of(core, skeleton->bytes, skeleton->length);
	memcpy(alike->name, name, size);
	alike->skeleton = alike->name + size;
	memcpy(alike->skeleton, skeleton->bytes, skeleton->length + 1U);
	alike->owner = owner;
	alike->of = of;
	if (first) {
		alike->next = first->next;
		first->next = alike;
	} else {
		HASH_ADD_KEYPTR(hh, core->alikes, alike->skeleton, skeleton->length, alike);
	}
}

void alike_add(
	struct core *core, enum alike_of of, const void *owner, const char *name, const char *key)
{
	struct name_key skeletons[ALIKE_SKELETONS];
	unsigned count = alike_skeletons(skeletons, name, key);
	for (unsigned i = 0; i < count; i++)
		if (strcmp(skeletons[i].bytes, key) != 0)
			add(core, &skeletons[i], of, owner, name);
}

static void remove_one(struct core *core, const struct name_key *skeleton, const void *owner)
{
	struct alike *first = first_of(core, skeleton->bytes, skeleton->length), *alike = first;
	while (alike && alike->owner != owner)
		alike = alike->next;
	if (!alike)
		return;
	if (alike == first) {
		HASH_DEL(core->alikes, first);
		if (first->next)
			HASH_ADD_KEYPTR(hh, core->alikes, first->next->skeleton, skeleton->length,
				first->next);
	} else {
		struct alike *before = first;
		while (before->next != alike)
			before = before->next;
		before->next = alike->next;
	}
	free(alike);
}

void alike_remove(struct core *core, const void *owner, const char *name, const char *key)
{
	struct name_key skeletons[ALIKE_SKELETONS];
	unsigned count = alike_skeletons(skeletons, name, key);
	for (unsigned i = 0; i < count; i++)
		if (strcmp(skeletons[i].bytes, key) != 0)
			remove_one(core, &skeletons[i], owner);
}

const struct alike *alike_find(const struct core *core, const struct name_key *skeleton)
{
	return first_of(core, skeleton->bytes, skeleton->length);
}
