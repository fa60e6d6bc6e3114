#include "follower.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "temporary.h"

struct server server;
struct client bob;
struct process follower;
struct client printed;
struct client told;
char address[32];

char *config;

void begin(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	client_join(&bob, &server, "bob");
	client_ask(&bob, "/join dev", "-- You are in #dev now, with nobody else.");
}

void end(void)
{
	client_close(&bob);
	server_stop(&server);
}

static void any_line(const char *line, size_t length)
{
	(void)line;
	(void)length;
}

void listen_to(struct process *process)
{
	fcntl(process->out, F_SETFL, O_NONBLOCK);
	fcntl(process->err, F_SETFL, O_NONBLOCK);
	client_init(&printed, process->out);
	client_init(&told, process->err);
	printed.check = any_line;
	told.check = any_line;
}

void follow(const char *one, const char *two)
{
	const char *words[] = {
		address, "--config", config, "-n", "ada", "#dev", "--follow", NULL, NULL, NULL};
	int used = 7;
	if (*one)
		words[used++] = one;
	if (*two)
		words[used++] = two;
	client_start(&follower, -1, words);
	listen_to(&follower);
}

void follow_dev(const char *one, const char *two)
{
	follow(one, two);
	client_expect(&printed, "-- You are ada on this server.");
	client_expect(&printed, "-- You are in #dev now, with bob.");
	client_expect(&bob, "-- ada joined");
}

int await_end(void)
{
	int status, fd = pidfd_open(follower.id, 0);
	ck_assert_int_ge(fd, 0);
	must(wait_fd(fd, POLLIN, now_ms() + WAIT_MS), "it does not end");
	ck_assert_int_eq(waitpid(follower.id, &status, 0), follower.id);
	close(fd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int run_follower_tests(const char *name, const TTest *const *cases)
{
	static const TTest *const none[] = {NULL};
	static const char quiet[] = "clock = \"\"\n";
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	config = temporary_file(quiet, sizeof quiet - 1);
	return run_tests(name, none, cases);
}
