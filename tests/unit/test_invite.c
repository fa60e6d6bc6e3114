/* Invitations: what they open, how long they hold, and how they are taken back. */
#include <string.h>

#include "changes.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol;

static void set_up(void)
{
	world_tea(&alice, &bob, &carol);
}

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

static const char *answer_to(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

START_TEST(the_invited_come_in_once)
{
	peer_say(alice, "/mode invite-only");
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
	unit_same(answer_to(bob, "/invite carol"), "refused NOT_OPERATOR #tea NAME\n");
	unit_same(answer_to(alice, "/invite carol"), "invited* alice carol #tea\n");
	peer_expect(carol, "invited alice carol #tea on\n");
	peer_expect(bob, "invited alice carol #tea\n");
	unit_same(answer_to(alice, "/invite bob"), "refused IS_MEMBER bob #tea\n");
	unit_same(answer_to(alice, "/invite nobody"), "refused NOBODY nobody NAME\n");
	ck_assert_int_eq(strncmp(answer_to(carol, "/join tea"), "joined* ", 8), 0);
	peer_say(carol, "/part");
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
	ck_assert_int_eq(change(alice, MODE_INVITE_EXCEPT, true, "carol"), OUTCOME_DONE);
	ck_assert_int_eq(strncmp(answer_to(carol, "/join tea"), "joined* ", 8), 0);
}
END_TEST

START_TEST(everyone_may_invite_into_an_open_room)
{
	unit_same(answer_to(bob, "/invite carol"), "invited* bob carol #tea\n");
	peer_expect(carol, "invited bob carol #tea on\n");
	peer_say(carol, "/ignore bob");
	unit_same(answer_to(bob, "/invite carol"), "invited* bob carol #tea\n");
	peer_expect(carol, "");
}
END_TEST

START_TEST(a_new_session_is_not_the_invited_one)
{
	peer_say(alice, "/mode invite-only");
	peer_say(alice, "/invite carol");
	peer_close(carol, "");
	world_flush();
	struct peer *other = world_named(0, "carol");
	unit_same(answer_to(other, "/join tea"), "refused INVITE_ONLY #tea\n");
}
END_TEST

START_TEST(the_invited_enter_a_full_room)
{
	peer_say(alice, "/mode limit 2");
	peer_say(alice, "/invite carol");
	unit_same(answer_to(carol, "/join tea"), "joined* carol #tea chatd [alice,bob] =2\n");
	peer_say(carol, "/part");
	peer_say(alice, "/mode limit 1");
	unit_same(answer_to(carol, "/join tea"), "refused ROOM_FULL #tea\n"); /* once */
	peer_say(alice, "/invite carol");
	peer_say(alice, "/mode key hush");
	unit_same(answer_to(carol, "/join tea"), "refused KEY_WRONG #tea\n");
	peer_say(alice, "/mode -key");
	peer_say(alice, "/ban carol");
	unit_same(answer_to(carol, "/join tea"), "refused BANNED #tea\n");
}
END_TEST

/* What somebody who may not do so gave while everyone could come in is worth nothing later. */
START_TEST(members_invite_with_words_alone)
{
	unit_same(answer_to(bob, "/invite carol"), "invited* bob carol #tea\n");
	peer_say(alice, "/mode invite-only");
	unit_same(answer_to(alice, "/invites"), "invitations #tea\n");
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
}
END_TEST

START_TEST(invitations_are_listed_and_taken_back)
{
	struct peer *dave = world_named(1, "dave");
	peer_say(alice, "/invite carol");
	world.now += 60000;
	peer_say(alice, "/invite dave");
	peer_say(alice, "/mode invite-only");
	unit_same(answer_to(bob, "/invites"), "refused NOT_OPERATOR #tea \n");
	unit_same(answer_to(bob, "/uninvite carol"), "refused NOT_OPERATOR #tea NAME\n");
	unit_same(answer_to(alice, "/invites"),
		"invitation alice carol 60s 3541i\ninvitation alice dave 3601i\n"
		"invitations #tea =2\n");
	unit_same(answer_to(alice, "/uninvite bob"), "refused NOT_INVITED bob #tea\n");
	peer_say(carol, "/nick clara");
	unit_same(answer_to(alice, "/uninvite carol"), "uninvited* alice carol #tea\n");
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
	unit_same(answer_to(alice, "/uninvite carol"), "refused NOT_INVITED carol #tea\n");
	peer_say(dave, "/nick dora");
	unit_same(answer_to(alice, "/uninvite dora"), "uninvited* alice dora #tea\n");
	unit_same(answer_to(dave, "/join tea"), "refused INVITE_ONLY #tea\n");
}
END_TEST

START_TEST(an_invitation_holds_for_an_hour)
{
	peer_say(alice, "/mode invite-only");
	peer_say(alice, "/invite carol");
	world.now += 1000 * RULES_INVITED_SECONDS;
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
	unit_same(answer_to(alice, "/invites"), "invitations #tea\n");
}
END_TEST

START_TEST(an_invitation_ends_with_the_right_to_give_it)
{
	peer_say(alice, "/mode invite-only");
	peer_say(alice, "/op bob");
	peer_say(bob, "/invite carol");
	peer_say(alice, "/deop bob");
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
	peer_say(alice, "/op bob");
	peer_say(bob, "/invite carol");
	peer_say(alice, "/kick bob");
	unit_same(answer_to(carol, "/join tea"), "refused INVITE_ONLY #tea\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_invited_come_in_once,
		everyone_may_invite_into_an_open_room, a_new_session_is_not_the_invited_one,
		the_invited_enter_a_full_room, members_invite_with_words_alone,
		invitations_are_listed_and_taken_back, an_invitation_holds_for_an_hour,
		an_invitation_ends_with_the_right_to_give_it, NULL};
	return unit_cases_with("invite", set_up, world_end, cases);
}
