/* chat-client at servers that do not let everybody in: with a password for all, and for people with
 * an account. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client_home.h"
#include "client_scene.h"

#define OPEN "open sesame"
#define SECRET "lovelace1"

static struct server server;
static char address[32], state[TEMPORARY_PATH_SIZE], *hash_file, *password_file;

/* Starts a server with a password (OPEN), or with another option instead, and with the accounts
 * that make_account() has made. */
static void start(const char *bind, const char *instead)
{
	char hash[256];
	snprintf(hash, sizeof hash, "%s", strchr(server_operator(OPEN), ':') + 1);
	hash_file = temporary_file(hash, strlen(hash));
	password_file = temporary_file(OPEN "\n", sizeof OPEN);
	if (!*state)
		temporary_subfolder(state, "server");
	server_start_at(&server, bind,
		ARGUMENTS("--history", "strict", "--state", state,
			instead ? instead : "--password-file", instead ? NULL : hash_file));
	snprintf(address, sizeof address, "%.*s:%d", (int)strcspn(bind, ",:"), bind, server.port);
}

static void stop(void)
{
	server_read_log(&server);
	ck_assert_uint_eq(server_log_count(&server, "sesame"), 0);
	server_stop(&server);
	temporary_remove(hash_file);
	temporary_remove(password_file);
}

/* ada makes an account at a server with this state, which then ends. */
static void make_account(void)
{
	struct client ada;
	temporary_subfolder(state, "server");
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--history", "strict", "--state", state));
	client_join(&ada, &server, "ada");
	client_say(&ada, "/register " SECRET);
	client_await(&ada, "-- The name ada is yours now. ...");
	client_close(&ada);
	server_stop(&server);
}

static int say_with(const char *one, const char *two)
{
	return home_run(ARGUMENTS(address, "-n", "ada", "#ci", "-m", "hello", one, two));
}

START_TEST(the_password_comes_from_a_file_a_command_or_the_environment)
{
	start("127.0.0.1", NULL);
	ck_assert_int_eq(say_with("--server-password-file", password_file), 0);
	home_silent();
	ck_assert_int_eq(say_with("--server-password-command", "echo " OPEN), 0);
	setenv("CHAT_SERVER_PASSWORD", OPEN, 1);
	ck_assert_int_eq(say_with(NULL, NULL), 0);
	stop();
}
END_TEST

START_TEST(the_settings_say_it_for_one_server)
{
	char text[512];
	start("127.0.0.1", NULL);
	snprintf(text, sizeof text,
		"server work {\n\taddress = \"%s\"\n\tserver-password-file = \"%s\"\n}\n", address,
		password_file);
	char *config = temporary_file(text, strlen(text));
	ck_assert_int_eq(home_run(ARGUMENTS("work", "-c", config, "-m", "x", "#ci")), 0);
	ck_assert_int_eq(home_run(ARGUMENTS(address, "-c", config, "-m", "x", "#ci")), 7);
	temporary_remove(config);
	stop();
}
END_TEST

START_TEST(without_it_nothing_is_said)
{
	static const char wants[] =
		"chat-client: the server wants a password\n"
		"chat-client: give it with --server-password-file, --server-password-command or "
		"CHAT_SERVER_PASSWORD\n" NOTHING_SAID;
	start("127.0.0.1", NULL);
	ck_assert_int_eq(say_with(NULL, NULL), 7);
	home_complained("%s", wants);
	ck_assert_int_eq(say_with("--follow", NULL), 7);
	ck_assert_int_eq(say_with("--server-password-command", "echo other"), 7);
	home_complained("chat-client: the server does not take that password: Password "
			"incorrect...\n" NOTHING_SAID);
	stop();
}
END_TEST

START_TEST(it_is_not_sent_where_others_can_read_it)
{
	start("127.0.0.2,plain", NULL);
	ck_assert_int_eq(say_with("--server-password-file", password_file), 7);
	home_complained("chat-client: the connection is not encrypted, and a password is not sent "
			"that way\n" NOTHING_SAID);
	ck_assert_int_eq(say_with(NULL, NULL), 7);
	home_complained("chat-client: the server wants a password; the connection is not "
			"encrypted, and a password is not sent that way\n" NOTHING_SAID);
	stop();
}
END_TEST

