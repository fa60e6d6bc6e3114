#include <stdlib.h>

#include "clock.h"
#include "sqlite_cache.h"

#define EXPIRE_LINES 50 /* of one call, or twice as many as were written since the last one */
#define EXPIRE_LINES_MAX 1000
#define EXPIRE_ROOMS 50
#define IDLE_CHECKPOINT_PAGES 500
#define FREE_PAGES 256		   /* these wait in the file for new lines */
#define PURGE_MS INT64_C(86400000) /* how long their words may stay in the index */
#define SCRUB_MS 60000 /* how long deleted lines may stay in the log; erased ones do not */

/* Lines of one room that go. */
struct doomed {
	uint32_t room;
	bool ended;	/* all of its lines */
	int64_t before; /* lines older than that */
};

static int64_t used_bytes(struct db *db)
{
	return (db_number(db, 0, "PRAGMA page_count", "") -
		       db_number(db, 0, "PRAGMA freelist_count", "")) *
	       db_number(db, 0, "PRAGMA page_size", "");
}

/* The last of the lines that go, at most `most` behind the first; 0: none. */
static uint32_t last_doomed(
	struct db *db, const struct doomed *doomed, unsigned most, uint32_t *first)
{
	uint32_t last = 0;
	*first = 1;
	sqlite3_stmt *row = db_query(db,
		"SELECT id, at FROM line WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", "iii",
		sqlite_id(doomed->room, 1), sqlite_id(doomed->room, UINT32_MAX), (int64_t)most);
	while (db_row(db, row)) {
		if (!doomed->ended && sqlite3_column_int64(row, 1) >= doomed->before) {
			db_end(row);
			break;
		}
		uint32_t number = sqlite_number_of(sqlite3_column_int64(row, 0));
		*first = last == 0 ? number : *first;
		last = number;
	}
	return last;
}

/* Their words go first: to remove these takes the text. */
static bool remove_words(struct store *store, uint32_t room, uint32_t last)
{
	struct words *words = &store->words;
	struct words_range range;
	if (!words->usable)
		return true;
	if (!words_begin_soon(words))
		return false;
	words_range(words, room, &range);
	sqlite3_stmt *row = db_query(&store->write,
		"SELECT l.id, l.text, coalesce(s.name, '') FROM line l LEFT JOIN sender s"
		" ON s.id = l.sender WHERE l.id BETWEEN ?1 AND ?2 AND l.erased = 0 AND l.kind <= "
		"?3",
		"iii", sqlite_id(room, range.first),
		sqlite_id(room, last < range.last ? last : range.last), (int64_t)RECORD_NOTICE);
	while (db_row(&store->write, row))
		words_remove(words, sqlite3_column_int64(row, 0), db_text(row, 2), db_text(row, 1));
	if (range.first <= last) {
		range.first = last + 1;
		range.last = range.last < last ? last : range.last;
		words_set_range(words, room, &range);
		words_purge(words, clock_utc_ms() + PURGE_MS);
	}
	return words_commit(words);
}

static void delete_lines(struct store *store, uint32_t room, uint32_t last)
{
	struct db *db = &store->write;
	int64_t first_id = sqlite_id(room, 1), last_id = sqlite_id(room, last);
	db_run(db,
		"UPDATE room SET first = ?2, (base, base_at) = (SELECT hash, at FROM line WHERE"
		" id = ?3), first_at = coalesce((SELECT at FROM line WHERE id > ?3 AND id <= ?4"
		" ORDER BY id LIMIT 1), 0) WHERE id = ?1",
		"iiii", (int64_t)room, (int64_t)last + 1, last_id, sqlite_id(room, UINT32_MAX));
	db_run(db, "DELETE FROM line WHERE id BETWEEN ? AND ?", "ii", first_id, last_id);
	db_run(db, "DELETE FROM erasure WHERE line BETWEEN ? AND ?", "ii", first_id, last_id);
	db_run(db, "DELETE FROM gap WHERE room = ? AND last <= ?", "ii", (int64_t)room,
		(int64_t)last);
}

static void delete_room(struct store *store, uint32_t room)
{
	struct db *db = &store->write;
	db_run(db, "UPDATE meta SET value = max(value, ?) WHERE key = 'room_ids'", "i",
		(int64_t)room);
	db_run(db, "DELETE FROM room WHERE id = ?", "i", (int64_t)room);
	db_run(db, "DELETE FROM mask WHERE room = ?", "i", (int64_t)room);
	db_run(db, "DELETE FROM gap WHERE room = ?", "i", (int64_t)room);
	db_run(db, "DELETE FROM operator WHERE room = ?", "i", (int64_t)room);
	db_run(db, "DELETE FROM marker WHERE room = ?", "i", (int64_t)room);
}

/* Behind the commit: else the librarian, who still sees the lines, could index them again. */
static void forget_words(struct words *words, uint32_t room)
{
	if (!words->usable)
		return;
	words_begin(words);
	words_forget_room(words, room);
	words_commit(words);
}

