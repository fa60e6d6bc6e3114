/* A line of a room as a line of JSON, as chatd --export writes it. Pure. */
#ifndef TOOL_JSON_H
#define TOOL_JSON_H

#include "record.h"

/* Without a newline; to free(3). */
char *tool_json_write(const char *room, const struct record_line *line);

#endif
