/* The configuration file of an option table, read with libconfuse. */
#ifndef OPTION_FILE_H
#define OPTION_FILE_H

#include "option.h"
#include "text_file.h"

/* Sets what the file at `path` says. Each of the table's rows that is not only_command_line may
 * stand there once as `name = value`, a flag as `name = true`; a list as `name = {a, b}` or
 * `name = a`, as often as one likes: each adds to it. False with a sentence that names file and
 * line where something is wrong. */
bool option_file_load(const struct option_table *table, void *settings, const char *path,
	enum text_file_kind kind, char error[OPTION_ERROR_SIZE]);

#endif
