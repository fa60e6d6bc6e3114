/* The client's end of TLS, without a network. */
#include <check.h>
#include <string.h>

#include <event2/buffer.h>

#include "tls.h"
#include "tls_end.h"
#include "unit.h"

static struct tls_certified authority, certified;
static struct tls_end end;
static struct tls *tls;
static struct evbuffer *there, *back, *text; /* on the way; what has arrived */
static bool takes;			     /* the certificate */
static int asked;
static struct tls_certificate seen;

static bool accepts(void *data, const struct tls_certificate *certificate)
{
	ck_assert_ptr_eq(data, &seen);
	ck_assert(!tls_is_open(tls));
	asked++;
	seen = *certificate;
	return takes;
}

static void set_up(void)
{
	there = evbuffer_new();
	back = evbuffer_new();
	text = evbuffer_new();
	authority = tls_certify(NULL, NULL, 10);
	tls_trust(&authority);
	takes = true;
}

static void tear_down(void)
{
	tls_free(tls);
	tls_end_close(&end);
	tls_certified_free(&authority);
	tls_certified_free(&certified);
	evbuffer_free(there);
	evbuffer_free(back);
	evbuffer_free(text);
}

static void start(const char *host)
{
	const char *why;
	tls = tls_new(host, NULL, accepts, &seen, &why);
	ck_assert_ptr_nonnull(tls);
	tls_take_output(tls, there);
}

/* Moves all bytes in both directions until there are none. */
static void pump(void)
{
	while (evbuffer_get_length(there) + evbuffer_get_length(back) > 0) {
		size_t length = evbuffer_get_length(there);
		tls_end_take(&end, (const char *)evbuffer_pullup(there, -1), length, back);
		evbuffer_drain(there, length);
		tls_receive(tls, back, text);
		tls_take_output(tls, there);
	}
}

static void shake_with(const char *host, const struct tls_certified *shown, int version)
{
	start(host);
	tls_end_open(&end, shown, version);
	pump();
}

static void expect_text(const char *wanted)
{
	evbuffer_add(text, "", 1);
	unit_same((const char *)evbuffer_pullup(text, -1), wanted);
	evbuffer_drain(text, evbuffer_get_length(text));
}

static void expect_open(void)
{
	ck_assert_msg(tls_is_open(tls), "%s", tls_failure(tls));
	ck_assert(tls_is_spoken(tls) && !tls_is_ended(tls) && !tls_failure(tls));
	ck_assert_int_eq(asked, 1);
}

START_TEST(both_ends_talk)
{
	static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
	certified = tls_certify("chat.example.org", NULL, 10);
	shake_with("chat.example.org", &certified, versions[_i]);
	expect_open();
	unit_same(tls_version(tls), _i ? "TLSv1.3" : "TLSv1.2");
	unit_same(seen.fingerprint, certified.fingerprint);
	tls_send(tls, "hello\r\n", 7);
	tls_take_output(tls, there);
	tls_end_say(&end, "hi\r\nyou", back);
	pump();
	unit_same(tls_end_heard(&end), "hello\r\n");
	expect_text("hi\r\nyou");
}
END_TEST

/* Host, and what the certificate is for; NULL for a doubt: the authorities vouch. */
static const struct {
	const char *host, *named;
	bool self;
	int days;
	const char *doubt;
} doubts[] = {
	{"chat.example.org", "chat.example.org", false, 10, NULL},
	{"Chat.Example.Org.", "chat.example.org", false, 10, NULL},
	{"chat.example.org", "*.example.org", false, 10, NULL},
	{"192.0.2.7", "192.0.2.7", false, 10, NULL},
	{"chat.example.org", "chat.example.org", true, 10, "self-signed certificate"},
	{"chat.example.org", "chat.example.org", false, -1, "certificate has expired"},
	{"chat.example.org", "example.org", false, 10, "hostname mismatch"},
	{"chat.example.org", "*.org", false, 10, "hostname mismatch"},
	{"192.0.2.8", "192.0.2.7", false, 10, "IP address mismatch"},
	{"192.0.2.7", "chat.example.org", false, 10, "IP address mismatch"},
};

START_TEST(the_certificate_must_be_for_the_host)
{
	certified =
		tls_certify(doubts[_i].named, doubts[_i].self ? NULL : &authority, doubts[_i].days);
	shake_with(doubts[_i].host, &certified, 0);
	expect_open();
	unit_same(seen.doubt ? seen.doubt : "", doubts[_i].doubt ? doubts[_i].doubt : "");
}
END_TEST

START_TEST(authorities_that_are_not_known_do_not_count)
{
	tls_trust(NULL);
	certified = tls_certify("chat.example.org", &authority, 10);
	shake_with("chat.example.org", &certified, 0);
	unit_same(seen.doubt, "unable to get local issuer certificate");
}
END_TEST

