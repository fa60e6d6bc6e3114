/* A line of a room as a line of JSON, as chatd --export writes it and --import reads it. Pure. */
#ifndef TOOL_JSON_H
#define TOOL_JSON_H

#include "record.h"

#define TOOL_JSON_MAX 1048576 /* bytes of a line that is read */
#define TOOL_JSON_ERROR_SIZE 256

/* Without a newline; to free(3). */
char *tool_json_write(const char *room, const struct record_line *line);

struct tool_json {
	char *room;
	struct record_line line; /* without the room's id */
	char *texts[6];		 /* what it points to */
	unsigned count;
};

/* Reads what tool_json_write() has written, or somebody else. What cannot be a line of a room is
 * refused; texts are made safe to show, as those of peers are (text.h). `now`: no line is later.
 * False, with what is wrong in `error` ("'time' must be ..."). */
bool tool_json_read(struct tool_json *json, const char *bytes, size_t length, int64_t now,
	char error[TOOL_JSON_ERROR_SIZE]);

void tool_json_finish(struct tool_json *json);

#endif
