#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "banner.h"
#include "counter.h"
#include "log.h"
#include "memory.h"
#include "server.h"
#include "shutdown.h"
#include "table.h"

#define EXIT_USAGE 2

/* A socket must never become descriptor 0, 1 or 2: what is written there would go to a client. */
static void open_standard_descriptors(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static void raise_descriptor_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void reload(struct server *server)
{
	struct config config;
	char error[OPTION_ERROR_SIZE];
	if (!config_load(&config, server->argc, server->argv, error)) {
		log_event(LOG_ERROR, "not_reloaded", LOG_TEXT("reason", error));
		return;
	}
	char *motd = config_motd(&config, error);
	if (error[0]) {
		log_event(LOG_ERROR, "not_reloaded", LOG_TEXT("reason", error));
	} else {
		server_apply(server, &config, motd);
		log_plain(LOG_INFO, "reloaded");
	}
	free(motd);
	config_finish(&config);
}

static void signal_cb(evutil_socket_t signal, short events, void *data)
{
	(void)events;
	if (signal == SIGHUP)
		reload(data);
	else
		shutdown_start(data);
}

static void watch_signals(struct server *server, struct event *events[3])
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	struct event_base *base = server->workers[0].loop.base;
	for (int i = 0; i < 3; i++) {
		events[i] = evsignal_new(base, signals[i], signal_cb, server);
		if (!events[i] || event_add(events[i], NULL) != 0)
			fatal("libevent refused a signal");
	}
}

/* Blocked until they are watched: one that comes while the server starts is not lost. */
static void block_signals(int how)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(how, &set, NULL);
}

static int serve(struct server *server)
{
	struct event *signals[3];
	watch_signals(server, signals);
	block_signals(SIG_UNBLOCK);
	banner_print(server);
	server_run(server);
	for (int i = 0; i < 3; i++)
		event_free(signals[i]);
	server_finish(server);
	counter_log();
	log_plain(LOG_INFO, "stopped");
	return EXIT_SUCCESS;
}

static int complain(const char *sentence, int status)
{
	fprintf(stderr, "chatd: %s%s\n", sentence,
		status == EXIT_USAGE ? "\nTry 'chatd --help'." : "");
	return status;
}

int main(int argc, char **argv)
{
	struct server server;
	struct config config;
	char error[OPTION_ERROR_SIZE];
	open_standard_descriptors();
	if (!config_load(&config, argc, argv, error))
		return complain(error, EXIT_USAGE);
	if (config.help || config.version) {
		if (config.help)
			option_help(&config_table, stdout);
		else
			puts("chatd " CHATD_VERSION);
		config_finish(&config);
		return EXIT_SUCCESS;
	}
	char *motd = config_motd(&config, error);
	if (error[0]) {
		config_finish(&config);
		return complain(error, EXIT_USAGE);
	}
	signal(SIGPIPE, SIG_IGN);
	block_signals(SIG_BLOCK);
	raise_descriptor_limit();
	table_init();
	bool good = server_init(&server, &config, motd, error);
	free(motd);
	config_finish(&config);
	if (!good)
		return complain(error, EXIT_FAILURE);
	server.argc = argc;
	server.argv = argv;
	return serve(&server);
}
