/* Durations in buckets. */
#include <pthread.h>

#include "durations.h"
#include "unit.h"

#define TIMES 100000

static struct durations_read read_all(const struct durations *durations)
{
	struct durations_read read = {0};
	durations_read(durations, &read);
	return read;
}

START_TEST(the_bounds_ascend_from_10_us_to_10_s)
{
	ck_assert_int_eq(durations_bounds[0], 10000);
	ck_assert_int_eq(durations_bounds[DURATIONS_BOUNDS - 1], 10000000000);
	for (int i = 1; i < DURATIONS_BOUNDS; i++)
		ck_assert_int_gt(durations_bounds[i], durations_bounds[i - 1]);
}
END_TEST

START_TEST(a_bound_belongs_to_its_bucket)
{
	for (int i = 0; i < DURATIONS_BOUNDS; i++) {
		struct durations durations = {0};
		durations_add(&durations, durations_bounds[i]);
		durations_add(&durations, durations_bounds[i] + 1);
		struct durations_read read = read_all(&durations);
		ck_assert_uint_eq(read.counts[i], 1);
		ck_assert_uint_eq(read.counts[i + 1], 1);
		ck_assert_uint_eq(durations_total(&read), 2);
		ck_assert_uint_eq(read.sum, 2 * (uint64_t)durations_bounds[i] + 1);
	}
}
END_TEST

START_TEST(a_clock_that_went_back_counts_as_nothing)
{
	struct durations durations = {0};
	durations_add(&durations, -5);
	struct durations_read read = read_all(&durations);
	ck_assert_uint_eq(read.counts[0], 1);
	ck_assert_uint_eq(read.sum, 0);
}
END_TEST

START_TEST(several_are_added_up)
{
	struct durations a = {0}, b = {0};
	struct durations_read read = {0};
	durations_add(&a, 1000);
	durations_add(&b, 2000);
	durations_add(&b, INT64_C(20000000000));
	durations_read(&a, &read);
	durations_read(&b, &read);
	ck_assert_uint_eq(read.counts[0], 2);
	ck_assert_uint_eq(read.counts[DURATIONS_BOUNDS], 1);
	ck_assert_uint_eq(read.sum, 20000003000);
}
END_TEST

START_TEST(a_share_is_found)
{
	struct durations durations = {0};
	struct durations_read read = read_all(&durations);
	ck_assert_int_eq(durations_at(&read, 0.5), 0);
	for (int i = 0; i < 98; i++)
		durations_add(&durations, 20000);
	durations_add(&durations, 3000000);
	durations_add(&durations, INT64_C(11000000000));
	read = read_all(&durations);
	ck_assert_int_eq(durations_at(&read, 0.5), 25000);
	ck_assert_int_eq(durations_at(&read, 0.98), 25000);
	ck_assert_int_eq(durations_at(&read, 0.99), 5000000);
	ck_assert_int_eq(durations_at(&read, 1), INT64_MAX);
}
END_TEST

static void *add_many(void *data)
{
	for (int i = 0; i < TIMES; i++)
		durations_add(data, 1000);
	return NULL;
}

START_TEST(another_thread_reads_meanwhile)
{
	struct durations durations = {0};
	uint64_t before = 0, now = 0;
	pthread_t thread;
	ck_assert_int_eq(pthread_create(&thread, NULL, add_many, &durations), 0);
	while (now < TIMES) {
		struct durations_read read = read_all(&durations);
		now = durations_total(&read);
		ck_assert_uint_ge(now, before);
		before = now;
	}
	pthread_join(thread, NULL);
	ck_assert_uint_eq(read_all(&durations).sum, (uint64_t)TIMES * 1000);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_bounds_ascend_from_10_us_to_10_s,
		a_bound_belongs_to_its_bucket, a_clock_that_went_back_counts_as_nothing,
		several_are_added_up, a_share_is_found, another_thread_reads_meanwhile, NULL};
	return unit_cases("durations", cases);
}
