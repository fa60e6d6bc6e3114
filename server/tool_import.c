#include "tool_import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "memory.h"
#include "mode_words.h"
#include "name.h"
#include "table.h"
#include "tool_import_accounts.h"
#include "tool_json.h"
#include "tool_progress.h"
#include "tool_stored.h"

#define ROUND_LINES 4000
#define ROUND_BYTES 8388608
#define INDEX_LINES 1000 /* of one call, at least */

struct target {
	UT_hash_handle hh; /* head: import.rooms */
	char *key, *name;
	uint32_t id;
	uint32_t number; /* of its last line so far */
	uint32_t last;	 /* up to there numbers are taken */
	int64_t time;
	bool guarded;		     /* not everybody may enter it */
	bool follows;		     /* it was made without settings: its lines tell some */
	bool changed;		     /* they have, in this round */
	struct record_room settings; /* then */
	bool keyed;		     /* then */
	char *topic, *topic_by;
	struct tool_stored_lines stored; /* lines that were there when the import began */
};

struct import {
	const struct store_ops *ops;
	struct store *store;
	uint64_t origin; /* the store's */
	struct target *rooms;
	uint32_t room_ids;
	struct tool_import_accounts people;
	unsigned ownerless; /* rooms of whose founder or operators some are not there */
	struct buffer round;
	unsigned gathered;	 /* lines of the round */
	uint64_t line, imported; /* lines of the input: read, kept */
	uint64_t added, passed;	 /* lines of rooms: new ones, and those that were there */
	struct tool_progress progress;
	double bytes, size;	       /* of the input; a size of 0 is not known */
	char wrong[STORE_ERROR_SIZE];  /* with a line of the input */
	char failed[STORE_ERROR_SIZE]; /* whatever the line is; "" */
};

/* Appends the room to the round, and looks whether it is guarded. */
static void write_room(struct import *import, struct target *room, struct record_room *settings,
	const struct record_mask *masks)
{
	size_t at = import->round.length;
	settings->id = room->id;
	settings->name = room->name;
	settings->key = room->key;
	record_write_room(&import->round, settings, masks);
	room->guarded = tool_json_guarded(import->round.bytes + at);
}

/* The key of a room is not in its lines: where there was one, only the invited may enter. */
static void write_followed(struct import *import, struct target *room)
{
	struct record_room settings = room->settings;
	settings.topic = room->topic;
	settings.topic_by = room->topic_by;
	settings.flags |= room->keyed ? 1U << MODE_INVITE_ONLY : 0;
	write_room(import, room, &settings, NULL);
	room->changed = false;
}

/* An import that made the room without settings, with its first line, and did not end: what the
 * lines so far have told is stored with them. */
static void follow_on(struct target *room, const struct record_room *stored)
{
	room->follows = room->settings.made_at > 0 && stored->made_at == room->settings.made_at &&
			!*stored->password && stored->limit == 0 && stored->keep_ms == 0 &&
			stored->mask_count == 0 && stored->founder == 0 &&
			stored->operator_count == 0;
	room->settings.flags = stored->flags;
	room->settings.topic_at = stored->topic_at;
	room->topic = memory_text(stored->topic);
	room->topic_by = memory_text(stored->topic_by);
}

/* The room as the store has it; false where that failed. */
static bool look_up(struct import *import, struct target *room)
{
	struct buffer record = {0};
	bool good = import->ops->room(import->store, room->key, &record, import->failed);
	if (good && record.length > 0) {
		struct record_room stored;
		record_read_room(record.bytes, &stored, NULL, NULL);
		room->id = stored.id;
		room->number = room->stored.last = stored.number;
		room->time = stored.time;
		room->guarded = tool_json_guarded(record.bytes);
		follow_on(room, &stored);
	}
	buffer_finish(&record);
	return good;
}

static void take_origin(struct import *import, uint64_t origin, const unsigned char *secret)
{
	if (import->room_ids > 0)
		return;
	record_write_origin(&import->round, &(struct record_origin){origin, secret});
	import->origin = origin;
}

