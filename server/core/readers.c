#include "readers.h"

#include <stdlib.h>

#include "memory.h"
#include "session.h"
#include "walk.h"

#define MEMBERS_MAX 0xFFFFFFU /* the largest member.index: a loop has fewer descriptors */

static void put(struct readers *readers, unsigned index, struct member *member)
{
	readers->members[index] = member;
	member->index = index & MEMBERS_MAX;
}

static void swap(struct readers *readers, unsigned a, unsigned b)
{
	struct member *first = readers->members[a];
	if (a == b)
		return;
	if (readers->parts)
		walk_before_swap(readers, a, b);
	put(readers, a, readers->members[b]);
	put(readers, b, first);
}

void readers_place(struct member *member)
{
	struct readers *readers = member->readers;
	bool several = member->session->members->next != NULL;
	if (several && member->index >= readers->several)
		swap(readers, member->index, readers->several++);
	else if (!several && member->index < readers->several)
		swap(readers, member->index, --readers->several);
}

void readers_add(struct readers *readers, struct member *member)
{
	if (readers->count == readers->size) {
		readers->size += readers->size / 2 + 1;
		readers->members =
			memory_grow(readers->members, readers->size * sizeof *readers->members);
	}
	member->readers = readers;
	put(readers, readers->count++, member);
	readers->feed->count++;
	readers_place(member);
}

void readers_remove(struct member *member)
{
	struct readers *readers = member->readers;
	if (member->index < readers->several)
		swap(readers, member->index, --readers->several);
	swap(readers, member->index, --readers->count);
	readers->feed->count--;
	if (readers->count > 0)
		return;
	walk_forget_readers(readers);
	free(readers->members);
	readers->members = NULL;
	readers->size = 0;
	cursor_drop(&readers->at);
	if (readers->dirty)
		core_list_remove(&member->session->loop->dirty, readers);
	readers->dirty = false;
}
