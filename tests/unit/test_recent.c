/* The last lines of rooms in memory: which are forgotten, and that nobody notices. The store
 * answers when the test says so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "past.h"
#include "question.h"
#include "recent.h"
#include "round.h"
#include "unit.h"
#include "world.h"

#define REPLAY 3
#define QUIET_MS (INT64_C(1000) * HISTORY_RECENT_SECONDS)

static struct peer *alice, *bob;
static struct question *asked; /* NULL when it is answered */

static void ask(void *data, struct question *question)
{
	asked = question;
}

static void wanted(void *data, bool durable)
{
}

static void set_up(void)
{
	world_start(1);
	asked = NULL;
	history_init(&world.core, HISTORY_MEMORY, 1,
		&(struct history_store){.wanted = wanted, .ask = ask});
	world.core.history.replay = REPLAY;
	world.core.limits.rate = 0;
	alice = world_named(0, "alice");
	bob = world_named(0, "bob");
	peer_say(bob, "/join tea");
	world_forget();
}

/* Each line of a room says its number. */
static void say(struct peer *peer, unsigned count)
{
	char line[32];
	const struct room *room = member_room(peer->session->members);
	while (count-- > 0) {
		snprintf(line, sizeof line, "line %u", room->past.number + 1);
		peer_type(peer, line);
	}
	world_flush();
}

static void store_all(void)
{
	bool durable;
	struct buffer taken = {0};
	uint64_t round = round_take(&world.core, &taken, &durable);
	if (round > 0)
		round_stored(&world.core, round, world.now);
	buffer_finish(&taken);
}

static void pass(int64_t milliseconds)
{
	world.now += milliseconds;
	core_enter(&world.core.loops[0], world.now);
	recent_sweep(&world.core);
	core_leave(&world.core.loops[0]);
}

static void answer(bool failed)
{
	struct question *question = asked;
	ck_assert_ptr_nonnull(question);
	const struct store_range *range = &question->range;
	uint32_t first = range->last < range->limit ? 1 : range->last - range->limit + 1;
	for (uint32_t number = first; !failed && number <= range->last; number++) {
		char text[32];
		snprintf(text, sizeof text, "line %u", number);
		record_write_line(&question->records, &(struct record_line){.room = range->room,
							      .number = number,
							      .name = "bob",
							      .text = text});
	}
	asked = NULL;
	question->failed = failed;
	question->stored = world.core.history.round;
	question_answer(&world.core, question);
	world_flush();
}

/* The last lines of #tea as they are told to alice, who enters it. */
static const char *told(void)
{
	static char shown[1024];
	size_t length = 0;
	peer_forget(alice);
	peer_say(alice, "/join tea");
	shown[0] = '\0';
	for (const char *at = peer_text(alice); (at = strstr(at, "#tea line ")) != NULL; at++)
		length += (size_t)snprintf(shown + length, sizeof shown - length, "%d;",
			atoi(at + strlen("#tea line ")));
	return shown;
}

static bool is_in_tea(const struct peer *peer)
{
	return peer_member(peer, "#tea") != NULL;
}

START_TEST(the_lines_of_a_quiet_room_are_forgotten)
{
	say(bob, 5);
	store_all();
	pass(QUIET_MS - 1000);
	unit_same(world_recent("#tea"), "3 line 3;4 line 4;5 line 5;");
	say(bob, 1);
	store_all();
	pass(QUIET_MS - 1000);
	unit_same(world_recent("#tea"), "4 line 4;5 line 5;6 line 6;");
	pass(1000);
	unit_same(world_recent("#tea"), "");
	ck_assert_uint_eq(world.core.history.recent_bytes, 0);
}
END_TEST

