/* Parameters of a message: lists, and what a parameter names. */
#ifndef IRC_PARAM_H
#define IRC_PARAM_H

#include "irc_peer.h"
#include "room.h"

/* Splits a list "a,b,c" in place: returns the next item, which may be empty, or NULL at the end. */
char *irc_next_item(char **list);

/* The same without empty items. */
char *irc_next(char **list);

/* The same for the targets of a command: each but the first costs a line of the speed allowance. */
char *irc_next_target(struct irc_call *call, char **list);

/* The room of this name. Refuses, and returns NULL, where there is none that may be seen. */
struct room *irc_open_room(struct irc_call *call, const char *name);

/* Whether the parameter names this server, by a mask or by somebody who is on it, or is not there.
 * Else refuses (ERR_NOSUCHSERVER). */
bool irc_server_meant(struct irc_call *call, unsigned param);

/* Whether the mask matches the name of this server. */
bool irc_server_matches(const char *mask);

#endif
