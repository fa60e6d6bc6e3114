/* The client between programs, saying: who is in the room sees each line once, and the exit status
 * and the words on standard error tell the truth. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "peer.h"
#include "process.h"
#include "temporary.h"

#define MANY 20000 /* more than any buffer between the two holds */

static struct server server;
static struct client bob;
static struct process sender;
static char address[32];
static bool told; /* that ada has joined, so that her end is too */

/* A server, and bob, who has made #ci. */
static void begin(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	client_join(&bob, &server, "bob");
	client_enter(&bob, "ci", "nobody else");
}

static void end(void)
{
	if (told)
		client_expect(&bob, "-- ada left");
	client_expect_nothing(&bob);
	client_close(&bob);
	server_stop(&server);
}

/* With a new pipe as its input. */
static void start_piped(const char *room)
{
	process_start_client(&sender, -1, ARGUMENTS(address, "--nick", "ada", room));
}

static void expect_result(int status, const char *complained)
{
	int got = process_wait(&sender);
	ck_assert_str_eq(sender.complained.bytes, complained);
	ck_assert_int_eq(got, status);
	ck_assert_str_eq(sender.said.bytes, "");
}

static void expect_words(int status, const char *first, const char *last)
{
	int got = process_wait(&sender);
	const char *words = sender.complained.bytes;
	must(strncmp(words, first, strlen(first)) == 0 && strlen(words) >= strlen(last) &&
			strcmp(words + strlen(words) - strlen(last), last) == 0,
		"it says '%s'", words);
	ck_assert_int_eq(got, status);
	ck_assert_str_eq(sender.said.bytes, "");
}

/* Only a visit that takes long is told. */
static const char *line_said(void)
{
	const char *line = client_line(&bob);
	if (!line || strcmp(line, "-- ada joined") != 0)
		return line;
	told = true;
	return client_line(&bob);
}

static void expect_said(const char *line)
{
	const char *said = line_said();
	must(said && strcmp(said, line) == 0, "expected: %s; came: %s", line, said);
}

START_TEST(lines_of_the_input_are_said_once_and_in_order)
{
	begin(NULL);
	start_piped("#ci");
	process_feed(&sender, "one\ntwo\nthree\n");
	process_end_input(&sender);
	expect_result(0, "");
	expect_said("<ada> one");
	expect_said("<ada> two");
	expect_said("<ada> three");
	end();
}
END_TEST

START_TEST(messages_are_said_instead_of_the_input)
{
	begin(NULL);
	process_start_client(&sender, -1,
		ARGUMENTS(
			"-m", "build ok", "-n", "ada", "#ci", address, "-m", "first\nsecond\n\n"));
	expect_result(0, "");
	expect_said("<ada> build ok");
	expect_said("<ada> first");
	expect_said("<ada> second");
	end();
}
END_TEST

START_TEST(lines_end_as_lines_do)
{
	begin(NULL);
	start_piped("#ci");
	process_feed(&sender, "\n  \ndos\r\n\t\r\nnot UTF-8: \xFF\x1B[2J\nlast");
	process_end_input(&sender);
	expect_result(0, "");
	expect_said("<ada> dos");
	expect_said("<ada> not UTF-8: \xEF\xBF\xBD\xEF\xBF\xBD[2J");
	expect_said("<ada> last");
	end();
}
END_TEST

START_TEST(what_programs_print_is_no_command)
{
	begin(NULL);
	start_piped("#ci");
	process_feed(&sender, "/quit\n//usr\n\001ACTION dances\001\nQUIT\n");
	process_end_input(&sender);
	expect_result(0, "");
	expect_said("<ada> /quit");
	expect_said("<ada> //usr");
	expect_said("<ada> \xEF\xBF\xBD"
		    "ACTION dances\xEF\xBF\xBD");
	expect_said("<ada> QUIT");
	end();
}
END_TEST

