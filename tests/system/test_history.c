/* The past for people with nc: it is there when they come, after restarts too; it is paged through,
 * searched, numbered and erased. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "harness.h"
#include "stored_lines.h"
#include "temporary.h"

#define LINES 320

static struct server server;
static struct client alice, bob;
static char folder[TEMPORARY_PATH_SIZE];

static void start(const char *mode)
{
	server_start_at(&server, "127.0.0.1,door=line,plain",
		ARGUMENTS("--rate", "0", "--history", mode, "--state", folder));
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start("strict");
}

static void stop(void)
{
	server_stop(&server);
	client_close(&alice);
	client_close(&bob);
}

static void come(struct client *client, const char *name, const char *room)
{
	client_connect(client, &server);
	client->check = client_any_line; /* numbers and times stand in front of some */
	client_say(client, "/nick %s", name);
	client_await(client, " now.");
	client_say(client, "/join %s", room);
	client_await(client, "You are in ");
	client_sync(client);
}

/* Says "line FIRST" to "line LAST", which are seen by the other: so they are stored. */
static void say_many(struct client *by, struct client *seen, int first, int last)
{
	char text[64];
	for (int i = first; i <= last; i++)
		client_say(by, "line %d", i);
	snprintf(text, sizeof text, "> line %d", last);
	client_await(seen, text);
	client_sync(by);
	client_sync(seen);
}

/* The next line that is no mark of time. */
static const char *next(struct client *client)
{
	for (;;) {
		const char *line = client_line(client);
		must(line, "the connection has ended");
		size_t length = strlen(line);
		if (strncmp(line, "-- ", 3) != 0 || line[length - 1] != ':')
			return line;
	}
}

/* Types a command for a page with numbers, notes them, and writes the command that goes on to
 * `command`; "" where there is none. Each line says its own number. Returns how many there were. */
static int page(struct client *client, char command[128], int numbers[256])
{
	int count = 0;
	client_say(client, "%s", command);
	for (;;) {
		int number, hour, minute, said;
		const char *line = next(client), *colon = strstr(line, "lines: /");
		if (sscanf(line, "%d %d:%d <alice> line %d", &number, &hour, &minute, &said) == 4) {
			ck_assert_int_eq(number, said);
			ck_assert_int_lt(count, 256);
			numbers[count++] = number;
			continue;
		}
		must(strncmp(line, "-- ", 3) == 0, "what line is this: %s", line);
		snprintf(command, 128, "%s", colon ? colon + 7 : "");
		return count;
	}
}

/* All lines up to the last one, page by page from the first command on, forwards or backwards,
 * without a double or missing one. */
static void page_through(struct client *client, const char *first, int from, int step, int to)
{
	char command[128];
	int numbers[256], pages = 0, at = from;
	snprintf(command, sizeof command, "%s", first);
	while (*command) {
		int count = page(client, command, numbers);
		pages++;
		for (int i = 0; i < count; i++, at += step)
			ck_assert_int_eq(numbers[step > 0 ? i : count - 1 - i], at);
	}
	ck_assert_int_eq(at, to + step);
	ck_assert_int_gt(pages, 1);
}

START_TEST(the_past_is_paged_through)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	say_many(&alice, &bob, 1, LINES);
	client_ask(&alice, "/number on", "-- Each line has its number in front now...");
	client_say(&alice, "/history"); /* in its own dialect */
	client_await(&alice, "Earlier lines: /history before:301");
	client_say(&bob, "hello");
	client_expect(&alice, "321 <bob> hello");
	client_say(&alice, "hello bob");
	client_expect(&alice, "322 <alice> hello bob");
	client_expect(&bob, "<alice> hello bob");
	stop();
	start("strict");
	come(&bob, "bob", "tea");
	client_ask(&bob, "/number on", "-- Each line...");
	page_through(&bob, "/history before:321", LINES, -1, 1);
	page_through(&bob, "/history 70 before:321", LINES, -1, 1);
	page_through(&bob, "/since 1 before:321", 1, 1, LINES);
	page_through(&bob, "/since 1h before:321", 1, 1, LINES);
	page_through(&bob, "/history 1h before:321", 1, 1, LINES);
	page_through(&bob, "/history today before:321", 1, 1, LINES);
	client_ask(&bob, "/since 400", "-- Nothing later has been said in #tea.");
	client_ask(&bob, "/history today before:2020-01-01",
		"-- Nothing is kept of #tea between the two.");
	client_ask(&bob, "/history before:1", "-- Nothing earlier is kept of #tea.");
	client_ask(&bob, "/history before:2020-01-01", "-- Nothing earlier is kept of #tea.");
	client_connect(&alice, &server);
	stop();
}
END_TEST

