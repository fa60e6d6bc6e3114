#include "tool_stored.h"

#include <string.h>

struct finding {
	struct tool_stored_lines *stored;
	const struct store_ops *ops;
	struct store *store;
	uint32_t room;
	char *error;
};

static bool read_some(struct finding *finding, uint32_t first)
{
	struct tool_stored_lines *stored = finding->stored;
	struct record_line line = {.number = stored->last};
	struct store_range range = {.room = finding->room,
		.first = first,
		.last = stored->last,
		.limit = STORE_LINES_MAX};
	buffer_clear(&stored->lines);
	stored->at = 0;
	if (!finding->ops->lines(finding->store, &range, &stored->lines, finding->error))
		return false;
	for (size_t at = 0; at < stored->lines.length;
		at += record_length(stored->lines.bytes + at))
		record_read_line(stored->lines.bytes + at, &line);
	stored->end = line.number;
	return true;
}

static bool find(struct finding *finding, uint32_t number, struct record_line *line, bool *found)
{
	struct tool_stored_lines *stored = finding->stored;
	*found = false;
	if ((number < stored->first || number > stored->end) && !read_some(finding, number))
		return false;
	stored->first = number;
	while (stored->at < stored->lines.length) {
		record_read_line(stored->lines.bytes + stored->at, line);
		if (line->number >= number)
			break;
		stored->at += record_length(stored->lines.bytes + stored->at);
	}
	*found = stored->at < stored->lines.length && line->number == number;
	return true;
}

static bool same(const struct record_line *a, const struct record_line *b)
{
	return a->time == b->time && a->kind == b->kind && a->erased == b->erased &&
	       strcmp(a->name, b->name) == 0 && strcmp(a->user, b->user) == 0 &&
	       strcmp(a->host, b->host) == 0 && strcmp(a->other, b->other) == 0 &&
	       strcmp(a->text, b->text) == 0 && strcmp(a->tags, b->tags) == 0 &&
	       strcmp(a->erased_by, b->erased_by) == 0 && strcmp(a->erased_why, b->erased_why) == 0;
}

enum tool_stored tool_stored_find(struct tool_stored_lines *stored, const struct store_ops *ops,
	struct store *store, uint32_t room, const struct record_line *line,
	char error[STORE_ERROR_SIZE])
{
	struct finding finding = {stored, ops, store, room, error};
	struct record_line there;
	bool found;
	if (line->number > stored->last)
		return TOOL_STORED_BEHIND;
	if (!find(&finding, line->number, &there, &found))
		return TOOL_STORED_FAILED;
	return !found		    ? TOOL_STORED_GONE
	       : same(&there, line) ? TOOL_STORED_SAME
				    : TOOL_STORED_OTHER;
}

void tool_stored_finish(struct tool_stored_lines *stored)
{
	buffer_finish(&stored->lines);
}