/* The locale is made for the test, where the system can do that. */
START_TEST(another_encoding_than_utf8_is_refused)
{
	if (!temporary_locale("latin", "de_DE", "ISO-8859-1"))
		return;
	setenv("LOCPATH", temporary_folder(), 1);
	setenv("LC_ALL", "latin", 1);
	process_start_client(&sender, -1,
		ARGUMENTS("127.0.0.1:1", "#ci", "-m",
			"gr\xFC\xDF"
			"e"));
	expect_result(2, "chat-client: the locale's encoding is ISO-8859-1, but chat-client needs "
			 "UTF-8: set LC_ALL=C.UTF-8, and the terminal to UTF-8\n");
}
END_TEST

START_TEST(many_lines_arrive_whole_and_in_order)
{
	FILE *file = tmpfile();
	int said;
	begin(ARGUMENTS("--rate", "0"));
	for (int i = 0; i < MANY; i++)
		fprintf(file, "line %d\n", i);
	fflush(file);
	lseek(fileno(file), 0, SEEK_SET);
	process_start_client(&sender, fileno(file), ARGUMENTS(address, "--nick", "ada", "#ci"));
	expect_result(0, "");
	for (int i = 0; i < MANY; i++)
		must(sscanf(line_said(), "<ada> line %d", &said) == 1 && said == i, "%d", i);
	fclose(file);
	end();
}
END_TEST

START_TEST(a_line_too_long_for_a_message_is_said_in_parts)
{
	char text[1500];
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	begin(NULL);
	process_start_client(&sender, -1, ARGUMENTS(address, "--nick", "ada", "#ci", "-m", text));
	expect_result(0, "");
	size_t got = 0;
	while (got < sizeof text - 1) {
		const char *line = line_said();
		must(strncmp(line, "<ada> x", 7) == 0, "%s", line);
		got += strlen(line) - 6;
	}
	ck_assert_uint_eq(got, sizeof text - 1);
	end();
}
END_TEST

START_TEST(nothing_to_say_is_told)
{
	begin(NULL);
	start_piped("#ci");
	process_feed(&sender, "\n \n");
	process_end_input(&sender);
	expect_result(1, "chat-client: there was nothing to say\n");
	end();
}
END_TEST

START_TEST(a_server_that_is_not_there_is_told)
{
	int four, six, port;
	char wanted[256];
	peer_refuse_both(&four, &six, &port);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	process_start_client(&sender, -1, ARGUMENTS(address, "#ci", "-m", "x"));
	snprintf(wanted, sizeof wanted,
		"chat-client: cannot connect to 127.0.0.1 port %d: %s: Connection "
		"refused\n" NOTHING_SAID,
		port, address);
	expect_result(1, wanted);
}
END_TEST

START_TEST(a_room_that_is_shut_is_told)
{
	begin(NULL);
	client_ask(&bob, "/mode invite-only", "-- You have made #ci ... invited");
	start_piped("#ci");
	int status = process_wait(&sender);
	ck_assert_int_eq(status, 1);
	must(strstr(sender.complained.bytes, "chat-client: cannot join #ci: ") != NULL,
		"it says '%s'", sender.complained.bytes);
	must(strstr(sender.complained.bytes, NOTHING_SAID) != NULL, "it says '%s'",
		sender.complained.bytes);
	end();
}
END_TEST

/* Other users of the machine see the words of a process. */
static void expect_no_word(pid_t pid, const char *word)
{
	char path[64], words[4096];
	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	FILE *file = fopen(path, "r");
	must(file != NULL, "there is no %s", path);
	size_t length = fread(words, 1, sizeof words, file);
	fclose(file);
	must(length > 0 && !memmem(words, length, word, strlen(word)), "'%s' is in %s", word, path);
}

START_TEST(a_key_opens_a_room)
{
	begin(NULL);
	client_ask(&bob, "/mode key opensesame", "-- You have given #ci ... key opensesame");
	start_piped("#ci opensesame");
	process_feed(&sender, "one\n");
	expect_said("<ada> one");
	expect_no_word(sender.pid, "opensesame");
	process_end_input(&sender);
	expect_result(0, "");
	start_piped("#ci wrong");
	expect_result(
		1, "chat-client: cannot join #ci: #ci wants a key: /join #ci KEY\n" NOTHING_SAID);
	end();
}
END_TEST

