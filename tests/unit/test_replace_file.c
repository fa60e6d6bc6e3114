/* Files that are replaced as a whole. */
#include "replace_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary.h"
#include "text_file.h"
#include "unit.h"

static char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 8];
static char temporary[TEMPORARY_PATH_SIZE + 16];

static void set_up(void)
{
	temporary_subfolder(folder, "replaced");
	snprintf(path, sizeof path, "%s/secret", folder);
	snprintf(temporary, sizeof temporary, "%s/.secret.new", folder);
}

static void expect_text(const char *wanted)
{
	char error[200];
	size_t length;
	char *text = text_file_read(path, TEXT_FILE_REGULAR, 100, &length, error, sizeof error);
	ck_assert_ptr_nonnull(text);
	unit_same(text, wanted);
	free(text);
}

static bool is_there(const char *file)
{
	struct stat found;
	return lstat(file, &found) == 0;
}

static unsigned mode_of(const char *file)
{
	struct stat found;
	ck_assert_int_eq(lstat(file, &found), 0);
	return found.st_mode & 07777;
}

START_TEST(it_is_for_its_owner_alone)
{
	umask(0);
	ck_assert_int_eq(replace_file(path, "one\n"), 0);
	expect_text("one\n");
	ck_assert_uint_eq(mode_of(path), 0600);
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_int_eq(replace_file(path, "two\n"), 0);
	expect_text("two\n");
	ck_assert_uint_eq(mode_of(path), 0600);
	ck_assert(!is_there(temporary));
}
END_TEST

/* A program that was killed has left its half behind, or somebody has put a link there. */
START_TEST(what_lies_in_its_place_does_not_matter)
{
	char other[TEMPORARY_PATH_SIZE + 8];
	temporary_write(temporary, "half of a longer text", 21);
	ck_assert_int_eq(chmod(temporary, 0666), 0);
	ck_assert_int_eq(replace_file(path, "one\n"), 0);
	expect_text("one\n");
	ck_assert_uint_eq(mode_of(path), 0600);
	snprintf(other, sizeof other, "%s/other", folder);
	ck_assert_int_eq(symlink(other, temporary), 0);
	ck_assert_int_eq(replace_file(path, "two\n"), 0);
	expect_text("two\n");
	ck_assert(!is_there(other));
}
END_TEST

START_TEST(a_text_that_is_not_written_is_removed)
{
	const struct rlimit little = {4, 4};
	ck_assert_int_eq(replace_file(path, "one\n"), 0);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &little), 0);
	ck_assert_int_eq(replace_file(path, "a private key\n"), EFBIG);
	ck_assert(!is_there(temporary));
	expect_text("one\n");
}
END_TEST

START_TEST(a_text_that_finds_no_place_is_removed)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(replace_file(path, "a private key\n"), EISDIR);
	ck_assert(!is_there(temporary));
}
END_TEST

START_TEST(without_a_folder_there_is_nothing)
{
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(replace_file(path, "one\n"), ENOENT);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {it_is_for_its_owner_alone,
		what_lies_in_its_place_does_not_matter, a_text_that_is_not_written_is_removed,
		a_text_that_finds_no_place_is_removed, without_a_folder_there_is_nothing, NULL};
	return unit_cases_with("replace_file", set_up, NULL, cases);
}
