/* Read markers (IRCv3 read-marker): up to when the client has read a room, or a conversation.
 *
 * A connection's own: there are no accounts under which another connection could ask for them. At
 * most IRC_MARKS_MAX, of which the one that was set first goes. */
#ifndef IRC_MARKS_H
#define IRC_MARKS_H

#include "irc_peer.h"

#define IRC_MARKS_MAX 200

void irc_marks_free(struct irc_marks *marks);

/* "MARKREAD target timestamp", or "*" for none. */
void irc_marks_tell(struct irc_call *call, const char *target);

#endif
