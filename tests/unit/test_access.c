/* Who may come in. */
#include "access.h"

#include <stdio.h>

#include "address_set.h"
#include "unit.h"
#include "world.h"

static struct event refusal;

static void add(struct address_set *set, const char *text)
{
	struct address_range range;
	ck_assert(address_range_parse(&range, text));
	address_set_add(set, &range);
	address_set_sort(set);
}

static void set_rules(const char *allow, const char *deny)
{
	struct access_rules rules = {.allow_only = allow != NULL};
	if (allow && *allow)
		add(&rules.allow, allow);
	if (deny)
		add(&rules.deny, deny);
	access_set_rules(&world.core, &rules);
}

/* The outcome of the refusal, OUTCOME_DONE for none. */
static enum outcome ask(const char *address, uint32_t host, const char *account, bool stays)
{
	struct address_range range;
	struct visitor visitor = {.host = host, .account = account};
	if (address) {
		ck_assert(address_range_parse(&range, address));
		visitor.address = range.first;
	}
	bool may = stays ? access_may_stay(&world.core, &visitor, &refusal)
			 : access_may(&world.core, &visitor, &refusal);
	return may ? OUTCOME_DONE : refusal.outcome;
}

static enum outcome comes(const char *address)
{
	return ask(address, 1, NULL, false);
}

static bool ban(bool of_account, const char *mask, int64_t seconds, const char *why)
{
	struct access_ban row = {.of_account = of_account,
		.mask = strdup(mask),
		.by = strdup("root"),
		.why = why ? strdup(why) : NULL,
		.at = world.now,
		.until = seconds ? world.now + 1000 * seconds : 0};
	if (!of_account && *mask != '*')
		ck_assert(address_range_parse(&row.range, mask));
	bool set = access_ban(&world.core, &row) != NULL;
	free(row.mask);
	free(row.by);
	free(row.why);
	return set;
}

static void at(int64_t now)
{
	world.now = now;
	core_enter(&world.core.loops[0], now);
	access_expire(&world.core);
	core_leave(&world.core.loops[0]);
}

START_TEST(all_may_come_at_first)
{
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_DONE);
	ck_assert_int_eq(comes(NULL), OUTCOME_DONE);
	ck_assert(!atomic_load(&world.core.access.limits));
}
END_TEST

START_TEST(deny_wins_over_allow)
{
	set_rules("192.0.2.0/24", "192.0.2.128/25");
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_DONE);
	ck_assert_int_eq(comes("192.0.2.129"), OUTCOME_ADDRESS_DENIED);
	ck_assert_int_eq(comes("192.0.3.1"), OUTCOME_ADDRESS_DENIED);
	ck_assert_int_eq(ask("192.0.2.129", 1, "alice", true), OUTCOME_ADDRESS_DENIED);
	ck_assert(atomic_load(&world.core.access.limits));
	set_rules(NULL, NULL);
	ck_assert(!atomic_load(&world.core.access.limits));
}
END_TEST

START_TEST(an_empty_list_allows_nobody)
{
	set_rules("", NULL);
	ck_assert(atomic_load(&world.core.access.limits));
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_ADDRESS_DENIED);
	ck_assert_int_eq(comes("2001:db8::1"), OUTCOME_ADDRESS_DENIED);
}
END_TEST

START_TEST(this_machine_is_always_let_in)
{
	set_rules("", "0.0.0.0/0");
	ck_assert(ban(false, "::/0", 0, NULL));
	ck_assert(ban(false, "127.0.0.0/8", 0, NULL));
	ck_assert(ban(false, ACCESS_EVERYBODY, 0, NULL));
	ck_assert_int_eq(comes("127.0.0.1"), OUTCOME_DONE);
	ck_assert_int_eq(comes("::1"), OUTCOME_DONE);
	ck_assert_int_eq(comes(NULL), OUTCOME_DONE); /* a unix socket */
	ck_assert_int_eq(comes("127.0.0.2"), OUTCOME_ADDRESS_DENIED);
}
END_TEST

START_TEST(a_ban_of_addresses)
{
	ck_assert(ban(false, "192.0.2.0/24", 90, "spam"));
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_SERVER_BANNED);
	unit_same(refusal.other, "spam");
	ck_assert_int_eq(refusal.idle, 91);
	ck_assert_int_eq(comes("192.0.3.1"), OUTCOME_DONE);
	at(world.now + 89999);
	ck_assert_int_eq(ask("192.0.2.1", 0, NULL, true), OUTCOME_SERVER_BANNED);
	ck_assert_int_eq(refusal.idle, 1);
	at(world.now + 1);
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_DONE);
	ck_assert_uint_eq(world.core.access.count, 0);
	ck_assert(!atomic_load(&world.core.access.limits));
}
END_TEST