START_TEST(who_enters_is_shown_them_all_the_same)
{
	say(bob, 5);
	store_all();
	pass(QUIET_MS);
	unit_same(told(), "");
	ck_assert(!is_in_tea(alice));
	answer(false);
	unit_same(told(), "3;4;5;");
	ck_assert(is_in_tea(alice));
	peer_say(alice, "/part");
	unit_same(told(), "3;4;5;"); /* this time they were there */
}
END_TEST

/* While the store looks for the lines before it. */
START_TEST(a_line_that_is_said_meanwhile_is_shown_too)
{
	say(bob, 5);
	store_all();
	pass(QUIET_MS);
	say(bob, 1);
	unit_same(told(), "");
	ck_assert_uint_eq(asked->range.last, 5);
	ck_assert_uint_eq(asked->range.limit, REPLAY - 1);
	say(bob, 1);
	answer(false);
	unit_same(told(), "5;6;7;");
}
END_TEST

START_TEST(as_many_new_lines_take_no_question)
{
	say(bob, 5);
	store_all();
	pass(QUIET_MS);
	say(bob, REPLAY);
	unit_same(told(), "6;7;8;");
	ck_assert_ptr_null(asked);
}
END_TEST

START_TEST(a_store_that_could_not_say_is_asked_again)
{
	say(bob, 5);
	store_all();
	pass(QUIET_MS);
	told();
	answer(true);
	unit_same(told(), "");
	ck_assert(is_in_tea(alice));
	peer_say(alice, "/part");
	unit_same(told(), "");
	answer(false);
	unit_same(told(), "3;4;5;");
}
END_TEST

/* They would be nowhere. */
START_TEST(what_only_memory_has_stays)
{
	struct history *history = &world.core.history;
	say(bob, 2);
	pass(QUIET_MS); /* they are not stored yet */
	unit_same(world_recent("#tea"), "1 line 1;2 line 2;");
	store_all();
	history->late = true;
	pass(1000);
	unit_same(world_recent("#tea"), "1 line 1;2 line 2;");
	history->late = false;
	history->store.forgets = true;
	pass(1000);
	unit_same(world_recent("#tea"), "1 line 1;2 line 2;");
	history->store.forgets = false;
	pass(1000);
	unit_same(world_recent("#tea"), "");
}
END_TEST

