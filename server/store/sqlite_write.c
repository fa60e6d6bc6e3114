#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite_cache.h"

#define CHECKPOINT_PAGES 1000

static void touch(struct store *store, struct head *head)
{
	if (head->added++ > 0)
		return;
	head->next_touched = store->touched;
	store->touched = head;
}

static void write_line(struct store *store, const struct record_line *line)
{
	struct db *db = &store->write;
	struct head *head = sqlite_head(store, line->room);
	int64_t sender = sqlite_sender(store, line);
	sqlite_mark(store, sender);
	uint64_t salt = chain_salt(&store->salts);
	uint64_t hash = chain_hash(&store->space, head->hash, salt, line);
	db_run(db, "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiiiitttii",
		sqlite_id(line->room, line->number), line->time, sender, (int64_t)line->kind,
		(int64_t)line->erased, line->other, line->text, line->tags,
		line->erased ? INT64_C(0) : (int64_t)salt, (int64_t)hash);
	if (line->erased && (*line->erased_by || *line->erased_why))
		sqlite_note_erasure(
			db, sqlite_id(line->room, line->number), line->erased_by, line->erased_why);
	if (head->empty) {
		db_run(db,
			"UPDATE room SET first = CASE base_at WHEN 0 THEN ? ELSE first END, "
			"first_at = ? WHERE id = ?",
			"iii", (int64_t)line->number, line->time, (int64_t)line->room);
		store->due = 0;
	}
	head->empty = false;
	head->time = line->time;
	head->hash = hash;
	touch(store, head);
}

struct masks {
	struct db *db;
	int64_t room, place;
};

static void write_mask(const struct record_mask *mask, void *data)
{
	struct masks *masks = data;
	db_run(masks->db, "INSERT INTO mask VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiittttii",
		masks->room, masks->place++, (int64_t)mask->mode, mask->text, mask->by, mask->why,
		mask->meant, mask->at, mask->until);
}

static void write_operators(struct db *db, const struct record_room *room)
{
	db_run(db, "DELETE FROM operator WHERE room = ?", "i", (int64_t)room->id);
	for (unsigned i = 0; i < room->operator_count; i++)
		db_run(db, "INSERT INTO operator VALUES (?, ?, ?)", "iii", (int64_t)room->id,
			(int64_t)i, (int64_t)record_operator(room, i));
}

static void write_room(struct store *store, const char *record)
{
	struct db *db = &store->write;
	struct record_room room;
	record_read_room(record, &room, NULL, NULL);
	struct masks masks = {db, (int64_t)room.id, 0};
	db_run(db,
		"INSERT INTO room (id, key, name, made_at, ended, topic, topic_by, topic_at, flags,"
		" password, most, keep_ms, founder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
		" ?10, ?11, ?12, ?13)"
		" ON CONFLICT (id) DO UPDATE SET key = ?2, name = ?3, made_at = ?4, ended = ?5,"
		" topic = ?6, topic_by = ?7, topic_at = ?8, flags = ?9, password = ?10, most = ?11,"
		" keep_ms = ?12, founder = ?13",
		"ittiittiitiii", masks.room, room.key, room.name, room.made_at, (int64_t)room.ended,
		room.topic, room.topic_by, room.topic_at, (int64_t)room.flags, room.password,
		room.limit, room.keep_ms, (int64_t)room.founder);
	write_operators(db, &room);
	db_run(db, "DELETE FROM mask WHERE room = ?", "i", masks.room);
	record_read_room(record, &room, write_mask, &masks);
	store->due = 0;
}

static void write_missed(struct store *store, const struct record_missed *missed)
{
	db_run(&store->write, "INSERT OR REPLACE INTO gap VALUES (?, ?, ?)", "iii",
		(int64_t)missed->room, (int64_t)missed->first, (int64_t)missed->last);
}

/* Message ids and hosts that are shown depend on these, so they may change only before there are
 * any. */
static void write_origin(struct store *store, const struct record_origin *origin)
{
	struct db *db = &store->write;
	if (db_number(db, 1, "SELECT EXISTS (SELECT 1 FROM room)", "") != 0)
		return;
	sqlite_set_meta(db, "origin", (int64_t)origin->origin);
	if (origin->secret)
		sqlite_set_secret(db, origin->secret);
}

