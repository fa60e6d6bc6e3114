/* Programs that follow a room with a history: no line is missing and none is doubled after a loss,
 * and one that is killed goes on where it stopped. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "disk.h"
#include "follower.h"
#include "temporary.h"

#define KILLS 20
#define LINES 400

static char state[TEMPORARY_PATH_SIZE];
static const char *history_wait = "2000";
static unsigned said;		   /* lines: line N is "N" */
static unsigned stored[LINES + 1]; /* the numbers in the room of those that were printed */

static void start_server(void)
{
	char bind[40];
	snprintf(bind, sizeof bind, "127.0.0.1:%d", server.port);
	server_start_at(&server, bind,
		ARGUMENTS("--history", "strict", "--history-wait", history_wait, "--state", state,
			"--rate", "0"));
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
}

static void open_scene(void)
{
	temporary_subfolder(state, "history");
	setenv("XDG_STATE_HOME", state, 1);
	start_server();
}

static void close_scene(void)
{
	server_stop(&server);
	temporary_remove_tree(state);
}

static void kill_server(void)
{
	kill(server.pid, SIGKILL);
	server_wait(&server);
	server_free(&server);
}

static void begin_saying(struct process *process, unsigned count)
{
	char line[16];
	process_start_client(
		process, -1, ARGUMENTS(address, "--config", config, "-n", "bob", "#dev"));
	while (count-- > 0) {
		snprintf(line, sizeof line, "%u\n", ++said);
		process_feed(process, line);
	}
	process_end_input(process);
}

static void say(unsigned count)
{
	struct process process;
	begin_saying(&process, count);
	ck_assert_int_eq(process_wait(&process), 0);
}

static void start_bot(const char *one, const char *two, const char *three, const char *four)
{
	const char *words[] = {address, "--config", config, "-n", "ada", "#dev", "--json", one, two,
		three, four, NULL};
	process_start_client(&follower, -1, words);
	listen_to(&follower);
}

/* The text of the next line that was said; 0 at the end. */
static unsigned next_number(void)
{
	const char *line;
	while ((line = client_line(&printed))) {
		const char *text = strstr(line, "\"text\":\""),
			   *number = strstr(line, "\"number\":");
		if (!strstr(line, "\"type\":\"said\""))
			continue;
		must(text && number && strstr(line, "\"msgid\":"), "no number: %s", line);
		unsigned said_number = (unsigned)atoi(text + strlen("\"text\":\""));
		if (said_number <= LINES)
			stored[said_number] = (unsigned)atoi(number + strlen("\"number\":"));
		return said_number;
	}
	return 0;
}

static void expect_numbers(unsigned first, unsigned last)
{
	for (unsigned number = first; number <= last; number++)
		ck_assert_uint_eq(next_number(), number);
}

static void end_bot(int number)
{
	kill(follower.pid, number);
	ck_assert_int_eq(process_status(follower.pid), 128 + number);
}

START_TEST(what_was_missed_is_printed_once_and_in_order)
{
	struct process process;
	open_scene();
	start_bot(NULL, NULL, NULL, NULL);
	client_await(&printed, "\"type\":\"opened\"");
	say(30);
	expect_numbers(1, 30);
	for (int i = 0; i < 3; i++) {
		unsigned before = said;
		kill(follower.pid, SIGSTOP);
		kill_server();
		start_server();
		say(130);
		begin_saying(&process, 130); /* while it comes back */
		kill(follower.pid, SIGCONT);
		client_await(&printed, "\"type\":\"missed\"");
		expect_numbers(before + 1, said);
		ck_assert_int_eq(process_wait(&process), 0);
	}
	end_bot(SIGTERM);
	ck_assert_uint_eq(next_number(), 0);
	close_scene();
}
END_TEST

/* The last line of those that the file of --resume bot says were printed. */
static unsigned remembered(void)
{
	unsigned last = 0;
	char path[TEMPORARY_PATH_SIZE + 40], row[200] = "";
	snprintf(path, sizeof path, "%s/chat-client/resume/bot", state);
	FILE *file = fopen(path, "r");
	if (file) {
		must(fgets(row, sizeof row, file) && strchr(row, '\n'), "half a row: %s", row);
		fclose(file);
	}
	const char *number = strrchr(row, '-');
	for (unsigned i = 1; number && i <= LINES; i++)
		if (stored[i] > 0 && stored[i] <= (unsigned)atoi(number + 1))
			last = i;
	return last;
}

