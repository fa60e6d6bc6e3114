#include "upgrade.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "process.h"
#include "temporary.h"

#define HANDED "event=handed_over pid="

static char chatd[4096], copy[TEMPORARY_PATH_SIZE + 8];

void upgrade_install(const char *program)
{
	char aside[sizeof copy + 8];
	snprintf(aside, sizeof aside, "%s.new", copy);
	if (!program) {
		ck_assert_int_eq(unlink(copy), 0);
		return;
	}
	ck_assert_int_eq(symlink(program, aside), 0);
	ck_assert_int_eq(rename(aside, copy), 0);
}

void upgrade_install_chatd(void)
{
	upgrade_install(chatd);
}

void upgrade_use_copy(void)
{
	char folder[TEMPORARY_PATH_SIZE];
	if (!*chatd)
		snprintf(chatd, sizeof chatd, "%s", getenv("CHATD"));
	temporary_subfolder(folder, "bin");
	snprintf(copy, sizeof copy, "%s/chatd", folder);
	upgrade_install_chatd();
	setenv("CHATD", copy, 1);
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
}

void upgrade_ask(struct server *server)
{
	server_signal(server, SIGUSR2);
}

/* The log says so. */
static void take_over(struct server *server)
{
	pid_t old = server->pid;
	server->pid = (pid_t)atoi(server->log.bytes + server->log_at);
	ck_assert_int_gt(server->pid, 1);
	ck_assert_int_eq(process_status(old), 0);
}

void upgrade_expect(struct server *server)
{
	server_expect_log(server, HANDED);
	take_over(server);
}

bool upgrade_is_done(struct server *server)
{
	server_read_log(server);
	if (!server->log.bytes || !strstr(server->log.bytes + server->log_at, HANDED))
		return false;
	upgrade_expect(server);
	return true;
}

void upgrade_server(struct server *server)
{
	upgrade_ask(server);
	upgrade_expect(server);
}

void upgrade_expect_failed(struct server *server, const char *reason)
{
	char part[256];
	snprintf(part, sizeof part, "event=not_upgraded reason=\"%s", reason);
	server_expect_log(server, part);
	ck_assert_int_eq(kill(server->pid, 0), 0);
}
