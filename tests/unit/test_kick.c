/* Being put out: within a loop and across loops, in every order of mailbox items. The one who is
 * put out is sent all that the room said before, that it was put out, and nothing after. */
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol;

/* alice runs #tea on loop 0; carol is with her and bob on the other. */
static void set_up(void)
{
	world_tea(&alice, &bob, &carol);
	peer_say(carol, "/join tea");
	world_forget();
}

START_TEST(within_a_loop)
{
	peer_type(alice, "1");
	peer_type(bob, "2");
	peer_type(alice, "/kick carol enough");
	peer_type(bob, "3");
	peer_type(alice, "4");
	world_flush();
	peer_expect(carol, "said alice #tea 1\nsaid bob #tea 2\n"
			   "kicked alice carol #tea enough on\n");
	peer_expect(alice, "said bob #tea 2\nkicked* alice carol #tea enough\nsaid bob #tea 3\n");
	peer_expect(bob, "said alice #tea 1\nkicked alice carol #tea enough\nsaid alice #tea 4\n");
	ck_assert_uint_eq(world_room("#tea")->count, 2);
	ck_assert_ptr_null(session_room(carol->session));
}
END_TEST

START_TEST(across_loops)
{
	peer_type(alice, "1");
	peer_type(carol, "2");
	peer_type(alice, "/kick bob enough");
	ck_assert_uint_eq(world_room("#tea")->gone, 1);
	ck_assert_uint_eq(world_room("#tea")->count, 2);
	peer_type(alice, "3");
	peer_type(carol, "4");
	world_flush();
	ck_assert_uint_eq(world_room("#tea")->gone, 0);
	peer_expect(bob, "said alice #tea 1\nsaid carol #tea 2\n"
			 "kicked alice bob #tea enough on\n");
	peer_expect(carol, "said alice #tea 1\nkicked alice bob #tea enough\nsaid alice #tea 3\n");
	ck_assert_ptr_null(session_room(bob->session));
}
END_TEST

START_TEST(own_and_private_lines_keep_their_places)
{
	peer_type(bob, "1");
	peer_type(alice, "/msg bob 2");
	peer_type(carol, "3");
	peer_type(bob, "4");
	peer_type(alice, "/msg bob 5");
	peer_type(alice, "/kick bob");
	peer_type(alice, "/msg bob 6");
	peer_type(carol, "7");
	peer_type(alice, "/msg bob 8");
	world_flush();
	peer_expect(bob, "private alice bob 2\nsaid carol #tea 3\nprivate alice bob 5\n"
			 "kicked alice bob #tea on\nprivate alice bob 6\nprivate alice bob 8\n");
}
END_TEST

START_TEST(what_was_flushed_before_is_not_sent_again)
{
	peer_type(alice, "1");
	world_flush_one(1);
	peer_type(alice, "2");
	peer_type(alice, "/kick bob");
	peer_type(alice, "3");
	peer_expect(bob, "said alice #tea 1\n");
	world_flush();
	peer_expect(bob, "said alice #tea 2\nkicked alice bob #tea on\n");
}
END_TEST

START_TEST(one_who_does_not_read_gets_all_later)
{
	peer_take(bob, 3);
	for (int i = 0; i < 5; i++)
		peer_say(alice, "before");
	peer_type(alice, "/kick bob");
	peer_say(alice, "after");
	peer_take(bob, PEER_ANY);
	peer_expect(bob, "said alice #tea before\nsaid alice #tea before\nsaid alice #tea before\n"
			 "said alice #tea before\nsaid alice #tea before\n"
			 "kicked alice bob #tea on\n");
	ck_assert_ptr_null(bob->session->send_queue);
}
END_TEST

START_TEST(what_one_says_after_it_is_refused)
{
	peer_type(alice, "/kick bob");
	peer_type(bob, "still here?");
	world_flush();
	peer_expect(bob, "kicked alice bob #tea on\nrefused NO_ROOM  TEXT\n");
	peer_expect(carol, "kicked alice bob #tea\n");
}
END_TEST

START_TEST(one_may_come_back_in_the_same_turn)
{
	peer_type(alice, "1");
	peer_type(alice, "/kick bob");
	peer_type(alice, "2");
	peer_type(bob, "/join tea");
	peer_type(alice, "3");
	world_flush();
	peer_expect(bob, "said alice #tea 1\nkicked alice bob #tea on\n"
			 "joined* bob #tea chatd [alice,carol] =2\nsaid alice #tea 3\n");
	ck_assert_uint_eq(world_room("#tea")->count, 3);
}
END_TEST

