/* Who may not speak in a room says nothing to it in any other way either. */
#include <string.h>

#include "changes.h"
#include "invite.h"
#include "membership.h"
#include "self.h"
#include "talk.h"
#include "topic.h"
#include "unit.h"
#include "world.h"

#define CLIENT 1 /* a dialect that is told everything */

static struct peer *alice, *bob, *carol, *quiet, *crowd;

/* alice runs #tea; bob and quiet, who come with clients and are in #lobby too, are in it. So is
 * carol, a person; crowd is in the lobby with a client. */
static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_program(1, "bob", CLIENT);
	quiet = world_program(0, "quiet", CLIENT);
	crowd = world_program(1, "crowd", CLIENT);
	carol = world_named(1, "carol");
	peer_say(alice, "/join tea");
	peer_join(bob, "#tea");
	peer_join(quiet, "#tea");
	peer_join(quiet, "#lobby");
	peer_join(crowd, "#lobby");
	peer_say(carol, "/join tea");
	world_flush();
	world_forget();
}

static void ban(void)
{
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	peer_enter(alice);
	ck_assert_int_eq(changes_add(&changes, MODE_BAN, true, "quiet"), OUTCOME_DONE);
	changes_tell(&changes);
	peer_leave(alice);
	world_flush();
	world_forget();
}

static void moderate(void)
{
	peer_say(alice, "/mode moderated");
	world_forget();
}

static void (*const ways[])(void) = {ban, moderate};

static void all_flush(void)
{
	peer_leave(quiet);
	world_flush();
}

static void nobody_in_the_room_was_told(void)
{
	peer_expect(alice, "");
	peer_expect(carol, "");
	peer_expect(bob, "");
}

START_TEST(all_kinds_of_talk_are_refused)
{
	ways[_i]();
	enum outcome wanted = _i == 0 ? OUTCOME_SILENCED : OUTCOME_MODERATED;
	for (enum talk talk = TALK_SAY; talk <= TALK_TAGS; talk++) {
		struct speech speech = {.talk = talk, .text = "hello", .tags = "+a=b"};
		peer_enter(quiet);
		ck_assert_int_eq(talk_to_room(quiet->session, world_room("#tea"), &speech), wanted);
		speech.roles = ROLE_OPERATOR;
		ck_assert_int_eq(talk_to_room(quiet->session, world_room("#tea"), &speech), wanted);
		all_flush();
	}
	nobody_in_the_room_was_told();
}
END_TEST

START_TEST(topic_and_invitation_are_refused)
{
	ways[_i]();
	enum outcome wanted = _i == 0 ? OUTCOME_SILENCED : OUTCOME_MODERATED;
	peer_enter(quiet);
	ck_assert_int_eq(topic_set(quiet->session, world_room("#tea"), "hello"), wanted);
	ck_assert_int_eq(invite_give(quiet->session, world_room("#tea"), crowd->session), wanted);
	all_flush();
	nobody_in_the_room_was_told();
	peer_expect(crowd, "");
	ck_assert_ptr_null(world_room("#tea")->topic);
}
END_TEST

START_TEST(a_new_name_is_refused)
{
	ways[_i]();
	peer_say(quiet, "/nick hello");
	peer_expect(quiet, "1:refused NAME_SILENCED #tea\n");
	peer_say(quiet, "/nick QUIET"); /* another spelling, too */
	peer_expect(quiet, "1:refused NAME_SILENCED #tea\n");
	nobody_in_the_room_was_told();
	peer_enter(quiet);
	membership_leave(peer_member(quiet, "#tea"), NULL, false);
	all_flush();
	world_forget();
	peer_say(quiet, "/nick hello");
	peer_expect(quiet, "1:renamed* quiet hello\n");
}
END_TEST

START_TEST(being_away_is_shown_without_why)
{
	ways[_i]();
	peer_enter(quiet);
	self_set_away(quiet->session, "hello");
	all_flush();
	peer_expect(bob, "1:away-changed quiet \n");
	peer_expect(crowd, "1:away-changed quiet hello\n");
}
END_TEST

