/* The keys of tickets: how long each lasts. */
#include "tls_tickets.h"

#include <string.h>

#include "unit.h"

#define DAY TLS_TICKETS_KEY_MS

static struct tls_tickets tickets;

static void set_up(void)
{
	tls_tickets_init(&tickets);
}

static void tear_down(void)
{
	tls_tickets_finish(&tickets);
}

static struct tls_ticket_key at(int64_t now_ms)
{
	struct tls_ticket_key key;
	ck_assert(tls_tickets_now(&tickets, now_ms, &key));
	return key;
}

static bool same(const struct tls_ticket_key *one, const struct tls_ticket_key *other)
{
	return memcmp(one, other, sizeof *one) == 0;
}

/* Whether a ticket with this key is taken; and whether with a new ticket. */
static void expect(const struct tls_ticket_key *key, int64_t now_ms, bool taken, bool renewed)
{
	struct tls_ticket_key found;
	bool newest = false;
	ck_assert_int_eq(tls_tickets_find(&tickets, now_ms, key->name, &found, &newest), taken);
	if (!taken)
		return;
	ck_assert(same(&found, key));
	ck_assert_int_eq(!newest, renewed);
}

START_TEST(a_key_lasts_a_day)
{
	struct tls_ticket_key first = at(1), again = at(DAY), second = at(1 + DAY);
	ck_assert(same(&first, &again));
	ck_assert_mem_ne(first.name, second.name, sizeof first.name);
	ck_assert_mem_ne(first.cipher, second.cipher, sizeof first.cipher);
	ck_assert_mem_ne(first.mac, second.mac, sizeof first.mac);
}
END_TEST

START_TEST(the_former_key_opens_tickets_for_another_day)
{
	struct tls_ticket_key first = at(1);
	expect(&first, DAY, true, false);
	struct tls_ticket_key second = at(1 + DAY);
	expect(&first, 1 + DAY, true, true);
	expect(&first, 2 * DAY, true, true);
	expect(&first, 1 + 2 * DAY, false, false);
	expect(&second, 2 * DAY, true, false);
}
END_TEST

/* Nobody comes for days: the key in place is too old, and so is what it has encrypted. */
START_TEST(a_quiet_server_forgets_its_keys)
{
	struct tls_ticket_key first = at(1);
	expect(&first, DAY + 1, true, true);
	expect(&first, 2 * DAY + 1, false, false);
	struct tls_ticket_key later = at(5 * DAY), none = {0};
	ck_assert(same(&tickets.former, &none)); /* it is not in memory either */
	struct tls_ticket_key last = at(6 * DAY);
	expect(&first, 6 * DAY, false, false);
	expect(&later, 6 * DAY, true, true);
	expect(&last, 6 * DAY, true, false);
}
END_TEST

START_TEST(an_unknown_key_is_not_found)
{
	struct tls_ticket_key nothing = {0}, first;
	expect(&nothing, 1, false, false); /* as the names are before there is a key */
	first = at(1);
	first.name[15] ^= 1;
	expect(&first, 1, false, false);
	expect(&nothing, 1, false, false);
}
END_TEST

START_TEST(another_process_takes_the_same_tickets)
{
	struct buffer packed = {0};
	struct tls_ticket_key former = at(1), now = at(1 + DAY);
	tls_tickets_pack(&tickets, &(struct pack){.buffer = &packed});
	tls_tickets_finish(&tickets);
	tls_tickets_init(&tickets);
	struct unpack in = unpack_begin(packed.bytes, packed.length);
	ck_assert(tls_tickets_unpack(&tickets, &in));
	ck_assert(unpack_done(&in));
	expect(&now, 2 + DAY, true, false);
	expect(&former, 2 + DAY, true, true);
	in = unpack_begin(packed.bytes, packed.length - 1);
	ck_assert(!tls_tickets_unpack(&tickets, &in));
	buffer_wipe(&packed);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_key_lasts_a_day,
		the_former_key_opens_tickets_for_another_day, a_quiet_server_forgets_its_keys,
		an_unknown_key_is_not_found, another_process_takes_the_same_tickets, NULL};
	return unit_cases_with("tls_tickets", set_up, tear_down, cases);
}
