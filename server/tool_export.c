#include "tool_export.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record.h"
#include "tool_json.h"
#include "tool_progress.h"

#define ROOMS_AT_ONCE 500

struct work {
	const struct tool_export *export;
	struct tool_progress progress;
	struct buffer rooms; /* RECORD_ROOM */
	struct tool_accounts accounts;
	bool secret;	   /* there is what is not for everybody */
	double lines, all; /* numbers so far, and in all */
	char *error;
};

static void add_rooms(struct work *work, const struct buffer *some, uint32_t *last)
{
	for (size_t at = 0; at < some->length; at += record_length(some->bytes + at)) {
		struct record_room room;
		record_read_room(some->bytes + at, &room, NULL, NULL);
		*last = room.id;
		work->secret = work->secret || tool_json_guarded(some->bytes + at);
		buffer_add(&work->rooms, some->bytes + at, record_length(some->bytes + at));
		work->all += room.number;
	}
}

static bool find_rooms(struct work *work)
{
	const struct tool_export *export = work->export;
	struct buffer some = {0};
	uint32_t last = 0;
	bool good;
	if (export->room) {
		good = export->ops->room(export->store, export->room, &some, work->error);
		add_rooms(work, &some, &last);
		if (good && some.length == 0)
			snprintf(work->error, STORE_ERROR_SIZE, "the history has no room called %s",
				export->room);
		good = good && some.length > 0;
	} else {
		do {
			buffer_clear(&some);
			good = export->ops->rooms(
				export->store, last, ROOMS_AT_ONCE, &some, work->error);
			add_rooms(work, &some, &last);
		} while (good && some.length > 0);
	}
	buffer_finish(&some);
	return good;
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

static void write_lines(
	const struct record_room *room, const struct buffer *records, struct store_range *range)
{
	for (size_t at = 0; at < records->length; at += record_length(records->bytes + at)) {
		struct record_line line;
		record_read_line(records->bytes + at, &line);
		char *json = tool_json_write(room->name, &line);
		puts(json);
		free(json);
		range->first = line.number + 1;
	}
}

static void write_room(const struct work *work, const char *record, uint32_t last)
{
	char *json =
		tool_json_write_room(record, work->export->info->origin, last, &work->accounts);
	puts(json);
	free(json);
}

static void write_store(const struct work *work)
{
	char *json = tool_json_write_store(work->export->info);
	puts(json);
	free(json);
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
		fputs("chatd: other users can read the export, which has what is not for everybody"
		      " (rooms that are closed to others, their keys, the secret that hides"
		      " addresses): chmod 600 it\n",
			stderr);
}

bool tool_export(const struct tool_export *export, char error[STORE_ERROR_SIZE])
{
	struct work work = {.export = export, .error = error, .all = 1};
	tool_progress_start(&work.progress, "Exporting");
	bool whole = !export->room && !has_times(export);
	work.secret = whole;
	bool good = find_rooms(&work) &&
		    tool_accounts_load(&work.accounts, export->ops, export->store, error);
	warn(&work);
	if (good && whole)
		write_store(&work);
	for (size_t at = 0; good && at < work.rooms.length;
		at += record_length(work.rooms.bytes + at)) {
		good = export_room(&work, work.rooms.bytes + at);
	}
	tool_progress_clear(&work.progress);
	buffer_finish(&work.rooms);
	tool_accounts_finish(&work.accounts);
	return good;
}
