#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "address.h"
#include "editor.h"
#include "memory.h"
#include "option.h"
#include "pipe.h"
#include "race.h"
#include "report.h"
#include "resolve.h"
#include "terminal.h"

#define DEFAULT_HOST "localhost"
#define DEFAULT_PORT 5555

enum status { STATUS_GOOD, STATUS_FAILED, STATUS_USAGE };

struct settings {
	bool help;
	bool version;
};

static const struct option_row rows[] = {
	{.name = "help",
		.letter = 'h',
		.type = OPTION_FLAG,
		.offset = offsetof(struct settings, help),
		.help = "show this and exit"},
	{.name = "version",
		.letter = 'V',
		.type = OPTION_FLAG,
		.offset = offsetof(struct settings, version),
		.help = "show the version and the line editor in use, and exit"},
	{.name = NULL},
};

static const struct option_table table = {
	.program = "chat-client",
	.usage = "[OPTION] [HOST[:PORT]]\n       chat-client [OPTION] HOST PORT",
	.about = "Joins a chat server; HOST is localhost and PORT 5555 unless given, and an IPv6\n"
		 "address with a port is written [ADDRESS]:PORT. On a terminal you type and read;\n"
		 "otherwise standard input is sent and what arrives is printed. /quit, Ctrl-D or\n"
		 "Ctrl-C leave, /help asks the server what else there is.",
	.rows = rows,
	.most_operands = 2,
};

/* The winner of the race, or what went wrong. */
struct outcome {
	struct event_base *base;
	int fd;
	char *failures;
};

static void show_version(void)
{
	printf("chat-client %s\nline editor: %s\n", CHATD_VERSION, editor_name());
}

static bool usage_error(const char *sentence)
{
	complain("%s (try --help)", sentence);
	return false;
}

static bool set_port(struct address *address, const char *text)
{
	if (address->port >= 0)
		return usage_error("the port is given twice");
	address->port = address_port(text);
	return address->port > 0 || usage_error("the port must be a whole number from 1 to 65535");
}

static bool set_address(struct address *address, const char *const *operands, int count)
{
	enum address_error error = address_parse(address, count > 0 ? operands[0] : "");
	if (error != ADDRESS_GOOD)
		return usage_error(address_error_text(error));
	if (count > 1 && !set_port(address, operands[1]))
		return false;
	if (address->port == 0)
		return usage_error("the port must be a whole number from 1 to 65535");
	if (address->port < 0)
		address->port = DEFAULT_PORT;
	if (!*address->host)
		snprintf(address->host, sizeof address->host, "%s", DEFAULT_HOST);
	return true;
}

/* Sockets must not get the numbers of the standard streams where one of those is closed. */
static void open_standard_streams(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	if (!config)
		fatal("out of memory");
	/* standard input may be a regular file, which epoll refuses */
	event_config_require_features(config, EV_FEATURE_FDS);
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base)
		fatal("there is no way to wait for files on this system");
	return base;
}

static void done(void *data, int fd, const char *failures)
{
	struct outcome *outcome = data;
	outcome->fd = fd;
	outcome->failures = memory_text(failures);
	event_base_loopbreak(outcome->base);
}

static bool connect_any(
	struct outcome *outcome, struct event_base *base, const struct address *address)
{
	struct addresses addresses;
	const char *error = resolve(&addresses, address->host, address->port);
	if (error) {
		complain("cannot find the host '%s': %s", address->host, error);
		return false;
	}
	*outcome = (struct outcome){.base = base, .fd = -1};
	struct race *race = race_start(base, &addresses, (struct race_end){done, outcome});
	event_base_dispatch(base);
	race_free(race);
	resolve_finish(&addresses);
	if (outcome->fd < 0)
		complain("cannot connect to %s port %d: %s", address->host, address->port,
			outcome->failures);
	return outcome->fd >= 0;
}

static int chat_on_terminal(const struct outcome *outcome)
{
	struct sockaddr_storage peer = {0};
	socklen_t size = sizeof peer;
	char address[ADDRESS_TEXT_SIZE];
	char news[512];
	getpeername(outcome->fd, (struct sockaddr *)&peer, &size);
	address_text(address, (struct sockaddr *)&peer);
	if (*outcome->failures)
		snprintf(news, sizeof news, "connected to %s (%s)", address, outcome->failures);
	else
		snprintf(news, sizeof news, "connected to %s", address);
	return terminal_run(outcome->base, outcome->fd, news);
}

static int run(const struct address *address)
{
	int status = STATUS_FAILED;
	struct outcome outcome = {0};
	struct event_base *base = new_base();
	if (connect_any(&outcome, base, address)) {
		bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
		status = terminal ? chat_on_terminal(&outcome) : pipe_run(base, outcome.fd);
	}
	free(outcome.failures);
	event_base_free(base);
	return status;
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct address address;
	const char *operands[2];
	int count = 0;
	char error[OPTION_ERROR_SIZE];
	open_standard_streams();
	signal(SIGPIPE, SIG_IGN);
	if (!option_load(&table, &settings, argc, argv, operands, &count, error)) {
		usage_error(error);
		return STATUS_USAGE;
	}
	if (settings.help || settings.version) {
		if (settings.help)
			option_help(&table, stdout);
		else
			show_version();
		return fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
	}
	if (!set_address(&address, operands, count))
		return STATUS_USAGE;
	return run(&address);
}
