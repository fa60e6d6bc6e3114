/* chatd as a service: what it tells the service manager, and that one of its loops that is stuck is
 * noticed. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manager.h"
#include "process.h"
#include "temporary.h"
#include "upgrade.h"

#define WATCHDOG_MS 4000
#define PLAIN ARGUMENTS("--port", "0")

static struct manager manager;
static struct server server;
static struct client bob, printed;

START_TEST(it_says_when_it_is_ready_and_when_it_stops)
{
	manager_begin(&manager, true, 0);
	manager_start(&manager, &server, PLAIN);
	manager_expect(&manager, "EXTEND_TIMEOUT_USEC=600000000\nSTATUS=Opening the history\n");
	manager_expect(&manager, "READY=1\nSTATUS=0 people are here\n");
	client_join(&bob, &server, "bob");
	manager_expect(&manager, "STATUS=1 person is here\n");
	server_signal(&server, SIGTERM);
	manager_expect(&manager,
		"STOPPING=1\nEXTEND_TIMEOUT_USEC=94000000\nSTATUS=Saying goodbye to 1 person\n");
	client_await_end(&bob);
	client_close(&bob);
	server_expect_stopped(&server);
	ck_assert_ptr_nonnull(strstr(server.out.bytes, "People join with"));
	ck_assert_ptr_null(strstr(server.out.bytes, "Ctrl-C"));
	ck_assert_uint_eq(manager_count(&manager, "WATCHDOG=1"), 0); /* nobody asked */
	server_free(&server);
	manager_end(&manager);
}
END_TEST

START_TEST(a_reload_is_announced_and_its_end_whatever_comes_of_it)
{
	static const char good[] = "name = \"one\"\n";
	char *file = temporary_file(good, sizeof good - 1);
	manager_begin(&manager, false, 0);
	manager_start(&manager, &server, ARGUMENTS("--port", "0", "--config", file));
	manager_expect(&manager, "READY=1\n");
	server_signal(&server, SIGHUP);
	manager_expect(&manager, "RELOADING=1\nMONOTONIC_USEC=");
	manager_expect(&manager, "READY=1\nSTATUS=0 people are here\n");
	server_expect_log(&server, "event=reloaded");
	ck_assert_int_eq(truncate(file, 3), 0);
	server_signal(&server, SIGHUP);
	manager_expect(&manager, "RELOADING=1\n");
	manager_expect(&manager, "READY=1\n");
	server_expect_log(&server, "event=not_reloaded");
	server_stop(&server);
	manager_end(&manager);
	unlink(file);
	free(file);
}
END_TEST

/* Does what the unit says for a reload, as systemd does it: one command after the other, until one
 * fails. Returns what they said. */
static const char *reload_by_unit(const char *config)
{
	char command[1024];
	snprintf(command, sizeof command,
		"export MAINPID=%d; sed -n 's,@bindir@/chatd,%s,; "
		"s,@sysconfdir@/chatd/chatd.conf,%s,; "
		"s,\\$\\$,$,g; s,^ExecReload=,,p' %s/server/systemd/chatd.service.in >%s.reload && "
		"grep -q -- --check %s.reload && sh -e %s.reload",
		(int)server.pid, getenv("CHATD"), config, getenv("SOURCE"), config, config, config);
	return process_shell(command);
}

START_TEST(the_unit_says_that_a_reload_has_failed)
{
	char folder[TEMPORARY_PATH_SIZE], config[TEMPORARY_PATH_SIZE + 8];
	temporary_subfolder(folder, "reload");
	snprintf(config, sizeof config, "%s/conf", folder);
	temporary_write(config, "rate = 5\n", 9);
	manager_begin(&manager, true, 0);
	manager_start(&manager, &server, ARGUMENTS("--port", "0", "--config", config));
	temporary_write(config, "rate = 7\n", 9);
	const char *said = reload_by_unit(config);
	must(strstr(said, "status 0\n"), "%s", said);
	server_expect_log(&server, "event=changed option=rate from=5 to=7");
	temporary_write(config, "rate = x\n", 9);
	said = reload_by_unit(config);
	must(strstr(said, "conf:1: 'rate' must be a whole number"), "%s", said);
	must(strstr(said, "status 1\n"), "%s", said);
	server_signal(&server, SIGTERM);
	server_expect_stopped(&server);
	ck_assert_uint_eq(server_log_count(&server, "reloaded"), 1); /* it was not asked again */
	server_free(&server);
	manager_end(&manager);
}
END_TEST

START_TEST(it_says_how_many_are_here_after_an_upgrade)
{
	upgrade_use_copy();
	manager_begin(&manager, true, 0);
	manager_start(&manager, &server, PLAIN);
	client_join(&bob, &server, "bob");
	manager_expect(&manager, "STATUS=1 person is here\n");
	upgrade_server(&server);
	manager_expect(&manager, "READY=1\nSTATUS=1 person is here\n");
	client_close(&bob);
	manager_expect(&manager, "STATUS=0 people are here\n"); /* behind all of the old one */
	ck_assert_uint_eq(manager_count(&manager, "MAINPID="), 1);
	ck_assert_uint_eq(manager_count(&manager, "Upgraded"), 0);
	server_stop(&server);
	manager_end(&manager);
}
END_TEST