START_TEST(who_comes_is_shown_the_last_lines)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	say_many(&alice, &bob, 1, 12);
	client_say(&alice, "/me waves");
	client_await(&bob, "* alice waves");
	client_close(&alice);
	client_await(&bob, "alice left");
	client_close(&bob);
	server_stop(&server);
	start("strict");
	client_connect(&alice, &server);
	client_greet(&alice);
	alice.check = client_any_line;
	client_say(&alice, "/join tea");
	client_expect(&alice, "-- Earlier in #tea, ...:");
	for (int i = 4; i <= 12; i++)
		client_expect(&alice, "...:... <alice> line %d", i);
	client_expect(&alice, "...:... * alice waves");
	client_expect(&alice, "-- You are in #tea now, with nobody else.");
	client_connect(&bob, &server);
	stop();
}
END_TEST

START_TEST(comings_and_goings_are_no_lines)
{
	set_up();
	come(&alice, "alice", "tea");
	client_ask(&alice, "/history", "-- Nothing has been said in #tea yet.");
	for (int i = 0; i < 3; i++) {
		come(&bob, "bob", "tea");
		client_close(&bob);
		client_await(&alice, "bob left");
	}
	client_ask(&alice, "/number on", "-- Each line...");
	client_say(&alice, "first");
	client_expect(&alice, "1 <alice> first");
	client_say(&alice, "/topic tea at four");
	client_expect(&alice, "2 -- You have set the topic of #tea: tea at four");
	client_ask(&alice, "/number off", "-- Lines have no numbers in front any more.");
	client_say(&alice, "/history");
	client_expect(&alice, "-- Earlier in #tea, ...:");
	client_expect(&alice, "...:... <alice> first");
	client_expect(&alice, "...:... -- alice set the topic of #tea: tea at four");
	client_expect(&alice, "-- There are no earlier lines.");
	client_connect(&bob, &server);
	stop();
}
END_TEST

START_TEST(what_was_said_is_found)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	say_many(&alice, &bob, 1, 25);
	client_say(&bob, "a Teapot, please");
	client_await(&alice, "a Teapot, please");
	client_say(&bob, "/search teapot");
	client_expect(&bob, "26 20...-...-... ...:... <bob> a Teapot, please");
	client_expect(&bob, "-- 1 line of #tea. /since NUMBER shows what was said next.");
	client_say(&bob, "/search line");
	for (int i = 6; i <= 25; i++)
		client_expect(&bob, "%d 20... <alice> line %d", i, i);
	client_expect(&bob, "-- 20 lines of #tea. Earlier ones: /search line before:6");
	client_say(&bob, "/search line before:6");
	for (int i = 1; i <= 5; i++)
		client_expect(&bob, "%d 20... <alice> line %d", i, i);
	client_expect(&bob, "-- 5 lines of #tea. ...");
	client_say(&bob, "/search line 7 from:Alice in:tea");
	client_expect(&bob, "7 20... <alice> line 7");
	client_expect(&bob, "-- 1 line of #tea. ...");
	client_say(&bob, "/search from:bob");
	client_expect(&bob, "26 20... <bob> a Teapot, please");
	client_expect(&bob, "-- 1 line of #tea. ...");
	client_ask(&bob, "/search line from:bob",
		"-- Nothing like that was said in #tea. WORD* finds longer words, too.");
	client_ask(
		&bob, "/search line before:2020-01-01", "-- Nothing like that was said in #tea...");
	client_ask(
		&bob, "/search line in:lobby", "!! you are not in #lobby; /join #lobby takes...");
	stop();
}
END_TEST

START_TEST(bad_input_is_told_what_is_right)
{
	set_up();
	come(&alice, "alice", "tea");
	client_connect(&bob, &server);
	client_ask(&alice, "/history 201", "!! one page has 1 to 200 lines; ...");
	client_ask(&alice, "/history 0", "!! one page has 1 to 200 lines; ...");
	client_ask(&alice, "/history before:", "!! type it like this: /history [N|TIME]");
	client_ask(&alice, "/history noon",
		"!! noon is neither a number from 1 on nor a time; a time is 30m...");
	client_ask(&alice, "/history before:noon",
		"!! noon is neither a number from 1 on nor a time; ...");
	client_ask(&alice, "/history 9999-01-01", "!! 9999-01-01 has not come yet; ...");
	client_ask(&alice, "/history 10 20", "!! type it like this: /history [N|TIME]");
	client_ask(&alice, "/since", "!! type it like this: /since NUMBER|TIME");
	client_ask(&alice, "/since before:4", "!! type it like this: /since NUMBER|TIME");
	client_ask(&alice, "/search", "!! type it like this: /search WORDS");
	client_ask(&alice, "/search ?!", "!! give one to eight words to search for, ...");
	client_ask(&alice, "/search a b c d e f g h i", "!! give one to eight words ...");
	client_ask(&alice, "/search a in:b,c", "!! a room's name is ...");
	client_ask(&alice, "/number maybe", "!! type it like this: /number on|off");
	client_ask(&alice, "/erase one", "!! one is not the number of a line; ...");
	client_ask(&alice, "/erase 7", "!! there is no line 7 in #tea; ...");
	client_say(&alice, "/part");
	client_await(&alice, "are in no room");
	client_ask(&alice, "/history", "!! you are in no room; ...");
	client_ask(&alice, "/search tea", "!! you are in no room; ...");
	stop();
}
END_TEST

