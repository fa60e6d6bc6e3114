#include "archive_load.h"

#include "account.h"
#include "recent.h"
#include "record.h"
#include "restore.h"

#define AT_ONCE 500

/* A function of the store that reads records by id, some at a time. */
typedef bool read_some(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE]);

/* Puts what one record says into the core, and returns its id. */
typedef uint32_t restore_one(struct core *core, const char *record);

static bool load(struct keeper *keeper, struct core *core, read_some *read, restore_one *restore,
	char error[OPTION_ERROR_SIZE])
{
	struct buffer records = {0};
	uint32_t last = 0;
	bool good;
	do {
		records.length = 0;
		good = read(keeper->store, last, AT_ONCE, &records, error);
		for (size_t at = 0; good && at < records.length;
			at += record_length(records.bytes + at))
			last = restore(core, records.bytes + at);
	} while (good && records.length > 0);
	buffer_finish(&records);
	return good;
}

static uint32_t room(struct core *core, const char *record)
{
	struct record_room room;
	record_read_room(record, &room, NULL, NULL);
	restore_room(core, record);
	return room.id;
}

static uint32_t account(struct core *core, const char *record)
{
	struct record_account account;
	record_read_account(record, &account);
	account_restore(core, &account);
	return account.id;
}

static uint32_t marker(struct core *core, const char *record)
{
	struct record_marker marker;
	record_read_marker(record, &marker);
	account_restore_marker(core, &marker);
	return marker.account;
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
	return load(keeper, core, ops->accounts, account, error) &&
	       load(keeper, core, ops->markers, marker, error) &&
	       load(keeper, core, ops->rooms, room, error) && load_lobby(keeper, core, error);
}