/* Its own id, where the store is the one that gave it or has none so far: then the ids of messages
 * stay as they are. */
static uint32_t choose_id(struct import *import, const struct tool_json *json)
{
	if (json->type == TOOL_JSON_IS_ROOM && json->origin != 0)
		take_origin(import, json->origin, NULL);
	bool own = json->type == TOOL_JSON_IS_ROOM && json->origin == import->origin;
	import->room_ids =
		own && json->card.id > import->room_ids ? json->card.id : import->room_ids + 1;
	return import->room_ids;
}

/* Whose room it is, by the accounts that this store has. */
static void write_owned(struct import *import, struct target *room, struct tool_json *json)
{
	uint32_t operators[ROOM_OPERATORS_MAX];
	struct record_room *card = &json->card;
	if (!tool_accounts_own(&import->people.accounts, json->founder, json->operators,
		    json->operator_count, card, operators))
		import->ownerless++;
	write_room(import, room, card, json->masks);
	card->operators = NULL;
	card->operator_count = 0;
}

static void make_room(struct import *import, struct target *room, struct tool_json *json)
{
	room->id = choose_id(import, json);
	if (json->type == TOOL_JSON_IS_ROOM) {
		write_owned(import, room, json);
	} else {
		room->follows = true;
		write_followed(import, room);
	}
}

static struct target *find_room(struct import *import, struct tool_json *json)
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
	room->settings.made_at = json->line.time;
	HASH_ADD_KEYPTR(hh, import->rooms, room->key, key.length, room);
	if (!look_up(import, room))
		return NULL;
	if (room->id == 0)
		make_room(import, room, json);
	return room;
}

/* 0 where there is no such room. */
static bool find_id(struct import *import, const char *name, uint32_t *id)
{
	struct name_key key;
	struct target *room;
	name_key(&key, name, strlen(name));
	HASH_FIND(hh, import->rooms, key.bytes, key.length, room);
	*id = room ? room->id : 0;
	if (room)
		return true;
	struct target stored = {.key = key.bytes};
	bool good = look_up(import, &stored);
	*id = stored.id;
	free(stored.topic);
	free(stored.topic_by);
	return good;
}

/* A room that is there keeps its settings, but what was not for everybody is not shown to all. */
static bool take_room(struct import *import, struct tool_json *json, struct target *room)
{
	struct buffer record = {0};
	json->card.name = json->card.key = "";
	record_write_room(&record, &json->card, json->masks);
	bool guarded = tool_json_guarded(record.bytes);
	buffer_finish(&record);
	if (room->last < json->card.number)
		room->last = json->card.number;
	if (!guarded || room->guarded)
		return true;
	snprintf(import->wrong, sizeof import->wrong,
		"%s is a room that everybody may enter, and was none where its lines are from",
		room->name);
	return false;
}

/* Whether the store had this line when the import began: then it has been imported before. */
static bool is_there(
	struct import *import, struct target *room, const struct record_line *line, bool *there)
{
	enum tool_stored found = tool_stored_find(
		&room->stored, import->ops, import->store, room->id, line, import->failed);
	*there = found == TOOL_STORED_SAME;
	if (found == TOOL_STORED_OTHER)
		snprintf(import->wrong, sizeof import->wrong, "%s has another line %u already",
			room->name, line->number);
	else if (found == TOOL_STORED_GONE)
		snprintf(import->wrong, sizeof import->wrong,
			"%s has no place for a line %u any more", room->name, line->number);
	return *there || found == TOOL_STORED_BEHIND;
}

static bool fits(struct import *import, const struct target *room, const struct record_line *line)
{
	if (line->number <= room->number)
		snprintf(import->wrong, sizeof import->wrong,
			"%s has had a line %u already, or a later one", room->name, line->number);
	else if (line->time < room->time)
		snprintf(import->wrong, sizeof import->wrong,
			"its time is before that of the line before it in %s", room->name);
	else
		return true;
	return false;
}

