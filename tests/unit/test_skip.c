/* A peer that reads too slowly: which lines it is not sent, and what it is told of them. */
#include "skip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counter.h"
#include "flush.h"
#include "history.h"
#include "memory.h"
#include "round.h"
#include "send_queue.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol;

static void store_wanted(void *data, bool durable)
{
}

static void set_up(void)
{
	world_start(2);
	history_init(
		&world.core, HISTORY_MEMORY, 1, &(struct history_store){.wanted = store_wanted});
	alice = world_named(0, "alice");
	bob = world_named(0, "bob");
	carol = world_named(0, "carol");
	peer_take(bob, 0);
	world_forget();
}

/* alice says "FIRST" to "LAST". */
static void say(int first, int last)
{
	char text[16];
	for (int i = first; i <= last; i++) {
		snprintf(text, sizeof text, "%d", i);
		peer_say(alice, text);
	}
}

/* alice says a line of so many bytes. */
static void say_bytes(size_t length)
{
	char *text = memory_zero(length + 1);
	memset(text, 'x', length);
	peer_say(alice, text);
	free(text);
}

/* Bob has to know this. */
static void carol_becomes(const char *name)
{
	char line[32];
	snprintf(line, sizeof line, "/nick %s", name);
	peer_say(carol, line);
}

static void expect_then(const char *wanted)
{
	peer_take(bob, PEER_ANY);
	peer_expect(bob, wanted);
	ck_assert_ptr_null(bob->session->send_queue);
}

/* The first line may have been sent in part. */
START_TEST(what_is_said_is_skipped_and_told)
{
	peer_take(bob, 7);
	say(1, 5);
	ck_assert_uint_eq(skip_lines(bob->session), 4 * strlen("said alice #lobby 1\n"));
	ck_assert_uint_eq(skip_lines(bob->session), 0);
	say(6, 6);
	expect_then("said alice #lobby 1\nskipped bob #lobby =4 #1\nsaid alice #lobby 6\n");
	say(7, 7);
	peer_expect(bob, "said alice #lobby 7\n");
}
END_TEST

START_TEST(the_others_are_sent_all)
{
	struct peer *dave = world_named(1, "dave");
	peer_take(carol, 0);
	world_forget();
	say(1, 2);
	skip_lines(bob->session);
	peer_take(carol, PEER_ANY);
	peer_expect(carol, "said alice #lobby 1\nsaid alice #lobby 2\n");
	peer_expect(dave, "said alice #lobby 1\nsaid alice #lobby 2\n");
}
END_TEST

START_TEST(what_is_its_own_stays_in_order)
{
	bob->session->echo = true;
	say(1, 2);
	peer_say(alice, "/msg bob psst");
	say(3, 3);
	peer_say(bob, "mine");
	carol_becomes("carla");
	say(4, 4);
	skip_lines(bob->session);
	expect_then("said alice #lobby 1\nprivate alice bob psst\nsaid* bob #lobby mine\n"
		    "renamed carol carla\nskipped bob #lobby =3 #1\n");
}
END_TEST

START_TEST(holes_become_one_while_nothing_is_read)
{
	for (int i = 0; i < 50; i++) {
		peer_say(alice, "/msg bob psst");
		peer_forget(bob);
		say(10 * i, 10 * i + 9);
		skip_lines(bob->session);
	}
	ck_assert_uint_eq(bob->session->send_queue->count, 2);
	peer_take(bob, 0);
	carol_becomes("carla");
	peer_take(bob, PEER_ANY);
	ck_assert_str_eq(strstr(peer_text(bob), "skipped"),
		"skipped bob #lobby =500 #1\nrenamed carol carla\n");
}
END_TEST

START_TEST(each_room_has_a_hole)
{
	peer_join(bob, "#tea");
	peer_join(alice, "#tea");
	peer_take(bob, PEER_ANY);
	world_flush();
	peer_take(bob, 0);
	peer_forget(bob);
	say(1, 3); /* in #tea, which alice entered last */
	peer_type(alice, "/leave");
	peer_say(alice, "back in the lobby");
	skip_lines(bob->session);
	unit_same(peer_text(bob), "");
	expect_then("said alice #tea 1\nleft alice #tea\nskipped bob #tea =2 #1\n"
		    "skipped bob #lobby =1 #1\n");
}
END_TEST

START_TEST(rooms_that_it_has_left_have_no_number)
{
	say(1, 3);
	peer_say(bob, "/join #tea");
	say(4, 4);
	skip_lines(bob->session);
	expect_then("said alice #lobby 1\njoined* bob #tea chatd\nskipped bob =2\n");
}
END_TEST

