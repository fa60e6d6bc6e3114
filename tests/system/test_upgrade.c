/* The upgrade in place: who has plain connections does not notice it. */
#include "upgrade.h"

#include <stdlib.h>

static struct server server;
static struct client alice;

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
	upgrade_install(getenv("UPGRADE_STUB_PROGRAM"));
	upgrade_ask(&server);
	upgrade_expect_failed(&server, reason);
	expect_served("alice");
	upgrade_install_chatd();
	upgrade_server(&server);
	expect_served("bob");
	server_stop(&server);
}

#define TOO_LONG "the new process takes too long"
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

int main(void)
{
	const TTest *const each[] = {the_new_process_serves, NULL};
	const TTest *const once[] = {a_new_process_that_goes_wrong_changes_nothing,
		a_new_process_that_hangs_is_ended, a_new_process_that_hangs_late_is_ended,
		a_program_that_is_missing_changes_nothing, NULL};
	return run_tests("upgrade", each, once);
}
