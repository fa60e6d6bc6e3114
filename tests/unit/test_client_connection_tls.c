/* A connection that asks for TLS: at a server that speaks it, and at all kinds that do not. */
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "client_story.h"
#include "connection.h"
#include "known.h"
#include "temporary.h"
#include "tls_end.h"
#include "unit.h"

#define HOST "127.0.0.2" /* not taken for this machine, as 127.0.0.1 is */

static struct tls_certified certified;
static struct tls_end end;
static struct evbuffer *back;
static char path[TEMPORARY_PATH_SIZE], name[KNOWN_NAME_SIZE];
static bool peer_ended;

/* Listens on an address of its own. */
static void listen_on(const char *host)
{
	socklen_t size = sizeof place;
	close(listener);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	place.sin_port = 0;
	place.sin_addr.s_addr =
		htonl(strcmp(host, HOST) == 0 ? INADDR_LOOPBACK + 1 : INADDR_LOOPBACK);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&place, size), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&place, &size), 0);
	ck_assert_int_eq(listen(listener, 5), 0);
	known_name(name, host, ntohs(place.sin_port));
}

static void set_up(void)
{
	story_set_up();
	listen_on(HOST);
	back = evbuffer_new();
	certified = tls_certify("chat.example.org", NULL, 10);
	tls_trust(NULL);
	snprintf(path, sizeof path, "%s/known_servers", temporary_folder());
	unlink(path);
	target = (struct dial_target){
		.trust = {.path = path, .takes_new = true}, .hello_ms = 60000, .shake_ms = 60000};
}

static void tear_down(void)
{
	story_tear_down();
	tls_end_close(&end);
	tls_certified_free(&certified);
	evbuffer_free(back);
}

static bool has_newcomer(void)
{
	struct timeval none = {0};
	fd_set set;
	FD_ZERO(&set);
	FD_SET(listener, &set);
	return select(listener + 1, &set, NULL, NULL, &none) == 1;
}

/* Accepts the next connection as `peer`. */
static void await_peer(void)
{
	while (!has_newcomer())
		ck_assert_int_eq(event_base_loop(base, EVLOOP_NONBLOCK), 0);
	take_peer();
	peer_ended = false;
}

/* Gives the TLS end what has come, and sends what it answers. */
static void serve(void)
{
	char bytes[4096];
	ssize_t length;
	while ((length = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
		tls_end_take(&end, bytes, (size_t)length, back);
	peer_ended |= length == 0;
	while (evbuffer_get_length(back) > 0)
		ck_assert_int_gt(evbuffer_write(back, peer), 0);
}

static void serve_until(const unsigned *count, unsigned most)
{
	while (*count < most) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		serve();
	}
}

/* Accepts a connection and speaks TLS with it, until it is up or down. */
static void shake(unsigned *count)
{
	unsigned most = *count + 1;
	await_peer();
	tls_end_close(&end);
	tls_end_open(&end, &certified, 0);
	serve_until(count, most);
}

static void say(const char *text)
{
	tls_end_say(&end, text, back);
	serve();
}

static void rise_in_tls(const struct connection_timing *timing)
{
	start(HOST, true, timing);
	shake(&ups);
	forget_story();
}

static void expect_plain(void)
{
	char bytes[16] = "";
	await_peer();
	turn_until(&ups, 1);
	ck_assert(!connection_is_private(connection));
	ck_assert_ptr_null(connection_tls_version(connection));
	connection_send(connection, "NICK a\n", 7);
	turn();
	ck_assert_int_eq(recv(peer, bytes, sizeof bytes, 0), 7);
	unit_same(bytes, "NICK a\n");
	expect_story("up %s", name);
}

/* The bytes that ask for TLS have come. */
static void expect_hello(void)
{
	unsigned char byte;
	await_peer();
	turn();
	ck_assert_int_eq(recv(peer, &byte, 1, 0), 1);
	ck_assert_uint_eq(byte, 22); /* a handshake (RFC 8446, 5.1) */
}

static unsigned lines;

static void count_line(void)
{
	lines++;
}

START_TEST(lines_pass_both_ways)
{
	at_line = count_line;
	start(HOST, true, &slow);
	shake(&ups);
	ck_assert(connection_is_private(connection) && !connection_is_distrusted(connection));
	unit_same(connection_tls_version(connection), "TLSv1.3");
	expect_story(
		"up %s\ntold %s is new here, and the system's authorities do not vouch for its "
		"certificate (self-signed certificate).\nCompare its SHA-256 fingerprint with "
		"what whoever runs the server says:\n%.48s\n%s\nIt is remembered, and "
		"another one will be refused.",
		name, name, certified.fingerprint, certified.fingerprint + 48);
	connection_send(connection, "hello\n", 6);
	turn();
	serve();
	unit_same(tls_end_heard(&end), "hello\n");
	say("one\r\ntw");
	say("o\n");
	turn_until(&lines, 2);
	expect_story("line one\nline two");
}
END_TEST

/* The first line may come together with the end of the handshake. */
START_TEST(what_comes_with_the_handshake_is_no_loss)
{
	rise_in_tls(&hasty);
	close_peer();
	turn_until(&downs, 1);
	await_peer();
	tls_end_close(&end);
	tls_end_open(&end, &certified, TLS1_2_VERSION);
	forget_story();
	while (!SSL_is_init_finished(end.ssl)) {
		char bytes[4096];
		event_base_loop(base, EVLOOP_NONBLOCK);
		ssize_t length = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT);
		if (length > 0)
			tls_end_take(&end, bytes, (size_t)length, back);
		if (!SSL_is_init_finished(end.ssl) && evbuffer_get_length(back) > 0)
			evbuffer_write(back, peer);
	}
	tls_end_say(&end, "hi\n", back); /* behind the last message of the handshake */
	evbuffer_write(back, peer);
	turn_until(&ups, 2);
	expect_story("up %s\nline hi", name);
}
END_TEST

