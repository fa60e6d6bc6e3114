#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive.h"
#include "clock.h"
#include "complain.h"
#include "memory.h"
#include "name.h"
#include "state.h"
#include "stores.h"
#include "tool_backup.h"
#include "tool_export.h"
#include "tool_import.h"
#include "tool_upgrade.h"
#include "tool_verify.h"
#include "when.h"

bool tool_wanted(const struct config *config)
{
	return config->verify || config->export || config->import || config->backup ||
	       config->restore || config->upgrade || config->room || config->since || config->until;
}

/* Without options, a tool takes the folder that is usual for whoever starts it. */
static bool has_history(const char *folder, char error[OPTION_ERROR_SIZE])
{
	char *path = memory_format("%s/history.db", folder);
	bool there = access(path, F_OK) == 0 || errno == EACCES;
	if (!there)
		snprintf(error, OPTION_ERROR_SIZE,
			"%.300s cannot be opened: %s; give the same --config, --state or --port as "
			"the server",
			path, strerrordesc_np(errno));
	free(path);
	return there;
}

/* The history of the server that has these options, which may run. */
static struct store *open_to_read(const struct config *config, char folder[STORE_PATH_SIZE],
	struct store_info *info, char error[OPTION_ERROR_SIZE])
{
	struct store_options options = {.folder = folder, .read_only = true};
	if (!archive_folder(folder, config, error) || !has_history(folder, error))
		return NULL;
	return store_sqlite.open(&options, info, error);
}

static bool check_time(const char *option, const char *word, bool future, int64_t *time,
	char error[OPTION_ERROR_SIZE])
{
	enum when_result result = word ? when_parse(word, clock_utc_ms(), time) : WHEN_GOOD;
	if (result == WHEN_GOOD || (result == WHEN_FUTURE && future))
		return true;
	snprintf(error, OPTION_ERROR_SIZE,
		"'%s' must be a time%s: 30m (ago), 14:00, yesterday, 2026-11-28 or "
		"2026-11-28T14:00",
		option, future ? "" : " that has been");
	return false;
}

/* The '#' may be left out: a shell takes it for a comment where a word begins with it. */
static bool check_room(const char *name, struct name_key *key, char error[OPTION_ERROR_SIZE])
{
	char whole[ROOM_NAME_BYTES + 1];
	int length = snprintf(whole, sizeof whole, "%s%s", *name == '#' ? "" : "#", name);
	name_key(key, whole, length < (int)sizeof whole ? (size_t)length : 0);
	if (key->length > 0 && room_name_check(whole, (size_t)length) == NAME_GOOD)
		return true;
	snprintf(error, OPTION_ERROR_SIZE, "'room' must be the name of a room");
	return false;
}

/* Whether the options go together. */
static bool check(const struct config *config, struct tool_export *export, struct name_key *key,
	char error[OPTION_ERROR_SIZE])
{
	if (!config->export && (config->room || config->since || config->until))
		snprintf(error, OPTION_ERROR_SIZE,
			"'room', 'since' and 'until' say what 'export' writes: give it too");
	else if (config->import && isatty(STDIN_FILENO))
		snprintf(error, OPTION_ERROR_SIZE,
			"'import' reads an export from standard input: chatd --import <FILE");
	else
		return (!config->room || check_room(config->room, key, error)) &&
		       check_time("since", config->since, false, &export->since, error) &&
		       check_time("until", config->until, true, &export->until, error);
	return false;
}

/* Into the folder of a server that does not run: the store refuses another one's. */
static bool import(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	char folder[STORE_PATH_SIZE];
	struct store_info info;
	struct store_options options = {.folder = folder, .tool = true};
	if (!archive_folder(folder, config, error))
		return false;
	if (!state_act_as_owner(folder) || !state_make_folder(folder)) {
		snprintf(error, OPTION_ERROR_SIZE, "%.300s cannot be used: %s", folder,
			strerrordesc_np(errno));
		return false;
	}
	struct store *store = store_sqlite.open(&options, &info, error);
	if (!store)
		return false;
	bool good = tool_import(&store_sqlite, store, &info, stdin, error);
	store_sqlite.close(store);
	if (good && *info.aside)
		fprintf(stderr, "chatd: the history was damaged, and is now %s\n", info.aside);
	return good;
}

static bool copy(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	char folder[STORE_PATH_SIZE];
	if (!archive_folder(folder, config, error))
		return false;
	if (config->restore)
		return tool_restore(config->restore, folder, error);
	return has_history(folder, error) && tool_backup(config->backup, folder, error);
}

static bool upgrade(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	char folder[STORE_PATH_SIZE];
	return archive_folder(folder, config, error) && tool_upgrade(folder, error);
}

int tool_run(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	char folder[STORE_PATH_SIZE];
	struct store_info info;
	struct name_key key;
	struct tool_export export = {.ops = &store_sqlite, .since = INT64_MIN, .until = INT64_MAX};
	error[0] = '\0';
	if (!check(config, &export, &key, error))
		return EXIT_USAGE;
	if (config->import)
		return import(config, error) ? EXIT_SUCCESS : EXIT_FAILURE;
	if (config->upgrade)
		return upgrade(config, error) ? EXIT_SUCCESS : EXIT_FAILURE;
	if (config->backup || config->restore)
		return copy(config, error) ? EXIT_SUCCESS : EXIT_FAILURE;
	export.room = config->room ? key.bytes : NULL;
	export.store = open_to_read(config, folder, &info, error);
	if (!export.store)
		return EXIT_FAILURE;
	export.info = &info;
	bool good = config->verify ? tool_verify(&store_sqlite, export.store, folder)
				   : tool_export(&export, error);
	store_sqlite.close(export.store);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
