/* Lines that are kept no longer, and what a store does with their bytes. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "mode_words.h"
#include "stored.h"

static void keep(struct stored *s, int64_t ms, int64_t bytes)
{
	s->options.keep_ms = ms;
	s->options.keep_bytes = bytes;
	stored_close(s);
	stored_open(s);
}

static void check_age(struct stored *s)
{
	keep(s, 10000, 0);
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	stored_say_many(s, 1, 1, 200, "al");
	stored_say_many(s, 2, 1, 5, "al");
	stored_expire(s, 11000);
	unit_same(stored_lines(s, 1, 1, 2), "1 al text 1|2 al text 2|");
	stored_expire(s, 209001);
	unit_same(stored_lines(s, 1, 1, UINT32_MAX), "200 al text 200|");
	unit_same(stored_lines(s, 2, 1, UINT32_MAX), "");
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#b"), "number=5 time=5000"));
	ck_assert_uint_eq(stored_number_at(s, 2, 0), 6);
	unit_same(stored_faults(s), "");
	stored_say_many(s, 2, 6, 7, "al");
	unit_same(stored_lines(s, 2, 1, UINT32_MAX), "6 al text 6|7 al text 7|");
	ck_assert_uint_eq(stored_number_at(s, 2, 0), 6);
	unit_same(stored_faults(s), "");
	stored_expire(s, 10000000);
	unit_same(stored_lines(s, 1, 1, UINT32_MAX), "");
	unit_same(stored_lines(s, 2, 1, UINT32_MAX), "");
	unit_same(stored_faults(s), "");
}

START_TEST(old_lines_go)
{
	stored_each(check_age);
}
END_TEST

static void check_room_age(struct stored *s)
{
	struct buffer records = {0};
	keep(s, 10000, 0);
	stored_room(s, 1, "#a");
	record_write_room(&records,
		&(struct record_room){.id = 2, .name = "#b", .key = "#b", .keep_ms = 5000}, NULL);
	record_write_room(&records,
		&(struct record_room){
			.id = 3, .name = "#c", .key = "#c", .keep_ms = INT64_C(1) << 50},
		NULL);
	stored_write(s, &records);
	for (uint32_t room = 1; room <= 3; room++)
		stored_say_many(s, room, 1, 3, "al");
	stored_expire(s, 7500);
	unit_same(stored_lines(s, 1, 1, 3), "1 al text 1|2 al text 2|3 al text 3|");
	unit_same(stored_lines(s, 2, 1, 3), "3 al text 3|");
	stored_expire(s, 12500);
	unit_same(stored_lines(s, 1, 1, 3), "3 al text 3|");
	unit_same(stored_lines(s, 3, 1, 3), "3 al text 3|");
	keep(s, 0, 0);
	stored_expire(s, INT64_C(1) << 49);
	if (s->options.folder)
		unit_same(stored_lines(s, 3, 1, 3), "3 al text 3|");
	stored_expire(s, INT64_C(1) << 51);
	unit_same(stored_lines(s, 3, 1, 3), "");
	buffer_finish(&records);
}

START_TEST(a_room_may_keep_its_lines_for_less_time)
{
	stored_each(check_room_age);
}
END_TEST

static void check_bytes(struct stored *s)
{
	keep(s, 0, 300000);
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	stored_say_many(s, 1, 1, 5000, "al");
	stored_say_many(s, 2, 4000, 9000, "al");
	stored_expire(s, 0);
	unit_same(stored_lines(s, 1, 1, 4000), "");
	unit_same(stored_lines(s, 2, 9000, 9000), "9000 al text 9000|");
	stored_lines(s, 2, 7000, 9000);
	ck_assert_uint_gt(s->out.length, 10000);
	keep(s, 0, 1);
	if (s->options.folder)
		stored_expire(s, 0);
	stored_index(s);
}

START_TEST(the_oldest_lines_go_from_a_store_that_is_too_large)
{
	stored_each(check_bytes);
}
END_TEST

static void check_pace(struct stored *s)
{
	keep(s, 0, 300000);
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	for (uint32_t i = 1; i < 40000; i += 1000) {
		stored_say_many(s, 1, i, i + 999, "al");
		stored_say(s, 2, i / 1000 + 1, "bo", "seldom");
		s->ops->expire(s->store, 0);
	}
	unit_same(stored_lines(s, 1, 1, 30000), "");
	unit_same(stored_lines(s, 1, 40000, 40000), "40000 al text 40000|");
	unit_same(stored_lines(s, 2, 1, 1), "");
}

START_TEST(what_is_written_fast_goes_as_fast)
{
	stored_each(check_pace);
}
END_TEST

static void check_words(struct stored *s)
{
	keep(s, 10000, 0);
	stored_room(s, 1, "#a");
	stored_say_many(s, 1, 1, 100, "al");
	unit_same(stored_search(s, 1, "99", ""), "99 al text 99|");
	stored_expire(s, 60000);
	unit_same(stored_search(s, 1, "9", ""), "");
	unit_same(stored_search(s, 1, "99", "al"), "99 al text 99|");
	stored_say_many(s, 1, 101, 102, "al");
	stored_expire(s, 111001);
	unit_same(stored_search(s, 1, "102", ""), "102 al text 102|");
	unit_same(stored_search(s, 1, "101", ""), "");
	unit_same(stored_faults(s), "");
	stored_expire(s, 1000000000);
	unit_same(stored_search(s, 1, "text", ""), "");
	unit_same(stored_faults(s), "");
}

START_TEST(words_go_with_their_lines)
{
	stored_each(check_words);
}
END_TEST

/* What the file says, as one number. */
static int number(struct stored *s, const char *sql)
{
	char path[TEMPORARY_PATH_SIZE + 32];
	sqlite3 *db;
	sqlite3_stmt *row;
	snprintf(path, sizeof path, "%s/history.db", s->folder);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(row), SQLITE_ROW);
	int found = sqlite3_column_int(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return found;
}

