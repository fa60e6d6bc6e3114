/* Conns of all doors that go on in other loops: what was said before goes on behind it. */
#include "carried.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "clock.h"
#include "door_loop.h"
#include "handshake.h"
#include "irc.h"
#include "line.h"
#include "scram.h"
#include "server_password.h"
#include "session_life.h"
#include "session_send.h"
#include "unit.h"

/* What one conn is sent before and behind; whom it has come to, and what it hears then. */
static const struct going_on {
	enum detect_door door;
	enum bind_tls tls;
	const char *before, *heard, *after, *hears;
} going_on[] = {
	{DETECT_LINE, BIND_PLAIN, "hel", "", "lo\n/who\n", "guest-"},
	{DETECT_LINE, BIND_PLAIN, "/na", "", "mes\n", "guest-"},
	{DETECT_LINE, BIND_PLAIN, "\xFF\xFD", "", "\x01/away\n", "\xFF\xFC\x01"},
	{DETECT_AUTO, BIND_PLAIN, "", "", "NICK ann\r\nUSER a 0 * :a\r\n", " 001 ann "},
	{DETECT_AUTO, BIND_PLAIN, "NI", "", "CK ann\r\nUSER a 0 * :a\r\n", " 001 ann "},
	{DETECT_AUTO, BIND_PLAIN, "GET / HT", "", "TP/1.1\r\nHost: localhost\r\n\r\n",
		"HTTP/1.1 200"},
	{DETECT_AUTO, BIND_PLAIN, "SS", "", "H-2.0-x\r\n", "not an SSH server"},
	{DETECT_AUTO, BIND_ANY, "NICK ann\r\nUS", "", "ER a 0 * :a\r\n", " 001 ann "},
	{DETECT_IRC, BIND_PLAIN, "", "", "NICK ann\r\nUSER a 0 * :a\r\n", " 001 ann "},
	{DETECT_IRC, BIND_ANY, "NI", "", "CK ann\r\nUSER a 0 * :a\r\n", " 001 ann "},
	{DETECT_IRC, BIND_TLS, "", "", "NICK ann\r\n", "Only TLS is spoken here"},
	{DETECT_WEB, BIND_PLAIN, "", "", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"HTTP/1.1 200"},
	{DETECT_WEB, BIND_PLAIN, "GET / HTTP/1.1\r\nHo", "", "st: localhost\r\n\r\n",
		"HTTP/1.1 200"},
	{DETECT_WEB, BIND_ANY, "", "", "NICK ann\r\n", "for browsers"},
	{DETECT_IRC, BIND_PLAIN, "CAP LS 302\r\nNICK ann\r\nUSER a 0 * :a\r\nCAP REQ :echo-m",
		" CAP * LS ", "essage\r\nCAP END\r\nLIST\r\n", " ACK :echo-message"},
	{DETECT_IRC, BIND_PLAIN, "CAP LS 302\r\nNICK ann\r\nUSER a 0 * :a\r\n", " CAP * LS ",
		"PING x\r\nCAP END\r\n", " 001 ann "},
	{DETECT_IRC, BIND_PLAIN, "CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\n", "AUTHENTICATE +",
		"AUTHENTICATE AGEAYg==\r\n", " 904 "},
	{DETECT_IRC, BIND_PLAIN, "CAP REQ sasl\r\nAUTHENTICATE SCRAM-SHA-256\r\n", "AUTHENTICATE +",
		"AUTHENTICATE *\r\n", " 906 "},
	{DETECT_IRC, BIND_PLAIN,
		"CAP REQ sasl\r\nAUTHENTICATE SCRAM-SHA-256\r\nAUTHENTICATE "
		"biwsbj1hbm4scj1mcm9t\r\n",
		"AUTHENTICATE cj1", "AUTHENTICATE Yz1iaXdz\r\n", "upgraded meanwhile"},
};

#define GOING_ON (int)(sizeof going_on / sizeof going_on[0])

