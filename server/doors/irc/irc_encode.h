/* Encodes events as the lines that IRC clients of a dialect read. Under the core lock. */
#ifndef IRC_ENCODE_H
#define IRC_ENCODE_H

#include "buffer.h"
#include "event.h"
#include "session.h"

/* Of the past, only what people said: a client would take the rest for news. */
void irc_encode(const struct event *event, unsigned dialect, struct buffer *out);

/* All of the past, for clients that know it as such. */
void irc_encode_past(const struct event *event, unsigned dialect, struct buffer *out);

/* Whether the session is sent such lines, by whichever door. */
static inline bool irc_encode_is_for(const struct session *session)
{
	return session->door->encode == irc_encode;
}

#endif
