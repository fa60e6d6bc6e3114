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

START_TEST(a_mark_is_of_a_room_or_of_a_name)
{
	ck_assert_int_eq(marks_time(&marks, 1, "#tea"), 0);
	ck_assert(marks_set(&marks, 1, "#tea", 10, &gone));
	ck_assert(marks_set(&marks, 0, "bob", 20, &gone));
	ck_assert(marks_set(&marks, 2, "#cups", 30, &gone));
	ck_assert_uint_eq(gone, 0);
	ck_assert_int_eq(marks_time(&marks, 1, "#tea"), 10);
	ck_assert_int_eq(marks_time(&marks, 2, "bob"), 30);
	ck_assert_int_eq(marks_time(&marks, 0, "bob"), 20);
	ck_assert_int_eq(marks_time(&marks, 0, "#tea"), 0);
	ck_assert_int_eq(marks_time(&marks, 3, "#tea"), 0);
	ck_assert_uint_eq(marks.count, 3);
}
END_TEST

START_TEST(a_mark_only_goes_on)
{
	ck_assert(marks_set(&marks, 1, NULL, 10, &gone));
	ck_assert(!marks_set(&marks, 1, NULL, 10, &gone));
	ck_assert(!marks_set(&marks, 1, NULL, 9, &gone));
	ck_assert_int_eq(marks_time(&marks, 1, NULL), 10);
	ck_assert(marks_set(&marks, 1, NULL, 11, &gone));
	ck_assert_int_eq(marks_time(&marks, 1, NULL), 11);
	ck_assert_uint_eq(marks.count, 1);
}
END_TEST

START_TEST(the_one_that_was_set_first_makes_place)
{
	char name[16];
	ck_assert(marks_set(&marks, 1, NULL, 1, &gone));
	ck_assert(marks_set(&marks, 0, "bob", 1, &gone));
	ck_assert(marks_set(&marks, 2, NULL, 1, &gone));
	for (unsigned i = 3; i < MARKS_MAX; i++) {
		snprintf(name, sizeof name, "p%u", i);
		ck_assert(marks_set(&marks, 0, name, 1, &gone));
	}
	ck_assert(marks_set(&marks, 1, NULL, 2, &gone)); /* is the last one from now on */
	ck_assert_uint_eq(gone, 0);
	ck_assert(marks_set(&marks, 0, "new", 1, &gone));
	ck_assert_uint_eq(gone, 0);
	ck_assert_int_eq(marks_time(&marks, 0, "bob"), 0);
	ck_assert(marks_set(&marks, 9, NULL, 1, &gone));
	ck_assert_uint_eq(gone, 2);
	ck_assert_int_eq(marks_time(&marks, 1, NULL), 2);
	ck_assert_uint_eq(marks.count, MARKS_MAX);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_mark_is_of_a_room_or_of_a_name, a_mark_only_goes_on,
		the_one_that_was_set_first_makes_place, NULL};
	return unit_cases_with("marks", NULL, tear_down, cases);
}
