/* The table from numerics to words: data alone, for reply.c.
 *
 * A numeric may have several rows, one behind the other. The first one counts whose `when` is part
 * of the numeric's last parameter (NULL: always; "=x": where parameter 2 is "x";
 * REPLY_NONE: at the end of a list that had no rows) and whose template
 * finds everything it names, or which has no template: that one tells nothing, or is told by its
 * function.
 *
 * In a template, N is a parameter's number from 1 to 9, counted behind our own name:
 *   %N   the parameter                        %(N  " (parameter)", or nothing where there is none
 *   %$   the last parameter                   %($  the same of the last one
 *   %aN  "3 minutes ago", of seconds since 1970      %sN  the same, of seconds until now
 *   %nN  names: without "!user@host", with commas    %hN  without the number that it begins with
 *   %rN  the parameter, if it is a room              %mN  the parameter, if it has any modes
 *   %#   how many rows the list had             %+   "s", unless there was one
 * But for %(, a parameter that is missing, empty or not what it should be is not found. */
#ifndef REPLY_TABLE_H
#define REPLY_TABLE_H

#include <stddef.h>

#include "reply.h"

#define REPLY_NONE ""

/* What has more to it than a template: these are told by functions of reply.c. */
enum reply_form {
	REPLY_WORDS,	  /* by the template */
	REPLY_ROOM,	  /* a row of LIST */
	REPLY_MODES,	  /* how a room is set */
	REPLY_PERSON,	  /* a row of WHO */
	REPLY_USER_HOSTS, /* USERHOST */
	REPLY_LINE,	  /* a line of a longer text, which may be blank */
};

struct reply_row {
	unsigned number;
	enum reply_kind kind;
	unsigned subject; /* as reply_subject() */
	const char *when;
	const char *words;
	enum reply_form form;
};

/* Sorted by number. */
extern const struct reply_row reply_rows[];
extern const size_t reply_row_count;

#endif
