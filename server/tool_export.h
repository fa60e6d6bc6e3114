/* chatd --export: the lines of the history as lines of JSON (tool_json.h). */
#ifndef TOOL_EXPORT_H
#define TOOL_EXPORT_H

#include "store.h"

struct tool_export {
	const struct store_ops *ops;
	struct store *store;
	const char *room;     /* its key; NULL: all rooms that everybody may enter */
	int64_t since, until; /* ms since 1970; from (inclusive), to (exclusive) */
};

/* Writes the lines to standard output, room by room. What is said meanwhile is not among them.
 * False with a sentence in `error`, where the history cannot be read or there is no such room; that
 * the output has failed is for the caller to find. */
bool tool_export(const struct tool_export *export, char error[STORE_ERROR_SIZE]);

#endif