START_TEST(what_was_begun_is_ended_elsewhere)
{
	const struct going_on *row = &going_on[_i];
	if (strstr(row->before, "SCRAM") && !scram_exists())
		return;
	unsigned peer = carried_come(detect_ops(row->door, row->tls));
	carried_say(peer, row->before);
	carried_hears(peer, row->heard);
	carried_upgrade();
	carried_say(peer, row->after);
	carried_hears(peer, row->hears);
	ck_assert_msg(strncmp(row->after, "AUTH", 4) != 0 || !carried_has(peer, " 908 "),
		"was forgotten");
}
END_TEST

START_TEST(a_person_says_a_line_in_two_halves)
{
	unsigned one = carried_guest(), other = carried_guest();
	carried_say(one, "half a ");
	carried_upgrade();
	carried_say(one, "line\nand another one\n");
	carried_hears(other, "half a line\n");
	carried_hears(other, "and another one\n");
}
END_TEST

START_TEST(the_rest_of_a_line_that_is_too_long_is_not_said)
{
	unsigned one = carried_guest(), other = carried_guest();
	char longer[3000];
	memset(longer, 'x', sizeof longer);
	carried_say_bytes(one, longer, sizeof longer);
	carried_hears(one, "too long");
	carried_upgrade();
	carried_say(one, "the rest of it\nshort\n");
	carried_hears(other, "short\n");
	ck_assert(!carried_has(other, "the rest of it"));
}
END_TEST

START_TEST(lines_that_waited_for_their_speed_are_said)
{
	unsigned one = carried_guest(), other = carried_guest();
	carried.core.limits.rate = 50;
	carried.core.limits.burst = 5;
	carried_run();
	for (unsigned i = 0; i < 20; i++)
		ck_assert_int_eq(write(carried.peers[one], "again and again\n", 16), 16);
	carried_say(one, "the last one\n");
	ck_assert(!carried_has(other, "the last one"));
	carried_upgrade();
	carried_hears(other, "the last one\n");
	ck_assert_uint_eq(pattern_count(buffer_text(&carried.got[other]), "again and again"), 20);
}
END_TEST

START_TEST(a_greeted_person_may_still_be_an_irc_client)
{
	atomic_store(&carried.detect.greet_ms, 0);
	unsigned peer = carried_come(detect_ops(DETECT_AUTO, BIND_PLAIN));
	carried_hears(peer, "guest-");
	carried_say(peer, "NICK ann\r\nUSER ");
	carried_upgrade();
	carried_say(peer, "a 0 * :a\r\n");
	carried_hears(peer, " 001 ann ");
}
END_TEST

START_TEST(an_irc_client_keeps_its_capabilities)
{
	unsigned ann = carried_irc_client("ann"), bob = carried_irc_client("bob");
	carried_say(ann, "JOIN #x\r\n");
	carried_say(bob, "JOIN #x\r\nPRIV");
	carried_forget(ann);
	carried_forget(bob);
	carried_upgrade();
	carried_say(bob, "MSG #x :hello\r\n@label=seven PING x\r\n");
	carried_hears(ann, "PRIVMSG #x :hello\r\n");
	carried_hears(bob, "PRIVMSG #x :hello\r\n"); /* echo-message */
	carried_hears(bob, "@label=seven :");
}
END_TEST

START_TEST(a_batch_of_lines_goes_on)
{
	unsigned ann = carried_irc_client("ann"), bob = carried_irc_client("bob");
	carried_say(ann, "JOIN #x\r\n");
	carried_say(bob,
		"JOIN #x\r\n@label=nine BATCH +b draft/multiline #x\r\n@batch=b PRIVMSG #x :one\r\n"
		"@batch=b;draft/multiline-concat PRIVMSG #x :more\r\n@batch=b PRIV");
	carried_forget(ann);
	carried_forget(bob);
	carried_upgrade();
	carried_say(bob, "MSG #x :two\r\nBATCH -b\r\n");
	carried_hears(ann, "PRIVMSG #x :one\r\n");
	carried_hears(ann, "PRIVMSG #x :more\r\n");
	carried_hears(ann, "PRIVMSG #x :two\r\n");
	carried_hears(bob, "@label=nine");
	ck_assert(!carried_has(bob, "FAIL"));
}
END_TEST

