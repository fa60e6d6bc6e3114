/* Who may do what in a room, and who may come in. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "membership.h"
#include "memory.h"
#include "operators.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol;

static void set_up(void)
{
	world_tea(&alice, &bob, &carol);
}

static const char *answer_to(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

static void roles_of(struct peer *peer, const char *room, unsigned char roles)
{
	peer_member(peer, room)->roles = roles & 7U;
}

START_TEST(who_makes_a_room_runs_it)
{
	ck_assert_uint_eq(peer_member(alice, "#tea")->roles, ROLE_OPERATOR);
	ck_assert_uint_eq(peer_member(bob, "#tea")->roles, 0);
	ck_assert_uint_eq(peer_member(carol, "#lobby")->roles, 0);
	unit_same(answer_to(alice, "/who"), "names #tea [@alice,bob] =2\n");
}
END_TEST

START_TEST(nobody_runs_the_lobby)
{
	unit_same(answer_to(carol, "/kick carol"), "refused NOT_OPERATOR #lobby NAME [WHY]\n");
	peer_say(carol, "/part");
	unit_same(answer_to(carol, "/join lobby"), "joined* carol #lobby chatd\n");
	ck_assert_uint_eq(peer_member(carol, "#lobby")->roles, 0);
}
END_TEST

START_TEST(others_may_not)
{
	static const char *const lines[] = {"/kick alice", "/ban alice", "/ban x!*@*",
		"/unban x!*@*", "/op bob", "/deop alice", "/voice bob", "/devoice alice",
		"/mode secret", "/mode -members-only", "/mode key x", "/mode limit 5", NULL};
	for (const char *const *line = lines; *line; line++) {
		ck_assert_int_eq(
			strncmp(answer_to(bob, *line), "refused NOT_OPERATOR #tea ", 26), 0);
		peer_expect(alice, "");
	}
	peer_say(alice, "/voice bob");
	unit_same(answer_to(bob, "/kick alice"), "refused NOT_OPERATOR #tea NAME [WHY]\n");
}
END_TEST

START_TEST(roles_are_given_and_taken)
{
	unit_same(answer_to(alice, "/op BOB"), "changed* alice #tea +operator=bob\n");
	peer_expect(bob, "changed alice #tea +operator=bob\n");
	unit_same(answer_to(alice, "/op bob"), "refused UNCHANGED bob NAME\n");
	peer_expect(bob, "");
	unit_same(answer_to(bob, "/voice alice"), "changed* bob #tea +voice=alice\n");
	unit_same(answer_to(bob, "/deop alice"), "changed* bob #tea -operator=alice\n");
	unit_same(answer_to(alice, "/deop bob"), "refused NOT_OPERATOR #tea NAME\n");
	unit_same(answer_to(bob, "/who"), "names #tea [+alice,@bob] =2\n");
	unit_same(answer_to(bob, "/devoice alice"), "changed* bob #tea -voice=alice\n");
	unit_same(answer_to(bob, "/op carol"), "refused NOT_MEMBER carol #tea\n");
	unit_same(answer_to(bob, "/op nobody"), "refused NOBODY nobody NAME\n");
	unit_same(answer_to(bob, "/deop bob"), "changed* bob #tea -operator=bob\n");
}
END_TEST

START_TEST(a_founder_is_out_of_reach)
{
	roles_of(bob, "#tea", ROLE_FOUNDER);
	unit_same(answer_to(alice, "/kick bob"), "refused OUTRANKED bob NAME [WHY]\n");
	unit_same(answer_to(alice, "/ban bob"), "refused OUTRANKED bob NAME [10m] [WHY]\n");
	unit_same(answer_to(alice, "/banlist"), "bans #tea\n");
	roles_of(bob, "#tea", ROLE_FOUNDER | ROLE_OPERATOR | ROLE_VOICE);
	unit_same(answer_to(alice, "/deop bob"), "refused OUTRANKED bob NAME\n");
	unit_same(answer_to(alice, "/devoice bob"), "refused OUTRANKED bob NAME\n");
	peer_say(carol, "/join tea");
	roles_of(carol, "#tea", ROLE_FOUNDER);
	unit_same(answer_to(carol, "/deop bob"), "changed* carol #tea -operator=bob\n");
	unit_same(answer_to(carol, "/kick bob"), "kicked* carol bob #tea\n");
}
END_TEST

static enum outcome change(struct peer *by, enum mode mode, bool on, const char *argument)
{
	struct changes changes = {.by = by->session, .room = world_room("#tea")};
	peer_enter(by);
	enum outcome outcome = changes_add(&changes, mode, on, argument);
	changes_tell(&changes);
	peer_leave(by);
	world_flush();
	return outcome;
}

START_TEST(founders_are_made_by_founders)
{
	ck_assert_int_eq(change(alice, MODE_FOUNDER, true, "alice"), OUTCOME_OUTRANKED);
	ck_assert_int_eq(change(alice, MODE_FOUNDER, true, "bob"), OUTCOME_OUTRANKED);
	roles_of(alice, "#tea", ROLE_FOUNDER);
	ck_assert_int_eq(change(alice, MODE_FOUNDER, true, "bob"), OUTCOME_DONE);
	ck_assert_int_eq(change(alice, MODE_FOUNDER, false, "alice"), OUTCOME_DONE);
	ck_assert_int_eq(change(bob, MODE_FOUNDER, false, "bob"), OUTCOME_DONE);
	ck_assert_uint_eq(peer_member(bob, "#tea")->roles, 0);
	peer_expect(bob, "changed alice #tea +founder=bob\nchanged alice #tea -founder=alice\n"
			 "changed* bob #tea -founder=bob\n");
}
END_TEST

START_TEST(changes_without_an_argument_are_refused)
{
	ck_assert_int_eq(change(alice, MODE_KEY, true, NULL), OUTCOME_KEY);
	ck_assert_int_eq(change(alice, MODE_LIMIT, true, NULL), OUTCOME_LIMIT);
	ck_assert_int_eq(change(alice, MODE_BAN, true, NULL), OUTCOME_MASK);
	ck_assert_int_eq(change(alice, MODE_BAN, false, NULL), OUTCOME_MASK);
	ck_assert_int_eq(change(alice, MODE_OPERATOR, true, NULL), OUTCOME_NOBODY);
	ck_assert_int_eq(change(carol, MODE_SECRET, true, NULL), OUTCOME_NOT_IN_ROOM);
	peer_expect(bob, "");
}
END_TEST

START_TEST(several_changes_are_told_as_one)
{
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	peer_enter(alice);
	changes_tell(&changes); /* nothing yet */
	ck_assert_int_eq(changes_add(&changes, MODE_SECRET, true, NULL), OUTCOME_DONE);
	ck_assert_int_eq(changes_add(&changes, MODE_SECRET, true, NULL), OUTCOME_UNCHANGED);
	ck_assert_int_eq(changes_add(&changes, MODE_VOICE, true, "bob"), OUTCOME_DONE);
	ck_assert_int_eq(changes_add(&changes, MODE_KEY, true, "k"), OUTCOME_DONE);
	ck_assert_int_eq(changes_add(&changes, MODE_KEY, true, "kk"), OUTCOME_DONE);
	ck_assert_int_eq(changes_add(&changes, MODE_LIMIT, true, "9"), OUTCOME_DONE);
	ck_assert_int_eq(changes_add_mask(&changes, MODE_BAN, "mallory", 60, "spam"), OUTCOME_DONE);
	ck_assert_int_eq(changes_add(&changes, MODE_MEMBERS_ONLY, false, NULL), OUTCOME_DONE);
	changes_tell(&changes);
	ck_assert_ptr_null(changes.items);
	peer_leave(alice);
	world_flush();
	static const char *const words = "alice #tea +secret +voice=bob +key=k +key=kk +limit=9 "
					 "+ban=mallory!*@*/60s -members-only\n";
	char wanted[200];
	snprintf(wanted, sizeof wanted, "changed %s", words);
	peer_expect(bob, wanted);
	snprintf(wanted, sizeof wanted, "changed* %s", words);
	peer_expect(alice, wanted);
}
END_TEST

