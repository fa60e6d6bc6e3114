/* The settings of TLS, as clients of all kinds meet them. */
#include "tls_context.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "pems.h"
#include "temporary.h"
#include "unit.h"

static struct tls_context *context;
static struct tls_certificate loaded;
static struct pair pair;
static struct ends ends;

static void set_up(void)
{
	context = tls_context_new();
	pair = pair_make("P-256", "chat.example.org", NULL, -1, 1);
}

static void tear_down(void)
{
	ends_free(&ends);
	pair_free(&pair);
	tls_context_free(context);
}

static void load_with(const struct pair *one, const char *certificates)
{
	char error[TLS_ERROR_SIZE] = "";
	char *key = pem_key(one, NULL);
	char *certificate_file = pem_file(certificates, NULL), *key_file = pem_file(key, NULL);
	bool good = tls_context_load(context, certificate_file, key_file, &loaded, error);
	ck_assert_msg(good, "%s", error);
	temporary_remove(certificate_file);
	temporary_remove(key_file);
	free(key);
}

static void load(const struct pair *one)
{
	char *certificates = pem_certificates(one, NULL);
	load_with(one, certificates);
	free(certificates);
}

static void connect(const struct client_wish *wish)
{
	ends_free(&ends);
	ends_connect(&ends, tls_context_session(context), wish);
}

START_TEST(nothing_is_loaded_at_first)
{
	ck_assert_ptr_null(tls_context_session(context));
}
END_TEST

static const char *const types[] = {"RSA 2048", "RSA 4096", "P-256", "P-384", "P-521", "ED25519"};

START_TEST(each_usual_kind_of_key_will_do)
{
	static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
	struct pair other = pair_make(types[_i], "localhost", NULL, -1, 1);
	load(&other);
	for (size_t i = 0; i < 2; i++) {
		connect(&(struct client_wish){.version = versions[i]});
		ck_assert_msg(ends.good, "%s: alert %d", types[_i], ends.alert);
		ck_assert_int_eq(SSL_version(ends.client), versions[i]);
		X509 *shown = SSL_get0_peer_certificate(ends.client);
		ck_assert_int_eq(X509_cmp(shown, other.certificate), 0);
		ends_expect_talk(&ends);
	}
	pair_free(&other);
}
END_TEST

START_TEST(the_chain_is_sent_in_its_order)
{
	struct pair root = pair_make("P-256", "root", NULL, -1, 1);
	struct pair middle = pair_make("P-256", "middle", &root, -1, 1);
	struct pair leaf = pair_make("P-256", "leaf", &middle, -1, 1);
	char *text = pem_certificates(&leaf, &middle, &root, NULL);
	load_with(&leaf, text);
	connect(&(struct client_wish){0});
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ends.client);
	ck_assert_int_eq(sk_X509_num(chain), 3);
	ck_assert_int_eq(X509_cmp(sk_X509_value(chain, 0), leaf.certificate), 0);
	ck_assert_int_eq(X509_cmp(sk_X509_value(chain, 1), middle.certificate), 0);
	ck_assert_int_eq(X509_cmp(sk_X509_value(chain, 2), root.certificate), 0);
	free(text);
	pair_free(&leaf);
	pair_free(&middle);
	pair_free(&root);
}
END_TEST

START_TEST(what_is_told_of_a_certificate_is_true)
{
	int64_t now_ms = clock_utc_ms(), day = 24 * 3600 * (int64_t)1000;
	struct pair other = pair_make("P-256", "localhost", NULL, -3, -1);
	unsigned char digest[32];
	char wanted[FINGERPRINT_TEXT_SIZE] = "";
	load(&other); /* has ended, and is loaded all the same */
	X509_digest(other.certificate, EVP_sha256(), digest, NULL);
	for (int i = 0; i < 32; i++)
		sprintf(wanted + 3 * i, i < 31 ? "%02X:" : "%02X", digest[i]);
	ck_assert_str_eq(loaded.fingerprint, wanted);
	ck_assert_int_lt(llabs(loaded.from - (now_ms - 3 * day)), 60000);
	ck_assert_int_lt(llabs(loaded.until - (now_ms - day)), 60000);
	connect(&(struct client_wish){0});
	ck_assert(ends.good);
	pair_free(&other);
}
END_TEST

START_TEST(old_versions_are_refused)
{
	static const int old[] = {SSL3_VERSION, TLS1_VERSION, TLS1_1_VERSION};
	load(&pair);
	for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
		connect(&(struct client_wish){.version = old[i]});
		ck_assert(!ends.good);
		if (old[i] != SSL3_VERSION) /* the client's OpenSSL has no such version */
			ck_assert_int_eq(ends.alert, SSL_AD_PROTOCOL_VERSION);
	}
}
END_TEST

static const struct {
	const char *asked, *chosen; /* NULL: refused */
} protocols[] = {
	{NULL, ""},
	{"\3irc", "irc"},
	{"\x8http/1.1", "http/1.1"},
	{"\2h2\x8http/1.1", "http/1.1"},
	{"\x8http/1.1\3irc", "irc"},
	{"\2h2", NULL},
	{"\3IRC", NULL},
	{"\4imap", NULL},
};

