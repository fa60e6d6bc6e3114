/* Connects to whichever of several addresses answers first (RFC 8305, section 5).
 *
 * The addresses are tried in their order. The next one starts when the one before has failed, or
 * has not answered within 250 ms; those already started go on. The first that connects wins and
 * the others are given up. Each one that failed is remembered with its reason. An attempt is
 * given up after 30 s.
 *
 * The race owns its sockets until it hands the winner over, and belongs to the thread of its
 * base. */
#ifndef RACE_H
#define RACE_H

struct addresses;
struct event_base;
struct race;

/* Called once, from the base's loop and never from race_start() itself. `fd` is connected, does
 * not block, and is the receiver's from now on; -1 where every address failed. `failures` is
 * "ADDRESS: reason; ADDRESS: reason", empty where nothing failed; it lasts until race_free(). */
struct race_end {
	void (*done)(void *data, int fd, const char *failures);
	void *data;
};

/* `addresses` is borrowed until race_free(). */
struct race *race_start(
	struct event_base *base, const struct addresses *addresses, struct race_end end);

/* May be called at any time but from `done`; what is still under way is given up. */
void race_free(struct race *race);

#endif
