/* A file that the user has named, which may be anything. */
#include "text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary.h"
#include "unit.h"

static char error[512];
static size_t length;

static char *read_file(const char *path, enum text_file_kind kind)
{
	return text_file_read(path, kind, 1000, &length, error, sizeof error);
}

static void expect_refused(const char *path, enum text_file_kind kind, const char *sentence)
{
	ck_assert_ptr_null(read_file(path, kind));
	unit_same(error, sentence);
}

static void expect_text(const char *bytes, size_t size, const char *wanted, size_t wanted_length)
{
	char *path = temporary_file(bytes, size);
	char *got = read_file(path, TEXT_FILE_REGULAR);
	temporary_remove(path);
	ck_assert_msg(got != NULL, "%s", error);
	ck_assert_uint_eq(length, wanted_length);
	ck_assert_int_eq(memcmp(got, wanted, length + 1), 0);
	free(got);
}

START_TEST(all_of_it_is_read)
{
	char most[1001];
	memset(most, 'x', 1000);
	most[1000] = '\0';
	expect_text("", 0, "", 0);
	expect_text("a\0b\n", 4, "a\0b\n", 4);
	expect_text(most, 1000, most, 1000);
	expect_text("\xEF\xBB\xBF"
		    "port",
		7, "port", 4);
	expect_text("\xEF\xBB", 2, "\xEF\xBB", 2);
}
END_TEST

START_TEST(it_has_a_bound)
{
	char much[1001];
	char sentence[600];
	memset(much, 'x', sizeof much);
	char *path = temporary_file(much, sizeof much);
	snprintf(sentence, sizeof sentence, "the file '%s' has more than 1000 bytes", path);
	expect_refused(path, TEXT_FILE_REGULAR, sentence);
	temporary_remove(path);
	expect_refused(
		"/dev/zero", TEXT_FILE_STREAM, "the file '/dev/zero' has more than 1000 bytes");
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
	expect_refused("/nowhere/at/all", TEXT_FILE_STREAM,
		"cannot read the file '/nowhere/at/all': No such file or directory");
	ck_assert_int_eq(errno, ENOENT);
	expect_refused("/", TEXT_FILE_STREAM, "cannot read the file '/': Is a directory");
	expect_refused("/", TEXT_FILE_REGULAR, "cannot read the file '/': Is a directory");
	expect_refused("/dev/zero", TEXT_FILE_REGULAR,
		"cannot read the file '/dev/zero': it must be a regular file here");
	expect_refused("/dev/null", TEXT_FILE_REGULAR,
		"cannot read the file '/dev/null': it must be a regular file here");
}
END_TEST

START_TEST(sixteen_bits_are_told)
{
	char *path = temporary_file("\xFF\xFEp\0o\0", 6);
	ck_assert_ptr_null(read_file(path, TEXT_FILE_REGULAR));
	temporary_remove(path);
	ck_assert_ptr_nonnull(strstr(error, "' is in UTF-16; save it as UTF-8"));
}
END_TEST

static char fifo[64];

static void *write_later(void *data)
{
	int fd = open(fifo, O_WRONLY | O_CLOEXEC); /* waits for who reads */
	static const char half[] = "port = ", rest[] = "7\n";
	bool good = fd >= 0 && write(fd, half, sizeof half - 1) > 0;
	sched_yield();
	good = good && write(fd, rest, sizeof rest - 1) > 0;
	close(fd);
	return good ? fifo : NULL;
}

START_TEST(a_pipe_is_waited_for_where_it_may_be_one)
{
	pthread_t writer;
	void *wrote;
	char *made = temporary_file("", 0);
	snprintf(fifo, sizeof fifo, "%s.fifo", made);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	ck_assert_ptr_null(read_file(fifo, TEXT_FILE_REGULAR)); /* at once, though nobody writes */
	ck_assert_ptr_nonnull(strstr(error, "it must be a regular file here"));
	ck_assert_int_eq(pthread_create(&writer, NULL, write_later, NULL), 0);
	char *got = read_file(fifo, TEXT_FILE_STREAM);
	pthread_join(writer, &wrote);
	unlink(fifo);
	temporary_remove(made);
	ck_assert_ptr_nonnull(wrote);
	ck_assert_msg(got != NULL, "%s", error);
	unit_same(got, "port = 7\n");
	free(got);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {all_of_it_is_read, it_has_a_bound,
		what_cannot_be_read_is_told, sixteen_bits_are_told,
		a_pipe_is_waited_for_where_it_may_be_one, NULL};
	return unit_cases("text file", cases);
}
