#include "backup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "db_file.h"
#include "folder.h"
#include "lock_file.h"
#include "memory.h"
#include "replace_file.h"
#include "sqlite_beside.h"
#include "text_file.h"

#define NEW_NAME "history.db.new" /* sqlite_open.c removes it where a restore has not ended */
#define ASIDE "before-restore"
#define CHUNK 1048576

struct restoring {
	const struct backup *backup;
	struct backup_contents *contents;
	struct backup_aside *aside;
	char history[STORE_PATH_SIZE], fresh[STORE_PATH_SIZE], beside[STORE_PATH_SIZE];
	char *text; /* of the file beside; NULL: there is none */
	char *error;
};

static bool fail(struct restoring *restoring, const char *path, const char *what)
{
	if (!*restoring->error)
		snprintf(restoring->error, STORE_ERROR_SIZE, "%.300s cannot be %s: %s", path, what,
			strerrordesc_np(errno));
	return false;
}

static int lock(struct restoring *restoring)
{
	const char *folder = restoring->backup->folder;
	char path[STORE_PATH_SIZE], holder[LOCK_HOLDER_SIZE];
	snprintf(path, sizeof path, "%s/lock", folder);
	int fd = lock_file(path, holder);
	if (fd < 0 && errno == EWOULDBLOCK)
		snprintf(restoring->error, STORE_ERROR_SIZE,
			"%.300s is in use by a chatd that runs (process %s): stop it first", folder,
			holder);
	else if (fd < 0)
		fail(restoring, path, "opened");
	return fd;
}

static bool write_all(int fd, const char *bytes, size_t left)
{
	while (left > 0) {
		ssize_t written = write(fd, bytes, left);
		if (written < 0 && errno != EINTR)
			return false;
		bytes += written > 0 ? written : 0;
		left -= written > 0 ? (size_t)written : 0;
	}
	return true;
}

/* Copies the bytes of one descriptor to the end of another one. */
static bool copy_bytes(struct restoring *restoring, int from, int to)
{
	char *bytes = memory_get(CHUNK);
	ssize_t got = 0;
	off_t at = 0;
	bool good = true;
	while (good && (got = pread(from, bytes, CHUNK, at)) > 0) {
		at += got;
		good = write_all(to, bytes, (size_t)got) ||
		       fail(restoring, restoring->fresh, "written");
	}
	free(bytes);
	return good && (got == 0 || fail(restoring, restoring->backup->path, "read"));
}

static bool copy_file(struct restoring *restoring, int from, const char *path)
{
	if (from < 0)
		return true;
	int to = db_file_open(path);
	if (to < 0)
		return fail(restoring, path, "made");
	bool good = copy_bytes(restoring, from, to);
	close(to);
	return good;
}

/* The faults that the backup had when it was made are no reason to refuse it. */
static bool check(struct restoring *restoring, struct db *db)
{
	const struct backup *backup = restoring->backup;
	struct backup_check check = {.told = backup->told, .data = backup->data};
	if (!sqlite_check_copy(db, &check, restoring->contents, restoring->error))
		return false;
	if (check.faults <= sqlite_meta(db, SQLITE_BACKUP_FAULTS))
		return true;
	snprintf(restoring->error, STORE_ERROR_SIZE, "%.200s is damaged: %.250s", backup->path,
		check.first);
	return false;
}

