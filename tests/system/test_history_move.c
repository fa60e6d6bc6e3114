/* chatd --export and --import: a server moves to another folder as it was, what is wrong is named,
 * and an import that did not end is said again. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "process.h"
#include "stored_lines.h"
#include "temporary.h"

static char folder[TEMPORARY_PATH_SIZE], other[TEMPORARY_PATH_SIZE];
static struct server server;
static struct client alice, bob, dave;

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	temporary_subfolder(other, "other");
	temporary_remove_tree(other);
	setenv("FOLDER", folder, 1);
	setenv("OTHER", other, 1);
}

static void start_in(const char *state)
{
	server_start(
		&server, ARGUMENTS("--history", "strict", "--keep", "forever", "--state", state));
}

#define EXPORT "\"$CHATD\" --export --state \"$FOLDER\""
#define IMPORT "\"$CHATD\" --import --state \"$OTHER\""
#define EXPORT_OTHER "\"$CHATD\" --export --state \"$OTHER\""
#define VERIFY_OTHER "\"$CHATD\" --verify --state \"$OTHER\""
#define INPUT "\"$FOLDER/in\""

/* Rooms with all that one can set, lines, and erased ones. */
static void fill(void)
{
	start_in(folder);
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_say(&alice, "/join c++");
	client_say(&alice, "open talk");
	client_say(&alice, "/topic about \"C++\"");
	client_say(&alice, "/mode moderated");
	client_say(&alice, "/join tea");
	client_say(&alice, "hidden tea");
	client_say(&alice, "green tea");
	client_say(&alice, "/erase 2");
	client_say(&alice, "/ban carol 2d spam");
	client_say(&alice, "/ban *.example.net");
	client_say(&alice, "/mode secret");
	client_say(&alice, "/mode key sesame");
	client_say(&alice, "/mode limit 12");
	client_say(&alice, "/mode keep 3d");
	client_sync(&alice);
	client_join(&dave, &server, "dave");
	client_say(&bob, "in the lobby");
	client_await(&dave, "<bob> in the lobby"); /* so all of it is stored */
}

static void close_one(struct client *client)
{
	if (client->fd > 0)
		client_close(client);
}

static void stop(void)
{
	server_stop(&server);
	close_one(&alice);
	close_one(&bob);
	close_one(&dave);
}

/* Behind the past of the lobby. */
static void start_other(void)
{
	start_in(other);
	client_connect(&alice, &server);
	alice.check = client_any_line; /* lines of the past have a time in front */
	client_say(&alice, "/nick alice");
	client_await(&alice, "-- You are alice now.");
}

START_TEST(a_server_moves_with_all_that_it_has)
{
	fill();
	shell_expect("umask 077; " EXPORT " >" INPUT, "status 0\n");
	shell_expect("grep -c '\"kind\":\"room\"' <" INPUT, "3\nstatus 0\n");
	shell_expect(IMPORT " <" INPUT " && " EXPORT_OTHER " | cmp - " INPUT,
		"chatd: 12 lines were imported, in 3 rooms\nstatus 0\n");
	shell_expect_part(VERIFY_OTHER, "has no faults.\nstatus 0\n");
	shell_expect(IMPORT " <" INPUT " && " EXPORT_OTHER " | cmp - " INPUT,
		"chatd: 0 lines were imported, in 3 rooms; 12 were there already\nstatus 0\n");
	stop();
	start_other();
	client_say(&alice, "/list");
	client_sync(&alice);
	must(strstr(alice.got.bytes, "tea") == NULL, "a secret room is shown: %s", alice.got.bytes);
	client_ask(&alice, "/join tea", "!! #tea wants a key...");
	client_say(&alice, "/join tea sesame");
	client_await(&alice, "hidden tea");
	client_await(&alice, "-- A line of alice, erased by alice");
	client_await(&alice, "-- You are in #tea now");
	client_say(&alice, "/bans");
	client_await(&alice, "carol");
	client_say(&alice, "/mode");
	client_await(&alice, "secret");
	client_say(&alice, "/number on");
	client_say(&alice, "/join c++");
	client_await(&alice, "-- alice set the topic of #c++: about \"C++\"");
	client_await(&alice, "-- You are in #c++ now");
	stop();
}
END_TEST

