/* The core's lock, with figures of how long it is waited for and held. */
#ifndef CORE_LOCK_H
#define CORE_LOCK_H

#include <pthread.h>
#include <stdint.h>

#include "durations.h"

#define CORE_LOCK_SAMPLE 16 /* one in so many holds is measured */

struct core_lock {
	pthread_mutex_t mutex;
	/* Under it; any thread may read the first three. */
	_Atomic uint64_t takes;
	struct durations waits; /* of takes that another thread made wait */
	struct durations holds; /* one in CORE_LOCK_SAMPLE */
	int64_t taken_at;	/* nanoseconds; 0: this hold is not measured */
};

void core_lock_init(struct core_lock *lock);
void core_lock_finish(struct core_lock *lock);
void core_lock_take(struct core_lock *lock);
void core_lock_give(struct core_lock *lock);

#endif
