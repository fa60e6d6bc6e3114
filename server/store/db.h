/* One connection to an SQLite database, and the statements that were prepared with it.
 *
 * A connection belongs to one thread at a time. The first failure is kept: from then on every
 * function fails at once, until db_forgive(). So a caller runs many statements and looks once,
 * and db_sentence() tells what went wrong. SQL must be literals: a statement is found by its
 * address. Values are given by a text of types: 'i' int64_t, 't' const char *. */
#ifndef DB_H
#define DB_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "store.h"

#define DB_STATEMENTS_MAX 96

struct db {
	sqlite3 *sqlite;
	char *path;	   /* for sentences */
	int code;	   /* of the first failure; SQLITE_OK */
	int reason;	   /* errno of the first failure, 0 where the system did not say */
	char message[120]; /* SQLite's own words for it */
	int64_t deadline;  /* by the monotonic clock, in ms: statements are interrupted; 0: none */
	unsigned count;
	struct {
		const char *sql;
		sqlite3_stmt *statement;
	} statements[DB_STATEMENTS_MAX];
};

/* Opens with flags of sqlite3_open_v2(); ":memory:" is a path. Only to be read, it may lie where
 * nothing can be written. On failure db->code says why, and
 * the connection must be closed all the same. */
bool db_open(struct db *db, const char *path, int flags);
/* After somebody else has used the connection's progress handler. */
void db_watch_deadline(struct db *db);
void db_close(struct db *db);

/* Keeps a failure of a function of SQLite's that was called without this file. False for one. */
bool db_check(struct db *db, int code);
void db_forgive(struct db *db);
void db_sentence(const struct db *db, char error[STORE_ERROR_SIZE]);
/* Whether the failure says that the file is no good. */
bool db_damaged(const struct db *db);

/* Several statements without values. */
bool db_exec(struct db *db, const char *sql);

/* A statement whose rows do not matter. */
bool db_run(struct db *db, const char *sql, const char *types, ...);

/* The first column of the first row; `otherwise` if there is none. */
int64_t db_number(struct db *db, int64_t otherwise, const char *sql, const char *types, ...);

/* A statement whose rows are fetched by db_row(). Its texts are valid until the next call. NULL
 * after a failure, which db_row() takes for the end. */
sqlite3_stmt *db_query(struct db *db, const char *sql, const char *types, ...);

/* Goes to the next row; at the end, or after a failure, returns false. */
bool db_row(struct db *db, sqlite3_stmt *statement);

/* Ends a query before its last row. */
void db_end(sqlite3_stmt *statement);

/* Ends a transaction: after a failure within it by a rollback, and returns false. */
bool db_commit(struct db *db);

/* Moves what the log has into the file, and cuts the log off: it may have what was deleted. False
 * where somebody reads or writes now; nobody is waited for. */
bool db_empty_log(struct db *db);

/* Columns. Never NULL. */
const char *db_text(sqlite3_stmt *statement, int column);

#endif
