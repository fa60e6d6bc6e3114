/* chatd --verify, --export and --import: what they find in a folder, while a server has it and
 * behind. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "process.h"
#include "stored_lines.h"
#include "temporary.h"
#include "writes.h"

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static struct client alice, bob;

/* Two people have talked, and each line has been seen, so that it is stored. */
static void set_up(void)
{
	temporary_subfolder(folder, "state");
	setenv("FOLDER", folder, 1);
	server_start(&server, ARGUMENTS("--history", "strict", "--state", folder));
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_say(&alice, "the first line");
	client_expect(&bob, "<alice> the first line");
	client_say(&alice, "the second line");
	client_expect(&bob, "<alice> the second line");
	client_say(&bob, "the third line");
	client_await(&alice, "<bob> the third line");
}

static void stop(void)
{
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}

#define VERIFY "\"$CHATD\" --verify --state \"$FOLDER\""

static void expect_no_faults(void)
{
	char said[TEMPORARY_PATH_SIZE + 64];
	snprintf(said, sizeof said, "The history in %s has no faults.\nstatus 0\n", folder);
	shell_expect(VERIFY, said);
}

START_TEST(verify_does_not_disturb_a_running_server)
{
	expect_no_faults();
	client_say(&alice, "the fourth line");
	client_await(&bob, "<alice> the fourth line");
	expect_no_faults();
	stop();
	expect_no_faults();
	stored_expect(folder, "#lobby", "the first line", "the second line", "the third line",
		"the fourth line", NULL);
}
END_TEST

/* Changes the text where it is in the file. */
static void change(const char *text, const char *to)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/history.db", folder);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	must(fd >= 0, "%s cannot be opened", path);
	off_t size = lseek(fd, 0, SEEK_END);
	char *bytes = malloc((size_t)size);
	ck_assert_int_eq(pread(fd, bytes, (size_t)size, 0), size);
	char *place = memmem(bytes, (size_t)size, text, strlen(text));
	must(place != NULL, "'%s' is not in the file", text);
	ck_assert_int_eq(pwrite(fd, to, strlen(to), place - bytes), (ssize_t)strlen(to));
	free(bytes);
	close(fd);
}

START_TEST(verify_finds_a_changed_byte)
{
	stop();
	change("the second line", "the Second");
	const char *said = process_shell(VERIFY);
	must(strstr(said, "#lobby: line 2 is not what was stored"), "it said: %s", said);
	must(strstr(said, "status 1\n"), "it said: %s", said);
	change("the Second line", "the second");
	expect_no_faults();
}
END_TEST

START_TEST(a_folder_without_history_is_refused)
{
	stop();
	const char *said = process_shell("\"$CHATD\" --verify --state \"$FOLDER/none\"");
	must(strstr(said, "chatd: ") == said && strstr(said, "/none") && strstr(said, "status 1\n"),
		"it said: %s", said);
	must(access("none", F_OK) != 0, "it made the folder");
	shell_expect("\"$CHATD\" --verify --port 0",
		"chatd: name the folder of the history with --state\nstatus 1\n");
	setenv("STATE_DIRECTORY", folder, 1);
	said = process_shell("\"$CHATD\" --verify --port 7");
	must(strstr(said, "/7/history.db"), "it said: %s", said);
	said = process_shell("\"$CHATD\" --verify --bind :8 --bind :9"); /* as a server */
	must(strstr(said, "/8/history.db"), "it said: %s", said);
	must(strstr(process_shell(VERIFY " >/dev/full"), "cannot write to standard output"),
		"a full disk went unnoticed");
}
END_TEST

#define EXPORT "\"$CHATD\" --export --state \"$FOLDER\""

/* The lines without the times and hosts. */
#define STRIP " | sed -E '/\"kind\":\"(room|store)\"/d; s/\"(time|user|host)\":\"[^\"]*\",//g'"
#define LINE(room, number, name, text)                                  \
	"{\"room\":\"" room "\",\"number\":" number ",\"name\":\"" name \
	"\",\"kind\":\"say\",\"text\":\"" text                          \
	"\",\"other\":\"\",\"tags\":\"\",\"erased\":false}\n"
#define LOBBY                                          \
	LINE("#lobby", "1", "alice", "the first line") \
	LINE("#lobby", "2", "alice", "the second line") LINE("#lobby", "3", "bob", "the third line")

