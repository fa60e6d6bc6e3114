/* Lines of the past: on entering, after a loss, and when the user asks for them. */
#include <stdio.h>
#include <string.h>

#include "past_pages.h"
#include "room_past.h"
#include "unit.h"

#define PAGE 100
#define LARGE (ROOM_PAST_HELD_BYTES / 1024) /* lines of 1 KiB */

static void lose(void)
{
	chat_lost(chatting.chat, chatting.now);
}

static void come_back(void)
{
	past_enter(PAST_CAPS);
	let_in();
	chatting_expect("OPENED #dev - - '' 3 again\n> CHATHISTORY AFTER #dev "
			"msgid=00c0ffee00c0ffee-7-3 100");
}

static void back_with_a_gap(void)
{
	be_in(2);
	line(3, false);
	lose();
	notes_forget(&chatting.seen);
	come_back();
}

START_TEST(who_enters_is_told_the_last_lines)
{
	let_in();
	chatting_expect("OPENED #dev - - '' 3\n> CHATHISTORY LATEST #dev * 20");
	page(1, 2);
	chatting_expect("PAST #dev - - ''\nSAID #dev bob - '1' past\n"
			"SAID #dev bob - '2' past\nNOW #dev - - ''");
	line(3, false);
	chatting_expect("SAID #dev bob - '3'");
	ck_assert_uint_eq(chatting.number, 3);
}
END_TEST

START_TEST(a_room_without_a_past_has_no_marks)
{
	let_in();
	notes_forget(&chatting.seen);
	page(1, 0);
	line(1, false);
	chatting_expect("SAID #dev bob - '1'");
}
END_TEST

START_TEST(what_comes_meanwhile_is_told_behind_the_past_and_once)
{
	let_in();
	notes_forget(&chatting.seen);
	line(3, false);
	from_server(":dave!u@h JOIN #dev");
	line(4, false);
	chatting_expect("");
	page(1, 4);
	line(5, false);
	chatting_expect("PAST #dev - - ''\nSAID #dev bob - '1' past\n"
			"SAID #dev bob - '2' past\nNOW #dev - - ''\nSAID #dev bob - '3'\n"
			"JOINED #dev dave - ''\nSAID #dev bob - '4'\nSAID #dev bob - '5'");
}
END_TEST

START_TEST(after_a_loss_exactly_the_gap_is_told)
{
	back_with_a_gap();
	page(4, 5);
	chatting_expect("MISSED #dev - - '' again\nSAID #dev bob - '4' past again\n"
			"SAID #dev bob - '5' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-5 100");
	line(7, false);
	page(6, 8);
	line(8, false);
	chatting_expect("SAID #dev bob - '6' past again\nSAID #dev bob - '7'\nSAID #dev bob - '8'");
}
END_TEST

START_TEST(without_a_gap_there_is_no_mark)
{
	back_with_a_gap();
	page(4, 3);
	line(4, false);
	chatting_expect("SAID #dev bob - '4'");
}
END_TEST

START_TEST(lines_that_were_told_are_not_told_again)
{
	back_with_a_gap();
	page(2, 4);
	chatting_expect("MISSED #dev - - '' again\nSAID #dev bob - '4' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-4 100");
	page(2, 4);
	line(4, false); /* of a server whose pages are faster than its lines */
	line(5, false);
	chatting_expect("SAID #dev bob - '5'");
}
END_TEST

START_TEST(lines_of_ignored_people_are_passed_over)
{
	back_with_a_gap();
	chat_ignore(chatting.chat, "bob");
	page(4, 5);
	chatting_expect("MISSED #dev - - '' again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-5 100");
}
END_TEST

