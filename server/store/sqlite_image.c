/* A store in memory as bytes, for another process. */
#include <string.h>

#include "memory.h"
#include "sqlite_cache.h"

void sqlite_image(struct store *store, struct buffer *out)
{
	sqlite3_int64 size = 0;
	if (store->folder)
		return;
	unsigned char *bytes = sqlite3_serialize(store->write.sqlite, "main", &size, 0);
	if (!bytes)
		fatal("out of memory");
	buffer_add(out, (const char *)bytes, (size_t)size);
	sqlite3_free(bytes);
}

bool sqlite_take_image(struct store *store, const char *bytes, size_t length,
	struct store_info *info, char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	unsigned char *copy = sqlite3_malloc64(length);
	if (!copy)
		fatal("out of memory");
	memcpy(copy, bytes, length);
	db->code = sqlite3_deserialize(db->sqlite, "main", copy, (sqlite3_int64)length,
		(sqlite3_int64)length,
		SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
	if (db->code == SQLITE_OK && !sqlite_schema(db, true, error))
		return false;
	sqlite_forget(store);
	if (db->code == SQLITE_OK)
		sqlite_read_info(store, info);
	if (db->code != SQLITE_OK)
		db_sentence(db, error);
	return db->code == SQLITE_OK;
}
