/* chat-client and accounts: where the password comes from, where it goes, and where it is never
 * seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pattern.h"
#include "process.h"
#include "temporary.h"
#include "terminal.h"

#define SECRET "lovelace1"

static struct server server;
static struct client bob;
static struct process client;
static char home[TEMPORARY_PATH_SIZE], state[TEMPORARY_PATH_SIZE];
static char address[32];

static void start_server(const char *bind, const char *host)
{
	server_start_at(
		&server, bind, ARGUMENTS("--state", state, "--oper", server_operator(SECRET)));
	snprintf(address, sizeof address, "%s:%d", host, server.port);
}

static void open_scene(void)
{
	temporary_subfolder(home, "home");
	temporary_subfolder(state, "server");
	setenv("XDG_STATE_HOME", home, 1);
	setenv("XDG_CONFIG_HOME", home, 1);
}

static void close_scene(void)
{
	temporary_remove_tree(home);
	temporary_remove_tree(state);
	unsetenv("CHAT_PASSWORD");
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
	process_start_client(&client, -1, words);
	process_end_input(&client);
	return process_wait(&client);
}

static void expect_complained(const char *wanted)
{
	const char *got = client.complained.bytes ? client.complained.bytes : "";
	must(pattern_is(got, wanted), "it says '%s'", got);
	ck_assert_ptr_null(strstr(got, SECRET));
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
	process_start_client(&client, -1, ARGUMENTS("work", "-c", config, "-m", "hello", "#ci"));
	ck_assert_int_eq(process_wait(&client), 0);
	expect_said_as_ada();
	temporary_remove(config);
	end();
}
END_TEST

static void open_terminal(const char *options)
{
	char environment[512], command[512];
	snprintf(environment, sizeof environment,
		"INPUTRC=/dev/null LC_ALL=C.UTF-8 NO_COLOR=1 HOME=%s XDG_CONFIG_HOME=%s "
		"XDG_STATE_HOME=%s",
		home, home, home);
	snprintf(command, sizeof command, "'%s' %s '#room' %s", process_client(), address, options);
	terminal_run(100, 24, environment, command);
}

static void enter(const char *line)
{
	terminal_type(line);
	terminal_key("Enter");
}

static void leave(void)
{
	terminal_key("C-d");
	terminal_expect_left(0);
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
	enter("/register");
	terminal_expect("\nNew password for eve:\n");
	enter(SECRET);
	terminal_expect("\nOnce more:\n");
	enter("another one");
	terminal_expect("!! the two are not the same, so nothing was done\n#room>\n");
	enter("/register");
	terminal_expect("\nNew password for eve:\n");
	enter(SECRET);
	terminal_expect("\nOnce more:\n");
	enter(SECRET);
	terminal_expect("-- You are logged in as eve.\n#room>\n");
	terminal_key("Up"); /* nor can it be called back */
	terminal_expect("\n#room> /register\n");
	terminal_key("C-u");
	expect_unseen();
	leave();
	server_stop(&server);
}
END_TEST

START_TEST(one_logs_in_and_out_and_becomes_an_operator)
{
	begin();
	open_terminal("-n eve");
	terminal_expect("-- You are in #room now");
	enter("/login ada");
	terminal_expect("\nPassword for ada:\n");
	terminal_key("C-c");
	terminal_expect("!! no password was given, so nothing was done\n#room>\n");
	enter("/login ada");
	terminal_expect("\nPassword for ada:\n");
	enter("not that one");
	terminal_expect("!! you are not logged in: ");
	enter("/login ada");
	terminal_expect("\nPassword for ada:\n");
	terminal_paste(SECRET);
	terminal_key("Enter");
	terminal_expect("-- You are logged in as ada.\n");
	enter("/logout");
	terminal_expect("-- You are logged out.\n");
	enter("/oper root");
	terminal_expect("\nPassword of the operator root:\n");
	enter(SECRET);
	terminal_expect("operator");
	expect_unseen();
	leave();
	end();
}
END_TEST

START_TEST(the_start_asks_for_a_password_and_asks_again_for_a_wrong_one)
{
	begin();
	open_terminal("--login ada");
	terminal_expect("Password for ada:");
	terminal_expect_echo(false);
	enter("not that one");
	terminal_expect("!! ");
	terminal_expect("\nPassword for ada:\n");
	enter(SECRET);
	terminal_expect("-- You are logged in as ada.\n");
	terminal_expect("-- You are ada on this server.");
	expect_unseen();
	leave();
	open_terminal("--login ada");
	terminal_expect("Password for ada:");
	terminal_expect_echo(false);
	enter("not that one");
	terminal_expect("!! ");
	terminal_expect("\nPassword for ada:\n");
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
	enter("/login ada");
	terminal_expect("\nPassword for ada:");
	terminal_expect_echo(false);
	enter(SECRET);
	terminal_expect("You are logged in as ada.");
	terminal_expect_echo(true);
	expect_unseen();
	leave();
	end();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client_login");
	TCase *piped_case = tcase_create("piped"), *drawn_case = tcase_create("drawn");
	const TTest *const piped[] = {
		the_password_comes_from_a_file_a_command_or_the_environment,
		without_a_password_nothing_is_tried,
		a_wrong_password_has_its_own_status,
		it_is_not_sent_where_others_can_read_it,
		the_settings_say_it_too,
	};
	const TTest *const drawn[] = {
		a_name_is_registered_and_the_password_is_not_shown,
		one_logs_in_and_out_and_becomes_an_operator,
		the_start_asks_for_a_password_and_asks_again_for_a_wrong_one,
		nor_is_it_shown_without_readline,
	};
	tcase_set_timeout(piped_case, 60);
	tcase_set_timeout(drawn_case, 60);
	tcase_add_checked_fixture(piped_case, open_scene, close_scene);
	tcase_add_unchecked_fixture(drawn_case, terminal_set_up, terminal_tear_down);
	tcase_add_checked_fixture(drawn_case, open_scene, close_scene);
	for (size_t i = 0; i < sizeof piped / sizeof *piped; i++)
		tcase_add_test(piped_case, piped[i]);
	for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
		tcase_add_test(drawn_case, drawn[i]);
	suite_add_tcase(suite, piped_case);
	if (terminal_available() && terminal_has_readline())
		suite_add_tcase(suite, drawn_case);
	return run_suite(suite);
}
