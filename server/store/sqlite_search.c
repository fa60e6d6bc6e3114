#include "clock.h"
#include "sqlite_store.h"
#include "word_text.h"

#define SEARCH_MS 50
#define INDEX_MS 20 /* of these, for lines that are not in the index yet */

/* Appends the line unless it was erased or deleted meanwhile. */
static bool add(struct store *store, int64_t id, struct buffer *out)
{
	sqlite3_stmt *row = db_query(store->read, sqlite_one_line, "i", id);
	if (!db_row(store->read, row))
		return false;
	bool there = sqlite3_column_int(row, 3) == 0;
	if (there)
		sqlite_add_line(out, row);
	db_end(row);
	return there;
}

static void find(struct store *store, const struct store_search *search, const char *query,
	struct buffer *out)
{
	struct db *db = store->words.read;
	size_t start = out->length;
	unsigned count = 0;
	uint32_t last = search->before == UINT32_MAX ? UINT32_MAX : search->before - 1;
	if (search->before == 0 || search->limit == 0)
		return;
	uint32_t first = search->from > 0 ? search->from : 1;
	sqlite3_stmt *row = words_find(&store->words, query, sqlite_id(search->room, first),
		sqlite_id(search->room, last), search->from > 0);
	while (db_row(db, row)) {
		if (add(store, sqlite3_column_int64(row, 0), out) && ++count >= search->limit)
			break;
		if (out->length - start >= STORE_ANSWER_BYTES)
			break;
	}
	db_end(row);
}

static const struct db *search_words(struct store *store, const struct store_search *search,
	const char *query, struct buffer *out, bool *complete)
{
	struct db *db = store->words.read;
	int64_t now = clock_monotonic_ms();
	*complete = sqlite_index_room(store, search->room, now + INDEX_MS);
	db_forgive(db);
	db_forgive(store->read);
	db->deadline = now + SEARCH_MS;
	find(store, search, query, out);
	db->deadline = 0;
	if ((db->code & 0xFF) == SQLITE_INTERRUPT) {
		*complete = false;
		db_forgive(db);
	}
	if (db_damaged(db))
		store->words.usable = false;
	return store->read->code != SQLITE_OK ? store->read : db;
}

/* The first try may find out that the index is damaged, and the second one makes it anew. */
static bool search_twice(struct store *store, const struct store_search *search, const char *query,
	struct buffer *out, bool *complete, char error[STORE_ERROR_SIZE])
{
	size_t length = out->length;
	const struct db *used = search_words(store, search, query, out, complete);
	if (used->code != SQLITE_OK && !store->words.usable) {
		out->length = length;
		used = search_words(store, search, query, out, complete);
	}
	if (used->code == SQLITE_OK)
		return true;
	out->length = length;
	db_sentence(used, error);
	return false;
}

bool sqlite_search(struct store *store, const struct store_search *search, struct buffer *out,
	bool *complete, char error[STORE_ERROR_SIZE])
{
	struct buffer query = {0};
	bool good = true;
	*complete = true;
	sqlite_enter(store);
	if (word_text_query(&query, search->words, search->name))
		good = search_twice(store, search, query.bytes, out, complete, error);
	sqlite_leave(store);
	buffer_finish(&query);
	return good;
}
