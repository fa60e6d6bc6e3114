/* How fast one session may speak. */
#include "rate.h"
#include "unit.h"

#define NOW 1000000

/* Lines that may come at once, up to `most`. */
static long at_once(struct rate *rate, int64_t now, long per_second, long burst, long most)
{
	long lines = 0;
	while (lines < most && rate_wait(rate, now, per_second, burst) == 0) {
		rate_spend(rate, now, per_second, 1);
		lines++;
	}
	return lines;
}

START_TEST(a_burst_may_come_at_once)
{
	static const long rates[] = {1, 3, 7, 20, 60, 999, 1000, 1000000};
	static const long bursts[] = {1, 2, 3, 100, 1000};
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		for (size_t j = 0; j < sizeof bursts / sizeof *bursts; j++) {
			struct rate rate = {0};
			ck_assert_int_eq(at_once(&rate, NOW, rates[i], bursts[j], 5000), bursts[j]);
		}
	}
}
END_TEST

START_TEST(then_lines_come_at_the_rate)
{
	struct rate rate = {0};
	ck_assert_int_eq(at_once(&rate, NOW, 20, 100, 5000), 100);
	ck_assert_int_eq(rate_wait(&rate, NOW, 20, 100), 50);
	ck_assert_int_eq(rate_wait(&rate, NOW + 49, 20, 100), 1);
	ck_assert_int_eq(rate_wait(&rate, NOW + 50, 20, 100), 0);
	ck_assert_int_eq(at_once(&rate, NOW + 1000, 20, 100, 5000), 20);
	ck_assert_int_eq(at_once(&rate, NOW + 2000, 20, 100, 5000), 20);
}
END_TEST

START_TEST(over_a_long_time_the_rate_is_kept)
{
	struct rate rate = {0};
	long lines = 0;
	for (int64_t now = NOW; now < NOW + 100000; now += 7)
		lines += at_once(&rate, now, 20, 100, 5000);
	ck_assert_int_ge(lines, 100 + 20 * 100 - 2);
	ck_assert_int_le(lines, 100 + 20 * 100);
}
END_TEST

START_TEST(a_wait_is_long_enough)
{
	struct rate rate = {0};
	rate_spend(&rate, NOW, 3, 250);
	int64_t wait = rate_wait(&rate, NOW, 3, 100);
	ck_assert_int_gt(wait, 0);
	ck_assert_int_gt(rate_wait(&rate, NOW + wait - 1, 3, 100), 0);
	ck_assert_int_eq(rate_wait(&rate, NOW + wait, 3, 100), 0);
}
END_TEST

START_TEST(all_is_regained_and_no_more)
{
	struct rate rate = {0};
	ck_assert(rate_is_full(&rate, NOW));
	ck_assert_int_eq(at_once(&rate, NOW, 20, 100, 5000), 100);
	ck_assert(!rate_is_full(&rate, NOW));
	ck_assert(!rate_is_full(&rate, NOW + 4999));
	ck_assert(rate_is_full(&rate, NOW + 5000));
	ck_assert_int_eq(at_once(&rate, NOW + 3600000, 20, 100, 5000), 100);
}
END_TEST

START_TEST(zero_lifts_the_limit)
{
	struct rate rate = {0};
	ck_assert_int_eq(at_once(&rate, NOW, 0, 1, 5000), 5000);
	ck_assert(rate_is_full(&rate, NOW));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_burst_may_come_at_once, then_lines_come_at_the_rate,
		over_a_long_time_the_rate_is_kept, a_wait_is_long_enough,
		all_is_regained_and_no_more, zero_lifts_the_limit, NULL};
	return unit_cases("rate", cases);
}
