/* NickServ: the name of a service that people know from other servers, and that clients have words
 * for. Nobody can take it. It answers PRIVMSG to the name, and the commands NICKSERV and NS.
 *
 * What is said to it, mistyped or not, reaches nobody else, no history and no log. */
#ifndef IRC_NICKSERV_H
#define IRC_NICKSERV_H

#include "irc_peer.h"

/* Whether one of the targets, separated by commas, is NickServ, also as "NickServ@server". */
bool irc_nickserv_is_target(const char *targets);

/* Answers what was said to it, and wipes that. */
void irc_nickserv_say(struct irc_call *call, char *text);

#endif
