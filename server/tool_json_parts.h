/* Members of JSON objects, as they are written to and read from lines of JSON; for tool_json*.c. */
#ifndef TOOL_JSON_PARTS_H
#define TOOL_JSON_PARTS_H

#include <jansson.h>

#include "tool_json.h"

#define TOOL_JSON_WORD_BYTES 255
#define TOOL_JSON_TEXT_BYTES 262144 /* of several lines that are one */

void tool_json_set_text(json_t *object, const char *name, const char *text);
/* What is not set ("", a time of 0) has no member. */
void tool_json_set_known(json_t *object, const char *name, const char *text);
void tool_json_set_time(json_t *object, const char *name, int64_t time);
/* Ends the object. A line of JSON without its newline, to free(3). */
char *tool_json_dump(json_t *object);

struct tool_json_reading {
	struct tool_json *json;
	json_t *object;
	int64_t now;
	char *error; /* NULL once there is one */
};

/* Keeps the first sentence about what is wrong. */
void tool_json_wrong(struct tool_json_reading *reading, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A member's text as it is; "" where there is none. */
const char *tool_json_get(struct tool_json_reading *reading, const char *name);
/* The same made safe, at most so long; valid until tool_json_finish(). */
const char *tool_json_get_text(
	struct tool_json_reading *reading, const char *name, size_t most, uint32_t controls);
/* What stands between blanks and signs in protocols. */
const char *tool_json_get_word(
	struct tool_json_reading *reading, const char *name, size_t most, const char *forbidden);
/* 0 where there is none. */
int64_t tool_json_get_number(
	struct tool_json_reading *reading, const char *name, int64_t least, int64_t most);
int64_t tool_json_get_time(struct tool_json_reading *reading, const char *name, int64_t latest);
/* Whether it is there is a matter of the line. */
void tool_json_need(struct tool_json_reading *reading, const char *name);

/* Keeps a text for tool_json_finish() to free. */
const char *tool_json_keep(struct tool_json *json, char *text);

#endif
