/* The end of the server while passwords are being checked, by a thread of its own. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define CLIENTS 12

static void make_row(char out[256])
{
	char command[512];
	snprintf(command, sizeof command, "echo secret | %s --hash-password", getenv("CHATD"));
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	size_t start = (size_t)snprintf(out, 256, "root:");
	ck_assert_ptr_nonnull(fgets(out + start, (int)(256 - start), pipe));
	ck_assert_int_eq(pclose(pipe), 0);
	out[strcspn(out, "\n")] = '\0';
}

/* The thread has a dozen to check, and answers a loop that ends meanwhile. A sanitizer's report
 * changes the exit status, or is a line that the log must not have. */
START_TEST(term_while_passwords_are_checked)
{
	static struct client client[CLIENTS];
	char row[256];
	make_row(row);
	for (int round = 0; round < 10; round++) {
		struct server server;
		server_start(&server, ARGUMENTS("--oper", row, "--drain", "1"));
		for (int i = 0; i < CLIENTS; i++) {
			client_connect(&client[i], &server);
			client_greet(&client[i]);
		}
		for (int i = 0; i < CLIENTS; i++)
			client_say(&client[i], "/oper root %s", i % 2 ? "wrong" : "secret");
		server_expect_log(&server, "event=oper"); /* the first has been checked */
		server_signal(&server, SIGTERM);
		server_expect_stopped(&server);
		for (int i = 0; i < CLIENTS; i++)
			client_close(&client[i]);
		server_free(&server);
	}
}
END_TEST

int main(void)
{
	const TTest *const each[] = {term_while_passwords_are_checked, NULL};
	return run_tests("oper_end", each, NULL);
}