/* Returns how many lines at most have gone. */
static unsigned expire_room(struct store *store, const struct doomed *doomed, unsigned most)
{
	struct db *db = &store->write;
	uint32_t first, last = last_doomed(db, doomed, most, &first);
	if (last != 0 && !remove_words(store, doomed->room, last))
		return most;
	db_run(db, "BEGIN IMMEDIATE", "");
	if (last != 0)
		delete_lines(store, doomed->room, last);
	int64_t left = db_number(
		db, 0, "SELECT first_at FROM room WHERE id = ?", "i", (int64_t)doomed->room);
	bool ends = doomed->ended && left == 0;
	if (ends)
		delete_room(store, doomed->room);
	bool done = db_commit(db);
	if (done)
		store->sweep.deleted += last - first + 1;
	if (done && ends)
		forget_words(&store->words, doomed->room);
	sqlite_forget_head(store, doomed->room);
	if (store->scrub_at == 0)
		store->scrub_at = clock_monotonic_ms() + SCRUB_MS;
	return last != 0 ? most : 1;
}

/* Rooms with lines to delete, those that are overdue the longest first. Sets store->due. */
static unsigned find_doomed(struct store *store, int64_t now, bool full, struct doomed *doomed)
{
	unsigned count = 0;
	store->due = INT64_MAX;
	sqlite3_stmt *row = db_query(&store->write,
		"SELECT id, ended, first_at, CASE WHEN ended THEN 0 ELSE"
		" coalesce(min(nullif(keep_ms, 0), nullif(?1, 0)), nullif(keep_ms, 0), ?1) END"
		" AS keep FROM room"
		" WHERE (first_at > 0 AND (keep > 0 OR ?2)) OR ended"
		" ORDER BY CASE WHEN ended THEN 0 WHEN ?2 THEN first_at ELSE first_at + keep END"
		" LIMIT ?3",
		"iii", store->keep_ms, (int64_t)full, (int64_t)EXPIRE_ROOMS);
	while (db_row(&store->write, row)) {
		bool ended = sqlite3_column_int(row, 1) != 0;
		int64_t due = sqlite3_column_int64(row, 2) + sqlite3_column_int64(row, 3);
		if (!ended && !(full && count == 0) && due >= now) {
			store->due = due + 1;
			db_end(row);
			break;
		}
		doomed[count++] = (struct doomed){
			.room = (uint32_t)sqlite3_column_int64(row, 0),
			.ended = ended,
			.before = full ? INT64_MAX : now - sqlite3_column_int64(row, 3),
		};
	}
	if (count > 0)
		store->due = 0;
	return count;
}

static bool is_full(struct store *store)
{
	return store->keep_bytes > 0 && used_bytes(&store->write) > store->keep_bytes;
}

/* As many lines as go in one call: those that are written are to be outrun. */
static unsigned allowed(struct store *store)
{
	unsigned lines = 2 * store->written;
	store->written = 0;
	return lines < EXPIRE_LINES	  ? EXPIRE_LINES
	       : lines > EXPIRE_LINES_MAX ? EXPIRE_LINES_MAX
					  : lines;
}

/* Lines that are too old, or the oldest ones while the store is too large: of one room never more
 * than EXPIRE_LINES before another one is looked at. */
static bool delete_some(struct store *store, int64_t now)
{
	struct doomed doomed[EXPIRE_ROOMS];
	unsigned left = allowed(store), count = 1;
	bool full = is_full(store);
	if (!full && now < store->due)
		return false;
	while (left > 0 && count > 0 && store->write.code == SQLITE_OK) {
		count = find_doomed(store, now, full, doomed);
		for (unsigned i = 0; i < count && left > 0; i++)
			left -= expire_room(
				store, &doomed[i], left < EXPIRE_LINES ? left : EXPIRE_LINES);
		full = full && is_full(store);
	}
	return count > 0;
}

/* Gives pages back to the file system. */
static bool shrink(struct store *store)
{
	struct db *db = &store->write;
	if (db_number(db, 0, "PRAGMA freelist_count", "") <= FREE_PAGES)
		return false;
	db_exec(db, "PRAGMA incremental_vacuum(64)");
	return db->code == SQLITE_OK;
}

/* When nothing is left to do: what was erased or deleted is not to stay in the log. */
static void tidy(struct store *store)
{
	struct db *db = &store->write;
	if (store->unworded && store->words.usable && todo_all_removed(&store->todo)) {
		sqlite_set_meta(db, "unworded", 0);
		store->unworded = false;
	}
	bool scrub =
		store->scrub || (store->scrub_at != 0 && clock_monotonic_ms() >= store->scrub_at);
	if (scrub && store->folder && db_empty_log(db)) {
		store->scrub = false;
		store->scrub_at = 0;
		store->wal_pages = 0;
	}
}

bool sqlite_expire(struct store *store, int64_t now)
{
	if (store->read_only)
		return false;
	sqlite_enter(store);
	db_forgive(&store->write);
	sqlite_set_durable(store, false);
	if (store->wal_pages >= IDLE_CHECKPOINT_PAGES)
		sqlite_checkpoint(store);
	bool more = delete_some(store, now) || sqlite_sweep(store) || shrink(store);
	if (!more)
		tidy(store);
	more = more && store->write.code == SQLITE_OK;
	store->damaged = store->damaged || db_damaged(&store->write);
	sqlite_leave(store);
	return more;
}
