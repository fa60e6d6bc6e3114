#include "words.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <utf8proc.h>

#include "clock.h"
#include "db_file.h"
#include "memory.h"
#include "word_text.h"

#define APPLICATION_ID 0x63687477 /* "chtw" */
#define MERGE_PAGES 64
#define MERGE_SHORT_MS 1000
#define MERGE_RESTS 10
#define SOON_NS 5000000
#define NS_IN_S 1000000000

static const char schema[] =
	"PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
	"BEGIN;"
	"CREATE TABLE state (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"
	"CREATE TABLE indexed (room INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
	" last INTEGER NOT NULL) STRICT;"
	"CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0,"
	" tokenize=\"ascii tokenchars '" WORD_TEXT_CHARACTERS "'\");"
	"COMMIT;";

/* The machine's start: what was written before the last one may not be on disk. */
static void read_boot(char boot[64])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd >= 0 ? read(fd, boot, 63) : 0;
	boot[length > 0 ? length : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

static void set_state(struct db *db, const char *name, const char *value)
{
	db_run(db, "INSERT OR REPLACE INTO state VALUES (?, ?)", "tt", name, value);
}

static bool state_is(struct db *db, const char *name, const char *value)
{
	sqlite3_stmt *row = db_query(db, "SELECT value FROM state WHERE name = ?", "t", name);
	bool is = false;
	if (db_row(db, row)) {
		is = strcmp(db_text(row, 0), value) == 0;
		db_end(row);
	}
	return is;
}

static void set_purge(struct words *words, int64_t at)
{
	words->purge_at = at;
	db_run(&words->write, "INSERT OR REPLACE INTO state VALUES ('purge', ?)", "i", at);
}

/* The form of the words: ours, and that of the tables of Unicode. */
static const char *form(char out[64])
{
	snprintf(out, 64, "%d %s", WORD_TEXT_VERSION, utf8proc_version());
	return out;
}

static void set_up(struct words *words)
{
	struct db *db = &words->write;
	char text[64];
	db_exec(db, schema);
	set_state(db, "form", form(text));
	words->purge_at = INT64_MAX;
	/* Many segments make a search a little slower, and many merges each line dearer. At
	 * `crisismerge` segments of a level all of them are merged at once, which takes seconds;
	 * `automerge` does it in small parts. */
	db_exec(db, "INSERT INTO words(words, rank) VALUES ('automerge', 16), ('crisismerge', 64)");
	db_run(db, "PRAGMA application_id=1667789943", "");
}

/* Whether an index that is there can be used: ours, of this form, and written entirely. */
static bool good(struct words *words)
{
	struct db *db = &words->write;
	char text[64], boot[64];
	if (db_number(db, 0, "PRAGMA application_id", "") != APPLICATION_ID ||
		!state_is(db, "form", form(text)))
		return false;
	read_boot(boot);
	if (!state_is(db, "open", "") && (!*boot || !state_is(db, "open", boot)))
		return false;
	words->purge_at =
		db_number(db, INT64_MAX, "SELECT value FROM state WHERE name = ?", "t", "purge");
	db_number(db, 0, "SELECT rowid FROM words WHERE words MATCH 'a' LIMIT 1", "");
	return db->code == SQLITE_OK;
}

static bool open_file(struct words *words, const char *path, int flags)
{
	struct db *db = &words->write;
	if (!db_open(db, path, flags))
		return false;
	return db_exec(db, "PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;"
			   "PRAGMA wal_autocheckpoint=1000; PRAGMA temp_store=MEMORY;"
			   "PRAGMA cache_size=-8000;");
}

/* Waits for the disk: a file that is not whole must say so. */
static void mark_open(struct words *words, const char *boot)
{
	db_exec(&words->write, "PRAGMA synchronous=FULL");
	set_state(&words->write, "open", boot);
	db_run(&words->write, "PRAGMA wal_checkpoint(TRUNCATE)", "");
	db_exec(&words->write, "PRAGMA synchronous=OFF");
}

static void open_to_write(struct words *words, const char *path, bool anew)
{
	char boot[64];
	const char *file = path ? path : ":memory:";
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (path && anew)
		db_file_remove(path);
	bool made = !path || db_file_make(path);
	bool usable = open_file(words, file, flags);
	if (usable && !made && !good(words)) {
		db_close(&words->write);
		db_file_remove(path);
		made = db_file_make(path);
		usable = made && open_file(words, file, flags);
	}
	if (usable && made)
		set_up(words);
	read_boot(boot);
	if (usable)
		mark_open(words, boot);
	words->read = path ? &words->own_read : &words->write;
	if (path)
		db_open(&words->own_read, file, SQLITE_OPEN_READONLY);
}

void words_open(struct words *words, const char *path, bool read_only, bool anew)
{
	memset(words, 0, sizeof *words);
	pthread_mutex_init(&words->lock, NULL);
	if (read_only) {
		words->read = &words->own_read;
		db_open(words->read, path, SQLITE_OPEN_READONLY);
	} else {
		open_to_write(words, path, anew);
	}
	words->path = path ? memory_text(path) : NULL;
	words->read_only = read_only;
	words->usable = words->write.code == SQLITE_OK && words->read->code == SQLITE_OK;
}

bool words_renew(struct words *words)
{
	if (words->read_only)
		return false;
	pthread_mutex_lock(&words->lock);
	db_close(&words->own_read);
	db_close(&words->write);
	words->merging = false;
	open_to_write(words, words->path, true);
	words->usable = words->write.code == SQLITE_OK && words->read->code == SQLITE_OK;
	pthread_mutex_unlock(&words->lock);
	return words->usable;
}

void words_close(struct words *words)
{
	if (words->read == &words->own_read)
		db_close(&words->own_read);
	if (words->usable && words->write.sqlite) {
		db_forgive(&words->write);
		mark_open(words, "");
	}
	db_close(&words->write);
	buffer_finish(&words->text);
	free(words->path);
	pthread_mutex_destroy(&words->lock);
}

static void begin(struct words *words)
{
	db_forgive(&words->write);
	db_run(&words->write, "BEGIN IMMEDIATE", "");
}

void words_begin(struct words *words)
{
	pthread_mutex_lock(&words->lock);
	begin(words);
}

bool words_begin_soon(struct words *words)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += SOON_NS;
	until.tv_sec += until.tv_nsec / NS_IN_S;
	until.tv_nsec %= NS_IN_S;
	if (pthread_mutex_timedlock(&words->lock, &until) != 0)
		return false;
	begin(words);
	return true;
}

