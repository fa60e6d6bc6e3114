/* chatd --upgrade: it finds the server, and says how it went. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock_file.h"
#include "process.h"
#include "stored_lines.h"
#include "temporary.h"
#include "upgrade.h"

static struct server server;
static struct client alice;

/* chatd --upgrade. Returns its exit status; what it has printed is in `tool`. */
static struct process tool;
static int ask(const char *folder)
{
	process_start(
		&tool, -1, ARGUMENTS(getenv("CHATD_PROGRAM"), "--upgrade", "--state", folder));
	return process_wait(&tool);
}

static void expect_said(const char *said, const char *complained)
{
	must(strstr(tool.said.bytes, said), "no '%s' in '%s'", said, tool.said.bytes);
	must(strstr(tool.complained.bytes, complained), "no '%s' in '%s'", complained,
		tool.complained.bytes);
}

START_TEST(the_tool_says_how_it_went)
{
	char folder[TEMPORARY_PATH_SIZE], sentence[128];
	setenv("CHATD_PROGRAM", getenv("CHATD"), 1);
	temporary_subfolder(folder, "state");
	ck_assert_int_eq(ask(folder), 1);
	expect_said("", "chatd: no server has its history in ");
	upgrade_use_copy();
	server_start(&server, ARGUMENTS("--history", "strict", "--state", folder));
	ck_assert_int_eq(ask(folder), 0);
	upgrade_expect(&server);
	snprintf(sentence, sizeof sentence, " serves now, as process %d.", (int)server.pid);
	expect_said(sentence, "");
	ck_assert_int_eq(ask(folder), 0); /* finds the new one */
	upgrade_expect(&server);
	upgrade_install("/bin/true");
	ck_assert_int_eq(ask(folder), 1);
	expect_said("", "chatd: the server goes on as it was: the new process has ended\n");
	client_join(&alice, &server, "alice");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

/* The new process may still have much to do when the old one says that it serves. */
START_TEST(the_tool_finds_a_new_process_that_is_slow)
{
	char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 8], holder[LOCK_HOLDER_SIZE];
	setenv("UPGRADE_STUB", "hangs when all is its own", 1);
	temporary_subfolder(folder, "state");
	snprintf(path, sizeof path, "%s/lock", folder);
	upgrade_use_copy();
	server_start(&server, ARGUMENTS("--history", "strict", "--state", folder));
	upgrade_install(getenv("UPGRADE_STUB_PROGRAM"));
	upgrade_server(&server);
	ck_assert_int_eq(lock_file(path, holder), -1);
	ck_assert_int_eq(atoi(holder), (int)server.pid);
	server_kill(&server);
}
END_TEST

/* What `folder` says of the server cannot be read. Root without its powers is any other user. */
static int ask_without_rights(const char *folder)
{
	char bounds[] = "--bounding-set=-dac_override,-dac_read_search";
	const char *program = getenv("CHATD_PROGRAM");
	ck_assert_int_eq(chmod(folder, 0), 0);
	if (geteuid() == 0)
		process_start(&tool, -1,
			ARGUMENTS("setpriv", bounds, program, "--upgrade", "--state", folder));
	else
		process_start(&tool, -1, ARGUMENTS(program, "--upgrade", "--state", folder));
	int status = process_wait(&tool);
	ck_assert_int_eq(chmod(folder, 0700), 0);
	return status;
}

START_TEST(the_tool_says_that_it_may_not_look)
{
	char folder[TEMPORARY_PATH_SIZE];
	setenv("CHATD_PROGRAM", getenv("CHATD"), 1);
	temporary_subfolder(folder, "state");
	server_start(&server, ARGUMENTS("--history", "strict", "--state", folder));
	ck_assert_int_eq(ask_without_rights(folder), 1);
	expect_said(
		"", " cannot be read by this user; ask as root, or as the user of the server\n");
	server_stop(&server);
}
END_TEST

/* A lock may tell the number that a process has elsewhere, in a container: USR2 would end the one
 * that has it here. */
START_TEST(the_tool_asks_nobody_who_does_not_have_the_folder)
{
	char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 8], holder[LOCK_HOLDER_SIZE];
	struct process other;
	setenv("CHATD_PROGRAM", getenv("CHATD"), 1);
	temporary_subfolder(folder, "state");
	snprintf(path, sizeof path, "%s/lock", folder);
	process_start(&other, -1, ARGUMENTS("cat"));
	int lock = lock_file(path, holder);
	ck_assert_int_gt(lock, 0);
	ck_assert_int_eq(ftruncate(lock, 0), 0);
	ck_assert_int_gt(dprintf(lock, "%d\n", (int)other.pid), 0);
	ck_assert_int_eq(ask(folder), 1);
	expect_said("", "chatd: no server has its history in ");
	process_end_input(&other);
	ck_assert_int_eq(process_wait(&other), 0);
	close(lock);
}
END_TEST

#define AS_PROCESS_1 "unshare -rpf --mount-proc sh -c '"

/* The first process of a container, which is a shell here that has the folder's lock. */
START_TEST(the_tool_says_that_process_1_cannot_be_upgraded)
{
	char folder[TEMPORARY_PATH_SIZE];
	setenv("CHATD_PROGRAM", getenv("CHATD"), 1);
	temporary_subfolder(folder, "state");
	setenv("FOLDER", folder, 1);
	if (!strstr(process_shell(AS_PROCESS_1 "true'"), "status 0")) {
		note("no process can be the first one here");
		return;
	}
	const char *said = process_shell(
		AS_PROCESS_1 "exec 9>\"$FOLDER/lock\" && flock 9 && echo 1 >\"$FOLDER/lock\" && "
			     "\"$CHATD_PROGRAM\" --upgrade --state \"$FOLDER\"; echo status $?'");
	must(strstr(said, "chatd: process 1 cannot end without its container: start a new "
			  "container instead\nstatus 1\n"),
		"'%s'", said);
}
END_TEST

#define STORED 3 /* of the tests need a history in files */

int main(void)
{
	const TTest *const once[] = {the_tool_says_how_it_went,
		the_tool_finds_a_new_process_that_is_slow, the_tool_says_that_it_may_not_look,
		the_tool_asks_nobody_who_does_not_have_the_folder,
		the_tool_says_that_process_1_cannot_be_upgraded, NULL};
	return run_tests("upgrade tool", NULL, stored_available() ? once : once + STORED);
}
