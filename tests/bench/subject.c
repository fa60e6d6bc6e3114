#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpus.h"

static void add(struct subject *list, unsigned *count, struct subject subject)
{
	static const char *const names[] = {[PROGRAM_BARE] = "bare",
		[PROGRAM_CHATD] = "chatd",
		[PROGRAM_BEFORE] = "before",
		[PROGRAM_IRCD] = "ircd"};
	char *name = subject.name;

	if (*count == SUBJECTS_MAX)
		return;
	snprintf(name, sizeof subject.name, "%s", names[subject.program]);
	if (subject.program == PROGRAM_CHATD && subject.door)
		snprintf(name, sizeof subject.name, "%s", subject.door);
	else if (subject.program == PROGRAM_CHATD)
		snprintf(name, sizeof subject.name, "%s/%u", subject.mode ? subject.mode : "chatd",
			subject.threads);
	else if (subject.program == PROGRAM_BARE && subject.protocol == PROTOCOL_IRC)
		snprintf(name, sizeof subject.name, "bare/irc");
	list[(*count)++] = subject;
}

static void add_modes(struct subject *list, unsigned *count, const struct programs *programs,
	unsigned threads, enum protocol protocol)
{
	struct subject subject = {PROGRAM_CHATD, .threads = threads, .protocol = protocol};

	if (programs->mode_count == 0)
		add(list, count, subject);
	for (unsigned i = 0; i < programs->mode_count; i++) {
		subject.mode = programs->modes[i];
		add(list, count, subject);
	}
}

static unsigned two_threads(
	struct subject *subjects, const struct programs *programs, const char **why)
{
	unsigned count = 0;

	if (!programs->chatd || cpus_for_server() < 2) {
		*why = programs->chatd
			       ? "it takes 4 processors, two for the server and two for the load"
			       : "there is no chatd";
		return 0;
	}
	for (unsigned threads = 1; threads <= 2; threads++)
		add(subjects, &count, (struct subject){PROGRAM_CHATD, .threads = threads});
	return count;
}

static unsigned doors(struct subject *subjects, const struct programs *programs,
	enum protocol protocol, const char **why)
{
	unsigned count = 0;

	if (!programs->chatd) {
		*why = "there is no chatd";
		return 0;
	}
	add(subjects, &count,
		(struct subject){
			PROGRAM_CHATD, .threads = 1, .protocol = PROTOCOL_IRC, .door = "irc"});
	add(subjects, &count,
		(struct subject){PROGRAM_CHATD, .threads = 1, .protocol = protocol, .door = "web"});
	return count;
}

unsigned subjects_of(struct subject *subjects, const struct programs *programs,
	const struct scenario *scenario, const char **why)
{
	enum protocol protocol = scenario->protocol;
	enum subjects who = scenario->subjects;
	bool ircd = programs->ircd && protocol == PROTOCOL_IRC;
	unsigned count = 0;

	if (who == SUBJECTS_TWO_THREADS)
		return two_threads(subjects, programs, why);
	if (who == SUBJECTS_DOORS)
		return doors(subjects, programs, protocol, why);
	if (who == SUBJECTS_ALL && protocol != PROTOCOL_LINE && !programs->chatd && !ircd) {
		*why = "there is no server that speaks IRC";
		return 0;
	}
	if (programs->before)
		add(subjects, &count,
			(struct subject){PROGRAM_BEFORE, .threads = 1, .protocol = protocol});
	if (!programs->before && who != SUBJECTS_BARE_IRC)
		add(subjects, &count, (struct subject){PROGRAM_BARE, .protocol = PROTOCOL_LINE});
	if (!programs->before && who != SUBJECTS_ALL)
		add(subjects, &count, (struct subject){PROGRAM_BARE, .protocol = PROTOCOL_IRC});
	for (unsigned i = 0; programs->chatd && i < programs->thread_counts; i++)
		add_modes(subjects, &count, programs, programs->threads[i], protocol);
	if (ircd)
		add(subjects, &count, (struct subject){PROGRAM_IRCD, .protocol = protocol});
	return count;
}

/* Where nothing is said about the protocol, chatd goes by the first bytes, and greets a client that
 * is silent only after a while. */
static const char *chatd_address(enum protocol protocol, bool tls)
{
	static const char *const addresses[][2] = {
		[PROTOCOL_LINE] = {"127.0.0.1:0,door=line", "127.0.0.1:0,door=line,tls"},
		[PROTOCOL_IRC] = {"127.0.0.1:0,door=irc", "127.0.0.1:0,door=irc,tls"},
		[PROTOCOL_WEBSOCKET] = {"127.0.0.1:0,door=web", "127.0.0.1:0,door=web,tls"},
		[PROTOCOL_MIXED] = {"127.0.0.1:0", "127.0.0.1:0,tls"},
	};
	return addresses[protocol][tls];
}

bool subject_start(struct server *server, const struct programs *programs,
	const struct subject *subject, const struct scenario *scenario)
{
	char threads[16];
	const char *mode = subject->mode ? subject->mode : "off";
	bool stores = strcmp(mode, "strict") == 0 || strcmp(mode, "relaxed") == 0;
	bool before = subject->program == PROGRAM_BEFORE;
	const char *const chatd_argv[] = {before ? programs->before : programs->chatd, "--port",
		"0", "--bind", chatd_address(subject->protocol, programs->tls), "--rate", "0",
		"--threads", threads, "--max-clients", "20000", "--max-per-address", "0",
		"--log-level", "info", "--send-queue", scenario->deep_queues ? "64M" : "1M",
		"--slow-queue", scenario->deep_queues ? "64M" : "256K", before ? NULL : "--history",
		mode, stores ? "--state" : NULL, server->state, NULL};
	const char *const bare_argv[] = {programs->bare, "0",
		subject->protocol == PROTOCOL_IRC ? "irc" : "line", programs->tls ? "tls" : NULL,
		NULL};
	const char *const ircd_argv[] = {programs->ircd, programs->tls ? "tls" : NULL, NULL};
	const char *const *const all[] = {
		[PROGRAM_BARE] = bare_argv,
		[PROGRAM_CHATD] = chatd_argv,
		[PROGRAM_BEFORE] = chatd_argv,
		[PROGRAM_IRCD] = ircd_argv,
	};
	const char *const *from = all[subject->program];
	char *argv[sizeof chatd_argv / sizeof *chatd_argv] = {0};

	if (stores)
		temporary_subfolder(server->state, "state");
	snprintf(threads, sizeof threads, "%u", subject->threads);
	server->foreign = subject->program == PROGRAM_IRCD;
	for (unsigned i = 0; from[i]; i++)
		argv[i] = strdup(from[i]);
	bool good = server_start(server, subject->name, argv, subject->threads);
	for (unsigned i = 0; argv[i]; i++)
		free(argv[i]);
	return good;
}
