/* Lines of the past as IRC clients ask for them. */
#ifndef IRC_HISTORY_H
#define IRC_HISTORY_H

#include "irc_peer.h"
#include "question.h"
#include "room.h"

/* Appends a line of the room; nothing where it is none that the client can read. */
void irc_history_line(
	struct irc_call *call, const struct room *room, const struct record_line *line);

/* Asks a question that costs so many lines more than its command, or returns the answer. NULL while
 * there is none: the command runs again then. */
struct question *irc_history_ask(
	struct irc_call *call, const struct question *question, long lines);

/* The room in which the client may read: it is a member, or an operator of the server. */
struct room *irc_history_room(const struct irc_call *call, const char *name);

#endif
