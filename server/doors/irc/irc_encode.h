/* Events as IRC clients read them. Under the core lock. */
#ifndef IRC_ENCODE_H
#define IRC_ENCODE_H

#include "buffer.h"
#include "event.h"
#include "session.h"

void irc_encode(const struct event *event, unsigned dialect, struct buffer *out);

/* The bytes of a text that one line has room for, when it is said like this by the session to a
 * target with a prefix of so many bytes. */
size_t irc_talk_room(
	const struct session *session, enum talk talk, size_t prefix, const char *target);

/* Before there are threads: the beginning that the ids of all messages have until the server ends.
 */
void irc_encode_init(void);

#endif
