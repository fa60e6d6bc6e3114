/* The file with the places where a program stopped. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notes.h"
#include "resume.h"
#include "temporary.h"
#include "unit.h"

static char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 32];
static char holder[LOCK_HOLDER_SIZE];
static struct notes rows;
static int lock;

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	snprintf(path, sizeof path, "%s/deep/down/bot", folder);
	lock = resume_lock(path, holder);
	ck_assert_int_ge(lock, 0);
}

static void tear_down(void)
{
	close(lock);
	temporary_remove_tree(folder);
}

static void take(void *data, const char *room, const char *id, int64_t time)
{
	ck_assert_ptr_eq(data, &rows);
	notes_add(&rows, "%s %lld %s", room, (long long)time, id ? id : "-");
}

static void expect(const char *wanted)
{
	ck_assert_int_eq(resume_read(path, take, &rows), 0);
	notes_expect(&rows, wanted);
}

START_TEST(what_is_written_is_read)
{
	struct stat status;
	expect("");
	ck_assert_int_eq(resume_write(path, "#dev 17 a-1-2\n#ops 18\n"), 0);
	expect("#dev 17 a-1-2\n#ops 18 -");
	ck_assert_int_eq(resume_write(path, "#dev 19 a-1-3\n"), 0);
	expect("#dev 19 a-1-3");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
}
END_TEST

START_TEST(the_old_file_stays_where_the_new_one_cannot_be_written)
{
	char temporary[TEMPORARY_PATH_SIZE + 40];
	ck_assert_int_eq(resume_write(path, "#dev 17 x\n"), 0);
	snprintf(temporary, sizeof temporary, "%s/deep/down/.bot.new", folder);
	ck_assert_int_eq(mkdir(temporary, 0700), 0);
	ck_assert_int_eq(resume_write(path, "#dev 18 y\n"), EISDIR);
	expect("#dev 17 x");
}
END_TEST

/* Passed over, it would be a first run, and lines would be missed. */
START_TEST(a_damaged_file_is_refused)
{
	static const char *const bad[] = {"", "\n", "garbage", "garbage\n", "#dev 17 a\n\n",
		"#dev 17 a\n#ops\n", "#ops x\n#dev 17 a\n", "#dev 1x y\n", " 5 z\n", "#dev 0\n",
		"#dev 17 a\n#end 1", "#dev -1\n"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_int_eq(resume_write(path, bad[i]), 0);
		ck_assert_msg(resume_read(path, take, &rows) == EBADMSG, "%s", bad[i]);
		notes_forget(&rows);
	}
	ck_assert_int_eq(resume_write(path, "#ops 7 a b\n#end 8\n"), 0);
	expect("#ops 7 a b\n#end 8 -");
}
END_TEST

START_TEST(what_cannot_be_read_is_an_error)
{
	resume_write(path, "#dev 17 x\n");
	unlink(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_ne(resume_read(path, take, &rows), 0);
}
END_TEST

START_TEST(one_program_at_a_time_has_it)
{
	char pid[LOCK_HOLDER_SIZE];
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	ck_assert_int_eq(resume_lock(path, holder), -1);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	ck_assert_str_eq(holder, pid);
	ck_assert_int_eq(resume_write(path, "#dev 17 x\n"), 0);
	ck_assert_int_eq(resume_lock(path, holder), -1); /* not undone by the new file */
	close(lock);
	lock = resume_lock(path, holder);
	ck_assert_int_ge(lock, 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_is_written_is_read,
		the_old_file_stays_where_the_new_one_cannot_be_written, a_damaged_file_is_refused,
		one_program_at_a_time_has_it, what_cannot_be_read_is_an_error, NULL};
	return unit_cases_with("client_resume", set_up, tear_down, cases);
}
