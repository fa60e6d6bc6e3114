/* What is told to all who share a room with somebody: once to each, however many rooms they share.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "mailbox.h"
#include "membership.h"
#include "post.h"
#include "self.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol, *dave;

/* alice, bob and carol are in three rooms, in different orders; dave in one of them. */
static void set_up(void)
{
	world_start(2);
	alice = world_program(0, "alice", 1);
	bob = world_program(1, "bob", 1);
	carol = world_program(0, "carol", 2);
	dave = world_named(1, "dave");
	peer_say(dave, "/join b");
	static const char *const orders[3][3] = {
		{"#a", "#b", "#c"}, {"#c", "#b", "#a"}, {"#b", "#c", "#a"}};
	struct peer *const three[] = {alice, bob, carol};
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			peer_join(three[i], orders[i][j]);
	world_flush();
	world_forget();
}

static void all_told(const char *what)
{
	char one[100], other[100];
	world_flush();
	snprintf(one, sizeof one, "1:%s", what);
	snprintf(other, sizeof other, "2:%s", what);
	peer_expect(bob, one);
	peer_expect(carol, other);
	peer_expect(dave, what);
}

START_TEST(a_new_name_is_told_once)
{
	peer_say(alice, "/nick anna");
	all_told("renamed alice anna\n");
	peer_expect(alice, "1:renamed* alice anna\n");
	peer_say(alice, "/nick ann");
	all_told("renamed anna ann\n");
}
END_TEST

/* So many passes later their numbers have begun again, and alice's is as before. */
START_TEST(a_new_name_is_told_after_many_others)
{
	struct peer *erin = world_program(0, "erin", 1);
	bool away = false;
	for (unsigned others = SESSION_PASS_MAX - 3; others < SESSION_PASS_MAX + 3; others++) {
		peer_say(alice, others % 2 ? "/nick alice" : "/nick anna");
		all_told(others % 2 ? "renamed anna alice\n" : "renamed alice anna\n");
		for (unsigned i = 0; i < others; i++, away = !away)
			peer_say(erin, away ? "/away" : "/away out");
	}
}
END_TEST

START_TEST(leaving_is_told_once)
{
	peer_say(alice, "/quit see you");
	all_told("quit alice see you on\n");
	peer_expect(alice, "1:bye see you\n");
	ck_assert_uint_eq(alice->done, 1);
	ck_assert_uint_eq(world_room("#a")->count, 2);
}
END_TEST

START_TEST(what_was_said_in_the_rooms_keeps_its_place)
{
	peer_type(dave, "before");
	peer_type(alice, "/nick anna");
	peer_type(dave, "behind");
	world_flush();
	peer_expect(bob, "1:said dave #b before\n1:renamed alice anna\n1:said dave #b behind\n");
	peer_expect(carol, "2:said dave #b before\n2:renamed alice anna\n2:said dave #b behind\n");
	peer_expect(alice, "1:said dave #b before\n1:renamed* alice anna\n1:said dave #b behind\n");
}
END_TEST

/* Nobody is seen to do anything under a name that it has no more, or not yet. */
START_TEST(a_name_changes_between_what_is_done_in_different_rooms)
{
	static const char *const rooms[] = {"#a", "#b", "#c"};
	for (int i = 0; i < 9; i++) {
		const char *first = rooms[i % 3], *second = rooms[i / 3];
		peer_enter(alice);
		post_to_room(world_room(first), alice->session,
			&(struct event){.type = EVENT_SAID, .name = "alice", .text = "before"});
		self_set_name(alice->session, "anna");
		post_to_room(world_room(second), alice->session,
			&(struct event){.type = EVENT_SAID, .name = "anna", .text = "behind"});
		peer_leave(alice);
		world_flush();
		peer_expect(bob, "1:said alice before\n1:renamed alice anna\n"
				 "1:said anna behind\n");
		peer_expect(carol, "2:said alice before\n2:renamed alice anna\n"
				   "2:said anna behind\n");
		peer_say(alice, "/nick alice");
		world_forget();
	}
}
END_TEST

/* Also where the room that somebody left is not shared any more. */
START_TEST(a_name_changes_after_a_room_was_left)
{
	for (int i = 0; i < 3; i++) {
		peer_enter(alice);
		membership_leave(alice->session->members, NULL, false);
		self_set_name(alice->session, i % 2 ? "alice" : "anna");
		peer_leave(alice);
		world_flush();
		const char *text = peer_text(bob);
		ck_assert_int_eq(strncmp(text, "1:left ", 7), 0);
		ck_assert(i == 2 || strstr(text, "\n1:renamed "));
		world_forget();
	}
}
END_TEST

START_TEST(who_does_not_read_is_told_once_later)
{
	peer_take(bob, 2);
	peer_take(carol, 0);
	peer_say(dave, "before");
	peer_say(alice, "/nick anna");
	peer_say(dave, "behind");
	peer_take(bob, PEER_ANY);
	peer_take(carol, PEER_ANY);
	peer_expect(bob, "1:said dave #b before\n1:renamed alice anna\n1:said dave #b behind\n");
	peer_expect(carol, "2:said dave #b before\n2:renamed alice anna\n2:said dave #b behind\n");
}
END_TEST

