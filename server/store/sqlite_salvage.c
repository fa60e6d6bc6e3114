#include <string.h>

#include "name.h"
#include "sqlite_store.h"

#define ACCOUNTS(tokens)                                                             \
	"SELECT id, key, name, hash, scram, certificates, made_at, seen_at, " tokens \
	" FROM account ORDER BY id"

/* What is read from a damaged file may be anything. */
static bool is_account(int64_t id, const char *name, const char *key, const char *hash)
{
	struct name_key real;
	if (id <= 0 || id > UINT32_MAX || name_check(name, strlen(name)) != NAME_GOOD)
		return false;
	name_key(&real, name, strlen(name));
	return strcmp(real.bytes, key) == 0 && strncmp(hash, "$argon2id$", 10) == 0;
}

static void take_accounts(struct db *from, struct db *to, sqlite3_stmt *row)
{
	while (db_row(from, row)) {
		if (!is_account(sqlite3_column_int64(row, 0), db_text(row, 2), db_text(row, 1),
			    db_text(row, 3)))
			continue;
		db_run(to, "INSERT OR IGNORE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"itttttiit", sqlite3_column_int64(row, 0), db_text(row, 1), db_text(row, 2),
			db_text(row, 3), db_text(row, 4), db_text(row, 5),
			sqlite3_column_int64(row, 6), sqlite3_column_int64(row, 7),
			db_text(row, 8));
	}
	db_forgive(from);
}

static void take_server_bans(struct db *from, struct db *to)
{
	sqlite3_stmt *row =
		db_query(from, "SELECT of_account, mask, by, why, at, until FROM server_ban", "");
	while (db_row(from, row))
		db_run(to, "INSERT OR IGNORE INTO server_ban VALUES (?, ?, ?, ?, ?, ?)", "itttii",
			sqlite3_column_int64(row, 0), db_text(row, 1), db_text(row, 2),
			db_text(row, 3), sqlite3_column_int64(row, 4),
			sqlite3_column_int64(row, 5));
	db_forgive(from);
}

/* Up to a page that cannot be read, and from the other end. An older file has no tokens yet where
 * SQLite could not add the column: newer ones read the whole table first. */
static void take_all_accounts(struct db *from, struct db *to)
{
	static const char *const queries[2][2] = {{ACCOUNTS("''"), ACCOUNTS("''") " DESC"},
		{ACCOUNTS("tokens"), ACCOUNTS("tokens") " DESC"}};
	bool tokens = db_number(from, 0,
			      "SELECT count(*) FROM pragma_table_info('account')"
			      " WHERE name = 'tokens'",
			      "") > 0;
	db_forgive(from);
	take_accounts(from, to, db_query(from, queries[tokens][0], ""));
	take_accounts(from, to, db_query(from, queries[tokens][1], ""));
}

bool sqlite_salvage(struct store *store, const char *path, unsigned *accounts)
{
	struct db old = {0}, *db = &store->write;
	db_open(&old, path, SQLITE_OPEN_READONLY);
	db_run(db, "BEGIN IMMEDIATE", "");
	take_all_accounts(&old, db);
	take_server_bans(&old, db);
	db_close(&old);
	*accounts = (unsigned)db_number(db, 0, "SELECT count(*) FROM account", "");
	return db_commit(db);
}
