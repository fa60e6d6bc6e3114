/* What an error without a label may be about: which of the numerics and standard replies refuse a
 * PRIVMSG or NOTICE at all, and what they tell of it. Servers differ in the numerics above 440;
 * those that they use for other commands alone are not taken. Pure. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include <stdbool.h>

#include "irc_message.h"

/* Borrowed from the message. */
struct refusal {
	const char *command; /* that was refused; NULL where it is not told */
	char *const *names;  /* among these the target is named */
	unsigned name_count;
	bool must_name; /* whose target is not among them is not meant */
	bool empty;	/* about a text with nothing in it */
	bool not_text;	/* about bytes that are not UTF-8 */
};

/* False where it refuses nothing that was said. */
bool refusal_read(struct refusal *refusal, const struct irc_message *message);

#endif
