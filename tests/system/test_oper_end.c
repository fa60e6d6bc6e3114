/* The end of the server while passwords are being checked, by a thread of its own. */
#include <signal.h>

#include "harness.h"

#define CLIENTS 12

/* The thread has a dozen to check, and answers a loop that ends meanwhile. A sanitizer's report
 * changes the exit status, or is a line that the log must not have. */
START_TEST(term_while_passwords_are_checked)
{
	static struct client client[CLIENTS];
	const char *row = server_operator("secret");
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
