/* One order: 50 clients of all doors (the line door, IRC with echo-message and without, chat-client
 * as a follower and with lines from a pipe) talk in three rooms, and what each has seen is what is
 * stored, from its first line to the last one, its own left out where it does not get them. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "crowd.h"
#include "stored_lines.h"
#include "temporary.h"

#define SOCKETS 42
#define FOLLOWERS 4
#define PIPES 4
#define LINES 100

START_TEST(what_all_see_is_what_is_stored)
{
	static struct crowd crowd;
	struct server server;
	uint32_t first[CROWD_ROOMS] = {1, 1, 1};
	char folder[TEMPORARY_PATH_SIZE];
	unsigned seed = (unsigned)time(NULL);
	srandom(seed);
	temporary_subfolder(folder, "state");
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--rate", "0", "--max-per-address", "0", "--history", "strict", "--state",
			folder, "--history-wait", "600000"));
	crowd_start(&crowd, &server, SOCKETS, 1);
	crowd.lines_max = is_sanitized() ? LINES / 4 : LINES;
	for (int i = 0; i < FOLLOWERS; i++)
		crowd_add_follower(&crowd, &server);
	for (int i = 0; i < PIPES; i++)
		crowd_add_pipe(&crowd, &server, crowd.lines_max);
	crowd_talk_to_the_end(&crowd);
	server_stop(&server);
	struct crowd_result result = crowd_compare(&crowd, folder, first);
	ck_assert_uint_eq(result.lost, 0);
	ck_assert_uint_eq(
		result.stored, (size_t)(SOCKETS + PIPES) * (size_t)crowd.lines_max + CROWD_ROOMS);
	stored_verify(folder);
	printf("# seed %u: %zu lines stored, %zu seen\n", seed, result.stored, result.seen);
	fflush(stdout);
	crowd_free(&crowd);
	temporary_remove_tree(folder);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {what_all_see_is_what_is_stored, NULL};
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_tests("history order", each, NULL);
}
