/* The handshake of a conn. */
#include "handshake.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "counter.h"
#include "encrypted.h"
#include "stderr_pipe.h"
#include "tls_self_signed.h"

/* Moves what the client writes to the conn in pieces of this size. */
static void pump(BIO *out, BIO *in, size_t piece)
{
	char bytes[512];
	int length;
	ck_assert_uint_le(piece, sizeof bytes);
	while ((length = BIO_read(out, bytes, (int)piece)) > 0) {
		ck_assert_int_eq((int)write(peer, bytes, (size_t)length), length);
		if (piece < sizeof bytes)
			run();
	}
	run();
	while ((length = (int)read(peer, bytes, sizeof bytes)) > 0)
		BIO_write(in, bytes, length);
}

/* The client's first words are in the same bytes as the end of its handshake. */
static void join_in_pieces(size_t piece)
{
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(in, -1);
	SSL_set_bio(client, in, out);
	for (int i = 0; i < 10 && SSL_do_handshake(client) != 1; i++)
		pump(out, in, piece);
	ck_assert_int_eq(SSL_write(client, "hello\n", 6), 6);
	ck_assert_int_gt((int)BIO_pending(out), 6);
	pump(out, in, piece);
	ck_assert_uint_eq(opened_calls, 1);
	expect_got("hello\n");
}

START_TEST(a_hello_in_pieces)
{
	encrypted_connect(encrypted_versions[_i]);
	join_in_pieces(1);
}
END_TEST

START_TEST(words_behind_the_handshake)
{
	encrypted_connect(encrypted_versions[_i]);
	join_in_pieces(512);
}
END_TEST

START_TEST(no_renegotiation)
{
	join(TLS1_2_VERSION);
	ck_assert_int_eq(SSL_renegotiate(client), 1);
	SSL_do_handshake(client);
	run();
	SSL_do_handshake(client);
	run();
	ck_assert(conn->broken || SSL_renegotiate_pending(client));
	ck_assert_uint_eq(opened_calls, 1);
}
END_TEST

START_TEST(no_hello)
{
	static const char bytes[] = "\x16\x03\x01\x00\x05hello";
	char alert[7];
	encrypted_connect(0);
	ck_assert_int_eq(write(peer, bytes, sizeof bytes - 1), sizeof bytes - 1);
	run();
	ck_assert_uint_eq(counter_value(COUNTER_TLS_FAILED), 1);
	ck_assert_uint_eq(opened_calls, 0);
	ck_assert_int_eq(conn->state, CONN_SHUT);
	ck_assert_int_eq(read(peer, alert, sizeof alert), 7);
	ck_assert_int_eq(alert[0], 0x15);
}
END_TEST

/* What the client sends first, at most `size` bytes. */
static int hello(char *bytes, size_t size)
{
	BIO *out = BIO_new(BIO_s_mem());
	SSL_set0_wbio(client, out);
	SSL_do_handshake(client);
	return BIO_read(out, bytes, (int)size);
}

/* Memory for a connection with TLS is taken when its first record is there. */
START_TEST(half_a_hello_costs_little)
{
	char bytes[4096];
	encrypted_connect(0);
	int length = hello(bytes, sizeof bytes);
	run();
	size_t before = mallinfo2().uordblks;
	ck_assert_int_eq((int)write(peer, bytes, (size_t)length - 1), length - 1);
	run();
	ck_assert_uint_eq(encrypted_loop.handshaking, 1);
	ck_assert_uint_lt(mallinfo2().uordblks, before + 12000);
	ck_assert_int_eq((int)write(peer, bytes + length - 1, 1), 1);
	run();
	ck_assert_int_gt((int)read(peer, bytes, sizeof bytes), 100); /* the answer */
}
END_TEST

/* 128 kB are announced; and one byte of a hello is in a record of its own. */
START_TEST(a_hello_of_no_use)
{
	static const char *const heads[] = {"\x16\x03\x01\x20\x00\x01\x01\xff\xf0\x03\x03",
		"\x16\x03\x01\x00\x01\x01\x16\x03\x01\x20\x00"};
	encrypted_connect(0);
	ck_assert_int_eq((int)write(peer, heads[_i], 11), 11);
	run();
	ck_assert_uint_eq(counter_value(COUNTER_TLS_FAILED), 1);
	ck_assert_int_eq(conn->state, CONN_SHUT);
}
END_TEST

static void wants_authority(void)
{
	SSL_set_verify(client, SSL_VERIFY_PEER, NULL);
}

static void knows_old_ciphers(void)
{
	SSL_set_max_proto_version(client, TLS1_2_VERSION);
	ck_assert_int_eq(SSL_set_cipher_list(client, "AES128-SHA"), 1);
}

static void wants_other_protocol(void)
{
	ck_assert_int_eq(SSL_set_alpn_protos(client, (const unsigned char *)"\2h2", 3), 0);
}

static void is_old(void)
{
	SSL_set_security_level(client, 0);
	SSL_set_min_proto_version(client, TLS1_VERSION);
	SSL_set_max_proto_version(client, TLS1_1_VERSION);
}

static void leaves(void)
{
	ck_assert_int_eq(write(peer, "\x16\x03", 2), 2);
	ck_assert_int_eq(shutdown(peer, SHUT_WR), 0);
}

static void says_it_leaves(void)
{
	SSL_do_handshake(client);
	run();
	ck_assert_int_eq((int)write(peer, "\x15\x03\x03\x00\x02\x01\x00", 7), 7);
}

static void is_no_client(void)
{
	ck_assert_int_eq(write(peer, "\x16\x03\x01\x00\x05hello", 10), 10);
}

