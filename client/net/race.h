/* Connects to whichever of several addresses answers first (RFC 8305, section 5).
 *
 * Starts the addresses in their order: the next one when the one before has failed, or has not
 * answered within 250 ms. Attempts that have been started go on, each for at most 30 s. The first
 * that connects wins and the others are closed. The reason of each failure is kept.
 *
 * A race owns its sockets until it hands the winner over. It belongs to the thread of its base. */
#ifndef RACE_H
#define RACE_H

struct addresses;
struct event_base;
struct race;

/* Called once, from the event loop and never from race_start() itself. `fd` is a connected,
 * non-blocking socket that now belongs to the receiver; -1 if every address failed. `failures` is
 * "ADDRESS: reason; ADDRESS: reason", "" for none; it lasts until race_free(). */
typedef void race_done_fn(void *data, int fd, const char *failures);

/* `addresses` is borrowed until race_free(). */
struct race *race_start(
	struct event_base *base, const struct addresses *addresses, race_done_fn *done, void *data);

/* May be called at any time except from `done`. Closes the attempts that are under way. */
void race_free(struct race *race);

#endif
