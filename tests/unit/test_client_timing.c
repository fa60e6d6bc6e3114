/* How long the pauses between tries are, and whether the machine has slept. */
#include <check.h>
#include <stdlib.h>

#include "connection.h"
#include "unit.h"

START_TEST(pauses_grow_to_a_minute)
{
	static const unsigned whole[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
	for (unsigned i = 0; i < sizeof whole / sizeof *whole; i++)
		ck_assert_uint_eq(
			connection_pause(&connection_timing_usual, i, UINT32_MAX), whole[i]);
	ck_assert_uint_eq(connection_pause(&connection_timing_usual, 1000000, UINT32_MAX), 60000);
	ck_assert_uint_eq(
		connection_pause(&connection_timing_usual, UINT32_MAX, UINT32_MAX), 60000);
}
END_TEST

START_TEST(chance_takes_up_to_half)
{
	ck_assert_uint_eq(connection_pause(&connection_timing_usual, 0, 0), 500);
	ck_assert_uint_eq(connection_pause(&connection_timing_usual, 0, UINT32_MAX / 2), 750);
	ck_assert_uint_eq(connection_pause(&connection_timing_usual, 3, 0), 4000);
	ck_assert_uint_eq(connection_pause(&connection_timing_usual, 99, 0), 30000);
	ck_assert_uint_eq(connection_pause(&connection_timing_usual, 99, UINT32_MAX / 2), 45000);
}
END_TEST

START_TEST(a_pause_is_never_nothing)
{
	static const struct connection_timing shortest = {.pause_ms = 1, .most_ms = 1};
	ck_assert_uint_eq(connection_pause(&shortest, 0, 0), 1);
	ck_assert_uint_eq(connection_pause(&shortest, 9, 0), 1);
	ck_assert_uint_eq(connection_pause(&shortest, 9, UINT32_MAX), 1);
}
END_TEST

START_TEST(a_sleep_is_seen_once)
{
	int64_t ahead = 0;
	connection_slept(&ahead, 1700000000000, 5000);
	ck_assert(!connection_slept(&ahead, 1700000005000, 10000));
	ck_assert(connection_slept(&ahead, 1700003610000, 15000));
	ck_assert(!connection_slept(&ahead, 1700003615000, 20000));
}
END_TEST

START_TEST(what_is_short_or_backward_is_no_sleep)
{
	int64_t ahead = 1000;
	ck_assert(!connection_slept(&ahead, 7999, 5000));
	ck_assert_int_eq(ahead, 2999);
	ck_assert(!connection_slept(&ahead, 4000, 6000));
	ck_assert_int_eq(ahead, -2000);
	ck_assert(connection_slept(&ahead, 7000, 7000));
}
END_TEST

START_TEST(a_late_look_is_no_sleep)
{
	int64_t ahead = 0;
	ck_assert(!connection_slept(&ahead, 3600000, 3600000));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {pauses_grow_to_a_minute, chance_takes_up_to_half,
		a_pause_is_never_nothing, a_sleep_is_seen_once,
		what_is_short_or_backward_is_no_sleep, a_late_look_is_no_sleep, NULL};
	return unit_cases("client timing", cases);
}
