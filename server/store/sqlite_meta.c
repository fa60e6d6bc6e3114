#include "sqlite_store.h"

int64_t sqlite_meta(struct db *db, const char *key)
{
	return db_number(db, 0, "SELECT value FROM meta WHERE key = ?", "t", key);
}

void sqlite_set_meta(struct db *db, const char *key, int64_t value)
{
	db_run(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", "ti", key, value);
}