static void ask_password(void)
{
	char hash[crypto_pwhash_STRBYTES];
	ck_assert_int_eq(crypto_pwhash_str(hash, "sesame", 6, crypto_pwhash_OPSLIMIT_MIN,
				 crypto_pwhash_MEMLIMIT_MIN),
		0);
	server_password_set(&carried.core, hash);
}

START_TEST(who_was_asked_for_a_password_may_answer)
{
	static const enum detect_door asks[] = {DETECT_LINE, DETECT_AUTO};
	ask_password();
	atomic_store(&carried.detect.greet_ms, 0);
	unsigned peer = carried_come(detect_ops(asks[_i], BIND_PLAIN));
	carried_hears(peer, "asks for a password");
	carried_say(peer, "ses");
	carried_upgrade();
	carried_say(peer, "ame\n");
	carried_hears(peer, "guest-");
}
END_TEST

START_TEST(wrong_passwords_are_not_forgotten)
{
	ask_password();
	unsigned peer = carried_come(detect_ops(DETECT_LINE, BIND_PLAIN));
	carried_say(peer, "wrong\n");
	carried_hears(peer, "!! ");
	carried_forget(peer);
	carried_upgrade();
	core_enter(&carried.core.loops[0], clock_monotonic_ms() + 600000); /* may try again */
	core_leave(&carried.core.loops[0]);
	carried_say(peer, "wrong\nwrong\nwrong\n");
	carried_hears(peer, "connect again");
}
END_TEST

START_TEST(a_hello_that_was_not_answered_is_read_again)
{
	for (int door = DETECT_AUTO; door < DETECT_DOORS; door++)
		ck_assert_ptr_eq(detect_hello_ops(detect_ops((enum detect_door)door, BIND_PLAIN)),
			detect_ops((enum detect_door)door, BIND_TLS));
	unsigned peer = carried_come(detect_ops(DETECT_AUTO, BIND_ANY));
	carried_say_bytes(peer, "\x16\x03\x01\x00\x20\x01\x00\x00\x1C\x03\x03", 11);
	ck_assert_ptr_nonnull(handshake_unanswered(carried_packed(0)));
	carried_upgrade();
	carried_say_bytes(peer, "\x01", 1);
	ck_assert_ptr_nonnull(handshake_unanswered(carried_packed(0)));
}
END_TEST

START_TEST(conns_that_end_are_not_carried)
{
	unsigned peer = carried_guest();
	struct conn *conn = carried_packed(0);
	door_enter(conn);
	session_close(conn->user, "");
	door_leave(conn);
	ck_assert(!door_can_carry(conn));
	carried_run();
	while (carried_take(peer))
		carried_run();
}
END_TEST

/* What is restored of one conn's bytes, changed in one place. */
static void try_bytes(const char *bytes, size_t length)
{
	int fds[2];
	char *copy = malloc(length + 1); /* a sanitizer sees its end */
	memcpy(copy, bytes, length);
	struct unpack in = unpack_begin(copy, length);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	struct conn *conn = door_restore(&carried_to, fds[0], &in);
	if (!conn)
		close(fds[0]);
	for (struct session *session = carried.core.names; session; session = session->hh.next)
		ck_assert(!session->peer || session->loop->index < CARRIED_LOOPS);
	if (conn) {
		int ignored = send(fds[1], "PRIVMSG #x :y\r\n\n\n", 17, MSG_NOSIGNAL) > 0;
		ck_assert_int_eq(ignored, 1);
		event_base_loop(conn->loop->base, EVLOOP_NONBLOCK);
	}
	for (unsigned i = 0; i < CARRIED_LOOPS; i++)
		while (carried.loops[1][i].conns.count > 0)
			conn_abort(carried.loops[1][i].conns.items[0]);
	for (unsigned i = 0; i < CARRIED_LOOPS; i++)
		event_base_loop(carried.loops[1][i].base, EVLOOP_NONBLOCK);
	close(fds[1]);
	free(copy);
}