/* In whose words depends on whether the server has heard yet that IRC is spoken. */
START_TEST(who_is_not_let_in_has_said_nothing)
{
	begin(ARGUMENTS("--max-clients", "1"));
	process_start_client(&sender, -1, ARGUMENTS(address, "--nick", "ada", "#ci", "-m", "x"));
	expect_words(1, "chat-client: the server ", "\n" NOTHING_SAID);
	end();
}
END_TEST

START_TEST(the_last_words_of_a_server_are_told)
{
	struct peer peer;
	int port = 0, listener = peer_listen(AF_INET, &port);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	process_start_client(&sender, -1, ARGUMENTS(address, "--nick", "ada", "#ci", "-m", "x"));
	peer_accept(&peer, listener);
	peer_expect(&peer, "\r\nUSER ");
	peer_say(&peer, "ERROR :Go away\r\n");
	peer_close(&peer);
	expect_result(1, "chat-client: the server ends the connection: Go away\n" NOTHING_SAID);
	close(listener);
}
END_TEST

/* An alert has no newline, and the connection may end with a reset behind it. */
START_TEST(a_server_of_tls_is_told)
{
	struct peer peer;
	int port = 0, listener = peer_listen(AF_INET, &port);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	process_start_client(&sender, -1, ARGUMENTS(address, "--nick", "ada", "#ci", "-m", "x"));
	peer_accept(&peer, listener);
	peer_expect(&peer, "\r\nUSER ");
	peer_send(&peer, "\x15\x03\x01\0\x02\x02\x46", 7);
	peer_close(&peer);
	expect_result(1, "chat-client: the server wants TLS at this port: --tls=always asks for "
			 "it\n" NOTHING_SAID);
	close(listener);
}
END_TEST

START_TEST(who_is_banned_is_told)
{
	begin(NULL);
	client_ask(&bob, "/ban ada", "-- You have banned ada!*@* ... #ci");
	process_start_client(&sender, -1, ARGUMENTS(address, "--nick", "ada", "#ci", "-m", "x"));
	ck_assert_int_eq(process_wait(&sender), 1);
	must(strstr(sender.complained.bytes, "chat-client: cannot join #ci: ") != NULL,
		"it says '%s'", sender.complained.bytes);
	end();
}
END_TEST

/* Says the first line of several, which bob has seen; she has come then. A server of one thread has
 * confirmed it too, before it answers him. */
static void say_first(void)
{
	start_piped("#ci");
	process_feed(&sender, "one\n");
	expect_said("<ada> one");
	client_say(&bob, "/voice ada");
	client_say(&bob, "/devoice ada");
	client_await(&bob, "-- You have taken ");
	told = false;
}

START_TEST(refused_lines_are_told)
{
	begin(NULL);
	say_first();
	client_ask(&bob, "/mode moderated", "-- You have made #ci moderated: ...");
	process_feed(&sender, "\ntwo\nthree\n");
	process_end_input(&sender);
	expect_words(3, "chat-client: line 3 was refused: ",
		"\nchat-client: 1 line was said, 2 were refused\n");
	client_expect(&bob, "-- ada left");
	end();
}
END_TEST

START_TEST(a_line_without_end_is_refused_and_the_rest_said)
{
	static char big[70001];
	memset(big, 'x', sizeof big - 1);
	begin(NULL);
	say_first();
	process_feed(&sender, big);
	process_feed(&sender, "\nthree\n");
	process_end_input(&sender);
	expect_result(3, "chat-client: line 2 has more than 65536 bytes\n"
			 "chat-client: 2 lines were said, 1 was refused\n");
	expect_said("<ada> three");
	client_expect(&bob, "-- ada left");
	end();
}
END_TEST

