/* What anybody has seen is stored, in the order in which all have seen it, when the server is
 * killed or the power goes at any moment.
 *
 * A crowd talks in three rooms through all doors. After each end, what its members have seen is
 * compared with the file, and the next server goes on with it. CHATD_KILLS and CHATD_POWER_LOSSES
 * say how often; many take longer than Check allows without CK_TIMEOUT_MULTIPLIER. The controls
 * show that the comparison finds what is lost; a sanitizer has nothing to say of that. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crowd.h"
#include "disk.h"
#include "stored_lines.h"

#define KILLS 20
#define POWER_LOSSES 10
#define CONTROLS 5
#define TALKERS 12
#define TALK_MS 80	   /* at most, before the end: some 80 rounds */
#define CONTROL_TALK_MS 30 /* the same, where there is no disk to wait for */
#define CHECK_EVERY 20	   /* ends, behind which the whole file is checked and begun anew */
#define SURVIVE_PERCENT 30 /* of the writes that are not synced */

static struct server server;
static struct crowd crowd;
static struct disk *disk;
static char folder[TEMPORARY_PATH_SIZE], shadow[TEMPORARY_PATH_SIZE];
static uint32_t first[CROWD_ROOMS];
static struct crowd_result sum;

static void start_server(const char *mode)
{
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--rate", "0", "--max-per-address", "0", "--history", mode, "--state",
			folder, "--history-wait", "600000"));
}

static void talk_and_die(int run, int talk_ms)
{
	crowd_start(&crowd, &server, TALKERS, run);
	bool early = run > 0 && random() % 8 == 0;
	long until = now_ms() + (early ? 0 : WAIT_MS);
	while (crowd.seen == 0 && now_ms() < until)
		crowd_talk(&crowd, now_ms() + 5);
	crowd_talk(&crowd, now_ms() + random() % talk_ms);
	server_signal(&server, SIGKILL);
	crowd_read_rest(&crowd);
	ck_assert_int_eq(server_wait(&server), 128 + SIGKILL);
	ck_assert_uint_eq(server_log_count(&server, "history_late"), 0);
	server_free(&server);
}

static void remove_all(void)
{
	if (*folder)
		temporary_remove_tree(folder);
	if (*shadow)
		temporary_remove_tree(shadow);
}

static void begin_anew(void)
{
	remove_all();
	temporary_subfolder(folder, "state");
	temporary_subfolder(shadow, "shadow");
	if (disk)
		disk_move(disk, folder, shadow);
	for (int i = 0; i < CROWD_ROOMS; i++)
		first[i] = 1;
}

static void compare(void)
{
	struct crowd_result result = crowd_compare(&crowd, folder, first);
	sum.stored += result.stored;
	sum.seen += result.seen;
	sum.lost += result.lost;
	crowd_free(&crowd);
}

/* A server makes the index anew where it has lost power while it was open. */
static void verify(const char *mode)
{
	start_server(mode);
	server_stop(&server);
	stored_verify(folder);
}

static void die(const char *mode, int ends, bool power)
{
	unsigned seed = (unsigned)time(NULL);
	srandom(seed);
	sum = (struct crowd_result){0};
	bool controls = strcmp(mode, "relaxed") == 0 || (disk && disk->lies);
	for (int i = 0; i < ends; i++) {
		if (i % CHECK_EVERY == 0)
			begin_anew();
		start_server(mode);
		talk_and_die(i, controls ? CONTROL_TALK_MS : TALK_MS);
		if (power)
			disk_lose_power(disk);
		compare();
		if ((i % CHECK_EVERY == CHECK_EVERY - 1 || i == ends - 1) && !(disk && disk->lies))
			verify(mode);
	}
	printf("# seed %u, %s: %d %s: %zu lines stored, %zu seen, %zu lost\n", seed, mode, ends,
		power ? "losses of power" : "kills", sum.stored, sum.seen, sum.lost);
	fflush(stdout);
	remove_all();
}

static void use_disk(int survive_percent)
{
	disk = disk_new("", "");
	disk->survive_percent = survive_percent;
	disk_use(disk);
}

START_TEST(killed)
{
	die("strict", rounds_wanted("CHATD_KILLS", KILLS), false);
	ck_assert_uint_eq(sum.lost, 0);
	ck_assert_uint_gt(sum.seen, 0);
}
END_TEST

START_TEST(killed_while_relaxed)
{
	die("relaxed", CONTROLS, false);
	ck_assert_uint_gt(sum.lost, 0);
}
END_TEST

START_TEST(power_loss)
{
	use_disk(0);
	die("strict", rounds_wanted("CHATD_POWER_LOSSES", POWER_LOSSES), true);
	ck_assert_uint_eq(sum.lost, 0);
	ck_assert_uint_gt(sum.seen, 0);
	disk_free(disk);
}
END_TEST

START_TEST(power_loss_with_some_writes_kept)
{
	use_disk(SURVIVE_PERCENT);
	die("strict", rounds_wanted("CHATD_POWER_LOSSES", POWER_LOSSES), true);
	ck_assert_uint_eq(sum.lost, 0);
	ck_assert_uint_gt(sum.seen, 0);
	disk_free(disk);
}
END_TEST

START_TEST(power_loss_while_relaxed)
{
	use_disk(0);
	die("relaxed", CONTROLS, true);
	ck_assert_uint_gt(sum.lost, 0);
	disk_free(disk);
}
END_TEST

START_TEST(power_loss_with_a_disk_that_lies)
{
	use_disk(0);
	disk->lies = true;
	die("strict", CONTROLS, true);
	ck_assert_uint_gt(sum.lost, 0);
	disk_free(disk);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {killed, power_loss, power_loss_with_some_writes_kept,
		is_sanitized() ? NULL : killed_while_relaxed, power_loss_while_relaxed,
		power_loss_with_a_disk_that_lies, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_tests("killed", NULL, once);
}
