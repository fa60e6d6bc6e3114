#include "backup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "sqlite_beside.h"
#include "text_file.h"

#define STEP_PAGES 1024 /* 4 MiB */

struct copying {
	const struct backup *backup;
	char log[STORE_PATH_SIZE + 4];
	int64_t log_bytes; /* when it began */
	struct db from, to;
	char *error;
};

static int64_t file_bytes(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

/* Whether the store was the one that failed, and not the copy. */
static bool is_of_store(int code)
{
	int kind = code & 0xFF;
	return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_BUSY ||
	       code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ;
}

static bool fail(struct copying *copying)
{
	const struct db *failed = copying->from.code != SQLITE_OK ? &copying->from : &copying->to;
	if (!*copying->error)
		db_sentence(failed, copying->error);
	return false;
}

/* A server that waits for its own disk would wait for all of the copy, if that were written to the
 * disk at the end alone. */
static bool write_down(struct copying *copying)
{
	if (fdatasync(copying->backup->fd) == 0)
		return true;
	snprintf(copying->error, STORE_ERROR_SIZE, "%.350s cannot be written: %s",
		copying->backup->path, strerrordesc_np(errno));
	return false;
}

static bool check_log(struct copying *copying)
{
	int64_t grown = file_bytes(copying->log) - copying->log_bytes;
	if (grown <= copying->backup->log_max)
		return true;
	snprintf(copying->error, STORE_ERROR_SIZE,
		"copying takes too long: meanwhile %.300s has grown by %lld MiB, which only its "
		"end lets go; make the backup on a faster disk",
		copying->log, (long long)(grown >> 20));
	return false;
}

static bool copy_pages(struct copying *copying, sqlite3_backup *pages)
{
	const struct backup *backup = copying->backup;
	int code;
	do {
		code = sqlite3_backup_step(pages, STEP_PAGES);
		double all = sqlite3_backup_pagecount(pages);
		if (all > 0)
			backup->told(NULL, 0.5 * (1 - sqlite3_backup_remaining(pages) / all),
				backup->data);
		if (code == SQLITE_OK && !(write_down(copying) && check_log(copying)))
			return false;
	} while (code == SQLITE_OK);
	if (code == SQLITE_DONE)
		return true;
	db_check(is_of_store(code) ? &copying->from : &copying->to, code);
	return false;
}

/* In one transaction of the reader, so that all is of one moment, however long it takes. */
static bool copy_all(struct copying *copying)
{
	struct db *from = &copying->from, *to = &copying->to;
	db_run(from, "BEGIN", "");
	int64_t id = db_number(from, 0, "PRAGMA application_id", "");
	if (from->code != SQLITE_OK || id == 0)
		return sqlite_schema(from, true, copying->error) && fail(copying);
	sqlite3_backup *pages = sqlite3_backup_init(to->sqlite, "main", from->sqlite, "main");
	if (!pages) {
		db_check(to, sqlite3_extended_errcode(to->sqlite));
		return fail(copying);
	}
	bool good = copy_pages(copying, pages);
	sqlite3_backup_finish(pages);
	return good || fail(copying);
}

static bool copy_store(struct copying *copying)
{
	const struct backup *backup = copying->backup;
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof path, "%s/history.db", backup->folder);
	snprintf(copying->log, sizeof copying->log, "%s-wal", path);
	copying->log_bytes = file_bytes(copying->log);
	bool good = db_open(&copying->from, path, SQLITE_OPEN_READONLY) &&
		    db_open(&copying->to, backup->path, SQLITE_OPEN_READWRITE) &&
		    db_exec(&copying->to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
	good = good ? copy_all(copying) : fail(copying);
	db_close(&copying->to);
	db_close(&copying->from);
	return good;
}

/* False where there is one and it cannot be read. */
static bool take_beside(
	struct db *db, const struct backup *backup, bool *taken, char error[STORE_ERROR_SIZE])
{
	char path[STORE_PATH_SIZE], why[STORE_ERROR_SIZE - 16];
	size_t length;
	snprintf(path, sizeof path, "%s/%s", backup->folder, backup->beside);
	char *text = text_file_read(
		path, TEXT_FILE_REGULAR, BACKUP_BESIDE_MAX, &length, why, sizeof why);
	*taken = text != NULL;
	if (!text && errno == ENOENT)
		return true;
	if (!text) {
		snprintf(error, STORE_ERROR_SIZE, "%s", why);
		return false;
	}
	sqlite_put_beside(db, backup->beside, text);
	sodium_memzero(text, length);
	free(text);
	return true;
}

/* The copy becomes a backup, as one file. */
static bool complete(
	const struct backup *backup, struct backup_contents *contents, char error[STORE_ERROR_SIZE])
{
	struct db db;
	struct backup_check check = {.told = backup->told, .data = backup->data};
	error[0] = '\0';
	db_open(&db, backup->path, SQLITE_OPEN_READWRITE);
	sqlite_own_copy(&db);
	bool good = sqlite_schema(&db, false, error) &&
		    take_beside(&db, backup, &contents->beside, error) &&
		    sqlite_check_copy(&db, &check, contents, error);
	if (*check.first && *error)
		snprintf(error, STORE_ERROR_SIZE, "%.200s/history.db is damaged: %.250s",
			backup->folder, check.first);
	if (good) {
		sqlite_set_meta(&db, SQLITE_BACKUP_FAULTS, check.faults);
		db_exec(&db, "PRAGMA journal_mode=DELETE");
	}
	if (db.code != SQLITE_OK && !*error)
		db_sentence(&db, error);
	good = good && db.code == SQLITE_OK;
	db_close(&db);
	return good;
}

bool backup_make(
	const struct backup *backup, struct backup_contents *contents, char error[STORE_ERROR_SIZE])
{
	struct copying copying = {.backup = backup, .error = error};
	*contents = (struct backup_contents){0};
	error[0] = '\0';
	if (!copy_store(&copying) || !complete(backup, contents, error))
		return false;
	if (fsync(backup->fd) != 0) {
		snprintf(error, STORE_ERROR_SIZE, "%.350s cannot be written: %s", backup->path,
			strerrordesc_np(errno));
		return false;
	}
	contents->bytes = file_bytes(backup->path);
	return true;
}