static const struct {
	void (*prepare)(void);
	const char *said;
} failures[] = {
	{wants_authority, "why=\"the peer does not know who has signed the certificate\" "
			  "detail=\"tlsv1 alert unknown ca\"\n"},
	{knows_old_ciphers, "why=\"the peer knows no cipher that is allowed here\" "
			    "detail=\"no shared cipher\"\n"},
	{wants_other_protocol, "why=\"the peer asks for other protocols than irc and http/1.1\" "
			       "detail=\"no application protocol\"\n"},
	{is_old, "why=\"the peer speaks only versions of TLS before 1.2\" "
		 "detail=\"unsupported protocol\"\n"},
	{leaves, "why=\"the peer has left\"\n"},
	{says_it_leaves, "why=\"the peer has left\"\n"},
	{is_no_client, "why=\"the peer does not keep to the rules of TLS\" "
		       "detail=\"unexpected message\"\n"},
};
#define FAILURES (sizeof failures / sizeof *failures)

START_TEST(a_failure_is_told_in_words)
{
	static char text[STDERR_TEXT_SIZE];
	signal(SIGPIPE, SIG_IGN);
	stderr_pipe_open();
	encrypted_connect(0);
	failures[_i].prepare();
	ck_assert(!encrypted_shake());
	stderr_pipe_read(text);
	ck_assert_msg(strstr(text, " event=tls_failed peer=") && strstr(text, failures[_i].said),
		"%s", text);
}
END_TEST

static void begin(void (*then)(void))
{
	on_start = then;
	encrypted_connect(0);
	SSL_do_handshake(client);
	run();
}

static void end_at_once(void)
{
	conn_close(conn, CONN_DONE);
	conn_end_iteration(&encrypted_loop);
	ck_assert_ptr_null(encrypted_loop.handshakes);
}

START_TEST(one_that_closes_leaves_the_list)
{
	begin(end_at_once);
	ck_assert_int_eq(conn->state, CONN_SHUT);
}
END_TEST

START_TEST(a_peer_that_leaves)
{
	encrypted_connect(0);
	SSL_do_handshake(client);
	run();
	ck_assert_uint_eq(counter_value(COUNTER_TLS_FAILED), 0);
	SSL_free(client);
	client = NULL;
	close(peer);
	peer = -1;
	run();
	ck_assert_uint_eq(counter_value(COUNTER_TLS_FAILED), 1);
	ck_assert_uint_eq(freed_calls, 1);
}
END_TEST

/* HANDSHAKE_MS is long; the rest of the time that it has is set to almost nothing. */
START_TEST(a_peer_that_does_not_finish)
{
	encrypted_connect(0);
	SSL_do_handshake(client);
	run();
	atomic_store(&encrypted_loop.drain_ms, 1);
	conn_await_input(conn, 1);
	run_until(&freed_calls);
	ck_assert_uint_eq(counter_value(COUNTER_TLS_FAILED), 1);
}
END_TEST

static void drain(void)
{
	conn_drain_input(conn);
}

START_TEST(a_server_that_stops)
{
	begin(drain);
	ck_assert_int_eq(conn->state, CONN_READING_DONE);
	conn->ops->farewell(conn);
	run();
	ck_assert_uint_eq(opened_calls, 0);
	ck_assert_int_eq(conn->state, CONN_SHUT);
}
END_TEST

START_TEST(a_certificate_is_known_by_its_fingerprint)
{
	char text[CONN_CERTIFICATE_SIZE], wanted[CONN_CERTIFICATE_SIZE];
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length;
	char *pem = tls_self_signed((const char *const[]){"client", NULL});
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_reset(bio);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	encrypted_connect(encrypted_versions[_i]);
	ck_assert_int_eq(SSL_use_certificate(client, certificate), 1);
	ck_assert_int_eq(SSL_use_PrivateKey(client, key), 1);
	ck_assert(encrypted_shake());
	ck_assert(conn_certificate(conn, text));
	X509_digest(certificate, EVP_sha256(), digest, &length);
	for (unsigned i = 0; i < length; i++)
		snprintf(wanted + 2 * i, 3, "%02x", digest[i]);
	unit_same(text, wanted);
	X509_free(certificate);
	EVP_PKEY_free(key);
	BIO_free(bio);
	free(pem);
}
END_TEST

START_TEST(a_client_may_have_none)
{
	char text[CONN_CERTIFICATE_SIZE];
	join(encrypted_versions[_i]);
	ck_assert(!conn_certificate(conn, text));
	ck_assert(!conn_has_protocol(conn, "irc"));
}
END_TEST

START_TEST(a_protocol_is_agreed_on)
{
	encrypted_connect(encrypted_versions[_i]);
	ck_assert_int_eq(SSL_set_alpn_protos(client, (const unsigned char *)"\3irc", 4), 0);
	ck_assert(encrypted_shake());
	ck_assert(conn_has_protocol(conn, "irc"));
	ck_assert(!conn_has_protocol(conn, "ir") && !conn_has_protocol(conn, "http/1.1"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const both[] = {a_hello_in_pieces, words_behind_the_handshake,
		a_certificate_is_known_by_its_fingerprint, a_client_may_have_none,
		a_protocol_is_agreed_on, NULL};
	const TTest *const once[] = {no_renegotiation, no_hello, one_that_closes_leaves_the_list,
		a_peer_that_leaves, a_peer_that_does_not_finish, a_server_that_stops,
		half_a_hello_costs_little, NULL};
	Suite *suite = encrypted_suite("handshake", once, both);
	TCase *told = tcase_create("told");
	tcase_add_checked_fixture(told, encrypted_set_up, encrypted_tear_down);
	tcase_add_loop_test(told, a_failure_is_told_in_words, 0, FAILURES);
	tcase_add_loop_test(told, a_hello_of_no_use, 0, 2);
	suite_add_tcase(suite, told);
	return suite;
}
