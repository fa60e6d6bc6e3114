/* Says each line of standard input, or each -m, in the room, and leaves: the client in a pipe.
 *
 * The exit status is 0 only if the server has confirmed every line. No line is said twice: after a
 * loss there is no second try. At most 16 lines are read ahead of those that the server has
 * confirmed. */
#ifndef SAY_H
#define SAY_H

#include "session.h"

struct event_base;
struct passwords;
struct settings;

/* Documented in chat-client(1). */
enum say_status {
	SAY_GOOD = 0,	  /* every line was confirmed */
	SAY_NOT_SAID = 1, /* nothing was said: no connection, no room, or nothing to say */
	SAY_USAGE = 2,	  /* the command line or the settings are wrong */
	SAY_REFUSED = 3,  /* the server refused a line, or lines behind those said were not said */
	SAY_UNSURE = 4,	  /* the connection was lost, and a line may or may not have been said */
	/* nothing was said for one of these */
	SAY_DISTRUSTED = SESSION_DISTRUSTED,
	SAY_NOT_LOGGED_IN = SESSION_NOT_LOGGED_IN,
	SAY_LOCKED_OUT = SESSION_LOCKED_OUT,
};

int say_run(struct event_base *base, const struct settings *settings,
	const struct passwords *passwords);

#endif
