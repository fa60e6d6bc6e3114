/* Parameters of a message: lists, and what a parameter names. */
#ifndef IRC_PARAM_H
#define IRC_PARAM_H

#include "irc_peer.h"
#include "room.h"

/* Splits a list "a,b,c" in place: returns the next item, which may be empty, or NULL at the end. */
char *irc_param_item(char **list);

/* The same without empty items. */
char *irc_param_next(char **list);

/* The same for the targets of a command: each but the first costs a line of the speed allowance. */
char *irc_param_target(struct irc_call *call, char **list);

/* The room of this name. Refuses, and returns NULL, where there is none that may be seen. */
struct room *irc_param_room(struct irc_call *call, const char *name);

/* Whether the parameter is missing or names this server, by a mask or by the nick of a person.
 * Else refuses (ERR_NOSUCHSERVER). */
bool irc_param_server(struct irc_call *call, unsigned param);

/* Reads a time as server-time has it, "2026-01-31T12:00:00.000Z": milliseconds since 1970. False
 * where it is none. */
bool irc_param_time(const char *text, int64_t *ms);

/* Whether the mask matches the name of this server. */
bool irc_server_matches(const char *mask);

#endif
