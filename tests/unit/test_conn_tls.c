/* A conn that speaks TLS. */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn.h"
#include "counter.h"
#include "encrypted.h"

#define MUCH 300000 /* bytes, more than a socket takes at once */

START_TEST(both_sides_are_heard)
{
	join(encrypted_versions[_i]);
	say("hello\n");
	expect_got("hello\n");
	ck_assert_uint_eq(send_text("good day\n"), 9);
	expect_heard("good day\n");
	ck_assert_int_eq(
		strcmp(SSL_get_version(client), "TLSv1.3") == 0, encrypted_versions[_i] == 0);
	ck_assert_uint_eq(counter_value(COUNTER_TLS_FAILED), 0);
}
END_TEST

START_TEST(an_orderly_end)
{
	join(encrypted_versions[_i]);
	say("hello\nhalf");
	ck_assert_int_eq(SSL_shutdown(client), 0);
	run();
	ck_assert_uint_eq(ended_calls, 1);
	ck_assert(conn_has_all(conn) && !conn->broken);
	expect_got("hello\nhalf");
	ck_assert_uint_eq(send_text("still heard\n"), 12);
	expect_heard("still heard\n");
	ck_assert_int_eq(shutdown(peer, SHUT_WR), 0);
	run();
	ck_assert(conn_has_all(conn) && conn_is_reading(conn));
	ck_assert_uint_eq(ended_calls, 1);
}
END_TEST

START_TEST(an_end_that_was_not_announced)
{
	join(encrypted_versions[_i]);
	say("hello\nhalf");
	ck_assert_int_eq(shutdown(peer, SHUT_WR), 0);
	run();
	ck_assert_uint_eq(ended_calls, 1);
	ck_assert(conn->at_end && !conn_has_all(conn) && !conn->broken);
	ck_assert_uint_eq(send_text("still heard\n"), 12);
	expect_heard("still heard\n");
}
END_TEST

START_TEST(bytes_that_are_no_record_break_it)
{
	join(encrypted_versions[_i]);
	ck_assert_int_eq(write(peer, "hello, is this on?\n", 19), 19);
	run();
	ck_assert(conn->broken && conn->at_end);
	ck_assert_uint_eq(ended_calls, 1);
	expect_got("");
	ck_assert_uint_eq(send_text("nobody hears this\n"), 18);
	int result = SSL_read(client, (char[9]){0}, 9);
	ck_assert_int_eq(SSL_get_error(client, result), SSL_ERROR_SSL); /* the alert */
}
END_TEST

START_TEST(a_conn_that_closes_says_so)
{
	join(encrypted_versions[_i]);
	ck_assert_uint_eq(send_text("last line"), 9);
	conn->mid_line = true; /* as behind a part that was not taken whole */
	conn_last_words(conn, "-- Goodbye.\n", 12);
	conn_close(conn, CONN_DONE);
	run();
	ck_assert_int_eq(conn->state, CONN_SHUT);
	expect_heard("last line");
	expect_heard("\n");
	expect_heard("-- Goodbye.\n");
	ck_assert_int_eq(SSL_read(client, (char[9]){0}, 9), 0);
	ck_assert_int_eq(SSL_get_error(client, 0), SSL_ERROR_ZERO_RETURN);
	ck_assert_int_eq((int)read(peer, (char[9]){0}, 9), 0);
	say("too late\n");
	expect_got("");
	close(peer);
	peer = -1;
	run();
	ck_assert_uint_eq(freed_calls, 1);
}
END_TEST

static char sent_byte(size_t i)
{
	return (char)('a' + (i * 7 + i / 26) % 26);
}

/* The client reads until it has `heard` this many bytes. */
static void hear(size_t *heard)
{
	static char bytes[20000];
	int length;
	while ((length = SSL_read(client, bytes, sizeof bytes)) > 0)
		for (int i = 0; i < length; i++)
			ck_assert_int_eq(bytes[i], sent_byte((*heard)++));
}

/* Pieces of all lengths around those of records, each conn_send() as a flush does it. */
static void send_much(const char *all, size_t *sent)
{
	size_t left = MUCH - *sent, first = left / 3, second = left / 5;
	struct iovec run[3] = {{(void *)(uintptr_t)(all + *sent), first},
		{(void *)(uintptr_t)(all + *sent + first), second},
		{(void *)(uintptr_t)(all + *sent + first + second), left - first - second}};
	uint64_t taken = conn_send(conn, run, 3, left);
	ck_assert_uint_le(taken, left);
	ck_assert(taken == left || conn->busy);
	*sent += taken;
}

