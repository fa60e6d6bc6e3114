/* Lines that are skipped for clients that read too slowly (skip.h). */
#ifndef IRC_SKIPPED_H
#define IRC_SKIPPED_H

#include "door.h"

/* What a line of irc_encode() is. Pure. */
enum door_line irc_skipped_kind(const char *line, size_t length);

/* Tells that lines were skipped, and how to ask for them: a NOTE for clients with standard-replies,
 * a NOTICE for the others. */
void irc_skipped_encode(struct buffer *out, const struct event *event);

#endif
