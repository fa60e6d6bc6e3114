/* What waits for all sessions of one address together.
 *
 * Each session is bounded by itself (see flush.h), but for a while it may have several times
 * --slow-queue waiting, and an address has many sessions. So an address may have WAITING_SESSIONS
 * times --slow-queue waiting; where it has more, those of its sessions that have most waiting are
 * closed as too slow until it has not. As for one session, there is time to get under that limit:
 * whoever has had more than --slow-queue for less than WAITING_MS, or has no more, stays, unless
 * the address has WAITING_TIMES as much. So with the usual limits no single address, which can
 * make 1,000 KiB wait for a reader at once, gets 64 readers behind one address closed.
 *
 * Bytes count for each session that has yet to be sent them, also where readers share the memory.
 * Sessions whose origin is 0 (this machine, where a tunnel ends) share nothing.
 *
 * An address's sessions may be of several loops: each loop leaves its sums for the others, once a
 * second, and closes its own share of what is too much. */
#ifndef WAITING_H
#define WAITING_H

#include <stdint.h>

#define WAITING_SESSIONS 64
#define WAITING_MS 5000
#define WAITING_TIMES 4

struct core_loop;

struct waiting_sum {
	uint64_t address; /* its origin */
	uint64_t bytes;	  /* for this loop's sessions */
	uint64_t all;	  /* for those of all loops, as far as known; for its own loop */
};

/* In the order of addresses. Changed by its loop alone, under core.waiting_lock. */
struct waiting_sums {
	struct waiting_sum *items;
	unsigned count;
};

/* For flush_check_slow(): without the core's lock. Takes no time where nothing waits. */
void waiting_check(struct core_loop *loop);

#endif
