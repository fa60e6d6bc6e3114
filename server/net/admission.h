/* Who may come in: how many clients in all, and how many of one address.
 *
 * 127.0.0.1 and ::1 are not counted apart. What counts as one address is said at
 * address_share(). Any thread may call. */
#ifndef ADMISSION_H
#define ADMISSION_H

#include <pthread.h>

enum admission_answer { ADMISSION_GRANTED, ADMISSION_FULL, ADMISSION_ADDRESS_FULL };

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
enum admission_answer admission_enter(struct admission *admission, const unsigned char peer[16]);
void admission_leave(struct admission *admission, const unsigned char peer[16]);

#endif
