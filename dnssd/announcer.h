/* Announces services on the local network through Avahi, the daemon that speaks multicast DNS for
 * this machine, over D-Bus.
 *
 * A thread of its own does it, because a call over D-Bus waits for its answer. Nobody waits for the
 * thread: what it is told, and its end, go through a pipe. Where there is no D-Bus or no daemon, or
 * where they end, the thread tries again every 5 seconds, or when the daemon comes. A name that
 * another server on the network has gets a number: "chatd on alice #2".
 *
 * It logs `announced` with the name, and `not_announced` with the reason, each when that changes.
 * Built without Avahi, the functions do nothing. */
#ifndef ANNOUNCER_H
#define ANNOUNCER_H

#include <stddef.h>

#include "dnssd_words.h"

#define ANNOUNCED_MAX 32 /* what Avahi takes of one client in a group, unless told otherwise */

struct announcer;

enum announced_family { ANNOUNCED_BOTH, ANNOUNCED_IPV4, ANNOUNCED_IPV6 };

struct announced {
	const char *type;   /* DNSSD_CHATD ... */
	unsigned interface; /* its index; 0 for all */
	enum announced_family family;
	int port;
	enum dnssd_tls tls;
};

/* Starts the thread; NULL where that fails, or without Avahi. */
struct announcer *announcer_new(void);

/* Announces these in the place of those before; none withdraws them. `name` is UTF-8 without
 * control characters, and cut to DNSSD_NAME_BYTES. Copies all. Never blocks. NULL does nothing.
 */
void announcer_set(
	struct announcer *announcer, const char *name, const struct announced *list, size_t count);

/* Withdraws all and ends the thread, soon: does not wait. NULL does nothing. */
void announcer_free(struct announcer *announcer);

#endif
