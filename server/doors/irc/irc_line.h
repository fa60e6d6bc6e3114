/* The beginning of a line that tells an event: tags, source, command. Under the core lock. */
#ifndef IRC_LINE_H
#define IRC_LINE_H

#include "buffer.h"
#include "event.h"
#include "session.h"

/* Appends the tags of the dialect and a blank, if any. `part` is the number of the line within its
 * event, from 0. */
void irc_line_tags(struct buffer *out, const struct event *event, unsigned dialect, unsigned part);

/* Appends ":source " of who did it. */
void irc_line_source(struct buffer *out, const struct event *event);

/* Appends tags, source, command and a blank. Returns where the line begins without its tags. */
size_t irc_line_start(struct buffer *out, const struct event *event, unsigned dialect,
	const char *command, unsigned part);

#endif
