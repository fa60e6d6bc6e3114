/* Whose rooms are: founders and operators with accounts, in the room, away, and when all have left.
 */
#include "ownership.h"

#include <stdio.h>
#include <string.h>

#include "login.h"
#include "memory.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol;
static struct account *accounts[2];

static void log_in(struct peer *peer, struct account *account)
{
	peer_enter(peer);
	login_enter(peer->session, account, 0);
	peer_leave(peer);
}

/* alice and bob have accounts, on two loops; alice has made #tea. carol has none. */
static void set_up(void)
{
	const struct scram_keys none = {0};
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	carol = world_named(1, "carol");
	core_enter(&world.core.loops[0], world.now);
	accounts[0] = account_make(&world.core, "alice", "hash", &none);
	accounts[1] = account_make(&world.core, "bob", "hash", &none);
	core_leave(&world.core.loops[0]);
	log_in(alice, accounts[0]);
	log_in(bob, accounts[1]);
	peer_say(alice, "/join tea");
	world_flush();
	world_forget();
}

/* Nobody's, so that all is freed. */
static void tear_down(void)
{
	core_enter(&world.core.loops[0], world.now);
	for (struct room *room = world.core.rooms, *next; room; room = next) {
		next = room->hh.next;
		if (room_is_owned(room))
			ownership_drop(room);
	}
	core_leave(&world.core.loops[0]);
	world_end();
}

