/* Commands that read and erase the past, with a store that answers when the test says so. Lines of
 * the past are told with "" for the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "question.h"
#include "recent.h"
#include "record.h"
#include "round.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;
static struct question *asked; /* the last one; NULL when it is answered */
static unsigned ask_count;

static void ask(void *data, struct question *question)
{
	asked = question;
	ask_count++;
}

static void wanted(void *data, bool durable)
{
}

static void set_up(void)
{
	world_start(1);
	asked = NULL;
	ask_count = 0;
	history_init(&world.core, HISTORY_MEMORY, 1,
		&(struct history_store){.wanted = wanted, .ask = ask});
	world.core.history.replay = 2;
	alice = world_named(0, "alice");
	bob = world_named(0, "bob");
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	world_forget();
}

static void say_lines(unsigned count)
{
	char line[32];
	for (unsigned i = 0; i < count; i++) {
		snprintf(line, sizeof line, "line %u", world_room("#tea")->past.number + 1);
		peer_say(bob, line);
	}
	world_forget();
}

/* The store's answer: what was asked for, of lines that bob said; or that it failed. */
static void answer(bool failed)
{
	struct question *question = asked;
	ck_assert_ptr_nonnull(question);
	const struct store_range *range = &question->range;
	uint32_t first = range->first, last = range->last;
	if (range->newest && last >= first && last - first >= range->limit)
		first = last - range->limit + 1;
	for (uint32_t number = first; !failed && number <= last && number - first < range->limit;
		number++) {
		char text[32];
		snprintf(text, sizeof text, "line %u", number);
		record_write_line(
			&question->records, &(struct record_line){.room = range->room,
						    .number = number,
						    .time = world.core.now,
						    .connection = history_connection(bob->session),
						    .name = "bob",
						    .text = text});
	}
	asked = NULL;
	question->failed = failed;
	question->complete = true;
	question->stored = world.core.history.round;
	question_answer(&world.core, question);
}

/* Types the line, has it answered, and types it again, as the door does. */
static const char *page(const char *line)
{
	unsigned resumed = alice->resumed;
	peer_say(alice, line);
	unit_same(peer_text(alice), "");
	answer(false);
	world_flush();
	ck_assert_uint_eq(alice->resumed, resumed + 1);
	peer_say(alice, line);
	ck_assert_ptr_null(asked);
	return peer_text(alice);
}

#define EXPECT_END(line, end)                                                                  \
	do {                                                                                   \
		const char *text_ = page(line);                                                \
		ck_assert_msg(strlen(text_) >= strlen(end) &&                                  \
				      strcmp(text_ + strlen(text_) - strlen(end), (end)) == 0, \
			"%s: %s", line, text_);                                                \
		peer_forget(alice);                                                            \
	} while (0)

static void note_line(const char *record, void *data)
{
	record_read_line(record, data);
}

START_TEST(what_the_server_changes_has_its_time)
{
	struct record_line line = {0};
	peer_say(alice, "/ban nemo 1s");
	peer_enter(bob);
	changes_give_role(peer_member(bob, "#tea"), MODE_VOICE); /* is not kept */
	peer_leave(bob);
	ck_assert_uint_eq(world_room("#tea")->past.number, 1);
	core_enter(&world.core.loops[0], world.now + 60000);
	changes_expire(&world.core);
	recent_each(world_room("#tea"), note_line, &line); /* the last one stays */
	ck_assert_uint_eq(line.number, 2);
	ck_assert_int_eq(line.time, world.now + 60000 + world.core.clock_offset);
	core_leave(&world.core.loops[0]);
}
END_TEST

START_TEST(a_page_comes_when_the_store_has_answered)
{
	say_lines(3);
	unit_same(page("/history 2"),
		"past-gap #tea on\nsaid bob  #tea line 2\nsaid bob  #tea line 3\n"
		"past-end #tea /history 2 before:2 =2\n");
	peer_forget(alice);
	unit_same(page("/history 2 before:2"),
		"past-gap #tea on\nsaid bob  #tea line 1\npast-end #tea =1\n");
	ck_assert_uint_eq(ask_count, 2);
}
END_TEST

