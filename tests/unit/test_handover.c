/* The core handed over to another process: people go on as if nothing had been. */
#include <stdio.h>

#include "account.h"
#include "announce.h"
#include "flush.h"
#include "handed.h"
#include "local_names.h"
#include "memory.h"
#include "recent.h"
#include "record.h"
#include "send_queue.h"
#include "unit.h"
#include "walk.h"
#include "watch.h"

START_TEST(nobody_is_told_and_all_go_on)
{
	peer_say(handed.alice, "before");
	handed_upgrade(3);
	peer_expect(handed.alice, "");
	peer_expect(handed.bob, "");
	peer_expect(handed.carol, "");
	handed_answer(handed.alice, "after");
	peer_expect(handed.bob, "said Alice #tea after\n");
	unit_same(handed_answer(handed.bob, "/who"), "names #tea [@Alice,bob] =2\n");
	unit_same(handed_answer(handed.carol, "/nick ALICE"), "refused NAME_TAKEN ALICE NAME\n");
	unit_same(handed_answer(handed.bob, "/nick robert"), "renamed* bob robert\n");
	peer_expect(handed.alice, "renamed bob robert\n");
	ck_assert_uint_eq(world.core.session_count, 3);
}
END_TEST

START_TEST(there_may_be_more_loops_or_fewer)
{
	for (unsigned loops = 1; loops < 6; loops++) {
		handed_upgrade(loops);
		handed_answer(handed.alice, "hello");
		peer_expect(handed.bob, "said Alice #tea hello\n");
	}
}
END_TEST

START_TEST(ids_go_on_from_where_they_were)
{
	uint32_t id = handed.carol->session->id, room = world_room("#tea")->id;
	uint64_t events = world.core.event_ids;
	uint64_t connection = history_connection(handed.bob->session);
	handed_upgrade(2);
	ck_assert_uint_eq(handed.carol->session->id, id);
	ck_assert_uint_eq(world_room("#tea")->id, room);
	ck_assert_uint_eq(world.core.event_ids, events);
	ck_assert_uint_eq(history_connection(handed.bob->session), connection);
	struct peer *newcomer = world_open(0);
	ck_assert_uint_eq(newcomer->session->id, id + 1);
	peer_say(newcomer, "/join other");
	ck_assert_uint_eq(world_room("#other")->id, room + 1);
}
END_TEST

START_TEST(lines_and_rounds_are_numbered_on)
{
	peer_say(handed.alice, "one");
	peer_say(handed.alice, "two");
	handed_upgrade(3);
	struct past *past = &world_room("#tea")->past;
	ck_assert_uint_eq(past->number, 2);
	ck_assert(past->recorded);
	peer_type(handed.bob, "three");
	world_flush();
	peer_expect(handed.alice, ""); /* it is not stored yet */
	buffer_clear(&handed.taken);
	handed_take_round();
	peer_expect(handed.alice, "said bob #tea three\n");
	struct record_line line;
	record_read_line(handed.taken.bytes, &line);
	ck_assert_uint_eq(line.number, 3);
	ck_assert_uint_eq(record_length(handed.taken.bytes), handed.taken.length);
	unit_same(handed_answer(handed.carol, "/join tea"),
		"past-gap #tea on\nsaid Alice  #tea one\nsaid Alice  #tea two\n"
		"said bob  #tea three\njoined* carol #tea chatd [Alice,bob] =2\n");
}
END_TEST

START_TEST(the_last_lines_are_at_hand)
{
	for (const char *line = "12345"; *line; line++)
		peer_say(handed.alice, (char[]){*line, '\0'});
	peer_say(handed.carol, "here");
	size_t bytes = world.core.history.recent_bytes;
	ck_assert_uint_gt(bytes, 0);
	handed_upgrade(3);
	unit_same(world_recent("#tea"), "3 3;4 4;5 5;");
	unit_same(world_recent("#lobby"), "1 here;");
	ck_assert(recent_is_complete(world_room("#tea")));
	ck_assert_ptr_eq(world.core.history.recent_first, world_room("#tea"));
	ck_assert_ptr_eq(world.core.history.recent_last, world_room("#lobby"));
	handed_answer(handed.bob, "6");
	unit_same(world_recent("#tea"), "4 4;5 5;6 6;");
	ck_assert_ptr_eq(world.core.history.recent_last, world_room("#tea"));
}
END_TEST