static const char *answer(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

static unsigned roles(struct peer *peer, const char *room)
{
	return peer_member(peer, room)->roles;
}

START_TEST(who_makes_a_room_is_its_founder)
{
	ck_assert_uint_eq(roles(alice, "#tea"), ROLE_FOUNDER | ROLE_OPERATOR);
	unit_same(answer(alice, "/room"), "owner-is alice #tea\n");
	peer_say(carol, "/join milk");
	ck_assert_uint_eq(roles(carol, "#milk"), ROLE_OPERATOR);
	unit_same(answer(carol, "/room"), "owner-is #milk\n");
	ck_assert_uint_eq(accounts[0]->rooms, 1);
}
END_TEST

START_TEST(an_empty_room_waits_for_its_founder)
{
	peer_say(alice, "/mode key hush");
	peer_say(alice, "/topic tea at four");
	peer_say(alice, "/part");
	ck_assert_ptr_nonnull(world_room("#tea"));
	unit_same(answer(carol, "/join tea"), "refused KEY_WRONG #tea\n");
	unit_like(answer(carol, "/join tea hush"), "joined* carol #tea...");
	ck_assert_uint_eq(roles(carol, "#tea"), 0);
	unit_same(answer(carol, "/kick alice"), "refused NOT_OPERATOR #tea NAME [WHY]\n");
	/* the founder needs no key, and is told of as the server's doing */
	unit_like(answer(alice, "/join tea"), "joined* alice #tea...");
	peer_expect(carol, "joined alice #tea\nchanged #tea +founder=alice +operator=alice\n");
	ck_assert_uint_eq(roles(alice, "#tea"), ROLE_FOUNDER | ROLE_OPERATOR);
}
END_TEST

START_TEST(bans_do_not_keep_the_founder_out)
{
	peer_say(bob, "/join tea");
	peer_say(alice, "/op bob");
	peer_say(alice, "/part");
	peer_say(bob, "/ban alice");
	peer_say(bob, "/mode invite-only");
	peer_say(bob, "/mode limit 1");
	unit_like(answer(alice, "/join tea"), "joined* alice #tea...");
}
END_TEST

START_TEST(operators_with_accounts_are_kept)
{
	peer_say(bob, "/join tea");
	peer_say(carol, "/join tea");
	ck_assert_uint_eq(roles(bob, "#tea"), 0);
	peer_say(alice, "/op bob");
	peer_say(alice, "/op carol"); /* who has no account: until she leaves */
	unit_same(answer(alice, "/room"), "owner-is alice #tea [bob] =1\n");
	peer_say(bob, "/part");
	peer_say(carol, "/part");
	unit_like(answer(bob, "/join tea"), "joined* bob #tea...changed #tea +operator=bob\n");
	peer_say(carol, "/join tea");
	ck_assert_uint_eq(roles(carol, "#tea"), 0);
	unit_same(answer(bob, "/deop alice"), "refused OUTRANKED alice NAME\n");
	peer_say(alice, "/deop bob");
	unit_same(answer(alice, "/room"), "owner-is alice #tea\n");
	peer_say(bob, "/part");
	unit_like(answer(bob, "/join tea"), "joined* bob #tea chatd [...] =2\n");
}
END_TEST

START_TEST(an_operator_who_is_away_is_taken_off)
{
	peer_say(bob, "/join tea");
	peer_say(alice, "/op bob");
	peer_close(bob, "");
	unit_same(answer(alice, "/deop bob"), "changed* alice #tea -operator=bob\n");
	unit_same(answer(alice, "/deop bob"), "refused NOBODY bob NAME\n");
	unit_same(answer(alice, "/room"), "owner-is alice #tea\n");
}
END_TEST

START_TEST(roles_come_and_go_with_the_login)
{
	struct peer *phone = world_named(1, "phone");
	peer_say(phone, "/join tea");
	world_flush();
	world_forget();
	log_in(phone, accounts[0]);
	world_flush();
	peer_expect(alice, "changed #tea +founder=phone +operator=phone\n");
	peer_enter(phone);
	login_leave(phone->session);
	peer_leave(phone);
	world_flush();
	peer_expect(alice, "changed #tea -founder=phone -operator=phone\n");
	ck_assert_uint_eq(roles(phone, "#tea"), 0);
}
END_TEST

START_TEST(a_room_is_given_away)
{
	unit_same(answer(alice, "/room give bob"), "refused NOT_MEMBER bob #tea\n");
	ck_assert_uint_eq(accounts[1]->rooms, 0);
	peer_say(bob, "/join tea");
	peer_say(carol, "/join tea");
	unit_same(answer(bob, "/room give carol"), "refused NOT_FOUNDER #tea\n");
	unit_same(answer(alice, "/room give carol"), "refused NO_ACCOUNT carol\n");
	unit_same(answer(alice, "/room give bob"),
		"owner* bob alice #tea\nchanged #tea +founder=bob +operator=bob\n");
	peer_expect(carol, "owner bob alice #tea\nchanged #tea +founder=bob +operator=bob\n");
	unit_same(answer(carol, "/room"), "owner-is bob #tea [alice] =1\n");
	ck_assert_uint_eq(accounts[0]->rooms, 0);
	ck_assert_uint_eq(accounts[1]->rooms, 1);
	unit_same(answer(alice, "/room drop"), "refused NOT_FOUNDER #tea\n");
}
END_TEST

START_TEST(a_room_is_given_up_and_claimed)
{
	unit_same(answer(alice, "/room claim"), "refused ROOM_OWNED #tea\n");
	unit_same(answer(alice, "/room drop"), "owner* alice #tea\n");
	unit_same(answer(alice, "/room"), "owner-is #tea\n");
	peer_say(bob, "/join tea");
	peer_say(carol, "/join tea");
	peer_say(alice, "/op carol");
	unit_same(answer(bob, "/room claim"), "refused NOT_OPERATOR #tea [drop|claim|give NAME]\n");
	unit_same(answer(carol, "/room claim"),
		"refused NOT_LOGGED_IN claim [drop|claim|give NAME]\n");
	peer_say(alice, "/op bob");
	unit_same(
		answer(bob, "/room claim"), "owner* bob bob #tea on\nchanged #tea +founder=bob\n");
	unit_same(answer(bob, "/room drop"), "owner* bob #tea\n");
	peer_say(alice, "/part");
	peer_say(bob, "/part");
	peer_say(carol, "/part");
	ck_assert_ptr_null(world_room("#tea"));
}
END_TEST

START_TEST(the_lobby_is_the_servers)
{
	peer_say(alice, "/join lobby");
	unit_same(answer(alice, "/room claim"), "refused ROOM_OF_SERVER #lobby\n");
	ck_assert_uint_eq(roles(alice, "#lobby"), 0);
}
END_TEST

START_TEST(a_dropped_account_has_no_rooms)
{
	peer_say(bob, "/join tea");
	peer_say(alice, "/op bob");
	peer_say(bob, "/join milk"); /* bob's own, with alice */
	peer_say(alice, "/join milk");
	peer_say(bob, "/op alice");
	peer_say(bob, "/part");
	peer_say(alice, "/drop alice");
	ck_assert_uint_eq(world_room("#milk")->operator_count, 0);
	ck_assert_uint_eq(world_room("#tea")->founder, 0);
	ck_assert_uint_eq(world_room("#tea")->operator_count, 1); /* bob operates it still */
	peer_say(bob, "/join tea");
	ck_assert_uint_eq(roles(bob, "#tea"), ROLE_OPERATOR);
	peer_say(bob, "/part");
	peer_say(bob, "/drop bob");
	ck_assert_ptr_null(world_room("#tea"));
	peer_close(alice, "");
	ck_assert_ptr_null(world_room("#milk"));
}
END_TEST

START_TEST(one_has_so_many_rooms)
{
	char line[32];
	for (int i = 1; i <= OWNERSHIP_ROOMS_MAX; i++) {
		snprintf(line, sizeof line, "/join tea%d", i);
		peer_say(alice, line);
	}
	ck_assert_uint_eq(accounts[0]->rooms, OWNERSHIP_ROOMS_MAX);
	ck_assert_uint_eq(roles(alice, "#tea20"), ROLE_OPERATOR);
	unit_same(answer(alice, "/room claim"), "refused ROOMS_OWNED_MAX alice =20\n");
	peer_say(alice, "/join tea");
	peer_say(alice, "/room drop");
	peer_say(alice, "/join last");
	ck_assert_uint_eq(roles(alice, "#last"), ROLE_FOUNDER | ROLE_OPERATOR);
}
END_TEST

/* A room that nobody has used for as long as lines are kept. */
START_TEST(a_room_that_ends_is_nobodys)
{
	peer_say(bob, "/join tea");
	peer_say(alice, "/op bob");
	peer_say(alice, "/part");
	peer_say(bob, "/part");
	unit_like(answer(bob, "/account"), "account-is* bob...account-room #tea\n");
	unit_like(answer(alice, "/account"), "account-is* alice...account-room #tea on\n");
	world.core.history.keep_ms = 1000;
	core_enter(&world.core.loops[0], world.now + 2000);
	room_sweep(&world.core);
	core_leave(&world.core.loops[0]);
	ck_assert_ptr_null(world_room("#tea"));
	ck_assert_uint_eq(accounts[0]->rooms, 0);
	ck_assert_uint_eq(accounts[0]->roles.count + accounts[1]->roles.count, 0);
	ck_assert_ptr_null(strstr(answer(bob, "/account"), "account-room"));
}
END_TEST

/* Of a damaged file. */
START_TEST(nobody_operates_a_restored_room_twice)
{
	struct room *tea = world_room("#tea");
	core_enter(&world.core.loops[0], world.now);
	ownership_drop(tea);
	tea->founder = accounts[0]->id;
	tea->operators = memory_grow(NULL, 8 * sizeof *tea->operators);
	for (unsigned i = 0; i < 8; i++)
		tea->operators[i] = accounts[i % 2]->id;
	tea->operator_count = 8;
	ownership_restore(tea);
	ck_assert_uint_eq(tea->operator_count, 1);
	ck_assert_uint_eq(accounts[0]->roles.count + accounts[1]->roles.count, 2);
	ownership_forget(accounts[0]);
	ownership_forget(accounts[1]);
	ck_assert(!room_is_owned(tea));
	core_leave(&world.core.loops[0]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_makes_a_room_is_its_founder,
		an_empty_room_waits_for_its_founder, bans_do_not_keep_the_founder_out,
		operators_with_accounts_are_kept, an_operator_who_is_away_is_taken_off,
		roles_come_and_go_with_the_login, a_room_is_given_away,
		a_room_is_given_up_and_claimed, the_lobby_is_the_servers,
		a_dropped_account_has_no_rooms, one_has_so_many_rooms, a_room_that_ends_is_nobodys,
		nobody_operates_a_restored_room_twice, NULL};
	return unit_cases_with("ownership", set_up, tear_down, cases);
}