START_TEST(pages_go_on_where_they_ended)
{
	say_lines(50);
	EXPECT_END("/history", "line 50\npast-end #tea /history before:31 =20\n");
	EXPECT_END("/history before:31", "line 30\npast-end #tea /history before:11 =20\n");
	EXPECT_END("/history before:11", "line 10\npast-end #tea =10\n");
	EXPECT_END("/since 1", "line 20\npast-end #tea /since 21 =20 on\n");
	EXPECT_END("/since 21 before:40", "line 39\npast-end before:40 #tea =19 on\n");
	EXPECT_END("/since 21 before:20", "past-end before:20 #tea on\n");
	EXPECT_END("/since 21", "line 40\npast-end #tea /since 41 =20 on\n");
	EXPECT_END("/since 41", "line 50\npast-end #tea =10 on\n");
	EXPECT_END("/since 51", "past-end #tea on\n");
}
END_TEST

/* Others go on; lines are said before the page, which is of the time of the question. */
START_TEST(nobody_waits_for_the_store)
{
	say_lines(3);
	peer_say(alice, "/history");
	peer_say(bob, "meanwhile");
	peer_expect(alice, "said bob #tea meanwhile\n");
	answer(false);
	peer_say(alice, "/history");
	unit_same(peer_text(alice),
		"past-gap #tea on\nsaid bob  #tea line 1\nsaid bob  #tea line 2\n"
		"said bob  #tea line 3\npast-end #tea =3\n");
}
END_TEST

START_TEST(a_store_that_fails_is_said)
{
	say_lines(1);
	peer_say(alice, "/history");
	answer(true);
	peer_say(alice, "/history");
	ck_assert_int_eq(strncmp(peer_text(alice), "refused HISTORY_FAILED ", 23), 0);
	peer_forget(alice);
	peer_say(alice, "/search line");
	answer(true);
	peer_say(alice, "/search line");
	ck_assert_int_eq(strncmp(peer_text(alice), "refused HISTORY_FAILED ", 23), 0);
}
END_TEST

/* Who leaves while the store is asked gets no answer, and the question is freed. */
START_TEST(who_is_gone_gets_no_answer)
{
	say_lines(1);
	peer_say(alice, "/history");
	peer_close(alice, "");
	answer(false);
	world_flush();
}
END_TEST

/* An answer that came for one command is never that of the next. */
START_TEST(an_answer_is_for_its_own_command)
{
	say_lines(3);
	peer_say(alice, "/history");
	answer(false);
	world_flush();
	peer_say(alice, "/part"); /* the door would run /history again; kicks come between, too */
	world_forget();
	peer_say(alice, "/history");
	unit_same(peer_text(alice), "refused NO_ROOM history [N|TIME]\n");
	peer_forget(alice);
	ck_assert(!question_asked(alice->session));
}
END_TEST

START_TEST(recent_lines_are_erased_at_once)
{
	say_lines(3);
	peer_say(bob, "/erase 3 why not");
	peer_expect(bob, "erased* bob bob #tea why not on\n");
	peer_expect(alice, "erased bob bob #tea why not on\n");
	peer_say(bob, "/erase 3");
	peer_expect(bob, "refused LINE_ERASED 3 NUMBER [WHY]\n");
	ck_assert_uint_eq(ask_count, 0); /* it was in memory */
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	ck_assert_ptr_null(strstr(peer_text(carol), "line 3"));
	ck_assert_ptr_nonnull(strstr(peer_text(carol), "line 2"));
}
END_TEST

