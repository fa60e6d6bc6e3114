/* The bot that the documentation shows, as it stands there. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "irc.h"
#include "nc.h"
#include "process.h"

/* nc does not end with a server that is killed, as after a failed test: hence `timeout`. */
static pid_t bot_start(const struct server *server, const char *room)
{
	const char *path = getenv("BOT");
	char port[16];
	snprintf(port, sizeof port, "%d", server->port);
	must(path != NULL, "set BOT to the script to test");
	return process_spawn(ARGUMENTS("timeout", "60", "sh", path, "127.0.0.1", port, room),
		STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, NULL);
}

START_TEST(it_says_hello)
{
	struct server server;
	struct client penny;
	struct irc iris;
	server_start_at(&server, "127.0.0.1", NULL);
	client_join(&penny, &server, "penny");
	pid_t bot = bot_start(&server, "#lobby");
	client_expect(&penny, "-- hellobot joined");
	client_say(&penny, "hello bob");
	client_say(&penny, "say !hello bob");
	client_say(&penny, "!hello");
	client_say(&penny, "!hello Jürgen von 日本");
	client_expect(&penny, "<hellobot> Hello, Jürgen von 日本");
	client_say(&penny, "/msg hellobot !hello penny");
	client_expect(&penny, "[to hellobot] !hello penny");
	client_expect(&penny, "[hellobot] Hello, penny");
	irc_join(&iris, &server, "iris", NULL);
	irc_say(&iris, "WHOIS hellobot");
	irc_await_numeric(&iris, 335);
	irc_enter(&iris, "#lobby");
	client_expect(&penny, "-- iris joined");
	irc_say(&iris, "PRIVMSG #lobby :!hello 100%% \\n");
	irc_await(&iris, ":hellobot!*@localhost NOTICE #lobby :Hello, 100%% \\n");
	client_expect(&penny, "<iris> !hello 100%% \\n");
	client_expect(&penny, "<hellobot> Hello, 100%% \\n");
	server_stop(&server);
	ck_assert_int_eq(process_status(bot), 0);
}
END_TEST

/* One that came later and says nothing is put out, and the bot, a shell script, has time enough. */
START_TEST(it_answers_pings)
{
	struct server server;
	struct client penny;
	struct irc silent;
	server_threads = 1; /* one loop looks after both, in the order in which they came */
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--ping", "3"));
	client_join(&penny, &server, "penny");
	pid_t bot = bot_start(&server, "#lobby");
	client_expect(&penny, "-- hellobot joined");
	irc_join(&silent, &server, "silent", NULL);
	irc_enter(&silent, "#lobby");
	client_expect(&penny, "-- silent joined");
	irc_await(&silent, "PING :" IRC_SERVER);
	irc_expect_error(&silent);
	client_expect(&penny, "-- silent left (Ping timeout)");
	client_say(&penny, "!hello penny");
	client_expect(&penny, "<hellobot> Hello, penny");
	server_stop(&server);
	ck_assert_int_eq(process_status(bot), 0);
}
END_TEST

START_TEST(any_nc_will_do)
{
	for (int i = 0; i < NETCATS; i++) {
		struct server server;
		struct client penny;
		if (!nc_choose(i))
			continue;
		server_start_at(&server, "127.0.0.1", NULL);
		client_join(&penny, &server, "penny");
		pid_t bot = bot_start(&server, "#lobby");
		client_expect(&penny, "-- hellobot joined");
		client_say(&penny, "!hello penny");
		client_expect(&penny, "<hellobot> Hello, penny");
		server_stop(&server);
		ck_assert_int_eq(process_status(bot), 0);
		client_close(&penny);
	}
}
END_TEST

int main(void)
{
	const TTest *const once[] = {it_says_hello, it_answers_pings, any_nc_will_do, NULL};
	return run_tests("irc bot", NULL, once);
}
