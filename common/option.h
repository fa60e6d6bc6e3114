/* One table of options for the command line, the configuration file and --help.
 *
 * A program declares each option once, as a row that names a member of its settings struct. All
 * sources pass the same checks, and each error is one sentence that says what is wrong and what to
 * do. For one thread: getopt_long(3) keeps state. */
#ifndef OPTION_H
#define OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum option_type {
	OPTION_FLAG,   /* bool; given without a value */
	OPTION_NUMBER, /* long, from `min` to `max` */
	OPTION_BYTES,  /* long, from `min` to `max`; K and M are 1,024 and 1,048,576 */
	OPTION_TEXT,   /* char *; NULL where there is no fallback and none was given */
	OPTION_LIST,   /* struct option_list; repeatable */
	OPTION_CHOICE, /* long, the index of one of `choices` */
};

struct option_list {
	char **values;
	size_t count;
};

struct option_row {
	const char *name; /* without "--"; NULL ends a table's rows */
	char letter;	  /* of the short form, or 0 */
	enum option_type type;
	bool only_command_line; /* not allowed in the file */
	bool restart;		/* a change needs a restart of the program */
	bool secret;		/* what follows the first ':' of a value is not shown */
	size_t offset;		/* of the member in the settings struct */
	long min, max;
	const char *const *choices; /* ended by NULL; of a text they are what completion offers */
	const char *fallback;	    /* the default, as it would be typed; NULL for none */
	const char *argument;	    /* what --help calls the value; see also completion.h */
	const char *help;	    /* a phrase; no full stop */
};

struct option_table {
	const char *program; /* begins each error */
	const char *usage;   /* what --help shows behind "usage: program " */
	const char *about;   /* a sentence or two under it */
	const struct option_row *rows;
	const char *file_option; /* the row whose value names the configuration file, or NULL */
	int most_operands;
};

#define OPTION_ERROR_SIZE 512

/* Fills `settings`, which may be uninitialised: with the defaults, then from the file, then from
 * the command line. A later source replaces an earlier one, also a list. Stores the operands in
 * `operands` (pointers into argv; at most table->most_operands) and their number in `count`;
 * `operands` may be NULL if the program takes none. Returns false with a sentence in `error` and
 * nothing to free in `settings` if anything is wrong. */
bool option_load(const struct option_table *table, void *settings, int argc, char *const *argv,
	const char **operands, int *count, char error[OPTION_ERROR_SIZE]);

/* The same with all that is wrong, and where each value comes from: fills `report`, which may be
 * uninitialised. What is wrong is left out; `settings` is to be freed in any case. For a reload
 * while the program runs, `again`, the file must be a regular file that is not empty, and nothing
 * waits. */
struct option_report;
bool option_read(const struct option_table *table, void *settings, int argc, char *const *argv,
	const char **operands, int *count, bool again, struct option_report *report);

/* Frees the texts and lists in `settings` and clears them. */
void option_finish(const struct option_table *table, void *settings);

void option_help(const struct option_table *table, FILE *to);

#endif
