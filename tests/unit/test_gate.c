/* How far a feed may be sent, and what its bytes wait for. */
#include "gate.h"
#include "unit.h"

static struct gate gate;

static void set_up(void)
{
	gate = (struct gate){{0}, {0}};
}

START_TEST(a_feed_without_lines_is_open)
{
	ck_assert_uint_eq(gate_end(&gate, 0, 500), 500);
	ck_assert_uint_eq(gate_round(&gate, 500), 0);
}
END_TEST

START_TEST(what_stands_before_a_line_may_be_sent)
{
	gate_note(&gate, 7, 100);
	ck_assert_uint_eq(gate_end(&gate, 6, 500), 100);
	ck_assert_uint_eq(gate_end(&gate, 7, 500), 500);
	ck_assert_uint_eq(gate_round(&gate, 100), 0);
	ck_assert_uint_eq(gate_round(&gate, 101), 7);
}
END_TEST

START_TEST(the_first_line_of_a_round_counts)
{
	gate_note(&gate, 7, 100);
	gate_note(&gate, 7, 200);
	ck_assert_uint_eq(gate_end(&gate, 6, 500), 100);
}
END_TEST

START_TEST(two_rounds_open_one_after_the_other)
{
	gate_note(&gate, 6, 50);
	gate_note(&gate, 7, 100);
	gate_note(&gate, 8, 200);
	ck_assert_uint_eq(gate_end(&gate, 6, 500), 100);
	ck_assert_uint_eq(gate_end(&gate, 7, 500), 200);
	ck_assert_uint_eq(gate_end(&gate, 8, 500), 500);
	ck_assert_uint_eq(gate_round(&gate, 100), 0);
	ck_assert_uint_eq(gate_round(&gate, 200), 7);
	ck_assert_uint_eq(gate_round(&gate, 201), 8);
}
END_TEST

START_TEST(an_open_gate_holds_nothing)
{
	gate_note(&gate, 8, 200);
	ck_assert_uint_eq(gate_end(&gate, GATE_OPEN, 500), 500);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_feed_without_lines_is_open,
		what_stands_before_a_line_may_be_sent, the_first_line_of_a_round_counts,
		two_rounds_open_one_after_the_other, an_open_gate_holds_nothing, NULL};
	return unit_cases_with("gate", set_up, NULL, cases);
}
