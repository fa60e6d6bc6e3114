#include "archive_load.h"

#include <stdlib.h>

#include "account.h"
#include "each.h"
#include "memory.h"
#include "recent.h"
#include "record.h"
#include "restore.h"
#include "server_ban.h"

struct loading {
	struct core *core;
	struct room **rooms; /* by id */
	size_t room_count;
};

static uint32_t room(void *data, const char *record)
{
	struct loading *loading = data;
	struct record_room room;
	record_read_room(record, &room, NULL, NULL);
	restore_room(loading->core, record);
	loading->rooms = memory_add(loading->rooms, loading->room_count, sizeof(struct room *));
	loading->rooms[loading->room_count++] = room_find(loading->core, room.name);
	return room.id;
}

/* NULL where it has ended. */
static const struct room *find_room(const struct loading *loading, uint32_t id)
{
	size_t low = 0, high = loading->room_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct room *room = loading->rooms[middle];
		if (room->id == id)
			return room;
		if (room->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static uint32_t account(void *data, const char *record)
{
	struct loading *loading = data;
	struct record_account account;
	record_read_account(record, &account);
	account_restore(loading->core, &account);
	return account.id;
}

static uint32_t marker(void *data, const char *record)
{
	struct loading *loading = data;
	struct record_marker marker;
	record_read_marker(record, &marker);
	const struct room *room = find_room(loading, marker.room);
	if (room)
		account_restore_marker(loading->core, &marker, room->key);
	return marker.account;
}

static bool load_server_bans(
	struct keeper *keeper, struct core *core, char error[OPTION_ERROR_SIZE])
{
	struct buffer records = {0};
	bool good = keeper->ops->server_bans(keeper->store, &records, error);
	for (size_t at = 0; good && at < records.length; at += record_length(records.bytes + at)) {
		struct record_server_ban ban;
		record_read_server_ban(records.bytes + at, &ban);
		server_ban_restore(core, &ban);
	}
	buffer_finish(&records);
	return good;
}

/* Those who arrive are shown the last lines of the lobby, and do not wait for a store. */
static bool load_lobby(struct keeper *keeper, struct core *core, char error[OPTION_ERROR_SIZE])
{
	struct buffer records = {0};
	struct room *lobby = room_find(core, ROOM_LOBBY);
	if (!lobby)
		return true;
	struct store_range range = {.room = lobby->id,
		.first = 1,
		.last = UINT32_MAX,
		.limit = core->history.replay,
		.newest = true};
	bool good = keeper->ops->lines(keeper->store, &range, &records, error);
	if (good)
		recent_complete(lobby, &records);
	buffer_finish(&records);
	return good;
}

bool archive_load_all(struct keeper *keeper, struct core *core, char error[OPTION_ERROR_SIZE])
{
	const struct store_ops *ops = keeper->ops;
	core->room_ids = keeper->info.room_ids;
	core->account_ids = keeper->info.account_ids;
	struct store *store = keeper->store;
	struct loading loading = {.core = core};
	bool good = each_record(store, ops->accounts, account, &loading, error) &&
		    each_record(store, ops->rooms, room, &loading, error) &&
		    each_record(store, ops->markers, marker, &loading, error) &&
		    load_server_bans(keeper, core, error) && load_lobby(keeper, core, error);
	free(loading.rooms);
	return good;
}
