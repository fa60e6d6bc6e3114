#include "archive.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive_load.h"
#include "door_loop.h"
#include "keep.h"
#include "log.h"
#include "state.h"
#include "stores.h"

__attribute__((format(printf, 2, 3))) static void in_memory(
	struct archive *archive, const char *why, ...)
{
	va_list arguments;
	va_start(arguments, why);
	vsnprintf(archive->why, sizeof archive->why, why, arguments);
	va_end(arguments);
	archive->folder[0] = '\0';
}

/* The usual folder of the port; or none, and why. */
static void find_folder(struct archive *archive, int port)
{
	if (store_sqlite.write == NULL)
		in_memory(archive, "this chatd was built without SQLite");
	else if (port == 0)
		in_memory(archive, "port 0 is another one each time: name a folder with --state");
	else if (!state_folder(archive->folder, port, getenv, state_of_system()))
		in_memory(archive, "there is no folder for it: name one with --state");
	else if (!state_make_folder(archive->folder))
		in_memory(archive, "%.300s cannot be used, %s: name another folder with --state",
			archive->folder, strerrordesc_np(errno));
}

/* The folder that somebody has chosen. */
static bool take_folder(struct archive *archive, const char *folder, char error[OPTION_ERROR_SIZE])
{
	if (!state_make_folder(folder)) {
		snprintf(error, OPTION_ERROR_SIZE, "'state' cannot be '%.300s': %s", folder,
			strerrordesc_np(errno));
		return false;
	}
	snprintf(archive->folder, sizeof archive->folder, "%s", folder);
	return true;
}

static bool open_store(struct archive *archive, int lock, char error[OPTION_ERROR_SIZE])
{
	struct store_options options = {.folder = *archive->folder ? archive->folder : NULL,
		.lock = lock < 0 ? 0 : lock,
		.keep_ms = archive->keep_ms,
		.keep_bytes = archive->keep_bytes};
	const struct store_ops *ops = &store_sqlite;
	if (!options.folder && ops->write == NULL)
		ops = &store_none; /* the last lines of each room are at hand without it */
	if (!options.folder &&
		(options.keep_bytes == 0 || options.keep_bytes > ARCHIVE_MEMORY_BYTES))
		options.keep_bytes = ARCHIVE_MEMORY_BYTES;
	return keeper_open(&archive->keeper, ops, &options, error);
}

/* Another process that has the lock keeps its history in this folder, too. */
static bool is_folder_of(int lock, const char *folder)
{
	char path[STORE_PATH_SIZE + sizeof "/lock"];
	struct stat held, here;
	snprintf(path, sizeof path, "%s/lock", folder);
	return fstat(lock, &held) == 0 && stat(path, &here) == 0 && held.st_dev == here.st_dev &&
	       held.st_ino == here.st_ino;
}

bool archive_open(struct archive *archive, const struct config *config, int port, int lock,
	char error[OPTION_ERROR_SIZE])
{
	*archive = (struct archive){.mode = (enum history_mode)config->history,
		.wished = (enum history_mode)config->history};
	keep_parse(config->keep, &archive->keep_ms, &archive->keep_bytes);
	if (archive->mode == HISTORY_OFF)
		return true;
	if (archive->mode != HISTORY_MEMORY && !config->state)
		find_folder(archive, port);
	else if (archive->mode != HISTORY_MEMORY && !take_folder(archive, config->state, error))
		return false;
	if (!*archive->folder)
		archive->mode = HISTORY_MEMORY;
	if (*archive->folder && lock >= 0 && !is_folder_of(lock, archive->folder)) {
		snprintf(error, OPTION_ERROR_SIZE,
			"the history is in another folder than %.300s, and an upgrade cannot "
			"change that: restart the server, or name its folder with 'state'",
			archive->folder);
		return false;
	}
	return open_store(archive, lock, error);
}

bool archive_folder(
	char folder[STORE_PATH_SIZE], const struct config *config, char error[OPTION_ERROR_SIZE])
{
	const char *why = NULL;
	if (store_sqlite.write == NULL)
		why = "this chatd was built without SQLite, and keeps no history in files";
	else if (config->state)
		snprintf(folder, STORE_PATH_SIZE, "%s", config->state);
	else if (config_port(config) == 0)
		why = "name the folder of the history with --state";
	else if (!state_folder(folder, config_port(config), getenv, state_of_system()))
		why = "there is no usual folder of the history: name it with --state";
	if (why)
		snprintf(error, OPTION_ERROR_SIZE, "%s", why);
	return !why;
}

