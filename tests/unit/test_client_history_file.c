/* The file of what was entered: kept over runs, shared, private and short. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history_file.h"
#include "temporary.h"
#include "unit.h"

static char folder[TEMPORARY_PATH_SIZE];
static char path[TEMPORARY_PATH_SIZE + 16];
static char last[64], first[64];
static size_t count;

static void set_up(void)
{
	temporary_subfolder(folder, "history");
	snprintf(path, sizeof path, "%s/a/b/history", folder);
	count = 0;
}

static void tear_down(void)
{
	temporary_remove_tree(folder);
}

static void each(void *data, const char *entry)
{
	ck_assert_ptr_eq(data, path);
	snprintf(count++ ? last : first, sizeof first, "%s", entry);
}

static void read_all(size_t expected)
{
	count = 0;
	ck_assert_int_eq(0, history_file_read(path, each, path));
	ck_assert_uint_eq(count, expected);
}

START_TEST(it_is_made_with_its_folders_for_the_owner_alone)
{
	struct stat status;
	char above[TEMPORARY_PATH_SIZE + 16];
	read_all(0);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	snprintf(above, sizeof above, "%s/a", folder);
	ck_assert_int_eq(stat(above, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0700);
}
END_TEST

/* A file that came from elsewhere. */
START_TEST(it_is_closed_to_others)
{
	struct stat status;
	read_all(0);
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_int_eq(0, history_file_add(path, "one"));
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
}
END_TEST

START_TEST(entries_come_back_in_order)
{
	read_all(0);
	ck_assert_int_eq(0, history_file_add(path, "#1 first"));
	ck_assert_int_eq(0, history_file_add(path, "日本"));
	ck_assert_int_eq(0, history_file_add(path, "two\n\tlines"));
	read_all(3);
	unit_same(first, "#1 first");
	unit_same(last, "two\n\tlines");
}
END_TEST

START_TEST(old_ones_are_taken_out)
{
	char text[32];
	read_all(0);
	for (int i = 1; i <= HISTORY_FILE_LINES + 5; i++) {
		snprintf(text, sizeof text, "entry %d", i);
		ck_assert_int_eq(0, history_file_add(path, text));
	}
	for (int i = 0; i < 2; i++) {
		read_all(HISTORY_FILE_LINES);
		unit_same(first, "entry 6");
		unit_same(last, "entry 1005");
	}
	struct stat status;
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_size, 4 * 8 + 90 * 9 + 900 * 10 + 6 * 11);
}
END_TEST

/* Of a file that somebody else has filled, too. */
START_TEST(a_huge_file_becomes_short)
{
	struct stat status;
	read_all(0);
	FILE *file = fopen(path, "w");
	for (long i = 0; i < 4 * HISTORY_FILE_BYTES; i++)
		fputc('x', file);
	fputs("\nlast but one\n\n\nla", file);
	fputc('\0', file);
	fputs("st\n", file);
	fclose(file);
	for (int i = 0; i < 2; i++) {
		read_all(2);
		unit_same(first, "last but one");
		unit_same(last, "la");
		ck_assert_int_eq(stat(path, &status), 0);
		ck_assert_int_eq(status.st_size, sizeof "last but one\nla\n" - 1);
	}
}
END_TEST

/* Four that add and begin again, which takes old entries out. */
START_TEST(several_at_a_time_lose_nothing)
{
	read_all(0);
	for (int i = 0; i < HISTORY_FILE_LINES; i++)
		history_file_add(path, "old");
	for (int i = 0; i < 4; i++) {
		if (fork() > 0)
			continue;
		for (int k = 0; k < 250; k++) {
			if (history_file_add(path, "the same"))
				_exit(1);
			if (k % 50 == i && history_file_read(path, each, path))
				_exit(1);
		}
		_exit(0);
	}
	int status;
	while (wait(&status) > 0)
		ck_assert_int_eq(status, 0);
	read_all(HISTORY_FILE_LINES);
	unit_same(first, "the same");
}
END_TEST

START_TEST(what_is_not_possible_is_said)
{
	ck_assert_int_eq(history_file_read("/dev/null/history", each, path), ENOTDIR);
	ck_assert_int_ne(0, history_file_add("/dev/null/history", "text"));
	ck_assert_int_ne(0, history_file_read("/dev/zero", each, path));
	ck_assert_int_ne(0, history_file_add("/dev/full", "text"));
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("client history file");
	TCase *all = tcase_create("history file");
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, it_is_made_with_its_folders_for_the_owner_alone);
	tcase_add_test(all, it_is_closed_to_others);
	tcase_add_test(all, entries_come_back_in_order);
	tcase_add_test(all, old_ones_are_taken_out);
	tcase_add_test(all, a_huge_file_becomes_short);
	tcase_add_test(all, several_at_a_time_lose_nothing);
	tcase_add_test(all, what_is_not_possible_is_said);
	suite_add_tcase(suite, all);
	return suite;
}
