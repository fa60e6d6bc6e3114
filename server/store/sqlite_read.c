#include <string.h>

#include "sqlite_store.h"

#define LINE_COLUMNS "SELECT " SQLITE_LINE_COLUMNS " FROM " SQLITE_LINE_TABLES " "

const char sqlite_one_line[] = LINE_COLUMNS "WHERE l.id = ?";

void sqlite_line(sqlite3_stmt *row, struct record_line *line)
{
	int64_t id = sqlite3_column_int64(row, 0);
	*line = (struct record_line){
		.room = sqlite_room_of(id),
		.number = sqlite_number_of(id),
		.time = sqlite3_column_int64(row, 1),
		.kind = (enum record_kind)sqlite3_column_int(row, 2),
		.erased = sqlite3_column_int(row, 3) != 0,
		.other = db_text(row, 4),
		.text = db_text(row, 5),
		.tags = db_text(row, 6),
		.connection = (uint64_t)sqlite3_column_int64(row, 7),
		.name = db_text(row, 8),
		.user = db_text(row, 9),
		.host = db_text(row, 10),
		.erased_by = db_text(row, 11),
		.erased_why = db_text(row, 12),
	};
}

void sqlite_add_line(struct buffer *out, sqlite3_stmt *row)
{
	struct record_line line;
	sqlite_line(row, &line);
	record_write_line(out, &line);
}

uint32_t sqlite_last(struct db *db, uint32_t room, int64_t *time)
{
	int64_t id = sqlite_id(room, 0), number = 0;
	*time = 0;
	sqlite3_stmt *row = db_query(
		db, "SELECT first - 1, base_at FROM room WHERE id = ?", "i", (int64_t)room);
	if (db_row(db, row)) {
		number = sqlite3_column_int64(row, 0);
		*time = sqlite3_column_int64(row, 1);
		db_end(row);
	}
	row = db_query(db,
		"SELECT id - ?1, at FROM line WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1",
		"ii", id, sqlite_id(room, UINT32_MAX));
	if (db_row(db, row)) {
		number = sqlite3_column_int64(row, 0);
		*time = sqlite3_column_int64(row, 1);
		db_end(row);
	}
	return (uint32_t)db_number(db, number,
		"SELECT max(max(last), ?2) FROM gap WHERE room = ?1 HAVING count(*) > 0", "ii",
		(int64_t)room, number);
}

/* Reads the masks of a room, in their order, as arrays that point into `texts`. */
struct masks {
	struct buffer all;   /* struct record_mask; its texts are offsets at first */
	struct buffer texts; /* each with its NUL */
	unsigned count;
};

static const char *keep(struct masks *masks, const char *text)
{
	uintptr_t at = masks->texts.length;
	buffer_add(&masks->texts, text, strlen(text) + 1);
	return (const char *)at; /* offset until texts stay where they are */
}

static void read_masks(struct db *db, int64_t room, struct masks *masks)
{
	sqlite3_stmt *row = db_query(db,
		"SELECT mode, text, by, why, meant, at, until FROM mask WHERE room = ?"
		" ORDER BY place",
		"i", room);
	while (db_row(db, row)) {
		struct record_mask mask = {
			.mode = (unsigned)sqlite3_column_int64(row, 0),
			.text = keep(masks, db_text(row, 1)),
			.by = keep(masks, db_text(row, 2)),
			.why = keep(masks, db_text(row, 3)),
			.meant = keep(masks, db_text(row, 4)),
			.at = sqlite3_column_int64(row, 5),
			.until = sqlite3_column_int64(row, 6),
		};
		buffer_add(&masks->all, (const char *)&mask, sizeof mask);
		masks->count++;
	}
	struct record_mask *mask = (struct record_mask *)(void *)masks->all.bytes;
	for (unsigned i = 0; i < masks->count; i++, mask++) {
		mask->text = masks->texts.bytes + (uintptr_t)mask->text;
		mask->by = masks->texts.bytes + (uintptr_t)mask->by;
		mask->why = masks->texts.bytes + (uintptr_t)mask->why;
		mask->meant = masks->texts.bytes + (uintptr_t)mask->meant;
	}
}

/* 0 for a number that none can have, as a damaged file may. */
static uint32_t account_of(sqlite3_stmt *row, int column)
{
	int64_t id = sqlite3_column_int64(row, column);
	return id > 0 && id <= UINT32_MAX ? (uint32_t)id : 0;
}

/* As bytes of uint32_t. */
static unsigned read_operators(struct db *db, int64_t room, struct buffer *out)
{
	unsigned count = 0;
	sqlite3_stmt *row = db_query(
		db, "SELECT account FROM operator WHERE room = ? ORDER BY place", "i", room);
	while (db_row(db, row)) {
		uint32_t account = account_of(row, 0);
		if (account == 0)
			continue;
		buffer_add(out, (const char *)&account, sizeof account);
		count++;
	}
	return count;
}

#define ROOM_COLUMNS                                                                       \
	"SELECT id, name, key, topic, topic_by, topic_at, made_at, flags, password, most," \
	" keep_ms, founder FROM room "