START_TEST(a_ban_of_an_account)
{
	ck_assert(ban(true, "bob", 0, NULL));
	ck_assert_int_eq(ask("192.0.2.1", 1, "bob", false), OUTCOME_SERVER_BANNED);
	ck_assert_ptr_null(refusal.other);
	ck_assert_int_eq(refusal.idle, 0);
	ck_assert_int_eq(ask(NULL, 0, "bob", true), OUTCOME_SERVER_BANNED);
	ck_assert_int_eq(ask("192.0.2.1", 1, "bobby", false), OUTCOME_DONE);
	ck_assert_int_eq(ask("192.0.2.1", 1, NULL, false), OUTCOME_DONE);
	ck_assert(!access_lift(&world.core, false, "bob"));
	ck_assert(access_lift(&world.core, true, "bob"));
	ck_assert_int_eq(ask("192.0.2.1", 1, "bob", false), OUTCOME_DONE);
}
END_TEST

START_TEST(a_ban_takes_the_place_of_the_same_one)
{
	ck_assert(ban(false, "192.0.2.1", 10, "a"));
	ck_assert(ban(false, "192.0.2.1", 0, "b"));
	ck_assert_uint_eq(world.core.access.count, 1);
	at(world.now + 20000);
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_SERVER_BANNED);
	unit_same(refusal.other, "b");
}
END_TEST

START_TEST(bans_end_in_their_order)
{
	ck_assert(ban(false, "192.0.2.1", 30, NULL));
	ck_assert(ban(false, "192.0.2.2", 10, NULL));
	ck_assert(ban(false, "192.0.2.3", 20, NULL));
	for (unsigned left = 3; left > 0; left--) {
		ck_assert_uint_eq(world.core.access.count, left);
		at(world.now + 10000);
	}
	ck_assert_uint_eq(world.core.access.count, 0);
	ck_assert_int_eq(world.core.access.ending_at, 0);
}
END_TEST

START_TEST(a_closed_server)
{
	ck_assert(!access_find(&world.core, false, ACCESS_EVERYBODY));
	access_spare(&world.core, 7);
	access_spare(&world.core, 0);
	ck_assert(ban(false, ACCESS_EVERYBODY, 0, "storm"));
	ck_assert(access_find(&world.core, false, ACCESS_EVERYBODY));
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_SERVER_CLOSED);
	unit_same(refusal.other, "storm");
	ck_assert_int_eq(ask("192.0.2.1", 1, NULL, true), OUTCOME_DONE);
	ck_assert_int_eq(ask("192.0.2.1", 7, NULL, false), OUTCOME_DONE);
	ck_assert_int_eq(ask("192.0.2.1", 0, NULL, false), OUTCOME_SERVER_CLOSED);
	ck_assert(access_lift(&world.core, false, ACCESS_EVERYBODY));
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_DONE);
	ck_assert(ban(false, ACCESS_EVERYBODY, 0, NULL)); /* who was spared then is no more */
	ck_assert_int_eq(ask("192.0.2.1", 7, NULL, false), OUTCOME_SERVER_CLOSED);
}
END_TEST

START_TEST(for_people_with_an_account)
{
	struct access_rules none = {0};
	struct visitor known = {.known = true};
	world.core.accounts_only = true;
	access_set_rules(&world.core, &none);
	ck_assert(atomic_load(&world.core.access.limits));
	ck_assert_int_eq(comes("192.0.2.1"), OUTCOME_ACCOUNT_NEEDED);
	ck_assert_int_eq(comes(NULL), OUTCOME_ACCOUNT_NEEDED);
	ck_assert_int_eq(ask("192.0.2.1", 1, "bob", false), OUTCOME_DONE);
	ck_assert_int_eq(ask("192.0.2.1", 1, NULL, true), OUTCOME_ACCOUNT_NEEDED);
	ck_assert(access_may(&world.core, &known, &refusal));
}
END_TEST

START_TEST(few_are_spared)
{
	ck_assert(ban(false, ACCESS_EVERYBODY, 0, NULL));
	for (uint32_t host = 1; host <= ACCESS_SPARED_MAX + 1; host++) {
		access_spare(&world.core, host);
		access_spare(&world.core, host);
	}
	ck_assert_int_eq(ask("192.0.2.1", ACCESS_SPARED_MAX, NULL, false), OUTCOME_DONE);
	ck_assert_int_eq(
		ask("192.0.2.1", ACCESS_SPARED_MAX + 1, NULL, false), OUTCOME_SERVER_CLOSED);
}
END_TEST

START_TEST(bans_are_bounded)
{
	char mask[16];
	for (unsigned i = 0; i <= ACCESS_BANS_MAX; i++) {
		snprintf(mask, sizeof mask, "10.0.%u.%u", i / 256, i % 256);
		ck_assert(ban(false, mask, 0, NULL) == (i < ACCESS_BANS_MAX));
	}
	ck_assert(ban(false, "10.0.0.1", 5, NULL)); /* one that is there is changed */
	ck_assert(!ban(true, "bob", 0, NULL));
}
END_TEST

static void set_up(void)
{
	world_set_up();
	at(world.now);
}

Suite *unit_suite(void)
{
	const TTest *const cases[] = {all_may_come_at_first, deny_wins_over_allow,
		an_empty_list_allows_nobody, this_machine_is_always_let_in, a_ban_of_addresses,
		a_ban_of_an_account, a_ban_takes_the_place_of_the_same_one, bans_end_in_their_order,
		a_closed_server, for_people_with_an_account, few_are_spared, bans_are_bounded,
		NULL};
	return unit_cases_with("access", set_up, world_end, cases);
}
