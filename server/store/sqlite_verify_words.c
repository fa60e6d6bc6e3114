#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "memory.h"
#include "sqlite_verify.h"
#include "table.h"
#include "word_text.h"

/* Parts of the whole check that are done, about. */
#define LINES_FROM 0.6
#define INDEX_FROM 0.75
#define WORD_MAX 32768 /* bytes that FTS5 keeps of a word */
#define AT_ONCE 2000   /* lines or words between two words about how far it is */

/* For each room, the sum of the hashes of all words at their places: by the lines, and by the
 * index. Two sums are the same where both have the same words, in whatever order they were added.
 */
struct sum {
	uint32_t room;
	uint32_t first, last; /* the lines that are in the index */
	uint64_t by_lines, by_index;
	UT_hash_handle hh;
};

static uint64_t place_hash(const char *word, size_t length, int64_t id, int64_t place)
{
	static const unsigned char no_key[crypto_shorthash_KEYBYTES];
	int64_t at[2] = {id, place};
	unsigned char key[crypto_shorthash_KEYBYTES];
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t hash;
	crypto_shorthash(key, (const unsigned char *)at, sizeof at, no_key);
	memset(key + crypto_shorthash_BYTES, 0, sizeof key - crypto_shorthash_BYTES);
	crypto_shorthash(out, (const unsigned char *)word, length, key);
	memcpy(&hash, out, sizeof hash);
	return hash;
}

static uint64_t line_hash(struct verify *verify, int64_t id, const char *name, const char *text)
{
	uint64_t sum = 0;
	int64_t place = 0;
	word_text(&verify->space, name, text);
	for (const char *word = verify->space.bytes; *word; place++) {
		size_t length = strcspn(word, " ");
		sum += place_hash(word, length < WORD_MAX ? length : WORD_MAX, id, place);
		word += length + (word[length] == ' ');
	}
	verify->words += (uint64_t)place;
	return sum;
}

static struct sum *read_ranges(struct db *db)
{
	struct sum *sums = NULL;
	sqlite3_stmt *row = db_query(db, "SELECT room, first, last FROM indexed", "");
	while (db_row(db, row)) {
		struct sum *sum = memory_zero(sizeof *sum);
		sum->room = (uint32_t)sqlite3_column_int64(row, 0);
		sum->first = (uint32_t)sqlite3_column_int64(row, 1);
		sum->last = (uint32_t)sqlite3_column_int64(row, 2);
		HASH_ADD(hh, sums, room, sizeof sum->room, sum);
	}
	return sums;
}

static void add_index(struct verify *verify, struct sum *sums)
{
	struct db *db = verify->store->words.read;
	uint64_t count = 0;
	db_exec(db, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.place USING"
		    " fts5vocab('main', 'words', 'instance')");
	sqlite3_stmt *row = db_query(db, "SELECT term, doc, offset FROM temp.place", "");
	while (db_row(db, row)) {
		struct sum *sum;
		int64_t id = sqlite3_column_int64(row, 1);
		uint32_t room = sqlite_room_of(id);
		const char *word = db_text(row, 0);
		HASH_FIND(hh, sums, &room, sizeof room, sum);
		if (!sum) {
			verify_fault(verify, "%s has words of room %u, which is not there",
				db->path, room);
			db_end(row);
			return;
		}
		if (++count % AT_ONCE == 0)
			verify_progress(verify, INDEX_FROM + (1 - INDEX_FROM) * (double)count /
								     (double)(verify->words + 1));
		sum->by_index += place_hash(word, strlen(word), id, sqlite3_column_int64(row, 2));
	}
}

static void add_lines(struct verify *verify, struct sum *sum)
{
	struct db *db = verify->db;
	sqlite3_stmt *row = db_query(db,
		"SELECT l.id, coalesce(s.name, ''), l.text FROM " SQLITE_LINE_TABLES
		" WHERE l.id BETWEEN ? AND ? AND l.erased = 0 AND l.kind <= ?",
		"iii", sqlite_id(sum->room, sum->first), sqlite_id(sum->room, sum->last),
		(int64_t)RECORD_NOTICE);
	while (db_row(db, row)) {
		sum->by_lines += line_hash(
			verify, sqlite3_column_int64(row, 0), db_text(row, 1), db_text(row, 2));
		if (++verify->worded % AT_ONCE == 0)
			verify_progress(verify, LINES_FROM + (INDEX_FROM - LINES_FROM) *
								     (double)verify->worded /
								     (double)verify->all_lines);
	}
}

/* Whether the room's lines may have been deleted or erased since its words were read. */
static bool has_changed(struct verify *verify, const struct sum *sum)
{
	return sqlite_meta(verify->db, "unworded") != 0 ||
	       db_number(verify->store->words.read, -1, "SELECT first FROM indexed WHERE room = ?",
		       "i", (int64_t)sum->room) != sum->first;
}

static void tell_different(struct verify *verify, uint32_t room)
{
	sqlite3_stmt *row = db_query(verify->db,
		"SELECT coalesce((SELECT name FROM room WHERE id = ?1), 'room ' || ?1)", "i",
		(int64_t)room);
	if (!db_row(verify->db, row))
		return;
	verify_fault(verify,
		"%s does not have the words of %s; delete it, and it is made anew at the next "
		"start",
		verify->store->words.read->path, db_text(row, 0));
	db_end(row);
}

static void compare(struct verify *verify)
{
	struct db *db = verify->store->words.read;
	struct sum *sum, *next;
	db_run(db, "BEGIN", "");
	struct sum *sums = read_ranges(db);
	HASH_ITER (hh, sums, sum, next)
		add_lines(verify, sum);
	add_index(verify, sums);
	db_commit(db);
	HASH_ITER (hh, sums, sum, next) {
		if (sum->by_lines != sum->by_index && !has_changed(verify, sum))
			tell_different(verify, sum->room);
		HASH_DEL(sums, sum);
		free(sum);
	}
}

/* FTS5 of SQLite 3.46 calls an index malformed that another connection has changed since this one
 * first read it, so a new connection looks. */
static void check_file(struct verify *verify, const char *path)
{
	struct db db = {0};
	db_open(&db, path, SQLITE_OPEN_READONLY);
	verify_file(verify, &db);
	db_close(&db);
}

void verify_words(struct verify *verify)
{
	struct db *db = verify->store->words.read;
	const char *path = verify->store->words.path;
	if (path && access(path, F_OK) != 0 && errno == ENOENT) /* a copy: it is made anew */
		return;
	if (!verify->store->words.usable) {
		verify_failure(verify, db);
		return;
	}
	db_forgive(db);
	if (path)
		check_file(verify, path);
	else
		verify_file(verify, db);
	compare(verify);
	verify_failure(verify, db);
	verify_failure(verify, verify->db);
}
