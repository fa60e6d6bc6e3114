#include "follower.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

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
	client_enter(&bob, "dev", "nobody else");
}

void end(void)
{
	client_close(&bob);
	server_stop(&server);
}

void listen_to(struct process *process)
{
	fcntl(process->out, F_SETFL, O_NONBLOCK);
	fcntl(process->err, F_SETFL, O_NONBLOCK);
	client_init(&printed, process->out);
	client_init(&told, process->err);
	printed.check = client_any_line;
	told.check = client_any_line;
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
	process_start_client(&follower, -1, words);
	listen_to(&follower);
}

void follow_dev(const char *one, const char *two)
{
	follow(one, two);
	client_expect(&printed, "-- You are ada on this server.");
	client_expect_inside(&printed, "dev", "bob");
	client_expect(&bob, "-- ada joined");
}

int run_follower_tests(const char *name, const TTest *const *cases)
{
	static const TTest *const none[] = {NULL};
	static const char quiet[] = "clock = \"\"\n";
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	config = temporary_file(quiet, sizeof quiet - 1);
	return run_tests(name, none, cases);
}