START_TEST(a_connection_erases_what_it_said_before)
{
	peer_say(handed.bob, "oops");
	handed_upgrade(3);
	unit_same(handed_answer(handed.bob, "/forget"), "forgotten* bob on\n");
	struct record_erase erase;
	record_read_erase(handed.taken.bytes, &erase);
	ck_assert_uint_eq(erase.connection, history_connection(handed.bob->session));
}
END_TEST

START_TEST(what_was_not_read_comes_in_its_order)
{
	peer_say(handed.carol, "/join milk");
	peer_join(handed.bob, "#milk");
	handed_take_round();
	world_forget();
	peer_take(handed.bob, 5);
	handed_answer(handed.alice, "one");
	peer_say(handed.alice, "/msg bob two");
	peer_say(handed.carol, "three");
	peer_say(handed.alice, "four");
	handed_upgrade(2);
	unit_same(session_room(handed.bob->session)->name, "#milk");
	peer_take(handed.bob, PEER_ANY);
	peer_say(handed.alice, "five");
	handed_take_round();
	peer_expect(handed.bob, "Alice #tea one\nprivate Alice bob two\nsaid carol #milk three\n"
				"said Alice #tea four\nsaid Alice #tea five\n");
	ck_assert_ptr_null(handed.bob->session->send_queue);
}
END_TEST

/* Each from where it has come to, by one loop and by several. */
START_TEST(what_many_have_not_read_is_there_once)
{
	struct buffer said = {0};
	peer_join(handed.carol, "#tea");
	handed_take_round();
	world_forget();
	peer_take(handed.bob, 0);
	peer_take(handed.carol, 700);
	for (int i = 0; i < 1000; i++) {
		char line[128];
		snprintf(line, sizeof line, "a line of some length in blocks of the feed, %d", i);
		peer_say(handed.alice, line);
		handed_take_round();
		buffer_format(&said, "said Alice #tea %s\n", line);
	}
	peer_expect(handed.bob, "");
	long before = feed_bytes();
	ck_assert_int_ge(before, (long)said.length);
	ck_assert_int_lt(before, 2 * (long)said.length);
	ck_assert_uint_ge(handover_unread(&world.core), said.length);
	ck_assert_uint_lt(handover_unread(&world.core), said.length + 200);
	for (unsigned loops = 1; loops < 4; loops++) {
		handed_upgrade(loops);
		ck_assert_int_le(feed_bytes(), before);
	}
	peer_take(handed.bob, PEER_ANY);
	peer_take(handed.carol, PEER_ANY);
	peer_expect(handed.bob, buffer_text(&said));
	peer_expect(handed.carol, buffer_text(&said) + 700);
	ck_assert_ptr_null(handed.bob->session->send_queue);
	ck_assert_ptr_null(handed.carol->session->send_queue);
	handed_answer(handed.bob, "after");
	peer_expect(handed.alice, "said bob #tea after\n");
	peer_expect(handed.carol, "said bob #tea after\n");
	buffer_finish(&said);
}
END_TEST

/* For the line that tells how many lines were skipped, and from which number on. */
START_TEST(lines_that_were_not_read_can_be_skipped)
{
	peer_take(handed.bob, 0);
	for (int i = 0; i < 20; i++)
		peer_say(handed.alice,
			"a line of some length that takes place in blocks of the feed");
	handed_take_round();
	ck_assert(handed.bob->session->send_queue->waiting);
	handed_upgrade(1);
	const struct send_queue *queue = handed.bob->session->send_queue;
	ck_assert_ptr_nonnull(queue);
	ck_assert(queue->waiting);
	world.core.limits.send_queue_max = 100;
	world.now += 1000;
	world_flush();
	flush_check_slow(handed.bob->session->loop, world.now);
	world.now += 1000;
	flush_check_slow(handed.bob->session->loop, world.now);
	peer_take(handed.bob, PEER_ANY);
	unit_like(peer_text(handed.bob), "...skipped bob #tea =19 #1\n");
}
END_TEST

START_TEST(what_another_loop_left_is_read_first)
{
	peer_type(handed.alice, "/msg carol hello"); /* into carol's mailbox */
	peer_type(handed.alice, "/kick bob out");
	ck_assert(!handover_settled(&world.core));
	handed_take_round();
	peer_type(handed.alice, "/msg carol again");
	handed_over(3);
	world_flush();
	peer_expect(handed.carol, "private Alice carol hello\nprivate Alice carol again\n");
	peer_expect(handed.bob, "kicked Alice bob #tea out on\n");
	ck_assert_ptr_null(peer_member(handed.bob, "#tea"));
}
END_TEST