/* A newcomer of each kind, so that no session is needed. */
START_TEST(bytes_that_cannot_be_are_refused)
{
	static const char *const begun[] = {
		"CAP REQ :sasl\r\nNICK a\r\nAUTHENTICATE PLAIN\r\nUS", "GET / HT", "hel"};
	static const enum detect_door begins[] = {DETECT_IRC, DETECT_WEB, DETECT_LINE};
	if (_i == 2)
		ask_password();
	unsigned peer = carried_come(detect_ops(begins[_i], BIND_PLAIN));
	carried_say(peer, begun[_i]);
	carried_packed(0);
	unit_seed((uint64_t)_i + 1);
	for (size_t length = 0; length <= carried.state.length; length++)
		try_bytes(carried.state.bytes, length);
	for (unsigned round = 0; round < unit_rounds(3000); round++) {
		char *bytes = malloc(carried.state.length);
		memcpy(bytes, carried.state.bytes, carried.state.length);
		for (unsigned changes = 1 + unit_draw(3); changes > 0; changes--)
			bytes[unit_draw((unsigned)carried.state.length)] = (char)unit_draw(256);
		try_bytes(bytes, carried.state.length);
		free(bytes);
	}
}
END_TEST

START_TEST(a_session_is_given_to_one_conn_of_its_door)
{
	carried_guest();
	carried_irc_client("ann");
	carried_packed(1);
	struct unpack in = unpack_begin(carried.state.bytes, carried.state.length);
	ck_assert(!door_restore(&carried_to, -1, &in)); /* it has a peer */
	struct session *guest_session = ((struct conn *)carried_packed(0))->user;
	struct session *ann = session_find(&carried.core, "ann");
	uint32_t id = ann->id;
	ann->id = guest_session->id;
	guest_session->id = id;
	void *peer = ann->peer;
	ann->peer = NULL;
	in = unpack_begin(carried.state.bytes, carried.state.length);
	ck_assert(!door_restore(&carried_to, -1, &in)); /* ann's is an IRC client */
	ann->peer = peer;
}
END_TEST

START_TEST(what_doors_know_beside_is_carried)
{
	ck_assert_ptr_eq(door_named("line"), &line_door);
	ck_assert_ptr_eq(door_named("irc"), &irc_door);
	ck_assert_ptr_null(door_named("smoke"));
	door_pack_all(&(struct pack){.buffer = &carried.state});
	struct unpack in = unpack_begin(carried.state.bytes, carried.state.length);
	ck_assert(door_unpack_all(&in) && unpack_done(&in));
	in = unpack_begin(carried.state.bytes, carried.state.length - 1);
	ck_assert(!door_unpack_all(&in));
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop cases[] = {{what_was_begun_is_ended_elsewhere, GOING_ON},
		{a_person_says_a_line_in_two_halves, 1},
		{the_rest_of_a_line_that_is_too_long_is_not_said, 1},
		{lines_that_waited_for_their_speed_are_said, 1},
		{a_greeted_person_may_still_be_an_irc_client, 1},
		{an_irc_client_keeps_its_capabilities, 1}, {a_batch_of_lines_goes_on, 1},
		{who_was_asked_for_a_password_may_answer, 2},
		{wrong_passwords_are_not_forgotten, 1},
		{a_hello_that_was_not_answered_is_read_again, 1},
		{conns_that_end_are_not_carried, 1}, {bytes_that_cannot_be_are_refused, 3},
		{a_session_is_given_to_one_conn_of_its_door, 1},
		{what_doors_know_beside_is_carried, 1}, {0}};
	return unit_loops_with("door_handover", carried_set_up, carried_tear_down, cases);
}