START_TEST(people_go_with_their_last_line)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	keep(&s, 1000000, 0);
	stored_room(&s, 1, "#a");
	stored_room(&s, 2, "#b");
	for (uint32_t i = 1; i <= 2000; i++) {
		char name[16];
		snprintf(name, sizeof name, "a%u", i);
		stored_say(&s, 1, i, name, "x");
	}
	stored_say(&s, 2, 3000, "a7", "is still here");
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM sender"), 2000 + 1);
	stored_expire(&s, 2500000);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM sender"), 501 + 1);
	stored_say(&s, 1, 2001, "a1", "is back");
	stored_say(&s, 1, 2002, "a7", "speaks");
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM sender"), 501 + 3);
	unit_same(stored_lines(&s, 2, 1, UINT32_MAX), "3000 a7 is still here|");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

/* Each of 40 people whose lines have gone speaks at another moment of the search: in a room that it
 * has left behind. */
START_TEST(people_who_speak_again_stay)
{
	struct stored s;
	char name[16];
	uint32_t line = 1, calls = 0;
	stored_start(&s, stored_kinds);
	keep(&s, 1000000, 0);
	stored_room(&s, 1, "#a");
	stored_room(&s, 2, "#b");
	for (; line <= 40; line++) {
		snprintf(name, sizeof name, "a%u", line);
		stored_say(&s, 1, line, name, "x");
	}
	stored_say_many(&s, 1, line, 1200, "bo");
	stored_say_many(&s, 2, 8000, 23000, "bo");
	for (line = 8000; s.ops->expire(s.store, 8500000) && ++calls <= 40; line++) {
		snprintf(name, sizeof name, "a%u", calls);
		stored_say(&s, 1, line, name, "once more");
	}
	ck_assert_uint_gt(calls, 5);
	ck_assert_uint_lt(calls, 40);
	ck_assert_ptr_null(strstr(stored_faults(&s), "sender"));
	stored_end(&s);
}
END_TEST

static off_t size_of(struct stored *s, const char *name)
{
	char path[TEMPORARY_PATH_SIZE + 32];
	struct stat status;
	snprintf(path, sizeof path, "%s/%s", s->folder, name);
	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_size;
}

START_TEST(space_is_given_back)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	keep(&s, 1, 0);
	stored_room(&s, 1, "#a");
	for (uint32_t i = 1; i < 50000; i += 5000)
		stored_say_many(&s, 1, i, i + 4999, "al");
	stored_erase(&s, 1, 1); /* so that the log is emptied */
	s.ops->expire(s.store, 0);
	off_t full = size_of(&s, "history.db");
	ck_assert_int_gt(full, 2000000);
	stored_expire(&s, 1000000000);
	stored_close(&s);
	ck_assert_int_lt(size_of(&s, "history.db"), full / 2);
	stored_end(&s);
}
END_TEST

/* Whether a file of the folder has this text. */
START_TEST(nothing_is_kept_of_what_went)
{
	struct stored s;
	struct buffer records = {0};
	const struct record_mask mask = {.mode = MODE_BAN, .text = "b!*@*", .by = "al"};
	stored_start(&s, stored_kinds);
	keep(&s, 1000, 0);
	for (uint32_t room = 1; room <= 2; room++) {
		const char *name = room == 1 ? "#a" : "#b";
		records.length = 0;
		record_write_room(&records,
			&(struct record_room){
				.id = room, .name = name, .key = name, .mask_count = 1},
			&mask);
		stored_write(&s, &records);
		stored_say_many(&s, room, 1, 3, "al");
		records.length = 0;
		record_write_missed(&records, &(struct record_missed){room, 4, 5});
		stored_write(&s, &records);
		stored_say_many(&s, room, 6, 9, "al");
		stored_erase(&s, room, 2);
	}
	ck_assert_int_eq(number(&s, "SELECT salt FROM line WHERE erased"), 0);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM erasure"), 2);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM gap"), 2);
	records.length = 0;
	record_write_room(&records,
		&(struct record_room){
			.id = 2, .name = "#b", .key = "#b", .ended = true, .mask_count = 1},
		&mask);
	stored_write(&s, &records);
	stored_expire(&s, 1000000);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM erasure"), 0);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM gap"), 0);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM room"), 1);
	ck_assert_int_eq(number(&s, "SELECT count(*) FROM mask"), 1);
	unit_same(stored_faults(&s), "");
	buffer_finish(&records);
	stored_end(&s);
}
END_TEST

