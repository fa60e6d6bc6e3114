#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "banner.h"
#include "check_all.h"
#include "complain.h"
#include "config_log.h"
#include "config_print.h"
#include "counter.h"
#include "descriptors.h"
#include "dnssd.h"
#include "given.h"
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
#include "upgrade_take.h"

#define SIGNALS 4
static const int signals[SIGNALS] = {SIGTERM, SIGINT, SIGHUP, SIGUSR2};

static void signal_cb(evutil_socket_t signal, short events, void *data)
{
	struct server *server = data;
	if (upgrade_handed(&server->upgrade) && signal != SIGINT) { /* that comes to both */
		upgrade_forward(&server->upgrade, signal);
	} else if (signal == SIGHUP) {
		reload_start(data);
	} else if (signal == SIGUSR2) {
		upgrade_start(data);
	} else {
		shutdown_start(data);
		upgrade_stop(&server->upgrade);
	}
}

static void watch_signals(struct server *server, struct event *events[SIGNALS])
{
	struct event_base *base = server->workers[0].loop.base;
	for (int i = 0; i < SIGNALS; i++) {
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
	for (int i = 0; i < SIGNALS; i++)
		sigaddset(&set, signals[i]);
	pthread_sigmask(how, &set, NULL);
}

/* `quietly`: nobody started it, another process did. */
static int serve(struct server *server, bool quietly)
{
	struct event *events[SIGNALS];
	watch_signals(server, events);
	block_signals(SIG_UNBLOCK);
	banner_log(server);
	if (!quietly)
		banner_print(server);
	if (geteuid() == 0)
		log_event(LOG_WARNING, "root",
			LOG_TEXT(
				"advice", "nothing here needs root: give chatd a user of its own"));
	if (!server_run(server))
		_exit(complain("no thread could be started: try fewer --threads", EXIT_FAILURE));
	block_signals(SIG_BLOCK); /* for good: the exit status must not depend on one more */
	for (int i = 0; i < SIGNALS; i++)
		event_free(events[i]);
	if (upgrade_handed(&server->upgrade)) {
		upgrade_finish(&server->upgrade);
		log_end();
		_exit(EXIT_SUCCESS); /* what it has belongs to the new process */
	}
	server_finish(server);
	log_storm_tell();
	counter_log();
	log_plain(LOG_INFO, "stopped");
	log_end();
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
static int answer(const struct config *config, const struct option_report *report)
{
	int status = EXIT_SUCCESS;
	if (config->hash_password)
		status = hash_password();
	else if (tool_wanted(config) && !config->help && !config->version)
		status = run_tool(config);
	else if (config->print_config && !config->help && !config->version)
		config_print(config, report);
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

/* What an upgrade is told has one sentence. */
static _Noreturn void refuse_upgrade(struct upgrade_take *take, const struct option_report *report)
{
	const struct option_list *mistakes = &report->mistakes;
	char *more = memory_format(" (and %zu more: chatd --check says all)", mistakes->count - 1);
	char *sentence =
		memory_format("%s%s", mistakes->values[0], mistakes->count > 1 ? more : "");
	upgrade_take_fail(take, sentence);
}

/* Whether the options ask for something else than a server. */
static bool is_question(const struct config *config)
{
	return config->help || config->version || config->print_config || config->hash_password ||
	       tool_wanted(config);
}

/* Says all that is wrong. */
static int refuse(struct upgrade_take *take, const struct config *config,
	struct option_report *report, int argc, char **argv)
{
	if (take)
		refuse_upgrade(take, report);
	if (!is_question(config))
		check_find(config, report, argc, argv);
	return complain_all(report);
}

/* Starts a server, and runs it. */
static int start(struct config *config, struct option_report *report, struct upgrade_take *take,
	int argc, char **argv)
{
	struct server server;
	struct config_files files;
	char error[OPTION_ERROR_SIZE];
	if (!config_files_load(&files, config, report) || !config_log(config, report)) {
		config_files_finish(&files);
		return refuse(take, config, report, argc, argv);
	}
	signal(SIGPIPE, SIG_IGN);
	block_signals(SIG_BLOCK);
	descriptors_raise_limit();
	log_set_level((enum log_level)config->log_level);
	given_warn(config, report);
	complain_log_warnings(report);
	bool good = server_init(&server, config, &files, take, error);
	config_files_finish(&files);
	if (!good) {
		log_end();
		check_find(config, report, argc, argv);
		return complain_also(error, report, EXIT_FAILURE);
	}
	server.argc = argc;
	server.argv = argv;
	if (take)
		upgrade_take_go(take, &server);
	dnssd_apply(&server, config);
	return serve(&server, take != NULL);
}

int main(int argc, char **argv)
{
	struct config config;
	struct option_report report;
	int status;
	standard_streams_open();
	service_open();
	log_start();
	table_init();
	struct upgrade_take *take = upgrade_take_begin();
	bool good = config_load(&config, argc, argv, false, &report);
	if (config.check && !config.help && !config.version)
		status = check_run(&config, &report, argc, argv);
	else if (!good)
		status = refuse(take, &config, &report, argc, argv);
	else if (is_question(&config))
		status = answer(&config, &report);
	else
		status = start(&config, &report, take, argc, argv);
	option_report_finish(&report);
	config_finish(&config);
	return status;
}
