/* Completion for shells, written from a table of options.
 *
 * A program of the build prints one file for each shell and program, so that a new row of a table
 * is completed by itself. What a value can be is what the row says: its choices, or by the name of
 * its argument a FILE, a DIR or a COMMAND; others are left to the user. Operands, where a program
 * takes them, are hosts or paths of sockets. */
#ifndef COMPLETION_H
#define COMPLETION_H

#include "option.h"

enum completion_value {
	COMPLETION_FLAG, /* takes none */
	COMPLETION_OWN,	 /* nothing is known of it */
	COMPLETION_CHOICE,
	COMPLETION_FILE,
	COMPLETION_DIR,
	COMPLETION_COMMAND,
};

enum completion_value completion_value(const struct option_row *row);

/* Prints the choices with blanks between them. */
void completion_choices(const struct option_row *row);

/* Prints the text for within single quotes, with `escape` before each character of `special` and
 * `quote` in place of each single quote. */
void completion_quote(const char *text, const char *special, char escape, const char *quote);

/* Each writes the file of one shell to standard output. */
void completion_bash(const struct option_table *table);
void completion_fish(const struct option_table *table);
void completion_zsh(const struct option_table *table);

/* The program's own table; one file for each program defines it. */
extern const struct option_table *const completion_table;

#endif