/* Each is left out of several rooms for two reasons at once. */
START_TEST(who_ignores_is_not_told_at_all)
{
	peer_say(bob, "/ignore alice");
	peer_say(carol, "/ignore alice");
	world_forget();
	peer_type(dave, "before");
	peer_type(alice, "/nick anna");
	peer_type(alice, "not heard");
	peer_type(dave, "behind");
	world_flush();
	peer_expect(bob, "1:said dave #b before\n1:said dave #b behind\n");
	peer_expect(carol, "2:said dave #b before\n2:said dave #b behind\n");
	peer_expect(dave, "renamed alice anna\n");
	peer_say(bob, "/unignore anna");
	world_forget();
	peer_say(alice, "/nick alice");
	peer_expect(bob, "1:renamed anna alice\n");
	peer_expect(carol, "");
}
END_TEST

START_TEST(one_who_was_put_out_of_one_room_is_told_in_another)
{
	peer_type(bob, "/kick dave");
	peer_member(bob, "#a")->roles = ROLE_OPERATOR;
	world_flush();
	world_forget();
	peer_enter(alice);
	ck_assert(!room_leave(peer_member(bob, "#c")));
	peer_leave(alice);
	peer_say(alice, "/nick anna");
	all_told("renamed alice anna\n");
}
END_TEST

START_TEST(one_who_shares_no_room_any_more_is_not_told)
{
	peer_enter(alice);
	room_leave(peer_member(bob, "#a"));
	room_leave(peer_member(bob, "#b"));
	room_leave(peer_member(bob, "#c"));
	peer_leave(alice);
	peer_say(alice, "/nick anna");
	peer_expect(bob, "");
	peer_expect(dave, "renamed alice anna\n");
}
END_TEST

/* In a large room people are not told of a coming, but in a small one they are, whichever room is
 * gone through first. */
START_TEST(what_is_minor_in_one_room_may_not_be_in_another)
{
	static const char *const rooms[] = {"#a", "#c"};
	for (int i = 0; i < 2; i++) {
		struct peer *erin = world_named(0, i ? "erin" : "emma");
		peer_say(erin, "/part");
		peer_join(erin, "#b");
		peer_join(erin, rooms[i]);
	}
	for (int i = 0; i < 50; i++) {
		char name[16];
		snprintf(name, sizeof name, "p%d", i);
		peer_join(world_program(0, name, 2), "#b");
	}
	world_flush();
	world_forget();
	peer_say(alice, "/quit");
	peer_expect(&world.peers[4], "quit alice on\n");
	peer_expect(&world.peers[5], "quit alice on\n");
	peer_expect(bob, "1:quit alice on\n");
	peer_expect(dave, "");
}
END_TEST

START_TEST(states_are_told_to_programs)
{
	peer_say(alice, "/away tea");
	world_flush();
	peer_expect(bob, "1:away-changed alice tea\n");
	peer_expect(carol, "2:away-changed alice tea\n");
	peer_expect(dave, "");
	peer_expect(alice, "1:away* alice tea on\n");
	peer_enter(alice);
	self_set_away(alice->session, "tea"); /* no news */
	self_set_away(alice->session, NULL);
	self_set_real_name(alice->session, "Alice B.");
	self_set_host(alice->session, "staff.example");
	self_set_host(alice->session, "other.example");
	peer_leave(alice);
	world_flush();
	peer_expect(bob, "1:away-changed alice\n1:real-name alice Alice B.\n"
			 "1:host alice localhost staff.example\n"
			 "1:host alice staff.example other.example\n");
	peer_expect(alice, "1:real-name* alice Alice B.\n1:host* alice localhost staff.example\n"
			   "1:host* alice staff.example other.example\n");
	peer_expect(dave, "");
}
END_TEST

/* One, where nobody else reads what they would have to leave out. */
START_TEST(those_in_several_rooms_get_few_mailbox_items)
{
	unsigned count = 0;
	peer_type(alice, "/nick anna");
	for (const struct mailbox_item *item = bob->session->profile->mailbox; item;
		item = item->next)
		count++;
	ck_assert_uint_eq(count, 1);
	world_flush();
	peer_expect(bob, "1:renamed alice anna\n");
}
END_TEST

/* For them the feed is enough. */
START_TEST(those_in_one_room_get_no_mailbox_item)
{
	peer_type(alice, "/nick anna");
	const struct profile *profile = dave->session->profile;
	ck_assert(!profile || !profile->mailbox);
	world_flush();
	peer_expect(dave, "renamed alice anna\n");
}
END_TEST

START_TEST(one_in_no_room_tells_nobody)
{
	struct peer *erin = world_program(0, "erin", 1);
	peer_say(erin, "/nick emma");
	peer_expect(erin, "1:renamed* erin emma\n");
	peer_expect(bob, "");
	peer_close(erin, "");
	world_flush();
	peer_expect(bob, "");
}
END_TEST

START_TEST(when_the_server_ends_nobody_is_told)
{
	world.core.stopping = true;
	peer_say(alice, "/quit");
	peer_expect(bob, "");
	peer_expect(dave, "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_new_name_is_told_once, a_new_name_is_told_after_many_others,
		leaving_is_told_once, a_name_changes_between_what_is_done_in_different_rooms,
		a_name_changes_after_a_room_was_left, what_was_said_in_the_rooms_keeps_its_place,
		who_does_not_read_is_told_once_later, who_ignores_is_not_told_at_all,
		one_who_was_put_out_of_one_room_is_told_in_another,
		one_who_shares_no_room_any_more_is_not_told,
		what_is_minor_in_one_room_may_not_be_in_another, states_are_told_to_programs,
		those_in_several_rooms_get_few_mailbox_items, those_in_one_room_get_no_mailbox_item,
		one_in_no_room_tells_nobody, when_the_server_ends_nobody_is_told, NULL};
	return unit_cases_with("shared_rooms", set_up, world_end, cases);
}
