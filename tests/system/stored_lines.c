#include "stored_lines.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "record.h"
#include "stores.h"
#include "temporary.h"

static struct store *open_store(const char *folder)
{
	struct store_info info;
	char error[STORE_ERROR_SIZE] = "";
	struct store *store = store_sqlite.open(
		&(struct store_options){.folder = folder, .read_only = true}, &info, error);
	must(store != NULL, "the store does not open: %s", error);
	return store;
}

bool stored_available(void)
{
	struct store_info info;
	char error[STORE_ERROR_SIZE];
	struct store *store = store_sqlite.open(&(struct store_options){0}, &info, error);
	if (store)
		store_sqlite.close(store);
	return store != NULL;
}

static uint32_t room_id(struct store *store, const char *name)
{
	struct buffer records = {0};
	char error[STORE_ERROR_SIZE];
	uint32_t id = 0;
	must(store_sqlite.rooms(store, 0, 1000, &records, error), "%s", error);
	for (size_t at = 0; at < records.length; at += record_length(records.bytes + at)) {
		struct record_room room;
		record_read_room(records.bytes + at, &room, NULL, NULL);
		if (strcmp(room.name, name) == 0)
			id = room.id;
	}
	buffer_finish(&records);
	return id;
}

uint32_t stored_each(const char *folder, const char *room, uint32_t first,
	void (*visit)(uint32_t number, const char *text, void *data), void *data)
{
	char error[STORE_ERROR_SIZE], path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/history.db", folder);
	if (access(path, F_OK) != 0)
		return first - 1;
	struct store *store = open_store(folder);
	struct store_range range = {.room = room_id(store, room),
		.first = first,
		.last = UINT32_MAX,
		.limit = STORE_LINES_MAX};
	struct buffer records = {0};
	do {
		buffer_clear(&records);
		must(store_sqlite.lines(store, &range, &records, error), "%s", error);
		for (size_t at = 0; at < records.length; at += record_length(records.bytes + at)) {
			struct record_line line;
			record_read_line(records.bytes + at, &line);
			range.first = line.number + 1;
			visit(line.number, line.text, data);
		}
	} while (records.length > 0 && range.room != 0);
	buffer_finish(&records);
	store_sqlite.close(store);
	return range.first - 1;
}

static void add(uint32_t number, const char *text, void *data)
{
	text_add(data, text);
}

void stored_expect(const char *folder, const char *room, ...)
{
	struct text expected = {0}, stored = {0};
	const char *text;
	va_list texts;
	va_start(texts, room);
	while ((text = va_arg(texts, const char *)))
		text_add(&expected, text);
	va_end(texts);
	text_add(&expected, "");
	stored_each(folder, room, 1, add, &stored);
	text_add(&stored, "");
	ck_assert_str_eq(stored.bytes, expected.bytes);
	text_free(&expected);
	text_free(&stored);
}

uint32_t stored_account(const char *folder, const char *key, char *hash, size_t size)
{
	struct store *store = open_store(folder);
	struct buffer records = {0};
	char error[STORE_ERROR_SIZE];
	uint32_t id = 0;
	must(store_sqlite.accounts(store, 0, UINT32_MAX, &records, error), "%s", error);
	for (size_t at = 0; at < records.length; at += record_length(records.bytes + at)) {
		struct record_account account;
		record_read_account(records.bytes + at, &account);
		if (strcmp(account.key, key) != 0)
			continue;
		id = account.id;
		snprintf(hash, size, "%s", account.hash);
	}
	buffer_finish(&records);
	store_sqlite.close(store);
	return id;
}

uint32_t stored_founder(const char *folder, const char *room)
{
	struct store *store = open_store(folder);
	struct buffer records = {0};
	char error[STORE_ERROR_SIZE];
	struct record_room found = {0};
	must(store_sqlite.room(store, room, &records, error), "%s", error);
	if (records.length > 0)
		record_read_room(records.bytes, &found, NULL, NULL);
	buffer_finish(&records);
	store_sqlite.close(store);
	return found.founder;
}

static void complain(const char *fault, double part, void *data)
{
	if (fault)
		text_add(data, fault);
}

void stored_verify(const char *folder)
{
	struct text faults = {0};
	struct store *store = open_store(folder);
	store_sqlite.verify(store, complain, &faults);
	store_sqlite.close(store);
	must(faults.length == 0, "%s", faults.bytes);
}