START_TEST(much_is_sent_in_order)
{
	char *all = malloc(MUCH);
	size_t sent = 0, heard = 0;
	join(encrypted_versions[_i]);
	for (size_t i = 0; i < MUCH; i++)
		all[i] = sent_byte(i);
	send_much(all, &sent);
	ck_assert(conn->busy && sent < MUCH); /* the client has not read */
	ck_assert_uint_eq(send_text("x"), 0);
	while (heard < MUCH) {
		hear(&heard);
		drained_calls = 0;
		while (conn->busy && drained_calls == 0) {
			run();
			hear(&heard);
		}
		if (sent < MUCH)
			send_much(all, &sent);
		run();
	}
	ck_assert_uint_eq(heard, MUCH);
	ck_assert(!conn->busy);
	free(all);
}
END_TEST

START_TEST(much_is_read_in_order)
{
	char *all = malloc(MUCH);
	size_t sent = 0;
	join(encrypted_versions[_i]);
	for (size_t i = 0; i < MUCH; i++)
		all[i] = sent_byte(i);
	SSL_set_mode(client, SSL_MODE_ENABLE_PARTIAL_WRITE);
	while (sent < MUCH) {
		int length = SSL_write(client, all + sent, (int)(MUCH - sent));
		if (length > 0)
			sent += (size_t)length;
		else
			ck_assert_int_eq(SSL_get_error(client, length), SSL_ERROR_WANT_WRITE);
		run();
	}
	ck_assert_uint_eq(evbuffer_get_length(got), MUCH);
	ck_assert_int_eq(memcmp(evbuffer_pullup(got, -1), all, MUCH), 0);
	free(all);
}
END_TEST

START_TEST(what_is_not_read_is_counted)
{
	keeps = true;
	join(encrypted_versions[_i]);
	say("hello\n");
	ck_assert_uint_eq(conn_unread(conn), 6);
	conn_stop_reading(conn);
	say("there\n");
	ck_assert_uint_eq(conn_unread(conn), 12);
	ck_assert_int_eq(SSL_shutdown(client), 0);
	ck_assert_uint_eq(conn_unread(conn), 12); /* without the bytes that announce the end */
	ck_assert(conn->at_end);
}
END_TEST

START_TEST(what_has_come_is_drained)
{
	join(encrypted_versions[_i]);
	conn_pause(conn);
	say("hello\n");
	expect_got("");
	conn_drain_input(conn);
	run();
	expect_got("hello\n");
	ck_assert_int_eq(conn->state, CONN_READING_DONE);
	ck_assert_uint_eq(encrypted_loop.draining, 0);
}
END_TEST

/* A part of a record is no input, so a person who sent no more would wait for ever. */
START_TEST(silence_is_told_behind_half_a_record)
{
	BIO *out = BIO_new(BIO_s_mem());
	join(encrypted_versions[_i]);
	conn_await_input(conn, 20);
	SSL_set0_wbio(client, out);
	char bytes[100];
	ck_assert_int_eq(SSL_write(client, "hello\n", 6), 6);
	int length = BIO_read(out, bytes, sizeof bytes);
	ck_assert_int_eq(write(peer, bytes, 10), 10);
	run();
	run_until(&silent_calls);
	expect_got("");
	ck_assert_int_eq(write(peer, bytes + 10, (size_t)length - 10), length - 10);
	run();
	expect_got("hello\n");
	ck_assert_uint_eq(silent_calls, 1);
}
END_TEST

/* As in a loop that is late: the half record has come and is not read yet when the time is over. */
START_TEST(silence_is_told_behind_half_a_record_that_waits)
{
	join(encrypted_versions[_i]);
	conn_await_input(conn, 1);
	bufferevent_disable(conn->bev, EV_READ);
	ck_assert_int_eq(write(peer, "\x17\x03\x03\x00\x50", 5), 5);
	event_base_loop(encrypted_loop.base, EVLOOP_ONCE);
	ck_assert_uint_eq(silent_calls, 0);
	bufferevent_enable(conn->bev, EV_READ);
	run_until(&silent_calls);
}
END_TEST