START_TEST(and_be_put_out_again)
{
	for (int i = 0; i < 3; i++) {
		peer_type(alice, "/kick bob");
		peer_type(bob, "/join tea");
	}
	peer_type(alice, "/kick bob");
	world_flush();
	ck_assert_uint_eq(world_room("#tea")->count, 2);
	ck_assert_uint_eq(world_room("#tea")->gone, 0);
	const char *text = peer_text(bob), *last = "kicked alice bob #tea on\n";
	unit_same(text + strlen(text) - strlen(last), last);
}
END_TEST

START_TEST(one_who_is_out_is_seen_by_nobody)
{
	peer_type(alice, "/kick bob");
	world_forget();
	peer_type(alice, "/who");
	peer_type(alice, "/whois bob");
	peer_type(alice, "/list");
	peer_type(alice, "/kick bob");
	peer_type(alice, "/op bob");
	ck_assert_ptr_null(peer_member(bob, "#tea"));
	ck_assert_ptr_null(session_room(bob->session));
	world_flush_one(0);
	peer_expect(alice, "kicked* alice bob #tea\nnames #tea [@alice,carol] =2\n"
			   "whois bob fake\nroom #tea =2\nrooms =1\n"
			   "refused NOT_MEMBER bob #tea\nrefused NOT_MEMBER bob #tea\n");
}
END_TEST

/* Until bob's loop has read its mailboxes, the old room is still there for its sake alone. */
START_TEST(a_room_that_is_emptied_is_made_anew_meanwhile)
{
	peer_say(carol, "/part");
	peer_say(alice, "/mode moderated");
	struct room *old = world_room("#tea");
	world_forget();
	peer_type(alice, "old");
	peer_type(alice, "/kick bob");
	peer_type(alice, "/part");
	ck_assert_ptr_null(world_room("#tea"));
	ck_assert_uint_eq(old->gone, 1);
	peer_type(carol, "/join tea");
	ck_assert_ptr_ne(world_room("#tea"), old);
	peer_type(carol, "new");
	peer_type(bob, "/join tea");
	peer_type(carol, "newer");
	world_flush();
	peer_expect(bob, "said alice #tea old\nkicked alice bob #tea on\n"
			 "joined* bob #tea chatd [carol] =1\nsaid carol #tea newer\n");
	ck_assert(!rules_has(&world_room("#tea")->rules, MODE_MODERATED));
	ck_assert_uint_eq(peer_member(carol, "#tea")->roles, ROLE_OPERATOR);
}
END_TEST

/* The one who puts out the last one but itself, and then goes; and one who puts out all. */
START_TEST(several_are_put_out_at_once)
{
	struct peer *dave = world_named(1, "dave");
	peer_say(dave, "/join tea");
	world_forget();
	peer_type(alice, "/kick bob");
	peer_type(alice, "between");
	peer_type(alice, "/kick dave");
	peer_type(alice, "/kick carol");
	peer_type(alice, "/part");
	ck_assert_ptr_null(world_room("#tea"));
	world_flush();
	peer_expect(bob, "kicked alice bob #tea on\n");
	peer_expect(dave, "kicked alice bob #tea\nsaid alice #tea between\n"
			  "kicked alice dave #tea on\n");
	peer_expect(carol, "kicked alice bob #tea\nsaid alice #tea between\n"
			   "kicked alice dave #tea\nkicked alice carol #tea on\n");
}
END_TEST

START_TEST(one_may_put_oneself_out)
{
	peer_say(alice, "/kick alice bye");
	peer_expect(alice, "kicked* alice alice #tea bye on\n");
	peer_expect(bob, "kicked alice alice #tea bye\n");
	peer_say(carol, "/join cake");
	world_forget();
	peer_say(carol, "/kick carol"); /* nobody is left */
	peer_expect(carol, "kicked* carol carol #cake on\n");
	ck_assert_ptr_null(world_room("#cake"));
}
END_TEST

START_TEST(one_who_is_put_out_may_end_before_it_knows)
{
	peer_type(alice, "said before");
	peer_type(alice, "/kick bob");
	peer_type(bob, "/quit bye");
	world_flush();
	peer_expect(bob, "said alice #tea said before\nkicked alice bob #tea on\nbye bye\n");
	ck_assert_uint_eq(bob->done, 1);
	peer_expect(alice, "kicked* alice bob #tea\n");
}
END_TEST

START_TEST(its_connection_may_break_meanwhile)
{
	peer_take(bob, 0);
	peer_say(alice, "one");
	peer_type(alice, "/kick bob");
	peer_type(alice, "/msg bob hello");
	peer_close(bob, "connection lost");
	peer_say(alice, "two");
	ck_assert_uint_eq(world_room("#tea")->count, 2);
	ck_assert_uint_eq(world_room("#tea")->gone, 0);
	peer_expect(carol, "said alice #tea one\nkicked alice bob #tea\nsaid alice #tea two\n");
}
END_TEST

