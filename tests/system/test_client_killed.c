/* A status of 0 is the truth: 1,000 runs of the client against a server that is killed at random
 * moments.
 *
 * Who says whether a line was delivered is bob, who is in the room from before the first client
 * comes until the server is dead. He sends nothing meanwhile, so that what the server has written
 * to him is still his to read after its death. No client of one batch is left when the next server
 * starts, so none can come where bob is not. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "process.h"

#define RUNS 500	   /* with one thread, and with three */
#define RUNS_SANITIZED 100 /* each takes ten times as long */
#define BATCH 20
#define EARLY_LOOKS 20000 /* at bob's socket, while a batch gets to its first line */
#define LATE_LOOKS 4000	  /* between two lines, with some to spare */

static struct server server;
static struct client bob;
static unsigned seen[RUNS]; /* how often bob has seen the text of a run */
static unsigned ended[256]; /* how many runs have had this status */
static int port;

static void start_server(void)
{
	char bind[32];
	snprintf(bind, sizeof bind, "127.0.0.1:%d", port);
	server_start_at(&server, bind, NULL);
	port = server.port;
	client_connect(&bob, &server);
	client_say(&bob, "/nick bob");
	client_await(&bob, "You are bob now");
	client_enter(&bob, "ci", "nobody else");
}

static void start_client(struct process *process, int run)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char address[32], nick[16], text[32];
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	snprintf(nick, sizeof nick, "run%d", run);
	snprintf(text, sizeof text, "text %d", run);
	process_start_client(process, nothing, ARGUMENTS(address, "-n", nick, "-m", text, "#ci"));
	close(nothing);
}

/* Whether it is a run's text; counts it. */
static bool note_line(const char *line)
{
	int run, same;
	if (sscanf(line, "<run%d> text %d", &run, &same) != 2)
		return false;
	ck_assert_int_eq(run, same);
	must(run >= 0 && run < RUNS, "what run is this: %s", line);
	seen[run]++;
	return true;
}

static int up_to(int most)
{
	return (int)(random() % (most + 1));
}

/* After a number of lines and of looks at whether there is another; before the first one it may be
 * anywhere from the start of the first program on. */
static void kill_at_random(void)
{
	int lines = up_to(BATCH), looks = up_to(lines ? LATE_LOOKS : EARLY_LOOKS);
	while (lines > 0)
		if (note_line(client_line(&bob)))
			lines--;
	while (looks-- > 0)
		wait_fd(bob.fd, POLLIN, 0);
	server_signal(&server, SIGKILL);
}

static void read_the_rest(void)
{
	const char *line;
	while ((line = client_line(&bob)))
		note_line(line);
	client_close(&bob);
	ck_assert_int_eq(server_wait(&server), 128 + SIGKILL);
	server_free(&server);
}

static void check(const struct process *process, int status, int run)
{
	const char *words = process->complained.bytes;
	must(status == 0 || status == 1 || status == 4, "run %d: status %d: %s", run, status,
		words);
	must(status != 0 || seen[run] == 1, "run %d: status 0, but seen %u times", run, seen[run]);
	must(status != 1 || seen[run] == 0, "run %d: seen, but status 1: %s", run, words);
	must(seen[run] <= 1, "run %d: seen %u times", run, seen[run]);
	ck_assert_str_eq(process->said.bytes, "");
	if (status == 0)
		ck_assert_str_eq(words, "");
	else
		must(strncmp(words, "chat-client: ", 13) == 0 && words[strlen(words) - 1] == '\n',
			"run %d: status %d: '%s'", run, status, words);
	ended[status]++;
}

static void run_batch(int first)
{
	struct process processes[BATCH];
	int statuses[BATCH];
	start_server();
	for (int i = 0; i < BATCH; i++)
		start_client(&processes[i], first + i);
	kill_at_random();
	for (int i = 0; i < BATCH; i++)
		statuses[i] = process_wait(&processes[i]);
	read_the_rest();
	for (int i = 0; i < BATCH; i++) {
		check(&processes[i], statuses[i], first + i);
		free(processes[i].said.bytes);
		free(processes[i].complained.bytes);
	}
}

START_TEST(what_was_confirmed_was_delivered_once)
{
	unsigned seed = (unsigned)time(NULL);
	srandom(seed);
	memset(seen, 0, sizeof seen);
	memset(ended, 0, sizeof ended);
	port = 0;
	int runs = is_sanitized() ? RUNS_SANITIZED : RUNS;
	for (int run = 0; run < runs; run += BATCH)
		run_batch(run);
	for (int run = 0; run < runs; run++) /* not later either */
		must(seen[run] <= 1, "run %d: seen %u times", run, seen[run]);
	printf("# seed %u: %d runs, %u confirmed, %u not said, %u unsure\n", seed, runs, ended[0],
		ended[1], ended[4]);
	fflush(stdout);
	int least = runs / (runs < RUNS ? 50 : 10); /* few batches may end much alike */
	ck_assert_int_gt((int)ended[0], least);
	ck_assert_int_gt((int)(ended[1] + ended[4]), least);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {what_was_confirmed_was_delivered_once, NULL};
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return run_tests("client killed", cases, NULL);
}