START_TEST(more_than_can_wait_comes_from_the_history)
{
	char text[400];
	unsigned live = ROOM_PAST_HELD_BYTES / 400, next = 4;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	back_with_a_gap();
	for (unsigned i = 0; i < live; i++)
		from_server_format("@msgid=%s :bob!u@h PRIVMSG #dev :%s", id_of(1000 + i), text);
	chatting_expect("");
	chatting.seen.quiet = true;
	unsigned long told = chatting.told;
	for (unsigned long asked = 0; asked < chatting.sent;) {
		asked = chatting.sent;
		page_begins();
		for (unsigned i = 0; i < PAGE && next < 1000 + live; i++)
			line(next++, true);
		page_ends();
	}
	/* one rule, and each line once */
	ck_assert_uint_lt(next, 1000 + live); /* it has not asked for all */
	ck_assert_uint_gt(next, 1000 + PAGE); /* but for what was dropped */
	ck_assert_uint_eq(chatting.told - told, 1 + 1000 + live - 4);
	next = 1000 + live;
	chatting.seen.quiet = false;
	line(next, false);
	ck_assert_uint_eq(chatting.told - told, 1 + 1000 + live - 3);
}
END_TEST

START_TEST(what_the_history_does_not_give_is_counted)
{
	char text[1024];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	back_with_a_gap();
	for (unsigned i = 0; i < LARGE; i++)
		from_server_format("@msgid=%s :bob!u@h PRIVMSG #dev :%s", id_of(1000 + i), text);
	chatting.seen.quiet = true;
	unsigned long told = chatting.told;
	from_server("421 ada CHATHISTORY :Unknown command");
	chatting.seen.quiet = false; /* told are: why, how many are missing, and the others */
	ck_assert_uint_gt(chatting.told - told, 2 + LARGE / 2);
	ck_assert_uint_lt(chatting.told - told, 2 + LARGE);
}
END_TEST

START_TEST(a_loss_meanwhile_loses_and_doubles_nothing)
{
	back_with_a_gap();
	line(6, false);
	chat_say(chatting.chat, CHAT_SAID, "#dev", "mine", NULL);
	notes_forget(&chatting.seen);
	from_server_format("@label=line-1;msgid=%s :ada!u@h PRIVMSG #dev :mine", id_of(7));
	lose();
	chatting_expect("SAID #dev ada - 'mine' ticket 1 own");
	come_back();
	page(4, 6);
	page_begins();
	from_server_format(
		"@batch=p%u;msgid=%s :ada!u@h PRIVMSG #dev :mine", pages_begun, id_of(7));
	line(8, true);
	page_ends();
	chatting_expect("MISSED #dev - - '' again\nSAID #dev bob - '4' past again\n"
			"SAID #dev bob - '5' past again\nSAID #dev bob - '6' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-6 100\n"
			"SAID #dev bob - '8' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-8 100");
}
END_TEST

START_TEST(an_unsure_line_that_the_history_has_is_settled)
{
	be_in(3);
	chat_say(chatting.chat, CHAT_SAID, "#dev", "mine", NULL);
	chat_say(chatting.chat, CHAT_SAID, "#dev", "lost", NULL);
	lose();
	ck_assert_uint_eq(chat_kept(chatting.chat), 2);
	notes_forget(&chatting.seen);
	come_back();
	page_begins();
	from_server_format(
		"@batch=p%u;msgid=%s :ada!u@h PRIVMSG #dev :mine", pages_begun, id_of(4));
	from_server_format(
		"@batch=p%u;msgid=%s :ada!u@h PRIVMSG #dev :mine", pages_begun, id_of(5));
	chatting_expect("MISSED #dev - - '' again\nSAID #dev ada - 'mine' ticket 1 own past again\n"
			"SAID #dev ada - 'mine' own past again");
	ck_assert_uint_eq(chat_kept(chatting.chat), 1);
}
END_TEST

START_TEST(lines_that_the_server_left_out_are_asked_for)
{
	be_in(3);
	from_server_format("NOTE * LINES_SKIPPED #dev %s :5 lines were skipped", id_of(3));
	chatting_expect("> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-3 100");
	line(7, false);
	page_begins();
	line(4, true);
	line(7, true); /* lines behind it have come live */
	line(8, true);
	from_server("NOTE * LINES_SKIPPED #dev x :2 lines were skipped");
	line(11, false);
	page_ends();
	chatting_expect("MISSED #dev - - ''\nSAID #dev bob - '4' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-4 100");
	page(5, 11);
	chatting_expect("SAID #dev bob - '5' past again\nSAID #dev bob - '6' past again\n"
			"SAID #dev bob - '7' past again\nSAID #dev bob - '8' past again\n"
			"SAID #dev bob - '9' past again\nSAID #dev bob - '10' past again\n"
			"SAID #dev bob - '11'");
}
END_TEST

