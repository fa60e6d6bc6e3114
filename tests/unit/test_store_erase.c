/* Erasing, as every store does it (store.h): a line keeps its place, and its words are not found.
 */
#include "stored.h"

static void check_erase(struct stored *s)
{
	struct buffer records = {0};
	struct record_line whole = stored_whole_line;
	whole.time = 1;
	stored_room(s, 1, "#a");
	record_write_line(&records, &whole);
	stored_write(s, &records);
	stored_say(s, 1, 2, "al", "stays");
	records.length = 0;
	record_write_erase(&records,
		&(struct record_erase){.room = 1, .number = 1, .by = "oper", .why = "spam"});
	stored_write(s, &records);
	stored_erase(s, 1, 1);
	stored_erase(s, 1, 77);
	unit_same(stored_lines(s, 1, 1, 9), "1 Zoë (erased)|2 al stays|");
	struct record_line line;
	record_read_line(s->out.bytes, &line);
	unit_same(line.user, stored_whole_line.user);
	ck_assert_int_eq(line.kind, stored_whole_line.kind);
	ck_assert_int_eq(line.time, whole.time);
	ck_assert_uint_eq(line.connection, stored_whole_line.connection);
	unit_same(line.text, "");
	unit_same(line.erased_by, "oper");
	unit_same(line.erased_why, "spam");
	unit_same(line.other, "");
	unit_same(line.tags, "");
	unit_same(stored_faults(s), "");
	buffer_finish(&records);
}

START_TEST(an_erased_line_keeps_its_place)
{
	stored_each(check_erase);
}
END_TEST

static void check_written_erased(struct stored *s)
{
	struct buffer records = {0};
	const struct record_line line = {.room = 1,
		.number = 1,
		.erased = true,
		.erased_by = "oper",
		.erased_why = "spam",
		.name = "al"};
	stored_room(s, 1, "#a");
	record_write_line(&records, &line);
	stored_write(s, &records);
	stored_lines(s, 1, 1, 9);
	ck_assert_uint_eq(s->out.length, records.length);
	ck_assert_mem_eq(s->out.bytes, records.bytes, records.length);
	stored_erase(s, 1, 1); /* in vain */
	stored_lines(s, 1, 1, 9);
	ck_assert_mem_eq(s->out.bytes, records.bytes, records.length);
	unit_same(stored_faults(s), "");
	buffer_finish(&records);
}

START_TEST(a_line_may_be_written_as_an_erased_one)
{
	stored_each(check_written_erased);
}
END_TEST

static void check_erase_all(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	stored_say(s, 1, 1, "cy", "early");
	stored_say(s, 1, 2, "bo", "hi");
	stored_say(s, 1, 3, "al", "late");
	stored_say(s, 1, 4, "andy", "the same connection by another name");
	stored_say(s, 2, 1, "al", "early too");
	stored_say_many(s, 2, 2, 4, "al");
	stored_erase_all(s, stored_connection("al"));
	for (unsigned newest = 0; newest < 2; newest++)
		unit_same(stored_range(s, &(struct store_range){.room = 1,
						  .first = 1,
						  .last = 4,
						  .limit = 2,
						  .newest = newest,
						  .unerased = true}),
			"1 cy early|2 bo hi|");
	unit_same(stored_lines(s, 1, 1, 9), "1 cy early|2 bo hi|3 al (erased)|4 andy (erased)|");
	unit_same(stored_lines(s, 2, 1, 9),
		"1 al (erased)|2 al (erased)|3 al (erased)|4 al (erased)|");
	stored_say(s, 1, 5, "al", "again");
	stored_erase_all(s, 0); /* the server's */
	unit_same(stored_lines(s, 1, 5, 9), "5 al again|");
	stored_erase_all(s, stored_connection("al"));
	unit_same(stored_lines(s, 1, 5, 9), "5 al (erased)|");
	unit_same(stored_faults(s), "");
}

START_TEST(all_lines_of_a_connection_are_erased)
{
	stored_each(check_erase_all);
}
END_TEST

static void check_erased_words(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_say(s, 1, 1, "al", "zebra one");
	stored_say(s, 1, 2, "al", "zebra two");
	unit_same(stored_search(s, 1, "zebra", ""), "2 al zebra two|1 al zebra one|");
	stored_erase(s, 1, 1);
	unit_same(stored_search(s, 1, "zebra", ""), "2 al zebra two|");
	stored_index(s);
	unit_same(stored_search(s, 1, "zebra", ""), "2 al zebra two|");
	stored_say(s, 1, 3, "al", "zebra three");
	stored_erase(s, 1, 3);
	unit_same(stored_search(s, 1, "zebra", ""), "2 al zebra two|");
	stored_index(s);
	unit_same(stored_faults(s), "");
}

START_TEST(erased_words_are_not_found)
{
	stored_each(check_erased_words);
}
END_TEST

/* Of what has not been erased up to that number. */
static const char *unerased(struct stored *s, uint32_t last, bool newest)
{
	return stored_range(s, &(struct store_range){.room = 1,
				       .first = 1,
				       .last = last,
				       .limit = 2,
				       .newest = newest,
				       .unerased = true});
}

/* Not more of them are looked through for a page than promised. */
static void check_many_erased(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_say(s, 1, 1, "bo", "early");
	for (uint32_t i = 2; i <= 21001; i += 1000)
		stored_say_many(s, 1, i, i + 999, "al");
	stored_say(s, 1, 21002, "bo", "text");
	unit_same(stored_search(s, 1, "21000", ""), "21000 al text 21000|");
	stored_erase_all(s, stored_connection("al"));
	unit_same(stored_search(s, 1, "text", ""), "21002 bo text|");
	stored_index(s);
	unit_same(stored_search(s, 1, "text", ""), "21002 bo text|");
	unit_same(unerased(s, STORE_LOOKED_MAX, true), "1 bo early|");
	unit_same(unerased(s, STORE_LOOKED_MAX + 1, true), "");
	unit_same(unerased(s, 21002, true), "21002 bo text|");
	unit_same(unerased(s, 21002, false), "1 bo early|");
	unit_same(stored_faults(s), "");
}

START_TEST(very_many_lines_are_erased)
{
	stored_each(check_many_erased);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_erased_line_keeps_its_place,
		a_line_may_be_written_as_an_erased_one, all_lines_of_a_connection_are_erased,
		erased_words_are_not_found, very_many_lines_are_erased, NULL};
	return unit_cases("store_erase", cases);
}
