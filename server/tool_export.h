/* chatd --export: the rooms of the history and their lines as lines of JSON (tool_json.h). */
#ifndef TOOL_EXPORT_H
#define TOOL_EXPORT_H

#include "store.h"

struct tool_export {
	const struct store_ops *ops;
	struct store *store;
	const char *room; /* its key; NULL: all rooms */
	const struct store_info *info;
	int64_t since, until; /* ms since 1970; from (inclusive), to (exclusive) */
};

/* Writes to standard output each room, and behind it its lines. A room that has no line within the
 * times is left out. What is said meanwhile is not among them.
 * False with a sentence in `error`, where the history cannot be read or there is no such room; that
 * the output has failed is for the caller to find. */
bool tool_export(const struct tool_export *export, char error[STORE_ERROR_SIZE]);

#endif