START_TEST(a_long_answer_is_made_to_its_end)
{
	world.core.rows_at_once = 0;
	world.core.walk_rows = 1;
	peer_take(handed.bob, 3);
	peer_type(handed.bob, "/who");
	world_flush_one(1);
	peer_type(handed.carol, "/msg bob behind");
	world_flush_one(1);
	ck_assert_uint_eq(world.core.loops[1].walkers.count, 1);
	ck_assert_uint_gt(walk_rows_left(&world.core), 0);
	ck_assert_uint_gt(handover_unread(&world.core), walk_rows_left(&world.core));
	handed_over(3);
	ck_assert_uint_eq(walk_rows_left(&world.core), 0);
	handed.bob->capacity = PEER_ANY;
	world_flush();
	unit_like(peer_text(handed.bob),
		"names #tea =2\nnames [@Alice,bob] on\nprivate carol bob behind\n");
}
END_TEST

START_TEST(people_stay_as_they_are)
{
	peer_say(handed.alice, "/away tea time");
	peer_say(handed.bob, "/ignore alice");
	peer_say(handed.carol, "/msg alice psst");
	struct peer *erin = world_program(1, "erin", 1);
	peer_enter(handed.bob);
	ck_assert(watch_add(erin->session, "Dora"));
	handed.bob->session->bot = true;
	session_set_invisible(handed.carol->session, true);
	handed.carol->session->echo = true;
	peer_leave(handed.bob);
	handed_upgrade(2);
	unit_like(handed_answer(handed.carol, "/whois alice"), "whois Alice fake #tea tea time\n");
	ck_assert(handed.bob->session->bot && handed.carol->session->invisible &&
		  handed.carol->session->echo);
	ck_assert_uint_eq(world.core.invisible_count, 1);
	handed_answer(handed.alice, "hello");
	peer_expect(handed.bob, ""); /* whom it ignores */
	unit_like(handed_answer(handed.alice, "/reply hm"), "private* Alice carol hm\n");
	handed_answer(handed.carol, "/nick dora");
	peer_expect(erin, "1:watched dora erin on\n");
	unit_same(handed_answer(handed.alice, "/nick alicia"), "renamed* Alice alicia\n");
	unit_same(handed_answer(handed.bob, "/ignore"), "ignored [alicia] =1\n");
}
END_TEST

/* With what no command of this test sets. */
static void set_all(struct session *session)
{
	struct profile *profile = session_profile(session);
	session->wallops = session->quits = session->encrypted = true;
	session->warned = session->held = session->began = session->booked = true;
	session->dialect = 5;
	session->origin = handed_home;
	session->opened_s = 901;
	session->spoke_s = 902;
	profile->user = memory_text("user");
	profile->real = memory_text("A Real Name");
	profile->host = memory_text("host.example");
	profile->operator_name = memory_text("root");
	world.core.operator_count++;
	profile->certificate = memory_text("c0ffee");
	profile->asked = memory_text("asked");
	profile->held = 3;
	profile->watches_changes = true;
}

START_TEST(each_flag_and_word_of_a_session_stays)
{
	struct peer *erin = world_program(1, "erin", 0);
	peer_enter(erin);
	set_all(erin->session);
	peer_leave(erin);
	handed_upgrade(1);
	const struct session *session = erin->session;
	const struct profile *profile = session->profile;
	ck_assert(session->wallops && session->quits && session->encrypted);
	ck_assert(session->warned && session->held && session->began && session->booked);
	ck_assert(!session->bot && !session->echo && !session->invisible && !session->unannounced);
	ck_assert_uint_eq(session->dialect, 5);
	ck_assert_uint_eq(origin_key(&session->origin), origin_key(&handed_home));
	ck_assert_uint_eq(session->opened_s, 901);
	ck_assert_uint_eq(session->spoke_s, 902);
	unit_same(session_user(session), "user");
	unit_same(session_real(session), "A Real Name");
	unit_same(profile->host, "host.example");
	unit_same(session_operator(session), "root");
	ck_assert_uint_eq(world.core.operator_count, 1);
	unit_same(profile->certificate, "c0ffee");
	unit_same(profile->asked, "asked");
	ck_assert_uint_eq(profile->held, 3);
	ck_assert(profile->watches_changes);
	ck_assert_ptr_null(session_away(session));
}
END_TEST

