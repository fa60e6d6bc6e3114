#include "tool_import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "memory.h"
#include "name.h"
#include "table.h"
#include "tool_json.h"
#include "tool_progress.h"

#define ROUND_LINES 4000
#define ROUND_BYTES 8388608

struct target {
	UT_hash_handle hh; /* head: import.rooms */
	char *key, *name;
	uint32_t id, number;
	int64_t time;
	bool made;   /* by this import, which also sets its topic */
	bool topics; /* this round has a new one */
	char *topic, *topic_by;
	int64_t topic_at, made_at;
};

struct import {
	const struct store_ops *ops;
	struct store *store;
	struct target *rooms;
	uint32_t room_ids;
	struct buffer round;
	unsigned gathered;	 /* lines of the round */
	uint64_t line, imported; /* lines of the input: read, kept */
	struct tool_progress progress;
	double bytes, size; /* of the input; a size of 0 is not known */
	char wrong[STORE_ERROR_SIZE];
};

static void write_room(struct import *import, const struct target *room)
{
	record_write_room(&import->round,
		&(struct record_room){.id = room->id,
			.name = room->name,
			.key = room->key,
			.topic = room->topic,
			.topic_by = room->topic_by,
			.topic_at = room->topic_at,
			.made_at = room->made_at},
		NULL);
}

/* The room as the store has it; false where that failed. */
static bool look_up(struct import *import, struct target *room)
{
	struct buffer record = {0};
	bool good = import->ops->room(import->store, room->key, &record, import->wrong);
	if (good && record.length > 0) {
		struct record_room stored;
		record_read_room(record.bytes, &stored, NULL, NULL);
		room->id = stored.id;
		room->number = stored.number;
		room->time = stored.time;
	}
	buffer_finish(&record);
	return good;
}

static struct target *find_room(struct import *import, const struct tool_json *json)
{
	struct name_key key;
	struct target *room;
	name_key(&key, json->room, strlen(json->room));
	HASH_FIND(hh, import->rooms, key.bytes, key.length, room);
	if (room)
		return room;
	room = memory_zero(sizeof *room);
	room->key = memory_text(key.bytes);
	room->name = memory_text(json->room);
	HASH_ADD_KEYPTR(hh, import->rooms, room->key, key.length, room);
	if (!look_up(import, room))
		return NULL;
	if (room->id != 0)
		return room;
	room->id = ++import->room_ids;
	room->made = true;
	room->made_at = json->line.time;
	write_room(import, room);
	return room;
}

static bool fits(struct import *import, const struct target *room, const struct record_line *line)
{
	if (line->number <= room->number)
		snprintf(import->wrong, sizeof import->wrong,
			"%s has a line %u already, or a later one", room->name, line->number);
	else if (line->time < room->time)
		snprintf(import->wrong, sizeof import->wrong,
			"its time is before that of the line before it in %s", room->name);
	else
		return true;
	return false;
}

static void add_line(struct import *import, struct target *room, struct record_line *line)
{
	if (room->number > 0 && line->number > room->number + 1)
		record_write_missed(&import->round,
			&(struct record_missed){room->id, room->number + 1, line->number - 1});
	line->room = room->id;
	record_write_line(&import->round, line);
	room->number = line->number;
	room->time = line->time;
	if (!room->made || line->kind != RECORD_TOPIC || line->erased)
		return;
	memory_replace(&room->topic, line->text);
	memory_replace(&room->topic_by, line->name);
	room->topic_at = line->time;
	room->topics = true;
}

static bool keep_round(struct import *import)
{
	struct target *room, *next;
	HASH_ITER (hh, import->rooms, room, next) {
		if (room->topics)
			write_room(import, room);
		room->topics = false;
	}
	if (import->round.length > 0 &&
		import->ops->write(import->store, import->round.bytes, import->round.length, true,
			import->wrong) != STORE_DONE)
		return false;
	buffer_clear(&import->round);
	import->gathered = 0;
	import->imported = import->line;
	if (import->size > 0)
		tool_progress_show(&import->progress, import->bytes / import->size);
	return true;
}

/* One line of the input, without its newline. */
static bool take(struct import *import, const char *bytes, size_t length)
{
	struct tool_json json;
	if (!tool_json_read(&json, bytes, length, clock_utc_ms(), import->wrong))
		return false;
	struct target *room = find_room(import, &json);
	bool good = room && fits(import, room, &json.line);
	if (good)
		add_line(import, room, &json.line);
	tool_json_finish(&json);
	import->gathered++;
	return good;
}

static bool read_all(struct import *import, FILE *from)
{
	char *bytes = memory_get(TOOL_JSON_MAX + 2);
	bool good = true;
	while (good && fgets(bytes, TOOL_JSON_MAX + 2, from)) {
		size_t length = strlen(bytes);
		bool whole = length > 0 && bytes[length - 1] == '\n';
		import->line++;
		import->bytes += (double)length;
		if (!whole && length > TOOL_JSON_MAX) {
			snprintf(import->wrong, sizeof import->wrong, "it has more than %d bytes",
				TOOL_JSON_MAX);
			good = false;
		} else if (length > 0 && bytes[0] != '\n') {
			good = take(import, bytes, length - whole);
		}
		if (good &&
			(import->gathered >= ROUND_LINES || import->round.length >= ROUND_BYTES))
			good = keep_round(import);
	}
	free(bytes);
	return good;
}

static void describe(struct import *import, char error[STORE_ERROR_SIZE])
{
	char kept[128];
	snprintf(kept, sizeof kept,
		import->imported > 0
			? "lines 1 to %llu of the input are imported; go on with the next one"
			: "nothing was imported",
		(unsigned long long)import->imported);
	snprintf(error, STORE_ERROR_SIZE, "line %llu of the input: %.300s; %s",
		(unsigned long long)import->line, import->wrong, kept);
}

static void finish(struct import *import)
{
	struct target *room, *next;
	tool_progress_clear(&import->progress);
	HASH_ITER (hh, import->rooms, room, next) {
		HASH_DEL(import->rooms, room);
		free(room->key);
		free(room->name);
		free(room->topic);
		free(room->topic_by);
		free(room);
	}
	buffer_finish(&import->round);
}

bool tool_import(const struct store_ops *ops, struct store *store, const struct store_info *info,
	FILE *from, char error[STORE_ERROR_SIZE])
{
	struct stat status;
	struct import import = {.ops = ops, .store = store, .room_ids = info->room_ids};
	if (fstat(fileno(from), &status) == 0 && S_ISREG(status.st_mode))
		import.size = (double)status.st_size;
	tool_progress_start(&import.progress, "Importing");
	bool good = read_all(&import, from);
	if (good && ferror(from)) {
		snprintf(import.wrong, sizeof import.wrong, "what follows cannot be read");
		good = false;
	}
	good = good && keep_round(&import);
	if (!good)
		describe(&import, error);
	finish(&import);
	while (ops->index(store))
		continue;
	return good;
}
