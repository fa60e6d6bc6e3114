/* What others on the network say of their servers, as it is kept. */
#include "found.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static struct found_list list;

static struct answer answer(const char *name, const char *host, const char *address)
{
	struct answer answer = {.name = name, .host = host, .port = 5555};
	struct sockaddr_in *four = (struct sockaddr_in *)&answer.address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&answer.address;
	if (inet_pton(AF_INET, address, &four->sin_addr) == 1)
		four->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1)
		six->sin6_family = AF_INET6;
	return answer;
}

static void add(const char *name, const char *host, const char *address)
{
	struct answer one = answer(name, host, address);
	ck_assert(found_add(&list, &one));
}

static const char *address_in(const struct found *found, size_t which)
{
	static char text[ADDRESS_TEXT_SIZE];
	address_text(text, (const struct sockaddr *)&found->addresses[which]);
	return text;
}

START_TEST(a_server_has_all_of_its_addresses)
{
	add("tea", "alice.local", "fe80::1");
	add("tea", "alice.local", "192.0.2.1");
	add("tea", "alice.local", "fe80::1");
	add("coffee", "bob.local", "192.0.2.2");
	found_sort(&list);
	ck_assert_uint_eq(list.count, 2);
	unit_same(list.items[0].name, "coffee");
	unit_same(list.items[1].name, "tea");
	unit_same(list.items[1].host, "alice.local");
	ck_assert_uint_eq(list.items[1].address_count, 2);
	unit_same(address_in(&list.items[1], 0), "192.0.2.1:5555");
	unit_same(address_in(&list.items[1], 1), "[fe80::1]:5555");
}
END_TEST

START_TEST(two_that_have_one_name_stay_two)
{
	add("tea", "mallory.local", "192.0.2.9");
	add("tea", "alice.local", "192.0.2.1");
	struct answer other = answer("tea", "alice.local", "192.0.2.1");
	other.port = 6000;
	ck_assert(found_add(&list, &other));
	found_sort(&list);
	ck_assert_uint_eq(list.count, 3);
	unit_same(list.items[0].host, "alice.local");
	ck_assert_int_eq(list.items[0].port, 5555);
	ck_assert_int_eq(list.items[1].port, 6000);
	unit_same(list.items[2].host, "mallory.local");
}
END_TEST

static const struct {
	const char *host, *kept;
} hosts[] = {
	{"alice.local", "alice.local"},
	{"Alice-2.LOCAL", "Alice-2.LOCAL"},
	{"bank.example.org", "192.0.2.1"}, /* certificates are remembered by it */
	{"localhost", "192.0.2.1"},
	{"local", "192.0.2.1"},
	{".local", "192.0.2.1"},
	{"", "192.0.2.1"},
	{"alice.local.", "192.0.2.1"},
	{"a\\032b.local", "192.0.2.1"},
	{"a b.local", "192.0.2.1"},
	{"/tmp/x.local", "192.0.2.1"}, /* the path of a unix socket */
	{"\x1b[2J.local", "192.0.2.1"},
	{"b\xC3\xBC"
	 "cher.local",
		"192.0.2.1"},
};

START_TEST(a_host_is_a_name_of_the_local_network_or_an_address)
{
	add("tea", hosts[_i].host, "192.0.2.1");
	unit_same(list.items[0].host, hosts[_i].kept);
}
END_TEST

START_TEST(a_long_host_is_none)
{
	char host[400];
	memset(host, 'a', sizeof host);
	snprintf(host + 300, sizeof host - 300, ".local");
	add("tea", host, "192.0.2.1");
	unit_same(list.items[0].host, "192.0.2.1");
}
END_TEST

START_TEST(names_are_safe_to_show)
{
	add("a\x1b[2J\nb\xFF\x7F\xC2\x85", "alice.local", "192.0.2.1");
	unit_same(list.items[0].name, "a\uFFFD[2J\uFFFDb\uFFFD\uFFFD\uFFFD");
	char longest[DNSSD_NAME_BYTES + 2];
	memset(longest, '\1', sizeof longest);
	longest[DNSSD_NAME_BYTES] = '\0';
	add(longest, "alice.local", "192.0.2.1");
	ck_assert_uint_eq(strlen(list.items[1].name), 3 * DNSSD_NAME_BYTES);
}
END_TEST

static bool is_refused(struct answer one)
{
	return !found_add(&list, &one);
}

START_TEST(what_cannot_be_joined_is_passed_over)
{
	char longer[DNSSD_NAME_BYTES + 2] = "";
	memset(longer, 'a', DNSSD_NAME_BYTES + 1);
	ck_assert(is_refused(answer("", "alice.local", "192.0.2.1")));
	ck_assert(is_refused(answer(longer, "alice.local", "192.0.2.1")));
	ck_assert(is_refused(answer("tea", "alice.local", "127.0.0.1")));
	ck_assert(is_refused(answer("tea", "alice.local", "127.1.2.3")));
	ck_assert(is_refused(answer("tea", "alice.local", "::1")));
	ck_assert(is_refused(answer("tea", "alice.local", "::ffff:127.0.0.1")));
	ck_assert(is_refused(answer("tea", "alice.local", "0.0.0.0")));
	ck_assert(is_refused(answer("tea", "alice.local", "::")));
	ck_assert(is_refused(answer("tea", "alice.local", "no address")));
	struct answer no_port = answer("tea", "alice.local", "192.0.2.1");
	no_port.port = 0;
	ck_assert(is_refused(no_port));
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(there_is_a_limit_to_servers_and_addresses)
{
	char name[16], address[32];
	for (int i = 0; i < BROWSER_MAX; i++) {
		snprintf(name, sizeof name, "tea %d", i);
		add(name, "alice.local", "192.0.2.1");
	}
	ck_assert(is_refused(answer("one more", "alice.local", "192.0.2.1")));
	for (int i = 2; i <= FOUND_ADDRESSES_MAX; i++) {
		snprintf(address, sizeof address, "192.0.2.%d", i);
		add("tea 7", "alice.local", address);
	}
	ck_assert(is_refused(answer("tea 7", "alice.local", "192.0.2.100")));
	ck_assert_uint_eq(list.items[7].address_count, FOUND_ADDRESSES_MAX);
}
END_TEST

START_TEST(the_word_for_tls_is_one_of_three)
{
	static const struct {
		const char *word;
		enum dnssd_tls tls;
	} words[] = {{"none", DNSSD_TLS_NONE}, {"optional", DNSSD_TLS_OPTIONAL},
		{"required", DNSSD_TLS_REQUIRED}, {"Required", DNSSD_TLS_UNKNOWN},
		{"", DNSSD_TLS_UNKNOWN}, {NULL, DNSSD_TLS_UNKNOWN}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct answer one = answer("tea", "alice.local", "192.0.2.1");
		one.tls = words[i].word;
		list.count = 0;
		ck_assert(found_add(&list, &one));
		ck_assert_int_eq(list.items[0].tls, words[i].tls);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {{a_server_has_all_of_its_addresses, 1},
		{two_that_have_one_name_stay_two, 1},
		{a_host_is_a_name_of_the_local_network_or_an_address, sizeof hosts / sizeof *hosts},
		{a_long_host_is_none, 1}, {names_are_safe_to_show, 1},
		{what_cannot_be_joined_is_passed_over, 1},
		{there_is_a_limit_to_servers_and_addresses, 1},
		{the_word_for_tls_is_one_of_three, 1}, {NULL, 0}};
	return unit_loops_with("found", NULL, NULL, loops);
}
