/* Answers of a store that does not have the last rounds: line N says "N", at N seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "pending.h"
#include "unit.h"

#define STORED 10
#define TAKEN 15
#define LAST 20 /* gathered, as those behind TAKEN */
#define ROOM 7
#define HERS 100 /* her connection, with the even lines; his is the next */

static struct history history;
static struct question question;

static void write_one(struct buffer *out, uint32_t room, uint32_t number)
{
	char text[16];
	snprintf(text, sizeof text, "%u", number);
	record_write_line(out, &(struct record_line){.room = room,
				       .number = number,
				       .time = number * INT64_C(1000),
				       .connection = HERS + number % 2,
				       .kind = number % 5 == 0 ? RECORD_TOPIC : RECORD_SAY,
				       .text = text});
}

static void write_lines(struct buffer *out, uint32_t first, uint32_t last)
{
	for (uint32_t number = first; number <= last; number++) {
		write_one(out, ROOM, number);
		write_one(out, ROOM + 1, number);
	}
}

static void erase(struct buffer *out, uint32_t number, uint64_t connection)
{
	record_write_erase(out, &(struct record_erase){.room = number ? ROOM : 0,
					.number = number,
					.connection = connection,
					.by = "olga",
					.why = "spam"});
}

static void set_up(void)
{
	history = (struct history){0};
	write_lines(&history.taken, STORED + 1, TAKEN);
	write_lines(&history.gathered, TAKEN + 1, LAST);
}

static void tear_down(void)
{
	buffer_finish(&history.taken);
	buffer_finish(&history.gathered);
}

static void add_text(const struct record_line *line, void *data)
{
	ck_assert_uint_eq(line->room, ROOM);
	buffer_format(data, line->erased ? "%u(%s) " : "%u ", line->number, line->erased_by);
	ck_assert_uint_eq((unsigned)atoi(line->text), line->erased ? 0 : line->number);
}

/* What is answered where the store has given these lines; they follow one another. */
static const char *answer(uint32_t first, uint32_t last)
{
	static struct buffer text;
	buffer_clear(&text);
	for (uint32_t number = first; number > 0 && number <= last; number++)
		write_one(&question.records, ROOM, number);
	pending_add(&history, &question);
	question_each(&question, add_text, &text);
	buffer_finish(&question.records);
	return buffer_text(&text);
}

static void ask(uint32_t first, uint32_t last, unsigned limit, bool newest)
{
	question = (struct question){.range = {.room = ROOM,
					     .first = first,
					     .last = last,
					     .limit = limit,
					     .newest = newest}};
	question.asked = question.range;
}

START_TEST(a_page_ends_with_lines_that_are_not_stored)
{
	ask(1, LAST, 13, true);
	unit_same(answer(1, STORED), "8 9 10 11 12 13 14 15 16 17 18 19 20 ");
	ask(1, LAST, 2, true);
	unit_same(answer(9, STORED), "19 20 ");
	ask(1, 17, 3, true);
	unit_same(answer(8, STORED), "15 16 17 ");
	ask(9, LAST, 5, false);
	unit_same(answer(9, STORED), "9 10 11 12 13 ");
	ask(13, LAST, 100, false);
	unit_same(answer(0, 0), "13 14 15 16 17 18 19 20 ");
	ask(1, LAST, 3, false); /* the store had more */
	unit_same(answer(1, 3), "1 2 3 ");
}
END_TEST

/* It had written the round before it could say so. */
START_TEST(no_line_is_there_twice)
{
	ask(1, LAST, 100, false);
	unit_same(answer(9, 13), "9 10 11 12 13 14 15 16 17 18 19 20 ");
	ask(1, LAST, 5, true);
	unit_same(answer(11, TAKEN), "16 17 18 19 20 ");
}
END_TEST

START_TEST(times_and_kinds_count)
{
	ask(1, LAST, 100, false);
	question.since = 14500;
	question.until = 17000;
	unit_same(answer(0, 0), "15 16 17 ");
	ask(8, LAST, 100, false);
	question.asked.said = true;
	unit_same(answer(8, 9), "8 9 11 12 13 14 16 17 18 19 ");
}
END_TEST

