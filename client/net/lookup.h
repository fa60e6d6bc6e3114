/* resolve() without waiting for it: the answer comes from the base's loop.
 *
 * The system's resolver cannot be interrupted, and may take as long as its servers let it. So it
 * runs in a thread of its own, one for each look-up, which shares nothing with the loop but the
 * look-up's task and a pipe whose end is the news. Who gives a look-up up does not wait: the thread
 * then frees the task when it is through with it. */
#ifndef LOOKUP_H
#define LOOKUP_H

struct addresses;
struct event_base;
struct lookup;

/* Called once, from the base's loop and never from lookup_start() itself. `error` is NULL, or what
 * went wrong in words, and then there are no addresses. Both last until lookup_free(). */
struct lookup_end {
	void (*done)(void *data, const struct addresses *addresses, const char *error);
	void *data;
};

/* `host` is copied. */
struct lookup *lookup_start(
	struct event_base *base, const char *host, int port, struct lookup_end end);

/* May be called at any time but from `done`, and never blocks. */
void lookup_free(struct lookup *lookup);

#endif
