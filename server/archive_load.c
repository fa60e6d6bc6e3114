#include "archive_load.h"

#include <stdlib.h>

#include "account.h"
#include "memory.h"
#include "recent.h"
#include "record.h"
#include "restore.h"
#include "server_ban.h"

#define AT_ONCE 500

/* A function of the store that reads records by id, some at a time. */
typedef bool read_some(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE]);

struct loading {
	struct core *core;
	struct keeper *keeper;
	struct room **rooms; /* by id */
	size_t room_count;
};

/* Puts what one record says into the core, and returns its id. */
typedef uint32_t restore_one(struct loading *loading, const char *record);

static bool load(struct loading *loading, read_some *read, restore_one *restore,
	char error[OPTION_ERROR_SIZE])
{
	struct buffer records = {0};
	uint32_t last = 0;
	bool good;
	do {
		records.length = 0;
		good = read(loading->keeper->store, last, AT_ONCE, &records, error);
		for (size_t at = 0; good && at < records.length;
			at += record_length(records.bytes + at))
			last = restore(loading, records.bytes + at);
	} while (good && records.length > 0);
	buffer_finish(&records);
	return good;
}

static uint32_t room(struct loading *loading, const char *record)
{
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

static uint32_t account(struct loading *loading, const char *record)
{
	struct record_account account;
	record_read_account(record, &account);
	account_restore(loading->core, &account);
	return account.id;
}

static uint32_t marker(struct loading *loading, const char *record)
{
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
	struct loading loading = {.core = core, .keeper = keeper};
	bool good = load(&loading, ops->accounts, account, error) &&
		    load(&loading, ops->rooms, room, error) &&
		    load(&loading, ops->markers, marker, error) &&
		    load_server_bans(keeper, core, error) && load_lobby(keeper, core, error);
	free(loading.rooms);
	return good;
}