void archive_begin(struct archive *archive, struct core *core, const struct config *config)
{
	struct keeper *keeper = &archive->keeper;
	if (archive->mode == HISTORY_OFF)
		return;
	struct history_store store = keeper_store(keeper);
	history_init(core, archive->mode, keeper->info.origin, &store);
	door_set_secret(keeper->info.secret);
	archive_apply(archive, core, config);
}

bool archive_load(struct archive *archive, struct core *core, const struct config *config,
	char error[OPTION_ERROR_SIZE])
{
	archive_begin(archive, core, config);
	return archive->mode == HISTORY_OFF || archive_load_all(&archive->keeper, core, error);
}

void archive_start(struct archive *archive, struct core *core)
{
	if (archive->mode != HISTORY_OFF)
		keeper_start(&archive->keeper, core);
}

void archive_apply(const struct archive *archive, struct core *core, const struct config *config)
{
	core->history.wait_ms = config->history_wait_ms;
	core->history.replay = (unsigned)config->replay;
	core->history.keep_ms = archive->keep_ms;
	if (history_on(&core->history) && *archive->folder && config->history >= HISTORY_RELAXED)
		history_set_strict(core, config->history == HISTORY_STRICT);
}

bool archive_can_pack(const struct archive *archive, char error[OPTION_ERROR_SIZE])
{
	const struct keeper *keeper = &archive->keeper;
	uint64_t size = keeper->store ? keeper->ops->image_size(keeper->store) : 0;
	if (size <= STORE_IMAGE_MAX)
		return true;
	snprintf(error, OPTION_ERROR_SIZE,
		"the history in memory takes %" PRIu64 " MB, and at most %" PRIu64
		" can be handed over: only a restart is possible, which loses it",
		(size + (1 << 20) - 1) >> 20, STORE_IMAGE_MAX >> 20);
	return false;
}

void archive_pack(struct archive *archive, struct pack *out)
{
	struct keeper *keeper = &archive->keeper;
	if (keeper->store)
		keeper->ops->image(keeper->store, out);
	else
		pack_u32(out, 0);
}

bool archive_unpack(struct archive *archive, struct unpack *in, char error[OPTION_ERROR_SIZE])
{
	struct keeper *keeper = &archive->keeper;
	uint32_t length = unpack_count(in, UINT32_MAX);
	if (length == 0)
		return !in->failed;
	if (archive->mode == HISTORY_MEMORY && keeper->ops->take_image)
		return keeper->ops->take_image(keeper->store, in, length, &keeper->info, error);
	snprintf(error, OPTION_ERROR_SIZE,
		"the history in memory would be lost: restart the server instead");
	return false;
}

int archive_lock(const struct archive *archive)
{
	const struct keeper *keeper = &archive->keeper;
	return keeper->store && *archive->folder ? keeper->ops->lock(keeper->store) : -1;
}

void archive_close(struct archive *archive)
{
	if (archive->keeper.store)
		keeper_stop(&archive->keeper);
}

bool archive_can_switch(const struct archive *archive, enum history_mode mode)
{
	return mode == archive->wished ||
	       (mode >= HISTORY_RELAXED && archive->wished >= HISTORY_RELAXED);
}

void archive_log_reload(struct archive *archive, const struct config *config)
{
	enum history_mode mode = (enum history_mode)config->history;
	if (!*archive->folder || mode == archive->mode)
		return;
	archive->mode = mode;
	archive_log(archive);
}

void archive_log(const struct archive *archive)
{
	char keep[KEEP_TEXT_SIZE];
	keep_describe(archive->keep_ms, archive->keep_bytes, keep);
	const char *mode = history_mode_names[archive->mode];
	if (*archive->folder)
		log_event(LOG_INFO, "history", LOG_TEXT("mode", mode),
			LOG_TEXT("folder", archive->folder), LOG_TEXT("kept", keep));
	else if (*archive->why)
		log_event(LOG_WARNING, "history", LOG_TEXT("mode", mode),
			LOG_TEXT("reason", archive->why));
	else
		log_event(LOG_INFO, "history", LOG_TEXT("mode", mode));
}

void archive_describe(const struct archive *archive, char *out, size_t size)
{
	char keep[KEEP_TEXT_SIZE];
	keep_describe(archive->keep_ms, archive->keep_bytes, keep);
	if (archive->mode == HISTORY_OFF)
		snprintf(out, size, "What people say is not kept (--history off).");
	else if (*archive->folder)
		snprintf(out, size, "What people say in rooms is kept %s, in %s.", keep,
			archive->folder);
	else
		snprintf(out, size,
			"What people say in rooms is kept in memory, and gone when chatd ends"
			" (%s).",
			*archive->why ? archive->why : "--history memory");
}
