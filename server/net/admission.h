/* Admission: limits the clients in all, the clients of one address, and how often an address may
 * connect.
 *
 * An address that may have N clients may connect ADMISSION_BURST * N times at once, and then
 * N / ADMISSION_SECONDS times a second. Nobody needs more than that, and each one is announced in
 * #lobby. A refused attempt does not count.
 *
 * address_share() says what counts as one address, peer_is_free() which have no limits of their
 * own. Any thread may call. */
#ifndef ADMISSION_H
#define ADMISSION_H

#include <pthread.h>
#include <stdint.h>

#include "pack.h"

#define ADMISSION_BURST 4
#define ADMISSION_SECONDS 2

enum admission_answer {
	ADMISSION_GRANTED,
	ADMISSION_FULL,
	ADMISSION_ADDRESS_FULL,
	ADMISSION_ADDRESS_OFTEN,
};

struct admission_address;

struct admission {
	pthread_mutex_t lock;
	long max, max_of_address; /* see admission_set() */
	long count;
	struct admission_address *addresses; /* table */
};

void admission_init(struct admission *admission);
void admission_finish(struct admission *admission);

/* Sets the limits; `max_of_address` 0 is no limit. Clients that are in stay in, even where the new
 * limits are lower. */
void admission_set(struct admission *admission, long max, long max_of_address);

/* `address` has the form of peer_address(). admission_leave() with the same address gives a grant
 * back. */
enum admission_answer admission_enter(
	struct admission *admission, const unsigned char address[16], int64_t now_ms);
void admission_leave(struct admission *admission, const unsigned char address[16]);

/* The clients that there may be. */
long admission_max(struct admission *admission);

/* Forgets the addresses that have no client and have regained their rate. Once a second. */
void admission_sweep(struct admission *admission, int64_t now_ms);

/* For another process: how often addresses have connected lately; before the first client there. */
void admission_pack(struct admission *admission, struct pack *out);
void admission_unpack(struct admission *admission, struct unpack *in);

/* Counts a client that is in already, whatever the limits are. */
void admission_restore(struct admission *admission, const unsigned char address[16]);

#endif
