/* The door is chosen behind a greeting, too, and who speaks something else is told so in its own
 * language. */
#include <stdio.h>
#include <string.h>

#include "detect.h"

/* Greeted, and then byte by byte: what a link may do to an IRC client. */
START_TEST(an_irc_client_that_is_late_is_one)
{
	static const char *const begins[] = {"CAP LS 302\r\nNICK ann\r\nUSER ann 0 * :Ann\r\n",
		"PASS hunter2\r\nNICK ann\r\nUSER ann 0 * :Ann\r\n",
		"NICK ann\r\nUSER ann 0 * :Ann\r\n", "USER ann 0 * :Ann\r\nNICK ann\r\n",
		"cap ls\r\ncap end\r\nnick ann\r\nuser ann 0 * :Ann\r\n", NULL};
	detect_start(ARGUMENTS("--greet-after", "1", "--rate", "0"));
	for (const char *const *begin = begins; *begin; begin++) {
		struct client client;
		client_connect(&client, &detect_server);
		client_greet(&client);
		send_slowly(&client, *begin);
		SEND(&client, "CAP END\r\nPING here\r\nJOIN #lobby\r\n");
		client_expect(&alice, "-- ann joined");
		SEND(&client, "PRIVMSG #lobby :hello\r\nQUIT\r\n");
		client_expect(&alice, "<ann> hello");
		const char *rest = rest_of(&client);
		must(strncmp(rest, "NOTICE * :", 10) == 0 && strstr(rest, " 001 ann :") &&
				strstr(rest, " PONG ") && strstr(rest, "ERROR :"),
			"answer: %s", rest);
		client_close(&client);
		client_expect(&alice, "-- ann left");
	}
	detect_end();
}
END_TEST

/* In small letters a person may have typed it, unless the next line says who it is. */
START_TEST(small_letters)
{
	struct client client;
	detect_start(ARGUMENTS("--greet-after", "1"));
	client_connect(&client, &detect_server);
	client_greet(&client);
	SEND(&client, "nick ann\r\nuser ann 0 * :Ann\r\nQUIT\r\n");
	expect_irc_end(&client);
	client_connect(&client, &detect_server);
	client_greet(&client);
	client_say(&client, "pass me the salt");
	client_expect(&client, "!! this was not said, for IRC clients begin like that:...");
	client_say(&client, "/nick pete");
	client_expect_named(&client, "pete");
	client_say(&client, "pass me the salt");
	client_await(&alice, "<pete> pass me the salt");
	client_close(&client);
	detect_end();
}
END_TEST

static const struct stranger {
	const char *bytes, *answer, *name;
} strangers[] = {
	{"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ", "http"},
	{"OPTIONS * RTSP/1.0\r\n\r\n", "HTTP/1.1 400 ", "http"},
	{"\x16\x03\x01", TLS_ALERT, "tls"},
	{"SSH-2.0-OpenSSH_9.2\r\n", "This is a chat server, not an SSH server.", "ssh"},
	{"EHLO mail.example.org\r\n", "554 ", "smtp"},
	{"HELO mail.example.org\r\n", "554 ", "smtp"},
	{"PROXY TCP4 192.0.2.1 192.0.2.2 5 6\r\nhello\r\n", "!! the PROXY protocol ", "proxy"},
	{"WEBIRC hunter2 gate host 192.0.2.1\r\n", "ERROR :WEBIRC ", "webirc"},
	{0},
};

/* Before a greeting and behind it, at all doors. */
static void try_stranger(
	const struct server *at, const struct stranger *stranger, bool greeted, size_t cut)
{
	struct client client;
	client_connect(&client, at);
	if (greeted)
		client_greet(&client);
	if (cut > 0)
		client_send(&client, stranger->bytes, cut);
	client_send(&client, stranger->bytes + cut, strlen(stranger->bytes) - cut);
	expect_answer(&client, stranger->answer);
}

START_TEST(strangers_are_told_in_their_language)
{
	struct server irc;
	detect_start_plain(ARGUMENTS(
		"--greet-after", "60000", "--web", "off", "--bind", "127.0.0.1:0,door=irc,plain"));
	expect_second_port(&irc);
	for (const struct stranger *stranger = strangers; stranger->bytes; stranger++) {
		char log[64];
		try_stranger(&detect_server, stranger, false, 0);
		snprintf(log, sizeof log, "spoke=%s", stranger->name);
		server_expect_log(&detect_server, log); /* the log tells of so many of an address */
	}
	for (const struct stranger *stranger = strangers; stranger->bytes; stranger++) {
		try_stranger(&detect_server, stranger, false, 1);
		try_stranger(&irc, stranger, false, 1);
		client_expect_nothing(&alice);
	}
	struct client client;
	client_connect(&client, &detect_server);
	SEND(&client, "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\x7F\0\0\x01\x7F\0\0\x01\0\x01\0\x02");
	expect_answer(&client, "!! the PROXY protocol ");
	client_expect_nothing(&alice);
	detect_end();
}
END_TEST

START_TEST(strangers_that_were_greeted)
{
	struct server line;
	detect_start_plain(
		ARGUMENTS("--greet-after", "0", "--bind", "127.0.0.1:0,door=line,plain"));
	expect_second_port(&line);
	for (const struct stranger *stranger = strangers; stranger->bytes; stranger++) {
		try_stranger(&detect_server, stranger, true, 0);
		try_stranger(&detect_server, stranger, true, 2);
		client_expect_nothing(&alice);
		try_stranger(&line, stranger, true, 1);
		client_expect(&alice, "-- guest-...");
		client_expect(&alice, "-- guest-...");
		client_expect_nothing(&alice);
	}
	detect_end();
}
END_TEST

/* Who goes without a line, greeted or not, was not there; what is one line is one line. */
START_TEST(who_only_speaks_by_pipe_is_not_announced)
{
	static const struct {
		const char *bytes, *said;
	} pipes[] = {{"", NULL}, {"hello\n", "hello"}, {"hello", "hello"},
		{"/nick bot\nhello\n", NULL}, {"/who\n", NULL}, {"/join tea\nhello\n", NULL},
		{"/quit\n", NULL}};
	detect_start(ARGUMENTS("--greet-after", "1"));
	for (size_t i = 0; i < 2 * sizeof pipes / sizeof *pipes; i++) {
		struct client client;
		const char *bytes = pipes[i / 2].bytes;
		client_connect(&client, &detect_server);
		if (i % 2 == 0)
			client_greet(&client);
		client_send(&client, bytes, strlen(bytes));
		client_half_close(&client);
		client_await_end(&client);
		client_close(&client);
		if (pipes[i / 2].said) {
			const char *line = client_line(&alice);
			must(strncmp(line, "<guest-", 7) == 0 &&
					strcmp(strchr(line, ' ') + 1, pipes[i / 2].said) == 0,
				"came: %s", line);
		}
		if (strncmp(bytes, "/nick", 5) == 0)
			client_expect(&alice, "<bot> hello");
		client_expect_nothing(&alice);
	}
	detect_end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {an_irc_client_that_is_late_is_one, small_letters,
		strangers_are_told_in_their_language, strangers_that_were_greeted,
		who_only_speaks_by_pipe_is_not_announced, NULL};
	return run_tests("doorman late", each, NULL);
}
