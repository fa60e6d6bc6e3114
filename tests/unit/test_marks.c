/* Read markers. */
#include <stdio.h>

#include "marks.h"
#include "unit.h"

static struct marks marks;
static uint32_t gone;

static void tear_down(void)
{
	marks_finish(&marks);
}

START_TEST(a_mark_is_found_by_its_name)
{
	ck_assert_int_eq(marks_time(&marks, "#tea"), 0);
	ck_assert(marks_set(&marks, "#tea", 1, 10, &gone));
	ck_assert(marks_set(&marks, "bob", 0, 20, &gone));
	ck_assert_uint_eq(gone, 0);
	ck_assert_int_eq(marks_time(&marks, "#tea"), 10);
	ck_assert_int_eq(marks_time(&marks, "bob"), 20);
	ck_assert_int_eq(marks_time(&marks, "tea"), 0);
	ck_assert_uint_eq(marks.count, 2);
}
END_TEST

START_TEST(a_mark_only_goes_on)
{
	ck_assert(marks_set(&marks, "#tea", 1, 10, &gone));
	ck_assert(!marks_set(&marks, "#tea", 1, 10, &gone));
	ck_assert(!marks_set(&marks, "#tea", 1, 9, &gone));
	ck_assert_int_eq(marks_time(&marks, "#tea"), 10);
	ck_assert(marks_set(&marks, "#tea", 1, 11, &gone));
	ck_assert_int_eq(marks_time(&marks, "#tea"), 11);
	ck_assert_uint_eq(marks.count, 1);
}
END_TEST

START_TEST(the_one_that_was_set_first_makes_place)
{
	char name[16];
	ck_assert(marks_set(&marks, "#tea", 0, 1, &gone));
	ck_assert(marks_set(&marks, "bob", 0, 1, &gone));
	ck_assert(marks_set(&marks, "#cups", 2, 1, &gone));
	for (unsigned i = 3; i < MARKS_MAX; i++) {
		snprintf(name, sizeof name, "p%u", i);
		ck_assert(marks_set(&marks, name, 0, 1, &gone));
	}
	ck_assert(marks_set(&marks, "#tea", 5, 2, &gone)); /* is the last one from now on */
	ck_assert_uint_eq(gone, 0);
	ck_assert(marks_set(&marks, "new", 0, 1, &gone));
	ck_assert_uint_eq(gone, 0);
	ck_assert_int_eq(marks_time(&marks, "bob"), 0);
	ck_assert(marks_set(&marks, "#pots", 9, 1, &gone));
	ck_assert_uint_eq(gone, 2);
	ck_assert_int_eq(marks_time(&marks, "#tea"), 2);
	ck_assert_uint_eq(marks.count, MARKS_MAX);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_mark_is_found_by_its_name, a_mark_only_goes_on,
		the_one_that_was_set_first_makes_place, NULL};
	return unit_cases_with("marks", NULL, tear_down, cases);
}