/* The numbers from behind the room's last line on were given to lines that are not known. */
static void miss(struct import *import, struct target *room, uint32_t last)
{
	if (last > room->number)
		record_write_missed(
			&import->round, &(struct record_missed){room->id, room->number + 1, last});
}

static void add_line(struct import *import, struct target *room, struct record_line *line)
{
	if (room->number > 0)
		miss(import, room, line->number - 1);
	line->room = room->id;
	record_write_line(&import->round, line);
	room->number = line->number;
	room->time = line->time;
}

/* "+sk-i *" and the like: the flags, and whether there is a key. */
static void follow_modes(struct target *room, const char *changes)
{
	bool on = false;
	for (; *changes && *changes != ' '; changes++) {
		if (*changes == '+' || *changes == '-')
			on = *changes == '+';
		if (*changes == mode_letter(MODE_KEY))
			room->keyed = on;
		for (enum mode mode = 0; mode < MODE_KEY; mode++) {
			unsigned flag = *changes == mode_letter(mode) ? 1U << mode : 0;
			room->settings.flags =
				on ? room->settings.flags | flag : room->settings.flags & ~flag;
		}
	}
	room->changed = true;
}

static void follow(struct target *room, const struct record_line *line)
{
	if (line->kind == RECORD_MODE)
		follow_modes(room, line->text);
	if (line->kind != RECORD_TOPIC || line->erased)
		return;
	memory_replace(&room->topic, line->text);
	memory_replace(&room->topic_by, line->name);
	room->settings.topic_at = line->time;
	room->changed = true;
}

static bool take_line(struct import *import, struct target *room, struct record_line *line)
{
	bool there;
	if (!is_there(import, room, line, &there))
		return false;
	if (!there && !fits(import, room, line))
		return false;
	import->passed += there;
	import->added += !there;
	if (there)
		return true;
	add_line(import, room, line);
	if (room->follows)
		follow(room, line);
	return true;
}

static bool keep_round(struct import *import)
{
	struct target *room, *next;
	HASH_ITER (hh, import->rooms, room, next) {
		if (room->changed)
			write_followed(import, room);
	}
	if (import->round.length > 0 &&
		import->ops->write(import->store, import->round.bytes, import->round.length, true,
			import->failed) != STORE_DONE)
		return false;
	/* About as many lines as came, so that little is left to index at the end. */
	for (unsigned lines = 0; lines < import->gathered && import->ops->index(import->store);)
		lines += INDEX_LINES;
	buffer_clear(&import->round);
	import->gathered = 0;
	import->imported = import->line;
	if (import->size > 0)
		tool_progress_show(&import->progress, import->bytes / import->size);
	return true;
}

static bool take_in_room(struct import *import, struct tool_json *json)
{
	struct target *room = find_room(import, json);
	return room && (json->type == TOOL_JSON_IS_ROOM ? take_room(import, json, room)
							: take_line(import, room, &json->line));
}

/* Of a room that has ended meanwhile nothing can have been read. */
static bool take_marker(struct import *import, const struct tool_json *json)
{
	uint32_t room;
	if (!find_id(import, json->room, &room))
		return false;
	if (room != 0)
		tool_import_marker(
			&import->people, json->reader, room, json->read_at, &import->round);
	return true;
}

/* One line of the input, without its newline. */
static bool take(struct import *import, const char *bytes, size_t length)
{
	struct tool_json json;
	if (!tool_json_read(&json, bytes, length, clock_utc_ms(), import->wrong))
		return false;
	bool good = true;
	if (json.type == TOOL_JSON_IS_STORE)
		take_origin(import, json.origin, json.secret);
	else if (json.type == TOOL_JSON_IS_ACCOUNT)
		good = tool_import_account(
			&import->people, &json.account, &import->round, import->wrong);
	else if (json.type == TOOL_JSON_IS_SERVER_BAN)
		tool_import_server_ban(&import->people, &json.ban, &import->round);
	else if (json.type == TOOL_JSON_IS_MARKER)
		good = take_marker(import, &json);
	else
		good = take_in_room(import, &json);
	tool_json_finish(&json);
	import->gathered++;
	return good;
}

