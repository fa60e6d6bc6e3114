#include "sqlite_store.h"

/* The hash of an old password is erased as what somebody said is. */
static void drop_account(struct store *store, int64_t id)
{
	struct db *db = &store->write;
	db_run(db, "UPDATE meta SET value = max(value, ?) WHERE key = 'account_ids'", "i", id);
	db_run(db, "DELETE FROM account WHERE id = ?", "i", id);
	db_run(db, "DELETE FROM marker WHERE account = ?", "i", id);
	store->scrub = true;
}

void sqlite_write_account(struct store *store, const char *record)
{
	struct db *db = &store->write;
	struct record_account account;
	record_read_account(record, &account);
	int64_t id = account.id;
	if (account.dropped) {
		drop_account(store, id);
		return;
	}
	store->scrub = store->scrub ||
		       db_number(db, 0,
			       "SELECT hash <> ?2 OR scram <> ?3 OR certificates <> ?4"
			       " OR length(tokens) > length(?5) FROM account WHERE id = ?1",
			       "itttt", id, account.hash, account.scram, account.certificates,
			       account.tokens) != 0;
	db_run(db,
		"INSERT INTO account VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id)"
		" DO UPDATE SET key = ?2, name = ?3, hash = ?4, scram = ?5, certificates = ?6,"
		" made_at = ?7, seen_at = ?8, tokens = ?9",
		"itttttiit", id, account.key, account.name, account.hash, account.scram,
		account.certificates, account.made_at, account.seen_at, account.tokens);
}

void sqlite_write_marker(struct store *store, const char *record)
{
	struct record_marker marker;
	record_read_marker(record, &marker);
	if (marker.time == 0)
		db_run(&store->write, "DELETE FROM marker WHERE account = ? AND room = ?", "ii",
			(int64_t)marker.account, (int64_t)marker.room);
	else
		db_run(&store->write,
			"INSERT INTO marker VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET at = ?3",
			"iii", (int64_t)marker.account, (int64_t)marker.room, marker.time);
}

void sqlite_write_server_ban(struct store *store, const char *record)
{
	struct record_server_ban ban;
	record_read_server_ban(record, &ban);
	if (ban.lifted)
		db_run(&store->write, "DELETE FROM server_ban WHERE of_account = ? AND mask = ?",
			"it", (int64_t)ban.of_account, ban.mask);
	else
		db_run(&store->write, "INSERT OR REPLACE INTO server_ban VALUES (?, ?, ?, ?, ?, ?)",
			"itttii", (int64_t)ban.of_account, ban.mask, ban.by, ban.why, ban.at,
			ban.until);
}

static void add_account(struct buffer *out, sqlite3_stmt *row)
{
	record_write_account(out, &(struct record_account){
					  .id = (uint32_t)sqlite3_column_int64(row, 0),
					  .name = db_text(row, 1),
					  .key = db_text(row, 2),
					  .hash = db_text(row, 3),
					  .scram = db_text(row, 4),
					  .certificates = db_text(row, 5),
					  .made_at = sqlite3_column_int64(row, 6),
					  .seen_at = sqlite3_column_int64(row, 7),
					  .tokens = db_text(row, 8),
				  });
}

bool sqlite_accounts(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE])
{
	size_t length = out->length;
	sqlite_begin_reading(store);
	sqlite3_stmt *row = db_query(store->read,
		"SELECT id, name, key, hash, scram, certificates, made_at, seen_at, tokens"
		" FROM account"
		" WHERE id > ? AND id <= 4294967295 ORDER BY id LIMIT ?",
		"ii", (int64_t)after, (int64_t)limit);
	while (db_row(store->read, row))
		add_account(out, row);
	return sqlite_end_reading(store, out, length, error);
}

bool sqlite_markers(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE])
{
	size_t length = out->length;
	struct record_marker marker = {0};
	sqlite_begin_reading(store);
	sqlite3_stmt *row = db_query(store->read,
		"SELECT account, room, at FROM marker WHERE account > ? AND account <= 4294967295"
		" ORDER BY account, room",
		"i", (int64_t)after);
	for (unsigned count = 0; db_row(store->read, row); count++) {
		uint32_t account = (uint32_t)sqlite3_column_int64(row, 0);
		if (count >= limit && account != marker.account) {
			db_end(row);
			break;
		}
		marker = (struct record_marker){.account = account,
			.room = (uint32_t)sqlite3_column_int64(row, 1),
			.time = sqlite3_column_int64(row, 2)};
		record_write_marker(out, &marker);
	}
	return sqlite_end_reading(store, out, length, error);
}

static void add_server_ban(struct buffer *out, sqlite3_stmt *row)
{
	record_write_server_ban(out, &(struct record_server_ban){
					     .of_account = sqlite3_column_int64(row, 0) != 0,
					     .mask = db_text(row, 1),
					     .by = db_text(row, 2),
					     .why = db_text(row, 3),
					     .at = sqlite3_column_int64(row, 4),
					     .until = sqlite3_column_int64(row, 5),
				     });
}

bool sqlite_server_bans(struct store *store, struct buffer *out, char error[STORE_ERROR_SIZE])
{
	size_t length = out->length;
	sqlite_begin_reading(store);
	sqlite3_stmt *row = db_query(store->read,
		"SELECT of_account, mask, by, why, at, until FROM server_ban"
		" ORDER BY at, of_account, mask",
		"");
	while (db_row(store->read, row))
		add_server_ban(out, row);
	return sqlite_end_reading(store, out, length, error);
}
