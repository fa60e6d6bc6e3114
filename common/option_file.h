/* The configuration file of an option table, read with libconfuse. */
#ifndef OPTION_FILE_H
#define OPTION_FILE_H

#include "option_report.h"
#include "text_file.h"

/* Applies the file at `path` to `settings`, which has the defaults. Each row that is not
 * only_command_line may occur once as `name = value`, a flag as `name = true`. A list may occur
 * several times as `name = {a, b}` or `name = a`; each adds to it. False where anything is wrong;
 * the report has it all, a line that is not understood counts as one mistake, and what is right is
 * applied. */
bool option_file_load(const struct option_table *table, void *settings, const char *path,
	enum text_file_kind kind, struct option_report *report);

#endif