START_TEST(modes_are_set_and_shown)
{
	unit_same(answer_to(bob, "/mode"), "modes #tea +members-only\n");
	unit_same(answer_to(alice, "/mode SECRET"), "changed* alice #tea +secret\n");
	unit_same(answer_to(alice, "/mode +secret"), "refused UNCHANGED +secret [MODE [VALUE]]\n");
	unit_same(answer_to(alice, "/mode -moderated"),
		"refused UNCHANGED -moderated [MODE [VALUE]]\n");
	unit_same(answer_to(alice, "/mode key hush"), "changed* alice #tea +key=hush\n");
	unit_same(answer_to(alice, "/mode limit 10"), "changed* alice #tea +limit=10\n");
	unit_same(answer_to(alice, "/mode"),
		"modes #tea +members-only +secret +key=hush +limit=10\n");
	unit_same(answer_to(bob, "/mode"), "modes #tea +members-only +secret +key +limit=10\n");
	unit_same(answer_to(alice, "/mode -secret"), "changed* alice #tea -secret\n");
	unit_same(answer_to(alice, "/mode -key"), "changed* alice #tea -key=hush\n");
	unit_same(answer_to(alice, "/mode -limit"), "changed* alice #tea -limit\n");
	unit_same(answer_to(alice, "/mode -key"), "refused UNCHANGED -key [MODE [VALUE]]\n");
	unit_same(answer_to(alice, "/mode secrte"), "refused MODE secrte secret\n");
}
END_TEST