START_TEST(who_is_put_out_stops)
{
	begin(NULL);
	say_first();
	client_ask(&bob, "/kick ada enough", "-- You have put ada out ... #ci (enough)");
	expect_result(3, "chat-client: bob put us out of #ci (enough)\n"
			 "chat-client: 1 line was said, and the rest was not\n");
	end();
}
END_TEST

/* Until it has taken nothing more for half a second; far less than is offered. */
static size_t feed_until_it_stops(size_t most)
{
	static char block[4096];
	size_t fed = 0;
	memset(block, 'x', sizeof block);
	for (size_t i = 63; i < sizeof block; i += 64)
		block[i] = '\n';
	fcntl(sender.in, F_SETFL, O_NONBLOCK);
	while (fed < most && wait_fd(sender.in, POLLOUT, now_ms() + 500)) {
		ssize_t written = write(sender.in, block, sizeof block);
		ck_assert_int_gt(written, 0);
		fed += (size_t)written;
	}
	return fed;
}

START_TEST(the_input_is_not_read_ahead)
{
	static const size_t most = 16 * 1024 * 1024;
	begin(NULL);
	say_first();
	server_signal(&server, SIGSTOP);
	ck_assert_uint_lt(feed_until_it_stops(most), 256 * 1024);
	kill(sender.pid, SIGTERM);
	ck_assert_int_eq(process_wait(&sender), 128 + SIGTERM);
	server_signal(&server, SIGCONT);
	client_await(&bob, "-- ada left");
	end();
}
END_TEST

START_TEST(several_rooms_are_one_too_many)
{
	process_start_client(&sender, -1, ARGUMENTS("127.0.0.1:1", "#a", "#b", "-m", "x"));
	expect_result(2, "chat-client: lines are said in one room, but there are 2: name one (try "
			 "--help)\n");
}
END_TEST

START_TEST(an_input_that_cannot_be_read_is_told)
{
	int folder = open("/", O_RDONLY | O_CLOEXEC);
	begin(NULL);
	process_start_client(&sender, folder, ARGUMENTS(address, "--nick", "ada", "#ci"));
	expect_result(1, "chat-client: cannot read standard input: Is a directory\n" NOTHING_SAID);
	close(folder);
	end();
}
END_TEST

/* Its socket must not become its standard input. */
START_TEST(a_closed_input_has_nothing_to_say)
{
	begin(NULL);
	process_start(&sender, -1,
		ARGUMENTS("sh", "-c", "exec \"$0\" \"$1\" -n ada '#ci' <&-", process_client(),
			address));
	expect_result(1, "chat-client: there was nothing to say\n");
	end();
}
END_TEST

START_TEST(a_terminal_to_type_on_alone_is_a_mistake)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	int in = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(in, 0);
	process_start_client(&sender, in, ARGUMENTS("127.0.0.1:1"));
	expect_words(2, "chat-client: standard output is no terminal: try --follow", "\n");
	close(in);
	close(terminal);
}
END_TEST

int main(void)
{
	static const TTest *const none[] = {NULL};
	const TTest *const cases[] = {
		lines_of_the_input_are_said_once_and_in_order,
		messages_are_said_instead_of_the_input,
		lines_end_as_lines_do,
		what_programs_print_is_no_command,
		another_encoding_than_utf8_is_refused,
		many_lines_arrive_whole_and_in_order,
		a_line_too_long_for_a_message_is_said_in_parts,
		nothing_to_say_is_told,
		a_server_that_is_not_there_is_told,
		a_room_that_is_shut_is_told,
		a_key_opens_a_room,
		a_server_of_tls_is_told,
		who_is_not_let_in_has_said_nothing,
		the_last_words_of_a_server_are_told,
		who_is_banned_is_told,
		refused_lines_are_told,
		a_line_without_end_is_refused_and_the_rest_said,
		who_is_put_out_stops,
		the_input_is_not_read_ahead,
		several_rooms_are_one_too_many,
		an_input_that_cannot_be_read_is_told,
		a_closed_input_has_nothing_to_say,
		a_terminal_to_type_on_alone_is_a_mistake,
		NULL,
	};
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return run_tests("client send", none, cases);
}
