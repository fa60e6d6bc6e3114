/* Read markers (IRCv3 read-marker): up to when the client has read a room, or a conversation. They
 * are the account's, and all its connections are told of a new one; without an account they are the
 * connection's (marks.h). */
#ifndef IRC_MARKS_H
#define IRC_MARKS_H

#include "irc_peer.h"

/* "MARKREAD target timestamp", or "*" for none. */
void irc_marks_tell(struct irc_call *call, const char *target);

#endif
