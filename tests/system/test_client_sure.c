/* The client between programs and a server that ends: what was confirmed, what was handed on, and
 * what nobody knows of. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <check.h>

#include "peer.h"
#include "process.h"

static struct process sender;
static struct peer peer;
static size_t answered; /* up to here PINGs of what it has sent */

static void expect_words(int status, const char *first, const char *last)
{
	int got = process_wait(&sender);
	const char *words = sender.complained.bytes;
	ck_assert_msg(strncmp(words, first, strlen(first)) == 0 && strlen(words) >= strlen(last) &&
			      strcmp(words + strlen(words) - strlen(last), last) == 0,
		"it says '%s'", words);
	ck_assert_int_eq(got, status);
}

/* The test is the server. */
static void begin_played(void)
{
	char address[32];
	int port = 0, listener = peer_listen(AF_INET, &port);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	process_start_client(
		&sender, -1, (const char *const[]){address, "--nick", "ada", "#ci", NULL});
	peer_accept(&peer, listener);
	peer_let_in(&peer, "");
	peer_let_join(&peer, "#ci");
	answered = peer.got.length;
	close(listener);
}

static void answer_ping(void)
{
	const char *ping;
	char token[64];
	while (!(ping = strstr(peer.got.bytes + answered, "PING ")) || !strchr(ping, '\n'))
		peer_take(&peer, "a PING");
	ck_assert_int_eq(
		sscanf(ping, "PING :%63s", token) + sscanf(ping, "PING %63[^:\r]", token), 1);
	answered = (size_t)(strchr(ping, '\n') - peer.got.bytes);
	peer_line(&peer, ":irc.test PONG irc.test :%s", token);
}

static void take_first(void)
{
	process_feed(&sender, "one\n");
	peer_expect(&peer, "PRIVMSG #ci one\r\n");
	answer_ping(); /* what came before the line is done */
	answer_ping(); /* the line has been taken */
	answer_ping(); /* and handed on */
}

START_TEST(a_server_that_dies_leaves_the_rest_unsaid)
{
	begin_played();
	take_first();
	peer_close(&peer);
	expect_words(
		3, "chat-client: the ", "\nchat-client: 1 line was said, and the rest was not\n");
}
END_TEST

START_TEST(a_server_that_dies_with_a_line_leaves_it_unsure)
{
	begin_played();
	take_first();
	process_feed(&sender, "two\n");
	process_end_input(&sender);
	peer_expect(&peer, "PRIVMSG #ci two\r\n");
	peer_close(&peer);
	expect_words(4, "chat-client: the ",
		"\nchat-client: 1 line was said, 1 may or may not have been said, from line 2 "
		"on\n");
}
END_TEST

/* It has taken it, but not said that everyone has it. */
START_TEST(a_line_that_is_not_handed_on_is_unsure)
{
	begin_played();
	process_feed(&sender, "one\n");
	process_end_input(&sender);
	peer_expect(&peer, "PRIVMSG #ci one\r\n");
	answer_ping();
	answer_ping();
	peer_expect(&peer, "PING :chat-client-3\r\n"); /* whether it has been handed on */
	peer_close(&peer);
	expect_words(4, "chat-client: the ",
		"\nchat-client: 0 lines were said, 1 may or may not have been said, from line 1 "
		"on\n");
}
END_TEST

int main(void)
{
	const TTest *const once[] = {a_server_that_dies_leaves_the_rest_unsaid,
		a_server_that_dies_with_a_line_leaves_it_unsure,
		a_line_that_is_not_handed_on_is_unsure, NULL};
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return run_once("client sure", once, NULL, NULL);
}
