/* Commands that say something, and ignoring. */
#include <stdio.h>
#include <string.h>

#include "ignore.h"
#include "unit.h"
#include "welcome.h"
#include "world.h"

static struct peer *alice, *bob, *carol;

static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	carol = world_named(0, "carol");
	world_forget();
}

/* Types it and forgets what everybody is told. */
static void quietly(struct peer *peer, const char *line)
{
	peer_say(peer, line);
	world_forget();
}

START_TEST(a_room_hears_what_is_said)
{
	peer_say(alice, "hello");
	peer_say(alice, "/me waves");
	peer_expect(bob, "said alice #lobby hello\naction alice #lobby waves\n");
	peer_expect(carol, "said alice #lobby hello\naction alice #lobby waves\n");
	peer_expect(alice, "");
}
END_TEST

START_TEST(a_private_line_is_for_two)
{
	peer_say(alice, "/msg BOB hello");
	peer_expect(bob, "private alice bob hello\n");
	peer_expect(alice, "private* alice bob hello\n");
	peer_expect(carol, "");
}
END_TEST

START_TEST(a_private_line_to_nobody_is_refused)
{
	peer_say(alice, "/msg dave hello");
	peer_say(alice, "/msg Alice hello");
	peer_expect(alice, "refused NOBODY dave NAME TEXT\nrefused YOURSELF Alice NAME TEXT\n");
}
END_TEST

START_TEST(a_private_line_goes_over_rooms)
{
	quietly(bob, "/part");
	quietly(alice, "/join tea");
	peer_say(alice, "/msg bob hello");
	peer_expect(bob, "private alice bob hello\n");
}
END_TEST

START_TEST(who_is_away_is_said_to_the_writer)
{
	quietly(bob, "/away at lunch");
	peer_say(alice, "/msg bob hello");
	peer_expect(alice, "private* alice bob hello\naway bob at lunch on\n");
	peer_expect(bob, "private alice bob hello\n");
	quietly(bob, "/away");
	peer_say(alice, "/msg bob hello");
	peer_expect(alice, "private* alice bob hello\n");
}
END_TEST

START_TEST(a_reply_goes_to_the_last_writer)
{
	peer_say(bob, "/reply hello");
	peer_expect(bob, "refused NO_REPLY reply TEXT\n");
	quietly(alice, "/msg bob one");
	quietly(carol, "/msg bob two");
	peer_say(bob, "/reply hello");
	peer_expect(carol, "private bob carol hello\n");
	peer_expect(bob, "private* bob carol hello\n");
	peer_expect(alice, "");
	peer_say(carol, "/r and again");
	peer_expect(bob, "private carol bob and again\n");
}
END_TEST

START_TEST(a_reply_does_not_go_to_a_stranger)
{
	quietly(alice, "/msg bob hello");
	peer_close(alice, "");
	quietly(carol, "/nick alice");
	peer_say(bob, "/reply secret");
	peer_expect(bob, "refused REPLY_GONE alice\n");
	peer_expect(carol, "");
}
END_TEST

START_TEST(a_reply_to_one_who_left_is_refused)
{
	quietly(alice, "/msg bob hello");
	peer_close(alice, "");
	world_flush();
	world_forget();
	peer_say(bob, "/reply hello");
	peer_expect(bob, "refused REPLY_GONE alice\n");
}
END_TEST

START_TEST(writing_to_others_changes_no_reply)
{
	quietly(alice, "/msg bob hello");
	quietly(bob, "/msg carol hello");
	peer_say(bob, "/reply hi");
	peer_expect(alice, "private bob alice hi\n");
}
END_TEST

START_TEST(who_is_ignored_is_not_heard)
{
	peer_say(bob, "/ignore Alice");
	peer_expect(bob, "ignoring alice on\n");
	quietly(alice, "hello");
	peer_say(alice, "/me waves");
	peer_say(carol, "hi");
	peer_expect(bob, "said carol #lobby hi\n");
	peer_forget(alice);
	peer_say(alice, "/msg bob hello");
	peer_expect(alice, "refused IGNORED_BY bob NAME TEXT\n");
	peer_expect(bob, "");
	quietly(bob, "/unignore alice");
	peer_say(alice, "hello");
	peer_expect(bob, "said alice #lobby hello\n");
}
END_TEST

START_TEST(ignoring_is_for_one_alone)
{
	quietly(bob, "/ignore alice");
	peer_say(alice, "hello");
	peer_expect(carol, "said alice #lobby hello\n");
	peer_say(bob, "/msg alice I can still write");
	peer_expect(alice, "private bob alice I can still write\n");
	peer_say(alice, "/reply but I cannot answer");
	peer_expect(alice, "refused IGNORED_BY bob\n");
}
END_TEST

START_TEST(who_is_ignored_is_listed)
{
	peer_say(bob, "/ignore");
	peer_expect(bob, "ignored\n");
	quietly(bob, "/ignore alice");
	quietly(bob, "/ignore carol");
	quietly(bob, "/ignore alice");
	peer_say(bob, "/ignore");
	peer_expect(bob, "ignored [alice,carol] =2\n");
	peer_say(bob, "/unignore ALICE");
	peer_expect(bob, "ignoring ALICE\n");
	peer_say(bob, "/ignore");
	peer_expect(bob, "ignored [carol] =1\n");
	peer_say(bob, "/unignore alice");
	peer_expect(bob, "refused NOT_IGNORED alice NAME\n");
	peer_say(bob, "/ignore dave");
	peer_expect(bob, "refused NOBODY dave [NAME]\n");
	peer_say(bob, "/ignore bob");
	peer_expect(bob, "refused YOURSELF bob [NAME]\n");
}
END_TEST

