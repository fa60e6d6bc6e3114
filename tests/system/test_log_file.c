/* --log-file: HUP opens it anew, and a full disk stops nobody. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "temporary.h"
#include "text_file.h"
#include "unix_socket.h"

static struct server server;
static struct client alice;
static char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 16],
	aside[TEMPORARY_PATH_SIZE + 16], config[TEMPORARY_PATH_SIZE + 16],
	address[TEMPORARY_PATH_SIZE + 16];

static void configure(const char *log)
{
	char text[512];
	int length = snprintf(text, sizeof text, "log-file = \"%s\"\n", log);
	temporary_write(config, text, (size_t)length);
}

/* Alice's answers come meanwhile: the chat goes on. */
static void await(const char *file, const char *part)
{
	char error[256];
	bool found = false;
	for (long until = now_ms() + WAIT_MS; !found;) {
		size_t length;
		must(now_ms() < until, "%s never has '%s'", file, part);
		client_sync(&alice);
		char *text = text_file_read(
			file, TEXT_FILE_REGULAR, 1 << 20, &length, error, sizeof error);
		found = text && strstr(text, part);
		free(text);
	}
}

static void begin(const char *log)
{
	char bind[2 * TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "log");
	snprintf(path, sizeof path, "%s/chatd.log", folder);
	snprintf(aside, sizeof aside, "%s/chatd.log.1", folder);
	snprintf(config, sizeof config, "%s/chatd.conf", folder);
	snprintf(address, sizeof address, "%s/chat", folder);
	snprintf(bind, sizeof bind, "unix:%s", address);
	configure(log ? log : path);
	server_spawn(&server,
		ARGUMENTS("--config", config, "--bind", bind, "--threads", "2", "--rate", "0"),
		NULL);
	unix_connect_when_there(&alice, address);
	client_greet(&alice);
}

static void end(void)
{
	client_close(&alice);
	server_signal(&server, SIGTERM);
	ck_assert_int_eq(server_wait(&server), 0);
	must(server.log.length == 0, "on standard error: %s", server.log.bytes);
	server_free(&server);
}

START_TEST(a_reload_opens_it_anew)
{
	begin(NULL);
	await(path, " event=listening ");
	ck_assert_int_eq(rename(path, aside), 0);
	server_signal(&server, SIGHUP);
	await(path, " event=reloaded\n");
	end();
	ck_assert_int_eq(access(aside, R_OK), 0);
}
END_TEST

START_TEST(another_one_that_cannot_be_opened_is_refused)
{
	begin(NULL);
	configure("/nowhere/chatd.log");
	server_signal(&server, SIGHUP);
	await(path, " event=not_reloaded reason=\"");
	await(path, "chatd.conf:1: the log cannot be written to '/nowhere/chatd.log': "
		    "No such file or directory\"\n");
	end();
}
END_TEST

START_TEST(a_full_disk_stops_nobody_and_loses_nothing_for_a_while)
{
	begin("/dev/full");
	for (int i = 0; i < 8; i++) {
		client_rename(&alice, i % 2 ? "ada" : "eve");
		client_sync(&alice);
	}
	configure(path);
	server_signal(&server, SIGHUP);
	await(path, " event=reloaded\n");
	await(path, " event=listening ");
	await(path, " event=renamed name=ada ");
	end();
}
END_TEST

START_TEST(it_has_the_last_line)
{
	begin(NULL);
	end();
	char error[256];
	size_t length;
	char *text = text_file_read(path, TEXT_FILE_REGULAR, 1 << 20, &length, error, sizeof error);
	must(text != NULL, "%s", error);
	ck_assert_ptr_nonnull(strstr(text, " event=counters "));
	ck_assert_str_eq(text + length - strlen(" event=stopped\n"), " event=stopped\n");
	free(text);
}
END_TEST

START_TEST(a_start_says_why_it_cannot)
{
	server_spawn(&server, ARGUMENTS("--port", "0", "--log-file", "/nowhere/x"), NULL);
	ck_assert_int_eq(server_wait(&server), 2);
	must(strstr(server.log.bytes, "the log cannot be written to '/nowhere/x': "
				      "No such file or directory"),
		"%s", server.log.bytes);
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {a_reload_opens_it_anew,
		another_one_that_cannot_be_opened_is_refused,
		a_full_disk_stops_nobody_and_loses_nothing_for_a_while, it_has_the_last_line,
		a_start_says_why_it_cannot, NULL};
	return run_tests("log_file", NULL, once);
}
