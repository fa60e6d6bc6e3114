#include <stdio.h>

#include "sqlite_verify.h"

#define CHUNK_LINES 5000 /* read at once: a writer beside must not wait for long */
#define FILE_PART 0.1	 /* of the whole, about */
#define LINES_PART 0.4

/* Where the check of a room is: behind this line. */
struct place {
	uint32_t room, number;
	int64_t time;
	uint64_t hash;
	bool lost; /* the hash of the line before is not known */
	const char *name;
};

/* Whether all numbers between two lines were missed, and are known to be. */
static bool is_gap(struct db *db, uint32_t room, uint32_t first, uint32_t last)
{
	return db_number(db, 0,
		       "SELECT sum(min(last, ?3) - max(first, ?2) + 1) FROM gap"
		       " WHERE room = ?1 AND last >= ?2 AND first <= ?3",
		       "iii", (int64_t)room, (int64_t)first,
		       (int64_t)last) == (int64_t)last - first + 1;
}

static void tell_missing(struct verify *verify, const char *room, uint32_t first, uint32_t last)
{
	if (first == last)
		verify_fault(verify, "%s: line %u is missing", room, first);
	else
		verify_fault(verify, "%s: lines %u to %u are missing", room, first, last);
}

static void check_line(struct verify *verify, struct place *place, sqlite3_stmt *row)
{
	struct record_line line;
	sqlite_line(row, &line);
	uint64_t salt = (uint64_t)sqlite3_column_int64(row, SQLITE_LINE_COLUMN_COUNT);
	uint64_t hash = (uint64_t)sqlite3_column_int64(row, SQLITE_LINE_COLUMN_COUNT + 1);
	if (line.number != place->number + 1 &&
		!is_gap(verify->db, place->room, place->number + 1, line.number - 1)) {
		tell_missing(verify, place->name, place->number + 1, line.number - 1);
		place->lost = true;
	}
	if (line.time < place->time)
		verify_fault(verify, "%s: line %u is earlier than the one before", place->name,
			line.number);
	if (sqlite3_column_type(row, 7) == SQLITE_NULL)
		verify_fault(verify, "%s: line %u has no sender", place->name, line.number);
	else if (!line.erased && !place->lost &&
		 chain_hash(&verify->space, place->hash, salt, &line) != hash)
		verify_fault(verify, "%s: line %u is not what was stored, or the one before is not",
			place->name, line.number);
	place->number = line.number;
	place->time = line.time;
	place->hash = hash;
	place->lost = false;
}

/* Where the room begins now; lines before may have been deleted since the last chunk. */
static bool find_start(struct db *db, struct place *place)
{
	sqlite3_stmt *row = db_query(db, "SELECT first - 1, base_at, base FROM room WHERE id = ?",
		"i", (int64_t)place->room);
	if (!db_row(db, row))
		return false;
	if (sqlite3_column_int64(row, 0) >= place->number) {
		place->number = (uint32_t)sqlite3_column_int64(row, 0);
		place->time = sqlite3_column_int64(row, 1);
		place->hash = (uint64_t)sqlite3_column_int64(row, 2);
		place->lost = false;
	}
	db_end(row);
	return true;
}

static unsigned check_chunk(struct verify *verify, struct place *place)
{
	struct db *db = verify->db;
	unsigned count = 0;
	db_run(db, "BEGIN", "");
	if (find_start(db, place)) {
		sqlite3_stmt *row = db_query(db,
			"SELECT " SQLITE_LINE_COLUMNS ", l.salt, l.hash FROM " SQLITE_LINE_TABLES
			" WHERE l.id BETWEEN ? AND ? ORDER BY l.id LIMIT ?",
			"iii", sqlite_id(place->room, place->number + 1),
			sqlite_id(place->room, UINT32_MAX), (int64_t)CHUNK_LINES);
		for (; db_row(db, row); count++)
			check_line(verify, place, row);
	}
	verify_failure(verify, db);
	db_commit(db);
	verify->lines += count;
	return count;
}

static void check_room(struct verify *verify, uint32_t room, const char *name)
{
	struct place place = {.room = room, .name = name};
	unsigned count;
	do {
		count = check_chunk(verify, &place);
		verify_progress(verify,
			FILE_PART + LINES_PART * (double)verify->lines / (double)verify->all_lines);
	} while (count == CHUNK_LINES);
}

/* The first room after `id` that has lines, by these. */
static uint32_t next_with_lines(struct db *db, uint32_t room)
{
	return sqlite_room_of(
		db_number(db, 0, "SELECT id FROM line WHERE id > ? ORDER BY id LIMIT 1", "i",
			sqlite_id(room, UINT32_MAX)));
}

static void check_unknown_rooms(struct verify *verify)
{
	uint32_t room = 0;
	while ((room = next_with_lines(verify->db, room)) != 0)
		if (db_number(verify->db, 0, "SELECT 1 FROM room WHERE id = ?", "i",
			    (int64_t)room) == 0)
			verify_fault(
				verify, "there are lines of room %u, which is not there", room);
}

static void count_lines(struct verify *verify)
{
	sqlite3_stmt *row = db_query(verify->db, "SELECT id, first FROM room", "");
	verify->all_lines = 1;
	while (db_row(verify->db, row)) {
		int64_t time, first = sqlite3_column_int64(row, 1);
		int64_t last =
			sqlite_last(verify->db, (uint32_t)sqlite3_column_int64(row, 0), &time);
		verify->all_lines += last >= first ? (uint64_t)(last - first + 1) : 0;
	}
}

static void check_rooms(struct verify *verify)
{
	uint32_t room = 0;
	bool more = true;
	count_lines(verify);
	while (more) {
		char name[256] = "";
		sqlite3_stmt *row = db_query(verify->db,
			"SELECT id, name FROM room WHERE id > ? ORDER BY id LIMIT 1", "i",
			(int64_t)room);
		more = db_row(verify->db, row);
		if (more) {
			room = (uint32_t)sqlite3_column_int64(row, 0);
			snprintf(name, sizeof name, "%s", db_text(row, 1));
			db_end(row);
			check_room(verify, room, name);
		}
	}
	check_unknown_rooms(verify);
	verify_failure(verify, verify->db);
}

void verify_history(struct verify *verify)
{
	verify_progress(verify, 0);
	verify_file(verify, verify->db);
	verify_progress(verify, FILE_PART);
	check_rooms(verify);
	verify_accounts(verify);
	verify_progress(verify, FILE_PART + LINES_PART);
}

bool sqlite_verify(
	struct store *store, void (*told)(const char *fault, double part, void *data), void *data)
{
	struct verify verify = {
		.store = store, .db = store->read, .told = told, .data = data, .good = true};
	sqlite_enter(store);
	db_forgive(store->read);
	verify_history(&verify);
	verify_words(&verify);
	verify_progress(&verify, 1);
	sqlite_leave(store);
	buffer_finish(&verify.space);
	return verify.good;
}
