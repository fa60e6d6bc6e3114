/* Where a server keeps what is said: the folder, its files, and what it says about them. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "process.h"
#include "temporary.h"

static char folder[TEMPORARY_PATH_SIZE], port[16];
static struct server server;
static struct client alice;

/* As somebody starts it who has read nothing. */
static void start(const char *number, const char *option, const char *value)
{
	server_history = NULL;
	server_spawn(
		&server, ARGUMENTS("--bind", "127.0.0.1", "--port", number, option, value), NULL);
	server_expect_listening(&server);
	while (!server.out.bytes || !strstr(server.out.bytes, "Ctrl-C ends it.\n")) {
		must(wait_fd(server.out_fd, POLLIN, now_ms() + WAIT_MS), "no banner");
		text_read(&server.out, server.out_fd);
	}
}

static void expect_banner(const char *part)
{
	must(strstr(server.out.bytes, part), "no '%s' in: %s", part, server.out.bytes);
}

static void expect_logged(const char *part)
{
	must(strstr(server.log.bytes, part), "no '%s' in: %s", part, server.log.bytes);
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	setenv("STATE_DIRECTORY", folder, 1);
	snprintf(port, sizeof port, "%d", free_port());
}

static unsigned mode_of(const char *name)
{
	struct stat status;
	char path[TEMPORARY_PATH_SIZE + 64];
	snprintf(path, sizeof path, "%s/%s/%s", folder, port, name);
	must(stat(path, &status) == 0, "there is no %s", path);
	return status.st_mode & 0777;
}

