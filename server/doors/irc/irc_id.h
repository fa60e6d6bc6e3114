/* Ids of messages (IRCv3 message-ids).
 *
 * What history keeps has the id ORIGIN-ROOM-NUMBER: the store's, the room's and the line's. It is
 * the same when the line is told again, also by another process. Anything else has an id of this
 * process. The parts of a text that takes several messages, but the first, have the part's number
 * behind the id. */
#ifndef IRC_ID_H
#define IRC_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "event.h"

/* Before there are threads. */
void irc_id_init(void);
void irc_id_set_origin(uint64_t origin);

/* Whether the event has an id, and appends it. */
bool irc_id_any(const struct event *event);
void irc_id_add(struct buffer *out, const struct event *event, unsigned part);

/* Appends the id of a line that history keeps; 0 is the place before the first one. */
void irc_id_add_line(struct buffer *out, uint32_t room, uint32_t number);

/* The line that history keeps under this id; false where it cannot keep one. */
bool irc_id_read(const char *id, uint32_t *room, uint32_t *number);

#endif
