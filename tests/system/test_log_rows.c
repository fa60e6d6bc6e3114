/* The log of a server: who came, by which door, who did what to whom; and at no level what people
 * say, nor a password or a key. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"

#define SECRET "s3cr3t"

static struct server server;
static struct client bob;
static struct irc alice;

static void begin(const char *level)
{
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--oper", server_operator(SECRET), "--log-level", level));
	client_join(&bob, &server, "bob");
	irc_join(&alice, &server, "alice", NULL);
}

/* The log goes on with a row of this event, and this is in it. */
static void expect_row(const char *event, const char *part)
{
	char begins[64];
	snprintf(begins, sizeof begins, " event=%s ", event);
	server_expect_log(&server, begins);
	size_t at = server.log_at;
	server_expect_log(&server, "\n");
	size_t length = server.log_at - at;
	char *line = strndup(server.log.bytes + at, length);
	ck_assert_msg(irc_like(line, part), "%s: %s", event, line);
	free(line);
}

static void become_operator(void)
{
	irc_ask_numeric(&alice, "OPER root " SECRET, 381, ":*");
	irc_expect(&alice, ":alice!*@localhost MODE alice :+o");
}

START_TEST(coming_and_going)
{
	begin("info");
	expect_row("connected", "name=guest-1 peer=127.0.0.1:* door=line\n");
	expect_row("renamed", "name=bob peer=127.0.0.1:* before=guest-1\n");
	expect_row("connected", "name=alice peer=127.0.0.1:* door=irc\n");
	irc_say(&alice, "QUIT :" SECRET);
	irc_expect_error(&alice);
	irc_close(&alice);
	expect_row("closed", "peer=127.0.0.1:* door=irc why=done name=alice\n");
	client_close(&bob);
	expect_row("closed", "peer=127.0.0.1:* door=line why=done name=bob\n");
	irc_connect(&alice, &server); /* and never says who it is */
	irc_say(&alice, "CAP LS");
	irc_expect(&alice, "*CAP * LS *");
	irc_close(&alice);
	expect_row("closed", "peer=127.0.0.1:* door=irc why=done\n");
	server_stop(&server);
}
END_TEST

START_TEST(what_an_operator_of_the_server_does)
{
	begin("info");
	irc_ask_numeric(&alice, "OPER " SECRET " root", 464, ":*");
	expect_row("oper_refused", "name=alice peer=127.0.0.1:* tried=unknown wrong=1\n");
	become_operator();
	expect_row("oper", "name=alice peer=127.0.0.1:* account=root\n");
	irc_say(&alice, "WALLOPS :" SECRET);
	expect_row("wallops", "name=alice peer=127.0.0.1:* account=root\n");
	irc_say(&alice, "CHGHOST bob new.example.org");
	expect_row("chghost", "name=alice peer=* account=root target=bob host=new.example.org\n");
	irc_say(&alice, "REHASH");
	expect_row("rehash", "name=alice peer=* account=root\n");
	irc_say(&alice, "KILL bob :no \"more\" of it");
	expect_row("kill", "name=alice peer=* account=root target=bob target_peer=127.0.0.1:* "
			   "reason=\"no \\\"more\\\" of it\"\n");
	irc_say(&alice, "MODE alice -o");
	expect_row("oper_ended", "name=alice peer=* account=root\n");
	client_close(&bob);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* Everything that somebody can give a text, a key or a password to. */
START_TEST(nothing_that_is_said)
{
	static const char *const irc[] = {"PASS " SECRET, "JOIN #room", "PRIVMSG #room :" SECRET,
		"NOTICE bob :" SECRET, "TOPIC #room :" SECRET, "MODE #room +k " SECRET,
		"MODE #room -k " SECRET, "AWAY :" SECRET, "SETNAME :" SECRET, "PART #room :" SECRET,
		"JOIN #other " SECRET, "OPER root x" SECRET, "NS IDENTIFY " SECRET,
		"NICK :a " SECRET, "USER a b c :" SECRET, "QUIT :" SECRET};
	static const char *const line[] = {"say it: " SECRET, "/me " SECRET, "/msg bob " SECRET,
		"/away " SECRET, "/join den", "/topic " SECRET, "/mode key " SECRET, "/part",
		"/join den2 " SECRET, "/oper " SECRET, "/oper root y" SECRET, "/quit " SECRET};
	begin("debug");
	for (size_t i = 0; i < sizeof irc / sizeof irc[0]; i++)
		irc_say(&alice, "%s", irc[i]);
	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++)
		client_say(&bob, "%s", line[i]);
	client_await_end(&bob);
	while (irc_line(&alice))
		;
	irc_close(&alice);
	client_close(&bob);
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "level=debug event=joined name=bob "));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " from=closing to=flushing\n"));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "event=topic name=alice "));
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "event=topic name=bob "));
	const char *found = strstr(server.log.bytes, SECRET);
	ck_assert_msg(!found, "the log has: %.200s", found ? found - 100 : "");
	server_free(&server);
}
END_TEST

START_TEST(who_is_refused_and_by_which_limit)
{
	struct client carol;
	server_start(&server, ARGUMENTS("--max-clients", "1"));
	client_join(&bob, &server, "bob");
	client_connect(&carol, &server);
	client_expect(&carol, "!! the server is full...");
	client_expect_end(&carol);
	expect_row("refused", "peer=127.0.0.1:* why=full\n");
	client_close(&carol);
	client_close(&bob);
	server_stop(&server);
	server_start(&server, ARGUMENTS("--max-per-address", "1"));
	client_connect_from(&bob, &server, "127.0.0.2", "127.0.0.1", 0);
	client_greet(&bob);
	client_connect_from(&carol, &server, "127.0.0.2", "127.0.0.1", 0);
	client_expect(&carol, "!! too many connections...");
	client_expect_end(&carol);
	expect_row("refused", "peer=127.0.0.2:* why=address_full\n");
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {coming_and_going, what_an_operator_of_the_server_does,
		nothing_that_is_said, who_is_refused_and_by_which_limit, NULL};
	return run_tests("log_rows", each, NULL);
}