START_TEST(a_lost_id_is_looked_for_by_its_time)
{
	back_with_a_gap();
	from_server("FAIL CHATHISTORY INVALID_PARAMS AFTER msgid=x :no such message");
	chatting_expect("> CHATHISTORY AFTER #dev timestamp=2026-11-22T16:00:02.999Z 100");
	from_server("FAIL CHATHISTORY MESSAGE_ERROR AFTER #dev :the disk is broken");
	line(9, false);
	chatting_expect("INFO #dev - - 'What was said in #dev before cannot be shown: the disk is "
			"broken (AFTER #dev)'\nSAID #dev bob - '9'");
}
END_TEST

START_TEST(a_server_that_does_not_answer_is_not_waited_for)
{
	back_with_a_gap();
	line(9, false);
	chatting.now += 19000;
	chat_tick(chatting.chat, chatting.now);
	chatting.now += 2000;
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("INFO #dev - - 'What was said in #dev before cannot be shown: the server "
			"does not answer'\nSAID #dev bob - '9'");
}
END_TEST

START_TEST(who_is_put_out_is_told_what_waited)
{
	back_with_a_gap();
	line(9, false);
	from_server(":carol!u@h KICK #dev ada :enough");
	chatting_expect("SAID #dev bob - '9'\nCLOSED #dev carol - 'enough'");
}
END_TEST

START_TEST(a_server_without_history_is_not_asked)
{
	chat_begin(chatting.chat, chatting.now);
	past_enter(ALL_CAPS);
	let_in();
	line(1, false);
	chatting_expect("OPENED #dev - - '' 3\nSAID #dev bob - '1'");
	chat_lost(chatting.chat, chatting.now);
	past_enter(ALL_CAPS);
	let_in();
	chatting_expect("OPENED #dev - - '' 3 again");
	ck_assert(!chat_earlier(chatting.chat, "#dev", 20));
	ck_assert(!chat_search(
		chatting.chat, "#dev", &(struct chat_search){.words = "tea", .name = ""}));
	ck_assert(!chat_page(chatting.chat, "#dev", &(struct chat_page){.since = 1}));
	ck_assert(!chat_erase(chatting.chat, "#dev", 1, NULL));
	ck_assert(!chat_erase_own(chatting.chat));
}
END_TEST

START_TEST(the_past_changes_nothing)
{
	be_in(3);
	page_begins();
	from_server("@batch=p2;msgid=a :carol!u@h TOPIC #dev :old");
	from_server("@batch=p2;msgid=b :carol!u@h MODE #dev +o bob");
	from_server("@batch=p2;msgid=c :carol!u@h KICK #dev ada :enough");
	from_server("@batch=p2;msgid=d :bob!u@h PART #dev");
	from_server("@batch=p2;msgid=e :ada!u@h NICK eve");
	page_ends();
	chatting_expect("TOPIC #dev carol - 'old' past\n"
			"MODE #dev carol - 'carol made bob an operator of #dev' past\n"
			"KICKED #dev carol ada 'enough' past");
	unit_same(chat_topic(chatting.chat, "#dev"), "");
	unit_same(chat_name(chatting.chat), "ada");
	ck_assert_int_eq(chat_role(chatting.chat, "#dev", "bob"), ' ');
	ck_assert(chat_in_room(chatting.chat, "#dev"));
}
END_TEST

START_TEST(older_lines_come_when_they_are_asked_for)
{
	let_in();
	page(41, 60);
	notes_forget(&chatting.seen);
	ck_assert(chat_earlier(chatting.chat, "#dev", 2));
	ck_assert(chat_earlier(chatting.chat, "#dev", 2)); /* which the first one answers */
	chatting_expect("> CHATHISTORY BEFORE #dev msgid=00c0ffee00c0ffee-7-41 2");
	page(39, 40);
	chatting_expect("PAST #dev - - ''\nSAID #dev bob - '39' past\n"
			"SAID #dev bob - '40' past\nNOW #dev - - ''");
	ck_assert(chat_earlier(chatting.chat, "#dev", 2));
	chatting_expect("> CHATHISTORY BEFORE #dev msgid=00c0ffee00c0ffee-7-39 2");
	page(1, 0);
	chatting_expect("INFO #dev - - 'There is nothing older in #dev.'");
	lose();
	past_enter(PAST_CAPS);
	let_in();
	chatting_expect("OPENED #dev - - '' 3 again\n> CHATHISTORY AFTER #dev "
			"msgid=00c0ffee00c0ffee-7-60 100");
}
END_TEST