START_TEST(protocols_are_agreed_on)
{
	static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
	load(&pair);
	for (size_t i = 0; i < 2; i++) {
		const unsigned char *name;
		unsigned length;
		connect(&(struct client_wish){
			.version = versions[i], .protocols = protocols[_i].asked});
		ck_assert_int_eq(ends.good, protocols[_i].chosen != NULL);
		if (!protocols[_i].chosen) {
			ck_assert_int_eq(ends.alert, SSL_AD_NO_APPLICATION_PROTOCOL);
			continue;
		}
		SSL_get0_alpn_selected(ends.client, &name, &length);
		ck_assert_uint_eq(length, strlen(protocols[_i].chosen));
		if (length > 0)
			ck_assert_mem_eq(name, protocols[_i].chosen, length);
	}
}
END_TEST

START_TEST(nothing_is_compressed_or_negotiated_anew)
{
	char byte;
	load(&pair);
	connect(&(struct client_wish){.version = TLS1_2_VERSION});
	ck_assert_ptr_null(SSL_get_current_compression(ends.client));
	ends_expect_talk(&ends);
	ck_assert_int_eq(SSL_renegotiate(ends.client), 1);
	SSL_do_handshake(ends.client);
	ck_assert_int_eq(SSL_read(ends.server, &byte, 1), -1);
	ck_assert_int_eq(ends.alert, SSL_AD_NO_RENEGOTIATION);
	ck_assert_int_eq(SSL_do_handshake(ends.client), -1);
	ck_assert_int_eq(SSL_get_error(ends.client, -1), SSL_ERROR_SSL);
}
END_TEST

START_TEST(ciphers_are_forward_secret)
{
	load(&pair);
	STACK_OF(SSL_CIPHER) * ciphers;
	SSL *session = tls_context_session(context);
	ciphers = SSL_get_ciphers(session);
	ck_assert_int_gt(sk_SSL_CIPHER_num(ciphers), 0);
	for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++) {
		const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(ciphers, i);
		int exchange = SSL_CIPHER_get_kx_nid(cipher);
		ck_assert_msg(exchange == NID_kx_ecdhe || exchange == NID_kx_any, "%s",
			SSL_CIPHER_get_name(cipher));
		ck_assert_msg(SSL_CIPHER_is_aead(cipher), "%s", SSL_CIPHER_get_name(cipher));
	}
	ck_assert(SSL_get_mode(session) & SSL_MODE_RELEASE_BUFFERS);
	SSL_free(session);
}
END_TEST

START_TEST(keys_are_exchanged_on_fast_curves)
{
	static const char *const good[] = {"X25519", "P-256", "P-384"};
	static const char *const slow[] = {"ffdhe2048", "ffdhe8192", "P-521"};
	load(&pair);
	for (size_t i = 0; i < 3; i++) {
		connect(&(struct client_wish){.groups = good[i]});
		ck_assert_msg(ends.good, "%s: alert %d", good[i], ends.alert);
		connect(&(struct client_wish){.groups = slow[i]});
		ck_assert_msg(!ends.good, "%s", slow[i]);
		ck_assert_int_eq(ends.alert, SSL_AD_HANDSHAKE_FAILURE);
	}
}
END_TEST

/* A client shows none, one that it has made, or one that has ended. */
START_TEST(clients_need_no_certificate_and_any_will_do)
{
	struct pair mine = pair_make("P-256", "alice", NULL, -2, _i == 2 ? -1 : 1);
	load(&pair);
	connect(&(struct client_wish){.certificate = _i ? &mine : NULL});
	ck_assert_msg(ends.good, "alert %d", ends.alert);
	ends_expect_talk(&ends);
	X509 *shown = SSL_get0_peer_certificate(ends.server);
	ck_assert_int_eq(shown != NULL, _i != 0);
	if (shown)
		ck_assert_int_eq(X509_cmp(shown, mine.certificate), 0);
	const STACK_OF(X509_NAME) *authorities = SSL_get0_peer_CA_list(ends.client);
	ck_assert_int_le(sk_X509_NAME_num(authorities), 0); /* no names are sent */
	pair_free(&mine);
}
END_TEST

/* Their signatures take long to check. */
START_TEST(certificates_with_slow_keys_are_refused)
{
	static const char *const slow[] = {"RSA 9000 17", "RSA 3000 2999", "RSA 2048 65"};
	load(&pair);
	for (size_t i = 0; i < sizeof slow / sizeof *slow; i++) {
		struct pair mine = pair_make(slow[i], "alice", NULL, -1, 1);
		connect(&(struct client_wish){.version = TLS1_2_VERSION, .certificate = &mine});
		ck_assert_msg(!ends.good, "%s", slow[i]);
		ck_assert_int_eq(ends.alert, SSL_AD_BAD_CERTIFICATE);
		pair_free(&mine);
	}
	struct pair usual = pair_make("RSA 2048", "alice", NULL, -1, 1);
	connect(&(struct client_wish){.certificate = &usual});
	ck_assert(ends.good && SSL_get0_peer_certificate(ends.server));
	pair_free(&usual);
}
END_TEST

