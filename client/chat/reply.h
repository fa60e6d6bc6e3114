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

#endif