START_TEST(some_keys_and_limits_are_refused)
{
	char line[100] = "/mode key ";
	unit_same(answer_to(alice, "/mode key"), "refused KEY \n");
	unit_same(answer_to(alice, "/mode key a b"), "refused KEY a b\n");
	unit_same(answer_to(alice, "/mode key a,b"), "refused KEY a,b\n");
	unit_same(answer_to(alice, "/mode key :a"), "refused KEY :a\n");
	memset(line + 10, 'k', 64);
	ck_assert_int_eq(strncmp(answer_to(alice, line), "refused KEY k", 13), 0);
	line[10 + 63] = '\0';
	ck_assert_int_eq(strncmp(answer_to(alice, line), "changed* ", 9), 0);
	static const char *const limits[] = {
		"", "0", "-1", "x", "1x", "1000001", "99999999999999999999", NULL};
	for (const char *const *limit = limits; *limit; limit++) {
		snprintf(line, sizeof line, "/mode limit %s", *limit);
		ck_assert_int_eq(strncmp(answer_to(alice, line), "refused LIMIT ", 14), 0);
	}
	unit_same(answer_to(alice, "/mode limit 1000000"), "changed* alice #tea +limit=1000000\n");
}
END_TEST

START_TEST(a_key_opens)
{
	peer_say(alice, "/mode key hush");
	unit_same(answer_to(carol, "/join tea"), "refused KEY_WRONG #tea\n");
	unit_same(answer_to(carol, "/join tea Hush"), "refused KEY_WRONG #tea\n");
	ck_assert_str_eq(session_room(carol->session)->name, "#lobby");
	unit_same(answer_to(carol, "/join tea hush"), "joined* carol #tea chatd [alice,bob] =2\n");
}
END_TEST

START_TEST(a_full_room_is_full)
{
	peer_say(alice, "/mode limit 2");
	unit_same(answer_to(carol, "/join tea"), "refused ROOM_FULL #tea\n");
	peer_say(bob, "/invite carol"); /* is not his to give */
	unit_same(answer_to(carol, "/join tea"), "refused ROOM_FULL #tea\n");
	peer_say(bob, "/part");
	unit_same(answer_to(carol, "/join tea"), "joined* carol #tea chatd [alice] =1\n");
}
END_TEST

