/* Mailbox items: what one loop leaves for a session of another comes at its place. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
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

START_TEST(a_private_line_stands_where_it_was_said)
{
	peer_type(alice, "before");
	peer_type(alice, "/msg bob between");
	peer_type(alice, "behind");
	world_flush();
	peer_expect(bob, "said alice #lobby before\nprivate alice bob between\n"
			 "said alice #lobby behind\n");
	peer_expect(alice, "private* alice bob between\n");
	peer_expect(carol, "said alice #lobby before\nsaid alice #lobby behind\n");
}
END_TEST

START_TEST(items_keep_their_order)
{
	peer_type(alice, "/msg bob 1");
	peer_type(carol, "/msg bob 2");
	peer_type(carol, "3");
	peer_type(alice, "/msg bob 4");
	peer_type(carol, "/msg bob 5");
	world_flush();
	peer_expect(bob, "private alice bob 1\nprivate carol bob 2\nsaid carol #lobby 3\n"
			 "private alice bob 4\nprivate carol bob 5\n");
}
END_TEST

START_TEST(own_lines_are_left_out_between_items)
{
	peer_type(bob, "1");
	peer_type(alice, "/msg bob 2");
	peer_type(bob, "3");
	peer_type(alice, "4");
	peer_type(bob, "/msg alice 5");
	peer_type(alice, "/msg bob 6");
	world_flush();
	peer_expect(bob, "private alice bob 2\nsaid alice #lobby 4\nprivate* bob alice 5\n"
			 "private alice bob 6\n");
	peer_expect(alice, "said bob #lobby 1\nprivate* alice bob 2\nsaid bob #lobby 3\n"
			   "private bob alice 5\nprivate* alice bob 6\n");
}
END_TEST

START_TEST(who_ignores_does_not_hear_across_loops)
{
	peer_say(bob, "/ignore alice");
	world_forget();
	peer_type(carol, "1");
	peer_type(alice, "2");
	peer_type(alice, "/me 3");
	peer_type(carol, "4");
	peer_type(alice, "/msg bob 5");
	world_flush();
	peer_expect(bob, "said carol #lobby 1\nsaid carol #lobby 4\n");
	peer_expect(alice, "said carol #lobby 1\nsaid carol #lobby 4\n"
			   "refused IGNORED_BY bob NAME TEXT\n");
	peer_say(bob, "/unignore alice");
	world_forget();
	peer_say(alice, "6");
	peer_expect(bob, "said alice #lobby 6\n");
}
END_TEST

START_TEST(what_is_left_out_may_be_all)
{
	peer_say(bob, "/ignore alice");
	world_forget();
	for (int i = 0; i < 500; i++)
		peer_type(alice, "not for bob");
	world_flush();
	peer_expect(bob, "");
	peer_say(carol, "for bob");
	peer_expect(bob, "said carol #lobby for bob\n");
}
END_TEST

START_TEST(an_item_waits_for_its_reader)
{
	peer_take(bob, 0);
	peer_type(alice, "1");
	world_flush_one(1);
	peer_type(alice, "/msg bob 2");
	world_flush_one(1);
	peer_type(alice, "3");
	peer_type(alice, "/msg bob 4");
	world_flush();
	peer_expect(bob, "");
	peer_take(bob, PEER_ANY);
	peer_expect(bob, "said alice #lobby 1\nprivate alice bob 2\nsaid alice #lobby 3\n"
			 "private alice bob 4\n");
}
END_TEST

START_TEST(an_item_reaches_one_who_has_moved_on)
{
	peer_type(alice, "1");
	peer_type(alice, "/msg bob 2");
	peer_type(bob, "/join tea");
	peer_type(alice, "/msg bob 3");
	world_flush();
	peer_expect(bob, "said alice #lobby 1\nprivate alice bob 2\njoined* bob #tea chatd\n"
			 "private alice bob 3\n");
}
END_TEST

START_TEST(an_item_reaches_one_in_no_room)
{
	peer_say(bob, "/part");
	world_forget();
	peer_type(alice, "/msg bob 1");
	peer_type(alice, "2");
	world_flush();
	peer_expect(bob, "private alice bob 1\n");
}
END_TEST

START_TEST(an_item_to_one_who_ends_is_still_sent)
{
	peer_type(alice, "/msg bob last");
	peer_type(bob, "/quit");
	world_flush();
	peer_expect(bob, "private alice bob last\nbye \n");
	ck_assert_uint_eq(bob->done, 1);
	peer_say(alice, "/msg bob too late");
	peer_expect(alice, "private* alice bob last\nquit bob on\n"
			   "refused NOBODY bob NAME TEXT\n");
}
END_TEST

START_TEST(an_item_to_one_who_is_freed_is_freed)
{
	peer_type(alice, "/msg bob lost");
	peer_type(alice, "and this");
	peer_close(bob, NULL);
	world_flush();
	peer_expect(bob, "");
}
END_TEST

START_TEST(only_loops_with_something_to_send_are_woken)
{
	memset(world.woken, 0, sizeof world.woken);
	peer_type(alice, "/away");
	ck_assert_uint_eq(world.woken[1], 0);
	peer_type(alice, "hello");
	ck_assert_uint_eq(world.woken[1], 1);
	ck_assert_uint_eq(world.woken[0], 0); /* who posts flushes before it sleeps */
	world_flush();
	peer_type(alice, "/msg bob hello");
	ck_assert_uint_eq(world.woken[1], 2);
	peer_type(bob, "hello");
	ck_assert_uint_eq(world.woken[0], 1);
	peer_type(alice, "/msg carol hello");
	ck_assert_uint_eq(world.woken[1], 2);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_private_line_stands_where_it_was_said,
		items_keep_their_order, own_lines_are_left_out_between_items,
		who_ignores_does_not_hear_across_loops, what_is_left_out_may_be_all,
		an_item_waits_for_its_reader, an_item_reaches_one_who_has_moved_on,
		an_item_reaches_one_in_no_room, an_item_to_one_who_ends_is_still_sent,
		an_item_to_one_who_is_freed_is_freed, only_loops_with_something_to_send_are_woken,
		NULL};
	return unit_cases_with("mailbox", set_up, world_end, cases);
}
