/* What has become of lines that were said in parts. */
#include "tally.h"
#include "unit.h"

static struct tally tally;

static void tear_down(void)
{
	tally_finish(&tally);
}

static void expect(
	unsigned long confirmed, unsigned long unsaid, unsigned long refused, unsigned long unsure)
{
	ck_assert_uint_eq(tally.lines[FATE_CONFIRMED], confirmed);
	ck_assert_uint_eq(tally.lines[FATE_UNSAID], unsaid);
	ck_assert_uint_eq(tally.lines[FATE_REFUSED], refused);
	ck_assert_uint_eq(tally.lines[FATE_UNSURE], unsure);
}

START_TEST(a_line_is_confirmed_when_all_its_parts_are)
{
	tally_add(&tally, 1, 10, 3);
	ck_assert_uint_eq(tally_settle(&tally, 12, FATE_CONFIRMED), 1);
	ck_assert_uint_eq(tally_settle(&tally, 10, FATE_CONFIRMED), 1);
	expect(0, 0, 0, 0);
	ck_assert_uint_eq(tally_settle(&tally, 11, FATE_CONFIRMED), 1);
	expect(1, 0, 0, 0);
}
END_TEST

START_TEST(a_part_is_settled_once)
{
	tally_add(&tally, 1, 10, 2);
	ck_assert_uint_eq(tally_settle(&tally, 10, FATE_CONFIRMED), 1);
	ck_assert_uint_eq(tally_settle(&tally, 10, FATE_REFUSED), 0);
	ck_assert_uint_eq(tally_settle(&tally, 99, FATE_REFUSED), 0);
	ck_assert_uint_eq(tally_settle(&tally, 11, FATE_CONFIRMED), 1);
	ck_assert_uint_eq(tally_settle(&tally, 11, FATE_CONFIRMED), 0);
	expect(1, 0, 0, 0);
}
END_TEST

START_TEST(the_worst_part_is_the_line_s_fate)
{
	tally_add(&tally, 1, 10, 2);
	tally_add(&tally, 2, 12, 2);
	tally_add(&tally, 3, 14, 3);
	tally_settle(&tally, 10, FATE_REFUSED);
	tally_settle(&tally, 11, FATE_CONFIRMED);
	tally_settle(&tally, 12, FATE_UNSURE);
	tally_settle(&tally, 13, FATE_REFUSED);
	tally_settle(&tally, 14, FATE_CONFIRMED);
	tally_settle(&tally, 15, FATE_UNSURE);
	expect(0, 0, 1, 1);
	ck_assert_uint_eq(tally.first_unsure, 2);
	tally_close(&tally);
	expect(0, 0, 1, 2);
	ck_assert_uint_eq(tally.first_unsure, 2);
}
END_TEST

START_TEST(lines_may_be_settled_in_any_order)
{
	for (unsigned long i = 1; i <= 1000; i++)
		tally_add(&tally, i, i, 1);
	for (unsigned long i = 1000; i >= 1; i--)
		ck_assert_uint_eq(tally_settle(&tally, i, FATE_CONFIRMED), i);
	expect(1000, 0, 0, 0);
	ck_assert_uint_eq(tally.count, 0);
}
END_TEST

START_TEST(what_waits_in_the_end_was_not_said)
{
	tally_add(&tally, 1, 1, 1);
	tally_add(&tally, 2, 2, 2);
	tally_add(&tally, 3, 4, 1);
	tally_settle(&tally, 2, FATE_CONFIRMED);
	tally_settle(&tally, 4, FATE_CONFIRMED);
	expect(0, 0, 0, 0);
	tally_close(&tally);
	expect(1, 2, 0, 0);
	ck_assert_uint_eq(tally.first_unsure, 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_line_is_confirmed_when_all_its_parts_are,
		a_part_is_settled_once, the_worst_part_is_the_line_s_fate,
		lines_may_be_settled_in_any_order, what_waits_in_the_end_was_not_said, NULL};
	return unit_cases_with("client tally", NULL, tear_down, cases);
}
