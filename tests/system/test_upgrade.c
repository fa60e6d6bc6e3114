/* The upgrade in place: who has plain connections does not notice it. */
#include "upgrade.h"

#include <dirent.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hold.h"
#include "process.h"
#include "shim.h"
#include "stored_lines.h"
#include "temporary.h"
#include "unix_socket.h"

static struct server server;
static struct client alice, carol;

static void start(void)
{
	upgrade_use_copy();
	server_start(&server, NULL);
}

static void expect_served(const char *name)
{
	client_join(&alice, &server, name);
	client_close(&alice);
}

START_TEST(the_new_process_serves)
{
	start();
	upgrade_server(&server);
	expect_served("alice");
	upgrade_server(&server);
	expect_served("bob");
	server_stop(&server);
}
END_TEST

static void go_wrong(const char *way, const char *reason)
{
	setenv("UPGRADE_STUB", way, 1);
	start();
	client_join(&carol, &server, "carol");
	client_send(&carol, "/wh", 3);
	upgrade_install(getenv("UPGRADE_STUB_PROGRAM"));
	upgrade_ask(&server);
	upgrade_expect_failed(&server, reason);
	expect_served("alice");
	client_await(&carol, "alice left");
	upgrade_install_chatd();
	upgrade_server(&server);
	expect_served("bob");
	client_await(&carol, "bob left");
	client_say(&carol, "o");
	client_await(&carol, "--   carol");
	client_close(&carol);
	server_stop(&server);
}

#define TOO_LONG "the new process did not answer within 10 seconds"
#define DEAD "the new process has ended"

START_TEST(a_new_process_that_goes_wrong_changes_nothing)
{
	go_wrong("another version", "chatd 9.9 reads another form of what is handed over");
	go_wrong("says nonsense", "the new process is no chatd that can do this");
	go_wrong("dies unprepared", DEAD);
	go_wrong("dies with the state", DEAD);
	go_wrong("refuses the state", "it does not like the state");
}
END_TEST

START_TEST(a_new_process_that_hangs_is_ended)
{
	go_wrong("says nothing", TOO_LONG);
}
END_TEST

START_TEST(a_new_process_that_hangs_late_is_ended)
{
	go_wrong("hangs with the state", TOO_LONG);
}
END_TEST

START_TEST(a_program_that_is_missing_changes_nothing)
{
	start();
	upgrade_install(NULL);
	upgrade_ask(&server);
	upgrade_expect_failed(&server, "");
	expect_served("alice");
	upgrade_install("/bin/true");
	upgrade_ask(&server);
	upgrade_expect_failed(&server, DEAD);
	expect_served("bob");
	server_stop(&server);
}
END_TEST

/* The new process listens where its configuration says. */
START_TEST(listeners_are_those_of_the_configuration)
{
	char config[TEMPORARY_PATH_SIZE + 16], folder[TEMPORARY_PATH_SIZE];
	char old[160], new[320], one[128], two[128];
	temporary_subfolder(folder, "listeners");
	snprintf(config, sizeof config, "%s/chatd.conf", folder);
	snprintf(one, sizeof one, "%s/one", folder);
	snprintf(two, sizeof two, "%s/two", folder);
	snprintf(old, sizeof old, "bind = {\"unix:%s\"}\n", one);
	snprintf(new, sizeof new, "bind = {\"unix:%s\", \"unix:%s\"}\n", one, two);
	temporary_write(config, old, strlen(old));
	upgrade_use_copy();
	server_spawn(&server, ARGUMENTS("--config", config), NULL);
	server_expect_log(&server, "/one door=");
	temporary_write(config, new, strlen(new));
	upgrade_server(&server);
	unix_connect(&alice, two);
	client_greet(&alice);
	client_close(&alice);
	temporary_write(config, old, strlen(old));
	upgrade_server(&server);
	unix_connect(&alice, one);
	client_greet(&alice);
	ck_assert_int_ne(access(two, F_OK), 0); /* nobody listens there any more */
	client_close(&alice);
	server_stop(&server);
	ck_assert_int_ne(access(one, F_OK), 0);
}
END_TEST

