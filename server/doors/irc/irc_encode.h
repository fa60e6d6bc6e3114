/* Events as IRC clients read them. Under the core lock. */
#ifndef IRC_ENCODE_H
#define IRC_ENCODE_H

#include "buffer.h"
#include "event.h"

void irc_encode(const struct event *event, unsigned dialect, struct buffer *out);

/* Before there are threads: the beginning that the ids of all messages have until the server ends.
 */
void irc_encode_init(void);

#endif
