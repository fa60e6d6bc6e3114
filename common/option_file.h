/* The configuration file of an option table, read with libconfuse. */
#ifndef OPTION_FILE_H
#define OPTION_FILE_H

#include "option.h"
#include "text_file.h"

/* Applies the file at `path` to `settings`. Each row that is not only_command_line may occur once
 * as `name = value`, a flag as `name = true`. A list may occur several times as `name = {a, b}` or
 * `name = a`; each adds to it. Returns false with a sentence that names the file and the line if
 * anything is wrong. */
bool option_file_load(const struct option_table *table, void *settings, const char *path,
	enum text_file_kind kind, char error[OPTION_ERROR_SIZE]);

#endif
