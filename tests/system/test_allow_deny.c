/* Which addresses may come in: --allow and --deny. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define DENIED "!! this server does not let your address in"
#define IRC_DENIED "ERROR :Closing link: This server does not let your address in"

static struct server server;

static void expect_in(struct client *client, const char *source)
{
	client_connect_from(client, &server, source, "127.0.0.1", 0);
	client_greet(client);
}

START_TEST(only_these)
{
	struct client client;
	server_start(&server, ARGUMENTS("--allow", "127.0.0.8/30"));
	expect_in(&client, "127.0.0.9");
	client_close(&client);
	expect_in(&client, "127.0.0.1"); /* this machine */
	client_close(&client);
	client_expect_refused(&server, "127.0.0.12", DENIED);
	server_expect_log(&server, "event=refused peer=127.0.0.12:");
	server_expect_log(&server, "why=denied");
	server_end(&server);
	server_expect_counter(&server, "refused_access", 1);
	server_free(&server);
}
END_TEST

START_TEST(but_not_these)
{
	struct client client;
	server_start(&server, ARGUMENTS("--allow", "127.0.0.0/8", "--deny", "127.0.0.16/28",
				      "--deny", "127.0.0.9", "--deny", "127.0.0.1"));
	expect_in(&client, "127.0.0.8");
	client_close(&client);
	expect_in(&client, "127.0.0.1");
	client_close(&client);
	client_expect_refused(&server, "127.0.0.9", DENIED);
	client_expect_refused(&server, "127.0.0.31", DENIED);
	server_stop(&server);
}
END_TEST

/* A client that has spoken before it is refused is told in its language. */
START_TEST(each_door_has_its_words)
{
	struct irc irc;
	irc_server_start(&server, ARGUMENTS("--deny", "127.0.0.9"));
	irc_connect_from(&irc, &server, "127.0.0.9");
	ck_assert_str_eq(irc_line(&irc), IRC_DENIED);
	client_expect_end(&irc.client);
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

static void reload(const char *path, const char *text, const char *logged)
{
	temporary_write(path, text, strlen(text));
	server_signal(&server, SIGHUP);
	server_expect_log(&server, logged);
}

START_TEST(files_are_read_again)
{
	static const char list[] = "# friends\n127.0.0.9\n127.0.0.10 # bob\n";
	char *path = temporary_file(list, sizeof list - 1);
	struct client nine, ten, here;
	server_start(&server, ARGUMENTS("--allow", path));
	expect_in(&nine, "127.0.0.9");
	expect_in(&ten, "127.0.0.10");
	expect_in(&here, "127.0.0.1");
	client_sync(&nine);
	client_sync(&ten);
	reload(path, "127.0.0.9\n127.0.0.11\n", "event=reloaded");
	client_expect(&ten, DENIED);
	client_expect_end(&ten);
	client_await(&nine, "-- guest-2 left (banned from the server)");
	client_expect_refused(&server, "127.0.0.10", DENIED);
	client_connect_from(&ten, &server, "127.0.0.11", "127.0.0.1", 0);
	client_greet(&ten);
	client_sync(&ten);
	reload(path, "127.0.0.9\nexample.org\n", "event=not_reloaded");
	client_expect_refused(&server, "127.0.0.10", DENIED); /* as before */
	reload(path, "\n# nobody\n", "event=nobody_allowed");
	client_await(&nine, DENIED);
	client_expect_end(&nine);
	client_await(&ten, DENIED);
	client_await(&here, "-- guest-4 left (banned from the server)");
	client_expect_refused(&server, "127.0.0.9", DENIED);
	client_close(&nine);
	client_close(&ten);
	client_close(&here);
	server_stop(&server);
	temporary_remove(path);
}
END_TEST

START_TEST(what_cannot_be_is_a_start_error)
{
	static const char *const wrong[][2] = {{"--allow", "example.org"},
		{"--deny", "10.0.0.0/33"}, {"--deny", "/does/not/exist"}};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		size_t at = 0;
		server_spawn(&server, ARGUMENTS("--port", "0", wrong[i][0], wrong[i][1]), NULL);
		ck_assert_int_eq(server_wait(&server), 2);
		text_await(&server.log, &at, server.log_fd, wrong[i][1]);
		server_free(&server);
	}
}
END_TEST

START_TEST(an_empty_list_says_so)
{
	char *path = temporary_file("", 0);
	server_start(&server, ARGUMENTS("--allow", path));
	ck_assert_uint_eq(server_log_count(&server, "event=nobody_allowed"), 1);
	client_expect_refused(&server, "127.0.0.9", DENIED);
	server_stop(&server);
	temporary_remove(path);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {
		only_these, but_not_these, each_door_has_its_words, files_are_read_again, NULL};
	const TTest *const once[] = {what_cannot_be_is_a_start_error, an_empty_list_says_so, NULL};
	return run_tests("allow_deny", each, once);
}
