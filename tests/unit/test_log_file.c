/* The log in a file: rows that a full disk does not take wait, and nobody waits for them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "log_file.h"
#include "memory.h"
#include "temporary.h"
#include "text_file.h"
#include "unit.h"

static char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 16],
	aside[TEMPORARY_PATH_SIZE + 16];
static char error[256];

static void begin(void)
{
	temporary_subfolder(folder, "log");
	snprintf(path, sizeof path, "%s/chatd.log", folder);
	snprintf(aside, sizeof aside, "%s/chatd.log.1", folder);
}

/* How often a file has this; ends the log, so that all is there. */
static size_t count(const char *file, const char *part)
{
	size_t length;
	char *text =
		text_file_read(file, TEXT_FILE_REGULAR, 16 << 20, &length, error, sizeof error);
	ck_assert_msg(text != NULL, "%s", error);
	size_t found = pattern_count(text, part);
	free(text);
	return found;
}

START_TEST(rows_are_appended_without_a_mark)
{
	struct stat status;
	begin();
	umask(0);
	ck_assert(log_to(path, error, sizeof error));
	log_event(LOG_ERROR, "one", LOG_NUMBER("a", 1));
	log_end();
	ck_assert(log_to(path, error, sizeof error));
	log_plain(LOG_INFO, "two");
	log_end();
	ck_assert_uint_eq(count(path, "Z level=error event=one a=1\ntime=2"), 1);
	ck_assert_uint_eq(count(path, "Z level=info event=two\n"), 1);
	ck_assert_uint_eq(count(path, "<"), 0);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0640);
}
END_TEST

/* As logrotate does it. */
START_TEST(a_renamed_file_is_followed_by_a_new_one)
{
	begin();
	ck_assert(log_to(path, error, sizeof error));
	for (int i = 0; i < 1000; i++)
		log_event(LOG_INFO, "before", LOG_NUMBER("i", i));
	ck_assert_int_eq(rename(path, aside), 0);
	log_plain(LOG_INFO, "between");
	ck_assert(log_to(path, error, sizeof error));
	for (int i = 0; i < 1000; i++)
		log_event(LOG_INFO, "after", LOG_NUMBER("i", i));
	log_end();
	ck_assert_uint_eq(count(aside, "event=before"), 1000);
	ck_assert_uint_eq(count(aside, "event=between"), 1);
	ck_assert_uint_eq(count(path, "event=after"), 1000);
	ck_assert_uint_eq(log_dropped(), 0);
}
END_TEST

/* The thread may not have come round to the next file. */
START_TEST(an_end_at_once_forgets_the_next_file)
{
	begin();
	int before = dup(STDERR_FILENO);
	for (int i = 0; i < 100; i++) {
		ck_assert(log_to(path, error, sizeof error));
		ck_assert(log_to(aside, error, sizeof error));
		log_end();
	}
	int after = dup(STDERR_FILENO);
	ck_assert_int_eq(after, before + 1);
	ck_assert(log_to(path, error, sizeof error));
	log_plain(LOG_INFO, "last");
	log_end();
	ck_assert_uint_eq(count(path, "event=last"), 1);
	close(before);
	close(after);
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_changes_nothing)
{
	char nowhere[TEMPORARY_PATH_SIZE + 32], wanted[TEMPORARY_PATH_SIZE + 128];
	begin();
	ck_assert(log_to(path, error, sizeof error));
	snprintf(nowhere, sizeof nowhere, "%s/no/where", folder);
	snprintf(wanted, sizeof wanted,
		"the log cannot be written to '%s': No such file or directory", nowhere);
	ck_assert(!log_to(nowhere, error, sizeof error));
	ck_assert_str_eq(error, wanted);
	ck_assert(!log_to(folder, error, sizeof error));
	ck_assert_ptr_nonnull(strstr(error, "': Is a directory"));
	log_plain(LOG_INFO, "still");
	log_end();
	ck_assert_uint_eq(count(path, "event=still"), 1);
}
END_TEST

/* /dev/full is a disk without room. */
START_TEST(rows_wait_for_a_full_disk)
{
	begin();
	ck_assert(log_to("/dev/full", error, sizeof error));
	for (int i = 0; i < 500; i++)
		log_event(LOG_INFO, "waits", LOG_NUMBER("i", i));
	ck_assert_uint_eq(log_dropped(), 0);
	ck_assert(log_to(path, error, sizeof error));
	log_end();
	ck_assert_uint_eq(count(path, "event=waits"), 500);
	ck_assert_uint_eq(count(path, " i=0\n"), 1);
	ck_assert_uint_eq(count(path, " i=499\n"), 1);
}
END_TEST

START_TEST(not_all_of_them)
{
	begin();
	ck_assert(log_to("/dev/full", error, sizeof error));
	for (int i = 0; i < 20000; i++)
		log_event(LOG_INFO, "waits", LOG_NUMBER("i", i));
	uint64_t dropped = log_dropped();
	ck_assert_uint_gt(dropped, 20000 - 2 * LOG_FILE_WAITING / 40);
	ck_assert(log_to(path, error, sizeof error));
	log_end();
	ck_assert_uint_eq(count(path, "event=waits") + dropped, 20000);
}
END_TEST

START_TEST(the_end_does_not_wait_for_a_full_disk)
{
	ck_assert(log_to("/dev/full", error, sizeof error));
	log_plain(LOG_INFO, "lost");
	log_flush();
	log_end();
	log_plain(LOG_INFO, "seen"); /* on standard error */
}
END_TEST

START_TEST(a_pipe_that_nobody_reads_is_refused)
{
	begin();
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert(!log_to(path, error, sizeof error));
	ck_assert_ptr_nonnull(strstr(error, "': it is a pipe that nobody reads"));
}
END_TEST

Suite *unit_suite(void)
{
	return unit_cases("log file",
		(const TTest *const[]){rows_are_appended_without_a_mark,
			an_end_at_once_forgets_the_next_file,
			a_renamed_file_is_followed_by_a_new_one,
			a_file_that_cannot_be_opened_changes_nothing, rows_wait_for_a_full_disk,
			not_all_of_them, the_end_does_not_wait_for_a_full_disk,
			a_pipe_that_nobody_reads_is_refused, NULL});
}