START_TEST(the_stalest_room_s_lines_are_forgotten_first)
{
	char text[4000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	say(bob, 1);
	for (size_t i = 0; i < HISTORY_RECENT_MAX / sizeof text / REPLAY + 2; i++) {
		char room[32];
		snprintf(room, sizeof room, "/join r%zu", i);
		peer_type(alice, room);
		for (int j = 0; j < REPLAY; j++)
			peer_type(alice, text);
		peer_type(alice, "/part");
	}
	world_flush();
	ck_assert_uint_le(world.core.history.recent_bytes, HISTORY_RECENT_MAX);
	ck_assert(!recent_is_complete(world_room("#tea")));
	unit_same(world_recent("#tea"), "");
	ck_assert(recent_is_complete(world_room("#r1000")));
}
END_TEST

/* Who arrives does not wait for the store. */
START_TEST(the_lines_of_the_lobby_stay)
{
	char text[4000];
	say(alice, 2);
	say(bob, 2);
	store_all();
	pass(QUIET_MS);
	unit_same(world_recent("#tea"), "");
	unit_same(world_recent("#lobby"), "1 line 1;2 line 2;");
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (size_t i = 0; i < HISTORY_RECENT_MAX / sizeof text; i++) {
		char room[32];
		snprintf(room, sizeof room, "/join r%zu", i);
		peer_type(bob, room);
		peer_type(bob, text);
	}
	world_flush();
	ck_assert_uint_le(world.core.history.recent_bytes, HISTORY_RECENT_MAX);
	unit_same(world_recent("#r0"), "");
	unit_same(world_recent("#lobby"), "1 line 1;2 line 2;");
}
END_TEST

/* Though a server reads its settings again. */
START_TEST(as_many_are_shown_as_the_setting_says)
{
	struct history *history = &world.core.history;
	say(bob, 5);
	history->replay = 2;
	unit_same(told(), "4;5;");
	peer_say(alice, "/part");
	say(bob, 1);
	unit_same(world_recent("#tea"), "5 line 5;6 line 6;");
	history->replay = 4;
	unit_same(told(), "");
	answer(false);
	unit_same(told(), "3;4;5;6;");
	peer_say(alice, "/part");
	history->replay = 0;
	unit_same(told(), "");
	ck_assert(is_in_tea(alice));
	peer_say(alice, "/part");
	say(bob, 1);
	history->replay = 2;
	unit_same(told(), "");
	answer(false);
	unit_same(told(), "6;7;");
}
END_TEST

/* An active room takes little more than its lines. */
START_TEST(lines_that_are_dropped_take_no_memory)
{
	world.core.history.replay = 10;
	say(bob, 1000);
	const struct past *past = &world_room("#tea")->past;
	size_t lines = 10 * record_length(past->recent.bytes + past->first);
	ck_assert_uint_le(past->recent.size, 2 * lines);
}
END_TEST

/* Whatever is forgotten, said and asked in between, whoever enters is shown the last lines. */
START_TEST(nobody_notices)
{
	unsigned seed = (unsigned)_i + 1;
	char wanted_lines[64], said[8];
	unsigned entered = 0;
	for (unsigned step = 0; step < 2000; step++) {
		const struct room *tea = world_room("#tea");
		switch (rand_r(&seed) % 6) {
		case 0:
		case 1:
			say(bob, 1 + (unsigned)rand_r(&seed) % 2);
			break;
		case 2:
			store_all();
			pass(QUIET_MS / 2);
			break;
		case 3:
			recent_forget(world_room("#tea"));
			break;
		case 4:
			if (asked)
				answer(false);
			break;
		default:
			if (asked)
				break;
			const char *shown = told();
			if (!is_in_tea(alice))
				break;
			uint32_t last = tea->past.number;
			wanted_lines[0] = '\0';
			for (uint32_t n = last > REPLAY ? last - REPLAY + 1 : 1; n <= last; n++) {
				snprintf(said, sizeof said, "%u;", n);
				strcat(wanted_lines, said);
			}
			unit_same(shown, wanted_lines);
			entered++;
			peer_say(alice, "/part");
		}
	}
	if (asked)
		answer(false);
	ck_assert_uint_gt(entered, 50);
}
END_TEST

/* The memory of a round that was gathered is used for the one after the next. */
START_TEST(the_memory_of_rounds_is_given_back)
{
	bool durable;
	struct buffer taken = {0};
	for (int round = 0; round < 2; round++) {
		say(alice, 1);
		round_free_space(&world.core);
		ck_assert_uint_gt(round_take(&world.core, &taken, &durable), 0);
	}
	ck_assert_uint_gt(world.core.history.gathered.size, 0);
	round_free_space(&world.core);
	ck_assert_uint_eq(world.core.history.gathered.size, 0);
	buffer_finish(&taken);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_lines_of_a_quiet_room_are_forgotten,
		who_enters_is_shown_them_all_the_same, a_line_that_is_said_meanwhile_is_shown_too,
		as_many_new_lines_take_no_question, a_store_that_could_not_say_is_asked_again,
		what_only_memory_has_stays, the_stalest_room_s_lines_are_forgotten_first,
		the_lines_of_the_lobby_stay, as_many_are_shown_as_the_setting_says,
		lines_that_are_dropped_take_no_memory, the_memory_of_rounds_is_given_back, NULL};
	Suite *suite = unit_cases_with("recent", set_up, world_end, cases);
	TCase *random = tcase_create("random");
	tcase_add_checked_fixture(random, set_up, world_end);
	tcase_add_loop_test(random, nobody_notices, 0, 20);
	suite_add_tcase(suite, random);
	return suite;
}
