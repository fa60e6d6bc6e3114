/* Encodes events as the lines that IRC clients of a dialect read. Under the core lock. */
#ifndef IRC_ENCODE_H
#define IRC_ENCODE_H

#include "buffer.h"
#include "event.h"
#include "session.h"

void irc_encode(const struct event *event, unsigned dialect, struct buffer *out);

/* Bytes of text that fit into one line of this kind from the session to the target, which has
 * `prefix` bytes of role prefixes in front. */
size_t irc_encode_space(
	const struct session *session, enum talk talk, size_t prefix, const char *target);

/* Before there are threads: chooses the prefix of all message ids of this process. */
void irc_encode_init(void);

#endif
