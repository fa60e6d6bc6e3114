/* The client between programs, saying: each line of standard input, or each -m, to the room, and
 * out.
 *
 * The exit status is 0 only when the server has confirmed every line. Lines are not said twice:
 * after a loss there is no other try. See enum say_status. Reads at most a few lines ahead of what
 * the server has confirmed. */
#ifndef SAY_H
#define SAY_H

struct event_base;
struct settings;

/* Documented in chat-client(1). */
enum say_status {
	SAY_GOOD = 0,	  /* every line was confirmed */
	SAY_NOT_SAID = 1, /* nothing was said: no connection, no room, or nothing to say */
	SAY_USAGE = 2,	  /* the command line or the settings are wrong */
	SAY_REFUSED =
		3, /* the server refused a line, or some lines were not said; those before were */
	SAY_UNSURE = 4, /* the connection was lost: a line may or may not have been said */
};

int say_run(struct event_base *base, const struct settings *settings);

#endif
