/* Who may come in: how many clients in all, how many of one address, and how often that may
 * connect.
 *
 * Where an address may have N clients, it may connect ADMISSION_BURST * N times at once and then
 * N / ADMISSION_SECONDS times a second. Who comes and goes faster than that is no person, and
 * everybody in #lobby would be told of each. A refusal costs nothing of that.
 *
 * 127.0.0.1 and ::1 are not counted apart. What counts as one address is said at
 * address_share(). Any thread may call. */
#ifndef ADMISSION_H
#define ADMISSION_H

#include <pthread.h>
#include <stdint.h>

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
	long most, most_of_address; /* see admission_set() */
	long count;
	struct admission_address *addresses; /* table */
};

void admission_init(struct admission *admission);
void admission_finish(struct admission *admission);

/* Who is in stays in, also where the new limits are lower. 0 of an address: no limit. */
void admission_set(struct admission *admission, long most, long most_of_address);

/* `peer` as by address_bytes(). Each grant is given back by admission_leave() with the same. */
enum admission_answer admission_enter(
	struct admission *admission, const unsigned char address[16], int64_t now_ms);
void admission_leave(struct admission *admission, const unsigned char address[16]);

/* Forgets the addresses that have nobody here and nothing to regain; once a second, by any thread.
 */
void admission_sweep(struct admission *admission, int64_t now_ms);

#endif
