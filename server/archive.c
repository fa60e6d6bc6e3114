#include "archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "door_loop.h"
#include "keep.h"
#include "log.h"
#include "record.h"
#include "restore.h"
#include "stores.h"

#define ROOMS_AT_ONCE 500

/* The folder for the state of programs: "" if there is none. */
static void state_folder(char out[STORE_PATH_SIZE])
{
	const char *systemd = getenv("STATE_DIRECTORY");
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	out[0] = '\0';
	if (systemd && *systemd)
		snprintf(out, STORE_PATH_SIZE, "%.*s", (int)strcspn(systemd, ":"), systemd);
	else if (geteuid() == 0)
		snprintf(out, STORE_PATH_SIZE, "/var/lib/chatd");
	else if (state && *state == '/')
		snprintf(out, STORE_PATH_SIZE, "%s/chatd", state);
	else if (home && *home == '/')
		snprintf(out, STORE_PATH_SIZE, "%s/.local/state/chatd", home);
}

/* Makes the folder, and those above it, for its owner alone. */
static bool make_folder(const char *path)
{
	char part[STORE_PATH_SIZE];
	for (const char *slash = path; slash;) {
		slash = strchr(slash + 1, '/');
		size_t length = slash ? (size_t)(slash - path) : strlen(path);
		memcpy(part, path, length);
		part[length] = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return false;
	}
	return access(path, W_OK | X_OK) == 0;
}

/* Where history is on disk; leaves `folder` empty, with the reason, where it cannot be. */
static void find_folder(struct archive *archive, int port)
{
	char state[STORE_PATH_SIZE];
	state_folder(state);
	if (port == 0) {
		snprintf(archive->why, sizeof archive->why,
			"the port is not a fixed one; see --state");
		return;
	}
	if (!*state || snprintf(archive->folder, sizeof archive->folder, "%s/%d", state, port) >=
			       (int)sizeof archive->folder) {
		snprintf(archive->why, sizeof archive->why,
			"there is no folder for it; see --state");
		archive->folder[0] = '\0';
	} else if (!make_folder(archive->folder)) {
		snprintf(archive->why, sizeof archive->why, "%.300s: %s; see --state",
			archive->folder, strerror(errno));
		archive->folder[0] = '\0';
	}
}

bool archive_open(struct archive *archive, const struct config *config, int port,
	char error[OPTION_ERROR_SIZE])
{
	*archive = (struct archive){.mode = (enum history_mode)config->history};
	keep_parse(config->keep, &archive->keep_ms, &archive->keep_bytes);
	if (archive->mode == HISTORY_OFF)
		return true;
	if (archive->mode != HISTORY_MEMORY && config->state) {
		snprintf(archive->folder, sizeof archive->folder, "%s", config->state);
		if (!make_folder(archive->folder)) {
			snprintf(error, OPTION_ERROR_SIZE, "'state' cannot be '%.300s': %s",
				config->state, strerror(errno));
			return false;
		}
	} else if (archive->mode != HISTORY_MEMORY) {
		find_folder(archive, port);
	}
	if (!*archive->folder)
		archive->mode = HISTORY_MEMORY;
	struct store_options options = {.folder = *archive->folder ? archive->folder : NULL,
		.keep_ms = archive->keep_ms,
		.keep_bytes = archive->keep_bytes};
	return keeper_open(&archive->keeper, &store_sqlite, &options, error);
}

static bool load_rooms(struct keeper *keeper, struct core *core, char error[OPTION_ERROR_SIZE])
{
	struct buffer records = {0};
	uint32_t last = 0;
	bool good;
	do {
		buffer_clear(&records);
		good = keeper->ops->rooms(keeper->store, last, ROOMS_AT_ONCE, &records, error);
		for (size_t at = 0; good && at < records.length;
			at += record_length(records.bytes + at)) {
			struct record_room room;
			record_read_room(records.bytes + at, &room, NULL, NULL);
			last = room.id;
			restore_room(core, records.bytes + at);
		}
	} while (good && records.length > 0);
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
		restore_recent(lobby, &records);
	buffer_finish(&records);
	return good;
}

bool archive_load(struct archive *archive, struct core *core, const struct config *config,
	char error[OPTION_ERROR_SIZE])
{
	struct keeper *keeper = &archive->keeper;
	if (archive->mode == HISTORY_OFF)
		return true;
	struct history_store store = keeper_store(keeper);
	history_init(core, archive->mode, keeper->info.origin, &store);
	door_set_secret(keeper->info.secret);
	archive_apply(archive, core, config);
	core->room_ids = keeper->info.room_ids;
	keeper_start(keeper, core);
	return load_rooms(keeper, core, error) && load_lobby(keeper, core, error);
}

void archive_apply(const struct archive *archive, struct core *core, const struct config *config)
{
	core->history.wait_ms = config->history_wait_ms;
	core->history.replay = (unsigned)config->replay;
	core->history.keep_ms = archive->keep_ms;
	if (history_on(&core->history) && *archive->folder && config->history >= HISTORY_RELAXED)
		history_set_strict(core, config->history == HISTORY_STRICT);
}

void archive_close(struct archive *archive)
{
	if (archive->keeper.store)
		keeper_stop(&archive->keeper);
}

void archive_describe(const struct archive *archive, char *out, size_t size)
{
	char keep[KEEP_TEXT_SIZE];
	keep_describe(archive->keep_ms, archive->keep_bytes, keep);
	if (archive->mode == HISTORY_OFF)
		snprintf(out, size, "Nothing that is said is kept (--history off).");
	else if (*archive->folder)
		snprintf(out, size, "What is said is kept %s in %s.", keep, archive->folder);
	else if (*archive->why)
		snprintf(out, size, "What is said is kept in memory until chatd ends (%s).",
			archive->why);
	else
		snprintf(out, size, "What is said is kept in memory until chatd ends.");
}