bool words_commit(struct words *words)
{
	bool done = db_commit(&words->write);
	if (db_damaged(&words->write))
		words->usable = false;
	pthread_mutex_unlock(&words->lock);
	return done;
}

void words_add(struct words *words, int64_t id, const char *name, const char *text)
{
	word_text(&words->text, name, text);
	db_run(&words->write, "INSERT INTO words(rowid, text) VALUES (?, ?)", "it", id,
		words->text.bytes);
}

void words_remove(struct words *words, int64_t id, const char *name, const char *text)
{
	word_text(&words->text, name, text);
	db_run(&words->write, "INSERT INTO words(words, rowid, text) VALUES ('delete', ?, ?)", "it",
		id, words->text.bytes);
}

bool words_has(struct words *words, int64_t id, const char *name)
{
	word_text(&words->text, name, "");
	char *query = sqlite3_mprintf("\"%s\"", words->text.bytes);
	bool has = db_number(&words->write, 0,
			   "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid = ?2", "ti",
			   query, id) != 0;
	sqlite3_free(query);
	return has;
}

bool words_range(struct words *words, uint32_t room, struct words_range *range)
{
	struct db *db = &words->write;
	sqlite3_stmt *row =
		db_query(db, "SELECT first, last FROM indexed WHERE room = ?", "i", (int64_t)room);
	*range = (struct words_range){1, 0};
	if (!db_row(db, row))
		return false;
	range->first = (uint32_t)sqlite3_column_int64(row, 0);
	range->last = (uint32_t)sqlite3_column_int64(row, 1);
	db_end(row);
	return true;
}

void words_set_range(struct words *words, uint32_t room, const struct words_range *range)
{
	db_run(&words->write, "INSERT OR REPLACE INTO indexed VALUES (?, ?, ?)", "iii",
		(int64_t)room, (int64_t)range->first, (int64_t)range->last);
}

void words_forget_room(struct words *words, uint32_t room)
{
	db_run(&words->write, "DELETE FROM indexed WHERE room = ?", "i", (int64_t)room);
}

#define FIND "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY "

sqlite3_stmt *words_find(
	struct words *words, const char *query, int64_t first, int64_t last, bool oldest)
{
	static const char up[] = FIND "rowid", down[] = FIND "rowid DESC";
	return db_query(words->read, oldest ? up : down, "tii", query, first, last);
}

void words_purge(struct words *words, int64_t at)
{
	if (at < words->purge_next)
		words->purge_next = at;
	if (at < words->purge_at)
		set_purge(words, at);
}

/* One step. The first one puts all segments together, which the others then merge. */
static bool merge(struct words *words, bool first)
{
	words_begin(words);
	int before = sqlite3_total_changes(words->write.sqlite);
	db_run(&words->write, "INSERT INTO words(words, rank) VALUES ('merge', ?)", "i",
		first ? -(int64_t)MERGE_PAGES : (int64_t)MERGE_PAGES);
	bool more = sqlite3_total_changes(words->write.sqlite) - before >= 2;
	if (!more)
		set_purge(words, words->purge_next);
	return words_commit(words) && more;
}

static void begin_merging(struct words *words)
{
	words->merged_at = clock_monotonic_ms();
	words->purge_next = INT64_MAX;
}

static void end_merging(struct words *words)
{
	int64_t now = clock_monotonic_ms(), time = now - words->merged_at;
	words->rest_until = time > MERGE_SHORT_MS ? now + MERGE_RESTS * time : now;
	db_empty_log(&words->write);
}

static bool is_due(const struct words *words)
{
	return words->merging ||
	       (clock_utc_ms() >= words->purge_at && clock_monotonic_ms() >= words->rest_until);
}

bool words_merge(struct words *words)
{
	pthread_mutex_lock(&words->lock);
	bool due = is_due(words);
	if (due && !words->merging)
		begin_merging(words);
	pthread_mutex_unlock(&words->lock);
	if (!due)
		return false;
	words->merging = merge(words, !words->merging);
	pthread_mutex_lock(&words->lock);
	if (!words->merging)
		end_merging(words);
	due = is_due(words);
	pthread_mutex_unlock(&words->lock);
	return due;
}
