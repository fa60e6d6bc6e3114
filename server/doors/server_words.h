/* Sentences of both doors: what the server's operators do to keep people out, and whose a room is.
 * Pure. */
#ifndef SERVER_WORDS_H
#define SERVER_WORDS_H

#include "buffer.h"
#include "event.h"

/* "alice has", or "You have" where it is one's own doing. */
void server_words_who(struct buffer *out, const struct event *event);

/* EVENT_SERVER_BAN: " banned 192.0.2.1 from the server for 2 hours (spam)". */
void server_words_ban(struct buffer *out, const struct event *event);

/* EVENT_SERVER_CLOSED: " opened the server". `open` is the command that opens it. */
void server_words_closed(struct buffer *out, const struct event *event, const char *open);

/* EVENT_OWNER: "alice has given #tea to bob". */
void server_words_owner(struct buffer *out, const struct event *event);

#endif
