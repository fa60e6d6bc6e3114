/* What people say, as the lines that IRC clients of a dialect read. Under the core lock.
 *
 * A text that does not fit into one line takes several, and so does a message of several lines
 * (event.parts). Clients with draft/multiline get these in one batch. What is told again has its
 * time in front for clients without server-time. */
#ifndef IRC_SAID_H
#define IRC_SAID_H

#include "buffer.h"
#include "event.h"
#include "session.h"

/* EVENT_SAID and EVENT_PRIVATE. */
void irc_said_encode(const struct event *event, unsigned dialect, struct buffer *out);

/* EVENT_PAST_ERASED. */
void irc_said_erased(const struct event *event, unsigned dialect, struct buffer *out);

/* Bytes of text that fit into one line of this kind from the session to the target, which has
 * `prefix` bytes of role prefixes in front. */
size_t irc_said_space(
	const struct session *session, enum talk talk, size_t prefix, const char *target);

#endif