START_TEST(export_writes_the_lines_beside_a_running_server)
{
	client_say(&alice, "/join tea");
	client_await(&alice, "-- You are in #tea now");
	client_say(&bob, "/join tea");
	client_await(&bob, "-- You are in #tea now");
	client_say(&alice, "green \"tea\"");
	client_await(&bob, "<alice> green");
	shell_expect(
		EXPORT STRIP, LOBBY LINE("#tea", "1", "alice", "green \\\"tea\\\"") "status 0\n");
	shell_expect(EXPORT " --room=#LOBBY" STRIP, LOBBY "status 0\n");
	shell_expect(EXPORT " --room lobby --since 1h" STRIP, LOBBY "status 0\n");
	shell_expect(EXPORT " --until 1h", "status 0\n");
	shell_expect(EXPORT " --room lobby --until 9999-01-01" STRIP, LOBBY "status 0\n");
	shell_expect(EXPORT " --room coffee",
		"chatd: the history has no room called #coffee\nstatus 1\n");
	client_say(&alice, "/mode secret");
	client_await(&bob, "made #tea secret");
	client_say(&alice, "hidden tea");
	client_await(&bob, "<alice> hidden tea");
	must(strstr(process_shell(EXPORT " --room tea"), "hidden tea"), "a named room is missing");
	stop();
	shell_expect(EXPORT " --room lobby" STRIP, LOBBY "status 0\n");
}
END_TEST

START_TEST(what_does_not_go_together_is_refused)
{
	stop();
	must(strstr(process_shell(EXPORT " --verify"), "do not go together"), "not refused");
	const char *said = process_shell("\"$CHATD\" --check --upgrade");
	must(strstr(said, "'check' and 'upgrade' do not go together: start chatd for each\n"),
		"'%s'", said);
	must(strstr(said, "status 2\n"), "'%s'", said);
	must(strstr(process_shell(VERIFY " --room x"), "say what 'export' writes"), "not refused");
	must(strstr(process_shell(EXPORT " --room ''"), "'room' must be"), "not refused");
	must(strstr(process_shell(EXPORT " --since never"), "'since' must be a time"),
		"not refused");
	must(strstr(process_shell(EXPORT " --since 9999-01-01"), "a time that has been: 30m"),
		"not refused");
	must(strstr(process_shell(EXPORT " --until never"), "status 2\n"), "another status");
	must(strstr(process_shell(EXPORT " >/dev/full"), "cannot write to standard output"),
		"a full disk went unnoticed");
}
END_TEST

#define IMPORT "\"$CHATD\" --import --state \"$FOLDER/other\""

START_TEST(what_is_exported_is_imported_and_exported_again)
{
	client_say(&alice, "/join tea");
	client_await(&alice, "-- You are in #tea now");
	client_say(&alice, "/topic about tea");
	client_say(&alice, "/me pours");
	client_say(&alice, "/erase 2");
	client_sync(&alice);
	stop();
	shell_expect("umask 077; " EXPORT " >\"$FOLDER/1\" && " IMPORT
		     " <\"$FOLDER/1\" && \"$CHATD\" --export "
		     "--state \"$FOLDER/other\" | cmp - \"$FOLDER/1\" && wc -l <\"$FOLDER/1\"",
		"chatd: 5 lines were imported, in 2 rooms\n8\nstatus 0\n");
	must(strstr(process_shell("\"$CHATD\" --verify --state \"$FOLDER/other\""),
		     "has no faults.\nstatus 0\n"),
		"the copy has faults");
	shell_expect("grep 'lobby.*:3,' <\"$FOLDER/1\" | sed 's/:3,/:7,/' | " IMPORT,
		"chatd: 1 line was imported, in 1 room\nstatus 0\n"); /* 4 to 6 are missing, and
									 that is known */
	must(strstr(process_shell("\"$CHATD\" --verify --state \"$FOLDER/other\""), "no faults"),
		"the copy has faults");
}
END_TEST

#define GOOD_LINE(number, text)                                                         \
	"{\"room\":\"#a\",\"number\":" number ",\"time\":\"2026-01-01T00:00:00.000Z\"," \
	"\"name\":\"al\",\"kind\":\"say\",\"text\":\"" text "\"}\n"

static void expect_wrong(const char *from, const char *to, const char *said)
{
	char command[512], line[256];
	snprintf(command, sizeof command, "sed '2s/%s/%s/' \"$FOLDER/in\" | " IMPORT, from, to);
	snprintf(line, sizeof line,
		"chatd: line 2 of the input: %s; nothing was imported\nstatus 1\n", said);
	shell_expect(command, line);
}

