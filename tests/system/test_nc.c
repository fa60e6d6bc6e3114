/* People with the real nc, who come to the door that everybody comes to. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "nc.h"

START_TEST(unterminated_last_line_counts)
{
	struct server server;
	struct client alice;
	struct nc nc;
	server_start_at(&server, "127.0.0.1", NULL);
	client_join(&alice, &server, "alice");
	nc_start(&nc, &server, "-N");
	nc_type(&nc, "hi");
	close(nc.in);
	client_expect(&alice, "<guest-2> hi"); /* and not that somebody comes and goes */
	client_expect_nothing(&alice);
	client_greet(&nc.screen);
	nc_end(&nc);
	server_stop(&server);
}
END_TEST

START_TEST(everything_before_the_half_close_is_answered)
{
	struct server server;
	struct nc nc;
	server_start_at(&server, "127.0.0.1", NULL);
	nc_start(&nc, &server, "-N");
	nc_type(&nc, "/nick ann\r\n/me waves\n/who\n/away lunch\n/whois ann\n/list");
	close(nc.in);
	client_greet(&nc.screen);
	client_expect_named(&nc.screen, "ann");
	client_expect(&nc.screen, "-- 1 person ... #lobby:");
	client_expect(&nc.screen, "--   ann");
	client_expect(&nc.screen, "-- You ... away: lunch");
	client_expect(&nc.screen, "-- ann (you) is in #lobby, came ...");
	client_expect(&nc.screen, "--   #lobby ...");
	client_expect(&nc.screen, "-- 1 room. ...");
	nc_end(&nc);
	server_stop(&server);
}
END_TEST

/* Without a word, which nobody sees. */
START_TEST(half_close_at_once)
{
	struct server server;
	struct client alice;
	struct nc nc;
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--greet-after", "60000"));
	client_connect(&alice, &server);
	client_say(&alice, "/nick alice");
	client_greet(&alice);
	client_expect_named(&alice, "alice");
	nc_start(&nc, &server, "-N");
	close(nc.in);
	nc_end(&nc);
	client_expect_nothing(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(two_people_talk)
{
	struct server server;
	struct nc a, b;
	server_start_at(&server, "127.0.0.1", NULL);
	nc_start(&a, &server, "-4");
	client_greet(&a.screen);
	nc_start(&b, &server, "-4");
	client_greet(&b.screen);
	nc_type(&a, "/nick alice\n");
	client_expect_named(&a.screen, "alice");
	client_await(&b.screen, "-- guest-1 is alice now"); /* perhaps behind "joined" */
	nc_type(&b, "grüß dich\n");
	client_await(&a.screen, "-- guest-2 joined");
	client_expect(&a.screen, "<guest-2> grüß dich");
	nc_type(&a, "/quit see you\n");
	client_expect(&a.screen, "-- Goodbye.");
	close(a.in);
	nc_end(&a);
	client_expect(&b.screen, "-- alice left (see you)");
	server_signal(&server, SIGTERM);
	client_expect(&b.screen, GOODBYE);
	close(b.in);
	nc_end(&b);
	server_expect_stopped(&server);
	server_free(&server);
}
END_TEST

/* More than a wake-up takes, and all of it answered: the file is read to its end. */
START_TEST(a_file_of_lines)
{
	struct server server;
	struct client alice;
	struct nc nc;
	char line[32];
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--rate", "0"));
	client_join(&alice, &server, "alice");
	nc_start(&nc, &server, "-N");
	for (int i = 0; i < 1000; i++) {
		snprintf(line, sizeof line, "line %d\n", i);
		nc_type(&nc, line);
	}
	close(nc.in);
	client_expect(&alice, "-- guest-2 joined");
	for (int i = 0; i < 1000; i++)
		client_expect(&alice, "<guest-2> line %d", i);
	client_expect(&alice, "-- guest-2 left");
	client_greet(&nc.screen);
	nc_end(&nc);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {unterminated_last_line_counts,
		everything_before_the_half_close_is_answered, half_close_at_once, two_people_talk,
		a_file_of_lines, NULL};
	return run_tests("nc", each, NULL);
}
