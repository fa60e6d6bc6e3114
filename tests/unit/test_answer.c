/* Answers to questions about a room with lines that are too old, but not deleted yet: line N is of
 * N seconds and says "text N". */
#include <string.h>

#include "answer.h"
#include "stored.h"

#define LINES 40
#define KEPT 11 /* the first one that is not too old */

static struct question question;

static void ask(uint32_t first, uint32_t last, unsigned limit, bool newest)
{
	question = (struct question){.range = {.room = 1,
					     .first = first,
					     .last = last,
					     .limit = limit,
					     .newest = newest},
		.kept_since = KEPT * INT64_C(1000)};
	question.asked = question.range;
}

static void add_number(const struct record_line *line, void *data)
{
	buffer_format(data, "%u ", line->number);
}

static const char *numbers(struct stored *s)
{
	static struct buffer text;
	buffer_clear(&text);
	answer(s->ops, s->store, &question);
	ck_assert(!question.failed && question.complete);
	question_each(&question, add_number, &text);
	buffer_finish(&question.records);
	return buffer_text(&text);
}

static void fill(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_say_many(s, 1, 1, LINES, "al");
	stored_index(s);
}

static void check_pages(struct stored *s)
{
	fill(s);
	ask(1, LINES, 2, true);
	unit_same(numbers(s), "39 40 ");
	ask(1, 13, 20, true);
	unit_same(numbers(s), "11 12 13 ");
	ask(1, 8, 20, true);
	unit_same(numbers(s), "");
	ask(1, LINES, 3, false);
	unit_same(numbers(s), "11 12 13 ");
	ask(1, LINES, 3, false);
	question.since = 5000;
	unit_same(numbers(s), "11 12 13 ");
	question.kept_since = 0;
	unit_same(numbers(s), "5 6 7 ");
}

START_TEST(pages_have_no_line_that_is_too_old)
{
	stored_each(check_pages);
}
END_TEST

static void check_places(struct stored *s)
{
	fill(s);
	ask(12, LINES, 6, false);
	question.around = true;
	unit_same(numbers(s), "11 12 13 14 ");
	ask(3, LINES, 4, false);
	question.around = true;
	unit_same(numbers(s), "11 12 ");
	ask(1, LINES, 3, false);
	question.between = 5;
	question.since = 30000;
	unit_same(numbers(s), "11 12 13 ");
}

START_TEST(places_may_be_too_old)
{
	stored_each(check_places);
}
END_TEST

static void check_search(struct stored *s)
{
	fill(s);
	question = (struct question){.type = QUESTION_SEARCH,
		.search = {.room = 1, .before = 13, .limit = 20, .words = "text", .name = ""},
		.kept_since = KEPT * INT64_C(1000)};
	unit_same(numbers(s), "12 11 ");
	question.since = 5000;
	unit_same(numbers(s), "11 12 ");
}

START_TEST(what_is_too_old_is_not_found)
{
	stored_each(check_search);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {pages_have_no_line_that_is_too_old, places_may_be_too_old,
		what_is_too_old_is_not_found, NULL};
	return unit_cases("answer", cases);
}
