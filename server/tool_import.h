/* chatd --import: lines of JSON, as --export writes them, into the history. */
#ifndef TOOL_IMPORT_H
#define TOOL_IMPORT_H

#include <stdio.h>

#include "store.h"

/* Reads `from` to its end and adds the lines behind those that the rooms have; makes rooms that are
 * not there. Some thousand lines are kept together or not at all. False with a sentence in `error`
 * that says which line of the input is wrong, and up to which one all are kept. `info` is of the
 * open store. */
bool tool_import(const struct store_ops *ops, struct store *store, const struct store_info *info,
	FILE *from, char error[STORE_ERROR_SIZE]);

#endif
