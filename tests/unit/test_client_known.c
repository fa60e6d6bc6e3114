/* The file of the servers that are known. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "known.h"
#include "temporary.h"
#include "unit.h"

#define A                                                                                         \
	"AA:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:" \
	"1D:1E:1F"
#define B                                                                                         \
	"BB:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:" \
	"1D:1E:1F"

static char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 32];
static struct known known;

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	snprintf(path, sizeof path, "%s/deep/down/known_servers", folder);
}

static void tear_down(void)
{
	temporary_remove_tree(folder);
}

static void expect_file(const char *wanted)
{
	char text[4096];
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	unit_same(text, wanted);
}

static void expect(const char *name, enum known_kind kind, unsigned line)
{
	ck_assert_int_eq(known_find(path, name, &known), 0);
	ck_assert_int_eq(known.kind, kind);
	ck_assert_uint_eq(known.line, line);
}

static void write_file(const char *text)
{
	ck_assert_int_eq(known_write(path, "a:1", NULL), 0); /* makes the folders */
	temporary_write(path, text, strlen(text));
}

START_TEST(a_server_has_one_name)
{
	char name[KNOWN_NAME_SIZE];
	known_name(name, "Chat.Example.ORG.", 5555);
	unit_same(name, "chat.example.org:5555");
	known_name(name, "FE80::1%eth0", 65535);
	unit_same(name, "[fe80::1%eth0]:65535");
	known_name(name, "192.0.2.1", 1);
	unit_same(name, "192.0.2.1:1");
}
END_TEST

START_TEST(what_is_written_is_found)
{
	struct stat status;
	expect("a:1", KNOWN_NOT, 0);
	ck_assert_int_eq(known_write(path, "a:1", A), 0);
	ck_assert_int_eq(known_write(path, "b:1", NULL), 0);
	expect("a:1", KNOWN_FINGERPRINT, 1);
	unit_same(known.fingerprint, A);
	expect("b:1", KNOWN_VOUCHED, 2);
	expect("a:11", KNOWN_NOT, 0);
	expect("a", KNOWN_NOT, 0);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
}
END_TEST

START_TEST(a_line_is_changed_where_it_stands)
{
	write_file("# mine\na:1 " A "\nb:1 vouched\na:1 vouched\n\nc:1 rubbish\n");
	ck_assert_int_eq(known_write(path, "a:1", B), 0);
	expect_file("# mine\na:1 " B "\nb:1 vouched\nc:1 rubbish\n");
	ck_assert_int_eq(known_write(path, "b:1", A), 0);
	expect_file("# mine\na:1 " B "\nb:1 " A "\nc:1 rubbish\n");
}
END_TEST

START_TEST(a_damaged_line_keeps_its_own_server_out_alone)
{
	write_file("a:1 " A "\nb:1 vouche\nc:1 \nd:1 AA:BB\ne:1 vouched");
	ck_assert_int_eq(known_find(path, "b:1", &known), EBADMSG);
	ck_assert_uint_eq(known.line, 2);
	ck_assert_int_eq(known_find(path, "c:1", &known), EBADMSG);
	ck_assert_int_eq(known_find(path, "d:1", &known), EBADMSG);
	expect("a:1", KNOWN_FINGERPRINT, 1);
	expect("e:1", KNOWN_VOUCHED, 5);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_not_taken_for_none)
{
	write_file("");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_ne(known_find(path, "a:1", &known), 0);
	ck_assert_int_ne(known_write(path, "a:1", A), 0);
}
END_TEST

/* Each writes servers of its own, as fast as it can; without the lock, one would write what another
 * has not seen. */
START_TEST(two_programs_lose_nothing_of_each_other)
{
	enum { PROGRAMS = 4, SERVERS = 25 };
	for (int i = 0; i < PROGRAMS; i++) {
		if (fork() > 0)
			continue;
		for (int k = 0; k < SERVERS; k++) {
			char name[32];
			int error;
			snprintf(name, sizeof name, "host%d:%d", i, k);
			do
				error = known_write(path, name, A);
			while (error == EWOULDBLOCK); /* a second is short beside three of these */
			if (error)
				_exit(error);
		}
		_exit(0);
	}
	for (int i = 0, status; i < PROGRAMS; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	for (int i = 0; i < PROGRAMS * SERVERS; i++) {
		char name[32];
		snprintf(name, sizeof name, "host%d:%d", i % PROGRAMS, i / PROGRAMS);
		ck_assert_int_eq(known_find(path, name, &known), 0);
		ck_assert_msg(known.kind == KNOWN_FINGERPRINT, "%s", name);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		a_server_has_one_name,
		what_is_written_is_found,
		a_line_is_changed_where_it_stands,
		a_damaged_line_keeps_its_own_server_out_alone,
		a_file_that_cannot_be_read_is_not_taken_for_none,
		two_programs_lose_nothing_of_each_other,
		NULL,
	};
	return unit_cases_with("client known", set_up, tear_down, cases);
}
