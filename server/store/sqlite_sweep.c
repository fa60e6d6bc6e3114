#include <stdlib.h>

#include "clock.h"
#include "memory.h"
#include "sqlite_cache.h"

#define SWEEP_DELETED 1000	   /* lines; fewer leave few senders behind */
#define SWEEP_MS INT64_C(86400000) /* or as soon as a quarter of the lines has gone */
#define MARK_LINES 5000
#define SWEEP_SENDERS 500

void sqlite_mark(struct store *store, int64_t sender)
{
	struct sweep *sweep = &store->sweep;
	if (sweep->marks && sender <= sweep->last)
		sweep->marks[sender / 8] |= (unsigned char)(1 << sender % 8);
}

static bool is_marked(const struct sweep *sweep, int64_t sender)
{
	return sweep->marks[sender / 8] & 1 << sender % 8;
}

static bool is_due(const struct sweep *sweep, int64_t now)
{
	return sweep->deleted >= SWEEP_DELETED &&
	       (sweep->deleted >= sweep->lines / 4 || now >= sweep->next);
}

static void begin(struct store *store)
{
	struct sweep *sweep = &store->sweep;
	int64_t last = db_number(&store->write, 0, "SELECT max(id) FROM sender", "");
	*sweep = (struct sweep){.last = last, .next = clock_monotonic_ms() + SWEEP_MS};
	sweep->marks = memory_zero((size_t)last / 8 + 1);
}

/* Marks the senders of some lines. */
static void mark(struct store *store)
{
	struct sweep *sweep = &store->sweep;
	struct db *db = &store->write;
	unsigned count = 0;
	sqlite3_stmt *row =
		db_query(db, "SELECT id, sender FROM line WHERE id > ? ORDER BY id LIMIT ?", "ii",
			sweep->line, (int64_t)MARK_LINES);
	for (; db_row(db, row); count++) {
		sweep->line = sqlite3_column_int64(row, 0);
		sqlite_mark(store, sqlite3_column_int64(row, 1));
	}
	sweep->lines += count;
	sweep->marked = count < MARK_LINES;
}

/* Deletes the ones without a mark, of some senders. True where there are more. */
static bool delete_unmarked(struct store *store)
{
	struct sweep *sweep = &store->sweep;
	struct db *db = &store->write;
	int64_t ids[SWEEP_SENDERS];
	unsigned count = 0, deleted = 0;
	sqlite3_stmt *row =
		db_query(db, "SELECT id FROM sender WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
			"iii", sweep->sender, sweep->last, (int64_t)SWEEP_SENDERS);
	while (db_row(db, row))
		ids[count++] = sqlite3_column_int64(row, 0);
	db_run(db, "BEGIN IMMEDIATE", "");
	for (unsigned i = 0; i < count; i++) {
		sweep->sender = ids[i];
		if (is_marked(sweep, ids[i]))
			continue;
		db_run(db, "DELETE FROM sender WHERE id = ?", "i", ids[i]);
		deleted++;
	}
	db_commit(db);
	if (deleted > 0)
		sqlite_forget(store);
	return count == SWEEP_SENDERS;
}

bool sqlite_sweep(struct store *store)
{
	struct sweep *sweep = &store->sweep;
	if (!sweep->marks && !is_due(sweep, clock_monotonic_ms()))
		return false;
	if (!sweep->marks)
		begin(store);
	bool more = true;
	if (!sweep->marked)
		mark(store);
	else
		more = delete_unmarked(store);
	if (!more || store->write.code != SQLITE_OK)
		sqlite_sweep_end(store);
	return more && store->write.code == SQLITE_OK;
}

void sqlite_sweep_end(struct store *store)
{
	free(store->sweep.marks);
	store->sweep.marks = NULL;
}
