/* What no client should send to the IRC door, and how much of it. Each line of every answer is
 * looked at on the way: see irc.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"

#define UNLIMITED ARGUMENTS("--rate", "0")

static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* Half of it bytes of any kind, half words of IRC. */
static size_t rubbish(char *out, size_t size, unsigned *state)
{
	static const char *const words[] = {"@label=1;+a=b ", ":source ", "PRIVMSG ", "MODE ",
		"JOIN ", "CAP REQ :", "-batch ", "message-tags ", "#room ", "alice ", "+bov ", ":",
		"*!*@* ", "\x01", "\r\n", "\n", ",", "MONITOR + ", "WHO ", "NICK ", "TOPIC "};
	size_t length = 0;
	while (length + 32 < size) {
		unsigned pick = next_random(state) % 40;
		if (pick < sizeof words / sizeof words[0])
			length += (size_t)(stpcpy(out + length, words[pick]) - (out + length));
		else
			out[length++] = (char)next_random(state);
	}
	return length;
}

/* A witness still has its answers, and nothing else. */
static void expect_alive(struct irc *witness)
{
	irc_ask_numeric(witness, "ISON witness", 303, ":witness");
}

START_TEST(random_bytes_hurt_nobody)
{
	struct server server;
	struct irc witness, stranger;
	char bytes[4096];
	irc_server_start(&server, UNLIMITED);
	irc_join(&witness, &server, "witness", NULL);
	for (unsigned seed = 1; seed <= 100; seed++) {
		unsigned state = seed;
		if (seed % 2)
			irc_join(&stranger, &server, "alice", NULL);
		else
			irc_connect(&stranger, &server);
		irc_send(&stranger, bytes, rubbish(bytes, sizeof bytes, &state));
		irc_send(&stranger, "\r\nQUIT\r\n", 8);
		while (irc_line(&stranger))
			;
		irc_close(&stranger);
		expect_alive(&witness);
	}
	irc_close(&witness);
	server_stop(&server);
}
END_TEST

START_TEST(lines_may_come_in_any_pieces)
{
	struct server server;
	struct irc alice;
	static const char lines[] = "PRIVMSG alice :one\r\nPRIVMSG alice :\xe2\x98\x83\r\n@+a=b "
				    "PRIVMSG alice :three\nping x\r\n";
	irc_server_start(&server, UNLIMITED);
	irc_join(&alice, &server, "alice", NULL);
	for (size_t piece = 1; piece < 40; piece += 3) {
		for (size_t at = 0; at < sizeof lines - 1; at += piece) {
			size_t left = sizeof lines - 1 - at;
			irc_send(&alice, lines + at, left < piece ? left : piece);
		}
		irc_expect(&alice, ":alice!* PRIVMSG alice :one");
		irc_expect(&alice, ":alice!* PRIVMSG alice :\xe2\x98\x83");
		irc_expect(&alice, ":alice!* PRIVMSG alice :three");
		irc_expect(&alice, ":* PONG * :x");
	}
	irc_send(&alice, "PRIVMSG alice :half", 19); /* the last line needs no end */
	client_half_close(&alice.client);
	irc_expect(&alice, ":alice!* PRIVMSG alice :half");
	while (irc_line(&alice))
		;
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(thousands_of_lines_at_once_are_all_answered)
{
	struct server server;
	struct irc alice;
	struct text flood = {0};
	irc_server_start(&server, UNLIMITED);
	irc_join(&alice, &server, "alice", NULL);
	flood.bytes = malloc(20000 * 16);
	for (int i = 0; i < 20000; i++)
		flood.length += (size_t)sprintf(flood.bytes + flood.length, "PING %d\r\n", i);
	irc_send(&alice, flood.bytes, flood.length);
	text_free(&flood);
	for (int i = 0; i < 20000; i++)
		irc_expect(&alice, ":" IRC_SERVER " PONG " IRC_SERVER " :%d", i);
	irc_expect_nothing(&alice);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* Answers that are longer than what is sent at a time wait for their reader, and nothing that was
 * asked behind them is lost or comes before them. */
START_TEST(long_answers_wait_for_their_reader)
{
	struct server server;
	struct irc alice, witness;
	irc_server_start(&server, UNLIMITED);
	irc_join(&witness, &server, "witness", NULL);
	irc_join(&alice, &server, "alice", NULL);
	for (int i = 0; i < 100; i++) {
		irc_say(&alice, "JOIN #room-with-a-rather-long-name-number-%03d", i);
		irc_await_numeric(&alice, 366);
	}
	for (int i = 0; i < 200; i++) {
		irc_say(&alice, "LIST");
		irc_say(&alice, "HELP");
		irc_say(&alice, "PING %d", i);
	}
	expect_alive(&witness);
	for (int i = 0; i < 200; i++) {
		irc_await_numeric(&alice, 323);
		irc_await_numeric(&alice, 706);
		irc_expect(&alice, ":* PONG * :%d", i);
	}
	for (int i = 0; i < 200; i++)
		irc_say(&alice, "LIST");
	client_reset(&alice.client); /* in the middle of it */
	expect_alive(&witness);
	irc_close(&witness);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {random_bytes_hurt_nobody, lines_may_come_in_any_pieces,
		thousands_of_lines_at_once_are_all_answered, long_answers_wait_for_their_reader,
		NULL};
	return run_tests("irc_hostile", each, NULL);
}
