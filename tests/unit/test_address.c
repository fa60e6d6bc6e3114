/* Addresses as people write and read them. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "address.h"
#include "unit.h"

struct row {
	const char *text;
	enum address_error error;
	const char *host;
	int port;
};

static const struct row rows[] = {
	{"", ADDRESS_GOOD, "", -1},
	{"localhost", ADDRESS_GOOD, "localhost", -1},
	{"localhost:5555", ADDRESS_GOOD, "localhost", 5555},
	{"192.0.2.1:0", ADDRESS_GOOD, "192.0.2.1", 0},
	{"192.0.2.1:65535", ADDRESS_GOOD, "192.0.2.1", 65535},
	{":5555", ADDRESS_GOOD, "", 5555},
	{"::1", ADDRESS_GOOD, "::1", -1},
	{"::", ADDRESS_GOOD, "::", -1},
	{"2001:db8::1", ADDRESS_GOOD, "2001:db8::1", -1},
	{"fe80::1%eth0", ADDRESS_GOOD, "fe80::1%eth0", -1},
	{"[::1]", ADDRESS_GOOD, "::1", -1},
	{"[::1]:5555", ADDRESS_GOOD, "::1", 5555},
	{"[localhost]:1", ADDRESS_GOOD, "localhost", 1},
	{"host:", ADDRESS_BAD_PORT, NULL, 0},
	{"host:x", ADDRESS_BAD_PORT, NULL, 0},
	{"host:-1", ADDRESS_BAD_PORT, NULL, 0},
	{"host:+1", ADDRESS_BAD_PORT, NULL, 0},
	{"host: 1", ADDRESS_BAD_PORT, NULL, 0},
	{"host:65536", ADDRESS_BAD_PORT, NULL, 0},
	{"host:99999999999999999999", ADDRESS_BAD_PORT, NULL, 0},
	{"[::1]:", ADDRESS_BAD_PORT, NULL, 0},
	{"[::1]:5x", ADDRESS_BAD_PORT, NULL, 0},
	{"a host", ADDRESS_BAD_HOST, NULL, 0},
	{"a\thost:1", ADDRESS_BAD_HOST, NULL, 0},
	{"a\x7Fhost", ADDRESS_BAD_HOST, NULL, 0},
	{"a]b", ADDRESS_BAD_HOST, NULL, 0},
	{"a[b", ADDRESS_BAD_HOST, NULL, 0},
	{"[a b]:1", ADDRESS_BAD_HOST, NULL, 0},
	{"[[::1]]", ADDRESS_BAD_BRACKET, NULL, 0},
	{"[::1", ADDRESS_BAD_BRACKET, NULL, 0},
	{"[]", ADDRESS_BAD_BRACKET, NULL, 0},
	{"[]:1", ADDRESS_BAD_BRACKET, NULL, 0},
	{"[::1]5555", ADDRESS_BAD_BRACKET, NULL, 0},
};

START_TEST(each_form_is_understood)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct address address;
		enum address_error error = address_parse(&address, row->text);
		ck_assert_msg(error == row->error, "'%s' gives %d", row->text, (int)error);
		if (error != ADDRESS_GOOD)
			continue;
		ck_assert_str_eq(address.host, row->host);
		ck_assert_int_eq(address.port, row->port);
	}
}
END_TEST

START_TEST(a_host_has_at_most_255_bytes)
{
	char text[ADDRESS_HOST_BYTES + 2];
	struct address address;
	memset(text, 'a', sizeof text);
	text[ADDRESS_HOST_BYTES] = '\0';
	ck_assert_int_eq(address_parse(&address, text), ADDRESS_GOOD);
	ck_assert_str_eq(address.host, text);
	text[ADDRESS_HOST_BYTES] = 'a';
	text[ADDRESS_HOST_BYTES + 1] = '\0';
	ck_assert_int_eq(address_parse(&address, text), ADDRESS_BAD_HOST);
}
END_TEST

START_TEST(each_error_has_words)
{
	for (int i = ADDRESS_GOOD; i <= ADDRESS_BAD_BRACKET; i++)
		ck_assert_uint_gt(strlen(address_error_text((enum address_error)i)), 10);
}
END_TEST

START_TEST(a_port_is_a_whole_number)
{
	ck_assert_int_eq(address_port("0"), 0);
	ck_assert_int_eq(address_port("65535"), 65535);
	ck_assert_int_eq(address_port("00080"), 80);
	ck_assert_int_eq(address_port(""), -1);
	ck_assert_int_eq(address_port("65536"), -1);
	ck_assert_int_eq(address_port("4294967376"), -1);
	ck_assert_int_eq(address_port("1.5"), -1);
	ck_assert_int_eq(address_port("\xD9\xA4"), -1);
}
END_TEST

static struct sockaddr_storage address_of(const char *host, unsigned short port)
{
	struct sockaddr_storage all = {0};
	struct sockaddr_in *four = (struct sockaddr_in *)&all;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&all;
	if (strchr(host, ':')) {
		six->sin6_family = AF_INET6;
		ck_assert_int_eq(inet_pton(AF_INET6, host, &six->sin6_addr), 1);
	} else {
		four->sin_family = AF_INET;
		ck_assert_int_eq(inet_pton(AF_INET, host, &four->sin_addr), 1);
	}
	address_set_port((struct sockaddr *)&all, port);
	return all;
}

static void expect_texts(const char *host, const char *text, const char *alone)
{
	struct sockaddr_storage all = address_of(host, 5555);
	const struct sockaddr *from = (const struct sockaddr *)&all;
	char out[ADDRESS_TEXT_SIZE];
	address_text(out, from);
	ck_assert_str_eq(out, text);
	address_host(out, from);
	ck_assert_str_eq(out, alone);
	ck_assert_uint_eq(address_port_of(from), 5555);
}

START_TEST(socket_addresses_are_written)
{
	expect_texts("192.0.2.1", "192.0.2.1:5555", "192.0.2.1");
	expect_texts("2001:db8::1", "[2001:db8::1]:5555", "2001:db8::1");
	expect_texts("::ffff:192.0.2.1", "192.0.2.1:5555", "192.0.2.1");
	expect_texts("1111:2222:3333:4444:5555:6666:7777:8888",
		"[1111:2222:3333:4444:5555:6666:7777:8888]:5555",
		"1111:2222:3333:4444:5555:6666:7777:8888");
}
END_TEST

/* What link-local addresses are without their interface cannot be reached. */
START_TEST(link_local_addresses_keep_their_interface)
{
	static const char longest[] = "fe80:1111:2222:3333:4444:5555:6666:7777";
	struct sockaddr_storage all = address_of("fe80::1", 5555);
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&all;
	const struct sockaddr *from = (const struct sockaddr *)&all;
	char out[ADDRESS_TEXT_SIZE], wanted[ADDRESS_TEXT_SIZE];
	expect_texts("fe80::1", "[fe80::1]:5555", "fe80::1");
	six->sin6_scope_id = if_nametoindex("lo");
	ck_assert_uint_ne(six->sin6_scope_id, 0);
	address_host(out, from);
	ck_assert_str_eq(out, "fe80::1%lo");
	address_text(out, from);
	ck_assert_str_eq(out, "[fe80::1%lo]:5555");
	six->sin6_scope_id = 4000000000; /* there is none */
	address_text(out, from);
	ck_assert_str_eq(out, "[fe80::1%4000000000]:5555");
	all = address_of(longest, 65535);
	six->sin6_scope_id = 4000000000;
	address_text(out, from);
	snprintf(wanted, sizeof wanted, "[%s%%4000000000]:65535", longest);
	ck_assert_str_eq(out, wanted);
	all = address_of("2001:db8::1", 5555);
	six->sin6_scope_id = 1;
	address_host(out, from);
	ck_assert_str_eq(out, "2001:db8::1");
}
END_TEST