START_TEST(a_file_that_others_can_read_is_told)
{
	static const char whole[] =
		"chatd: other users can read the export, which has hashes of passwords, rooms that "
		"are closed to others and the secret that hides addresses: chmod 600 it\nstatus "
		"0\n";
	static const char room[] =
		"chatd: other users can read the export, which has rooms that are closed to "
		"others, with their keys: chmod 600 it\nstatus 0\n";
	fill();
	shell_expect("umask 022; " EXPORT " >" INPUT, whole);
	shell_expect("umask 077; rm " INPUT "; " EXPORT " >" INPUT, "status 0\n");
	shell_expect("umask 022; rm " INPUT "; " EXPORT " --room lobby >" INPUT, "status 0\n");
	shell_expect("umask 022; rm " INPUT "; " EXPORT " --room tea >" INPUT, room);
	shell_expect(EXPORT " | grep -c sesame", "1\nstatus 0\n");
	shell_expect(EXPORT " --room lobby | grep -c secret", "0\nstatus 1\n");
	stop();
}
END_TEST

#define LINE(number, kind, text)                                                                 \
	"{\"room\":\"#a\",\"number\":" number ",\"time\":\"2026-01-01T00:00:0" number ".000Z\"," \
	"\"name\":\"al\",\"kind\":\"" kind "\",\"text\":\"" text "\"}\n"
#define ROOM(rest) "{\"room\":\"#a\",\"kind\":\"room\"" rest "}\n"

static void input(const char *text)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/in", folder);
	temporary_write(path, text, strlen(text));
}

static void import(const char *text)
{
	input(text);
	shell_expect_part(IMPORT " <" INPUT, "status 0\n");
}

/* Whether alice, who is nobody here, can read what was said. */
static bool readable(void)
{
	start_other();
	bool can = false;
	const char *line;
	client_say(&alice, "/join a");
	do {
		line = client_line(&alice);
		must(line != NULL, "the connection ended");
		can = can || strstr(line, "one of them");
	} while (strncmp(line, "!! ", 3) != 0 && !strstr(line, "-- You are in #a "));
	stop();
	return can;
}

static void expect_readable(const char *text, bool can)
{
	temporary_remove_tree(other);
	import(text);
	must(readable() == can, "%s", text);
}

START_TEST(no_import_opens_a_room)
{
	expect_readable(LINE("1", "say", "one of them"), true);
	expect_readable(LINE("1", "mode", "+sk *") LINE("2", "say", "one of them"), false);
	expect_readable(LINE("1", "mode", "+k *") LINE("2", "say", "one of them")
				LINE("3", "mode", "-k *"),
		true);
	expect_readable(LINE("1", "mode", "+mi") LINE("2", "mode", "-m")
				LINE("3", "say", "one of them"),
		false);
	expect_readable(LINE("1", "mode", "+b s!i@k") LINE("2", "say", "one of them"), true);
	expect_readable(ROOM(",\"modes\":[\"invite-only\"]") LINE("1", "say", "one of them")
				LINE("2", "mode", "-i"),
		false); /* what the room says counts */
	expect_readable(ROOM(",\"masks\":[{\"mode\":\"ban\",\"mask\":\"*!*@*\"}]")
				LINE("1", "say", "one of them"),
		false);
}
END_TEST

START_TEST(what_was_hidden_does_not_go_into_an_open_room)
{
	import(LINE("1", "say", "everybody reads this"));
	input(ROOM(",\"key\":\"sesame\"") LINE("2", "say", "one of them"));
	shell_expect(IMPORT " <" INPUT,
		"chatd: line 1 of the input: #a is a room that everybody may enter, and was none "
		"where its lines are from; nothing was imported\nstatus 1\n");
	must(!readable(), "it was imported");
	import(ROOM("") LINE("2", "say", "one of them"));
	must(readable(), "it was not imported");
}
END_TEST

START_TEST(numbers_that_lines_have_had_are_not_given_again)
{
	import(ROOM(",\"last\":9") LINE("4", "say", "one of them") LINE("6", "say", "six"));
	shell_expect_part(VERIFY_OTHER, "no faults");
	shell_expect(EXPORT_OTHER " | grep -c '\"last\":9.*masks'", "1\nstatus 0\n");
	start_other();
	client_say(&alice, "/join a");
	client_say(&alice, "/number on");
	client_say(&alice, "next");
	client_await(&alice, "10 <alice> next");
	stop();
	shell_expect_part(VERIFY_OTHER, "no faults");
}
END_TEST