START_TEST(who_ignores_the_one_who_does_it_is_told_all_the_same)
{
	peer_say(bob, "/ignore alice");
	peer_say(carol, "/ignore alice");
	world_forget();
	peer_type(alice, "not heard");
	peer_type(alice, "/mode moderated");
	peer_type(alice, "/kick bob");
	world_flush();
	peer_expect(bob, "changed alice #tea +moderated\nkicked alice bob #tea on\n");
	peer_expect(carol, "changed alice #tea +moderated\nkicked alice bob #tea\n");
}
END_TEST

/* Both put out the other; the one whose loop has the lock first does it. */
START_TEST(two_put_each_other_out)
{
	peer_say(alice, "/op bob");
	world_forget();
	peer_type(alice, "/kick bob");
	peer_type(bob, "/kick alice");
	world_flush();
	peer_expect(alice, "kicked* alice bob #tea\n");
	peer_expect(bob, "kicked alice bob #tea on\nrefused NO_ROOM alice NAME [WHY]\n");
}
END_TEST

/* In rooms beside the one it is put out of, nothing is lost or doubled. */
START_TEST(other_rooms_go_on)
{
	struct peer *dave = world_program(1, "dave", 1);
	peer_join(dave, "#tea");
	peer_join(dave, "#lobby");
	struct peer *erin = world_named(0, "erin");
	world_flush();
	world_forget();
	peer_type(alice, "1");
	peer_type(erin, "2");
	peer_type(alice, "/kick dave");
	peer_type(alice, "3");
	peer_type(erin, "4");
	world_flush();
	peer_expect(dave, "1:said alice #tea 1\n1:said erin #lobby 2\n"
			  "1:kicked alice dave #tea on\n1:said erin #lobby 4\n");
	ck_assert_str_eq(session_room(dave->session)->name, "#lobby");
}
END_TEST

START_TEST(sessions_are_killed)
{
	for (int i = 0; i < 2; i++) {
		struct peer *target = i == 0 ? carol : bob;
		peer_type(alice, "before");
		peer_enter(alice);
		session_post(target->session,
			&(struct event){.type = EVENT_KILLED, .name = "alice", .text = "spam"});
		session_kill(target->session, "killed by alice");
		session_kill(target->session, "killed twice");
		peer_leave(alice);
		peer_type(alice, "after");
		world_flush();
		world_flush(); /* alice's loop, of what the other one has done in its flush */
		ck_assert(target->session->closed);
		ck_assert_uint_eq(target->done, 1);
	}
	peer_expect(carol, "said alice #tea before\nkilled alice spam\n");
	peer_expect(alice, "quit carol killed by alice\nquit bob killed by alice\n");
	ck_assert_uint_eq(world_room("#tea")->count, 1);
}
END_TEST

/* What bob, of another loop, does before his loop has read the item is not done at all. */
START_TEST(a_killed_session_says_nothing_more)
{
	peer_enter(alice);
	session_kill(bob->session, "");
	peer_leave(alice);
	peer_enter(bob);
	ck_assert(bob->session->closed);
	peer_leave(bob);
	world_flush();
	peer_expect(alice, "quit bob\n");
	ck_assert_uint_eq(bob->done, 1);
	peer_enter(bob);
	ck_assert_ptr_null(session_find(&world.core, "bob"));
	peer_leave(bob);
}
END_TEST

START_TEST(one_who_was_put_out_may_be_killed)
{
	peer_type(alice, "/kick bob");
	peer_enter(alice);
	session_kill(bob->session, "out");
	peer_leave(alice);
	peer_type(carol, "/msg bob hello");
	world_flush();
	peer_expect(bob, "kicked alice bob #tea on\nprivate carol bob hello\n");
	ck_assert_uint_eq(bob->done, 1);
	peer_expect(alice, "kicked* alice bob #tea\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {within_a_loop, across_loops,
		own_and_private_lines_keep_their_places, what_was_flushed_before_is_not_sent_again,
		one_who_does_not_read_gets_all_later, what_one_says_after_it_is_refused,
		one_may_come_back_in_the_same_turn, and_be_put_out_again,
		one_who_is_out_is_seen_by_nobody, a_room_that_is_emptied_is_made_anew_meanwhile,
		several_are_put_out_at_once, one_may_put_oneself_out,
		one_who_is_put_out_may_end_before_it_knows, its_connection_may_break_meanwhile,
		who_ignores_the_one_who_does_it_is_told_all_the_same, two_put_each_other_out,
		other_rooms_go_on, sessions_are_killed, a_killed_session_says_nothing_more,
		one_who_was_put_out_may_be_killed, NULL};
	return unit_cases_with("kick", set_up, world_end, cases);
}
