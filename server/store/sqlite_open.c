#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "db_file.h"
#include "lock_file.h"
#include "memory.h"
#include "sqlite_cache.h"

#define ERASING_MS 1000
#define NEW_NAME "history.db.new"
#define CHECK_BYTES (64 << 20) /* larger files are not checked at the start */

__attribute__((format(printf, 2, 3))) static void explain(
	char error[STORE_ERROR_SIZE], const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error, STORE_ERROR_SIZE, format, arguments);
	va_end(arguments);
}

static void path_in(char path[STORE_PATH_SIZE], const struct store *store, const char *name)
{
	snprintf(path, STORE_PATH_SIZE, "%s/%s", store->folder, name);
}

/* The file `lock` stays locked while the store is open. */
static bool lock(struct store *store, bool tool, char error[STORE_ERROR_SIZE])
{
	char path[STORE_PATH_SIZE], holder[LOCK_HOLDER_SIZE];
	path_in(path, store, "lock");
	store->lock_fd = lock_file(path, holder);
	if (store->lock_fd < 0 && errno == EWOULDBLOCK && tool)
		explain(error, "%s is in use by a chatd that runs (process %s): stop it first",
			store->folder, holder);
	else if (store->lock_fd < 0 && errno == EWOULDBLOCK)
		explain(error,
			"%s is in use by another chatd (process %s); give this one another folder "
			"with --state",
			store->folder, holder);
	else if (store->lock_fd < 0)
		explain(error, "%s cannot be opened: %s", path, strerrordesc_np(errno));
	return store->lock_fd >= 0;
}

/* In a file that is small enough. */
static void check_pages(struct db *db)
{
	struct stat status;
	if (stat(db->path, &status) != 0 || status.st_size > CHECK_BYTES)
		return;
	sqlite3_stmt *row = db_query(db, "PRAGMA quick_check(1)", "");
	if (!db_row(db, row))
		return;
	bool good = strcmp(db_text(row, 0), "ok") == 0;
	db_end(row);
	if (!good)
		db->code = SQLITE_CORRUPT;
}

/* After an end without close(). The log may have what was erased. */
static void recover(struct store *store)
{
	struct db *db = &store->write;
	check_pages(db);
	if (db->code == SQLITE_OK)
		store->scrub = !db_empty_log(db);
}

static int count_pages(void *data, sqlite3 *sqlite, const char *name, int pages)
{
	struct store *store = data;
	store->wal_pages = pages;
	return SQLITE_OK;
}

static bool is_wal(struct db *db)
{
	sqlite3_stmt *row = db_query(db, "PRAGMA journal_mode", "");
	bool is = false;
	if (db_row(db, row)) {
		is = strcmp(db_text(row, 0), "wal") == 0;
		db_end(row);
	}
	return is;
}

static void settings(struct db *db)
{
	db_exec(db, "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
		    "PRAGMA cache_size=-8000");
}

/* Opens history.db for writing. False with a sentence, or without one where it is damaged. */
static bool open_writer(struct store *store, const char *path, char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	error[0] = '\0';
	db_open(db, path, SQLITE_OPEN_READWRITE | (store->folder ? 0 : SQLITE_OPEN_CREATE));
	settings(db);
	if (!sqlite_schema(db, false, error))
		return false;
	if (db->code == SQLITE_OK && store->folder && !is_wal(db) && db->code == SQLITE_OK) {
		explain(error,
			"%s is on a file system that cannot share memory between processes (a "
			"network's?); name a folder on a local disk",
			path);
		return false;
	}
	if (db->code == SQLITE_OK && store->folder && sqlite_meta(db, "clean") == 0)
		recover(store);
	if (store->folder)
		sqlite_set_meta(db, "clean", 0);
	store->full = true;
	sqlite3_wal_hook(db->sqlite, count_pages, store);
	if (db->code != SQLITE_OK && !db_damaged(db))
		db_sentence(db, error);
	return db->code == SQLITE_OK;
}

/* The new file takes the place of the damaged one when it is whole. So accounts are in one of the
 * two, whatever fails and whenever the process ends. */
static bool begin_anew(struct store *store, const char *path, struct store_info *info,
	char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	char fresh[STORE_PATH_SIZE], why[STORE_ERROR_SIZE] = "";
	db_close(db);
	path_in(fresh, store, NEW_NAME);
	bool made = db_file_make(fresh);
	if (!made)
		snprintf(why, sizeof why, "%s", strerrordesc_np(errno));
	bool good = made && open_writer(store, fresh, why) &&
		    sqlite_salvage(store, path, &info->salvaged) &&
		    db_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	if (!good && !*why)
		db_sentence(db, why);
	db_close(db);
	if (good && !db_file_replace(path, fresh, "damaged", info->aside)) {
		snprintf(why, sizeof why, "it cannot be moved aside: %s", strerrordesc_np(errno));
		good = false;
	}
	if (good && open_writer(store, path, why))
		return true;
	if (good && !*why)
		db_sentence(db, why);
	if (!good)
		db_file_remove(fresh);
	explain(error, "%s is damaged, and no new one can be made: %s", path, why);
	return false;
}

