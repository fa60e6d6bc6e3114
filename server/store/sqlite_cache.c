#include "sqlite_cache.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define HEADS_MAX 20000
#define SENDERS_MAX 20000

struct sender {
	int64_t id;
	UT_hash_handle hh;
	size_t length;
	char key[]; /* connection, room, then name, user and host, each with its NUL */
};

static void forget_heads(struct store *store)
{
	struct head *one, *next;
	HASH_ITER (hh, store->heads, one, next) {
		HASH_DEL(store->heads, one);
		free(one);
	}
	store->touched = NULL;
}

static void forget_senders(struct store *store)
{
	struct sender *one, *next;
	HASH_ITER (hh, store->senders, one, next) {
		HASH_DEL(store->senders, one);
		free(one);
	}
}

void sqlite_forget(struct store *store)
{
	forget_heads(store);
	forget_senders(store);
}

void sqlite_forget_head(struct store *store, uint32_t room)
{
	struct head *head;
	HASH_FIND(hh, store->heads, &room, sizeof room, head);
	if (head) {
		HASH_DEL(store->heads, head);
		free(head);
	}
}

static void load(struct db *db, struct head *head)
{
	sqlite_last(db, head->room, &head->time);
	sqlite3_stmt *row = db_query(db,
		"SELECT hash FROM line WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1", "ii",
		sqlite_id(head->room, 1), sqlite_id(head->room, UINT32_MAX));
	if (db_row(db, row)) {
		head->hash = (uint64_t)sqlite3_column_int64(row, 0);
		db_end(row);
	} else {
		head->empty = true;
		head->hash = (uint64_t)db_number(
			db, 0, "SELECT base FROM room WHERE id = ?", "i", (int64_t)head->room);
	}
}

struct head *sqlite_head(struct store *store, uint32_t room)
{
	struct head *head;
	HASH_FIND(hh, store->heads, &room, sizeof room, head);
	if (head)
		return head;
	if (HASH_COUNT(store->heads) >= HEADS_MAX && !store->touched)
		forget_heads(store);
	head = memory_zero(sizeof *head);
	head->room = room;
	load(&store->write, head);
	HASH_ADD(hh, store->heads, room, sizeof head->room, head);
	return head;
}

static int64_t find_or_add(struct db *db, const struct record_line *line)
{
	int64_t connection = (int64_t)line->connection, room = (int64_t)line->room;
	int64_t id = db_number(db, 0,
		"SELECT id FROM sender WHERE connection = ? AND room = ? AND name = ? AND user = ?"
		" AND host = ?",
		"iittt", connection, room, line->name, line->user, line->host);
	if (id == 0 && db_run(db,
			       "INSERT INTO sender (connection, room, first, name, user, host)"
			       " VALUES (?, ?, ?, ?, ?, ?)",
			       "iiittt", connection, room, (int64_t)line->number, line->name,
			       line->user, line->host))
		id = sqlite3_last_insert_rowid(db->sqlite);
	return id;
}

int64_t sqlite_sender(struct store *store, const struct record_line *line)
{
	struct buffer *key = &store->space;
	key->length = 0;
	buffer_add(key, (const char *)&line->connection, sizeof line->connection);
	buffer_add(key, (const char *)&line->room, sizeof line->room);
	buffer_add(key, line->name, strlen(line->name) + 1);
	buffer_add(key, line->user, strlen(line->user) + 1);
	buffer_add(key, line->host, strlen(line->host) + 1);
	struct sender *sender;
	HASH_FIND(hh, store->senders, key->bytes, key->length, sender);
	if (sender)
		return sender->id;
	int64_t id = find_or_add(&store->write, line);
	if (id == 0)
		return 0;
	if (HASH_COUNT(store->senders) >= SENDERS_MAX)
		forget_senders(store);
	sender = memory_zero(sizeof *sender + key->length);
	sender->id = id;
	sender->length = key->length;
	memcpy(sender->key, key->bytes, key->length);
	HASH_ADD_KEYPTR(hh, store->senders, sender->key, sender->length, sender);
	return id;
}