#define PASSWORD "correct horse"

static void enroll(const char *name)
{
	struct client client;
	client_join(&client, &server, name);
	client_say(&client, "/register " PASSWORD);
	client_await(&client, "-- You are logged in as");
	client_close(&client);
}

START_TEST(rooms_belong_to_the_accounts_of_the_folder)
{
	start_in(other);
	enroll("alice");
	enroll("carol");
	server_stop(&server);
	input(ROOM(",\"founder\":\"ALICE\",\"operators\":[\"carol\",\"Carol\",\"alice\",\"bob\"]")
			LINE("1", "say", "one of them"));
	shell_expect(IMPORT " <" INPUT,
		"chatd: 1 line was imported, in 1 room; accounts that run 1 of them are not in "
		"this folder\nstatus 0\n");
	shell_expect_part(VERIFY_OTHER, "no faults");
	shell_expect(EXPORT_OTHER " | grep -o '\"founder.*],\"modes'",
		"\"founder\":\"alice\",\"operators\":[\"carol\"],\"modes\nstatus 0\n");
}
END_TEST

/* Lines that are imported later tell the room's settings, but not whose it is. */
START_TEST(a_room_that_was_claimed_stays_its_owners)
{
	import(LINE("1", "say", "one of them"));
	start_in(other);
	enroll("alice");
	client_join(&alice, &server, "bob");
	client_say(&alice, "/login alice " PASSWORD);
	client_await(&alice, "-- You are logged in as alice.");
	client_say(&alice, "/join a");
	client_await(&alice, "-- You are in #a now");
	client_say(&alice, "/room claim");
	client_await(&alice, "-- #a belongs to you now.");
	stop();
	import(LINE("1", "say", "one of them") LINE("2", "topic", "tea"));
	shell_expect_part(EXPORT_OTHER, "\"founder\":\"alice\"");
}
END_TEST

static void expect_wrong(const char *command, const char *said)
{
	char whole[512];
	snprintf(whole, sizeof whole, "chatd: %s; nothing was imported\nstatus 1\n", said);
	temporary_remove_tree(other);
	shell_expect(command, whole);
}

START_TEST(input_that_is_no_export_is_named)
{
	input(LINE("1", "say", "one"));
	expect_wrong("{ cat " INPUT "; printf '{\"room\":\"#a\",\"num'; } | " IMPORT,
		"line 2 of the input: it ends in the middle of the JSON object");
	expect_wrong("sed 's/one/o\\xffe/' " INPUT " | " IMPORT,
		"line 1 of the input: it is no JSON: unable to decode byte 0xff near '\"o' (byte "
		"92)");
	expect_wrong("sed 's/}/}\\x00}/' " INPUT " | " IMPORT,
		"line 1 of the input: it is no JSON: end of file expected near end of file (byte "
		"97)");
	expect_wrong("sed 's/}/}\\x00}/' " INPUT " | tr -d '\\n' | " IMPORT,
		"line 1 of the input: it is no JSON: end of file expected near end of file (byte "
		"97)");
	expect_wrong("head -c 100000000 /dev/zero | " IMPORT,
		"line 1 of the input: it has more than 1048576 bytes");
	expect_wrong("sed 's/2026/1969/' " INPUT " | " IMPORT,
		"line 1 of the input: 'time' must be a time from 1970 on such as "
		"2026-01-31T12:00:00.000Z");
	expect_wrong("cat " INPUT " " INPUT " | " IMPORT,
		"line 2 of the input: #a has had a line 1 already, or a later one");
	expect_wrong(IMPORT " </", "the input cannot be read: Is a directory");
	shell_expect("mkfifo \"$FOLDER/fifo\"; cat " INPUT " >\"$FOLDER/fifo\" & " IMPORT
		     " <\"$FOLDER/fifo\"; " EXPORT_OTHER " | wc -l",
		"chatd: 1 line was imported, in 1 room\n3\nstatus 0\n");
	shell_expect_part(EXPORT_OTHER " | head -0; \"$CHATD\" --import --state " INPUT
				       " </dev/null",
		"/in cannot be used: Not a directory\nstatus 1\n");
}
END_TEST

#define MANY 9000