START_TEST(the_topic_may_be_kept_to_operators)
{
	unit_same(answer_to(bob, "/topic green"), "topic* bob #tea green\n");
	peer_say(alice, "/mode topic-locked");
	unit_same(answer_to(bob, "/topic black"), "refused NOT_OPERATOR #tea [TEXT]\n");
	unit_same(answer_to(alice, "/topic black"), "topic* alice #tea black\n");
	peer_expect(bob, "topic alice #tea black\n");
}
END_TEST

START_TEST(in_a_moderated_room_roles_speak)
{
	peer_say(alice, "/mode moderated");
	unit_same(answer_to(bob, "hello"), "refused MODERATED #tea TEXT\n");
	unit_same(answer_to(bob, "/me waves"), "refused MODERATED #tea TEXT\n");
	unit_same(answer_to(alice, "hello"), "");
	peer_expect(bob, "said alice #tea hello\n");
	peer_say(alice, "/voice bob");
	unit_same(answer_to(bob, "hello"), "");
	peer_expect(alice, "said bob #tea hello\n");
	peer_say(alice, "/devoice bob");
	ck_assert_int_eq(strncmp(answer_to(bob, "hello"), "refused MODERATED", 17), 0);
}
END_TEST

START_TEST(a_secret_room_is_not_shown)
{
	peer_say(bob, "/whois bob");
	unit_same(answer_to(carol, "/list"), "room #tea =2\nroom #lobby =1\nrooms =2\n");
	peer_say(alice, "/mode secret");
	unit_same(answer_to(carol, "/list"), "room #lobby =1\nrooms =1\n");
	unit_same(answer_to(carol, "/who tea"), "refused NO_SUCH_ROOM #tea\n");
	unit_same(answer_to(carol, "/whois bob"), "whois bob fake\n");
	unit_same(answer_to(bob, "/list"), "room #tea =2\nroom #lobby =1\nrooms =2\n");
	unit_same(answer_to(bob, "/who tea"), "names #tea [@alice,bob] =2\n");
	unit_same(answer_to(bob, "/whois alice"), "whois alice fake #tea\n");
	unit_same(answer_to(carol, "/join tea"), "joined* carol #tea chatd [alice,bob] =2\n");
	unit_same(answer_to(carol, "/who"), "names #tea [@alice,bob,carol] =3\n");
}
END_TEST

/* Of several rooms, /whois names one that may be known. */
START_TEST(whois_looks_past_secret_rooms)
{
	struct peer *dave = world_program(1, "dave", 1);
	peer_join(dave, "#lobby");
	peer_join(dave, "#tea");
	unit_same(answer_to(carol, "/whois dave"), "whois dave fake #tea\n");
	peer_say(alice, "/mode secret");
	unit_same(answer_to(carol, "/whois dave"), "whois dave fake #lobby\n");
	unit_same(answer_to(bob, "/whois dave"), "whois dave fake #tea\n");
}
END_TEST

START_TEST(the_invisible_are_seen_by_members_alone)
{
	bob->session->invisible = true;
	world.core.invisible_count++;
	unit_same(answer_to(carol, "/who tea"), "names #tea [@alice] =1\n");
	unit_same(answer_to(alice, "/who tea"), "names #tea [@alice,bob] =2\n");
}
END_TEST

START_TEST(one_may_be_in_so_many_rooms)
{
	struct peer *dave = world_program(0, "dave", 1);
	char name[16];
	peer_enter(dave);
	for (int i = 0; i < SESSION_ROOMS_MAX; i++) {
		snprintf(name, sizeof name, "#r%d", i);
		ck_assert_int_eq(
			membership_enter(dave->session, name, NULL, EVENT_JOINED), OUTCOME_DONE);
	}
	ck_assert_int_eq(membership_enter(dave->session, "#one-more", NULL, EVENT_JOINED),
		OUTCOME_ROOMS_MAX);
	ck_assert_int_eq(membership_allowed(dave->session, NULL, NULL), OUTCOME_ROOMS_MAX);
	peer_leave(dave);
	ck_assert_ptr_null(world_room("#one-more"));
}
END_TEST

