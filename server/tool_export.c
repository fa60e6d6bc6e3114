#include "tool_export.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "each.h"
#include "memory.h"
#include "record.h"
#include "tool_json_account.h"
#include "tool_progress.h"

struct work {
	const struct tool_export *export;
	struct tool_progress progress;
	struct buffer rooms; /* RECORD_ROOM */
	size_t *places;	     /* of each in them */
	size_t room_count;
	struct tool_accounts accounts;
	bool whole;	   /* not of a room or a time: accounts go along */
	bool secret;	   /* there is what is not for everybody */
	double lines, all; /* numbers so far, and in all */
	char *error;
};

static uint32_t add_room(void *data, const char *record)
{
	struct work *work = data;
	struct record_room room;
	record_read_room(record, &room, NULL, NULL);
	work->secret = work->secret || tool_json_guarded(record);
	work->places = memory_add(work->places, work->room_count, sizeof *work->places);
	work->places[work->room_count++] = work->rooms.length;
	buffer_add(&work->rooms, record, record_length(record));
	work->all += room.number;
	return room.id;
}

static bool find_room(struct work *work)
{
	const struct tool_export *export = work->export;
	struct buffer found = {0};
	bool good = export->ops->room(export->store, export->room, &found, work->error);
	if (good && found.length == 0)
		snprintf(work->error, STORE_ERROR_SIZE, "the history has no room called %s",
			export->room);
	good = good && found.length > 0;
	if (good)
		add_room(work, found.bytes);
	buffer_finish(&found);
	return good;
}

static bool find_rooms(struct work *work)
{
	const struct tool_export *export = work->export;
	return export->room ? find_room(work)
			    : each_record(export->store, export->ops->rooms, add_room, work,
				      work->error);
}

/* The numbers of the room's lines within the times. */
static bool find_range(struct work *work, const struct record_room *room, struct store_range *range)
{
	const struct tool_export *export = work->export;
	uint32_t end = room->number;
	*range = (struct store_range){
		.room = room->id, .first = 1, .last = room->number, .limit = STORE_LINES_MAX};
	if (export->since > INT64_MIN && !export->ops->number_at(export->store, room->id,
						 export->since, &range->first, work->error))
		return false;
	if (export->until < INT64_MAX &&
		!export->ops->number_at(export->store, room->id, export->until, &end, work->error))
		return false;
	if (export->until < INT64_MAX && end <= range->last)
		range->last = end > 0 ? end - 1 : 0;
	return true;
}

static void write_json(char *json)
{
	puts(json);
	free(json);
}

static void write_lines(
	const struct record_room *room, const struct buffer *records, struct store_range *range)
{
	for (size_t at = 0; at < records->length; at += record_length(records->bytes + at)) {
		struct record_line line;
		record_read_line(records->bytes + at, &line);
		write_json(tool_json_write(room->name, &line));
		range->first = line.number + 1;
	}
}

static void write_room(const struct work *work, const char *record, uint32_t last)
{
	write_json(tool_json_write_room(record, work->export->info->origin, last, &work->accounts));
}

static uint32_t write_account(void *data, const char *record)
{
	(void)data;
	struct record_account account;
	record_read_account(record, &account);
	write_json(tool_json_write_account(record));
	return account.id;
}

static bool write_server_bans(const struct work *work)
{
	const struct tool_export *export = work->export;
	struct buffer bans = {0};
	bool good = export->ops->server_bans(export->store, &bans, work->error);
	for (size_t at = 0; at < bans.length; at += record_length(bans.bytes + at))
		write_json(tool_json_write_server_ban(bans.bytes + at));
	buffer_finish(&bans);
	return good;
}

/* NULL where it has ended. Rooms are in the order of their ids. */
static const char *room_name(const struct work *work, uint32_t id)
{
	size_t low = 0, high = work->room_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct record_room room;
		record_read_room(work->rooms.bytes + work->places[middle], &room, NULL, NULL);
		if (room.id == id)
			return room.name;
		if (room.id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static uint32_t write_marker(void *data, const char *record)
{
	const struct work *work = data;
	struct record_marker marker;
	record_read_marker(record, &marker);
	const char *room = room_name(work, marker.room);
	const char *account = tool_accounts_name(&work->accounts, marker.account);
	if (room && account)
		write_json(tool_json_write_marker(account, room, marker.time));
	return marker.account;
}

static bool has_times(const struct tool_export *export)
{
	return export->since > INT64_MIN || export->until < INT64_MAX;
}

static bool export_room(struct work *work, const char *record)
{
	const struct tool_export *export = work->export;
	struct buffer records = {0};
	struct store_range range;
	struct record_room whole, *room = &whole;
	record_read_room(record, room, NULL, NULL);
	bool good = find_range(work, room, &range);
	if (good && (!has_times(export) || range.first <= range.last))
		write_room(work, record, range.last);
	while (good && range.first <= range.last && !ferror(stdout)) {
		buffer_clear(&records);
		good = export->ops->lines(export->store, &range, &records, work->error);
		if (!good || records.length == 0)
			break;
		write_lines(room, &records, &range);
		tool_progress_show(&work->progress, (work->lines + range.first) / work->all);
	}
	work->lines += room->number;
	buffer_finish(&records);
	return good;
}

static void warn(const struct work *work)
{
	struct stat status;
	if (work->secret && fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode) &&
		(status.st_mode & (S_IRGRP | S_IROTH)) != 0)
		fputs(work->whole ? "chatd: other users can read the export, which has hashes of "
				    "passwords, rooms that are closed to others and the secret "
				    "that hides addresses: chmod 600 it\n"
				  : "chatd: other users can read the export, which has rooms that "
				    "are closed to others, with their keys: chmod 600 it\n",
			stderr);
}

bool tool_export(const struct tool_export *export, char error[STORE_ERROR_SIZE])
{
	struct work work = {.export = export, .error = error, .all = 1};
	tool_progress_start(&work.progress, "Exporting");
	work.whole = work.secret = !export->room && !has_times(export);
	bool good = find_rooms(&work) &&
		    tool_accounts_load(&work.accounts, export->ops, export->store, error);
	warn(&work);
	if (good && work.whole) {
		write_json(tool_json_write_store(export->info));
		good = each_record(
			       export->store, export->ops->accounts, write_account, &work, error) &&
		       write_server_bans(&work);
	}
	for (size_t at = 0; good && at < work.rooms.length;
		at += record_length(work.rooms.bytes + at)) {
		good = export_room(&work, work.rooms.bytes + at);
	}
	if (good && work.whole) /* behind the rooms that they are about */
		good = each_record(export->store, export->ops->markers, write_marker, &work, error);
	tool_progress_clear(&work.progress);
	buffer_finish(&work.rooms);
	free(work.places);
	tool_accounts_finish(&work.accounts);
	return good;
}
