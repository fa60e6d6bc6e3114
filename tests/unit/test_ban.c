/* Bans: whom they hit, for how long, and how they are lifted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "self.h"
#include "unit.h"
#include "welcome.h"
#include "world.h"

static struct peer *alice, *bob, *mallory;

/* alice has made #tea and bob is in it, both of this machine; mallory, from afar, is too. */
static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	mallory = world_peer();
	peer_open(mallory, 1,
		&(struct newcomer){.origin = {.host = 0xaa, .net = 0xbb}, .name = "mallory"});
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	peer_say(mallory, "/join tea");
	world_forget();
}

static const char *answer_to(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

/* So much later, when the loop that does so has taken away what has ended. */
static void wait(int64_t milliseconds)
{
	world.now += milliseconds;
	peer_enter(alice);
	changes_expire(&world.core);
	peer_leave(alice);
	world_flush();
}

#define FAR "*!*@000000aa.000000bb.hidden"

START_TEST(one_from_afar_is_banned_by_its_address)
{
	unit_same(answer_to(alice, "/ban mallory go away"),
		"changed* alice #tea +ban=" FAR "\nkicked* alice mallory #tea go away\n");
	peer_expect(
		mallory, "changed alice #tea +ban=" FAR "\nkicked alice mallory #tea go away on\n");
	peer_expect(bob, "changed alice #tea +ban=" FAR "\nkicked alice mallory #tea go away\n");
	unit_same(answer_to(mallory, "/join tea"), "refused BANNED #tea go away\n");
	peer_say(mallory, "/nick innocent");
	unit_same(answer_to(mallory, "/join tea"), "refused BANNED #tea go away\n");
	world.now += 5000;
	unit_same(answer_to(bob, "/banlist"),
		"ban alice " FAR " go away [mallory] 5s\nbans #tea =1\n");
}
END_TEST

/* An address of this machine is everybody's. */
START_TEST(one_of_this_machine_is_banned_by_its_name)
{
	unit_same(answer_to(alice, "/ban BOB"),
		"changed* alice #tea +ban=bob!*@*\nkicked* alice bob #tea banned\n");
	unit_same(answer_to(bob, "/join tea"), "refused BANNED #tea\n");
	unit_same(answer_to(alice, "hello"), "");
	peer_say(alice, "/part");
	ck_assert_int_eq(strncmp(answer_to(alice, "/join tea"), "joined* ", 8), 0);
}
END_TEST

START_TEST(somebody_elsewhere_and_nobody_yet_can_be_banned)
{
	struct peer *dave = world_named(0, "dave");
	unit_same(answer_to(alice, "/ban dave"), "changed* alice #tea +ban=dave!*@*\n");
	peer_expect(dave, "");
	unit_same(answer_to(dave, "/join tea"), "refused BANNED #tea\n");
	unit_same(
		answer_to(alice, "/ban *!*@*.example"), "changed* alice #tea +ban=*!*@*.example\n");
	unit_same(answer_to(alice, "/ban erin"), "changed* alice #tea +ban=erin!*@*\n");
	unit_same(answer_to(alice, "/ban erin"), "refused UNCHANGED erin NAME [10m] [WHY]\n");
	unit_same(answer_to(alice, "/ban a,b"), "refused MASK a,b NAME [10m] [WHY]\n");
	unit_same(answer_to(alice, "/ban alice"), "refused YOURSELF alice NAME [10m] [WHY]\n");
	unit_same(answer_to(alice, "/banlist"),
		"ban alice dave!*@* [dave]\nban alice *!*@*.example\nban alice erin!*@*\n"
		"bans #tea =3\n");
}
END_TEST

START_TEST(one_who_is_banned_already_is_put_out)
{
	peer_say(alice, "/ban bob!*@*");
	ck_assert_ptr_nonnull(peer_member(bob, "#tea"));
	unit_same(answer_to(alice, "/ban bob"), "kicked* alice bob #tea banned\n");
}
END_TEST

START_TEST(who_is_banned_and_stays_is_silent)
{
	peer_say(alice, "/ban bob!*@*");
	ck_assert_int_eq(strncmp(answer_to(bob, "hello"), "refused SILENCED #tea ", 22), 0);
	peer_expect(alice, "");
	peer_say(alice, "/voice bob");
	unit_same(answer_to(bob, "hello"), "");
	peer_expect(alice, "said bob #tea hello\n");
}
END_TEST

START_TEST(a_ban_is_lifted_by_name)
{
	peer_say(alice, "/ban mallory");
	peer_say(alice, "/ban bob");
	unit_same(answer_to(alice, "/unban bob"), "changed* alice #tea -ban=bob!*@*\n");
	unit_same(answer_to(alice, "/unban Mallory"), "changed* alice #tea -ban=" FAR "\n");
	unit_same(answer_to(alice, "/unban mallory"), "refused NO_MASK mallory NAME\n");
	ck_assert_int_eq(strncmp(answer_to(mallory, "/join tea"), "joined* ", 8), 0);
}
END_TEST

/* Also when who it was made for has another name or is gone. */
START_TEST(a_ban_remembers_whom_it_was_made_for)
{
	peer_say(alice, "/ban mallory");
	peer_say(mallory, "/nick innocent");
	unit_same(answer_to(alice, "/unban mallory"), "changed* alice #tea -ban=" FAR "\n");
	peer_say(alice, "/ban innocent");
	peer_close(mallory, "");
	unit_same(answer_to(alice, "/unban innocent"), "changed* alice #tea -ban=" FAR "\n");
	unit_same(answer_to(alice, "/banlist"), "bans #tea\n");
}
END_TEST

START_TEST(a_ban_is_lifted_by_its_mask_or_for_one_who_is_here)
{
	peer_say(alice, "/ban " FAR);
	unit_same(answer_to(alice, "/unban mallory"), "changed* alice #tea -ban=" FAR "\n");
	peer_say(alice, "/ban *.EXAMPLE");
	unit_same(answer_to(alice, "/unban *!*@*.example"),
		"changed* alice #tea -ban=*!*@*.EXAMPLE\n");
	unit_same(answer_to(alice, "/unban a,b"), "refused MASK a,b NAME\n");
}
END_TEST

START_TEST(a_ban_may_have_an_end)
{
	unit_same(answer_to(alice, "/ban bob 10m calm down"),
		"changed* alice #tea +ban=bob!*@*/600s\nkicked* alice bob #tea calm down\n");
	peer_expect(
		mallory, "changed alice #tea +ban=bob!*@*/600s\nkicked alice bob #tea calm down\n");
	wait(1000);
	unit_same(answer_to(alice, "/banlist"),
		"ban alice bob!*@* calm down [bob] 1s 600i\nbans #tea =1\n");
	wait(598000);
	unit_same(answer_to(bob, "/join tea"), "refused BANNED #tea calm down\n");
	world_forget();
	wait(1000);
	peer_expect(alice, "changed #tea -ban=bob!*@*\n");
	ck_assert_uint_eq(world.core.ending.count, 0);
	ck_assert_int_eq(strncmp(answer_to(bob, "/join tea"), "joined* ", 8), 0);
}
END_TEST

static int64_t ends_in(const char *line)
{
	peer_say(alice, line);
	const struct mask_list *bans = &world_room("#tea")->rules.masks[0];
	int64_t until = bans->items[bans->count - 1].until;
	return until ? (until - world.now) / 1000 : 0;
}

START_TEST(times_have_units)
{
	ck_assert_int_eq(ends_in("/ban a1 90s"), 90);
	ck_assert_int_eq(ends_in("/ban a2 10m"), 600);
	ck_assert_int_eq(ends_in("/ban a3 2h why"), 7200);
	ck_assert_int_eq(ends_in("/ban a4 7d"), 604800);
	ck_assert_int_eq(ends_in("/ban a5 36500d"), INT64_C(3153600000));
	ck_assert_int_eq(ends_in("/ban a6 90000s"), 90000);
	ck_assert_int_eq(ends_in("/ban a7 876000h"), INT64_C(3153600000));
	ck_assert_int_eq(ends_in("/ban b1 -5m"), 0);
	ck_assert_int_eq(ends_in("/ban b2 for 5m"), 0);
	ck_assert_int_eq(ends_in("/ban b3 10m 3 strikes"), 600);
	ck_assert_str_eq(world_room("#tea")->rules.masks[0].items[9].why, "3 strikes");
}
END_TEST

/* Somebody who mistypes a time does not mean for good. */
START_TEST(a_mistyped_time_bans_nobody)
{
	static const char *const times[] = {"10x", "10", "0m", "10 m", "10M", "10minutes", "1h30m",
		"36501d", "876001h", "99999999999999999999d", "5 to 12", "3 strikes", NULL};
	char line[80];
	for (const char *const *time = times; *time; time++) {
		snprintf(line, sizeof line, "/ban bob %s", *time);
		unit_same(answer_to(alice, line), "refused TIME bob NAME [10m] [WHY]\n");
	}
	ck_assert_ptr_nonnull(peer_member(bob, "#tea"));
	ck_assert_uint_eq(world_room("#tea")->rules.masks[0].count, 0);
}
END_TEST

/* Of two times the one that was given last holds. */
START_TEST(a_ban_takes_on_another_end)
{
	ck_assert_int_eq(ends_in("/ban dave 10m"), 600);
	ck_assert_int_eq(ends_in("/ban dave 20m longer"), 1200);
	ck_assert_int_eq(ends_in("/ban dave for good"), 0);
	ck_assert_uint_eq(world_room("#tea")->rules.masks[0].count, 1);
	unit_same(answer_to(alice, "/banlist"), "ban alice dave!*@* for good\nbans #tea =1\n");
	unit_same(answer_to(alice, "/ban dave"), "refused UNCHANGED dave NAME [10m] [WHY]\n");
	ck_assert_int_eq(ends_in("/ban dave 10m"), 600);
	world.now += 600000; /* it has ended, but is still there */
	unit_same(answer_to(alice, "/ban dave"), "changed* alice #tea +ban=dave!*@*\n");
}
END_TEST

START_TEST(only_what_has_ended_is_taken_away)
{
	peer_say(alice, "/ban a 1m");
	peer_say(alice, "/ban b 2m");
	peer_say(alice, "/ban c");
	peer_say(alice, "/ban d 1m");
	peer_say(alice, "/ban e 3m");
	world_forget();
	wait(60000);
	ck_assert_int_eq(strncmp(peer_text(alice), "changed #tea -ban=", 18), 0);
	ck_assert_ptr_nonnull(strstr(peer_text(alice), "-ban=a!*@*"));
	ck_assert_ptr_nonnull(strstr(peer_text(alice), "-ban=d!*@*"));
	ck_assert_uint_eq(world.core.ending.count, 1);
	wait(60000);
	wait(60000);
	ck_assert_uint_eq(world_room("#tea")->rules.masks[0].count, 1);
	ck_assert_uint_eq(world.core.ending.count, 0);
}
END_TEST

/* Only rooms with such a ban are looked at, and only when one of them has ended. */
START_TEST(bans_end_in_several_rooms)
{
	static const char *const minutes[] = {"5m", "1m", "3m", "1m", "2m"};
	char line[32];
	for (unsigned i = 0; i < 5; i++) {
		snprintf(line, sizeof line, "/join #r%u", i);
		peer_say(alice, line);
		peer_join(bob, line + strlen("/join "));
		snprintf(line, sizeof line, "/ban x %s", minutes[i]);
		peer_say(alice, line);
	}
	peer_say(alice, "/ban y");
	world_forget();
	ck_assert_uint_eq(world.core.ending.count, 5);
	ck_assert_int_eq(world.core.ending_at, world.now + 60000);
	peer_enter(bob);
	room_leave(peer_member(bob, "#r2")); /* the room ends */
	peer_leave(bob);
	ck_assert_uint_eq(world.core.ending.count, 4);
	wait(60000);
	ck_assert_uint_eq(world_room("#r1")->rules.masks[0].count, 0);
	ck_assert_uint_eq(world_room("#r3")->rules.masks[0].count, 0);
	ck_assert_uint_eq(world.core.ending.count, 2);
	ck_assert_int_eq(world.core.ending_at, world.now + 60000);
	wait(60000);
	ck_assert_uint_eq(world_room("#r4")->rules.masks[0].count, 1);
	wait(180000);
	ck_assert_uint_eq(world_room("#r0")->rules.masks[0].count, 0);
	ck_assert_uint_eq(world.core.ending.count, 0);
}
END_TEST

START_TEST(a_list_of_bans_has_an_end)
{
	char line[32];
	for (int i = 0; i < RULES_MASKS_MAX; i++) {
		snprintf(line, sizeof line, "/ban x%d", i);
		peer_say(alice, line);
	}
	unit_same(answer_to(alice, "/ban bob"), "refused MASKS_FULL bob #tea =100\n");
	ck_assert_ptr_nonnull(peer_member(bob, "#tea"));
	peer_say(alice, "/unban x7");
	ck_assert_int_eq(strncmp(answer_to(alice, "/ban bob"), "changed* ", 9), 0);
}
END_TEST

/* One who may not even enter the lobby is greeted, and told why it is in no room. */
START_TEST(who_is_banned_from_the_lobby_is_in_no_room)
{
	struct peer *late = world_peer();
	peer_say(bob, "/join lobby");
	peer_member(bob, "#lobby")->roles = ROLE_OPERATOR;
	peer_say(bob, "/ban guest-* no guests");
	peer_open(late, 0, &(struct newcomer){0});
	peer_enter(late);
	welcome_session(late->session);
	peer_leave(late);
	world_flush();
	peer_expect(late, "welcome* guest-4 chatd\nrefused BANNED #lobby no guests\nready\n");
	unit_same(answer_to(late, "/join tea"), "joined* guest-4 #tea chatd [alice,mallory] =2\n");
}
END_TEST

START_TEST(a_long_reason_is_cut)
{
	char line[1000] = "/ban dave ";
	for (int i = 0; i < 200; i++)
		strcat(line, "\xE2\x82\xAC"); /* three bytes each */
	peer_say(alice, line);
	ck_assert_uint_eq(strlen(world_room("#tea")->rules.masks[0].items[0].why), 300);
	strcpy(line, "/ban erin x");
	for (int i = 0; i < 200; i++)
		strcat(line, "\xE2\x82\xAC");
	peer_say(alice, line);
	ck_assert_uint_eq(strlen(world_room("#tea")->rules.masks[0].items[1].why), 298);
}
END_TEST

/* Steps of comparing with masks that a line costs. */
static unsigned long steps_of(struct peer *peer, const char *line)
{
	unsigned long before = world.core.cost.steps;
	peer_say(peer, line);
	return world.core.cost.steps - before;
}

START_TEST(speaking_compares_no_mask_twice)
{
	char typed[80];
	for (int i = 0; i < 99; i++) {
		snprintf(typed, sizeof typed, "/ban *a?a?a?a?a?a?*%d", i);
		peer_say(alice, typed);
	}
	ck_assert_uint_gt(steps_of(bob, "one"), 99);
	ck_assert_uint_eq(steps_of(bob, "two"), 0);
	ck_assert_uint_eq(steps_of(bob, "three"), 0);
	peer_say(alice, "/unban *a?a?a?a?a?a?*7");
	ck_assert_uint_gt(steps_of(bob, "four"), 98);
	ck_assert_uint_eq(steps_of(bob, "five"), 0);
	ck_assert_uint_gt(steps_of(mallory, "six"), 98);
	peer_say(bob, "/nick robert");
	ck_assert_uint_gt(steps_of(bob, "seven"), 98);
	ck_assert_uint_eq(steps_of(bob, "eight"), 0);
}
END_TEST

/* As nobody who is banned may do it. */
static void rename_bob(const char *name)
{
	peer_enter(bob);
	ck_assert(session_rename(bob->session, name));
	peer_leave(bob);
}

START_TEST(a_verdict_is_as_old_as_the_masks)
{
	char typed[80];
	peer_say(alice, "/ban nobody");
	unit_same(answer_to(bob, "hello"), "");
	for (int i = 0; i < 20; i++) { /* more than there are generations */
		for (int j = 0; j < i % 9; j++) {
			snprintf(typed, sizeof typed, "/ban x%d", j);
			peer_say(alice, typed);
			snprintf(typed, sizeof typed, "/unban x%d", j);
			peer_say(alice, typed);
		}
		peer_enter(alice);
		struct changes changes = {.by = alice->session, .room = world_room("#tea")};
		ck_assert_int_eq(changes_add(&changes, MODE_BAN, true, "bob"), OUTCOME_DONE);
		changes_tell(&changes);
		peer_leave(alice);
		unit_same(answer_to(bob, "hello"), "refused SILENCED #tea TEXT\n");
		unit_same(answer_to(bob, "hello"), "refused SILENCED #tea TEXT\n");
		unit_same(answer_to(bob, "hello"), "refused SILENCED #tea TEXT\n");
		rename_bob("robert");
		unit_same(answer_to(bob, "hello"), "");
		rename_bob("bob");
		unit_same(answer_to(bob, "hello"), "refused SILENCED #tea TEXT\n");
		peer_say(alice, "/unban bob");
		unit_same(answer_to(bob, "hello"), "");
	}
}
END_TEST

START_TEST(a_new_host_is_judged_anew)
{
	peer_enter(alice);
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	ck_assert_int_eq(
		changes_add(&changes, MODE_BAN, true, "*!*@bad.example.org"), OUTCOME_DONE);
	changes_tell(&changes);
	peer_leave(alice);
	unit_same(answer_to(mallory, "hello"), "");
	peer_enter(mallory);
	self_set_host(mallory->session, "bad.example.org");
	peer_leave(mallory);
	unit_same(answer_to(mallory, "hello"), "refused SILENCED #tea TEXT\n");
}
END_TEST

START_TEST(two_backslashes_are_two)
{
	struct peer *two = world_named(0, "x\\\\y"), *one = world_named(0, "x\\y");
	peer_say(two, "/join tea");
	peer_say(one, "/join tea");
	peer_enter(alice);
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	ck_assert_int_eq(changes_add(&changes, MODE_BAN, true, "x\\\\y"), OUTCOME_DONE);
	changes_tell(&changes);
	peer_leave(alice);
	unit_same(answer_to(one, "hello"), "");
	unit_same(answer_to(two, "hello"), "refused SILENCED #tea TEXT\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {one_from_afar_is_banned_by_its_address,
		one_of_this_machine_is_banned_by_its_name,
		somebody_elsewhere_and_nobody_yet_can_be_banned,
		one_who_is_banned_already_is_put_out, who_is_banned_and_stays_is_silent,
		a_ban_is_lifted_by_name, a_ban_remembers_whom_it_was_made_for,
		a_ban_is_lifted_by_its_mask_or_for_one_who_is_here, a_ban_may_have_an_end,
		times_have_units, a_mistyped_time_bans_nobody, a_ban_takes_on_another_end,
		only_what_has_ended_is_taken_away, bans_end_in_several_rooms,
		a_list_of_bans_has_an_end, a_long_reason_is_cut,
		who_is_banned_from_the_lobby_is_in_no_room, speaking_compares_no_mask_twice,
		a_verdict_is_as_old_as_the_masks, a_new_host_is_judged_anew,
		two_backslashes_are_two, NULL};
	return unit_cases_with("ban", set_up, world_end, cases);
}