/* What one command sets and takes back again is told to nobody, and costs no line. */
START_TEST(what_is_taken_back_is_not_told)
{
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	peer_enter(alice);
	for (int i = 0; i < 225; i++) {
		ck_assert_int_eq(changes_add(&changes, MODE_SECRET, true, NULL), OUTCOME_DONE);
		ck_assert_int_eq(changes_add(&changes, MODE_SECRET, false, NULL), OUTCOME_DONE);
		ck_assert_uint_eq(changes.count, 0);
	}
	changes_add(&changes, MODE_OPERATOR, true, "bob");
	changes_add(&changes, MODE_SECRET, true, NULL);
	changes_add(&changes, MODE_OPERATOR, false, "bob");
	changes_add(&changes, MODE_VOICE, true, "bob");
	changes_add(&changes, MODE_OPERATOR, true, "bob");
	changes_tell(&changes);
	peer_leave(alice);
	world_flush();
	peer_expect(alice, "changed* alice #tea +secret +voice=bob +operator=bob\n");
	peer_expect(bob, "changed alice #tea +secret +voice=bob +operator=bob\n");
	ck_assert(!rules_has(&world_room("#tea")->rules, MODE_INVITE_ONLY));
}
END_TEST

/* A key that was there is not confused with one that came and went. */
START_TEST(a_key_that_is_gone_is_told)
{
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	peer_say(alice, "/mode key old");
	world_forget();
	peer_enter(alice);
	changes_add(&changes, MODE_KEY, true, "new");
	changes_add(&changes, MODE_KEY, false, NULL);
	changes_tell(&changes);
	peer_leave(alice);
	world_flush();
	peer_expect(bob, "changed alice #tea +key=new -key=new\n");
}
END_TEST

START_TEST(each_change_costs_a_line)
{
	peer_enter(alice);
	speed_spend(alice->session, 98); /* two of the burst are left */
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	changes_add(&changes, MODE_SECRET, true, NULL);
	changes_tell(&changes);
	ck_assert_int_eq(speed_wait(alice->session), 0);
	changes = (struct changes){.by = alice->session, .room = world_room("#tea")};
	changes_add(&changes, MODE_SECRET, false, NULL);
	changes_add(&changes, MODE_MODERATED, true, NULL);
	changes_add(&changes, MODE_VOICE, true, "bob");
	changes_add(&changes, MODE_OPERATOR, true, "bob");
	changes_tell(&changes);
	ck_assert_int_gt(speed_wait(alice->session), 0);
	peer_leave(alice);
	world_flush();
}
END_TEST

/* It greets everybody who comes. */
START_TEST(the_lobbys_topic_is_the_servers_operators)
{
	unit_same(answer_to(carol, "/topic come to #tea"), "refused LOBBY_TOPIC #lobby [TEXT]\n");
	roles_of(carol, "#lobby", ROLE_OPERATOR);
	unit_same(answer_to(carol, "/topic come to #tea"), "refused LOBBY_TOPIC #lobby [TEXT]\n");
	roles_of(carol, "#lobby", 0);
	session_profile(carol->session)->operator_name = memory_text("carol");
	world.core.operator_count++;
	unit_same(answer_to(carol, "/topic welcome"), "topic* carol #lobby welcome\n");
	operators_leave(carol->session);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_makes_a_room_runs_it, nobody_runs_the_lobby,
		others_may_not, roles_are_given_and_taken, a_founder_is_out_of_reach,
		founders_are_made_by_founders, changes_without_an_argument_are_refused,
		several_changes_are_told_as_one, modes_are_set_and_shown,
		some_keys_and_limits_are_refused, a_key_opens, a_full_room_is_full,
		the_topic_may_be_kept_to_operators, in_a_moderated_room_roles_speak,
		a_secret_room_is_not_shown, whois_looks_past_secret_rooms,
		the_invisible_are_seen_by_members_alone, one_may_be_in_so_many_rooms,
		what_is_taken_back_is_not_told, a_key_that_is_gone_is_told,
		each_change_costs_a_line, the_lobbys_topic_is_the_servers_operators, NULL};
	return unit_cases_with("moderation", set_up, world_end, cases);
}
