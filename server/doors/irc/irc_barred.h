/* Who may not be on the server, as IRC clients read it. Pure. */
#ifndef IRC_BARRED_H
#define IRC_BARRED_H

#include "buffer.h"
#include "event.h"

/* Appends why, for an EVENT_REFUSED of access_may(); false for another one. */
bool irc_barred_words(struct buffer *out, const struct event *event);

/* EVENT_SERVER_BAN and EVENT_SERVER_CLOSED: a notice to an operator. */
void irc_barred_encode(const struct event *event, struct buffer *out);

#endif