/* One after the other is one mark, which says what is the same of all. */
START_TEST(a_row_of_erased_lines_is_one_mark)
{
	static const char *const erase[] = {"/erase 2 spam", "/erase 3 spam", "/erase 5"};
	world.core.history.replay = 9;
	say_lines(6);
	peer_say(alice, "mine");
	for (size_t i = 0; i < sizeof erase / sizeof *erase; i++)
		peer_say(alice, erase[i]);
	world_forget();
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	unit_same(peer_text(carol),
		"past-gap #tea on\nsaid bob  #tea line 1\n"
		"past-erased bob alice #tea spam =2\nsaid bob  #tea line 4\n"
		"past-erased bob alice #tea  =1\nsaid bob  #tea line 6\nsaid alice  #tea mine\n"
		"joined* carol #tea chatd [alice,bob] =2\n");
	peer_say(alice, "/erase 7 spam");
	peer_say(bob, "/erase 6");
	peer_say(alice, "/erase 1");
	struct peer *dave = world_named(0, "dave");
	peer_say(dave, "/join tea");
	unit_same(peer_text(dave),
		"past-gap #tea on\npast-erased bob alice #tea  =3\nsaid bob  #tea line 4\n"
		"past-erased   #tea  =3\njoined* dave #tea chatd [alice,bob,carol] =3\n");
}
END_TEST

START_TEST(the_store_says_whose_an_older_line_is)
{
	say_lines(5);
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	world_forget();
	peer_say(carol, "/erase 1");
	answer(false);
	peer_say(carol, "/erase 1");
	peer_expect(carol, "refused LINE_NOT_OWN 1 NUMBER [WHY]\n");
	peer_say(alice, "/erase 1"); /* the room's operator */
	answer(false);
	peer_say(alice, "/erase 1");
	peer_expect(alice, "erased* alice bob #tea\n");
	peer_expect(carol, "erased alice bob #tea\n");
	peer_forget(bob);
	peer_say(bob, "/erase 6");
	peer_expect(bob, "refused NO_SUCH_LINE 6 #tea =200\n");
}
END_TEST

START_TEST(forgetting_takes_what_one_has_said_and_no_more)
{
	say_lines(1);
	peer_say(alice, "mine");
	world_forget();
	peer_say(bob, "/forget");
	peer_expect(bob, "forgotten* bob on\n");
	peer_forget(bob);
	peer_say(bob, "/forget");
	peer_expect(bob, "forgotten* bob\n");
	peer_expect(alice, "");
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	ck_assert_ptr_null(strstr(peer_text(carol), "line 1"));
	ck_assert_ptr_nonnull(strstr(peer_text(carol), "mine"));
}
END_TEST

/* Lines that are too old go when one is erased, and make place for new ones. */
START_TEST(erasing_leaves_place_for_new_lines)
{
	world.core.history.replay = 3;
	world.core.history.keep_ms = 10000;
	say_lines(2);
	world.now += 8000;
	say_lines(1);
	world.now += 5000;
	peer_say(bob, "/erase 3");
	say_lines(1);
	ck_assert_uint_eq(world_room("#tea")->past.count, 2);
	say_lines(1);
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	ck_assert_ptr_nonnull(strstr(peer_text(carol), "line 4"));
	ck_assert_ptr_nonnull(strstr(peer_text(carol), "line 5"));
}
END_TEST

/* While the disk does not answer, what waits for it must not grow. */
START_TEST(erasures_that_find_no_place_are_refused)
{
	struct buffer *gathered = &world.core.history.gathered;
	say_lines(1);
	while (gathered->length <= HISTORY_GATHERED_MAX)
		buffer_add(gathered, "", 1);
	size_t full = gathered->length;
	peer_say(bob, "/erase 1");
	peer_expect(bob, "refused HISTORY_FAILED 1 NUMBER [WHY]\n");
	peer_say(bob, "/forget");
	peer_expect(bob, "refused HISTORY_FAILED forget \n");
	ck_assert_uint_eq(gathered->length, full);
	gathered->length = 0;
	peer_say(bob, "/erase 1");
	peer_expect(bob, "erased* bob bob #tea on\n");
}
END_TEST

