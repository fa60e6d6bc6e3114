/* The client over a link of 400 milliseconds each way: its first bytes come when the server has
 * greeted it as a person. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "peer.h"
#include "process.h"

#define DELAY_MS 400
#define CHUNKS 256

static struct server server;
static struct client bob;
static struct process client;
static pid_t link_pid;

struct chunk {
	long due;	/* of now_ms() */
	ssize_t length; /* 0: the end */
	char bytes[4096];
};

/* One direction. */
struct way {
	int from, to;
	struct chunk chunks[CHUNKS];
	unsigned first, count;
	bool ended;
};

static void take(struct way *way)
{
	struct chunk *chunk = &way->chunks[(way->first + way->count++) % CHUNKS];
	chunk->due = now_ms() + DELAY_MS;
	chunk->length = read(way->from, chunk->bytes, sizeof chunk->bytes);
	way->ended = chunk->length <= 0;
}

/* Passes on what is due. Milliseconds to the next, or -1. */
static int give(struct way *way)
{
	for (; way->count > 0; way->first = (way->first + 1) % CHUNKS, way->count--) {
		const struct chunk *chunk = &way->chunks[way->first];
		long left = chunk->due - now_ms();
		if (left > 0)
			return (int)left;
		if (chunk->length <= 0)
			shutdown(way->to, SHUT_WR);
		else if (write(way->to, chunk->bytes, (size_t)chunk->length) != chunk->length)
			_exit(1);
	}
	return -1;
}

/* Until both directions have ended. */
static void relay(int listener)
{
	static struct way ways[2];
	ways[0].from = ways[1].to = accept(listener, NULL, NULL);
	ways[0].to = ways[1].from = client_connect_start(&server);
	while (!(ways[0].ended && ways[1].ended && ways[0].count + ways[1].count == 0)) {
		int wait = -1;
		struct pollfd fds[2];
		for (int i = 0; i < 2; i++) {
			int left = give(&ways[i]);
			wait = left >= 0 && (wait < 0 || left < wait) ? left : wait;
			bool more = !ways[i].ended && ways[i].count < CHUNKS;
			fds[i] = (struct pollfd){.fd = more ? ways[i].from : -1, .events = POLLIN};
		}
		if (ways[0].ended && ways[1].ended && wait < 0)
			break;
		poll(fds, 2, wait);
		for (int i = 0; i < 2; i++)
			if (fds[i].revents)
				take(&ways[i]);
	}
	_exit(0);
}

static void start(const char *room_name, char address[32])
{
	int port = 0, listener = peer_listen(AF_INET, &port);
	server_start_at(&server, "127.0.0.1", NULL);
	client_join(&bob, &server, "bob");
	client_say(&bob, "/join %s", room_name);
	client_await(&bob, "-- You are in ");
	snprintf(address, 32, "127.0.0.1:%d", port);
	fflush(NULL);
	link_pid = fork();
	if (link_pid == 0)
		relay(listener);
	close(listener);
}

static void end(void)
{
	int status;
	ck_assert_int_eq(waitpid(link_pid, &status, 0), link_pid);
	ck_assert_int_eq(status, 0);
	client_close(&bob);
	server_stop(&server);
}

START_TEST(a_line_over_a_slow_link)
{
	char address[32];
	start("ci", address);
	process_start_client(
		&client, -1, ARGUMENTS(address, "--nick", "ada", "#ci", "-m", "from afar"));
	process_end_input(&client);
	client_await(&bob, "<ada> from afar");
	ck_assert_int_eq(process_wait(&client), 0);
	ck_assert_str_eq(client.complained.bytes, "");
	end();
}
END_TEST

/* Until the line has come. A visit that takes long is told of, under its name. */
static void expect_no_guest(void)
{
	const char *line;
	do {
		line = client_line(&bob);
		must(line && !strstr(line, "guest"), "came: %s", line);
	} while (strcmp(line, "<ada> from afar") != 0);
}

/* Nobody in the lobby has seen the guest that it was at first. */
START_TEST(nobody_sees_the_guest)
{
	char address[32];
	start("lobby2", address);
	client_enter(&bob, "lobby", "nobody else");
	process_start_client(&client, -1, ARGUMENTS(address, "--nick", "ada", "-m", "from afar"));
	process_end_input(&client);
	expect_no_guest();
	ck_assert_int_eq(process_wait(&client), 0);
	end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {a_line_over_a_slow_link, nobody_sees_the_guest, NULL};
	return run_tests("client slow", each, NULL);
}
