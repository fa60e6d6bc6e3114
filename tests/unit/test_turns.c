/* Who is answered next. */
#include "table.h"
#include "turns.h"
#include "unit.h"

#define GREEDY 1
#define MODEST 2
#define LATE 3

static struct turns turns;

static void set_up(void)
{
	turns = (struct turns){{0}, 0};
}

START_TEST(who_has_taken_less_is_next)
{
	turns_take(&turns, GREEDY, 50000);
	ck_assert_int_lt(turns_place(&turns, MODEST), turns_place(&turns, GREEDY));
	turns_take(&turns, MODEST, 300);
	ck_assert_int_lt(turns_place(&turns, MODEST), turns_place(&turns, GREEDY));
}
END_TEST

START_TEST(who_comes_late_is_owed_nothing)
{
	for (unsigned i = 0; i < 100; i++)
		turns_take(&turns, GREEDY, 1000);
	turns_take(&turns, LATE, 1500); /* it comes first, but does not have 100 turns now */
	ck_assert_int_lt(turns_place(&turns, GREEDY), turns_place(&turns, LATE));
}
END_TEST

START_TEST(two_who_always_ask_share_the_time)
{
	int64_t greedy = 0, modest = 0;
	for (unsigned i = 0; i < 1000; i++) {
		bool first = turns_place(&turns, GREEDY) < turns_place(&turns, MODEST);
		*(first ? &greedy : &modest) += first ? 5000 : 100;
		turns_take(&turns, first ? GREEDY : MODEST, first ? 5000 : 100);
	}
	ck_assert_int_le(greedy, modest + 5000);
	ck_assert_int_le(modest, greedy + 5000);
}
END_TEST

START_TEST(slots_are_those_that_there_are)
{
	unsigned seen = 0;
	table_init();
	for (uint64_t asker = 0; asker < 10000; asker++)
		seen |= turns_slot(asker);
	ck_assert_uint_eq(seen, TURNS_SLOTS - 1);
	ck_assert_uint_eq(turns_slot(77), turns_slot(77));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_has_taken_less_is_next, who_comes_late_is_owed_nothing,
		two_who_always_ask_share_the_time, slots_are_those_that_there_are, NULL};
	return unit_cases_with("turns", set_up, NULL, cases);
}