START_TEST(who_is_ignored_stays_so_under_another_name)
{
	quietly(bob, "/ignore alice");
	quietly(alice, "/nick mallory");
	peer_say(alice, "hello");
	peer_expect(bob, "");
	peer_say(bob, "/ignore");
	peer_expect(bob, "ignored [mallory] =1\n");
	quietly(bob, "/unignore mallory");
	peer_say(alice, "hello");
	peer_expect(bob, "said mallory #lobby hello\n");
}
END_TEST

/* Also where the two were in different rooms when the name changed. */
START_TEST(who_took_another_name_elsewhere_can_be_heard_again)
{
	quietly(bob, "/ignore alice");
	quietly(alice, "/join tea");
	quietly(alice, "/nick mallory");
	quietly(alice, "/join lobby");
	peer_say(alice, "hello");
	peer_expect(bob, "");
	peer_say(bob, "/unignore mallory");
	peer_expect(bob, "ignoring mallory\n");
	peer_say(alice, "hello");
	peer_expect(bob, "said mallory #lobby hello\n");
}
END_TEST

/* The same person, as another session. */
static void come_back(struct peer *peer)
{
	unsigned loop = peer->session->loop->index;
	peer_close(peer, "");
	peer_open(peer, loop, &(struct newcomer){0});
	peer_enter(peer);
	welcome_session(peer->session);
	peer_leave(peer);
	world_flush();
	world_forget();
}

START_TEST(who_is_ignored_stays_so_in_a_new_session)
{
	quietly(bob, "/ignore alice");
	come_back(alice);
	quietly(alice, "/nick Alice");
	peer_say(alice, "hello");
	peer_expect(bob, "");
}
END_TEST

START_TEST(ignoring_goes_along_to_other_rooms)
{
	quietly(bob, "/ignore alice");
	quietly(bob, "/join tea");
	quietly(alice, "/join tea");
	quietly(carol, "/join tea");
	peer_say(alice, "hello");
	peer_say(carol, "hi");
	peer_expect(bob, "said carol #tea hi\n");
	quietly(bob, "/unignore alice");
	quietly(bob, "/join lobby");
	quietly(alice, "/join lobby");
	peer_say(alice, "hello");
	peer_expect(bob, "said alice #lobby hello\n");
}
END_TEST

/* Ignoring a name is no trouble to who takes that name later. */
START_TEST(one_may_take_a_name_that_one_ignores)
{
	quietly(bob, "/ignore alice");
	quietly(alice, "/quit");
	peer_free(alice);
	quietly(bob, "/nick alice");
	peer_type(bob, "one");
	peer_type(carol, "two");
	peer_type(bob, "three");
	peer_type(carol, "four");
	world_flush();
	peer_expect(bob, "said carol #lobby two\nsaid carol #lobby four\n");
	peer_expect(carol, "said alice #lobby one\nsaid alice #lobby three\n");
}
END_TEST

START_TEST(a_list_of_ignored_has_an_end)
{
	char line[64];
	for (int i = 0; i < IGNORE_MAX; i++) {
		snprintf(line, sizeof line, "/nick n%d", i);
		quietly(alice, line);
		snprintf(line, sizeof line, "/ignore n%d", i);
		quietly(bob, line);
		come_back(alice);
	}
	world_forget();
	peer_say(bob, "/ignore carol");
	peer_expect(bob, "refused IGNORE_FULL =100\n");
	peer_say(bob, "/unignore n50");
	peer_say(bob, "/ignore carol");
	peer_expect(bob, "ignoring n50\nignoring carol on\n");
	peer_say(bob, "/ignore");
	ck_assert_ptr_nonnull(
		strstr(peer_text(bob), ",n99,") ? peer_text(bob) : strstr(peer_text(bob), "n99"));
	ck_assert_ptr_nonnull(strstr(peer_text(bob), "] =100\n"));
}
END_TEST

START_TEST(comings_of_the_ignored_are_left_out_too)
{
	quietly(bob, "/ignore alice");
	quietly(alice, "/part");
	world_forget();
	peer_say(alice, "/join lobby");
	peer_expect(bob, "");
	peer_expect(carol, "joined alice #lobby\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_room_hears_what_is_said, a_private_line_is_for_two,
		a_private_line_to_nobody_is_refused, a_private_line_goes_over_rooms,
		who_is_away_is_said_to_the_writer, a_reply_goes_to_the_last_writer,
		a_reply_does_not_go_to_a_stranger, a_reply_to_one_who_left_is_refused,
		writing_to_others_changes_no_reply, who_is_ignored_is_not_heard,
		ignoring_is_for_one_alone, who_is_ignored_is_listed,
		who_is_ignored_stays_so_under_another_name,
		who_took_another_name_elsewhere_can_be_heard_again,
		who_is_ignored_stays_so_in_a_new_session, ignoring_goes_along_to_other_rooms,
		one_may_take_a_name_that_one_ignores, a_list_of_ignored_has_an_end,
		comings_of_the_ignored_are_left_out_too, NULL};
	return unit_cases_with("talk", set_up, world_end, cases);
}