/* The copy becomes a store that nobody has opened yet, without an index of words. */
static bool settle(struct restoring *restoring, struct db *db)
{
	restoring->text = sqlite_get_beside(db, restoring->backup->beside);
	restoring->contents->beside = restoring->text != NULL;
	sqlite_drop_beside(db);
	db_run(db, "DELETE FROM meta WHERE key = '" SQLITE_BACKUP_FAULTS "'", "");
	sqlite_set_meta(db, "clean", 1);
	sqlite_set_meta(db, "unworded", 1);
	return db_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static bool is_backup(struct restoring *restoring, struct db *db)
{
	int64_t id = db_number(db, 0, "PRAGMA application_id", "");
	if (id == SQLITE_APPLICATION_ID || (db->code != SQLITE_OK && db->code != SQLITE_NOTADB))
		return true;
	snprintf(restoring->error, STORE_ERROR_SIZE, "%.350s is no backup of chatd",
		restoring->backup->path);
	return false;
}

/* Sentences name the backup, where the faults are from. */
static bool prepare(struct restoring *restoring)
{
	struct db db;
	db_open(&db, restoring->fresh, SQLITE_OPEN_READWRITE);
	free(db.path);
	db.path = memory_text(restoring->backup->path);
	sqlite_own_copy(&db);
	bool good = is_backup(restoring, &db) && sqlite_schema(&db, false, restoring->error) &&
		    check(restoring, &db) && settle(restoring, &db);
	if (db.code != SQLITE_OK && !*restoring->error)
		db_sentence(&db, restoring->error);
	good = good && db.code == SQLITE_OK;
	db_close(&db);
	return good;
}

/* What is there keeps its bytes under another name; the name has one file or the other at any time.
 */
static bool place_beside(struct restoring *restoring)
{
	const char *path = restoring->beside;
	char *aside = restoring->aside->beside, why[STORE_ERROR_SIZE];
	size_t length;
	if (!restoring->text)
		return true;
	char *former = text_file_read(
		path, TEXT_FILE_REGULAR, BACKUP_BESIDE_MAX, &length, why, sizeof why);
	bool same = former && strcmp(former, restoring->text) == 0;
	if (former)
		sodium_memzero(former, length);
	free(former);
	if (same)
		return true;
	if (access(path, F_OK) == 0 &&
		(!db_file_name_aside(path, ASIDE, aside) || link(path, aside) != 0))
		return fail(restoring, path, "moved aside");
	errno = replace_file(path, restoring->text);
	return errno == 0 || fail(restoring, path, "written");
}

static bool place_history(struct restoring *restoring)
{
	const char *path = restoring->history;
	char words[STORE_PATH_SIZE];
	char *aside = restoring->aside->history;
	bool there = access(path, F_OK) == 0;
	if (!db_file_replace(path, restoring->fresh, ASIDE, aside))
		return fail(restoring, path, "moved aside");
	if (!there) /* but its log may have been */
		*aside = '\0';
	snprintf(words, sizeof words, "%s/words.db", restoring->backup->folder);
	db_file_remove(words);
	return folder_sync_above(path) || fail(restoring, restoring->backup->folder, "written");
}

static bool restore(struct restoring *restoring, int log_fd)
{
	char log[STORE_PATH_SIZE + 4];
	snprintf(log, sizeof log, "%s-wal", restoring->fresh);
	db_file_remove(restoring->fresh);
	bool good = copy_file(restoring, log_fd, log) &&
		    copy_file(restoring, restoring->backup->fd, restoring->fresh) &&
		    prepare(restoring) && place_beside(restoring) && place_history(restoring);
	if (!good)
		db_file_remove(restoring->fresh);
	return good;
}

bool backup_restore(const struct backup *backup, int log_fd, struct backup_contents *contents,
	struct backup_aside *aside, char error[STORE_ERROR_SIZE])
{
	struct restoring restoring = {
		.backup = backup, .contents = contents, .aside = aside, .error = error};
	*contents = (struct backup_contents){0};
	*aside = (struct backup_aside){0};
	error[0] = '\0';
	snprintf(restoring.history, STORE_PATH_SIZE, "%s/history.db", backup->folder);
	snprintf(restoring.fresh, STORE_PATH_SIZE, "%s/" NEW_NAME, backup->folder);
	snprintf(restoring.beside, STORE_PATH_SIZE, "%s/%s", backup->folder, backup->beside);
	int lock_fd = lock(&restoring);
	if (lock_fd < 0)
		return false;
	bool good = restore(&restoring, log_fd);
	close(lock_fd);
	if (restoring.text)
		sodium_memzero(restoring.text, strlen(restoring.text));
	free(restoring.text);
	return good;
}