static void add_room(struct db *db, struct buffer *out, sqlite3_stmt *row)
{
	struct masks masks = {0};
	struct buffer operators = {0};
	struct record_room room = {
		.id = (uint32_t)sqlite3_column_int64(row, 0),
		.name = db_text(row, 1),
		.key = db_text(row, 2),
		.topic = db_text(row, 3),
		.topic_by = db_text(row, 4),
		.topic_at = sqlite3_column_int64(row, 5),
		.made_at = sqlite3_column_int64(row, 6),
		.flags = (unsigned)sqlite3_column_int64(row, 7),
		.password = db_text(row, 8),
		.limit = sqlite3_column_int64(row, 9),
		.keep_ms = sqlite3_column_int64(row, 10),
		.founder = account_of(row, 11),
	};
	room.number = sqlite_last(db, room.id, &room.time);
	read_masks(db, (int64_t)room.id, &masks);
	room.mask_count = masks.count;
	room.operator_count = read_operators(db, (int64_t)room.id, &operators);
	room.operators = operators.bytes;
	if (db->code == SQLITE_OK)
		record_write_room(out, &room, (const struct record_mask *)(void *)masks.all.bytes);
	buffer_finish(&masks.all);
	buffer_finish(&masks.texts);
	buffer_finish(&operators);
}

void sqlite_begin_reading(struct store *store)
{
	sqlite_enter(store);
	db_forgive(store->read);
}

bool sqlite_end_reading(
	struct store *store, struct buffer *out, size_t length, char error[STORE_ERROR_SIZE])
{
	bool good = store->read->code == SQLITE_OK;
	if (!good && out)
		out->length = length;
	if (!good)
		db_sentence(store->read, error);
	sqlite_leave(store);
	return good;
}

bool sqlite_room(
	struct store *store, const char *key, struct buffer *out, char error[STORE_ERROR_SIZE])
{
	size_t length = out->length;
	sqlite_begin_reading(store);
	sqlite3_stmt *row =
		db_query(store->read, ROOM_COLUMNS "WHERE key = ? AND ended = 0", "t", key);
	if (db_row(store->read, row)) {
		add_room(store->read, out, row);
		db_end(row);
	}
	return sqlite_end_reading(store, out, length, error);
}

bool sqlite_rooms(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE])
{
	size_t length = out->length;
	sqlite_begin_reading(store);
	sqlite3_stmt *row = db_query(store->read,
		ROOM_COLUMNS "WHERE id > ? AND id <= 4294967295 AND ended = 0 ORDER BY id LIMIT ?",
		"ii", (int64_t)after, (int64_t)limit);
	while (db_row(store->read, row))
		add_room(store->read, out, row);
	return sqlite_end_reading(store, out, length, error);
}

/* Appends the records that stand from `at` on in the reverse order. */
static void reverse(struct buffer *out, size_t at)
{
	size_t length = out->length - at, from = 0;
	if (length == 0)
		return;
	struct buffer copy = {0};
	buffer_add(&copy, out->bytes + at, length);
	for (size_t to = out->length; from < length;) {
		size_t one = record_length(copy.bytes + from);
		to -= one;
		memcpy(out->bytes + to, copy.bytes + from, one);
		from += one;
	}
	buffer_finish(&copy);
}

/* A row of lines that are left out must not take long. */
#define LOOKED_AT(direction)                                                               \
	"SELECT " SQLITE_LINE_COLUMNS " FROM (SELECT * FROM line WHERE id BETWEEN ? AND ?" \
	" ORDER BY id " direction " LIMIT ?) l LEFT JOIN sender s ON s.id = l.sender"      \
	" WHERE l.kind <= ? AND l.erased <= ? LIMIT ?"

bool sqlite_lines(struct store *store, const struct store_range *range, struct buffer *out,
	char error[STORE_ERROR_SIZE])
{
	static const char up[] = LOOKED_AT("");
	static const char down[] = LOOKED_AT("DESC");
	size_t at = out->length;
	int64_t kinds = range->said ? RECORD_NOTICE : INT32_MAX;
	int64_t limit = range->limit < STORE_LINES_MAX ? range->limit : STORE_LINES_MAX;
	sqlite_begin_reading(store);
	sqlite3_stmt *row = db_query(store->read, range->newest ? down : up, "iiiiii",
		sqlite_id(range->room, range->first), sqlite_id(range->room, range->last),
		(int64_t)STORE_LOOKED_MAX, kinds, (int64_t)!range->unerased, limit);
	bool more = db_row(store->read, row);
	while (more) {
		sqlite_add_line(out, row);
		if (out->length - at >= STORE_ANSWER_BYTES) {
			db_end(row);
			break;
		}
		more = db_row(store->read, row);
	}
	if (range->newest)
		reverse(out, at);
	return sqlite_end_reading(store, out, at, error);
}

/* Bisects: the times of a room never fall. Between `low` and `high` there may be numbers without
 * a line. */
uint32_t sqlite_find_time(struct db *db, uint32_t room, int64_t time)
{
	int64_t end;
	uint32_t last = sqlite_last(db, room, &end);
	uint32_t low = (uint32_t)db_number(
		db, 1, "SELECT first FROM room WHERE id = ?", "i", (int64_t)room);
	uint32_t high = last; /* the answer is low to high, or high + 1 */
	uint32_t found = last + 1;
	while (low <= high && high != 0 && db->code == SQLITE_OK) {
		uint32_t middle = low + (high - low) / 2;
		sqlite3_stmt *row = db_query(db,
			"SELECT id, at FROM line WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1",
			"ii", sqlite_id(room, middle), sqlite_id(room, high));
		if (!db_row(db, row)) {
			high = middle - 1;
			continue;
		}
		uint32_t number = sqlite_number_of(sqlite3_column_int64(row, 0));
		bool early = sqlite3_column_int64(row, 1) < time;
		db_end(row);
		if (early) {
			low = number + 1;
		} else {
			found = number;
			high = middle - 1;
		}
	}
	return found;
}

bool sqlite_number_at(struct store *store, uint32_t room, int64_t time, uint32_t *number,
	char error[STORE_ERROR_SIZE])
{
	sqlite_begin_reading(store);
	*number = sqlite_find_time(store->read, room, time);
	return sqlite_end_reading(store, NULL, 0, error);
}