START_TEST(the_folder_of_the_history_stays)
{
	char config[TEMPORARY_PATH_SIZE + 16], folder[TEMPORARY_PATH_SIZE];
	char old[160], new[160];
	temporary_subfolder(folder, "folder");
	snprintf(config, sizeof config, "%s/chatd.conf", folder);
	snprintf(old, sizeof old, "history = strict\nstate = \"%s/one\"\n", folder);
	snprintf(new, sizeof new, "history = strict\nstate = \"%s/two\"\n", folder);
	temporary_write(config, old, strlen(old));
	upgrade_use_copy();
	server_history = NULL;
	server_start(&server, ARGUMENTS("--config", config));
	temporary_write(config, new, strlen(new));
	upgrade_ask(&server);
	upgrade_expect_failed(&server, "the history is in another folder than ");
	temporary_write(config, old, strlen(old));
	upgrade_server(&server);
	server_stop(&server);
}
END_TEST

/* A row of either process, in whatever order. */
static void expect_row(const char *part)
{
	if (server_log_count(&server, part) == 0)
		server_expect_log(&server, part);
}

/* A reload that is asked for meanwhile is done by whoever goes on. */
START_TEST(a_reload_follows_an_upgrade)
{
	start();
	upgrade_ask(&server);
	server_expect_log(&server, "event=upgrading");
	server_signal(&server, SIGHUP);
	upgrade_expect(&server);
	expect_row("event=reloaded");
	expect_served("alice");
	server_stop(&server);
}
END_TEST

/* Both signals are there when the server looks. */
START_TEST(an_upgrade_follows_a_reload)
{
	start();
	server_signal(&server, SIGSTOP);
	server_signal(&server, SIGHUP);
	upgrade_ask(&server);
	server_signal(&server, SIGCONT);
	upgrade_expect(&server);
	ck_assert_uint_eq(server_log_count(&server, "event=reloaded"), 1);
	expect_served("alice");
	server_stop(&server);
}
END_TEST

START_TEST(a_reload_follows_an_upgrade_that_failed)
{
	setenv("UPGRADE_STUB", "says nothing", 1);
	start();
	upgrade_install(getenv("UPGRADE_STUB_PROGRAM"));
	upgrade_ask(&server);
	server_expect_log(&server, "event=upgrading");
	server_signal(&server, SIGHUP);
	upgrade_expect_failed(&server, TOO_LONG);
	expect_row("event=reloaded");
	server_stop(&server);
}
END_TEST

START_TEST(too_few_descriptors_are_told)
{
	char folder[64];
	struct rlimit limit;
	rlim_t used = 0;
	start();
	snprintf(folder, sizeof folder, "/proc/%d/fd", (int)server.pid);
	DIR *open = opendir(folder);
	ck_assert_ptr_nonnull(open);
	while (readdir(open))
		used++;
	closedir(open);
	limit = (struct rlimit){used + 4, used + 4};
	ck_assert_int_eq(prlimit(server.pid, RLIMIT_NOFILE, &limit, NULL), 0);
	upgrade_ask(&server);
	upgrade_expect_failed(&server, "too few descriptors: ");
	limit = (struct rlimit){200, 200};
	if (prlimit(server.pid, RLIMIT_NOFILE, &limit, NULL) == 0)
		upgrade_server(&server);
	expect_served("alice");
	server_stop(&server);
}
END_TEST

static char hold_path[TEMPORARY_PATH_SIZE];

static void hold_prepare(void)
{
	shim_preload("HOLD_SHIM", HOLD_VARIABLE, hold_path);
}