/* Writes so much that the log would grow to 40 MB, in rounds of some pages. */
static void fill_log(struct stored *s, bool idle)
{
	static char text[30000];
	memset(text, 'x', sizeof text - 1);
	for (uint32_t i = 1; i <= 1300; i++) {
		stored_say(s, 1, i, "al", text);
		if (idle)
			s->ops->expire(s->store, 0);
	}
}

START_TEST(the_log_has_bounds)
{
	struct stored s;
	for (int idle = 0; idle < 2; idle++) {
		stored_start(&s, stored_kinds);
		stored_room(&s, 1, "#a");
		fill_log(&s, idle);
		ck_assert_int_lt(size_of(&s, "history.db-wal"), (idle ? 600 : 1100) * 4096);
		stored_end(&s);
	}
}
END_TEST

static bool has_text(struct stored *s, const char *text)
{
	char command[TEMPORARY_PATH_SIZE + 200];
	snprintf(command, sizeof command, "grep -aqi '%s' '%s'/*", text, s->folder);
	return system(command) == 0;
}

START_TEST(nothing_of_erased_lines_stays_on_disk)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	stored_say_many(&s, 1, 1, 3000, "al");
	stored_say(&s, 1, 3001, "al", "Xylophone secret");
	stored_say_many(&s, 1, 3002, 6000, "al");
	stored_search(&s, 1, "Xylophone", "");
	stored_say_many(&s, 1, 6001, 9000, "al");
	stored_search(&s, 1, "text", "");
	ck_assert(has_text(&s, "xylophone"));
	stored_erase(&s, 1, 3001);
	stored_index(&s);
	stored_expire(&s, 0);
	ck_assert(!has_text(&s, "xylophone"));
	ck_assert(!has_text(&s, "secret"));
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(nothing_of_erased_lines_stays_on_disk_after_a_kill)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	stored_close(&s);
	pid_t child = fork();
	if (child == 0) {
		stored_open(&s);
		stored_say_many(&s, 1, 1, 100, "al");
		stored_say(&s, 1, 101, "al", "Xylophone secret");
		stored_search(&s, 1, "Xylophone", "");
		stored_erase(&s, 1, 101);
		raise(SIGKILL);
	}
	waitpid(child, NULL, 0);
	ck_assert(has_text(&s, "xylophone"));
	stored_open(&s);
	ck_assert(!has_text(&s, "xylophone"));
	unit_same(stored_lines(&s, 1, 100, 101), "100 al text 100|101 al (erased)|");
	stored_end(&s);
}
END_TEST

/* A line of many words that no other line has. */
static void say_many_words(struct stored *s, uint32_t number)
{
	struct buffer text = {0};
	for (unsigned i = 0; i < 100; i++)
		buffer_format(&text, "w%xx%x ", number * 7919, i * 104729 + number);
	stored_say(s, 1, number, "al", buffer_text(&text));
	buffer_finish(&text);
}

START_TEST(nothing_stays_of_what_is_erased_while_the_index_is_merged)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	for (uint32_t i = 1; i <= 400; i++)
		say_many_words(&s, i);
	stored_say(&s, 1, 401, "al", "Xylophone");
	stored_say(&s, 1, 402, "al", "Zebra");
	stored_search(&s, 1, "Zebra", "");
	stored_erase(&s, 1, 401);
	ck_assert(s.ops->index(s.store)); /* removes the words, */
	ck_assert(s.ops->index(s.store)); /* looks for rooms, */
	ck_assert(s.ops->index(s.store)); /* begins to merge */
	stored_erase(&s, 1, 402);
	stored_index(&s);
	stored_expire(&s, 0);
	ck_assert(!has_text(&s, "xylophone"));
	ck_assert(!has_text(&s, "zebra"));
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(nothing_of_old_lines_stays_on_disk)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	keep(&s, 500000, 0);
	stored_room(&s, 1, "#a");
	stored_say(&s, 1, 1, "al", "Xylophone secret");
	stored_say_many(&s, 1, 2, 3000, "al");
	stored_search(&s, 1, "Xylophone", "");
	stored_expire(&s, 1000000);
	stored_erase(&s, 1, 3000); /* else it is done within a day */
	stored_index(&s);
	stored_expire(&s, 1000000);
	ck_assert(!has_text(&s, "xylophone"));
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {old_lines_go, a_room_may_keep_its_lines_for_less_time,
		the_oldest_lines_go_from_a_store_that_is_too_large,
		what_is_written_fast_goes_as_fast, people_go_with_their_last_line,
		people_who_speak_again_stay, words_go_with_their_lines, space_is_given_back,
		nothing_is_kept_of_what_went, the_log_has_bounds,
		nothing_of_erased_lines_stays_on_disk,
		nothing_of_erased_lines_stays_on_disk_after_a_kill,
		nothing_stays_of_what_is_erased_while_the_index_is_merged,
		nothing_of_old_lines_stays_on_disk, NULL};
	return unit_cases("store_expire", cases);
}