START_TEST(an_announced_end_is_an_end)
{
	rise_in_tls(&slow);
	tls_end_say(&end, "bye", back);
	tls_end_finish(&end, back);
	serve();
	turn_until(&downs, 1);
	expect_story("line bye\ndown the server closed the connection, again");
}
END_TEST

START_TEST(an_end_without_a_word_is_a_loss_and_half_a_line_is_none)
{
	rise_in_tls(&slow);
	say("one\nfire bob");
	close_peer();
	turn_until(&downs, 1);
	expect_story("line one\ndown the connection was lost: it was cut off, again");
}
END_TEST

START_TEST(it_finishes_behind_all_that_was_sent)
{
	rise_in_tls(&slow);
	connection_send(connection, "QUIT\n", 5);
	connection_finish(connection);
	connection_send(connection, "never\n", 6);
	while (!peer_ended) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		serve();
	}
	unit_same(tls_end_heard(&end), "QUIT\n");
	unit_same(tls_end_heard(&end), "");
	ck_assert(tls_end_is_ended(&end));
	say("last words\n");
	tls_end_finish(&end, back);
	serve();
	turn_until(&downs, 1);
	expect_story("line last words\ndown the server closed the connection");
}
END_TEST

START_TEST(it_comes_back_to_the_same_certificate_alone)
{
	rise_in_tls(&hasty);
	close_peer();
	turn_until(&downs, 1);
	shake(&ups);
	expect_story("down the connection was lost: it was cut off, again\nup %s", name);
	close_peer();
	turn_until(&downs, 2);
	tls_certified_free(&certified);
	certified = tls_certify("chat.example.org", NULL, 10);
	forget_story();
	shake(&downs);
	ck_assert_uint_eq(ups, 2);
	ck_assert(connection_is_distrusted(connection));
	ck_assert(story_begins("down the certificate of 127.0.0.2:"));
}
END_TEST

