/* Who may come in. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "admission.h"
#include "table.h"
#include "unit.h"

static struct admission admission;
static int64_t now = 1000000;

static void set_up(void)
{
	table_init();
	admission_init(&admission);
	admission_set(&admission, 10, 2);
}

static void tear_down(void)
{
	admission_finish(&admission);
}

static void bytes_of(unsigned char out[16], const char *host)
{
	char mapped[64];
	snprintf(mapped, sizeof mapped, "%s%s", strchr(host, ':') ? "" : "::ffff:", host);
	ck_assert_int_eq(inet_pton(AF_INET6, mapped, out), 1);
}

static enum admission_answer enter(const char *host)
{
	unsigned char peer[16];
	bytes_of(peer, host);
	return admission_enter(&admission, peer, now);
}

static void leave(const char *host)
{
	unsigned char peer[16];
	bytes_of(peer, host);
	admission_leave(&admission, peer);
}

static void expect(const char *host, enum admission_answer wanted)
{
	enum admission_answer answer = enter(host);
	ck_assert_msg(answer == wanted, "%s gets %d", host, (int)answer);
}

START_TEST(an_address_has_its_share)
{
	expect("192.0.2.1", ADMISSION_GRANTED);
	expect("192.0.2.1", ADMISSION_GRANTED);
	expect("192.0.2.1", ADMISSION_ADDRESS_FULL);
	expect("192.0.2.2", ADMISSION_GRANTED);
	leave("192.0.2.1");
	expect("192.0.2.1", ADMISSION_GRANTED);
	expect("192.0.2.1", ADMISSION_ADDRESS_FULL);
}
END_TEST

START_TEST(a_refusal_takes_no_place)
{
	expect("192.0.2.1", ADMISSION_GRANTED);
	expect("192.0.2.1", ADMISSION_GRANTED);
	for (int i = 0; i < 20; i++)
		expect("192.0.2.1", ADMISSION_ADDRESS_FULL);
	for (int i = 0; i < 8; i++)
		expect("127.0.0.1", ADMISSION_GRANTED);
	for (int i = 0; i < 20; i++)
		expect("192.0.2.9", ADMISSION_FULL);
	leave("127.0.0.1");
	expect("192.0.2.9", ADMISSION_GRANTED);
}
END_TEST

START_TEST(a_whole_64_is_one_address)
{
	expect("2001:db8:0:1::1", ADMISSION_GRANTED);
	expect("2001:db8:0:1:ffff:ffff:ffff:ffff", ADMISSION_GRANTED);
	expect("2001:db8:0:1::2", ADMISSION_ADDRESS_FULL);
	expect("2001:db8:0:2::1", ADMISSION_GRANTED);
	leave("2001:db8:0:1:ffff:ffff:ffff:ffff");
	expect("2001:db8:0:1::2", ADMISSION_GRANTED);
}
END_TEST

START_TEST(addresses_of_version_4_are_told_apart)
{
	for (int i = 1; i <= 4; i++) {
		char host[16];
		snprintf(host, sizeof host, "192.0.2.%d", i);
		expect(host, ADMISSION_GRANTED);
		expect(host, ADMISSION_GRANTED);
		expect(host, ADMISSION_ADDRESS_FULL);
	}
}
END_TEST

START_TEST(the_two_addresses_of_loopback_are_free)
{
	for (int i = 0; i < 5; i++) {
		expect("127.0.0.1", ADMISSION_GRANTED);
		expect("::1", ADMISSION_GRANTED);
	}
	expect("127.0.0.1", ADMISSION_FULL);
	leave("::1");
	expect("127.0.0.2", ADMISSION_GRANTED);
	leave("127.0.0.2");
	for (int i = 0; i < 8; i++)
		leave("127.0.0.1");
	expect("127.0.0.2", ADMISSION_GRANTED);
	expect("127.0.0.2", ADMISSION_GRANTED);
	expect("127.0.0.2", ADMISSION_ADDRESS_FULL);
}
END_TEST

/* How often an address gets in that comes and goes at once. */
static int comings(const char *host)
{
	int count = 0;
	for (; count < 1000 && enter(host) == ADMISSION_GRANTED; count++)
		leave(host);
	return count;
}

START_TEST(an_address_may_connect_so_often)
{
	admission_set(&admission, 10, 8);
	ck_assert_int_eq(comings("192.0.2.1"), ADMISSION_BURST * 8);
	expect("192.0.2.1", ADMISSION_ADDRESS_OFTEN);
	ck_assert_int_eq(comings("192.0.2.2"), ADMISSION_BURST * 8);
	ck_assert_int_eq(comings("127.0.0.1"), 1000);
	now += 1000;
	admission_sweep(&admission, now); /* nothing is forgotten that is to be regained */
	ck_assert_int_eq(comings("192.0.2.1"), 8 / ADMISSION_SECONDS);
	for (int i = 0; i < 50; i++) /* to be refused costs nothing */
		expect("192.0.2.1", ADMISSION_ADDRESS_OFTEN);
	now += 1000;
	ck_assert_int_eq(comings("192.0.2.1"), 8 / ADMISSION_SECONDS);
	now += 1000 * ADMISSION_BURST * ADMISSION_SECONDS;
	ck_assert_int_eq(comings("192.0.2.1"), ADMISSION_BURST * 8);
}
END_TEST

/* Only those are remembered that matter. */
START_TEST(addresses_are_forgotten)
{
	admission_set(&admission, 10, 8);
	expect("192.0.2.1", ADMISSION_GRANTED);
	ck_assert_int_eq(comings("192.0.2.2"), ADMISSION_BURST * 8);
	admission_sweep(&admission, now);
	expect("192.0.2.2", ADMISSION_ADDRESS_OFTEN);
	now += 1000 * ADMISSION_BURST * ADMISSION_SECONDS;
	admission_sweep(&admission, now);
	ck_assert_ptr_nonnull(admission.addresses); /* of the one that is here */
	leave("192.0.2.1");
	ck_assert_int_eq(admission.count, 0);
	admission_sweep(&admission, now);
	ck_assert_ptr_null(admission.addresses);
}
END_TEST

START_TEST(zero_lifts_the_limit_of_an_address)
{
	admission_set(&admission, 10, 0);
	for (int i = 0; i < 10; i++)
		expect("192.0.2.1", ADMISSION_GRANTED);
	expect("192.0.2.1", ADMISSION_FULL);
}
END_TEST

START_TEST(who_is_in_stays_in_under_a_lower_limit)
{
	admission_set(&admission, 10, 4);
	for (int i = 0; i < 4; i++)
		expect("192.0.2.1", ADMISSION_GRANTED);
	admission_set(&admission, 3, 2);
	expect("192.0.2.2", ADMISSION_FULL);
	for (int i = 0; i < 2; i++)
		leave("192.0.2.1");
	expect("192.0.2.1", ADMISSION_ADDRESS_FULL);
	leave("192.0.2.1");
	expect("192.0.2.1", ADMISSION_GRANTED);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_address_has_its_share, a_refusal_takes_no_place,
		a_whole_64_is_one_address, addresses_of_version_4_are_told_apart,
		the_two_addresses_of_loopback_are_free, an_address_may_connect_so_often,
		addresses_are_forgotten, zero_lifts_the_limit_of_an_address,
		who_is_in_stays_in_under_a_lower_limit, NULL};
	return unit_cases_with("admission", set_up, tear_down, cases);
}