static bool file_has(const char *path, const char *text)
{
	char *command, answer[8] = "";
	ck_assert_int_gt(asprintf(&command, "grep -qa '%s' '%s' && echo yes", text, path), 0);
	FILE *pipe = popen(command, "re");
	if (!fgets(answer, sizeof answer, pipe))
		answer[0] = '\0';
	pclose(pipe);
	free(command);
	return *answer != '\0';
}

/* Whether any file of the history has the text. */
static bool kept(const char *text)
{
	DIR *files = opendir(folder);
	const struct dirent *entry;
	bool found = false;
	while ((entry = readdir(files))) {
		char path[TEMPORARY_PATH_SIZE + 300];
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		found |= entry->d_name[0] != '.' && file_has(path, text);
	}
	closedir(files);
	return found;
}

START_TEST(what_is_erased_is_gone_from_the_disk)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_await(&alice, "bob joined");
	client_say(&bob, "my number is xyzzy1");
	client_expect(&alice, "<bob> my number is xyzzy1");
	client_say(&bob, "this stays xyzzy2");
	client_expect(&alice, "<bob> this stays xyzzy2");
	client_say(&alice, "mine xyzzy3");
	client_expect(&bob, "<alice> mine xyzzy3");
	client_ask(&bob, "/erase 3", "!! line 3 was not said by you on this connection or...");
	client_ask(
		&bob, "/erase 1 too much said", "-- You have erased your line 1 (too much said)");
	client_expect(&alice, "-- bob erased line 1 (too much said)");
	client_ask(&bob, "/erase 1", "!! line 1 has been erased already");
	client_ask(&alice, "/erase 3", "-- You have erased your line 3");
	client_expect(&bob, "-- alice erased line 3");
	client_say(&bob, "/history");
	client_expect(&bob, "-- Earlier in #tea, ...:");
	client_expect(&bob, "...:... -- A line of bob, erased by bob (too much said)");
	client_expect(&bob, "...:... <bob> this stays xyzzy2");
	client_expect(&bob, "...:... -- A line of alice, erased by alice");
	client_expect(&bob, "-- There are no earlier lines.");
	client_ask(&bob, "/search xyzzy1", "-- Nothing like that was said in #tea...");
	stop();
	ck_assert(kept("xyzzy2"));
	ck_assert(!kept("xyzzy1"));
	ck_assert(!kept("xyzzy3"));
	ck_assert(!kept("too much said secret"));
	stored_verify(folder);
}
END_TEST

START_TEST(an_account_erases_what_it_has_said_before)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_await(&alice, "bob joined");
	client_say(&bob, "without one xyzzy1");
	client_await(&alice, "<bob> without one xyzzy1");
	client_say(&bob, "/register correct horse");
	client_await(&bob, "-- You are logged in as bob.");
	client_say(&bob, "with one xyzzy2");
	client_await(&alice, "<bob> with one xyzzy2");
	client_close(&bob);
	client_await(&alice, "bob left");
	come(&bob, "robert", "tea");
	client_ask(&bob, "/erase 2", "!! line 2 was not said by you on this connection or...");
	client_say(&bob, "/login bob correct horse");
	client_await(&bob, "-- You are bob now.");
	client_ask(&bob, "/erase 1", "!! line 1 was not said by you on this connection or...");
	client_ask(&bob, "/erase 2", "-- You have erased your line 2");
	client_await(&alice, "-- bob erased line 2");
	stop();
	ck_assert(kept("xyzzy1"));
	ck_assert(!kept("xyzzy2"));
	stored_verify(folder);
}
END_TEST

START_TEST(operators_erase_what_others_said)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_await(&alice, "bob joined");
	say_many(&bob, &alice, 1, 30); /* the first ones are not in memory any more */
	client_ask(&alice, "/erase 2 rude", "-- You have erased line 2 of bob (rude)");
	client_expect(&bob, "-- alice erased line 2 of bob (rude)");
	client_ask(&alice, "/erase 29", "-- You have erased line 29 of bob");
	client_expect(&bob, "-- alice erased line 29 of bob");
	client_close(&bob);
	client_await(&alice, "bob left");
	come(&bob, "bob", "tea"); /* another connection: its own lines are others */
	client_ask(&bob, "/erase 3", "!! line 3 was not said by you on this connection or...");
	stop();
}
END_TEST