START_TEST(without_an_option_it_is_kept_in_a_folder_of_the_port)
{
	char part[TEMPORARY_PATH_SIZE + 160];
	umask(0);
	start(port, NULL, NULL);
	snprintf(part, sizeof part,
		"What people say in rooms is kept for 90 days (up to 10 GiB), in %s/%s.\n", folder,
		port);
	expect_banner(part);
	snprintf(part, sizeof part, "event=history mode=strict folder=%s/%s ", folder, port);
	expect_logged(part);
	client_join(&alice, &server, "alice");
	client_ask(&alice, "/topic", "-- #lobby has no topic...");
	client_say(&alice, "hello");
	client_sync(&alice);
	client_close(&alice);
	server_stop(&server);
	ck_assert_uint_eq(mode_of(""), 0700);
	ck_assert_uint_eq(mode_of("history.db"), 0600);
	ck_assert_uint_eq(mode_of("words.db"), 0600);
	ck_assert_uint_eq(mode_of("lock"), 0600);
	start(port, NULL, NULL);
	client_connect(&alice, &server);
	alice.check = client_any_line;
	client_await(&alice, "<alice> hello");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

static void expect_memory(const char *reason)
{
	char part[512];
	snprintf(part, sizeof part,
		"What people say in rooms is kept in memory, and gone when chatd ends (%s", reason);
	expect_banner(part);
	snprintf(part, sizeof part, "level=warning event=history mode=memory reason=\"%s", reason);
	expect_logged(part);
	server_stop(&server);
	must(rmdir(folder) == 0, "something was made in %s", folder);
}

START_TEST(a_port_that_is_not_chosen_has_no_folder)
{
	start("0", NULL, NULL);
	expect_memory("port 0 is another one each time: name a folder with --state");
}
END_TEST

START_TEST(where_nothing_can_be_written_it_is_in_memory)
{
	char reason[64];
	setenv("STATE_DIRECTORY", "/proc/chatd", 1);
	start(port, NULL, NULL);
	snprintf(reason, sizeof reason, "/proc/chatd/%s cannot be used, ", port);
	expect_memory(reason);
}
END_TEST

/* A server without TLS makes none. */
static void remove_certificate(void)
{
	char path[TEMPORARY_PATH_SIZE + 64];
	snprintf(path, sizeof path, "%s/%s/certificate.pem", folder, port);
	if (unlink(path) != 0)
		must(strstr(server.out.bytes, "without TLS"), "there is no %s", path);
	snprintf(path, sizeof path, "%s/%s", folder, port);
	rmdir(path);
}

START_TEST(memory_and_off_keep_only_the_certificate)
{
	start(port, "--history", _i ? "memory" : "off");
	expect_banner(_i ? "in memory, and gone when chatd ends (--history memory)."
			 : "What people say is not kept (--history off).");
	expect_logged(_i ? "event=history mode=memory\n" : "event=history mode=off\n");
	remove_certificate();
	server_stop(&server);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* Ends with status 1 and says this. */
static void expect_refused(const char *state, const char *words)
{
	struct server other;
	server_history = NULL;
	server_spawn(&other,
		ARGUMENTS("--bind", "127.0.0.1", "--port", "0", "--state", state, "--history",
			"relaxed"),
		NULL);
	ck_assert_int_eq(server_wait(&other), 1);
	must(strstr(other.log.bytes, words), "it said: %s", other.log.bytes);
	server_free(&other);
}

START_TEST(a_second_server_says_who_has_it)
{
	char words[TEMPORARY_PATH_SIZE + 64];
	start("0", "--state", folder);
	snprintf(words, sizeof words, "%s is in use by another chatd (process %d); ", folder,
		(int)server.pid);
	expect_refused(folder, words);
	server_stop(&server);
	start("0", "--state", folder); /* who has ended has it no longer */
	server_signal(&server, SIGKILL);
	ck_assert_int_eq(server_wait(&server), 128 + SIGKILL);
	server_free(&server);
	start("0", "--state", folder);
	server_stop(&server);
}
END_TEST

START_TEST(a_chosen_folder_has_to_be_one)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/file", folder);
	temporary_write(path, "", 0);
	expect_refused(path, "' cannot be '");
	expect_refused(path, "Not a directory");
	expect_refused("/proc/chatd", "'state' cannot be '/proc/chatd': ");
	expect_refused("", "'state' cannot be ''");
	snprintf(path, sizeof path, "%s/a/b", folder);
	start("0", "--state", path);
	expect_banner(path);
	server_stop(&server);
}
END_TEST

static void reload(const char *path, const char *settings)
{
	temporary_write(path, settings, strlen(settings));
	server_signal(&server, SIGHUP);
	server_expect_log(&server, "event=reloaded");
}

START_TEST(a_reload_says_what_needs_a_restart)
{
	char path[TEMPORARY_PATH_SIZE + 16], settings[256];
	snprintf(path, sizeof path, "%s/conf", folder);
	temporary_write(path, "", 0);
	start(port, "--config", path);
	reload(path, "history = relaxed\n");
	ck_assert_uint_eq(server_log_count(&server, "event=needs_restart"), 0);
	ck_assert_uint_eq(server_log_count(&server, "event=history mode=relaxed"), 1);
	reload(path, "history = relaxed\nreplay = 5\n");
	ck_assert_uint_eq(server_log_count(&server, "event=history mode=relaxed"), 1);
	reload(path, "history = off\nkeep = 5d\n");
	expect_logged("event=needs_restart option=history from=relaxed to=off\n");
	expect_logged("event=needs_restart option=keep from=90d,10G to=5d\n");
	snprintf(settings, sizeof settings, "state = %s/other\n", folder);
	reload(path, settings);
	expect_logged("event=needs_restart option=state from=");
	ck_assert_uint_eq(server_log_count(&server, "event=history mode=strict"), 2);
	ck_assert_uint_eq(server_log_count(&server, "event=needs_restart"), 3);
	server_stop(&server);
}
END_TEST

/* In a /var/lib of its own, as the user of a service. */
#define AS_SERVICE                                                                             \
	"unshare -m sh -c 'mount -t tmpfs none /var/lib && cp \"$CHATD\" /var/lib/program && " \
	"mkdir /var/lib/chatd && chown 65534 /var/lib/chatd && "                               \
	"exec setpriv --reuid 65534 --clear-groups "

START_TEST(the_configuration_says_which_folder_it_is)
{
	static const char said[] =
		"# state is not set: it is /var/lib/chatd/5555, where this user can write\n";
	if (!strstr(process_shell(AS_SERVICE "true'"), "status 0")) {
		note("no file system can be mounted here");
		return;
	}
	const char *printed = process_shell(AS_SERVICE
		"env -u STATE_DIRECTORY HOME=/home/nobody /var/lib/program --print-config'");
	must(strstr(printed, said), "'%s'", printed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("state");
	TCase *all = tcase_create("state");
	tcase_set_timeout(all, 100);
	tcase_add_checked_fixture(all, set_up, NULL);
	tcase_add_test(all, without_an_option_it_is_kept_in_a_folder_of_the_port);
	tcase_add_test(all, a_port_that_is_not_chosen_has_no_folder);
	tcase_add_test(all, where_nothing_can_be_written_it_is_in_memory);
	tcase_add_loop_test(all, memory_and_off_keep_only_the_certificate, 0, 2);
	tcase_add_test(all, a_second_server_says_who_has_it);
	tcase_add_test(all, a_chosen_folder_has_to_be_one);
	tcase_add_test(all, a_reload_says_what_needs_a_restart);
	tcase_add_test(all, the_configuration_says_which_folder_it_is);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