START_TEST(users_of_this_machine_keep_their_names)
{
	struct local_user user, other;
	local_user_init(&user, 1000, "dora");
	local_user_init(&other, 1001, "eve");
	struct peer *dora = world_peer();
	peer_open(dora, 0, &(struct newcomer){.local_user = &user});
	peer_enter(dora);
	local_names_note(&world.core, &other);
	peer_leave(dora);
	handed_upgrade(3);
	const struct local_user *now = session_local_user(dora->session);
	ck_assert_ptr_ne(now, &user);
	ck_assert_uint_eq(now->uid, 1000);
	unit_same(session_user(dora->session), "dora");
	const struct local_name *name = local_names_find(&world.core, "eve");
	ck_assert(local_names_another(name, now));
	unit_same(handed_answer(handed.carol, "/nick dora"), "refused NAME_TAKEN dora NAME\n");
	unit_like(handed_answer(handed.carol, "/nick eve"), "refused NAME_LOGIN eve...");
}
END_TEST

START_TEST(a_session_that_is_not_announced_is_announced_later)
{
	struct peer *dora = handed_come(handed_home, "dora");
	peer_enter(dora);
	announce_later(dora->session);
	peer_leave(dora);
	peer_join(dora, "#tea");
	handed_upgrade(2);
	ck_assert(dora->session->unannounced);
	world_forget();
	peer_enter(dora);
	announce_session(dora->session);
	peer_leave(dora);
	world_flush();
	peer_expect(handed.alice, "joined dora #tea\n");
	ck_assert_uint_eq(world.core.unannounced.count, 0);
}
END_TEST

START_TEST(a_session_without_a_peer_ends)
{
	struct buffer state = {0};
	char error[HANDOVER_ERROR_SIZE];
	uint32_t id = handed.alice->session->id;
	handed_take_round();
	handover_pack(&world.core, &(struct pack){.buffer = &state});
	handed_restart(2);
	struct unpack in = unpack_begin(state.bytes, state.length);
	ck_assert(handover_unpack(&world.core, &in, handed_door, error));
	handed.alice->session = handover_session(&world.core, id);
	handed.alice->session->peer = handed.alice;
	ck_assert_ptr_null(handover_session(&world.core, id + 1000));
	ck_assert_uint_eq(handover_end(&world.core, "was lost"), 2);
	world_forget();
	handed_take_round();
	peer_expect(handed.alice, "quit bob was lost\n");
	ck_assert_uint_eq(world.core.session_count, 1);
	buffer_wipe(&state);
}
END_TEST

START_TEST(what_is_under_way_is_not_settled)
{
	ck_assert(handover_settled(&world.core));
	peer_type(handed.alice, "hello");
	ck_assert(!handover_settled(&world.core)); /* neither sent nor stored */
	world_flush();
	ck_assert(!handover_settled(&world.core));
	handed_take_round();
	ck_assert(handover_settled(&world.core));
	peer_enter(handed.alice);
	guesses_begin(&world.core.guesses, 7, 1, world.now);
	peer_leave(handed.alice);
	ck_assert(!handover_settled(&world.core));
	guesses_end(&world.core.guesses, 7, GUESS_NONE, world.now);
	ck_assert(handover_settled(&world.core));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {nobody_is_told_and_all_go_on,
		there_may_be_more_loops_or_fewer, ids_go_on_from_where_they_were,
		lines_and_rounds_are_numbered_on, the_last_lines_are_at_hand,
		a_connection_erases_what_it_said_before, what_was_not_read_comes_in_its_order,
		what_many_have_not_read_is_there_once, lines_that_were_not_read_can_be_skipped,
		what_another_loop_left_is_read_first, a_long_answer_is_made_to_its_end,
		people_stay_as_they_are, each_flag_and_word_of_a_session_stays,
		users_of_this_machine_keep_their_names,
		a_session_that_is_not_announced_is_announced_later, a_session_without_a_peer_ends,
		what_is_under_way_is_not_settled, NULL};
	return unit_cases_with("handover", handed_set_up, handed_tear_down, cases);
}