/* A killed program prints once more what it had not remembered, and nothing else. */
START_TEST(a_killed_program_goes_on_where_it_stopped)
{
	unsigned last = 0, kept = 0, number;
	open_scene();
	say(LINES);
	for (int i = 0; i < KILLS && last < LINES; i++) {
		long reads = random() % 30;
		start_bot("--resume", "bot", "--since", "1");
		for (unsigned next = kept + 1; (number = next_number()) > 0; next++) {
			ck_assert_uint_eq(number, next);
			last = number > last ? number : last;
			if (reads-- == 0)
				end_bot(SIGKILL);
			if (number == LINES)
				break;
		}
		if (reads >= 0)
			end_bot(SIGKILL);
		kept = remembered();
		must(kept <= last, "%u is remembered, and %u was printed", kept, last);
	}
	say(5);
	start_bot("--resume", "bot", "--since", "1");
	expect_numbers(kept + 1, said);
	end_bot(SIGTERM);
	start_bot("--resume", "bot", "--since", "last"); /* it has ended in order */
	client_await(&printed, "\"type\":\"opened\"");
	say(1);
	ck_assert_uint_eq(next_number(), said);
	end_bot(SIGTERM);
	close_scene();
}
END_TEST

/* A disk that is full keeps nothing, and what was said is in memory only. */
START_TEST(a_full_disk_hides_no_line)
{
	temporary_subfolder(state, "history");
	setenv("XDG_STATE_HOME", state, 1);
	struct disk *disk = disk_new(state, NULL);
	disk_use(disk);
	history_wait = "100";
	start_server();
	start_bot("--resume", "bot", NULL, NULL);
	client_await(&printed, "\"type\":\"opened\"");
	say(1);
	expect_numbers(1, 1);
	end_bot(SIGTERM);
	disk->write_error = ENOSPC;
	say(150);
	start_bot("--resume", "bot", NULL, NULL);
	expect_numbers(2, 151);
	say(1);
	expect_numbers(152, 152);
	end_bot(SIGTERM);
	say(2);
	start_bot("--resume", "bot", NULL, NULL);
	expect_numbers(153, 154);
	disk->write_error = 0;
	server_expect_log(&server, "event=history_again");
	say(1);
	expect_numbers(155, 155);
	end_bot(SIGTERM);
	start_bot("--since", "1", NULL, NULL);
	expect_numbers(1, 155);
	end_bot(SIGTERM);
	close_scene();
	disk_free(disk);
}
END_TEST

START_TEST(a_name_is_for_one_program_at_a_time)
{
	char wanted[256];
	struct process second;
	open_scene();
	start_bot("--resume", "bot", NULL, NULL);
	client_await(&printed, "\"type\":\"opened\"");
	process_start_client(&second, -1,
		ARGUMENTS(address, "--config", config, "#dev", "--json", "--resume", "bot"));
	snprintf(wanted, sizeof wanted,
		"chat-client: another chat-client (process %ld) goes on as 'bot': end that one "
		"first, or give this one another name with --resume\n",
		(long)follower.pid);
	ck_assert_int_eq(process_wait(&second), 1);
	ck_assert_str_eq(second.complained.bytes, wanted);
	end_bot(SIGKILL);
	start_bot("--resume", "bot", NULL, NULL); /* nothing is left of the lock */
	client_await(&printed, "\"type\":\"opened\"");
	end_bot(SIGTERM);
	close_scene();
}
END_TEST

START_TEST(a_damaged_place_is_refused)
{
	char path[TEMPORARY_PATH_SIZE + 40], wanted[sizeof path + 200];
	open_scene();
	start_bot("--resume", "bot", NULL, NULL);
	client_await(&printed, "\"type\":\"opened\"");
	end_bot(SIGTERM);
	snprintf(path, sizeof path, "%s/chat-client/resume/bot", state);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("garbage\n", file);
	fclose(file);
	start_bot("--resume", "bot", "--since", "1");
	snprintf(wanted, sizeof wanted,
		"chat-client: '%s' is damaged and does not say where 'bot' stopped: delete it to "
		"begin anew, with --since for what was said meanwhile",
		path);
	client_await(&told, wanted);
	ck_assert_int_eq(process_status(follower.pid), 1);
	unlink(path);
	start_bot("--resume", "bot", NULL, NULL);
	client_await(&printed, "\"type\":\"opened\"");
	end_bot(SIGTERM);
	close_scene();
}
END_TEST

START_TEST(it_can_begin_anywhere)
{
	char number[16];
	open_scene();
	say(150);
	start_bot("--since", "1", NULL, NULL);
	expect_numbers(1, 150);
	end_bot(SIGTERM);
	snprintf(number, sizeof number, "%d", 148);
	start_bot("--since", number, NULL, NULL);
	expect_numbers(148, 150);
	end_bot(SIGTERM);
	start_bot("--since", "1h", NULL, NULL);
	expect_numbers(1, 150);
	say(1);
	expect_numbers(151, 151);
	end_bot(SIGTERM);
	start_bot("--since", "1000", NULL, NULL);
	client_await(&printed, "\"type\":\"opened\"");
	say(1);
	expect_numbers(152, 152);
	end_bot(SIGTERM);
	close_scene();
}
END_TEST

