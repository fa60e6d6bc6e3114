/* The numerics that are shown in words of our own, for reply.c. Data alone.
 *
 * The rows of a numeric stand one behind the other. The first one counts whose `when` holds and
 * whose template finds all that it names. One without a template is shown by its form.
 *
 * In a template, N is a parameter's number from 1 to 9, counted behind our own name:
 *   %N   the parameter                        %(N  " (parameter)", or nothing where there is none
 *   %aN  "3 minutes ago", of seconds since 1970      %sN  the same, of seconds until now
 *   %nN  names: without "!user@host", with commas    %rN  the parameter, if it is a room
 *   %#   how many rows the list had             %+   "s", unless there was one
 * But for %(, a parameter that is missing, empty or not what it should be is not found. */
#ifndef REPLY_TABLE_H
#define REPLY_TABLE_H

#include <stddef.h>

#include "numeric.h"
#include "reply.h"

enum reply_form {
	REPLY_WORDS, /* by the template */
	REPLY_ROOM,  /* a row of LIST */
	REPLY_MODES, /* how a room is set */
	REPLY_LINE,  /* the last parameter, which may be blank */
};

struct reply_row {
	enum numeric number;
	enum reply_kind kind;
	const char *words;
	const char *when; /* the last parameter; REPLY_NONE: the list had no rows; NULL: always */
	enum reply_form form;
};

#define REPLY_NONE ""

/* Sorted by number. */
extern const struct reply_row reply_rows[];
extern const size_t reply_row_count;

#endif