START_TEST(a_server_that_is_not_known_is_nothing_for_a_program)
{
	target.trust.takes_new = false;
	start(HOST, false, &slow);
	shake(&downs);
	ck_assert(connection_is_distrusted(connection));
	ck_assert(story_begins("down the certificate of 127.0.0.2:"));
	ck_assert_uint_eq(ups, 0);
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static void close_at_once(void)
{
	close_peer();
}

static void send_alert(void)
{
	ck_assert_int_eq(send(peer, "\x15\x03\x01\x00\x02\x02\x28", 7, 0), 7);
}

static void send_text(void)
{
	give("NOTICE * :*** Looking up your hostname...\r\n");
}

static void say_nothing(void)
{
}

/* Who answers in plain text is asked once more, since the request may have been late. */
static void meet_stranger(void (*answer)(void))
{
	expect_hello();
	answer();
	if (answer != send_text)
		return;
	expect_hello();
	answer();
}

static void (*const strangers[])(void) = {close_at_once, send_alert, send_text, say_nothing};
/* A socket that is closed with bytes unread resets the connection. */
static const char *const answers[] = {
	"...", "...", "it answers in plain text", "it does not answer"};

#define STRANGERS (sizeof strangers / sizeof *strangers)

START_TEST(who_does_not_speak_tls_is_joined_without)
{
	target.hello_ms = strangers[_i] == say_nothing ? 1 : 60000;
	start(HOST, true, &slow);
	meet_stranger(strangers[_i]);
	expect_plain();
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(unless_it_has_spoken_tls_before)
{
	ck_assert_int_eq(known_write(path, name, certified.fingerprint), 0);
	target.hello_ms = strangers[_i] == say_nothing ? 1 : 60000;
	start(HOST, true, &slow);
	meet_stranger(strangers[_i]);
	turn_until(&downs, 1);
	ck_assert(connection_is_distrusted(connection));
	ck_assert(story_begins("down 127.0.0.2:"));
	ck_assert(!has_newcomer());
}
END_TEST

START_TEST(and_unless_the_user_wants_it_always)
{
	char wanted[400];
	target.hello_ms = strangers[_i] == say_nothing ? 1 : 60000;
	target.tls = DIAL_TLS_ALWAYS;
	start(HOST, false, &slow);
	meet_stranger(strangers[_i]);
	turn_until(&downs, 1);
	ck_assert(!connection_is_distrusted(connection));
	snprintf(wanted, sizeof wanted,
		"down %s does not speak TLS (%s), which --tls=always asks for", name, answers[_i]);
	ck_assert(!has_newcomer());
	story_like(wanted);
}
END_TEST

/* Whatever is known of it, and whatever the user wants. */
START_TEST(who_denies_access_is_left)
{
	static const enum dial_tls wishes[] = {DIAL_TLS_AUTO, DIAL_TLS_ALWAYS, DIAL_TLS_AUTO};
	target.tls = wishes[_i];
	if (_i == 2)
		ck_assert_int_eq(known_write(path, name, certified.fingerprint), 0);
	start(HOST, true, &slow);
	expect_hello();
	ck_assert_int_eq(send(peer, "\x15\x03\x03\x00\x02\x02\x31", 7, 0), 7);
	turn_until(&downs, 1);
	expect_story("down %s does not let your address in, again", name);
	ck_assert(!connection_is_distrusted(connection) && !has_newcomer());
}
END_TEST

START_TEST(a_request_that_came_late_is_made_again)
{
	start(HOST, true, &slow);
	expect_hello();
	send_text();
	shake(&ups);
	ck_assert(connection_is_private(connection));
}
END_TEST

START_TEST(who_never_wants_it_does_not_ask)
{
	ck_assert_int_eq(known_write(path, name, certified.fingerprint), 0);
	target.tls = DIAL_TLS_NEVER;
	start(HOST, true, &slow);
	expect_plain();
}
END_TEST

START_TEST(nobody_is_on_the_way_within_this_machine)
{
	listen_on("127.0.0.1");
	start("127.0.0.1", true, &slow);
	turn_until(&ups, 1);
	ck_assert(connection_is_private(connection));
	expect_story("up %s", name);
}
END_TEST

START_TEST(but_there_too_a_known_server_speaks_tls)
{
	listen_on("127.0.0.1");
	ck_assert_int_eq(known_write(path, name, certified.fingerprint), 0);
	start("127.0.0.1", true, &slow);
	shake(&ups);
	expect_story("up %s", name);
}
END_TEST

/* A certificate that is refused is no reason to try without TLS. */
START_TEST(a_wrong_certificate_is_no_lack_of_tls)
{
	target.trust.wanted =
		"AA:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:"
		"17:18:19:1A:1B:1C:1D:1E:1F";
	start(HOST, true, &slow);
	shake(&downs);
	ck_assert(connection_is_distrusted(connection) && !has_newcomer());
	ck_assert(story_begins("down the certificate of 127.0.0.2:"));
}
END_TEST

START_TEST(a_handshake_that_does_not_end_is_given_up)
{
	target.hello_ms = 300; /* enough to read what it begins with */
	target.shake_ms = 1;
	start(HOST, true, &slow);
	await_peer();
	ck_assert_int_eq(send(peer, "\x16\x03\x03", 3, 0), 3);
	turn_until(&downs, 1);
	expect_story("down the TLS handshake with %s failed: it does not answer, again", name);
	ck_assert(!has_newcomer());
}
END_TEST

START_TEST(it_may_be_finished_during_the_handshake)
{
	start(HOST, true, &slow);
	expect_hello();
	connection_finish(connection);
	turn_until(&downs, 1);
	expect_story("down not connected");
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {
		{lines_pass_both_ways, 1},
		{what_comes_with_the_handshake_is_no_loss, 1},
		{an_announced_end_is_an_end, 1},
		{an_end_without_a_word_is_a_loss_and_half_a_line_is_none, 1},
		{it_finishes_behind_all_that_was_sent, 1},
		{it_comes_back_to_the_same_certificate_alone, 1},
		{a_server_that_is_not_known_is_nothing_for_a_program, 1},
		{who_does_not_speak_tls_is_joined_without, STRANGERS},
		{unless_it_has_spoken_tls_before, STRANGERS},
		{and_unless_the_user_wants_it_always, STRANGERS},
		{who_denies_access_is_left, 3},
		{a_request_that_came_late_is_made_again, 1},
		{who_never_wants_it_does_not_ask, 1},
		{nobody_is_on_the_way_within_this_machine, 1},
		{but_there_too_a_known_server_speaks_tls, 1},
		{a_wrong_certificate_is_no_lack_of_tls, 1},
		{a_handshake_that_does_not_end_is_given_up, 1},
		{it_may_be_finished_during_the_handshake, 1},
		{NULL, 0},
	};
	return unit_loops_with("client connection tls", set_up, tear_down, loops);
}