static void write_record(struct store *store, const char *record)
{
	struct record_origin origin;
	struct record_line line;
	struct record_erase erase;
	struct record_missed missed;
	switch (record_type(record)) {
	case RECORD_LINE:
		record_read_line(record, &line);
		write_line(store, &line);
		break;
	case RECORD_ROOM:
		write_room(store, record);
		break;
	case RECORD_ERASE:
		record_read_erase(record, &erase);
		sqlite_erase(store, &erase);
		break;
	case RECORD_MISSED:
		record_read_missed(record, &missed);
		write_missed(store, &missed);
		break;
	case RECORD_ORIGIN:
		record_read_origin(record, &origin);
		write_origin(store, &origin);
		break;
	case RECORD_ACCOUNT:
		sqlite_write_account(store, record);
		break;
	case RECORD_MARKER:
		sqlite_write_marker(store, record);
		break;
	case RECORD_SERVER_BAN:
		sqlite_write_server_ban(store, record);
		break;
	}
}

/* Behind a commit: tells the librarian. */
static void publish(struct store *store)
{
	while (store->touched) {
		struct head *head = store->touched;
		store->touched = head->next_touched;
		todo_add_room(&store->todo, head->room, head->added);
		store->written += head->added;
		head->added = 0;
	}
	unsigned listed = 0;
	for (const struct todo_erased *one = store->erased; one; one = one->next)
		listed++;
	if (store->erased)
		todo_add_erased(&store->todo, store->erased);
	if (listed < store->erased_count)
		store->words.usable = false;
	store->erased = NULL;
	store->erased_count = 0;
}

static void take_back(struct store *store)
{
	sqlite_forget(store);
	todo_erased_free(store->erased);
	store->erased = NULL;
	store->erased_count = 0;
	store->unworded = false; /* perhaps; it is written once more then */
}

void sqlite_checkpoint(struct store *store)
{
	int left = 0, moved = 0;
	sqlite3_wal_checkpoint_v2(
		store->write.sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &left, &moved);
	if (left == moved)
		store->wal_pages = 0;
}

void sqlite_set_durable(struct store *store, bool durable)
{
	if (store->full == durable || !store->folder)
		return;
	if (durable)
		db_run(&store->write, "PRAGMA synchronous=FULL", "");
	else
		db_run(&store->write, "PRAGMA synchronous=NORMAL", "");
	store->full = durable;
}

static enum store_result failed(struct store *store, char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	take_back(store);
	store->damaged = store->damaged || db_damaged(db);
	if ((db->code & 0xFF) == SQLITE_CONSTRAINT) {
		snprintf(error, STORE_ERROR_SIZE,
			"%s does not take these records: %s is there already", db->path,
			strstr(db->message, "account.key") ? "an account with this name"
			: db->code == SQLITE_CONSTRAINT_PRIMARYKEY ||
					db->code == SQLITE_CONSTRAINT_ROWID
				? "a line with this number"
				: "a room with this name");
		return STORE_DAMAGED;
	}
	db_sentence(db, error);
	return db_damaged(db) ? STORE_DAMAGED : STORE_FAILED;
}

/* Without its name a file can still be written, and then everything is gone with the process. */
static bool was_removed(struct store *store, char error[STORE_ERROR_SIZE])
{
	int moved = 0;
	struct db *db = &store->write;
	if (!store->folder ||
		sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_HAS_MOVED, &moved) !=
			SQLITE_OK ||
		!moved)
		return false;
	snprintf(error, STORE_ERROR_SIZE,
		"%s was removed or replaced: put it back, or start chatd again", db->path);
	return true;
}

/* The log is moved into the file before it is written to, not behind: these lines have waited for
 * less, and mostly expire() has done it already. */
enum store_result sqlite_write(struct store *store, const char *records, size_t length,
	bool durable, char error[STORE_ERROR_SIZE])
{
	struct db *db = &store->write;
	enum store_result result = STORE_DONE;
	if (store->read_only) {
		snprintf(error, STORE_ERROR_SIZE, "%s was opened only to be read", store->folder);
		return STORE_FAILED;
	}
	if (was_removed(store, error))
		return STORE_FAILED;
	sqlite_enter(store);
	db_forgive(db);
	if (store->wal_pages >= CHECKPOINT_PAGES)
		sqlite_checkpoint(store);
	sqlite_set_durable(store, durable);
	db_run(db, "BEGIN IMMEDIATE", "");
	for (const char *end = records + length; records < end && db->code == SQLITE_OK;
		records += record_length(records))
		write_record(store, records);
	if (db_commit(db))
		publish(store);
	else
		result = failed(store, error);
	sqlite_leave(store);
	return result;
}