START_TEST(a_failed_upgrade_says_nothing_of_the_new_process)
{
	static const char memory[] = "history = memory\n", off[] = "history = off\n";
	char *file = temporary_file(memory, sizeof memory - 1);
	server_history = NULL;
	manager_begin(&manager, false, 0);
	manager_start(&manager, &server, ARGUMENTS("--port", "0", "--config", file));
	manager_expect(&manager, "READY=1\n");
	temporary_write(file, off, sizeof off - 1);
	server_signal(&server, SIGUSR2);
	server_expect_log(&server, "event=not_upgraded");
	client_join(&bob, &server, "bob");
	manager_expect(&manager, "STATUS=1 person is here\n");
	ck_assert_uint_eq(manager_count(&manager, "Opening the history"), 1);
	client_close(&bob);
	server_stop(&server);
	manager_end(&manager);
	unlink(file);
	free(file);
}
END_TEST

/* The queue of the notify socket holds some messages; then the manager has no room for more. */
START_TEST(a_manager_that_does_not_listen_holds_nobody_up)
{
	manager_begin(&manager, true, 0);
	manager_start(&manager, &server, PLAIN);
	client_join(&bob, &server, "bob");
	for (int i = 0; i < 1000; i++) {
		server_signal(&server, SIGHUP);
		server_expect_log(&server, "event=reloaded");
	}
	client_sync(&bob);
	client_close(&bob);
	server_stop(&server);
	manager_end(&manager);
}
END_TEST

START_TEST(one_that_is_gone_does_not_either)
{
	manager_begin(&manager, true, WATCHDOG_MS);
	close(manager.notify_fd);
	manager.notify_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	manager_start(&manager, &server, PLAIN);
	client_join(&bob, &server, "bob");
	client_close(&bob);
	server_stop(&server);
	manager_end(&manager);
}
END_TEST

static void log_to_the_journal(void)
{
	char stream[64];
	struct stat status;
	if (fstat(STDERR_FILENO, &status) != 0)
		_exit(99);
	snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)status.st_dev,
		(unsigned long long)status.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
}

START_TEST(the_journal_is_told_the_level_of_each_line)
{
	server_spawn(&server, ARGUMENTS("--port", "0", "--bind", "127.0.0.1"), log_to_the_journal);
	server_expect_log(&server, "<6>time=2");
	server_expect_log(&server, " level=info event=listening ");
	server_signal(&server, SIGTERM);
	ck_assert_int_eq(server_wait(&server), 0);
	server_free(&server);
	server_spawn(&server, ARGUMENTS("--port", "none"), log_to_the_journal);
	ck_assert_int_eq(server_wait(&server), 2);
	must(strncmp(server.log.bytes, "<3>chatd: ", 10) == 0, "%s", server.log.bytes);
	server_free(&server);
}
END_TEST

static void follow(struct process *process)
{
	char address[32];
	snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
	process_start_client(process, -1, ARGUMENTS(address, "-n", "ada", "#dev", "--follow"));
	fcntl(process->out, F_SETFL, O_NONBLOCK);
	client_init(&printed, process->out);
	printed.check = client_any_line;
}

static void say(const char *line)
{
	client_join(&bob, &server, "bob");
	client_say(&bob, "/join dev");
	client_await(&bob, "-- You are in #dev now, with ada.");
	client_say(&bob, "%s", line);
	client_await(&printed, line);
	client_close(&bob);
}

/* The manager holds the listening socket, so chat-client comes back by itself. */
static void hold_and_come_back(enum hold_which which)
{
	struct process ada;
	char folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "state");
	const char *const *arguments = ARGUMENTS("--port", "0", "--threads", "3", "--history",
		"strict", "--state", folder, "--history-wait", "600000");
	manager_begin(&manager, true, WATCHDOG_MS);
	manager_start(&manager, &server, arguments);
	follow(&ada);
	client_await(&printed, "-- You are ada on this server.");
	say("before it");
	manager_expect(&manager, "WATCHDOG=1");
	manager_expect(&manager, "WATCHDOG=1");
	manager_hold(&manager, &server, which);
	manager_start(&manager, &server, arguments);
	client_await(&printed, "onnected again");
	say("behind it");
	ck_assert_int_eq(kill(ada.pid, SIGTERM), 0);
	process_status(ada.pid);
	client_close(&printed);
	manager_expect(&manager, "WATCHDOG=1");
	server_stop(&server);
	manager_end(&manager);
}

START_TEST(a_stuck_loop_ends_it_and_people_come_back)
{
	hold_and_come_back(HOLD_OTHERS);
}
END_TEST

START_TEST(so_does_the_first_loop_which_sends)
{
	hold_and_come_back(HOLD_FIRST);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {it_says_when_it_is_ready_and_when_it_stops,
		a_reload_is_announced_and_its_end_whatever_comes_of_it,
		the_unit_says_that_a_reload_has_failed, it_says_how_many_are_here_after_an_upgrade,
		a_failed_upgrade_says_nothing_of_the_new_process,
		a_manager_that_does_not_listen_holds_nobody_up, one_that_is_gone_does_not_either,
		the_journal_is_told_the_level_of_each_line,
		a_stuck_loop_ends_it_and_people_come_back, so_does_the_first_loop_which_sends,
		NULL};
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return run_tests("service", NULL, once);
}
