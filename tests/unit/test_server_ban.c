/* What the server's operators do about who may come in. */
#include "server_ban.h"

#include <stdio.h>
#include <stdlib.h>

#include "memory.h"
#include "record.h"
#include "unit.h"
#include "world.h"

/* root operates the server from this machine, helper from afar; bob and carol are of one /64. */
static struct peer *root, *helper, *bob, *carol, *here;

static struct peer *from(unsigned loop, const char *name, const char *address, uint32_t host)
{
	struct peer *peer = world_peer();
	struct address_range range;
	ck_assert(address_range_parse(&range, address));
	memcpy(peer->address, range.first, sizeof peer->address);
	peer_open(peer, loop, &(struct newcomer){.origin = {.host = host, .net = 1}, .name = name});
	return peer;
}

static void make_operator(struct peer *peer)
{
	session_profile(peer->session)->operator_name = memory_text("root");
	world.core.operator_count++;
}

static void set_up(void)
{
	world_start(2);
	root = world_named(0, "root");
	here = world_named(0, "here");
	helper = from(1, "helper", "192.0.2.1", 1);
	bob = from(1, "bob", "2001:db8::1", 2);
	carol = from(0, "carol", "2001:db8::2", 2);
	make_operator(root);
	make_operator(helper);
	world_forget();
}

static bool may_come(const char *address, uint32_t host)
{
	struct address_range range;
	struct event refusal;
	ck_assert(address_range_parse(&range, address));
	return access_may(
		&world.core, &(struct visitor){.address = range.first, .host = host}, &refusal);
}

