/* 100 upgrades while clients of all doors talk in three rooms: no connection is lost, and no line
 * is lost, doubled or out of order. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "crowd.h"
#include "stored_lines.h"
#include "temporary.h"
#include "upgrade.h"

#define SOCKETS 18
#define WEBSOCKETS 4
#define UPGRADES 100
#define EVERY_MS 100 /* each says some lines */
#define BETWEEN_MS 20

static struct crowd crowd;
static struct server server;

static void start(const char *history, const char *folder)
{
	unsigned seed = (unsigned)time(NULL);
	srandom(seed);
	printf("# seed %u\n", seed);
	fflush(stdout);
	upgrade_use_copy();
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--rate", "0", "--max-per-address", "0", "--history", history, "--state",
			folder));
	crowd_start(&crowd, &server, SOCKETS, 1);
	for (int i = 0; i < WEBSOCKETS; i++)
		crowd_add_websocket(&crowd, &server);
	crowd_let_in(&crowd);
	crowd.every_ms = EVERY_MS;
}

static void upgrade_while_they_talk(void)
{
	int upgrades = is_sanitized() ? UPGRADES / 10 : UPGRADES;
	for (int i = 0; i < upgrades; i++) {
		long until = now_ms() + WAIT_MS;
		upgrade_ask(&server);
		while (!upgrade_is_done(&server)) {
			must(now_ms() < until, "upgrade %d does not end", i);
			crowd_talk(&crowd, now_ms() + 2);
		}
		crowd_talk(&crowd, now_ms() + BETWEEN_MS);
	}
	crowd.lines_max = 1; /* all have said more */
	crowd_talk_to_the_end(&crowd);
}

static size_t said_by_all(void)
{
	size_t said = 0;
	for (int i = 0; i < crowd.count; i++)
		for (int room = 0; room < CROWD_ROOMS; room++)
			said += (size_t)crowd.talkers[i].said[room];
	return said;
}

static void expect_connected(void)
{
	for (int i = 0; i < crowd.count; i++)
		must(!crowd.talkers[i].ended, "t%d has lost its connection", i);
}

START_TEST(all_is_stored_as_it_was_seen)
{
	char folder[TEMPORARY_PATH_SIZE];
	uint32_t first[CROWD_ROOMS] = {1, 1, 1};
	temporary_subfolder(folder, "state");
	start("strict", folder);
	upgrade_while_they_talk();
	expect_connected();
	server_stop(&server);
	struct crowd_result result = crowd_compare(&crowd, folder, first);
	ck_assert_uint_eq(result.lost, 0);
	ck_assert_uint_eq(result.stored, said_by_all());
	stored_verify(folder);
	printf("# %zu lines stored, %zu seen\n", result.stored, result.seen);
	fflush(stdout);
	crowd_free(&crowd);
}
END_TEST

/* Where nothing is stored, the order is what one with echo-message sees. */
static void expect_one_order(void)
{
	struct crowd_result result = crowd_compare_seen(&crowd);
	ck_assert_uint_eq(result.lost, 0);
	ck_assert_uint_eq(result.stored, said_by_all());
	printf("# %zu lines said, %zu seen\n", result.stored, result.seen);
	fflush(stdout);
}

static void talk_without_a_disk(const char *history)
{
	char folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "state");
	start(history, folder);
	upgrade_while_they_talk();
	expect_connected();
	expect_one_order();
	crowd_free(&crowd);
}

START_TEST(all_see_the_same_without_history)
{
	talk_without_a_disk("off");
	server_stop(&server);
}
END_TEST

START_TEST(all_see_the_same_with_history_in_memory)
{
	struct client client;
	talk_without_a_disk("memory");
	client_join(&client, &server, "late");
	client_say(&client, "/join #one");
	client_say(&client, "/since 1");
	client_await(&client, "k1.0."); /* said before most of the upgrades */
	client_close(&client);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const stored[] = {all_is_stored_as_it_was_seen, NULL};
	const TTest *const all[] = {all_is_stored_as_it_was_seen, all_see_the_same_without_history,
		all_see_the_same_with_history_in_memory, NULL};
	return run_tests("upgrade load", stored_available() ? all : stored + 1, NULL);
}
