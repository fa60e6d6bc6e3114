#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "editor.h"
#include "follow.h"
#include "memory.h"
#include "nearby.h"
#include "password.h"
#include "report.h"
#include "say.h"
#include "settings.h"
#include "standard_streams.h"
#include "table.h"
#include "terminal.h"

static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	/* standard input may be a regular file, which epoll does not take */
	event_config_require_features(config, EV_FEATURE_FDS);
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	if (!base)
		fatal("there is no way to wait for files on this system");
	return base;
}

static int show(const struct settings *settings)
{
	const struct editor *editor = editor_readline ? editor_readline : &editor_plain;
	if (settings->help)
		settings_help();
	else
		printf("chat-client %s\nline editor: %s\n", CHATD_VERSION, editor->name);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return SAY_GOOD;
	report("cannot write to standard output: %s", strerror(errno));
	return SAY_NOT_SAID;
}

static int run(const struct settings *settings, const struct passwords *passwords)
{
	struct event_base *base = new_base();
	int status = SAY_USAGE;
	if (settings->follow)
		status = follow_run(base, settings, passwords);
	else if (settings->messages.count || !isatty(STDIN_FILENO))
		status = say_run(base, settings, passwords);
	else if (isatty(STDOUT_FILENO))
		status = terminal_run(base, settings, passwords);
	else
		report("standard output is no terminal: try --follow, or -m TEXT to say "
		       "something");
	event_base_free(base);
	return status;
}

static bool is_person(const struct settings *settings)
{
	return !settings->follow && settings->messages.count == 0 && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO);
}

/* Who follows waits for the server of this machine. */
static enum nearby_end choose(struct nearby *nearby, struct settings *settings)
{
	bool person = is_person(settings);
	bool says = settings->messages.count > 0 || !isatty(STDIN_FILENO);
	*nearby = (struct nearby){0};
	if (settings->follow || !(person || says))
		return NEARBY_HERE;
	return nearby_choose(nearby, settings, person);
}

static int start(struct settings *settings)
{
	char error[OPTION_ERROR_SIZE];
	struct passwords passwords;
	struct nearby nearby;
	int status = SAY_USAGE;
	if (choose(&nearby, settings) == NEARBY_LEAVE)
		return SAY_NOT_SAID;
	if (password_find(settings, &passwords, error))
		status = run(settings, &passwords);
	else
		report("%s", error);
	password_finish(&passwords);
	if (nearby.looked && !nearby.asked && status == SAY_NOT_SAID)
		report("nobody could look for a server on the local network: Avahi does not run "
		       "here; 'chat-client HOST' joins one elsewhere");
	else if (nearby.looked && status == SAY_NOT_SAID)
		report("no server was found on the local network, either; 'chat-client HOST' joins "
		       "one elsewhere");
	return status;
}

int main(int argc, char **argv)
{
	struct settings settings;
	char error[SETTINGS_ERROR_SIZE];
	standard_streams_open();
	event_set_mem_functions(memory_get, memory_grow, free); /* so no call of it needs a check */
	signal(SIGPIPE, SIG_IGN);
	table_init();
	const char *encoding = style_init();
	if (encoding) {
		report("the locale's encoding is %s, but chat-client needs UTF-8: set "
		       "LC_ALL=C.UTF-8, and the terminal to UTF-8",
			encoding);
		return SAY_USAGE;
	}
	if (!settings_load(&settings, argc, argv, error)) {
		report("%s (try --help)", error);
		return SAY_USAGE;
	}
	int status = settings.help || settings.version ? show(&settings) : start(&settings);
	settings_finish(&settings);
	return status;
}