/* The shorter of the two times, the server's and the room's. */
START_TEST(no_question_is_for_lines_that_are_too_old)
{
	int64_t now = world.core.now + world.core.clock_offset;
	say_lines(1);
	peer_say(alice, "/history");
	ck_assert_int_eq(asked->kept_since, 0);
	answer(false);
	world_flush();
	peer_say(alice, "/history");
	world.core.history.keep_ms = 90000;
	peer_say(alice, "/history");
	ck_assert_int_eq(asked->kept_since, now - 90000);
	answer(false);
	world_flush();
	peer_say(alice, "/history");
	world_room("#tea")->rules.keep_ms = 60000;
	peer_say(alice, "/search line");
	ck_assert_int_eq(asked->kept_since, now - 60000);
	answer(false);
}
END_TEST

/* The store answers with what it had after the round. */
static bool answer_as_of(uint64_t round)
{
	asked->stored = round;
	asked->complete = true;
	return question_answer(&world.core, asked);
}

/* Nobody has got the line yet, and only when it is stored they all get it: the others, and the
 * page. */
START_TEST(a_page_is_not_ahead_of_the_disk)
{
	bool durable;
	struct buffer taken = {0};
	history_set_strict(&world.core, true);
	peer_say(alice, "mine");
	ck_assert_uint_eq(round_take(&world.core, &taken, &durable), 1);
	peer_say(alice, "/history");
	ck_assert(answer_as_of(0));
	world_flush();
	peer_say(alice, "/history");
	unit_same(peer_text(alice), "");
	unit_same(peer_text(bob), "");
	round_stored(&world.core, 1, world.now);
	world_flush();
	unit_same(peer_text(bob), "said alice #tea mine\n");
	ck_assert_ptr_nonnull(
		strstr(peer_text(alice), "said alice  #tea mine\npast-end #tea =1\n"));
	buffer_finish(&taken);
}
END_TEST

/* Else it would be neither in the answer nor among what waits for the store. */
START_TEST(a_round_that_is_stored_meanwhile_is_asked_for_again)
{
	bool durable;
	struct buffer taken = {0};
	say_lines(1);
	round_take(&world.core, &taken, &durable);
	say_lines(1);
	peer_say(alice, "/history");
	round_stored(&world.core, 1, world.now);
	ck_assert(!answer_as_of(0));
	ck_assert_uint_eq(asked->stored, 1);
	ck_assert(answer_as_of(1));
	world_flush();
	peer_say(alice, "/history");
	unit_same(peer_text(alice), "past-gap #tea on\nsaid bob  #tea line 2\npast-end #tea =1\n");
	buffer_finish(&taken);
}
END_TEST

START_TEST(numbers_are_a_dialect_with_ones_own_lines)
{
	unsigned numbered = fake_door.numbered;
	peer_say(alice, "/number on");
	ck_assert_uint_eq(alice->session->dialect, numbered);
	peer_forget(alice);
	peer_say(alice, "hello");
	peer_expect(alice, "64:said* alice #tea hello\n");
	peer_expect(bob, "said alice #tea hello\n");
	peer_say(alice, "/number off");
	peer_expect(alice, "numbered*\n");
	peer_say(alice, "hello");
	peer_expect(alice, "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_the_server_changes_has_its_time,
		a_page_comes_when_the_store_has_answered, pages_go_on_where_they_ended,
		nobody_waits_for_the_store, a_store_that_fails_is_said, who_is_gone_gets_no_answer,
		an_answer_is_for_its_own_command, recent_lines_are_erased_at_once,
		a_row_of_erased_lines_is_one_mark, the_store_says_whose_an_older_line_is,
		forgetting_takes_what_one_has_said_and_no_more, erasing_leaves_place_for_new_lines,
		erasures_that_find_no_place_are_refused, no_question_is_for_lines_that_are_too_old,
		a_page_is_not_ahead_of_the_disk,
		a_round_that_is_stored_meanwhile_is_asked_for_again,
		numbers_are_a_dialect_with_ones_own_lines, NULL};
	return unit_cases_with("past", set_up, world_end, cases);
}
