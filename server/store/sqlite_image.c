/* A store in memory as bytes, for another process. Pieces are freed here as soon as they are there,
 * and there once they are read: the whole is never in one process twice. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "pack.h"
#include "sqlite_cache.h"

#define PIECE_BYTES ((size_t)1048576)

static size_t piece_of(size_t left)
{
	return left < PIECE_BYTES ? left : PIECE_BYTES;
}

/* Gives the whole pages before `end` back to the system; what was in them is gone. */
static void drop_pages(unsigned char *bytes, size_t from, size_t end)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = ((uintptr_t)bytes + from + page - 1) / page * page;
	uintptr_t last = ((uintptr_t)bytes + end) / page * page;
	if (first < last)
		(void)madvise((void *)first, last - first, MADV_DONTNEED);
}

uint64_t sqlite_image_size(struct store *store)
{
	sqlite3_int64 size = 0;
	if (!store->folder)
		(void)sqlite3_serialize(
			store->write.sqlite, "main", &size, SQLITE_SERIALIZE_NOCOPY);
	return (uint64_t)size;
}

void sqlite_image(struct store *store, struct pack *out)
{
	sqlite3_int64 size = 0;
	unsigned char *bytes = NULL;
	if (!store->folder) {
		bytes = sqlite3_serialize(store->write.sqlite, "main", &size, 0);
		if (!bytes)
			fatal("out of memory");
	}
	pack_u32(out, (uint32_t)size);
	for (size_t at = 0, length; at < (size_t)size; at += length) {
		length = piece_of((size_t)size - at);
		pack_raw(out, bytes + at, length);
		drop_pages(bytes, at, at + length);
	}
	sqlite3_free(bytes);
}

bool sqlite_take_image(struct store *store, struct unpack *in, uint32_t length,
	struct store_info *info, char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	unsigned char *copy = sqlite3_malloc64(length);
	if (!copy)
		fatal("out of memory");
	for (size_t at = 0; at < length; at += piece_of(length - at)) {
		unpack_into(in, copy + at, piece_of(length - at));
		unpack_let_go(in);
	}
	db->code = sqlite3_deserialize(db->sqlite, "main", copy, (sqlite3_int64)length,
		(sqlite3_int64)length,
		SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
	sqlite3_int64 most = (sqlite3_int64)STORE_IMAGE_MAX; /* 1 GiB without this */
	(void)sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_SIZE_LIMIT, &most);
	if (db->code == SQLITE_OK && !sqlite_schema(db, true, error))
		return false;
	sqlite_forget(store);
	if (db->code == SQLITE_OK)
		sqlite_read_info(store, info);
	if (db->code != SQLITE_OK)
		db_sentence(db, error);
	return db->code == SQLITE_OK;
}
