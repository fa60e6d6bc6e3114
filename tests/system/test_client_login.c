/* chat-client and accounts: where the password comes from, where it goes, and where it is never
 * seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client_home.h"
#include "client_scene.h"

#define SECRET "lovelace1"

static struct server server;
static struct client bob;
static char state[TEMPORARY_PATH_SIZE];
static char address[32];

static void start_server(const char *bind, const char *host)
{
	temporary_subfolder(state, "server");
	server_start_at(
		&server, bind, ARGUMENTS("--state", state, "--oper", server_operator(SECRET)));
	snprintf(address, sizeof address, "%s:%d", host, server.port);
}

/* ada has an account, and bob hears what is said in #ci. */
static void begin(void)
{
	struct client ada;
	start_server("127.0.0.1", "127.0.0.1");
	client_join(&ada, &server, "ada");
	client_say(&ada, "/register " SECRET);
	client_await(&ada, "ada");
	client_sync(&ada);
	client_close(&ada);
	client_join(&bob, &server, "bob");
	client_enter(&bob, "ci", "nobody else");
}

static void end(void)
{
	client_close(&bob);
	server_stop(&server);
}

static int say_with(const char *one, const char *two)
{
	const char *words[] = {
		address, "--login", "ada", "#ci", "-m", "hello", "--tls=never", one, two, NULL};
	return home_run(words);
}

static void expect_complained(const char *wanted)
{
	home_complained("%s", wanted);
	ck_assert_ptr_null(strstr(piped.complained.bytes ? piped.complained.bytes : "", SECRET));
}

/* Whether ada's line came from somebody who is logged in. */
static void expect_said_as_ada(void)
{
	client_await(&bob, "<ada> hello");
}

START_TEST(the_password_comes_from_a_file_a_command_or_the_environment)
{
	char *file = temporary_file(SECRET "\nmore\n", sizeof SECRET "\nmore\n" - 1);
	chmod(file, 0600);
	begin();
	ck_assert_int_eq(say_with("--password-file", file), 0);
	expect_complained("");
	expect_said_as_ada();
	chmod(file, 0644);
	ck_assert_int_eq(say_with("--password-file", file), 0);
	expect_complained(
		"chat-client: others can read ..., and a password is in it: chmod 600 ...");
	expect_said_as_ada();
	ck_assert_int_eq(say_with("--password-command", "echo " SECRET), 0);
	expect_said_as_ada();
	setenv("CHAT_PASSWORD", SECRET, 1);
	ck_assert_int_eq(say_with(NULL, NULL), 0);
	expect_said_as_ada();
	temporary_remove(file);
	end();
}
END_TEST

