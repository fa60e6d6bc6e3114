/* Ranges of addresses, and sets of them, compared with a look at each range. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "address.h"
#include "address_set.h"
#include "unit.h"

/* The bytes of a single address. */
static void parse(unsigned char out[16], const char *text)
{
	struct address_range range;
	ck_assert_msg(address_range_parse(&range, text), "%s", text);
	ck_assert_uint_eq(range.bits, 128);
	memcpy(out, range.first, sizeof range.first);
}

static bool has(const char *range, const char *address)
{
	struct address_range parsed;
	unsigned char bytes[16];
	ck_assert_msg(address_range_parse(&parsed, range), "%s", range);
	parse(bytes, address);
	return address_range_has(&parsed, bytes);
}

START_TEST(reads_and_writes)
{
	static const struct {
		const char *text, *written;
	} rows[] = {
		{"192.0.2.1", "192.0.2.1"},
		{"192.0.2.1/32", "192.0.2.1"},
		{"192.0.2.77/24", "192.0.2.0/24"},
		{"192.0.2.255/31", "192.0.2.254/31"},
		{"0.0.0.0/0", "0.0.0.0/0"},
		{"10.1.2.3/0", "0.0.0.0/0"},
		{"::/0", "::/0"},
		{"2001:DB8::1", "2001:db8::1"},
		{"2001:db8:1:2:3:4:5:6/61", "2001:db8:1::/61"},
		{"2001:db8::1/128", "2001:db8::1"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"::ffff:192.0.2.1/120", "192.0.2.0/24"},
		{"::1", "::1"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct address_range range;
		char text[ADDRESS_RANGE_SIZE];
		ck_assert_msg(address_range_parse(&range, rows[i].text), "%s", rows[i].text);
		address_range_text(text, &range);
		unit_same(text, rows[i].written);
	}
}
END_TEST

START_TEST(refuses)
{
	static const char *const rows[] = {"", "/", "/24", "192.0.2.1/", "192.0.2.1/33",
		"192.0.2.1/-1", "192.0.2.1/+1", "192.0.2.1/ 8", "192.0.2.1/8 ", "192.0.2.1/08",
		"192.0.2.1/8/8", "192.0.2.1/4294967296", "192.0.2", "192.0.2.256", "::/129",
		"2001:db8::/x", "[::1]", "fe80::1%lo", "localhost", "1234", "192.0.2.1:80",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc/12"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct address_range range;
		ck_assert_msg(!address_range_parse(&range, rows[i]), "%s", rows[i]);
	}
}
END_TEST

START_TEST(knows_what_it_has)
{
	ck_assert(has("192.0.2.0/24", "192.0.2.255"));
	ck_assert(!has("192.0.2.0/24", "192.0.3.0"));
	ck_assert(has("192.0.2.128/25", "192.0.2.128"));
	ck_assert(!has("192.0.2.128/25", "192.0.2.127"));
	ck_assert(has("2001:db8::/32", "2001:db8:ffff::1"));
	ck_assert(!has("2001:db8::/32", "2001:db9::"));
	ck_assert(has("::/0", "2001:db8::1"));
}
END_TEST

START_TEST(ipv4_is_apart)
{
	ck_assert(!has("::/0", "192.0.2.1"));
	ck_assert(!has("::/64", "192.0.2.1"));
	ck_assert(!has("0.0.0.0/0", "2001:db8::1"));
	ck_assert(has("::ffff:0:0/96", "192.0.2.1"));
}
END_TEST

START_TEST(share_of_an_address)
{
	static const struct {
		const char *address, *share;
	} rows[] = {{"192.0.2.1", "192.0.2.1"}, {"2001:db8::1:2:3:4", "2001:db8::/64"},
		{"fe80::1", "fe80::1"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct address_range range;
		unsigned char bytes[16];
		char text[ADDRESS_RANGE_SIZE];
		parse(bytes, rows[i].address);
		address_range_of_share(&range, bytes);
		address_range_text(text, &range);
		unit_same(text, rows[i].share);
	}
}
END_TEST

START_TEST(empty_set_has_nothing)
{
	struct address_set set = {0};
	unsigned char bytes[16];
	parse(bytes, "192.0.2.1");
	address_set_sort(&set);
	ck_assert(!address_set_has(&set, bytes));
	address_set_finish(&set);
}
END_TEST

/* A range of a few addresses of both kinds, so that many lie in each other. */
static void draw_range(struct address_range *range)
{
	static const char *const bases[] = {
		"10.0.0.0", "::", "::ffff:0:0", "2001:db8::", "::fffe:0:0"};
	unsigned char bytes[16];
	parse(bytes, bases[unit_draw(5)]);
	bytes[14] = (unsigned char)unit_draw(4);
	bytes[15] = (unsigned char)unit_draw(256);
	*range = (struct address_range){.bits = (unsigned char)(128 - unit_draw(12))};
	if (unit_draw(20) == 0)
		range->bits = (unsigned char)(address_is_ipv4(bytes) ? 96 : unit_draw(97));
	char text[INET6_ADDRSTRLEN], written[INET6_ADDRSTRLEN + 8];
	inet_ntop(AF_INET6, bytes, text, sizeof text);
	snprintf(written, sizeof written, "%s/%u", text, range->bits);
	ck_assert(address_range_parse(range, written));
}

START_TEST(as_looking_at_each)
{
	struct address_range ranges[40];
	unit_seed(7);
	for (unsigned round = 0; round < unit_rounds(300); round++) {
		struct address_set set = {0};
		unsigned count = unit_draw(40);
		for (unsigned i = 0; i < count; i++) {
			draw_range(&ranges[i]);
			address_set_add(&set, &ranges[i]);
		}
		address_set_sort(&set);
		for (unsigned tries = 0; tries < 200; tries++) {
			struct address_range asked;
			bool wanted = false;
			draw_range(&asked);
			for (unsigned i = 0; i < count; i++)
				wanted |= address_range_has(&ranges[i], asked.first);
			ck_assert(address_set_has(&set, asked.first) == wanted);
		}
		address_set_finish(&set);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {reads_and_writes, refuses, knows_what_it_has, ipv4_is_apart,
		share_of_an_address, empty_set_has_nothing, as_looking_at_each, NULL};
	return unit_cases("address_set", cases);
}