/* Lines of one room, a second apart. */
static void many(void)
{
	struct text text = {0};
	char line[256];
	for (int i = 1; i <= MANY; i++) {
		snprintf(line, sizeof line,
			"{\"room\":\"#a\",\"number\":%d,\"time\":\"2026-01-01T0%d:%02d:%02d.000Z\","
			"\"name\":\"al\",\"kind\":\"say\",\"text\":\"text %d\"}",
			i, i / 3600, i / 60 % 60, i % 60, i);
		text_add(&text, line);
	}
	input(text.bytes);
	text_free(&text);
}

static void expect_all(void)
{
	shell_expect_part(IMPORT " <" INPUT, "status 0\n");
	shell_expect_part(VERIFY_OTHER, "no faults");
	shell_expect(EXPORT_OTHER " | grep -c '\"number\":.*\"text [0-9]*\"'", "9000\nstatus 0\n");
}

START_TEST(an_import_that_was_ended_is_said_again)
{
	struct process process;
	char path[TEMPORARY_PATH_SIZE + 16];
	many();
	snprintf(path, sizeof path, "%s/in", folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = calloc(1, 8000 * 120);
	ck_assert_int_eq(read(fd, bytes, 8000 * 100), 8000 * 100);
	close(fd);
	process_start(&process, -1, ARGUMENTS(getenv("CHATD"), "--import", "--state", other));
	process_feed(&process, bytes); /* when it is written, most of it is read */
	free(bytes);
	kill(process.pid, SIGINT);
	ck_assert_int_eq(process_wait(&process), 128 + SIGINT);
	const char *got = process_shell(EXPORT_OTHER " | wc -l");
	must(strncmp(got, "4002\n", 5) == 0, "lines of half a round are kept, or none: %s", got);
	expect_all();
}
END_TEST

/* Blocks of 512 bytes: more than the 512 KiB of a file that ThreadSanitizer makes for itself. */
START_TEST(an_import_without_space_is_said_again)
{
	char said[TEMPORARY_PATH_SIZE + 200];
	many();
	snprintf(said, sizeof said,
		"chatd: %s/history.db cannot be written: File too large; lines 1 to 4000 are "
		"imported, and passed over when it is given again\nstatus 1\n",
		other);
	shell_expect("trap '' XFSZ; ulimit -f 1100; " IMPORT " <" INPUT, said);
	expect_all();
	shell_expect("sed '8999s/text/TEXT/' " INPUT " | " IMPORT,
		"chatd: line 8999 of the input: #a has another line 8999 already; lines 1 to 8000 "
		"are imported, and passed over when it is given again\nstatus 1\n");
}
END_TEST

#define READ_ONLY                                                                            \
	"unshare -rm sh -c 'mount --bind \"$OTHER\" \"$OTHER\" && mount -o remount,bind,ro " \
	"\"$OTHER\" && "

START_TEST(a_copy_on_a_disk_that_is_read_only_is_read)
{
	import(LINE("1", "say", "one"));
	if (!strstr(process_shell(READ_ONLY "true'"), "status 0")) {
		note("no file system can be mounted here");
		return;
	}
	shell_expect_part(READ_ONLY VERIFY_OTHER "'", "has no faults.\nstatus 0\n");
	shell_expect(READ_ONLY EXPORT_OTHER " | grep -c one'", "1\nstatus 0\n");
	shell_expect_part(READ_ONLY IMPORT "' <" INPUT, "cannot be used: Read-only file system\n");
	start_other();
	server_signal(&server, SIGKILL);
	server_wait(&server);
	shell_expect_part("rm \"$OTHER\"/*-shm && " READ_ONLY VERIFY_OTHER "'",
		"was in use when the server or machine stopped, or is now, and cannot be read "
		"where "
		"nothing can be written: copy the folder, and name the copy\nstatus 1\n");
	shell_expect_part(VERIFY_OTHER, "has no faults.\nstatus 0\n");
	close_one(&alice);
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {a_server_moves_with_all_that_it_has,
		a_file_that_others_can_read_is_told, no_import_opens_a_room,
		what_was_hidden_does_not_go_into_an_open_room,
		numbers_that_lines_have_had_are_not_given_again,
		rooms_belong_to_the_accounts_of_the_folder,
		a_room_that_was_claimed_stays_its_owners, input_that_is_no_export_is_named,
		an_import_that_was_ended_is_said_again, an_import_without_space_is_said_again,
		a_copy_on_a_disk_that_is_read_only_is_read, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_once("history_move", once, set_up, NULL);
}
