/* chatd --import: lines of JSON, as --export writes them, into the history. */
#ifndef TOOL_IMPORT_H
#define TOOL_IMPORT_H

#include <stdio.h>

#include "store.h"

/* Reads `from` to its end, makes rooms that are not there, and adds the lines behind those that
 * they have. Lines that they have already are passed over, so an import that did not end is done
 * again as a whole. Some thousand lines are kept together or not at all. False with a sentence in
 * `error` that says which line of the input is wrong, and up to which one all are kept. `info` is
 * of the open store. Else a sentence on standard error says how many lines there were. */
bool tool_import(const struct store_ops *ops, struct store *store, const struct store_info *info,
	FILE *from, char error[STORE_ERROR_SIZE]);

#endif