/* What the peer has sent is read when nothing can be sent to it any more; and no more than that is
 * kept of what it goes on to send. */
START_TEST(a_peer_that_takes_no_more_is_heard)
{
	join(encrypted_versions[_i]);
	ck_assert_int_eq(shutdown(peer, SHUT_RD), 0);
	ck_assert_uint_eq(send_text("nobody hears this\n"), 18);
	ck_assert(conn->broken && !conn->at_end);
	say("hello\n");
	say("half");
	expect_got("hello\nhalf");
	ck_assert_uint_eq(evbuffer_get_length(bufferevent_get_input(conn->bev)), 0);
	ck_assert_int_eq(shutdown(peer, SHUT_WR), 0);
	run();
	ck_assert_uint_eq(ended_calls, 1);
	ck_assert(conn->at_end && !conn_has_all(conn));
}
END_TEST

/* Each request is answered, and the client reads no answer. Something is said between them, since
 * OpenSSL allows only a few in a row. */
START_TEST(a_client_that_wants_answers_and_reads_none)
{
	BIO *out = BIO_new(BIO_s_mem());
	char bytes[1024];
	int length;
	join(0);
	SSL_set0_wbio(client, out);
	for (int i = 0; i < 20000 && !conn->broken; i++) {
		ck_assert_int_eq(SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED), 1);
		ck_assert_int_eq(SSL_write(client, "something is said", 17), 17);
		while ((length = BIO_read(out, bytes, sizeof bytes)) > 0)
			ck_assert_int_eq((int)write(peer, bytes, (size_t)length), length);
		event_base_loop(encrypted_loop.base, EVLOOP_NONBLOCK);
		ck_assert_uint_lt(evbuffer_get_length(bufferevent_get_output(conn->bev)), 200000);
	}
	ck_assert(conn->broken && conn->at_end);
	ck_assert_uint_eq(ended_calls, 1);
}
END_TEST

/* Nothing counts what it sends, and each record is work. */
START_TEST(a_client_that_sends_no_text)
{
	BIO *out = BIO_new(BIO_s_mem());
	char bytes[1024];
	int i, length;
	join(0);
	SSL_set0_wbio(client, out);
	for (i = 0; i < 20000 && !conn->broken; i++) {
		ck_assert_int_eq(SSL_key_update(client, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
		ck_assert_int_eq(SSL_write(client, "x", 1), 1);
		while ((length = BIO_read(out, bytes, sizeof bytes)) > 0)
			ck_assert_int_eq((int)write(peer, bytes, (size_t)length), length);
		event_base_loop(encrypted_loop.base, EVLOOP_NONBLOCK);
	}
	ck_assert(conn->broken && conn->at_end);
	ck_assert_int_gt(i, 1000);
	ck_assert_uint_eq(ended_calls, 1);
}
END_TEST

/* A terminal that sends each key at once. */
START_TEST(letters_may_come_one_by_one)
{
	join(encrypted_versions[_i]);
	for (int i = 0; i < 3000; i++)
		say("x");
	ck_assert(!conn->broken);
	ck_assert_uint_eq(evbuffer_get_length(got), 3000);
}
END_TEST

START_TEST(new_keys_are_no_input)
{
	join(0);
	ck_assert_int_eq(SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED), 1);
	ck_assert_int_eq(SSL_do_handshake(client), 1);
	run();
	expect_got("");
	say("hello\n");
	expect_got("hello\n");
	ck_assert_uint_eq(send_text("good day\n"), 9);
	expect_heard("good day\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const both[] = {both_sides_are_heard, an_orderly_end,
		an_end_that_was_not_announced, bytes_that_are_no_record_break_it,
		a_conn_that_closes_says_so, much_is_sent_in_order, much_is_read_in_order,
		what_is_not_read_is_counted, what_has_come_is_drained,
		silence_is_told_behind_half_a_record,
		silence_is_told_behind_half_a_record_that_waits, a_peer_that_takes_no_more_is_heard,
		letters_may_come_one_by_one, NULL};
	const TTest *const once[] = {new_keys_are_no_input,
		a_client_that_wants_answers_and_reads_none, a_client_that_sends_no_text, NULL};
	return encrypted_suite("conn_tls", once, both);
}