/* What it is told in answer. */
static const char *answer(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

START_TEST(others_may_not)
{
	unit_same(answer(bob, "/server-ban carol"),
		"refused NOT_SERVER_OPERATOR carol [WHOM [TIME] [WHY]]\n");
	unit_same(answer(bob, "/server-ban"),
		"refused NOT_SERVER_OPERATOR server-ban [WHOM [TIME] [WHY]]\n");
	unit_same(answer(bob, "/server-unban carol"), "refused NOT_SERVER_OPERATOR carol WHOM\n");
	unit_same(answer(bob, "/close"), "refused NOT_SERVER_OPERATOR close [WHY]\n");
	unit_same(answer(bob, "/open"), "refused NOT_SERVER_OPERATOR open \n");
	ck_assert_uint_eq(world.core.access.count, 0);
}
END_TEST

/* Who is meant, and whoever shares the address, has to leave with the reason; on each loop. */
START_TEST(a_person_stands_for_the_address)
{
	unit_same(answer(root, "/server-ban bob 90s spam"),
		"server-ban* root 2001:db8::/64 spam =2 90s on\n");
	peer_expect(helper, "server-ban root 2001:db8::/64 spam =2 90s on\n");
	unit_like(peer_text(bob), "refused SERVER_BANNED ...spam...");
	unit_like(peer_text(carol), "refused SERVER_BANNED ...spam...");
	ck_assert(bob->session->closed && carol->session->closed);
	ck_assert(!helper->session->closed && !here->session->closed);
	ck_assert(!may_come("2001:db8::ffff", 2));
	ck_assert(may_come("2001:db8:0:1::1", 3));
}
END_TEST

START_TEST(addresses_are_banned_as_they_are_written)
{
	unit_same(answer(root, "/server-ban 198.51.100.7/24"),
		"server-ban* root 198.51.100.0/24 on\n");
	ck_assert(!may_come("198.51.100.1", 9));
	unit_same(answer(helper, "/server-unban 198.51.100.99/24"),
		"server-ban* helper 198.51.100.0/24\n");
	ck_assert(may_come("198.51.100.1", 9));
}
END_TEST

START_TEST(who_cannot_be_banned)
{
	unit_same(answer(root, "/server-ban nobody"),
		"refused BAN_WHOM nobody [WHOM [TIME] [WHY]]\n");
	unit_same(answer(root, "/server-ban here"), "refused BAN_HERE here [WHOM [TIME] [WHY]]\n");
	unit_same(answer(root, "/server-ban 192.0.2.1/33"),
		"refused BAN_WHOM 192.0.2.1/33 [WHOM [TIME] [WHY]]\n");
	unit_same(answer(root, "/server-ban bob 10x"), "refused TIME bob [WHOM [TIME] [WHY]]\n");
	unit_same(answer(helper, "/server-ban 192.0.2.0/24"),
		"refused YOURSELF 192.0.2.0/24 [WHOM [TIME] [WHY]]\n");
	unit_same(answer(helper, "/server-ban helper"),
		"refused YOURSELF helper [WHOM [TIME] [WHY]]\n");
	unit_same(answer(root, "/server-unban bob"), "refused NO_SERVER_BAN bob WHOM\n");
	unit_same(answer(root, "/server-unban 192.0.2.0/24"),
		"refused NO_SERVER_BAN 192.0.2.0/24 WHOM\n");
	ck_assert_uint_eq(world.core.access.count, 0);
}
END_TEST

START_TEST(bans_are_listed_and_end)
{
	peer_say(root, "/server-ban 198.51.100.1 10m");
	peer_say(root, "/server-ban 198.51.100.2 too loud");
	world.now += 60000;
	unit_same(answer(helper, "/server-ban"),
		"ban root 198.51.100.1 60s 541i\nban root 198.51.100.2 too loud 60s\nbans =2\n");
	world.now += 540000;
	core_enter(&world.core.loops[0], world.now);
	server_ban_expire(&world.core);
	core_leave(&world.core.loops[0]);
	unit_same(answer(helper, "/server-ban"), "ban root 198.51.100.2 too loud 600s\nbans =1\n");
	ck_assert(may_come("198.51.100.1", 9));
}
END_TEST

START_TEST(closed_and_opened)
{
	unit_same(answer(root, "/open"), "refused SERVER_OPEN open \n");
	unit_same(answer(root, "/close a storm"), "server-closed* root a storm on\n");
	peer_expect(helper, "server-closed root a storm on\n");
	peer_expect(bob, "");
	ck_assert(!bob->session->closed);
	ck_assert(!may_come("2001:db8::1", 2));
	ck_assert(may_come("192.0.2.1", 1)); /* where an operator is */
	unit_same(answer(root, "/server-ban"), "bans on\n");
	unit_same(answer(helper, "/open"), "server-closed* helper\n");
	ck_assert(may_come("2001:db8::1", 2));
}
END_TEST

START_TEST(rules_of_the_configuration_end_people_too)
{
	struct access_rules rules = {.allow_only = true};
	struct address_range range;
	ck_assert(address_range_parse(&range, "192.0.2.0/24"));
	address_set_add(&rules.allow, &range);
	core_enter(&world.core.loops[0], world.now);
	access_set_rules(&world.core, &rules);
	ck_assert_uint_eq(server_ban_end_all(&world.core), 2);
	core_leave(&world.core.loops[0]);
	world_flush();
	peer_expect(bob, "refused ADDRESS_DENIED\n");
	peer_expect(carol, "refused ADDRESS_DENIED\n");
	ck_assert(!helper->session->closed && !root->session->closed);
}
END_TEST

static void restore(const char *mask, bool of_account, int64_t until)
{
	core_enter(&world.core.loops[0], world.now);
	server_ban_restore(&world.core, &(struct record_server_ban){.of_account = of_account,
						.mask = mask,
						.by = "root",
						.why = "",
						.at = 1000,
						.until = until});
	core_leave(&world.core.loops[0]);
}

START_TEST(what_was_stored_comes_back)
{
	world.core.clock_offset = 1700000000000;
	restore("198.51.100.0/24", false, 0);
	restore("mallory", true, world.now + 1700000000000 + 5000);
	restore("198.51.101.0/24", false, world.now + 1700000000000 - 1);
	restore("no address", false, 0);
	restore("*", false, 0);
	ck_assert_uint_eq(world.core.access.count, 3);
	ck_assert(!may_come("198.51.100.1", 9));
	ck_assert(access_find(&world.core, false, ACCESS_EVERYBODY));
	ck_assert_int_eq(access_find(&world.core, true, "mallory")->until, world.now + 5000);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {others_may_not, a_person_stands_for_the_address,
		addresses_are_banned_as_they_are_written, who_cannot_be_banned,
		bans_are_listed_and_end, closed_and_opened,
		rules_of_the_configuration_end_people_too, what_was_stored_comes_back, NULL};
	return unit_cases_with("server_ban", set_up, world_end, cases);
}
