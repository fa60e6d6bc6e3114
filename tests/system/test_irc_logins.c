/* irssi and weechat log in as their users set them up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "scram.h"
#include "temporary.h"
#include "terminal.h"

static struct server server;

static void start_irssi(const char *mechanism, const char *password)
{
	char home[TEMPORARY_PATH_SIZE], path[256], environment[512], command[512];
	temporary_subfolder(home, "home");
	snprintf(path, sizeof path, "%s/config", home);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file,
		"servers = ({ address = \"127.0.0.1\"; chatnet = \"here\"; port = \"%d\"; "
		"autoconnect = \"yes\"; });\n"
		"chatnets = { here = { type = \"IRC\"; nick = \"alice\"; sasl_mechanism = \"%s\"; "
		"sasl_username = \"alice\"; sasl_password = \"%s\"; }; };\n",
		server.port, mechanism, password);
	/* What is typed fast is not a paste. */
	fprintf(file, "settings = { \"fe-text\" = { paste_detect_time = \"0\"; }; };\n");
	ck_assert_int_eq(fclose(file), 0);
	snprintf(environment, sizeof environment, "LC_ALL=C.UTF-8 HOME=%s IRCUSER=al", home);
	snprintf(command, sizeof command, "irssi --home=%s", home);
	terminal_run(120, 60, environment, command);
}

static void start_weechat(const char *mechanism, const char *password)
{
	char home[TEMPORARY_PATH_SIZE], environment[512], command[1024];
	temporary_subfolder(home, "home");
	snprintf(environment, sizeof environment, "LC_ALL=C.UTF-8 HOME=%s", home);
	snprintf(command, sizeof command,
		"weechat -a -d %s -r '/bar hide buflist' -r '/set irc.server_default.tls off' "
		"-r '/set weechat.look.prefix_align none' "
		"-r '/server add here 127.0.0.1/%d -nicks=alice -username=al' "
		"-r '/set irc.server.here.sasl_mechanism %s' "
		"-r '/set irc.server.here.sasl_username alice' "
		"-r '/set irc.server.here.sasl_password %s' "
		"-r '/connect here'",
		home, server.port, mechanism, password);
	terminal_run(120, 60, environment, command);
}

static const struct login {
	void (*start)(const char *mechanism, const char *password);
	const char *mechanism;
} logins[] = {{start_irssi, "PLAIN"}, {start_weechat, "plain"}, {start_weechat, "scram-sha-256"}};

#define LOGINS ((int)(sizeof logins / sizeof logins[0]))

static void leave(void)
{
	terminal_type("/quit");
	terminal_key("Enter");
	terminal_expect_left(0);
	server_stop(&server);
}

START_TEST(they_log_in)
{
	struct irc bob;
	const struct login *login = &logins[_i];
	if (_i == 2 && !scram_exists()) {
		note("built without SCRAM");
		return;
	}
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	login->start(login->mechanism, ACCOUNT_PASSWORD);
	terminal_expect("You are now logged in as alice");
	terminal_expect("SASL authentication succe"); /* "succeeded", irssi says */
	terminal_expect("Welcome to chatd, alice!");
	irc_join(&bob, &server, "bob", NULL);
	irc_say(&bob, "WHO alice %%a");
	irc_expect_numeric(&bob, 354, "alice");
	irc_expect_numeric(&bob, 315, "*");
	irc_close(&bob);
	leave();
}
END_TEST

/* As people do who have always done it. */
START_TEST(they_ask_nickserv)
{
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	logins[_i].start("", "");
	terminal_expect("Welcome to chatd, alice_!"); /* chosen by themselves */
	terminal_type("/msg nickserv identify alice wrong-one");
	terminal_key("Enter");
	if (_i == 0) { /* it makes a window for whom one writes to */
		terminal_type("/window goto 2");
		terminal_key("Enter");
	}
	terminal_expect("There is no account with that name and password");
	terminal_type("/msg NickServ identify alice " ACCOUNT_PASSWORD);
	terminal_key("Enter");
	terminal_expect("You are logged in as alice");
	leave();
}
END_TEST

int main(void)
{
	if (!terminal_available() ||
		system("command -v irssi >/dev/null && command -v weechat >/dev/null") != 0)
		return run_nothing("there is no tmux, irssi or weechat");
	server_threads = 2;
	Suite *suite = suite_create("irc logins");
	TCase *all = tcase_create("terminal");
	tcase_add_unchecked_fixture(all, terminal_set_up, terminal_tear_down);
	tcase_set_timeout(all, 100);
	tcase_add_loop_test(all, they_log_in, 0, LOGINS);
	tcase_add_loop_test(all, they_ask_nickserv, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