static void let_go(struct hold *hold)
{
	hold->which = HOLD_NONE;
	syscall(SYS_futex, &hold->which, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void give_password(struct hold *hold)
{
	hold->which = HOLD_PASSWORDS;
	client_say(&alice, "/login nobody password");
	while (hold->held == 0)
		sched_yield();
	upgrade_ask(&server);
	server_expect_log(&server, "event=upgrading");
}

/* And everybody talks on meanwhile. */
START_TEST(a_password_that_is_being_checked_is_waited_for)
{
	static const char answer[] = "!! there is no account with that name and password";
	struct hold *hold = shim_memory(hold_path, "hold", sizeof *hold);
	upgrade_use_copy();
	server_spawn(&server,
		ARGUMENTS("--threads", "2", "--port", "0", "--bind", "127.0.0.1,door=line,plain"),
		hold_prepare);
	server_expect_listening(&server);
	client_join(&alice, &server, "alice");
	client_join(&carol, &server, "carol");
	give_password(hold);
	client_say(&carol, "/who");
	client_await(&carol, "alice");
	server_expect_log(&server, "event=upgrade_waits");
	upgrade_expect_failed(&server, "passwords are still being checked: try again later");
	let_go(hold);
	client_await(&alice, answer);
	give_password(hold);
	let_go(hold);
	upgrade_expect(&server);
	client_await(&alice, "try again in "); /* by whoever looks at the line again */
	client_say(&carol, "/login nobody password");
	client_await(&carol, answer);
	client_close(&alice);
	client_close(&carol);
	server_stop(&server);
	munmap(hold, sizeof *hold);
}
END_TEST

/* Mistakes that the new process finds in its configuration. */
START_TEST(a_mistake_in_the_configuration_changes_nothing)
{
	char path[TEMPORARY_PATH_SIZE + 16], folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "config");
	snprintf(path, sizeof path, "%s/chatd.conf", folder);
	temporary_write(path, "burst = 50\n", 11);
	upgrade_use_copy();
	server_start(&server, ARGUMENTS("--config", path));
	client_join(&alice, &server, "alice");
	temporary_write(path, "burst = no\n", 11);
	upgrade_ask(&server);
	upgrade_expect_failed(&server, "");
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "'burst' must be"));
	client_say(&alice, "/who");
	client_await(&alice, "alice");
	temporary_write(path, "burst = 60\n", 11);
	upgrade_server(&server);
	expect_row("level=info event=changed option=burst from=50 to=60\n");
	client_say(&alice, "/who");
	client_await(&alice, "alice");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

/* In kB, of /proc/PID/status. */
static long memory_of(pid_t pid, const char *name)
{
	char path[64], row[256];
	long kilobytes = -1;
	snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (kilobytes < 0 && fgets(row, sizeof row, file))
		if (strncmp(row, name, strlen(name)) == 0)
			kilobytes = atol(row + strlen(name));
	fclose(file);
	return kilobytes;
}

/* What is handed over is freed while it is read. */
START_TEST(what_nobody_has_read_is_never_there_twice)
{
	enum { LINES = 16000, BYTES = 1000, SENT_KB = 6 << 10 }; /* that the kernel may take */
	char line[BYTES + 1];
	memset(line, 'x', BYTES);
	line[BYTES] = '\n';
	upgrade_use_copy();
	server_start(
		&server, ARGUMENTS("--rate", "0", "--send-queue", "64M", "--slow-queue", "64M"));
	client_join(&carol, &server, "carol");
	client_join(&alice, &server, "alice");
	for (int i = 0; i < LINES; i++)
		client_send(&alice, line, sizeof line);
	client_say(&alice, "/who");
	client_await(&alice, "--   alice");
	upgrade_server(&server);
	long most = memory_of(server.pid, "VmHWM:"), now = memory_of(server.pid, "VmRSS:");
	long unread = (LINES * BYTES >> 10) - SENT_KB;
	ck_assert_int_gt(now, unread);
	if (!is_sanitized())
		ck_assert_int_lt(most, now + unread / 2);
	client_close(&alice);
	client_close(&carol);
	server_stop(&server);
}
END_TEST

#define STORED 1 /* of the tests needs a history in files */

int main(void)
{
	const TTest *const each[] = {the_new_process_serves, a_reload_follows_an_upgrade,
		an_upgrade_follows_a_reload, NULL};
	const TTest *const once[] = {the_folder_of_the_history_stays,
		a_password_that_is_being_checked_is_waited_for,
		a_new_process_that_goes_wrong_changes_nothing, a_new_process_that_hangs_is_ended,
		a_new_process_that_hangs_late_is_ended, a_reload_follows_an_upgrade_that_failed,
		a_program_that_is_missing_changes_nothing,
		a_mistake_in_the_configuration_changes_nothing,
		listeners_are_those_of_the_configuration, too_few_descriptors_are_told,
		what_nobody_has_read_is_never_there_twice, NULL};
	return run_tests("upgrade", each, stored_available() ? once : once + STORED);
}