START_TEST(one_can_be_forgotten)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_await(&alice, "bob joined");
	client_say(&alice, "stays plugh1");
	client_expect(&bob, "<alice> stays plugh1");
	client_say(&bob, "goes plugh2");
	client_expect(&alice, "<bob> goes plugh2");
	client_say(&bob, "/join coffee");
	client_await(&bob, "You are in #coffee");
	client_await(&alice, "bob left");
	client_say(&bob, "goes plugh3");
	client_sync(&bob);
	client_ask(&bob, "/forget", "-- What you have said since you came is erased...");
	client_sync(&bob);
	client_expect_nothing(&alice);
	client_say(&bob, "said later plugh4");
	client_say(&bob, "/join tea");
	client_expect(&bob, "-- Earlier in #tea, ...:");
	client_expect(&bob, "...:... <alice> stays plugh1");
	client_expect(&bob, "...:... -- A line of bob, erased by bob");
	client_await(&bob, "You are in #tea");
	client_sync(&bob);
	stop();
	ck_assert(kept("plugh1"));
	ck_assert(!kept("plugh2"));
	ck_assert(!kept("plugh3"));
	ck_assert(kept("plugh4"));
	stored_verify(folder);
}
END_TEST

START_TEST(ignored_people_are_not_shown_again)
{
	set_up();
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_await(&alice, "bob joined");
	client_say(&bob, "noise");
	client_await(&alice, "noise");
	client_say(&alice, "peace");
	client_await(&bob, "peace");
	client_ask(&alice, "/ignore bob", "-- You no longer see what bob says. ...");
	client_say(&alice, "/history");
	client_expect(&alice, "-- Earlier in #tea, ...:");
	client_expect(&alice, "...:... <alice> peace");
	client_expect(&alice, "-- There are no earlier lines.");
	client_ask(&alice, "/search noise", "-- ...");
	stop();
}
END_TEST

START_TEST(a_server_without_history_says_so)
{
	static const char *const commands[] = {
		"/history", "/since 1", "/search tea", "/number on", "/erase 1", "/forget", NULL};
	struct server without;
	server_start(&without, ARGUMENTS("--history", "off"));
	struct client carol;
	client_join(&carol, &without, "carol");
	for (const char *const *command = commands; *command; command++)
		client_ask(&carol, *command, "!! this server does not keep what is said, ...");
	client_say(&carol, "/help");
	for (const char *line; !strstr(line = client_line(&carol), "/help COMMAND says more");)
		ck_assert_ptr_null(strstr(line, "/history"));
	client_close(&carol);
	server_stop(&without);
}
END_TEST

/* The disk stalls: what it has is read all the same, and what was said meanwhile later. */
START_TEST(the_past_is_read_while_the_disk_stalls)
{
	temporary_subfolder(folder, "state");
	struct disk *disk = disk_new(folder, NULL);
	disk_use(disk);
	server_start_at(&server, "127.0.0.1,door=line,plain",
		ARGUMENTS("--rate", "0", "--history", "strict", "--state", folder, "--history-wait",
			"100"));
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_await(&alice, "bob joined");
	say_many(&bob, &alice, 1, 30);
	disk_hold(disk);
	client_say(&bob, "not stored yet");
	client_await(&alice, "not stored yet"); /* it is relaxed now */
	client_sync(&bob);
	client_say(&bob, "/history 2 before:3");
	client_await(&bob, "<bob> line 1");
	client_expect(&bob, "...:... <bob> line 2");
	client_expect(&bob, "-- There are no earlier lines.");
	disk_release(disk);
	client_await(&alice, "The disk keeps up again");
	client_say(&alice, "/history 2");
	client_await(&alice, "<bob> line 30");
	client_expect(&alice, "...:... <bob> not stored yet");
	stop();
	disk_free(disk);
}
END_TEST

int main(void)
{
	const TTest *each[] = {the_past_is_paged_through, who_comes_is_shown_the_last_lines,
		comings_and_goings_are_no_lines, what_was_said_is_found,
		bad_input_is_told_what_is_right, what_is_erased_is_gone_from_the_disk,
		an_account_erases_what_it_has_said_before, operators_erase_what_others_said,
		one_can_be_forgotten, ignored_people_are_not_shown_again,
		a_server_without_history_says_so, the_past_is_read_while_the_disk_stalls, NULL};
	return stored_available() ? run_tests("history", each, NULL)
				  : run_nothing("it has no store");
}
