#include "clock.h"
#include "record.h"
#include "sqlite_store.h"

#define CHUNK_LINES 2000 /* of one transaction */
#define CHUNK_ROOMS 500
#define HASTY_LINES 500 /* of one that somebody waits for */
#define WAIT_LINES 2000 /* fewer new lines wait for a while: many at once cost less */
#define WAIT_MS 2000
#define SCAN_ROOMS 200
#define REMOVE_LINES 100
#define RENEW_MS 60000

/* Adds lines of the room to the index, within a transaction. Returns how many; `left` says whether
 * that was all. */
static unsigned add_room(struct store *store, uint32_t room, unsigned most)
{
	struct words *words = &store->words;
	struct words_range range;
	unsigned count = 0;
	words_range(words, room, &range);
	sqlite3_stmt *row = db_query(store->read,
		"SELECT l.id, l.text, coalesce(s.name, ''), l.erased = 0 AND l.kind <= ?4 FROM "
		"line l"
		" LEFT JOIN sender s ON s.id = l.sender"
		" WHERE l.id BETWEEN ?1 AND ?2 ORDER BY l.id LIMIT ?3",
		"iiii", sqlite_id(room, range.last + 1), sqlite_id(room, UINT32_MAX), (int64_t)most,
		(int64_t)RECORD_NOTICE);
	for (; db_row(store->read, row); count++) {
		int64_t id = sqlite3_column_int64(row, 0);
		if (range.last < range.first)
			range.first = sqlite_number_of(id);
		range.last = sqlite_number_of(id);
		if (sqlite3_column_int(row, 3))
			words_add(words, id, db_text(row, 2), db_text(row, 1));
	}
	if (count > 0)
		words_set_range(words, room, &range);
	return count;
}

/* A damaged index is made anew at once, but not again and again. */
static bool usable(struct store *store)
{
	int64_t now = clock_monotonic_ms();
	if (store->read_only)
		return false;
	if (!store->words.usable && now >= store->renew_at && words_renew(&store->words)) {
		store->scanned = 0;
		store->scanned_all = false;
		store->renew_at = now + RENEW_MS;
	}
	return store->words.usable;
}

bool sqlite_index_room(struct store *store, uint32_t room, int64_t until)
{
	unsigned count = HASTY_LINES;
	if (!usable(store))
		return store->read_only;
	while (count == HASTY_LINES && clock_monotonic_ms() < until) {
		words_begin(&store->words);
		count = add_room(store, room, HASTY_LINES);
		if (!words_commit(&store->words))
			return false;
	}
	return count < HASTY_LINES;
}

/* What the next words_begin() to words_commit() did is lost: everything is looked at again. */
static bool failed(struct store *store)
{
	store->scanned = 0;
	store->scanned_all = false;
	return false;
}

/* Cuts the list behind its first lines, and returns the rest. */
static struct todo_erased *cut(struct todo_erased *list, unsigned lines)
{
	while (list && --lines > 0)
		list = list->next;
	struct todo_erased *rest = list ? list->next : NULL;
	if (list)
		list->next = NULL;
	return rest;
}

/* The text of a line that was erased before it was indexed is not in the index. */
static bool remove_erased(struct store *store, struct todo_erased *list)
{
	struct words *words = &store->words;
	struct todo_erased *rest = cut(list, REMOVE_LINES);
	words_begin(words);
	for (struct todo_erased *one = list; one; one = one->next)
		if (words_has(words, one->id, one->name))
			words_remove(words, one->id, one->name, one->text);
	words_purge(words, 0);
	bool done = words_commit(words);
	if (done)
		todo_erased_free(list);
	else
		todo_add_erased(&store->todo, list);
	if (rest)
		todo_add_erased(&store->todo, rest);
	todo_removed(&store->todo);
	return done;
}

/* Compares rooms with the index, at first. */
static bool scan(struct store *store)
{
	struct db *db = store->read;
	sqlite3_stmt *row = db_query(db, "SELECT id FROM room WHERE id > ? ORDER BY id LIMIT ?",
		"ii", (int64_t)store->scanned, (int64_t)SCAN_ROOMS);
	unsigned count = 0;
	words_begin(&store->words);
	for (; db_row(db, row); count++) {
		struct words_range range;
		int64_t time;
		uint32_t room = (uint32_t)sqlite3_column_int64(row, 0);
		uint32_t last = sqlite_last(db, room, &time);
		words_range(&store->words, room, &range);
		if (range.last < last)
			todo_add_room(&store->todo, room, last - range.last);
		store->scanned = room;
	}
	store->scanned_all = count < SCAN_ROOMS;
	return words_commit(&store->words) || failed(store);
}

/* Lines are added in the order of their ids: else FTS5 writes what it has for each of them. */
static bool add_chunk(struct store *store)
{
	uint32_t rooms[CHUNK_ROOMS];
	unsigned left = CHUNK_LINES;
	unsigned count = todo_take_rooms(&store->todo, CHUNK_LINES, rooms, CHUNK_ROOMS);
	words_begin(&store->words);
	for (unsigned i = 0; i < count; i++) {
		unsigned added = left > 0 ? add_room(store, rooms[i], left) : 0;
		if (added == left) /* there may be more */
			todo_add_room(&store->todo, rooms[i], WAIT_LINES);
		left -= added;
	}
	return words_commit(&store->words) || failed(store);
}

static bool index_some(struct store *store)
{
	struct todo_erased *erased = todo_take_erased(&store->todo);
	if (erased)
		return remove_erased(store, erased);
	if (!store->scanned_all)
		return scan(store);
	if (todo_due(&store->todo, WAIT_LINES, WAIT_MS))
		return add_chunk(store);
	return words_merge(&store->words);
}

bool sqlite_index(struct store *store)
{
	if (!usable(store))
		return false;
	sqlite_enter(store);
	db_forgive(store->read);
	bool more = index_some(store) && store->read->code == SQLITE_OK && usable(store);
	sqlite_leave(store);
	return more;
}