/* As fgets(), but a NUL is a byte like others. */
static size_t read_line(char *bytes, size_t most, FILE *from)
{
	size_t length = 0;
	int c = 0;
	while (length < most && c != '\n' && (c = getc_unlocked(from)) != EOF)
		bytes[length++] = (char)c;
	return length;
}

static bool read_all(struct import *import, FILE *from)
{
	char *bytes = memory_get(TOOL_JSON_MAX + 1);
	bool good = true;
	size_t length;
	while (good && (length = read_line(bytes, TOOL_JSON_MAX + 1, from)) > 0) {
		bool whole = bytes[length - 1] == '\n';
		import->line++;
		import->bytes += (double)length;
		if (!whole && length > TOOL_JSON_MAX) {
			snprintf(import->wrong, sizeof import->wrong, "it has more than %d bytes",
				TOOL_JSON_MAX);
			good = false;
		} else if (bytes[0] != '\n') {
			good = take(import, bytes, length - whole);
		}
		if (good &&
			(import->gathered >= ROUND_LINES || import->round.length >= ROUND_BYTES))
			good = keep_round(import);
	}
	free(bytes);
	return good;
}

/* Their last numbers may have been given to lines that were not kept. */
static bool finish_rooms(struct import *import)
{
	struct target *room, *next;
	HASH_ITER (hh, import->rooms, room, next)
		miss(import, room, room->last);
	return keep_round(import);
}

static void describe(struct import *import, char error[STORE_ERROR_SIZE])
{
	char kept[128];
	snprintf(kept, sizeof kept,
		import->imported > 0
			? "lines 1 to %llu are imported, and passed over when it is given again"
			: "nothing was imported",
		(unsigned long long)import->imported);
	if (*import->failed)
		snprintf(error, STORE_ERROR_SIZE, "%.350s; %s", import->failed, kept);
	else
		snprintf(error, STORE_ERROR_SIZE, "line %llu of the input: %.300s; %s",
			(unsigned long long)import->line, import->wrong, kept);
}

/* "12 lines in 3 rooms were imported; 40 were there already" */
static void sum_up(struct import *import)
{
	unsigned rooms = HASH_COUNT(import->rooms);
	tool_progress_clear(&import->progress);
	fprintf(stderr, "chatd: %llu %s imported, in %u room%s", (unsigned long long)import->added,
		import->added == 1 ? "line was" : "lines were", rooms, rooms == 1 ? "" : "s");
	tool_import_accounts_say_added(&import->people, stderr);
	if (import->passed > 0)
		fprintf(stderr, "; %llu %s there already", (unsigned long long)import->passed,
			import->passed == 1 ? "was" : "were");
	tool_import_accounts_say_kept(&import->people, stderr);
	if (import->ownerless > 0)
		fprintf(stderr, "; accounts that run %u of them are not in this folder",
			import->ownerless);
	fputc('\n', stderr);
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
		tool_stored_finish(&room->stored);
		free(room);
	}
	buffer_finish(&import->round);
	tool_import_accounts_finish(&import->people);
}

bool tool_import(const struct store_ops *ops, struct store *store, const struct store_info *info,
	FILE *from, char error[STORE_ERROR_SIZE])
{
	struct stat status;
	struct import import = {
		.ops = ops, .store = store, .origin = info->origin, .room_ids = info->room_ids};
	if (fstat(fileno(from), &status) == 0 && S_ISREG(status.st_mode))
		import.size = (double)status.st_size;
	tool_progress_start(&import.progress, "Importing");
	bool good = tool_import_accounts_start(&import.people, ops, store, info, import.failed) &&
		    read_all(&import, from);
	if (good && ferror(from)) {
		snprintf(import.failed, sizeof import.failed, "the input cannot be read: %s",
			strerrordesc_np(errno));
		good = false;
	}
	good = good && finish_rooms(&import);
	if (good)
		sum_up(&import);
	else
		describe(&import, error);
	finish(&import);
	while (ops->index(store))
		continue;
	return good;
}
