/* For the tests of the connection: one connection to a listener on loopback in the same process.
 * The story has a line for each call of the connection's user but batch(). Include check.h first.
 */
#ifndef CLIENT_STORY_H
#define CLIENT_STORY_H

#include <stdbool.h>
#include <stddef.h>

#include "dial.h"

struct connection;
struct event_base;
struct connection_timing;

/* All timers are a minute; the same, but the connection is tried again at once. */
extern const struct connection_timing slow, hasty;

extern struct event_base *base;
extern struct connection *connection;
extern struct sockaddr_in place; /* of the listener, which refuses until listen() */
extern struct dial_target target;
extern int listener, peer;

/* How often each function was called, and the pause that the last down() named. */
extern unsigned ups, batches, quiets, downs, pause_ms;
/* Called from within the user's functions, unless NULL. */
extern void (*at_line)(void), (*at_quiet)(void), (*at_down)(void);

/* Compares the story so far, and forgets it. */
void expect_story(const char *format, ...) __attribute__((format(printf, 1, 2)));
void story_like(const char *pattern); /* with "..." for any run of characters */
void expect_nothing(void);
void forget_story(void);
bool story_begins(const char *begin);

/* Makes the connection, to the listener's port; the rest of `target` is the test's. */
void start(const char *host, bool again, const struct connection_timing *timing);
/* Makes it and waits until it is up, with `peer` as its other end; until it was refused and pauses
 * for a minute. */
void rise(const struct connection_timing *timing);
void refuse(void);

/* Run the loop until a counter has this value; until nothing is ready. */
void turn_until(const unsigned *count, unsigned most);
void turn(void);

/* Accepts the next connection as `peer`. */
void take_peer(void);
void close_peer(void);
void give(const char *text);

/* Fixtures. */
void story_set_up(void);
void story_tear_down(void);

#endif
