#include "core_lock.h"

#include "clock.h"

void core_lock_init(struct core_lock *lock)
{
	*lock = (struct core_lock){0};
	pthread_mutex_init(&lock->mutex, NULL);
}

void core_lock_finish(struct core_lock *lock)
{
	pthread_mutex_destroy(&lock->mutex);
}

/* Apart, since it is seldom called. */
__attribute__((noinline)) static void wait_for(struct core_lock *lock)
{
	int64_t since = clock_ns(CLOCK_MONOTONIC);
	pthread_mutex_lock(&lock->mutex);
	durations_add(&lock->waits, clock_ns(CLOCK_MONOTONIC) - since);
}

void core_lock_take(struct core_lock *lock)
{
	if (pthread_mutex_trylock(&lock->mutex) != 0)
		wait_for(lock);
	durations_count(&lock->takes, 1);
	if (atomic_load_explicit(&lock->takes, memory_order_relaxed) % CORE_LOCK_SAMPLE == 0)
		lock->taken_at = clock_ns(CLOCK_MONOTONIC);
}

void core_lock_give(struct core_lock *lock)
{
	if (lock->taken_at > 0)
		durations_add(&lock->holds, clock_ns(CLOCK_MONOTONIC) - lock->taken_at);
	lock->taken_at = 0;
	pthread_mutex_unlock(&lock->mutex);
}
