/* What reading options has found: where each value comes from, and all that is wrong, as sentences.
 * A sentence about something in the file begins with "FILE:LINE: ". For one thread. */
#ifndef OPTION_REPORT_H
#define OPTION_REPORT_H

#include "option.h"

#define OPTION_MISTAKES_MAX 100 /* further ones are counted in one last sentence */

enum option_source { OPTION_DEFAULT, OPTION_FILE, OPTION_COMMAND_LINE };

struct option_origin {
	enum option_source source;
	unsigned *lines; /* of the file, for each value; NULL for other sources */
	size_t count;
};

struct option_report {
	const struct option_table *table;
	char *file;		       /* that was read; NULL for none */
	struct option_origin *origins; /* one for each row */
	struct option_list mistakes, warnings;
	bool usage; /* one of the mistakes is in the command line */
};

void option_report_init(struct option_report *report, const struct option_table *table);
void option_report_finish(struct option_report *report);

/* The option with this name, which must exist. */
struct option_origin *option_origin(const struct option_report *report, const char *name);

/* Says that all values of the option come from there; option_origin_line() then adds lines. */
void option_origin_set(struct option_origin *origin, enum option_source source);
void option_origin_line(struct option_origin *origin, unsigned line);

/* Adds a sentence, once, about the option's value number `index` (0 but for lists). Where `name` is
 * NULL, it is about none. option_mistake() returns false, for callers that end with it. */
bool option_mistake(struct option_report *report, const char *name, size_t index,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void option_warning(struct option_report *report, const char *name, size_t index,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds a sentence about a line of the file. */
bool option_mistake_line(struct option_report *report, unsigned line, const char *sentence);

/* Forgets all mistakes but the first `count`. */
void option_mistakes_keep(struct option_report *report, size_t count);

#endif
