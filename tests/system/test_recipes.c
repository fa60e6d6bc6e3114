/* What the README and the man pages show to be entered into a shell does what they say. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "nc.h"
#include "process.h"
#include "recipe.h"
#include "temporary.h"

static struct server server;
static struct client witness;
static pid_t running;
static struct client printed;

/* chat-client is the one under test, and `make` prints a line to each of its outputs. */
static void make_programs(void)
{
	char folder[TEMPORARY_PATH_SIZE], command[2048], path[4096];
	temporary_subfolder(folder, "bin");
	snprintf(command, sizeof command,
		"cd '%s' && ln -s \"$CHAT_CLIENT\" chat-client && "
		"printf '#!/bin/sh\\necho made it\\necho nearly >&2\\n' >make && chmod +x make",
		folder);
	ck_assert_int_eq(system(command), 0);
	snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
	setenv("PATH", path, 1);
}

static void set_up(void)
{
	make_programs();
	server_start_at(&server, "127.0.0.1", NULL);
	client_join(&witness, &server, "witness");
}

static void tear_down(void)
{
	client_close(&witness);
	server_stop(&server);
}

/* The standard input of a recipe is a terminal's, of which nothing comes. */
static void run(const char *recipe)
{
	int in[2], out[2];
	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(out), 0);
	running = process_spawn(
		ARGUMENTS("timeout", "60", "sh", "-c", recipe), in[0], out[1], STDERR_FILENO, NULL);
	close(in[0]);
	close(out[1]);
	client_init(&printed, out[0]);
	printed.check = client_any_line;
}

static void expect_success(const char *recipe)
{
	int status = process_status(running);
	ck_assert_msg(status == 0, "status %d of: %s", status, recipe);
}

/* Nothing is lost and nothing hangs, whichever netcat somebody has. */
START_TEST(a_script_joins_with_any_nc)
{
	char recipe[RECIPE_SIZE];
	const char *name = nc_choose(_i);
	if (!name)
		return;
	recipe_find(recipe, "printf ", 0);
	recipe_point_at(recipe, server.port);
	run(recipe);
	client_await(&witness, "<guest-2> build ok");
	client_greet(&printed);
	client_expect(&printed, "-- Goodbye.");
	client_expect_end(&printed);
	expect_success(recipe);
}
END_TEST

/* The first one that the README has of openssl is for this machine. */
START_TEST(tls_is_joined_as_shown)
{
	char recipe[RECIPE_SIZE], command[RECIPE_SIZE + 64];
	recipe_find(recipe, _i ? "ncat --ssl " : "openssl s_client -quiet ", !_i);
	recipe_point_at(recipe, server.port);
	snprintf(command, sizeof command, "printf '%%s\\n' 'it works' /quit | %s", recipe);
	run(command);
	client_await(&witness, "> it works");
	client_await(&printed, "-- Goodbye.");
	client_await_end(&printed);
	process_status(running);
}
END_TEST

START_TEST(chat_client_says_a_line)
{
	char recipe[RECIPE_SIZE];
	client_enter(&witness, "ci", "nobody else");
	recipe_find(recipe, _i ? "chat-client -n builder -m " : "chat-client -m ", 0);
	recipe_point_at(recipe, server.port);
	run(recipe);
	client_await(&witness, "> build ok");
	client_expect_end(&printed);
	expect_success(recipe);
}
END_TEST

START_TEST(chat_client_says_what_a_program_prints)
{
	char recipe[RECIPE_SIZE];
	client_enter(&witness, "ci", "nobody else");
	recipe_find(recipe, "make 2>&1 | chat-client ", _i);
	recipe_point_at(recipe, server.port);
	run(recipe);
	client_await(&witness, "> made it");
	client_await(&witness, "> nearly");
	client_expect_end(&printed);
	expect_success(recipe);
}
END_TEST

/* Says this and that in the room and to `name` alone, and then puts it out, with which it ends. */
static void talk_and_end(const char *name)
{
	char kick[128];
	snprintf(kick, sizeof kick, "/ban %s", name);
	client_say(&witness, "all is well");
	client_say(&witness, "/msg %s this failed in private", name);
	client_say(&witness, "/me failed to dance");
	client_say(&witness, "the build failed");
	client_say(&witness, "%s", kick);
}

/* Its name, which is behind "-- NAME joined". */
static void await_follower(char name[64])
{
	const char *line = client_await(&witness, " joined");
	ck_assert_int_eq(sscanf(line, "-- %63s joined", name), 1);
}

START_TEST(grep_finds_a_word)
{
	char recipe[RECIPE_SIZE], name[64];
	client_enter(&witness, "ci", "nobody else");
	recipe_find(recipe, "chat-client --follow chat.example.org '#ci' | grep", _i);
	recipe_point_at(recipe, server.port);
	run(recipe);
	await_follower(name);
	talk_and_end(name);
	client_await(&printed, "failed");
	client_await(&printed, "<witness> the build failed");
	client_await_end(&printed);
	expect_success(recipe);
}
END_TEST

/* What is said to one alone is not what is said in the room. */
START_TEST(jq_prints_what_the_room_says)
{
	char recipe[RECIPE_SIZE], name[64];
	if (system("command -v jq >/dev/null") != 0) {
		note("jq");
		return;
	}
	client_enter(&witness, "ci", "nobody else");
	recipe_find(recipe, "chat-client --json chat.example.org '#ci' | jq", _i);
	recipe_point_at(recipe, server.port);
	run(recipe);
	await_follower(name);
	talk_and_end(name);
	client_expect(&printed, "all is well");
	client_expect(&printed, "the build failed");
	client_expect_end(&printed);
	expect_success(recipe);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recipes");
	TCase *all = tcase_create("recipes");
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	setenv("LOGNAME", "somebody", 1);
	tcase_set_timeout(all, 100);
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_add_loop_test(all, a_script_joins_with_any_nc, 0, NETCATS);
	if (*getenv("TLS"))
		tcase_add_loop_test(all, tls_is_joined_as_shown, 0, 2);
	tcase_add_loop_test(all, chat_client_says_a_line, 0, 2);
	tcase_add_loop_test(all, chat_client_says_what_a_program_prints, 0, 2);
	tcase_add_loop_test(all, grep_finds_a_word, 0, 2);
	tcase_add_loop_test(all, jq_prints_what_the_room_says, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
