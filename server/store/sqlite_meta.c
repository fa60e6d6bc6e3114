#include <string.h>

#include <sodium.h>

#include "sqlite_store.h"

int64_t sqlite_meta(struct db *db, const char *key)
{
	return db_number(db, 0, "SELECT value FROM meta WHERE key = ?", "t", key);
}

void sqlite_set_meta(struct db *db, const char *key, int64_t value)
{
	db_run(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", "ti", key, value);
}

/* It is two numbers, made when the file has none. */
void sqlite_set_secret(struct db *db, const unsigned char secret[STORE_SECRET_BYTES])
{
	int64_t halves[2];
	memcpy(halves, secret, sizeof halves);
	sqlite_set_meta(db, "cloak", halves[0]);
	sqlite_set_meta(db, "cloak_more", halves[1]);
}

void sqlite_read_secret(struct db *db, bool read_only, unsigned char secret[STORE_SECRET_BYTES])
{
	int64_t halves[2] = {sqlite_meta(db, "cloak"), sqlite_meta(db, "cloak_more")};
	if (halves[0] == 0 && halves[1] == 0 && !read_only) {
		randombytes_buf(halves, sizeof halves);
		sqlite_set_secret(db, (const unsigned char *)halves);
	}
	memcpy(secret, halves, STORE_SECRET_BYTES);
}
