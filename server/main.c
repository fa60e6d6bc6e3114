#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "banner.h"
#include "complain.h"
#include "counter.h"
#include "descriptors.h"
#include "dnssd.h"
#include "log_storm.h"
#include "memory.h"
#include "proof.h"
#include "reload.h"
#include "secret.h"
#include "server.h"
#include "service.h"
#include "shutdown.h"
#include "standard_streams.h"
#include "table.h"
#include "tool.h"

static void signal_cb(evutil_socket_t signal, short events, void *data)
{
	if (signal == SIGHUP)
		reload_start(data);
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

/* Signals are blocked until they are watched, so that none is lost while the server starts. */
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
	if (geteuid() == 0)
		log_event(LOG_WARNING, "root",
			LOG_TEXT(
				"advice", "nothing here needs root: give chatd a user of its own"));
	if (!server_run(server))
		_exit(complain("no thread could be started: try fewer --threads", EXIT_FAILURE));
	block_signals(SIG_BLOCK); /* for good: the exit status must not depend on one more */
	for (int i = 0; i < 3; i++)
		event_free(signals[i]);
	server_finish(server);
	log_storm_tell();
	counter_log();
	log_plain(LOG_INFO, "stopped");
	return EXIT_SUCCESS;
}

static int hash_password(void)
{
	char password[SECRET_MAX + 1], hash[PROOF_HASH_SIZE];
	const char *error;
	if (!secret_read(password, "Password: ", &error))
		return complain(error, EXIT_FAILURE);
	bool good = proof_hash(hash, password);
	sodium_memzero(password, sizeof password);
	if (!good)
		return complain("there is too little memory for that", EXIT_FAILURE);
	puts(hash);
	return EXIT_SUCCESS;
}

static int run_tool(const struct config *config)
{
	char error[OPTION_ERROR_SIZE];
	int status = tool_run(config, error);
	return *error ? complain(error, status) : status;
}

/* Answers --help, --version, --hash-password and the tools, and notices a full disk. */
static int answer(const struct config *config)
{
	int status = EXIT_SUCCESS;
	if (config->hash_password)
		status = hash_password();
	else if (tool_wanted(config) && !config->help && !config->version)
		status = run_tool(config);
	else if (config->help)
		option_help(&config_table, stdout);
	else
		puts("chatd " CHATD_VERSION);
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	char error[OPTION_ERROR_SIZE];
	snprintf(error, sizeof error, "cannot write to standard output: %s",
		errno ? strerror(errno) : "it failed");
	return complain(error, EXIT_FAILURE);
}

/* Starts a server, and runs it. */
static int start(const struct config *config, struct option_report *report, int argc, char **argv)
{
	struct server server;
	struct config_files files;
	char error[OPTION_ERROR_SIZE];
	if (!config_files_load(&files, config, report)) {
		config_files_finish(&files);
		return complain_all(report);
	}
	signal(SIGPIPE, SIG_IGN);
	block_signals(SIG_BLOCK);
	descriptors_raise_limit();
	log_set_level((enum log_level)config->log_level);
	complain_log_warnings(report);
	bool good = server_init(&server, config, &files, error);
	config_files_finish(&files);
	if (good)
		dnssd_apply(&server, config);
	if (!good)
		return complain(error, EXIT_FAILURE);
	server.argc = argc;
	server.argv = argv;
	return serve(&server);
}

int main(int argc, char **argv)
{
	struct config config;
	struct option_report report;
	int status;
	standard_streams_open();
	service_open();
	table_init();
	if (!config_load(&config, argc, argv, false, &report))
		status = complain_all(&report);
	else if (config.help || config.version || config.hash_password || tool_wanted(&config))
		status = answer(&config);
	else
		status = start(&config, &report, argc, argv);
	option_report_finish(&report);
	config_finish(&config);
	return status;
}