START_TEST(the_name_is_told_to_the_server_and_an_address_is_not)
{
	static const char *const hosts[] = {"chat.example.org.", "192.0.2.7", "::1"};
	certified = tls_certify("chat.example.org", NULL, 10);
	shake_with(hosts[_i], &certified, 0);
	const char *name = SSL_get_servername(end.ssl, TLSEXT_NAMETYPE_host_name);
	unit_same(name ? name : "", _i ? "" : "chat.example.org");
}
END_TEST

START_TEST(a_refused_certificate_is_the_end)
{
	certified = tls_certify("chat.example.org", &authority, 10);
	takes = false;
	shake_with("chat.example.org", &certified, 0);
	ck_assert_int_eq(asked, 1);
	ck_assert(!tls_is_open(tls) && tls_is_spoken(tls));
	unit_same(tls_failure(tls), "its certificate is refused");
	ck_assert(!SSL_is_init_finished(end.ssl));
	tls_send(tls, "secret", 6);
	tls_take_output(tls, there);
	ck_assert_uint_eq(evbuffer_get_length(there), 0);
}
END_TEST

START_TEST(nothing_is_sent_before_it_is_open)
{
	start("chat.example.org");
	size_t hello = evbuffer_get_length(there);
	tls_send(tls, "secret", 6);
	tls_finish(tls);
	tls_take_output(tls, there);
	ck_assert_uint_eq(evbuffer_get_length(there), hello);
}
END_TEST

static void answer(const char *bytes, size_t length)
{
	start("chat.example.org");
	evbuffer_add(back, bytes, length);
	tls_receive(tls, back, text);
	ck_assert(!tls_is_spoken(tls));
	ck_assert_uint_eq(evbuffer_get_length(back), 0);
	expect_text("");
}

START_TEST(plain_text_is_no_tls)
{
	answer(":irc", 4);
	unit_same(tls_failure(tls), "it answers in plain text");
}
END_TEST

START_TEST(an_alert_may_come_from_anybody)
{
	answer("\x15\x03\x01\x00\x02\x02\x28", 7);
	unit_same(tls_failure(tls), "it refuses TLS: handshake failure");
}
END_TEST

START_TEST(what_only_begins_as_tls_is_bad_tls)
{
	start("chat.example.org");
	evbuffer_add(back, "\x16\x03\x03\x00\x04junk", 9);
	tls_receive(tls, back, text);
	ck_assert(tls_is_spoken(tls));
	ck_assert_ptr_nonnull(tls_failure(tls));
}
END_TEST

START_TEST(an_announced_end_is_known)
{
	certified = tls_certify("chat.example.org", NULL, 10);
	shake_with("chat.example.org", &certified, 0);
	tls_end_say(&end, "bye", back);
	tls_end_finish(&end, back);
	pump();
	expect_text("bye");
	ck_assert(tls_is_ended(tls) && !tls_failure(tls));
}
END_TEST

START_TEST(the_end_is_announced_and_receiving_goes_on)
{
	certified = tls_certify("chat.example.org", NULL, 10);
	shake_with("chat.example.org", &certified, 0);
	tls_send(tls, "quit", 4);
	tls_finish(tls);
	tls_take_output(tls, there);
	tls_end_say(&end, "last words", back);
	pump();
	unit_same(tls_end_heard(&end), "quit");
	unit_same(tls_end_heard(&end), "");
	ck_assert(tls_end_is_ended(&end));
	expect_text("last words");
}
END_TEST

START_TEST(changed_bytes_are_noticed)
{
	certified = tls_certify("chat.example.org", NULL, 10);
	shake_with("chat.example.org", &certified, 0);
	tls_end_say(&end, "one", back);
	pump();
	tls_end_say(&end, "two", back);
	evbuffer_pullup(back, -1)[evbuffer_get_length(back) - 1] ^= 1;
	tls_receive(tls, back, text);
	expect_text("one");
	ck_assert_ptr_nonnull(tls_failure(tls));
	ck_assert(!tls_is_open(tls));
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {
		{both_ends_talk, 2},
		{the_certificate_must_be_for_the_host, sizeof doubts / sizeof *doubts},
		{authorities_that_are_not_known_do_not_count, 1},
		{the_name_is_told_to_the_server_and_an_address_is_not, 3},
		{a_refused_certificate_is_the_end, 1},
		{nothing_is_sent_before_it_is_open, 1},
		{plain_text_is_no_tls, 1},
		{an_alert_may_come_from_anybody, 1},
		{what_only_begins_as_tls_is_bad_tls, 1},
		{an_announced_end_is_known, 1},
		{the_end_is_announced_and_receiving_goes_on, 1},
		{changed_bytes_are_noticed, 1},
		{NULL, 0},
	};
	return unit_loops_with("client tls", set_up, tear_down, loops);
}