START_TEST(an_account_needs_no_password_of_the_server)
{
	make_account();
	start("127.0.0.1", NULL);
	setenv("CHAT_PASSWORD", SECRET, 1);
	ck_assert_int_eq(say_with("--login", "ada"), 0);
	setenv("CHAT_PASSWORD", "not that one", 1);
	ck_assert_int_eq(say_with("--login", "ada"), 6);
	stop();
}
END_TEST

START_TEST(only_accounts_are_let_in)
{
	make_account();
	start("127.0.0.1", "--accounts-only");
	ck_assert_int_eq(say_with(NULL, NULL), 1);
	home_complained("chat-client: the server is for people with an account: --login NAME logs "
			"in to yours\n" NOTHING_SAID);
	setenv("CHAT_PASSWORD", SECRET, 1);
	ck_assert_int_eq(say_with("--login", "ada"), 0);
	stop();
}
END_TEST

START_TEST(it_is_asked_for_and_not_shown)
{
	start("127.0.0.1", NULL);
	home_terminal(100, "%s '#room' -n ada", address);
	terminal_expect("!! the server wants a password\n");
	terminal_expect("\nPassword of the server:\n");
	type_line("not that one");
	terminal_expect("!! the server does not take that password: Password incorrect");
	terminal_expect("\nPassword of the server:\n");
	type_line(OPEN);
	terminal_expect("-- You are in #room now");
	ck_assert_ptr_null(strstr(terminal_text(), "sesame"));
	home_leave();
	home_terminal(100, "%s '#room' -n ada", address);
	terminal_expect("\nPassword of the server:\n");
	terminal_key("C-c");
	terminal_expect("chat-client: the server wants a password\n");
	terminal_expect_left(7);
	stop();
}
END_TEST

START_TEST(operators_and_owners_have_their_words)
{
	make_account();
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--history", "strict", "--state", state, "--oper",
			server_operator(SECRET)));
	home_terminal(100, "127.0.0.1:%d '#room' --login ada", server.port);
	terminal_expect("Password for ada:");
	terminal_expect_echo(false);
	type_line(SECRET);
	terminal_expect("-- You are in #room now");
	type_line("/owner");
	terminal_expect("#room belongs to ada");
	type_line("/oper root");
	terminal_expect("\nPassword of the operator root:\n");
	type_line(SECRET);
	terminal_expect("operator");
	type_line("/account-add bob");
	terminal_expect("\nPassword for bob:\n");
	type_line(SECRET);
	terminal_expect("\nOnce more:\n");
	type_line(SECRET);
	terminal_expect("bob has an account now");
	type_line("/owner drop");
	terminal_expect("You have given #room up: it belongs to nobody now.");
	type_line("/owner claim");
	terminal_expect("#room belongs to you now.");
	type_line("/server-ban 192.0.2.0/24 2h too loud");
	terminal_expect("ada has banned 192.0.2.0/24 from the server for 2 hours");
	type_line("/server-ban");
	terminal_expect("--   192.0.2.0/24 banned, for another ");
	terminal_expect("-- 1 ban from the server. /server-unban WHOM lifts one.");
	type_line("/server-unban 192.0.2.0/24");
	terminal_expect("ada has lifted the ban of 192.0.2.0/24");
	type_line("/server-close back at ten");
	terminal_expect("ada has closed the server (back at ten)");
	type_line("/server-open");
	terminal_expect("ada has opened the server");
	ck_assert_ptr_null(strstr(terminal_text(), SECRET));
	home_leave();
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const in_pipe[] = {
		the_password_comes_from_a_file_a_command_or_the_environment,
		the_settings_say_it_for_one_server,
		without_it_nothing_is_said,
		it_is_not_sent_where_others_can_read_it,
		an_account_needs_no_password_of_the_server,
		only_accounts_are_let_in,
		NULL,
	};
	const TTest *const in_terminal[] = {
		it_is_asked_for_and_not_shown,
		operators_and_owners_have_their_words,
		NULL,
	};
	return home_main("client_let_in", in_pipe, in_terminal);
}