START_TEST(a_new_real_name_is_not_shown)
{
	ways[_i]();
	peer_enter(quiet);
	self_set_real_name(quiet->session, "hello");
	all_flush();
	nobody_in_the_room_was_told();
	peer_expect(crowd, "1:real-name quiet hello\n");
}
END_TEST

START_TEST(the_reason_for_leaving_is_not_shown)
{
	ways[_i]();
	peer_enter(quiet);
	membership_leave(peer_member(quiet, "#tea"), "hello", true);
	all_flush();
	peer_expect(alice, "left quiet #tea\n");
	peer_expect(bob, "1:left quiet #tea\n");
}
END_TEST

START_TEST(the_reason_for_quitting_is_not_shown)
{
	ways[_i]();
	peer_say(quiet, "/quit hello");
	peer_expect(alice, "quit quiet on\n");
	peer_expect(bob, "1:quit quiet on\n");
	peer_expect(crowd, "1:quit quiet hello on\n");
	peer_free(quiet);
}
END_TEST

START_TEST(why_the_server_ended_it_is_shown)
{
	ways[_i]();
	peer_close(quiet, "too slow");
	world_flush();
	peer_expect(alice, "quit quiet too slow\n");
}
END_TEST

/* In a moderated room nobody comes with words. */
START_TEST(coming_brings_no_words)
{
	moderate();
	peer_enter(crowd);
	ck_assert_int_eq(
		membership_enter(crowd->session, "#tea", NULL, EVENT_JOINED), OUTCOME_DONE);
	peer_leave(crowd);
	world_flush();
	peer_expect(bob, "1:joined crowd #tea silent\n");
}
END_TEST

START_TEST(a_voice_is_enough)
{
	ways[_i]();
	peer_say(alice, "/voice quiet");
	world_forget();
	peer_enter(quiet);
	self_set_away(quiet->session, "hello");
	self_set_real_name(quiet->session, "hello");
	ck_assert_int_eq(topic_set(quiet->session, world_room("#tea"), "tea"), OUTCOME_DONE);
	ck_assert_int_eq(self_set_name(quiet->session, "loud"), OUTCOME_DONE);
	membership_leave(peer_member(quiet, "#tea"), "bye", true);
	all_flush();
	peer_expect(bob, "1:away-changed quiet hello\n1:real-name quiet hello\n"
			 "1:topic quiet #tea tea\n1:renamed quiet loud\n1:left loud #tea bye\n");
}
END_TEST

/* Who comes with nc is in the lobby before having a name. */
START_TEST(a_guest_may_choose_a_name_where_it_is_moderated)
{
	struct peer *guest = world_open(0);
	peer_say(guest, "/join tea");
	moderate();
	peer_say(guest, "/nick dave");
	peer_expect(carol, "renamed guest-6 dave on\n");
	peer_say(guest, "/nick dora");
	peer_expect(carol, "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const each[] = {all_kinds_of_talk_are_refused,
		topic_and_invitation_are_refused, a_new_name_is_refused,
		being_away_is_shown_without_why, a_new_real_name_is_not_shown,
		the_reason_for_leaving_is_not_shown, the_reason_for_quitting_is_not_shown,
		why_the_server_ended_it_is_shown, a_voice_is_enough, NULL};
	const TTest *const once[] = {
		coming_brings_no_words, a_guest_may_choose_a_name_where_it_is_moderated, NULL};
	Suite *suite = unit_cases_with("silence", set_up, world_end, once);
	TCase *both = tcase_create("both");
	tcase_set_timeout(both, 60);
	tcase_add_checked_fixture(both, set_up, world_end);
	for (const TTest *const *test = each; *test; test++)
		tcase_add_loop_test(both, *test, 0, 2);
	suite_add_tcase(suite, both);
	return suite;
}