/* Status 0 of -m: not even the death of the server undoes it. */
START_TEST(what_is_confirmed_is_stored)
{
	struct process process;
	char text[16];
	open_scene();
	while (said < 10) {
		snprintf(text, sizeof text, "%u", ++said);
		process_start_client(&process, -1,
			ARGUMENTS(address, "--config", config, "-n", "bob", "-m", text, "#dev"));
		ck_assert_int_eq(process_wait(&process), 0);
		kill_server();
		start_server();
	}
	start_bot("--since", "1", NULL, NULL);
	expect_numbers(1, said);
	end_bot(SIGTERM);
	close_scene();
}
END_TEST

/* Puts a line of some days ago into the history; writes the mark of that day. */
static void import_line(unsigned number, long days_ago, char mark[80])
{
	char command[512], when[64], month[32], weekday[16];
	time_t then = time(NULL) - days_ago * 86400;
	struct tm parts;
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&then, &parts));
	localtime_r(&then, &parts);
	strftime(weekday, sizeof weekday, "%A", &parts);
	strftime(month, sizeof month, "%B %Y", &parts);
	snprintf(mark, 80, "---- %s, %d %s ----", weekday, parts.tm_mday, month);
	snprintf(command, sizeof command,
		"echo '{\"room\":\"#dev\",\"number\":%u,\"time\":\"%s\",\"name\":\"bob\","
		"\"user\":\"u\",\"host\":\"h\",\"kind\":\"say\",\"text\":\"line "
		"%u\",\"other\":\"\","
		"\"tags\":\"\",\"erased\":false}' | \"$CHATD\" --import --state '%s'",
		number, when, number, state);
	ck_assert_str_eq(
		process_shell(command), "chatd: 1 line was imported, in 1 room\nstatus 0\n");
}

static void follow_text(const char *settings)
{
	process_start_client(&follower, -1,
		ARGUMENTS(address, "--config", settings, "-n", "ada", "#dev", "--follow", "--since",
			"7d"));
	listen_to(&follower);
}

START_TEST(another_day_is_marked)
{
	char before[80], yesterday[80], today[80];
	temporary_subfolder(state, "history");
	import_line(1, 2, before);
	import_line(2, 1, yesterday);
	import_line(3, 0, today);
	start_server();
	follow_text("/dev/null");
	client_await(&printed, "-- You are in #dev now");
	client_line(&printed); /* 7 days ago */
	client_await(&printed, "---- said in #dev since ");
	client_expect(&printed, "%s", before);
	client_await(&printed, " <bob> line 1");
	client_expect(&printed, "%s", yesterday);
	client_await(&printed, " <bob> line 2");
	client_expect(&printed, "%s", today);
	client_await(&printed, " <bob> line 3");
	end_bot(SIGTERM);
	follow_text(config);
	client_await(&printed, "<bob> line 1");
	client_expect(&printed, "<bob> line 2");
	client_expect(&printed, "<bob> line 3");
	end_bot(SIGTERM);
	close_scene();
}
END_TEST

START_TEST(what_cannot_be_is_said)
{
	open_scene();
	start_bot("--since", "last", NULL, NULL);
	client_expect(&told, "chat-client: --since last goes on where --resume NAME stopped: name "
			     "it (try --help)");
	ck_assert_int_eq(process_status(follower.pid), 2);
	start_bot("--resume", "../bot", NULL, NULL);
	client_expect(&told, "chat-client: --resume must be a name of at most 64 letters, ...");
	ck_assert_int_eq(process_status(follower.pid), 2);
	setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
	start_bot("--resume", "bot", NULL, NULL);
	client_await(&told,
		"chat-client: cannot remember in '/proc/nowhere/chat-client/resume/bot' "
		"what is printed: ");
	ck_assert_int_eq(process_status(follower.pid), 1);
	close_scene();
	server.port = 0;
	server_history = "off";
	begin(NULL);
	setenv("XDG_STATE_HOME", state, 1);
	follow("--since", "5");
	client_await(&printed, "This server keeps no history: what was said before is not shown.");
	end_bot(SIGTERM);
	end();
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {what_was_missed_is_printed_once_and_in_order,
		a_killed_program_goes_on_where_it_stopped, a_full_disk_hides_no_line,
		a_name_is_for_one_program_at_a_time, a_damaged_place_is_refused,
		it_can_begin_anywhere, what_is_confirmed_is_stored, another_day_is_marked,
		what_cannot_be_is_said, NULL};
	return run_follower_tests("client_resume", cases);
}
