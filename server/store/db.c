#include "db.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "db_file.h"
#include "db_vfs.h"
#include "memory.h"

#define BUSY_MS 250	   /* another program may have the file for a moment */
#define PROGRESS_STEPS 500 /* of SQLite's machine between two looks at the clock */

/* Not zero where the statement has taken too long. */
static int late(void *data)
{
	const struct db *db = data;
	return db->deadline != 0 && clock_monotonic_ms() >= db->deadline;
}

bool db_check(struct db *db, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return true;
	if (db->code == SQLITE_OK) {
		db->code = code;
		db->reason = db->sqlite ? sqlite3_system_errno(db->sqlite) : 0;
		if (db->reason == 0) /* what it says of reading and writing is lost by a rollback */
			db->reason = errno;
		snprintf(db->message, sizeof db->message, "%s",
			db->sqlite ? sqlite3_errmsg(db->sqlite) : sqlite3_errstr(code));
	}
	return false;
}

void db_watch_deadline(struct db *db)
{
	sqlite3_progress_handler(db->sqlite, PROGRESS_STEPS, late, db);
}

/* SQLite would make files beside a database with a log to read it, and cannot in a folder that is
 * read-only, such as a backup's. */
static const char *as_immutable(struct buffer *uri, const char *path)
{
	buffer_add_text(uri, "file:");
	for (; *path; path++)
		if (strchr("?#%", *path))
			buffer_format(uri, "%%%02x", (unsigned char)*path);
		else
			buffer_add(uri, path, 1);
	buffer_add_text(uri, "?immutable=1");
	return buffer_text(uri);
}

bool db_open(struct db *db, const char *path, int flags)
{
	*db = (struct db){.path = memory_text(path)};
	struct buffer uri = {0};
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (flags & SQLITE_OPEN_READONLY && db_file_rests(path)) {
		flags |= SQLITE_OPEN_URI;
		path = as_immutable(&uri, path);
	}
	bool good = db_check(db, sqlite3_open_v2(path, &db->sqlite, flags, db_vfs()));
	buffer_finish(&uri);
	if (!good)
		return false;
	sqlite3_busy_timeout(db->sqlite, BUSY_MS);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	db_watch_deadline(db);
	return true;
}

void db_close(struct db *db)
{
	for (unsigned i = 0; i < db->count; i++)
		sqlite3_finalize(db->statements[i].statement);
	sqlite3_close(db->sqlite);
	free(db->path);
	*db = (struct db){0};
}

void db_forgive(struct db *db)
{
	db->code = SQLITE_OK;
	db->reason = 0;
}

bool db_damaged(const struct db *db)
{
	int code = db->code & 0xFF;
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static const char *what_failed(int code)
{
	switch (code & 0xFF) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "is damaged";
	case SQLITE_FULL:
		return "cannot be written: the disk is full";
	case SQLITE_READONLY:
		return "cannot be written: the file or its folder is read-only";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "cannot be written: another program has locked it";
	case SQLITE_CANTOPEN:
		return "cannot be opened";
	case SQLITE_INTERRUPT:
		return "was not read: that took too long";
	case SQLITE_IOERR:
		return code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ
			       ? "cannot be read"
			       : "cannot be written";
	default:
		return "cannot be used";
	}
}

void db_sentence(const struct db *db, char error[STORE_ERROR_SIZE])
{
	int kind = db->code & 0xFF;
	const char *why = "";
	const char *reason = strerrordesc_np(db->reason); /* NULL for what is no errno */
	if (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN)
		why = db->reason && reason ? reason : sqlite3_errstr(db->code);
	else if (strcmp(what_failed(kind), what_failed(SQLITE_ERROR)) == 0)
		why = db->message;
	snprintf(error, STORE_ERROR_SIZE, "%s %s%s%s", db->path, what_failed(db->code),
		*why ? ": " : "", why);
}

bool db_exec(struct db *db, const char *sql)
{
	return db->code == SQLITE_OK &&
	       db_check(db, sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *find(struct db *db, const char *sql)
{
	for (unsigned i = 0; i < db->count; i++)
		if (db->statements[i].sql == sql)
			return db->statements[i].statement;
	sqlite3_stmt *statement;
	if (!db_check(db, db->sqlite ? SQLITE_OK : SQLITE_CANTOPEN) ||
		!db_check(db, sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT,
				      &statement, NULL)))
		return NULL;
	if (db->count == DB_STATEMENTS_MAX)
		fatal("more prepared statements than DB_STATEMENTS_MAX");
	db->statements[db->count].sql = sql;
	db->statements[db->count++].statement = statement;
	return statement;
}

/* The texts must stay until the statement ends. */
static sqlite3_stmt *bind(struct db *db, const char *sql, const char *types, va_list values)
{
	sqlite3_stmt *statement = db->code == SQLITE_OK ? find(db, sql) : NULL;
	if (!statement)
		return NULL;
	for (int i = 1; *types; i++, types++) {
		int code;
		if (*types == 'i')
			code = sqlite3_bind_int64(statement, i, va_arg(values, int64_t));
		else
			code = sqlite3_bind_text(
				statement, i, va_arg(values, const char *), -1, SQLITE_STATIC);
		if (!db_check(db, code))
			return NULL;
	}
	return statement;
}

bool db_row(struct db *db, sqlite3_stmt *statement)
{
	if (!statement)
		return false;
	errno = 0;
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return true;
	db_check(db, code);
	sqlite3_reset(statement);
	return false;
}

void db_end(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
}

sqlite3_stmt *db_query(struct db *db, const char *sql, const char *types, ...)
{
	va_list values;
	va_start(values, types);
	sqlite3_stmt *statement = bind(db, sql, types, values);
	va_end(values);
	return statement;
}

bool db_run(struct db *db, const char *sql, const char *types, ...)
{
	va_list values;
	va_start(values, types);
	sqlite3_stmt *statement = bind(db, sql, types, values);
	va_end(values);
	if (db_row(db, statement))
		db_end(statement);
	return db->code == SQLITE_OK;
}

int64_t db_number(struct db *db, int64_t otherwise, const char *sql, const char *types, ...)
{
	va_list values;
	va_start(values, types);
	sqlite3_stmt *statement = bind(db, sql, types, values);
	va_end(values);
	int64_t number = otherwise;
	if (db_row(db, statement)) {
		number = sqlite3_column_int64(statement, 0);
		db_end(statement);
	}
	return number;
}

bool db_commit(struct db *db)
{
	if (db->code == SQLITE_OK)
		db_run(db, "COMMIT", "");
	if (db->code != SQLITE_OK && db->sqlite && !sqlite3_get_autocommit(db->sqlite)) {
		struct db failed = *db; /* the rollback must run, and its outcome does not matter */
		db_forgive(db);
		db_run(db, "ROLLBACK", "");
		db->code = failed.code;
		db->reason = failed.reason;
	}
	return db->code == SQLITE_OK;
}

bool db_empty_log(struct db *db)
{
	sqlite3_busy_timeout(db->sqlite, 0);
	int code =
		sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->sqlite, BUSY_MS);
	return code == SQLITE_OK;
}

const char *db_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	return text ? (const char *)text : "";
}