static bool is_any(const char *host)
{
	struct sockaddr_storage all = address_of(host, 1);
	return address_is_any((const struct sockaddr *)&all);
}

START_TEST(wildcards_are_known)
{
	ck_assert(is_any("0.0.0.0"));
	ck_assert(is_any("::"));
	ck_assert(!is_any("127.0.0.1"));
	ck_assert(!is_any("::1"));
}
END_TEST

START_TEST(other_families_have_a_word)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	char out[ADDRESS_TEXT_SIZE];
	unsigned char bytes[16];
	address_text(out, (const struct sockaddr *)&local);
	ck_assert_str_eq(out, "unix");
	address_text(out, &none);
	ck_assert_str_eq(out, "unknown");
	ck_assert_uint_eq(address_port_of(&none), 0);
	ck_assert(!address_bytes(bytes, (const struct sockaddr *)&local));
}
END_TEST

static bool loopback(const char *host)
{
	struct sockaddr_storage all = address_of(host, 1);
	unsigned char bytes[16];
	ck_assert(address_bytes(bytes, (const struct sockaddr *)&all));
	return address_is_loopback(bytes);
}

START_TEST(loopback_is_known_in_all_forms)
{
	ck_assert(loopback("127.0.0.1"));
	ck_assert(!loopback("127.0.0.2"));
	ck_assert(!loopback("127.255.1.1"));
	ck_assert(!loopback("126.0.0.1"));
	ck_assert(loopback("::1"));
	ck_assert(loopback("::ffff:127.0.0.1"));
	ck_assert(!loopback("128.0.0.1"));
	ck_assert(!loopback("::2"));
	ck_assert(!loopback("::"));
	ck_assert(!loopback("7f00::1"));
}
END_TEST

START_TEST(both_families_have_sixteen_bytes)
{
	struct sockaddr_storage four = address_of("192.0.2.1", 1);
	struct sockaddr_storage mapped = address_of("::ffff:192.0.2.1", 1);
	unsigned char a[16], b[16];
	ck_assert(address_bytes(a, (const struct sockaddr *)&four));
	ck_assert(address_bytes(b, (const struct sockaddr *)&mapped));
	ck_assert_mem_eq(a, b, 16);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_form_is_understood, a_host_has_at_most_255_bytes,
		each_error_has_words, a_port_is_a_whole_number, socket_addresses_are_written,
		link_local_addresses_keep_their_interface, wildcards_are_known,
		other_families_have_a_word, loopback_is_known_in_all_forms,
		both_families_have_sixteen_bytes, NULL};
	return unit_cases("address", cases);
}
