/* Sentences for what an IRC server answers: numerics and standard replies. Pure.
 *
 * A numeric is shown by its last parameter behind the names that it gives: "#dev: Cannot join
 * channel (+l)". Those that need other words (lists, topics, whois, and the refusals that people
 * meet most) have them in reply_table.c. Numerics that the chat uses itself (lists of members,
 * registration, topics on joining) do not come here. */
#ifndef REPLY_H
#define REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "irc_message.h"
#include "numeric.h"

enum reply_kind {
	REPLY_NOTHING, /* not worth showing: the end of what is never empty, and the like */
	REPLY_INFO,
	REPLY_REFUSED,
};

#define REPLY_SIZE 4096

/* The sentence for a message whose command is a number, or FAIL, WARN, NOTE or ERROR, in `out`:
 * safe, without formatting codes, and cut at a character where it is too long. `now` is for ages,
 * in ms since 1970; `rows` is how many rows the list had whose end this is. With REPLY_NOTHING
 * `out` is empty, with the others never. */
enum reply_kind reply_text(
	char out[REPLY_SIZE], const struct irc_message *message, unsigned rows, int64_t now);

/* The number that ends a list with rows of this number; 0 where it is no row. */
unsigned reply_end(unsigned number);

/* Whether a number is in a list with a 0 at its end. */
bool reply_is_one(const unsigned *list, unsigned number);

/* The server's text without formatting codes, made safe; to free(3). */
char *reply_plain(const char *text, size_t length);

/* The number of a numeric; 0 for anything else. */
unsigned reply_number(const struct irc_message *message);

/* reply_table.c: the numerics that are shown in words of our own.
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