static bool open_files(
	struct store *store, bool tool, struct store_info *info, char error[STORE_ERROR_SIZE])
{
	char path[STORE_PATH_SIZE];
	if (!lock(store, tool, error))
		return false;
	path_in(path, store, NEW_NAME);
	db_file_remove(path); /* of a process that ended in begin_anew() */
	path_in(path, store, "history.db");
	bool made = db_file_make(path);
	if (!made && errno != EEXIST) {
		explain(error, "%s cannot be made: %s", path, strerrordesc_np(errno));
		return false;
	}
	if (!open_writer(store, path, error) && (*error || !begin_anew(store, path, info, error)))
		return false;
	store->read = &store->own_read;
	bool anew = made || *info->aside || sqlite_meta(&store->write, "unworded") != 0;
	db_open(store->read, path, SQLITE_OPEN_READONLY);
	path_in(path, store, "words.db");
	words_open(&store->words, path, false, anew);
	sqlite_set_meta(&store->write, "unworded", 0);
	return true;
}

/* Beside another process that has it open: changes nothing. The log may have what was erased. */
static bool open_beside(struct store *store, char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	char path[STORE_PATH_SIZE];
	path_in(path, store, "history.db");
	db_open(db, path, SQLITE_OPEN_READWRITE);
	settings(db);
	if (!sqlite_schema(db, true, error))
		return false;
	store->full = store->scrub = true;
	sqlite3_wal_hook(db->sqlite, count_pages, store);
	store->read = &store->own_read;
	db_open(store->read, path, SQLITE_OPEN_READONLY);
	path_in(path, store, "words.db");
	words_open(&store->words, path, false, false);
	return true;
}

/* For tools: takes no lock and changes nothing. */
static bool open_to_read(struct store *store, struct store_info *info, char error[STORE_ERROR_SIZE])
{
	char path[STORE_PATH_SIZE];
	path_in(path, store, "history.db");
	store->read = &store->own_read;
	db_open(store->read, path, SQLITE_OPEN_READONLY);
	if (!sqlite_schema(store->read, true, error)) {
		info->older = sqlite_is_older(store->read);
		return false;
	}
	if ((store->read->code & 0xFF) == SQLITE_CANTOPEN && access(path, R_OK) == 0 &&
		access(store->folder, W_OK) != 0) {
		explain(error,
			"%s was in use when the server or machine stopped, or is now, and cannot "
			"be read"
			" where nothing can be written: copy the folder, and name the copy",
			path);
		return false;
	}
	path_in(path, store, "words.db");
	words_open(&store->words, path, true, false);
	return true;
}

static bool open_memory(struct store *store, char error[STORE_ERROR_SIZE])
{
	store->read = &store->write;
	if (!open_writer(store, ":memory:", error))
		return false;
	words_open(&store->words, NULL, false, true);
	return true;
}

void sqlite_read_info(struct store *store, struct store_info *info)
{
	struct db *db = store->read;
	info->origin = (uint64_t)sqlite_meta(db, "origin");
	sqlite_read_secret(store->read_only ? db : &store->write, store->read_only, info->secret);
	info->room_ids = (uint32_t)db_number(db, 0,
		"SELECT max(value, coalesce((SELECT max(id) FROM room), 0)) FROM meta"
		" WHERE key = 'room_ids'",
		"");
	info->account_ids = (uint32_t)db_number(db, 0,
		"SELECT max(value, coalesce((SELECT max(id) FROM account), 0)) FROM meta"
		" WHERE key = 'account_ids'",
		"");
}

struct store *sqlite_open(
	const struct store_options *options, struct store_info *info, char error[STORE_ERROR_SIZE])
{
	struct store *store = memory_zero(sizeof *store);
	memset(info, 0, sizeof *info);
	store->folder = options->folder ? memory_text(options->folder) : NULL;
	store->read_only = options->read_only;
	store->keep_ms = options->keep_ms;
	store->keep_bytes = options->keep_bytes;
	store->lock_fd = options->lock > 0 ? options->lock : -1;
	pthread_mutex_init(&store->turn_lock, NULL);
	pthread_cond_init(&store->turn_ended, NULL);
	todo_init(&store->todo);
	bool good = !store->folder	? open_memory(store, error)
		    : store->read_only	? open_to_read(store, info, error)
		    : options->lock > 0 ? open_beside(store, error)
					: open_files(store, options->tool, info, error);
	struct db *db = store->read;
	if (good) {
		sqlite_read_info(store, info);
		if (db->code != SQLITE_OK)
			db_sentence(db, error);
	}
	if (good && db->code == SQLITE_OK)
		return store;
	store->damaged = true; /* there is nothing to be said of how it ended */
	sqlite_close(store);
	return NULL;
}

/* The words of erased lines; else the next start makes the index anew. */
static void finish_erasing(struct store *store)
{
	int64_t until = clock_monotonic_ms() + ERASING_MS;
	while (!todo_all_removed(&store->todo) && clock_monotonic_ms() < until &&
		sqlite_index(store))
		continue;
	if (store->unworded && store->words.usable && todo_all_removed(&store->todo))
		sqlite_set_meta(&store->write, "unworded", 0);
}

int sqlite_lock(const struct store *store)
{
	return store->lock_fd;
}

bool sqlite_settled(struct store *store)
{
	return todo_all_removed(&store->todo);
}

void sqlite_close(struct store *store)
{
	bool whole = store->folder && !store->read_only && store->write.sqlite && !store->damaged;
	db_forgive(&store->write);
	if (whole)
		finish_erasing(store);
	if (store->words.read)
		words_close(&store->words);
	db_close(&store->own_read);
	if (whole)
		sqlite_set_meta(&store->write, "clean", 1);
	db_close(&store->write);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	sqlite_forget(store);
	sqlite_sweep_end(store);
	todo_finish(&store->todo);
	buffer_finish(&store->space);
	pthread_cond_destroy(&store->turn_ended);
	pthread_mutex_destroy(&store->turn_lock);
	free(store->folder);
	free(store);
}
