/* What has become of lines that were said in parts. */
#include "delivery_count.h"
#include "unit.h"

static struct delivery_count delivery_count;

static void tear_down(void)
{
	delivery_count_close(&delivery_count);
	delivery_count = (struct delivery_count){0};
}

static void expect(
	unsigned long confirmed, unsigned long unsaid, unsigned long refused, unsigned long unsure)
{
	ck_assert_uint_eq(delivery_count.lines[FATE_CONFIRMED], confirmed);
	ck_assert_uint_eq(delivery_count.lines[FATE_UNSAID], unsaid);
	ck_assert_uint_eq(delivery_count.lines[FATE_REFUSED], refused);
	ck_assert_uint_eq(delivery_count.lines[FATE_UNSURE], unsure);
}

START_TEST(a_line_is_confirmed_when_all_its_parts_are)
{
	delivery_count_add(&delivery_count, 1, 10, 3);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 12, FATE_CONFIRMED), 1);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 10, FATE_CONFIRMED), 1);
	expect(0, 0, 0, 0);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 11, FATE_CONFIRMED), 1);
	expect(1, 0, 0, 0);
}
END_TEST

START_TEST(a_part_is_settled_once)
{
	delivery_count_add(&delivery_count, 1, 10, 2);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 10, FATE_CONFIRMED), 1);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 10, FATE_REFUSED), 0);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 99, FATE_REFUSED), 0);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 11, FATE_CONFIRMED), 1);
	ck_assert_uint_eq(delivery_count_settle(&delivery_count, 11, FATE_CONFIRMED), 0);
	expect(1, 0, 0, 0);
}
END_TEST

START_TEST(the_worst_part_is_the_line_s_fate)
{
	delivery_count_add(&delivery_count, 1, 10, 2);
	delivery_count_add(&delivery_count, 2, 12, 2);
	delivery_count_add(&delivery_count, 3, 14, 3);
	delivery_count_settle(&delivery_count, 10, FATE_REFUSED);
	delivery_count_settle(&delivery_count, 11, FATE_CONFIRMED);
	delivery_count_settle(&delivery_count, 12, FATE_UNSURE);
	delivery_count_settle(&delivery_count, 13, FATE_REFUSED);
	delivery_count_settle(&delivery_count, 14, FATE_CONFIRMED);
	delivery_count_settle(&delivery_count, 15, FATE_UNSURE);
	expect(0, 0, 1, 1);
	ck_assert_uint_eq(delivery_count.first_unsure, 2);
	delivery_count_close(&delivery_count);
	expect(0, 0, 1, 2);
	ck_assert_uint_eq(delivery_count.first_unsure, 2);
}
END_TEST

START_TEST(lines_may_be_settled_in_any_order)
{
	for (unsigned long i = 1; i <= 1000; i++)
		delivery_count_add(&delivery_count, i, i, 1);
	for (unsigned long i = 1000; i >= 1; i--)
		ck_assert_uint_eq(delivery_count_settle(&delivery_count, i, FATE_CONFIRMED), i);
	expect(1000, 0, 0, 0);
	ck_assert_uint_eq(delivery_count.part_count, 0);
}
END_TEST

START_TEST(what_waits_in_the_end_was_not_said)
{
	delivery_count_add(&delivery_count, 1, 1, 1);
	delivery_count_add(&delivery_count, 2, 2, 2);
	delivery_count_add(&delivery_count, 3, 4, 1);
	delivery_count_settle(&delivery_count, 2, FATE_CONFIRMED);
	delivery_count_settle(&delivery_count, 4, FATE_CONFIRMED);
	expect(1, 0, 0, 0);
	delivery_count_close(&delivery_count);
	expect(1, 2, 0, 0);
	ck_assert_uint_eq(delivery_count.first_unsure, 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_line_is_confirmed_when_all_its_parts_are,
		a_part_is_settled_once, the_worst_part_is_the_line_s_fate,
		lines_may_be_settled_in_any_order, what_waits_in_the_end_was_not_said, NULL};
	return unit_cases_with("client delivery count", NULL, tear_down, cases);
}