/* The server does not say that it takes signatures of DSA. */
START_TEST(certificates_of_dsa_are_not_asked_for)
{
	struct pair mine = pair_make("DSA", "alice", NULL, -1, 1);
	load(&pair);
	connect(&(struct client_wish){.version = TLS1_2_VERSION, .certificate = &mine});
	ck_assert(!ends.good || !SSL_get0_peer_certificate(ends.server));
	pair_free(&mine);
}
END_TEST

/* A ticket is of the first certificate, the server has another by now. */
START_TEST(tickets_stay_valid_with_a_new_certificate)
{
	int version = _i ? TLS1_3_VERSION : TLS1_2_VERSION;
	struct pair other = pair_make("RSA 2048", "other", NULL, -1, 1);
	struct pair mine = pair_make("P-256", "alice", NULL, -1, 1);
	load(&pair);
	connect(&(struct client_wish){.version = version, .certificate = &mine});
	ck_assert(!SSL_session_reused(ends.server));
	SSL_SESSION *ticket = ends.ticket;
	ck_assert_int_eq(ends.tickets, 1);
	SSL_SESSION_up_ref(ticket);
	load(&other);
	connect(&(struct client_wish){.version = version, .resume = ticket});
	ck_assert(ends.good && SSL_session_reused(ends.server));
	ends_expect_talk(&ends);
	/* Who the client is has been proven then. */
	ck_assert_int_eq(X509_cmp(SSL_get0_peer_certificate(ends.server), mine.certificate), 0);
	connect(&(struct client_wish){.version = version});
	ck_assert(ends.good && !SSL_session_reused(ends.server));
	ck_assert_int_eq(X509_cmp(SSL_get0_peer_certificate(ends.client), other.certificate), 0);
	SSL_SESSION_free(ticket);
	pair_free(&mine);
	pair_free(&other);
}
END_TEST

START_TEST(tickets_of_another_server_are_not_taken)
{
	load(&pair);
	connect(&(struct client_wish){0});
	SSL_SESSION *ticket = ends.ticket;
	SSL_SESSION_up_ref(ticket);
	ends_free(&ends);
	tls_context_free(context);
	context = tls_context_new();
	load(&pair);
	connect(&(struct client_wish){.resume = ticket});
	ck_assert(ends.good && !SSL_session_reused(ends.server));
	SSL_SESSION_free(ticket);
}
END_TEST

START_TEST(who_is_connected_stays_with_the_former_certificate)
{
	struct pair other = pair_make("P-256", "other", NULL, -1, 1);
	load(&pair);
	connect(&(struct client_wish){0});
	load(&other);
	ends_expect_talk(&ends);
	ck_assert_int_eq(X509_cmp(SSL_get_certificate(ends.server), pair.certificate), 0);
	pair_free(&other);
}
END_TEST

static void *shake_hands(void *data)
{
	for (unsigned i = 0; i < unit_rounds(100); i++) {
		struct ends mine;
		ends_connect(&mine, tls_context_session(context), &(struct client_wish){0});
		ck_assert(mine.good);
		ends_expect_talk(&mine);
		ends_free(&mine);
	}
	return NULL;
}

START_TEST(all_threads_shake_hands_while_it_is_replaced)
{
	pthread_t threads[2];
	struct pair other = pair_make("P-384", "other", NULL, -1, 1);
	load(&pair);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, shake_hands, NULL), 0);
	for (unsigned i = 0; i < unit_rounds(100); i++)
		load(i % 2 ? &pair : &other);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	pair_free(&other);
}
END_TEST

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

Suite *unit_suite(void)
{
	const TTest *const cases[] = {nothing_is_loaded_at_first, the_chain_is_sent_in_its_order,
		what_is_told_of_a_certificate_is_true, old_versions_are_refused,
		nothing_is_compressed_or_negotiated_anew, ciphers_are_forward_secret,
		keys_are_exchanged_on_fast_curves, tickets_of_another_server_are_not_taken,
		who_is_connected_stays_with_the_former_certificate,
		certificates_with_slow_keys_are_refused, certificates_of_dsa_are_not_asked_for,
		all_threads_shake_hands_while_it_is_replaced, NULL};
	Suite *suite = unit_cases_with("tls_context", set_up, tear_down, cases);
	TCase *each = tcase_create("each");
	tcase_add_checked_fixture(each, set_up, tear_down);
	tcase_set_timeout(each, 60);
	tcase_add_loop_test(each, each_usual_kind_of_key_will_do, 0, COUNT(types));
	tcase_add_loop_test(each, protocols_are_agreed_on, 0, COUNT(protocols));
	tcase_add_loop_test(each, clients_need_no_certificate_and_any_will_do, 0, 3);
	tcase_add_loop_test(each, tickets_stay_valid_with_a_new_certificate, 0, 2);
	suite_add_tcase(suite, each);
	return suite;
}
