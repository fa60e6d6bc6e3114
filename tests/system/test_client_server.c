/* chat-client in a pipe and the real chatd: what one sends, the others hear, once and in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness.h"

static struct server server;
static struct client alice;

static void start(const char *const *arguments)
{
	server_start(&server, arguments);
	client_join(&alice, &server, "alice");
	client_sync(&alice);
}

static void end(void)
{
	client_close(&alice);
	server_stop(&server);
}

/* Runs the shell's command in which %s is chat-client with its address; returns its exit status,
 * and what it printed in `got`. */
static int run(const char *format, char *got, size_t size)
{
	char client[512], command[1024];
	snprintf(client, sizeof client, "'%s' 127.0.0.1:%d", getenv("CHAT_CLIENT"), server.port);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(command, sizeof command, format, client);
#pragma GCC diagnostic pop
	FILE *pipe = popen(command, "re");
	ck_assert_ptr_nonnull(pipe);
	size_t length = fread(got, 1, size - 1, pipe);
	got[length] = '\0';
	int status = pclose(pipe);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(what_is_piped_is_said)
{
	char got[4096];
	start(NULL);
	int status = run("printf '/nick bob\\nhello\\n/me waves\\n/msg alice psst\\nlast' | %s",
		got, sizeof got);
	ck_assert_int_eq(status, 0);
	must(strstr(got, "\n-- You are bob now.\n[to alice] psst\n") != NULL, "printed: %s", got);
	client_await(&alice, " joined");
	client_expect(&alice, "-- guest-2 is bob now");
	client_expect(&alice, "<bob> hello");
	client_expect(&alice, "* bob waves");
	client_expect(&alice, "[bob] psst");
	client_expect(&alice, "<bob> last");
	client_expect(&alice, "-- bob left");
	end();
}
END_TEST

/* More than any buffer between the two holds, at the speed of the server. */
START_TEST(much_is_said_whole)
{
	char got[4096];
	start(ARGUMENTS("--rate", "0"));
	ck_assert_int_eq(run("seq 1 20000 | %s", got, sizeof got), 0);
	client_await(&alice, " joined");
	for (int i = 1; i <= 20000; i++)
		client_expect(&alice, "<guest-2> %d", i);
	client_expect(&alice, "-- guest-2 left");
	end();
}
END_TEST

/* For the silence after which one is greeted. */
START_TEST(who_pipes_is_not_kept_waiting)
{
	char got[4096];
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--greet-after", "60000"));
	client_connect(&alice, &server);
	client_say(&alice, "/nick alice");
	client_greet(&alice);
	client_await(&alice, "-- You are alice now.");
	ck_assert_int_eq(run("printf 'hello\\nlast' | %s", got, sizeof got), 0);
	must(strncmp(got, "-- Welcome to ", 14) == 0, "printed: %s", got);
	client_await(&alice, " joined");
	client_expect(&alice, "<guest-2> hello");
	client_expect(&alice, "<guest-2> last");
	client_expect(&alice, "-- guest-2 left");
	ck_assert_int_eq(run("%s </dev/null", got, sizeof got), 0);
	must(!*got, "printed: %s", got);
	client_expect_nothing(&alice);
	end();
}
END_TEST

START_TEST(who_is_not_let_in_hears_why)
{
	char got[4096];
	start(ARGUMENTS("--max-clients", "1"));
	run("%s </dev/null", got, sizeof got);
	must(strcmp(got, "!! the server is full; try again later\n") == 0, "printed: %s", got);
	end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {what_is_piped_is_said, much_is_said_whole,
		who_pipes_is_not_kept_waiting, who_is_not_let_in_hears_why, NULL};
	return run_tests("client and server", each, NULL);
}