START_TEST(without_a_password_nothing_is_tried)
{
	begin();
	ck_assert_int_eq(say_with(NULL, NULL), 2);
	expect_complained(
		"chat-client: there is no password for ada: give it with --password-file, "
		"--password-command or CHAT_PASSWORD\n");
	ck_assert_int_eq(say_with("--password-command", "exit 3"), 2);
	expect_complained("chat-client: the password command failed: exit 3\n");
	ck_assert_int_eq(say_with("--password-file", "/nonexistent"), 2);
	expect_complained("chat-client: ...'/nonexistent'...\n");
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(a_wrong_password_has_its_own_status)
{
	begin();
	setenv("CHAT_PASSWORD", "not that one", 1);
	ck_assert_int_eq(say_with(NULL, NULL), 6);
	expect_complained("chat-client: cannot log in as ada: ...\n" NOTHING_SAID);
	ck_assert_int_eq(say_with("--follow", NULL), 6);
	client_expect_nothing(&bob);
	end();
}
END_TEST

START_TEST(it_is_not_sent_where_others_can_read_it)
{
	start_server("127.0.0.2,plain", "127.0.0.2");
	setenv("CHAT_PASSWORD", SECRET, 1);
	ck_assert_int_eq(say_with(NULL, NULL), 6);
	expect_complained(
		"chat-client: cannot log in as ada: the connection is not encrypted, and a "
		"password is not sent that way\n" NOTHING_SAID);
	server_stop(&server);
}
END_TEST

START_TEST(the_settings_say_it_too)
{
	char text[256];
	begin();
	snprintf(text, sizeof text,
		"server work {\n\taddress = \"%s\"\n\tlogin = ada\n"
		"\tpassword-command = \"echo " SECRET "\"\n}\n",
		address);
	char *config = temporary_file(text, strlen(text));
	ck_assert_int_eq(home_run(ARGUMENTS("work", "-c", config, "-m", "hello", "#ci")), 0);
	expect_said_as_ada();
	temporary_remove(config);
	end();
}
END_TEST

static void open_terminal(const char *options)
{
	home_terminal(100, "%s '#room' %s", address, options);
}

/* Neither on the screen nor in the file of what was typed. */
static void expect_unseen(void)
{
	char path[TEMPORARY_PATH_SIZE + 32], text[4096];
	ck_assert_ptr_null(strstr(terminal_text(), SECRET));
	snprintf(path, sizeof path, "%s/chat-client/history", home);
	FILE *file = fopen(path, "r");
	if (!file)
		return;
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	ck_assert_ptr_null(strstr(text, SECRET));
}

START_TEST(a_name_is_registered_and_the_password_is_not_shown)
{
	start_server("127.0.0.1", "127.0.0.1");
	open_terminal("-n eve");
	terminal_expect("-- You are in #room now");
	type_line("/register");
	terminal_expect("\nNew password for eve:\n");
	type_line(SECRET);
	terminal_expect("\nOnce more:\n");
	type_line("another one");
	terminal_expect("!! the two are not the same, so nothing was done\n#room>\n");
	type_line("/register");
	terminal_expect("\nNew password for eve:\n");
	type_line(SECRET);
	terminal_expect("\nOnce more:\n");
	type_line(SECRET);
	terminal_expect("-- You are logged in as eve.\n#room>\n");
	terminal_key("Up"); /* nor can it be called back */
	terminal_expect("\n#room> /register\n");
	terminal_key("C-u");
	expect_unseen();
	home_leave();
	server_stop(&server);
}
END_TEST

START_TEST(one_logs_in_and_out_and_becomes_an_operator)
{
	begin();
	open_terminal("-n eve");
	terminal_expect("-- You are in #room now");
	type_line("/login ada");
	terminal_expect("\nPassword for ada:\n");
	terminal_key("C-c");
	terminal_expect("!! no password was given, so nothing was done\n#room>\n");
	type_line("/login ada");
	terminal_expect("\nPassword for ada:\n");
	type_line("not that one");
	terminal_expect("!! you are not logged in: ");
	type_line("/login ada");
	terminal_expect("\nPassword for ada:\n");
	terminal_paste(SECRET);
	terminal_key("Enter");
	terminal_expect("-- You are logged in as ada.\n");
	type_line("/logout");
	terminal_expect("-- You are logged out.\n");
	type_line("/oper root");
	terminal_expect("\nPassword of the operator root:\n");
	type_line(SECRET);
	terminal_expect("operator");
	expect_unseen();
	home_leave();
	end();
}
END_TEST

static void give_a_wrong_password(void)
{
	open_terminal("--login ada");
	terminal_expect("Password for ada:");
	terminal_expect_echo(false);
	type_line("not that one");
	terminal_expect("!! ");
	terminal_expect("\nPassword for ada:\n");
}

START_TEST(the_start_asks_for_a_password_and_asks_again_for_a_wrong_one)
{
	begin();
	give_a_wrong_password();
	type_line(SECRET);
	terminal_expect("-- You are logged in as ada.\n");
	terminal_expect("-- You are ada on this server.");
	expect_unseen();
	home_leave();
	give_a_wrong_password();
	terminal_key("C-c");
	terminal_expect("chat-client: cannot log in as ada: no password was given\n");
	terminal_expect_left(6);
	end();
}
END_TEST

/* The terminal's own editing does not show it either. */
START_TEST(nor_is_it_shown_without_readline)
{
	begin();
	open_terminal("--plain -n eve");
	terminal_expect("You are in #room now");
	type_line("/login ada");
	terminal_expect("\nPassword for ada:");
	terminal_expect_echo(false);
	type_line(SECRET);
	terminal_expect("You are logged in as ada.");
	terminal_expect_echo(true);
	expect_unseen();
	home_leave();
	end();
}
END_TEST

int main(void)
{
	const TTest *const in_pipe[] = {
		the_password_comes_from_a_file_a_command_or_the_environment,
		without_a_password_nothing_is_tried,
		a_wrong_password_has_its_own_status,
		it_is_not_sent_where_others_can_read_it,
		the_settings_say_it_too,
		NULL,
	};
	const TTest *const in_terminal[] = {
		a_name_is_registered_and_the_password_is_not_shown,
		one_logs_in_and_out_and_becomes_an_operator,
		the_start_asks_for_a_password_and_asks_again_for_a_wrong_one,
		nor_is_it_shown_without_readline,
		NULL,
	};
	return home_main("client_login", in_pipe, in_terminal);
}
