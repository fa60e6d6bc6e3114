/* A limit for the bytes that wait for all sessions of one address together.
 *
 * Each session has limits of its own (flush.h), but for a while it may have several times
 * --slow-queue waiting, and an address has many sessions. An address may have WAITING_SESSIONS
 * times --slow-queue waiting. Where it has more, lines are skipped (skip.h) for its sessions with
 * the most bytes until it has not, and those without such lines are closed as too slow; but only
 * those that have had more than --slow-queue for WAITING_MS, unless the address has WAITING_TIMES
 * its limit. So with the usual limits one address, which can make 1,000 KiB wait for a reader at
 * once, cannot make 64 readers behind another address lose lines.
 *
 * Bytes count for each session that has yet to be sent them, also where readers share the memory.
 * Sessions whose origin is 0 (this machine, where a tunnel ends) have no common limit.
 *
 * The sessions of an address may be on several loops. Once a second each loop leaves its sums for
 * the others, and skips its own share of what is too much. */
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
	uint64_t all;	  /* for those of all loops, as the loop has last seen; for itself */
};

/* Sorted by address. Changed by its loop alone, under core.waiting_lock; other loops read it. */
struct waiting_sums {
	struct waiting_sum *items;
	unsigned count;
};

/* For flush_check_slow(): by the loop, without the core lock. Takes no time where nothing waits. */
void waiting_check(struct core_loop *loop);

#endif
