/* People with telnet: its bytes are no text, are answered, and never asked for. */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

#define IAC "\xFF"
#define DONT "\xFE"
#define DO "\xFD"
#define WONT "\xFC"
#define WILL "\xFB"
#define SB "\xFA"
#define SE "\xF0"
#define IP "\xF4"
#define AYT "\xF6"
#define MARK "\xF2"
#define TIMING_MARK "\x06"
#define SEND(client, bytes) client_send((client), (bytes), sizeof(bytes) - 1)

static struct server server;
static struct client alice, bob;

static void start(const char *const *arguments)
{
	server_start(&server, arguments);
	client_join(&alice, &server, "alice");
	client_join(&bob, &server, "bob");
	client_expect(&alice, "-- guest-2 joined");
	client_expect(&alice, "-- guest-2 is bob now");
}

static void end(void)
{
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
}

/* Exactly these bytes come, which are no line. */
static void expect_answer(struct client *client, const char *bytes, size_t length)
{
	long until = now_ms() + WAIT_MS;
	while (client->got.length - client->at < length)
		must(wait_fd(client->fd, POLLIN, until) && text_read(&client->got, client->fd),
			"no answer came");
	ck_assert_mem_eq(client->got.bytes + client->at, bytes, length);
	client->at += length;
}

static void send_each(struct client *client, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		client_send(client, bytes + i, 1);
}

START_TEST(requests_in_front_leave_a_command)
{
	static const char putty[] =
		IAC WILL "\x1F" IAC WILL "\x20" IAC DO "\x01" IAC DO "\x03/nick ann\r\n";
	static const char refused[] =
		IAC DONT "\x1F" IAC DONT "\x20" IAC WONT "\x01" IAC WONT "\x03";
	start(NULL);
	send_each(&alice, putty, sizeof putty - 1);
	expect_answer(&alice, refused, sizeof refused - 1);
	client_expect_named(&alice, "ann");
	client_expect(&bob, "-- alice is ann now");
	send_each(&alice, putty, sizeof putty - 1);
	expect_answer(&alice, refused, sizeof refused - 1);
	client_expect(&alice, "!! you are ann already");
	SEND(&alice, "to " IAC SB "\x1F\n" IAC SE IAC WONT "\x01" IAC DONT "\x03"
		     "all\r\0");
	client_expect(&bob, "<ann> to all");
	SEND(&alice, "what " IAC IAC " is\n");
	client_expect(&bob, "<ann> what \xEF\xBF\xBD is");
	client_sync(&bob);
	client_expect_nothing(&alice);
	end();
}
END_TEST

START_TEST(whoever_asks_is_told_that_the_server_is_there)
{
	start(NULL);
	SEND(&alice, IAC IP IAC DO TIMING_MARK);
	SEND(&alice, IAC AYT "/nick ann\n");
	expect_answer(&alice, IAC WONT TIMING_MARK, 3);
	client_expect(&alice, "-- This server is still here.");
	client_expect_named(&alice, "ann");
	end();
}
END_TEST

/* The end of a command as urgent data (RFC 854, the Synch signal): it stays where it is. */
START_TEST(urgent_data_are_part_of_it)
{
	start(NULL);
	SEND(&alice, "one" IAC);
	ck_assert_int_eq(send(alice.fd, MARK, 1, MSG_OOB), 1);
	SEND(&alice, " two\n");
	client_expect(&bob, "<alice> one two");
	end();
}
END_TEST

/* A request costs as a line does. */
START_TEST(requests_have_their_speed)
{
	static char asks[2 * 3000];
	start(ARGUMENTS("--rate", "10", "--burst", "20"));
	for (size_t i = 0; i < sizeof asks; i += 2)
		memcpy(asks + i, IAC AYT, 2);
	client_send(&alice, asks, sizeof asks);
	client_await(&alice, "!! you are writing faster than");
	client_say(&bob, "hello");
	client_await(&alice, "<bob> hello");
	end();
}
END_TEST

/* What a terminal shows. */
struct terminal {
	pid_t pid;
	int fd;
	struct text shown;
	size_t at;
};

static bool telnet_start(struct terminal *telnet)
{
	char port[16], path[256];
	if (!process_find("telnet", path)) {
		note("telnet is not here");
		return false;
	}
	snprintf(port, sizeof port, "%d", server.port);
	*telnet = (struct terminal){.fd = -1};
	fflush(NULL);
	telnet->pid = forkpty(&telnet->fd, NULL, NULL, NULL);
	if (telnet->pid == 0) {
		setenv("TERM", "xterm", 1);
		execlp("telnet", "telnet", "127.0.0.1", port, (char *)NULL);
		_exit(127);
	}
	return true;
}

static void telnet_type(const struct terminal *telnet, const char *text)
{
	ck_assert_int_eq(write(telnet->fd, text, strlen(text)), (ssize_t)strlen(text));
}

static void telnet_await(struct terminal *telnet, const char *part)
{
	text_await(&telnet->shown, &telnet->at, telnet->fd, part);
}

START_TEST(debians_telnet)
{
	struct terminal telnet;
	start(NULL);
	if (telnet_start(&telnet)) {
		telnet_await(&telnet, "-- Type a line to say it.");
		client_expect(&bob, "-- guest-3 joined");
		telnet_type(&telnet, "\xC3\x9C"
				     "bung \xC3\x83\r");
		client_expect(&bob, "<guest-3> \xC3\x9C"
				    "bung \xC3\x83");
		telnet_type(&telnet, "/who\r");
		telnet_await(&telnet, "-- 3 people");
		telnet_type(&telnet, "half\x03");
		telnet_type(&telnet, "/nick tess\r");
		telnet_await(&telnet, "-- You are tess");
		client_expect(&bob, "-- guest-3 is tess now");
		client_say(&alice, "still there?");
		telnet_await(&telnet, "<alice> still there?");
		telnet_type(&telnet, "/quit\r");
		telnet_await(&telnet, "-- Goodbye.");
		close(telnet.fd);
		process_status(telnet.pid);
		text_free(&telnet.shown);
	}
	end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {requests_in_front_leave_a_command,
		whoever_asks_is_told_that_the_server_is_there, urgent_data_are_part_of_it,
		requests_have_their_speed, debians_telnet, NULL};
	return run_tests("telnet", each, NULL);
}
