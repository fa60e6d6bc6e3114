/* How fast one address may speak, with all of its sessions together.
 *
 * A session that ends and comes back has a new rate; its address has not. Counted is what others
 * are sent because of the address: ALLOWANCE_LINE bytes for each line, or the line's bytes if those
 * are more. An address has ALLOWANCE_SESSIONS times the burst and the rate of one session. With the
 * usual limits that is 1,000 KiB at once and 200 KiB a second from then on: less than what a reader
 * may have unread (--send-queue), and than what one with 10 Mbit/s reads meanwhile.
 *
 * Within that, a new session does not begin with a whole burst of its own, but with what the last
 * sessions of its address had left: a new connection gives no new allowance.
 *
 * Addresses are told apart by their origins. One is remembered until it has regained everything; at
 * most ALLOWANCE_MAX are, and those that have least to regain are forgotten first. Sessions whose
 * origin is 0 (this machine) share no allowance. Under the core lock. */
#ifndef ALLOWANCE_H
#define ALLOWANCE_H

#include <stdint.h>

#include "pack.h"
#include "rate.h"

#define ALLOWANCE_SESSIONS 10
#define ALLOWANCE_LINE 1024
#define ALLOWANCE_MAX 32768

struct core;
struct origin;
struct allowance;

/* A table with open addressing: an entry takes 24 bytes, and the origins are hashes already. */
struct allowances {
	struct allowance *items;
	uint32_t size; /* 0, or a power of two */
	uint32_t count;
};

/* Milliseconds until the address may speak again, 0 for now. `burst` is that of one session. */
int64_t allowance_wait(const struct core *core, const struct origin *origin, long burst);

/* Spends bytes, whether or not the address has them left. */
void allowance_spend(struct core *core, const struct origin *origin, uint64_t bytes);

/* The rate with which a new session begins, and what one that ends had spent of its own. */
struct rate allowance_begin(const struct core *core, const struct origin *origin);
void allowance_end(struct core *core, const struct origin *origin, const struct rate *rate);

/* Forgets the addresses that have regained everything; about once a second. */
void allowance_sweep(struct core *core);

void allowance_finish(struct core *core);

/* For another process (handover.h); there are none before. */
void allowance_pack(const struct core *core, struct pack *out);
void allowance_unpack(struct core *core, struct unpack *in);

#endif
