#include "sqlite_beside.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "sqlite_verify.h"

void sqlite_own_copy(struct db *db)
{
	db_exec(db, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL;"
		    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000");
}

void sqlite_put_beside(struct db *db, const char *name, const char *text)
{
	db_exec(db, "CREATE TABLE IF NOT EXISTS beside (name TEXT PRIMARY KEY,"
		    " text TEXT NOT NULL) STRICT, WITHOUT ROWID");
	db_run(db, "INSERT OR REPLACE INTO beside VALUES (?, ?)", "tt", name, text);
}

char *sqlite_get_beside(struct db *db, const char *name)
{
	char *text = NULL;
	if (db_number(db, 0, "SELECT count(*) FROM sqlite_schema WHERE name = 'beside'", "") == 0)
		return NULL;
	sqlite3_stmt *row = db_query(db, "SELECT text FROM beside WHERE name = ?", "t", name);
	if (db_row(db, row)) {
		text = memory_text(db_text(row, 0));
		db_end(row);
	}
	return text;
}

void sqlite_drop_beside(struct db *db)
{
	db_exec(db, "DROP TABLE IF EXISTS beside");
}

static void told(const char *fault, double part, void *data)
{
	struct backup_check *check = data;
	if (fault && check->faults++ == 0)
		snprintf(check->first, sizeof check->first, "%s", fault);
	check->told(fault, 0.5 + part, check->data);
}

bool sqlite_check_copy(struct db *db, struct backup_check *check, struct backup_contents *contents,
	char error[STORE_ERROR_SIZE])
{
	struct verify verify = {.db = db, .told = told, .data = check, .good = true};
	if (db->code == SQLITE_OK)
		verify_history(&verify);
	buffer_finish(&verify.space);
	contents->lines = verify.lines;
	contents->rooms =
		(uint32_t)db_number(db, 0, "SELECT count(*) FROM room WHERE ended = 0", "");
	contents->accounts = (uint32_t)db_number(db, 0, "SELECT count(*) FROM account", "");
	if (!verify.broken && db->code == SQLITE_OK)
		return true;
	if (*check->first)
		snprintf(error, STORE_ERROR_SIZE, "%s", check->first);
	else
		db_sentence(db, error);
	return false;
}
