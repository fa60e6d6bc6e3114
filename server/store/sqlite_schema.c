#include <stdio.h>

#include <sodium.h>

#include "sqlite_store.h"

/* Each brings a file to the next version. The first one makes it. */
static const char *const steps[] = {
	/* A line's id is its room and number, so the lines of a room lie together in order. */
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"INSERT INTO meta VALUES ('clean', 1), ('room_ids', 0), ('unworded', 0);"
	"CREATE TABLE room (id INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL,"
	" made_at INTEGER NOT NULL, ended INTEGER NOT NULL,"
	" first INTEGER NOT NULL DEFAULT 1,"	/* number of the first line that is kept */
	" base INTEGER NOT NULL DEFAULT 0,"	/* hash of the line before it */
	" base_at INTEGER NOT NULL DEFAULT 0,"	/* time of the line before it */
	" first_at INTEGER NOT NULL DEFAULT 0," /* time of the first line; 0: none is kept */
	" topic TEXT NOT NULL, topic_by TEXT NOT NULL, topic_at INTEGER NOT NULL,"
	" flags INTEGER NOT NULL, password TEXT NOT NULL, most INTEGER NOT NULL,"
	" keep_ms INTEGER NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX room_open ON room (key) WHERE ended = 0;"
	"CREATE TABLE mask (room INTEGER NOT NULL, place INTEGER NOT NULL, mode INTEGER NOT NULL,"
	" text TEXT NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL, meant TEXT NOT NULL,"
	" at INTEGER NOT NULL, until INTEGER NOT NULL,"
	" PRIMARY KEY (room, place)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE sender (id INTEGER PRIMARY KEY, connection INTEGER NOT NULL,"
	" name TEXT NOT NULL, user TEXT NOT NULL, host TEXT NOT NULL,"
	" UNIQUE (connection, name, user, host)) STRICT;"
	"CREATE TABLE line (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, sender INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, erased INTEGER NOT NULL, other TEXT NOT NULL,"
	" text TEXT NOT NULL, tags TEXT NOT NULL, salt INTEGER NOT NULL,"
	" hash INTEGER NOT NULL) STRICT;"
	"CREATE TABLE erasure (line INTEGER PRIMARY KEY, by TEXT NOT NULL, why TEXT NOT NULL)"
	" STRICT;"
	"CREATE TABLE gap (room INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
	" PRIMARY KEY (room, first)) STRICT, WITHOUT ROWID;",
	/* A sender is of one room and says its first line there: so what a connection has said is
	 * found without looking at what everybody has said. */
	"CREATE TABLE sender_2 (id INTEGER PRIMARY KEY, connection INTEGER NOT NULL,"
	" room INTEGER NOT NULL, first INTEGER NOT NULL," /* number; nothing is erased before it */
	" name TEXT NOT NULL, user TEXT NOT NULL, host TEXT NOT NULL,"
	" UNIQUE (connection, room, name, user, host)) STRICT;"
	"INSERT INTO sender_2 SELECT id, connection, 0, 0, name, user, host FROM sender;"
	"DROP TABLE sender; ALTER TABLE sender_2 RENAME TO sender;",
	/* Accounts, and what belongs to them. The id of one that is gone is not used again. */
	"INSERT INTO meta VALUES ('account_ids', 0);"
	"CREATE TABLE account (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
	" name TEXT NOT NULL, hash TEXT NOT NULL, scram TEXT NOT NULL,"
	" certificates TEXT NOT NULL, made_at INTEGER NOT NULL, seen_at INTEGER NOT NULL) STRICT;"
	"CREATE TABLE marker (account INTEGER NOT NULL, room INTEGER NOT NULL,"
	" at INTEGER NOT NULL, PRIMARY KEY (account, room)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX marker_room ON marker (room);"
	"CREATE TABLE server_ban (of_account INTEGER NOT NULL, mask TEXT NOT NULL,"
	" by TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,"
	" PRIMARY KEY (of_account, mask)) STRICT, WITHOUT ROWID;"
	"ALTER TABLE room ADD COLUMN founder INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE operator (room INTEGER NOT NULL, place INTEGER NOT NULL,"
	" account INTEGER NOT NULL, PRIMARY KEY (room, place)) STRICT, WITHOUT ROWID;",
	"ALTER TABLE account ADD COLUMN tokens TEXT NOT NULL DEFAULT '';",
};

#define VERSION ((int64_t)(sizeof steps / sizeof *steps))

/* One step and its number, or nothing. */
static bool step(struct db *db, int64_t version)
{
	char number[64];
	snprintf(number, sizeof number, "PRAGMA user_version=%lld", (long long)(version + 1));
	db_run(db, "BEGIN IMMEDIATE", "");
	db_exec(db, steps[version]);
	db_exec(db, number);
	if (version == 0) {
		int64_t origin;
		randombytes_buf(&origin, sizeof origin);
		snprintf(number, sizeof number, "PRAGMA application_id=%lld",
			(long long)SQLITE_APPLICATION_ID);
		db_exec(db, number);
		db_run(db, "INSERT INTO meta VALUES ('origin', ?)", "i", origin);
	}
	return db_commit(db);
}

static bool is_empty(struct db *db)
{
	return db_number(db, 0, "SELECT count(*) FROM sqlite_schema", "") == 0;
}

bool sqlite_is_older(struct db *db)
{
	return db_number(db, 0, "PRAGMA user_version", "") < VERSION &&
	       (db_number(db, 0, "PRAGMA application_id", "") == SQLITE_APPLICATION_ID ||
		       is_empty(db));
}

bool sqlite_schema(struct db *db, bool read_only, char error[STORE_ERROR_SIZE])
{
	int64_t id = db_number(db, 0, "PRAGMA application_id", "");
	int64_t version = db_number(db, 0, "PRAGMA user_version", "");
	if (db->code != SQLITE_OK)
		return true;
	if (id != SQLITE_APPLICATION_ID && !is_empty(db) && db->code == SQLITE_OK) {
		snprintf(error, STORE_ERROR_SIZE,
			"%s is a database of another program; move it away, or name another folder",
			db->path);
		return false;
	}
	if (version > VERSION) {
		snprintf(error, STORE_ERROR_SIZE,
			"%s was written by a newer chatd (its form is %lld, this one knows up to "
			"%lld); start that chatd, or move the file away to begin a new history",
			db->path, (long long)version, (long long)VERSION);
		return false;
	}
	if (version < VERSION && read_only) {
		snprintf(error, STORE_ERROR_SIZE,
			"%s was written by an older chatd; start a server with it once, which "
			"brings it up to date",
			db->path);
		return false;
	}
	if (version == 0) /* these have to come before everything else */
		db_exec(db, "PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL");
	if (!read_only)
		db_exec(db, "PRAGMA journal_mode=WAL");
	while (version < VERSION && db->code == SQLITE_OK)
		step(db, version++);
	return true;
}
