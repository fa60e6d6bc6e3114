#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "sqlite_cache.h"

#define ERASED_MAX 20000 /* more at once, and the whole index is made anew */

/* The text is kept in memory until the librarian has removed its words from the index. If the
 * process ends before, the index is made anew: `unworded` says so. */
static void remember_words(struct store *store, int64_t id)
{
	struct db *db = &store->write;
	sqlite3_stmt *row = db_query(db,
		"SELECT coalesce(s.name, ''), l.text FROM line l LEFT JOIN sender s"
		" ON s.id = l.sender WHERE l.id = ?",
		"i", id);
	if (!db_row(db, row))
		return;
	if (++store->erased_count <= ERASED_MAX) {
		struct todo_erased *one = todo_erased_new(id, db_text(row, 0), db_text(row, 1));
		one->next = store->erased;
		store->erased = one;
	}
	db_end(row);
	if (!store->unworded)
		sqlite_set_meta(db, "unworded", 1);
	store->unworded = true;
}

void sqlite_note_erasure(struct db *db, int64_t id, const char *by, const char *why)
{
	db_run(db, "INSERT OR REPLACE INTO erasure VALUES (?, ?, ?)", "itt", id, by, why);
}

static void erase_line(struct store *store, int64_t id, const struct record_erase *erase)
{
	struct db *db = &store->write;
	if (db_number(db, 1, "SELECT erased FROM line WHERE id = ?", "i", id) != 0)
		return;
	remember_words(store, id);
	db_run(db,
		"UPDATE line SET erased = 1, other = '', text = '', tags = '', salt = 0"
		" WHERE id = ?",
		"i", id);
	sqlite_note_erasure(db, id, erase->by, erase->why);
	store->scrub = true;
}

struct ids {
	int64_t *ids;
	size_t count;
};

static void collect(struct db *db, struct ids *found, uint32_t room, uint32_t from,
	const struct record_erase *erase)
{
	sqlite3_stmt *row = db_query(db,
		"SELECT id FROM line WHERE id BETWEEN ?1 AND ?2 AND erased = 0 AND kind <= ?5"
		" AND sender IN (SELECT id FROM sender WHERE connection = ?3 AND room = ?4)",
		"iiiii", sqlite_id(room, from), sqlite_id(room, UINT32_MAX),
		(int64_t)erase->connection, (int64_t)room, (int64_t)RECORD_NOTICE);
	while (db_row(db, row)) {
		found->ids = memory_add(found->ids, found->count, sizeof *found->ids);
		found->ids[found->count++] = sqlite3_column_int64(row, 0);
	}
}

/* Everything said up to now is erased: the next time the search begins behind it. */
static void begin_behind(struct db *db, const struct record_erase *erase)
{
	db_run(db,
		"UPDATE sender SET first = coalesce((SELECT max(id) FROM line WHERE id BETWEEN"
		" sender.room << 32 AND sender.room << 32 | 4294967295) - (room << 32), 0) + 1"
		" WHERE connection = ?",
		"i", (int64_t)erase->connection);
}

static void erase_all(struct store *store, const struct record_erase *erase)
{
	struct db *db = &store->write;
	struct ids found = {0};
	if (erase->connection == 0) /* the server's own lines */
		return;
	sqlite3_stmt *row = db_query(db,
		"SELECT room, min(first) FROM sender WHERE connection = ? GROUP BY room", "i",
		(int64_t)erase->connection);
	while (db_row(db, row))
		collect(db, &found, (uint32_t)sqlite3_column_int64(row, 0),
			(uint32_t)sqlite3_column_int64(row, 1), erase);
	for (size_t i = 0; i < found.count; i++)
		erase_line(store, found.ids[i], erase);
	if (found.count > 0)
		begin_behind(db, erase);
	free(found.ids);
}

void sqlite_erase(struct store *store, const struct record_erase *erase)
{
	if (erase->room != 0)
		erase_line(store, sqlite_id(erase->room, erase->number), erase);
	else
		erase_all(store, erase);
}