/* Numbers are noted where blocks begin, so the number is at most one block early. */
START_TEST(the_number_is_that_of_a_line_before)
{
	char line[120];
	unsigned number = 0;
	peer_take(bob, PEER_ANY);
	for (int i = 1; i <= 2000; i++)
		say_bytes(100);
	peer_take(bob, 0);
	peer_forget(bob);
	say_bytes(100); /* stays */
	for (int i = 0; i < 1000; i++)
		say_bytes(100);
	skip_lines(bob->session);
	peer_take(bob, PEER_ANY);
	const char *told = strstr(peer_text(bob), "skipped");
	ck_assert_ptr_nonnull(told);
	ck_assert_int_eq(sscanf(told, "skipped bob #lobby =1000 #%u%100s", &number, line), 1);
	ck_assert_uint_le(number, 2002);
	ck_assert_uint_ge(number, 2002 - 16368 / strlen("said alice #lobby \n"));
}
END_TEST

/* What is told of an earlier line does not change that. */
START_TEST(the_number_does_not_go_back)
{
	char erase[32], line[120];
	unsigned number = 0;
	world.core.history.replay = 500;
	peer_take(bob, PEER_ANY);
	for (int i = 1; i <= 300; i++)
		say_bytes(1000);
	for (int i = 1; i <= 60; i++) {
		say_bytes(1000);
		snprintf(erase, sizeof erase, "/erase %d", i);
		peer_say(alice, erase);
	}
	peer_take(bob, 0);
	peer_forget(bob);
	say_bytes(1000); /* stays */
	say_bytes(1000);
	skip_lines(bob->session);
	peer_take(bob, PEER_ANY);
	const char *told = strstr(peer_text(bob), "skipped");
	ck_assert_ptr_nonnull(told);
	ck_assert_int_eq(sscanf(told, "skipped bob #lobby =1 #%u%100s", &number, line), 1);
	ck_assert_uint_gt(number, 300);
}
END_TEST

START_TEST(without_history_there_is_no_number)
{
	history_init(&world.core, HISTORY_OFF, 0, &(struct history_store){0});
	say(1, 3);
	skip_lines(bob->session);
	expect_then("said alice #lobby 1\nskipped bob #lobby =2\n");
}
END_TEST

/* A line over the border of two blocks, in the room's feed and in its own. */
START_TEST(lines_may_go_over_borders)
{
	for (size_t length = 1; length < 300; length++) {
		char first[400], wanted[500];
		bool copied = length % 2;
		snprintf(first, sizeof first, "%0*d", (int)length, 7);
		peer_say(alice, first);
		peer_say(alice, first);
		if (copied)
			peer_say(alice, "/msg bob psst");
		peer_say(alice, first);
		carol_becomes("carla");
		ck_assert_uint_gt(skip_lines(bob->session), 0);
		peer_take(bob, PEER_ANY);
		snprintf(wanted, sizeof wanted,
			"said alice #lobby %s\n%srenamed carol carla\nskipped bob #lobby =2 #",
			first, copied ? "private alice bob psst\n" : "");
		ck_assert_msg(strncmp(peer_text(bob), wanted, strlen(wanted)) == 0,
			"got '%s', not '%s'", unit_shown(peer_text(bob)), unit_shown(wanted));
		peer_forget(bob);
		peer_take(bob, 0);
		carol_becomes("carol");
		peer_take(bob, PEER_ANY);
		peer_forget(bob);
		peer_take(bob, 0);
	}
}
END_TEST

/* What waits for the store is not skipped, nor is anything behind it. */
START_TEST(what_is_held_stays)
{
	struct buffer taken = {0};
	bool durable;
	history_init(
		&world.core, HISTORY_STRICT, 1, &(struct history_store){.wanted = store_wanted});
	say(1, 2);
	uint64_t round = round_take(&world.core, &taken, &durable);
	round_stored(&world.core, round, world.now);
	world_flush();
	peer_say(alice, "/msg bob hey");
	say(3, 4); /* not stored */
	peer_say(alice, "/msg bob psst");
	say(5, 5);
	ck_assert_uint_eq(session_unread(bob->session),
		strlen("said alice #lobby 1\nsaid alice #lobby 2\nprivate alice bob hey\n"));
	skip_lines(bob->session);
	round = round_take(&world.core, &taken, &durable);
	round_stored(&world.core, round, world.now);
	world_flush();
	expect_then("said alice #lobby 1\nprivate alice bob hey\nskipped bob #lobby =1 #1\n"
		    "said alice #lobby 3\nsaid alice #lobby 4\nprivate alice bob psst\nsaid alice "
		    "#lobby 5\n");
	buffer_finish(&taken);
}
END_TEST