START_TEST(a_place_may_be_on_either_side)
{
	ask(13, LAST, 4, false);
	question.around = true;
	unit_same(answer(9, STORED), "11 12 13 14 ");
	ask(10, LAST, 4, false);
	question.around = true;
	unit_same(answer(8, STORED), "8 9 10 11 ");
	ask(1, LAST, 5, false);
	question.around = true;
	question.since = 19500;
	unit_same(answer(9, STORED), "18 19 20 ");
	ask(5, LAST, 4, false);
	question.around = true;
	unit_same(answer(3, 6), "3 4 5 6 ");
}
END_TEST

static void ask_between(uint32_t number, int64_t time, unsigned limit, bool newest)
{
	ask(1, LAST, limit, newest);
	question.between = number;
	question.since = time;
}

START_TEST(between_a_number_and_a_time_in_either_order)
{
	ask_between(8, 13000, 3, false);
	unit_same(answer(9, STORED), "9 10 11 ");
	ask_between(8, 13000, 3, true);
	unit_same(answer(9, STORED), "10 11 12 ");
	ask_between(12, 17000, 2, false);
	unit_same(answer(0, 0), "13 14 ");
	ask_between(17, 12000, 2, false); /* counted from the number on, so backwards */
	unit_same(answer(0, 0), "15 16 ");
	ask_between(17, 12000, 2, true);
	unit_same(answer(0, 0), "13 14 ");
	ask_between(17, 17000, 9, false);
	unit_same(answer(0, 0), "");
}
END_TEST

START_TEST(what_was_erased_meanwhile_says_nothing)
{
	erase(&history.taken, 9, 0);
	erase(&history.gathered, 12, 0);
	ask(1, LAST, 7, true);
	unit_same(answer(4, STORED), "14 15 16 17 18 19 20 ");
	ask(8, LAST, 6, false);
	unit_same(answer(8, STORED), "8 9(olga) 10 11 12(olga) 13 ");
	ask(8, LAST, 5, false);
	question.asked.unerased = true;
	unit_same(answer(8, STORED), "8 10 11 ");
	question = (struct question){.type = QUESTION_SEARCH};
	unit_same(answer(8, STORED), "8 10 ");
}
END_TEST

START_TEST(who_forgets_may_say_more)
{
	erase(&history.taken, 0, HERS);
	ask(9, LAST, 100, false);
	unit_same(answer(9, STORED), "9 10 11 12(olga) 13 14(olga) 15 16 17 18 19 20 ");
}
END_TEST

START_TEST(an_answer_has_its_size)
{
	static char text[STORE_ANSWER_BYTES / 4];
	memset(text, 'x', sizeof text - 1);
	history.gathered.length = 0;
	for (uint32_t number = TAKEN + 1; number <= LAST + 4; number++)
		record_write_line(&history.gathered,
			&(struct record_line){.room = ROOM, .number = number, .text = text});
	for (int newest = 0; newest < 2; newest++) {
		ask(TAKEN + 1, LAST + 4, 100, newest);
		pending_add(&history, &question);
		struct record_line line;
		record_read_line(question.records.bytes, &line);
		ck_assert_uint_eq(line.number, newest ? LAST + 1 : TAKEN + 1);
		ck_assert_uint_ge(question.records.length, STORE_ANSWER_BYTES);
		ck_assert_uint_lt(question.records.length, STORE_ANSWER_BYTES * 3 / 2);
		buffer_finish(&question.records);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_page_ends_with_lines_that_are_not_stored,
		no_line_is_there_twice, times_and_kinds_count, a_place_may_be_on_either_side,
		between_a_number_and_a_time_in_either_order, what_was_erased_meanwhile_says_nothing,
		who_forgets_may_say_more, an_answer_has_its_size, NULL};
	return unit_cases_with("pending", set_up, tear_down, cases);
}