START_TEST(a_wrong_line_is_named_and_nothing_of_its_round_is_kept)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	static const char in[] = GOOD_LINE("1", "one") GOOD_LINE("2", "two");
	stop();
	snprintf(path, sizeof path, "%s/in", folder);
	temporary_write(path, in, strlen(in));
	expect_wrong("#a", "a", "'room' must be the name of a room, with its #");
	expect_wrong(":2,", ":0,", "'number' must be a number from 1 to 4294967294");
	expect_wrong(":2,", ":1,", "#a has had a line 1 already, or a later one");
	expect_wrong("2026", "2899", "'time' is still to come");
	expect_wrong("2026", "2025", "its time is before that of the line before it in #a");
	expect_wrong(
		"2026-", "", "'time' must be a time from 1970 on such as 2026-01-31T12:00:00.000Z");
	expect_wrong("say", "sing",
		"'kind' must be store, account, server-ban, room, say, action, notice, topic, "
		"kick, "
		"mode or marker");
	expect_wrong("\"al\"", "\"a l\"", "'name' has a character that it must not have");
	expect_wrong("\"two\"", "7", "'text' must be a text");
	expect_wrong("two\"", "\",\"erased\":1", "'erased' must be true or false");
	expect_wrong("two\"", "two\",\"erased\":true", "it is erased, and says something");
	expect_wrong("two\"", "two\",\"other\":\"x\"",
		"'other' must be the places where lines were continued");
	expect_wrong("^.*$", "[]", "it is no JSON object");
	shell_expect("\"$CHATD\" --export --state \"$FOLDER/other\" | grep -c '\"room\"'",
		"0\nstatus 1\n");
	shell_expect("sed 's/two/t\\\\nw\\\\u0007o/' \"$FOLDER/in\" | " IMPORT
		     " && \"$CHATD\" --export --state \"$FOLDER/other\" | grep -o 't.nw.*o\"'",
		"chatd: 2 lines were imported, in 1 room\nt\\nw\xEF\xBF\xBDo\"\nstatus 0\n");
}
END_TEST

START_TEST(a_running_server_keeps_its_folder)
{
	char said[TEMPORARY_PATH_SIZE + 100];
	const char *got = process_shell("\"$CHATD\" --import --state \"$FOLDER\"");
	snprintf(said, sizeof said,
		"chatd: %s is in use by a chatd that runs (process %d): stop it first\nstatus 1\n",
		folder, (int)server.pid);
	ck_assert_str_eq(got, said);
	stop();
}
END_TEST

static void count(uint32_t number, const char *text, void *data)
{
	(void)number;
	(void)text;
	++*(unsigned *)data;
}

/* Nobody comes, so there is no line and no question. */
START_TEST(old_lines_go_though_nobody_talks)
{
	char other[TEMPORARY_PATH_SIZE + 16], path[TEMPORARY_PATH_SIZE + 16];
	static const char in[] = GOOD_LINE("1", "one") GOOD_LINE("2", "two");
	unsigned lines = 0;
	stop();
	snprintf(path, sizeof path, "%s/in", folder);
	snprintf(other, sizeof other, "%s/other", folder);
	temporary_write(path, in, strlen(in));
	process_shell("sed \"2s/2026-01-01T00:00:00/$(date -u +%FT%T)/\" \"$FOLDER/in\" | " IMPORT);
	stored_each(other, "#a", 1, count, &lines);
	ck_assert_uint_eq(lines, 2);
	int writes = writes_watch(other);
	server_start(&server, ARGUMENTS("--history", "strict", "--state", other, "--keep", "1h"));
	for (long until = now_ms() + WAIT_MS; lines > 1 && writes_await(writes, until);) {
		lines = 0;
		stored_each(other, "#a", 1, count, &lines);
	}
	close(writes);
	ck_assert_uint_eq(lines, 1);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {verify_does_not_disturb_a_running_server,
		verify_finds_a_changed_byte, a_folder_without_history_is_refused,
		export_writes_the_lines_beside_a_running_server,
		what_does_not_go_together_is_refused,
		what_is_exported_is_imported_and_exported_again,
		a_wrong_line_is_named_and_nothing_of_its_round_is_kept,
		a_running_server_keeps_its_folder, old_lines_go_though_nobody_talks, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_once("history_tools", once, set_up, NULL);
}
