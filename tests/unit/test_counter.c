/* Counters, also from several threads. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "counter.h"
#include "stderr_pipe.h"
#include "unit.h"

#define THREADS 4
#define TIMES 10000

START_TEST(each_counter_has_a_name_and_help_of_its_own)
{
	for (int i = 0; i < COUNTER_COUNT; i++) {
		ck_assert_ptr_nonnull(counter_rows[i].name);
		ck_assert_ptr_nonnull(counter_rows[i].help);
		ck_assert_uint_gt(strlen(counter_rows[i].help), 5);
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(counter_rows[i].name, counter_rows[j].name);
	}
}
END_TEST

START_TEST(a_counter_counts_itself_alone)
{
	counter_add(COUNTER_LINES, 3);
	counter_add(COUNTER_LINES, 4);
	for (int i = 0; i < COUNTER_COUNT; i++)
		ck_assert_uint_eq(counter_value((enum counter)i), i == COUNTER_LINES ? 7 : 0);
}
END_TEST

START_TEST(another_process_counts_on)
{
	struct buffer packed = {0};
	counter_add(COUNTER_LINES, 7);
	counter_pack(&(struct pack){.buffer = &packed});
	struct unpack in = unpack_begin(packed.bytes, packed.length);
	counter_unpack(&in);
	ck_assert(unpack_done(&in));
	ck_assert_uint_eq(counter_value(COUNTER_LINES), 14);
	packed.bytes[4] = 'X'; /* of the first name: one that is not known */
	in = unpack_begin(packed.bytes, packed.length);
	counter_unpack(&in);
	ck_assert(unpack_done(&in));
	ck_assert_uint_eq(counter_value(COUNTER_LINES), 21);
	buffer_finish(&packed);
}
END_TEST

static void *add_often(void *nothing)
{
	for (int i = 0; i < TIMES; i++)
		counter_add(COUNTER_POSTED, 1);
	return nothing;
}

START_TEST(no_thread_loses_a_count)
{
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, add_often, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(counter_value(COUNTER_POSTED), THREADS * TIMES);
}
END_TEST

START_TEST(all_are_logged)
{
	char text[STDERR_TEXT_SIZE], field[100];
	for (int i = 0; i < COUNTER_COUNT; i++)
		counter_add((enum counter)i, (uint64_t)i + 1);
	stderr_pipe_open();
	counter_log();
	stderr_pipe_read(text);
	for (int i = 0; i < COUNTER_COUNT; i++) {
		snprintf(field, sizeof field, " %s=%d ", counter_rows[i].name, i + 1);
		ck_assert_msg(strstr(text, field) != NULL, "no %s in %s", field, text);
	}
	ck_assert_ptr_nonnull(strstr(text, " log_dropped=0\n"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_counter_has_a_name_and_help_of_its_own,
		a_counter_counts_itself_alone, another_process_counts_on, no_thread_loses_a_count,
		all_are_logged, NULL};
	return unit_cases("counter", cases);
}
