/* One option's value in a settings struct: for those who read values from the command line and from
 * a file. */
#ifndef OPTION_VALUE_H
#define OPTION_VALUE_H

#include "option.h"

/* Makes the row's member of `settings`, whose bytes may be anything, hold no value. */
void option_init(const struct option_row *row, void *settings);

/* Sets the row's member from text; an OPTION_LIST grows by it, and an OPTION_FLAG becomes true
 * whatever the text is. False, with a sentence in `error`, where the text is no value of this row.
 */
bool option_set(const struct option_row *row, void *settings, const char *value,
	char error[OPTION_ERROR_SIZE]);

/* Frees the row's text or list and leaves it empty. */
void option_clear(const struct option_row *row, void *settings);

/* Adds a copy of the value; frees all values. */
void option_list_add(struct option_list *list, const char *value);
void option_list_clear(struct option_list *list);

/* Writes a sentence to `error`. Returns false, for callers that end with it. */
bool option_error(char error[OPTION_ERROR_SIZE], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
