/* The core's lock: nobody is in it beside another, and waiting is measured. */
#include <sched.h>

#include "core_lock.h"
#include "unit.h"

#define TAKES 1000

static struct core_lock lock;
static atomic_bool inside;
static long count;

static struct durations_read read_all(const struct durations *durations)
{
	struct durations_read read = {0};
	durations_read(durations, &read);
	return read;
}

START_TEST(whoever_is_alone_does_not_wait)
{
	core_lock_init(&lock);
	for (int i = 0; i < TAKES; i++) {
		core_lock_take(&lock);
		core_lock_give(&lock);
	}
	struct durations_read waits = read_all(&lock.waits), holds = read_all(&lock.holds);
	ck_assert_uint_eq(lock.takes, TAKES);
	ck_assert_uint_eq(durations_total(&waits), 0);
	ck_assert_uint_eq(durations_total(&holds), TAKES / CORE_LOCK_SAMPLE);
	core_lock_finish(&lock);
}
END_TEST

/* Takes it while the other has it, which is in there until this one waits. */
static void *take_too(void *data)
{
	while (!atomic_load(&inside))
		sched_yield();
	atomic_store(&inside, false);
	core_lock_take(&lock);
	count++;
	core_lock_give(&lock);
	return NULL;
}

START_TEST(who_waits_is_counted)
{
	pthread_t thread;
	core_lock_init(&lock);
	core_lock_take(&lock);
	ck_assert_int_eq(pthread_create(&thread, NULL, take_too, NULL), 0);
	atomic_store(&inside, true);
	while (atomic_load(&inside))
		sched_yield();
	sched_yield(); /* it may wait by now; it cannot be inside */
	ck_assert_int_eq(count, 0);
	core_lock_give(&lock);
	pthread_join(thread, NULL);
	struct durations_read waits = read_all(&lock.waits);
	ck_assert_int_eq(count, 1);
	ck_assert_uint_le(durations_total(&waits), 1);
	ck_assert_uint_eq(lock.takes, 2);
	core_lock_finish(&lock);
}
END_TEST

static void *take_often(void *data)
{
	for (int i = 0; i < TAKES; i++) {
		core_lock_take(&lock);
		count++;
		sched_yield(); /* lets the others find it taken */
		core_lock_give(&lock);
	}
	return NULL;
}

START_TEST(several_threads_wait_for_each_other)
{
	pthread_t threads[3];
	struct durations_read waits = {0};
	unsigned rounds = 0;
	core_lock_init(&lock);
	/* On a busy machine the threads of one round may run one after the other. */
	while (durations_total(&waits) == 0 && rounds++ < 1000) {
		for (int i = 0; i < 3; i++)
			ck_assert_int_eq(pthread_create(&threads[i], NULL, take_often, NULL), 0);
		for (int i = 0; i < 3; i++)
			pthread_join(threads[i], NULL);
		waits = read_all(&lock.waits);
	}
	struct durations_read holds = read_all(&lock.holds);
	ck_assert_int_eq(count, (int)rounds * 3 * TAKES);
	ck_assert_uint_eq(lock.takes, rounds * 3 * TAKES);
	ck_assert_uint_gt(durations_total(&waits), 0);
	ck_assert_uint_gt(waits.sum, 0);
	ck_assert_uint_eq(durations_total(&holds), rounds * 3 * TAKES / CORE_LOCK_SAMPLE);
	core_lock_finish(&lock);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {whoever_is_alone_does_not_wait, who_waits_is_counted,
		several_threads_wait_for_each_other, NULL};
	return unit_cases("core_lock", cases);
}
