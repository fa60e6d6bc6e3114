#include "ownership.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static unsigned place_of(const struct room *room, uint32_t id)
{
	unsigned i = 0;
	while (i < room->operator_count && room->operators[i] != id)
		i++;
	return i;
}

unsigned ownership_roles(const struct room *room, const struct account *account)
{
	if (!account)
		return 0;
	if (room->founder == account->id)
		return ROLE_FOUNDER | ROLE_OPERATOR;
	return place_of(room, account->id) < room->operator_count ? ROLE_OPERATOR : 0;
}

static void add_operator(struct room *room, uint32_t id)
{
	room->operators =
		memory_add(room->operators, room->operator_count, sizeof *room->operators);
	room->operators[room->operator_count++] = id;
	account_add_room(room, id);
}

static bool remove_operator(struct room *room, uint32_t id)
{
	unsigned place = place_of(room, id);
	if (place == room->operator_count)
		return false;
	account_remove_room(room, id);
	room->operator_count--;
	memmove(room->operators + place, room->operators + place + 1,
		(room->operator_count - place) * sizeof *room->operators);
	return true;
}

static void leave_founder(struct room *room)
{
	account_remove_room(room, room->founder);
	room->founder = 0;
}

bool ownership_set_founder(struct room *room, struct account *account)
{
	uint32_t before = room->founder;
	if (before == account->id)
		return true;
	if (account->rooms >= OWNERSHIP_ROOMS_MAX)
		return false;
	leave_founder(room);
	remove_operator(room, account->id);
	if (before != 0 && room->operator_count < ROOM_OPERATORS_MAX)
		add_operator(room, before);
	room->founder = account->id;
	account_add_room(room, account->id);
	history_keep_room(room);
	return true;
}

enum outcome ownership_set_operator(struct room *room, const struct account *account, bool on)
{
	if (on && (room->founder == account->id ||
			  place_of(room, account->id) < room->operator_count))
		return OUTCOME_UNCHANGED;
	if (on && room->operator_count >= ROOM_OPERATORS_MAX)
		return OUTCOME_OPERATORS_FULL;
	if (on)
		add_operator(room, account->id);
	else if (!remove_operator(room, account->id))
		return OUTCOME_UNCHANGED;
	history_keep_room(room);
	return OUTCOME_DONE;
}

void ownership_drop(struct room *room)
{
	account_room_ends(room);
	room->founder = 0;
	free(room->operators);
	room->operators = NULL;
	room->operator_count = 0;
	history_keep_room(room);
	room_disowned(room);
}

void ownership_forget(struct account *account)
{
	while (account->roles.count > 0) {
		struct room *room = account->roles.items[account->roles.count - 1];
		if (room->founder == account->id)
			leave_founder(room);
		else
			remove_operator(room, account->id);
		history_keep_room(room);
		if (!room_is_owned(room))
			room_disowned(room);
	}
}

void ownership_restore(struct room *room)
{
	unsigned count = room->operator_count;
	account_add_room(room, room->founder);
	room->operator_count = 0;
	for (unsigned i = 0; i < count; i++) { /* once each, whatever the store says */
		uint32_t id = room->operators[i];
		if (id == room->founder || place_of(room, id) < room->operator_count)
			continue;
		room->operators[room->operator_count++] = id;
		account_add_room(room, id);
	}
}
