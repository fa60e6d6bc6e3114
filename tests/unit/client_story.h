/* One connection to a server on loopback in the same process, for the tests of it. What happens is
 * told as a story, one line for each call of the connection's user but batch().
 * Include check.h first. */
#ifndef CLIENT_STORY_H
#define CLIENT_STORY_H

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct event_base;
struct connection_timing;

/* Nothing happens by itself for a minute; the same, but the next try comes at once. */
extern const struct connection_timing slow, hasty;

extern struct event_base *base;
extern struct connection *connection;
extern struct sockaddr_in place; /* of the listener, which refuses until listen() */
extern int listener, peer;

/* What has been called how often, and the pause that the last down() named. */
extern unsigned ups, batches, quiets, downs, pause_ms;
/* Called from within the user's functions, where set. */
extern void (*at_line)(void), (*at_quiet)(void), (*at_down)(void);

/* The story so far, which is forgotten then. */
void expect_story(const char *format, ...) __attribute__((format(printf, 1, 2)));
void expect_nothing(void);
void forget_story(void);
bool story_begins(const char *begin);

/* The connection, to the listener's port. */
void start(const char *host, bool again, const struct connection_timing *timing);
/* It is up and `peer` is its other end; refused, and in a pause of a minute. */
void rise(const struct connection_timing *timing);
void refuse(void);

/* Until a counter is there (the test's time limit is the only one); until nothing is ready. */
void turn_until(const unsigned *count, unsigned most);
void turn(void);

/* Accepts the next connection as `peer`. */
void take_peer(void);
void close_peer(void);
void give(const char *text);

/* For a program's cases. */
void story_set_up(void);
void story_tear_down(void);

#endif
