/* A list in as many numerics as it takes: NAMES, MONITOR, the rooms of WHOIS.
 *
 * Each line is the numeric, `head`, items with the separator between them, and `tail`. The items of
 * the next line are kept here and not in call->out, so a walk may take the output between any two
 * items, and the call may be another one each time. Replies that have one line for each row, or one
 * line in all, use irc_numeric(). */
#ifndef IRC_LINES_H
#define IRC_LINES_H

#include "irc_reply.h"

struct irc_lines {
	struct irc_call *call;
	enum numeric numeric;
	char separator;
	const char *head, *tail; /* borrowed */
	char items[IRC_LINE_TEXT_MAX];
	size_t length; /* of the items; 0: no line has been begun */
	size_t space;  /* bytes of items that fit into the line */
};

/* Adds an item, behind the end of the line before where that is full. */
void irc_lines_add(struct irc_lines *lines, const char *item);

/* Ends the last line, if any. */
void irc_lines_end(struct irc_lines *lines);

#endif