START_TEST(a_program_goes_on_where_it_stopped)
{
	const char *id;
	int64_t time;
	chat_join(chatting.chat, "#dev", NULL);
	ck_assert(!chat_last(chatting.chat, "#dev", &id, &time));
	chat_join(chatting.chat, "#new", NULL);
	from_server("@time=2026-11-22T16:00:00.000Z :ada!ada@host JOIN #new");
	from_server(":irc.test 366 ada #new :End of /NAMES list");
	ck_assert(chat_last(chatting.chat, "#new", &id, &time) && !id);
	ck_assert_int_eq(time, INT64_C(1795363200000)); /* by the server's clock */
	notes_forget(&chatting.seen);
	chat_since(chatting.chat, "#dev", id_of(3), 1000, 0);
	let_in();
	chatting_expect("OPENED #dev - - '' 3\n> CHATHISTORY AFTER #dev "
			"msgid=00c0ffee00c0ffee-7-3 100");
	page(4, 4);
	chatting_expect("MISSED #dev - - ''\nSAID #dev bob - '4' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-4 100");
	ck_assert(chat_last(chatting.chat, "#dev", &id, &time));
	unit_same(id, id_of(4));
	ck_assert_int_eq(time, INT64_C(1795363204000));
}
END_TEST

START_TEST(a_number_is_found_by_the_form_of_the_ids)
{
	chat_join(chatting.chat, "#dev", NULL);
	chat_since(chatting.chat, "#dev", NULL, 0, 5);
	let_in();
	notes_forget(&chatting.seen);
	page(9, 9);
	chatting_expect("> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-5 100");
	page(6, 9);
	page(10, 9);
	line(10, false);
	chatting_expect("MISSED #dev - - ''\nSAID #dev bob - '6' past again\n"
			"SAID #dev bob - '7' past again\nSAID #dev bob - '8' past again\n"
			"SAID #dev bob - '9' past again\n"
			"> CHATHISTORY AFTER #dev msgid=00c0ffee00c0ffee-7-9 100\n"
			"SAID #dev bob - '10'");
}
END_TEST

START_TEST(other_servers_have_no_numbers)
{
	chat_join(chatting.chat, "#dev", NULL);
	chat_since(chatting.chat, "#dev", NULL, 0, 5);
	let_in();
	notes_forget(&chatting.seen);
	page_begins();
	from_server("@batch=p1;msgid=foreign :bob!u@h PRIVMSG #dev :hi");
	page_ends();
	chatting_expect(
		"INFO #dev - - 'What was said in #dev before cannot be shown: its lines have "
		"no numbers'");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_enters_is_told_the_last_lines,
		a_room_without_a_past_has_no_marks,
		what_comes_meanwhile_is_told_behind_the_past_and_once,
		after_a_loss_exactly_the_gap_is_told, without_a_gap_there_is_no_mark,
		lines_that_were_told_are_not_told_again, lines_of_ignored_people_are_passed_over,
		more_than_can_wait_comes_from_the_history,
		what_the_history_does_not_give_is_counted,
		a_loss_meanwhile_loses_and_doubles_nothing,
		an_unsure_line_that_the_history_has_is_settled,
		lines_that_the_server_left_out_are_asked_for, a_lost_id_is_looked_for_by_its_time,
		a_server_that_does_not_answer_is_not_waited_for, who_is_put_out_is_told_what_waited,
		a_server_without_history_is_not_asked, the_past_changes_nothing,
		older_lines_come_when_they_are_asked_for, a_program_goes_on_where_it_stopped,
		a_number_is_found_by_the_form_of_the_ids, other_servers_have_no_numbers, NULL};
	return unit_cases_with("client_chat_past", past_set_up, past_tear_down, cases);
}
