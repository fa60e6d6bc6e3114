#include "config_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "option_text.h"

#define VALUE_BYTES 500 /* of a row */

bool config_change_can(
	const struct option_row *row, const struct archive *archive, const struct config *wished)
{
	if (row->offset == offsetof(struct config, history))
		return archive_can_switch(archive, (enum history_mode)wished->history);
	return !row->restart && !row->only_command_line;
}

static void log_row(bool can, const char *option, const char *from, const char *to)
{
	if (can)
		log_event(LOG_INFO, "changed", LOG_TEXT("option", option), LOG_TEXT("from", from),
			LOG_TEXT("to", to));
	else
		log_event(LOG_WARNING, "needs_restart", LOG_TEXT("option", option),
			LOG_TEXT("from", from), LOG_TEXT("to", to));
}

static void log_change(bool can, const char *option, const char *before, const char *behind)
{
	char from[VALUE_BYTES], to[VALUE_BYTES];
	snprintf(from, sizeof from, "%s", before);
	snprintf(to, sizeof to, "%s", behind);
	log_row(can, option, from, to);
}

static void log_difference(const struct option_row *row, bool can, const struct config *now,
	const struct config *wished)
{
	char *before = option_all(row, now), *behind = option_all(row, wished);
	log_change(can, row->name, before, behind);
	free(before);
	free(behind);
}

void config_change_log(
	const struct config *now, const struct config *wished, const struct archive *archive)
{
	for (const struct option_row *row = config_table.rows; row->name; row++) {
		if (row->only_command_line || option_same(row, now, wished))
			continue;
		log_difference(row, config_change_can(row, archive, wished), now, wished);
	}
}

void config_change_pack(const struct config *now, struct pack *out)
{
	for (const struct option_row *row = config_table.rows; row->name; row++) {
		if (row->only_command_line)
			continue;
		char *text = option_all(row, now);
		pack_text(out, row->name);
		pack_text(out, text);
		free(text);
	}
	pack_text(out, "");
}

static const struct option_row *find_row(const char *name)
{
	const struct option_row *row = config_table.rows;
	while (row->name && strcmp(row->name, name) != 0)
		row++;
	return row->name ? row : NULL;
}

void config_change_log_packed(struct unpack *before, const struct config *now)
{
	const char *name;
	while (*(name = unpack_string(before))) {
		const struct option_row *row = find_row(name); /* another version may have others */
		const char *from = unpack_string(before);
		char *to = row ? option_all(row, now) : NULL;
		if (to && strcmp(from, to) != 0)
			log_change(true, name, from, to);
		free(to);
	}
}

void config_change(struct config *now, struct config *wished, const struct archive *archive)
{
	for (const struct option_row *row = config_table.rows; row->name; row++)
		if (config_change_can(row, archive, wished))
			option_swap(row, now, wished);
}