START_TEST(a_long_answer_stays)
{
	static const char answer[] = "answer 1\nanswer 2\n";
	say(1, 2);
	peer_enter(bob);
	session_answer(bob->session, answer, strlen(answer));
	peer_leave(bob);
	say(3, 3);
	world_flush();
	skip_lines(bob->session);
	ck_assert_uint_eq(session_unanswered(bob->session), strlen(answer));
	expect_then("said alice #lobby 1\nanswer 1\nanswer 2\nskipped bob #lobby =2 #1\n");
}
END_TEST

/* A door that says each line in several, which belong together. */
static void encode_together(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (event->type == EVENT_SAID)
		buffer_add_all(out, "(\n", event->text, "\n", event->text, "\n)\n", NULL);
	else
		fake_door.encode(event, dialect, out);
}

static enum door_line kind_together(const char *line, size_t length)
{
	return *line == '('	      ? DOOR_LINE_OPENS
	       : *line == ')'	      ? DOOR_LINE_CLOSES
	       : strchr("123", *line) ? DOOR_LINE_PART
				      : DOOR_LINE_STAYS;
}

/* The peer has the beginning of the first ones. */
START_TEST(lines_that_belong_together_stay_together)
{
	struct door door = fake_door;
	door.encode = encode_together;
	door.line = kind_together;
	struct peer *dave = world_open_with(0, &door);
	peer_take(dave, 3);
	say(1, 3);
	carol_becomes("carla");
	skip_lines(dave->session);
	peer_take(dave, PEER_ANY);
	peer_expect(dave, "(\n1\n1\n)\nrenamed carol carla\nskipped guest-4 #lobby =4 #1\n");
	peer_close(dave, NULL);
}
END_TEST

/* The peer takes a byte, and some time later no more. */
START_TEST(who_does_not_read_after_that_is_closed)
{
	for (int i = 0; i < 5; i++)
		say_bytes(60000);
	flush_check_slow(bob->session->loop, world.now);
	world.now += 30000;
	flush_check_slow(bob->session->loop, world.now); /* skips */
	ck_assert_uint_lt(session_unread(bob->session), 70000);
	world.now += 29999;
	flush_check_slow(bob->session->loop, world.now);
	ck_assert_uint_eq(bob->slow, 0);
	peer_take(bob, 1);
	world.now += 3600000;
	flush_check_slow(bob->session->loop, world.now);
	ck_assert_uint_eq(bob->slow, 0);
	for (int i = 0; i < 100; i++)
		say_bytes(60000);
	flush_check_slow(bob->session->loop, world.now); /* skips again */
	world.now += 29999;
	flush_check_slow(bob->session->loop, world.now);
	ck_assert_uint_eq(bob->slow, 0);
	world.now += 1;
	flush_check_slow(bob->session->loop, world.now);
	ck_assert_uint_eq(bob->slow, 1);
}
END_TEST

/* Skipping does not help it. */
START_TEST(who_has_too_much_of_its_own_is_closed)
{
	char *text = memory_zero(60101);
	strcpy(text, "/msg bob ");
	memset(text + 9, 'x', 60000);
	for (int i = 0; i < 18; i++) {
		peer_say(alice, text);
		say_bytes(100);
	}
	ck_assert_uint_eq(bob->slow, 0);
	world.now += 1000;
	flush_check_slow(bob->session->loop, world.now);
	flush_check_slow(bob->session->loop, world.now + 1000);
	ck_assert_uint_eq(bob->slow, 1);
	free(text);
}
END_TEST

/* What is skipped is freed, also between pieces that stay. */
START_TEST(memory_is_given_back)
{
	long before = feed_bytes();
	for (int i = 0; i < 1000; i++) {
		say_bytes(30000);
		peer_say(alice, "/msg bob psst");
		world.now += 1000;
		flush_check_slow(bob->session->loop, world.now);
		if (i % 20 == 0)
			peer_take(bob, 1);
	}
	ck_assert_uint_eq(bob->slow, 0);
	ck_assert_int_lt(feed_bytes() - before, 3 << 20);
	ck_assert_uint_gt(counter_value(COUNTER_SKIPPED), 900);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_is_said_is_skipped_and_told, the_others_are_sent_all,
		what_is_its_own_stays_in_order, holes_become_one_while_nothing_is_read,
		each_room_has_a_hole, rooms_that_it_has_left_have_no_number,
		the_number_is_that_of_a_line_before, the_number_does_not_go_back,
		without_history_there_is_no_number, lines_may_go_over_borders, what_is_held_stays,
		a_long_answer_stays, lines_that_belong_together_stay_together,
		who_does_not_read_after_that_is_closed, who_has_too_much_of_its_own_is_closed,
		memory_is_given_back, NULL};
	return unit_cases_with("skip", set_up, world_end, cases);
}
