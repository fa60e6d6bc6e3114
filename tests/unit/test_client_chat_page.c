/* Lines of the past by number and time, finding them, and erasing. */
#include <stdio.h>
#include <string.h>

#include "past_pages.h"
#include "room_past.h"
#include "unit.h"

#define ID "00c0ffee00c0ffee-7-"

static void ask(struct chat_page wanted)
{
	if (!wanted.words)
		wanted.words = "then";
	if (!wanted.bound)
		wanted.bound = "";
	ck_assert(chat_page(chatting.chat, "#dev", &wanted));
}
#define ASK(...) ask((struct chat_page){__VA_ARGS__})

START_TEST(a_page_begins_with_a_line)
{
	be_in(20);
	ASK(.first = 8, .words = "from line 8 on");
	chatting_expect("> CHATHISTORY AFTER #dev msgid=" ID "7 100");
	page(8, 10);
	chatting_expect("PAST #dev - - 'from line 8 on'\nSAID #dev bob - '8' past\n"
			"SAID #dev bob - '9' past\nSAID #dev bob - '10' past\n"
			"NOW #dev - - 'later lines: /since 11'");
	ASK(.first = 19);
	notes_forget(&chatting.seen);
	page(19, 20);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '19' past\n"
			"SAID #dev bob - '20' past\nNOW #dev - - ''");
	ASK(.first = 1);
	chatting_expect("> CHATHISTORY AFTER #dev timestamp=1970-01-01T00:00:00.000Z 100");
}
END_TEST

START_TEST(a_page_begins_at_a_time)
{
	be_in(20);
	ASK(.since = INT64_C(1795363200000), .until = INT64_C(1795363210000),
		.bound = "before:16:00");
	chatting_expect("> CHATHISTORY AFTER #dev timestamp=2026-11-22T15:59:59.999Z 100");
	page_begins();
	for (unsigned number = 9; number <= 11; number++)
		line(number, true);
	page_ends(); /* the line of 16:00:11 is over the bound */
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '9' past\n"
			"SAID #dev bob - '10' past\nNOW #dev - - ''");
	ASK(.since = INT64_C(1795363200000), .before = 19, .bound = "before:19");
	notes_forget(&chatting.seen);
	page(9, 10);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '9' past\n"
			"SAID #dev bob - '10' past\n"
			"NOW #dev - - 'later lines: /since 11 before:19'");
}
END_TEST

START_TEST(a_page_ends_before_a_line_or_a_time)
{
	be_in(20);
	ASK(.before = 9, .count = 2);
	chatting_expect("> CHATHISTORY BEFORE #dev msgid=" ID "9 2");
	page(7, 8);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '7' past\n"
			"SAID #dev bob - '8' past\n"
			"NOW #dev - - 'earlier lines: /history 2 before:7'");
	ASK(.until = INT64_C(1795363209999), .count = 20);
	chatting_expect("> CHATHISTORY BEFORE #dev timestamp=2026-11-22T16:00:10.000Z 20");
	page(1, 2);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '1' past\n"
			"SAID #dev bob - '2' past\nNOW #dev - - ''");
}
END_TEST

START_TEST(a_page_without_lines_says_so)
{
	be_in(3);
	ASK(.before = 1, .count = 20, .words = "before line 1");
	notes_forget(&chatting.seen);
	page(1, 0);
	chatting_expect("INFO #dev - - 'Nothing was said in #dev before line 1.'");
}
END_TEST

START_TEST(a_page_that_is_refused_is_over)
{
	be_in(3);
	ASK(.first = 2);
	notes_forget(&chatting.seen);
	from_server("FAIL CHATHISTORY MESSAGE_ERROR AFTER #dev :Try again later");
	chatting_expect("INFO #dev - - 'What was said in #dev before cannot be shown: Try again "
			"later (AFTER #dev)'");
	ASK(.first = 2);
	page(2, 3);
	notes_forget(&chatting.seen);
}
END_TEST

/* The page has ended then, and the gap is asked for. */
START_TEST(more_than_can_wait_comes_behind_the_page)
{
	char text[400];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	be_in(3);
	ASK(.first = 2);
	for (unsigned i = 0; i < ROOM_PAST_HELD_BYTES / 400; i++)
		from_server_format("@msgid=%s :bob!u@h PRIVMSG #dev :%s", id_of(4 + i), text);
	notes_forget(&chatting.seen);
	page(2, 3);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '2' past\n"
			"SAID #dev bob - '3' past\nNOW #dev - - ''\n"
			"> CHATHISTORY AFTER #dev msgid=" ID "3 100");
	page(4, 4);
	chatting_expect("MISSED #dev - - ''\nSAID #dev bob - '4' past again\n"
			"> CHATHISTORY AFTER #dev msgid=" ID "4 100");
}
END_TEST

/* What is said meanwhile stands behind the page, and once. */
START_TEST(new_lines_wait_for_the_page)
{
	be_in(3);
	ASK(.first = 2);
	line(4, false);
	notes_forget(&chatting.seen);
	page(2, 4);
	line(5, false);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '2' past\n"
			"SAID #dev bob - '3' past\nNOW #dev - - ''\nSAID #dev bob - '4'\n"
			"SAID #dev bob - '5'");
	chat_lost(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	past_enter(PAST_CAPS);
	let_in(); /* the page has not moved the place where the gap begins */
	chatting_expect("OPENED #dev - - '' 3 again\n> CHATHISTORY AFTER #dev msgid=" ID "5 100");
}
END_TEST

START_TEST(one_page_at_a_time)
{
	be_in(3);
	ASK(.first = 2);
	notes_forget(&chatting.seen);
	ASK(.first = 3);
	chatting_expect("REFUSED #dev - - 'other lines of #dev are on their way; try again in a "
			"moment'");
}
END_TEST

/* Other servers: a time goes on from the same second. */
START_TEST(lines_without_numbers_are_found_by_time)
{
	let_in();
	page_begins();
	from_server("@time=2026-11-22T16:00:05.000Z;batch=p1;msgid=x :bob!u@h PRIVMSG #dev :new");
	page_ends();
	notes_forget(&chatting.seen);
	ASK(.first = 5);
	chatting_expect("REFUSED #dev - - 'the lines of #dev have no numbers here; a time such as "
			"14:00 will do'");
	ASK(.since = INT64_C(1795363200000));
	notes_forget(&chatting.seen);
	page_begins();
	from_server("@time=2026-11-22T16:00:01.500Z;batch=p2;msgid=y :bob!u@h PRIVMSG #dev :old");
	page_ends();
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - 'old' past\n"
			"NOW #dev - - 'later lines: /since 2026-11-22T16:00:01'");
	ASK(.until = INT64_C(1795363202000), .count = 1);
	notes_forget(&chatting.seen);
	page_begins();
	from_server("@time=2026-11-22T16:00:01.500Z;batch=p3;msgid=y :bob!u@h PRIVMSG #dev :old");
	page_ends();
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - 'old' past\n"
			"NOW #dev - - 'earlier lines: /history 1 before:2026-11-22T16:00:02'");
}
END_TEST

static void search(const char *room, struct chat_search wanted)
{
	wanted.typed = " tea from:bob";
	if (!wanted.name)
		wanted.name = "";
	ck_assert(chat_search(chatting.chat, room, &wanted));
}
#define SEARCH(room, ...) search(room, (struct chat_search){__VA_ARGS__})

START_TEST(words_are_searched)
{
	be_in(1);
	SEARCH("#dev", .words = "tea; at \\ four");
	chatting_expect("> SEARCH in=#dev;limit=20;text=tea\\:\\sat\\s\\\\\\sfour");
	from_server("BATCH +s soju.im/search");
	from_server("@batch=s;msgid=x :bob!u@h PRIVMSG #dev :tea");
	from_server("@batch=s;msgid=y :bob!u@h PRIVMSG #ops :tea");
	from_server("BATCH -s");
	chatting_expect("PAST - - - ''\nSAID #dev bob - 'tea' past\n"
			"SAID #ops bob - 'tea' past\nNOW - - - ''");
	SEARCH("#dev", .words = "milk");
	notes_forget(&chatting.seen);
	from_server("BATCH +s soju.im/search");
	from_server("BATCH -s");
	chatting_expect("INFO - - - 'Nothing was found.'");
	ck_assert(!chat_search(
		chatting.chat, "#ops", &(struct chat_search){.words = "tea", .name = ""}));
}
END_TEST

START_TEST(a_search_goes_on)
{
	be_in(1);
	SEARCH("#dev", .words = "tea", .name = "bob", .until = INT64_C(1795363209999));
	chatting_expect("> SEARCH in=#dev;limit=20;text=tea;from=bob;before=2026-11-22T16:00:10."
			"000Z");
	from_server("BATCH +s soju.im/search");
	chatting.seen.quiet = true;
	for (unsigned number = 31; number <= 50; number++)
		from_server_format("@batch=s;msgid=%s :bob!u@h PRIVMSG #dev :tea", id_of(number));
	chatting.seen.quiet = false;
	from_server("BATCH -s");
	chatting_expect("NOW - - - 'earlier ones: /search tea from:bob before:31'");
	SEARCH("#dev", .words = "tea", .before = 31);
	chatting_expect("> SEARCH in=#dev;limit=20;text=tea;before-msgid=" ID "31");
}
END_TEST

START_TEST(a_line_that_was_told_is_erased)
{
	be_in(2);
	line(3, false);
	notes_forget(&chatting.seen);
	from_server_format(":bob!u@h REDACT #dev %s :oops", id_of(3));
	chatting_expect("ERASED #dev bob bob 'oops'");
	ck_assert_uint_eq(chatting.number, 3);
	ck_assert_str_eq(chatting.id, id_of(3));
	from_server_format(":carol!u@h REDACT #dev %s", id_of(2)); /* of the past */
	from_server_format(":ada!u@h REDACT #dev %s", id_of(1000));
	from_server_format(":bob!u@h REDACT #ops %s", id_of(3));
	from_server(":bob!u@h REDACT #dev");
	chatting_expect("ERASED #dev carol bob ''\nERASED #dev ada - '' own");
}
END_TEST

START_TEST(a_line_that_waits_is_told_without_its_text)
{
	be_in(2);
	ASK(.first = 1);
	line(3, false);
	from_server_format(":bob!u@h REDACT #dev %s", id_of(3));
	notes_forget(&chatting.seen);
	page(1, 2);
	chatting_expect("PAST #dev - - 'then'\nSAID #dev bob - '1' past\n"
			"SAID #dev bob - '2' past\nNOW #dev - - ''\n"
			"SAID #dev bob - '(erased)'\nERASED #dev bob bob ''");
}
END_TEST

START_TEST(a_gap_has_erased_lines_without_their_text)
{
	be_in(3);
	chat_lost(chatting.chat, chatting.now);
	past_enter(PAST_CAPS);
	let_in();
	notes_forget(&chatting.seen);
	page_begins();
	from_server_format(
		"@msgid=%s;batch=p%u :bob!u@h PRIVMSG #dev :(erased)", id_of(4), pages_begun);
	from_server_format("@batch=p%u :irc.test REDACT #dev %s", pages_begun, id_of(4));
	page_ends();
	page(5, 4);
	chatting_expect("MISSED #dev - - '' again\nSAID #dev bob - '(erased)' past again\n"
			"ERASED #dev - bob '' past again\n"
			"> CHATHISTORY AFTER #dev msgid=" ID "4 100");
}
END_TEST

/* A message of several lines, as clients without draft/multiline get it. */
static void long_line(unsigned number, const char *tags)
{
	static const char *const texts[] = {"one", "two", "three"};
	char id[80];
	snprintf(id, sizeof id, ";msgid=%s", id_of(number));
	for (size_t i = 0; i < 3; i++)
		from_server_format("@time=2026-11-22T16:01:00.000Z%s%s :bob!u@h PRIVMSG #dev :%s",
			i == 0 ? id : "", tags, texts[i]);
}

START_TEST(a_message_of_several_lines_is_one)
{
	be_in(2);
	long_line(3, "");
	chatting_expect("SAID #dev bob - 'one'\nSAID #dev bob - 'two'\nSAID #dev bob - 'three'");
	ck_assert_uint_eq(chatting.number, 3);
	ck_assert_str_eq(chatting.id, id_of(3));
	chat_lost(chatting.chat, chatting.now);
	past_enter(PAST_CAPS);
	let_in(); /* the gap begins behind all of it */
	chatting_expect("OPENED #dev - - '' 3 again\n> CHATHISTORY AFTER #dev msgid=" ID "3 100");
	long_line(5, "");
	page_begins();
	long_line(3, ";batch=p2"); /* of a server that finds places by time */
	long_line(4, ";batch=p2");
	long_line(5, ";batch=p2");
	page_ends();
	chatting_expect("MISSED #dev - - '' again\nSAID #dev bob - 'one' past again\n"
			"SAID #dev bob - 'two' past again\nSAID #dev bob - 'three' past again\n"
			"SAID #dev bob - 'one'\nSAID #dev bob - 'two'\nSAID #dev bob - 'three'");
	from_server("@time=2026-11-22T16:01:00.000Z :eve!u@h PRIVMSG #dev :another");
	ck_assert_str_eq(chatting.id, "");
}
END_TEST

START_TEST(a_message_of_several_lines_is_erased)
{
	be_in(2);
	ASK(.first = 1);
	long_line(3, "");
	from_server_format("@msgid=%s-2 :bob!u@h PRIVMSG #dev :four", id_of(3));
	line(30, false);
	from_server_format(":bob!u@h REDACT #dev %s", id_of(3));
	notes_forget(&chatting.seen);
	page(1, 0);
	chatting_expect("INFO #dev - - 'Nothing was said in #dev then.'\n"
			"SAID #dev bob - '(erased)'\nSAID #dev bob - '(erased)'\n"
			"SAID #dev bob - '(erased)'\nSAID #dev bob - '(erased)'\n"
			"SAID #dev bob - '30'\nERASED #dev bob bob ''");
}
END_TEST

START_TEST(lines_are_erased_by_their_numbers)
{
	be_in(2);
	ck_assert(chat_erase(chatting.chat, "#dev", 1, NULL));
	ck_assert(chat_erase(chatting.chat, "#dev", 2, "a phone number"));
	ck_assert(chat_erase_own(chatting.chat));
	chatting_expect("> REDACT #dev " ID "1\n> REDACT #dev " ID "2 :a phone number\n> FORGET");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_page_begins_with_a_line, a_page_begins_at_a_time,
		a_page_ends_before_a_line_or_a_time, a_page_without_lines_says_so,
		a_page_that_is_refused_is_over, more_than_can_wait_comes_behind_the_page,
		new_lines_wait_for_the_page, one_page_at_a_time,
		lines_without_numbers_are_found_by_time, words_are_searched, a_search_goes_on,
		a_line_that_was_told_is_erased, a_line_that_waits_is_told_without_its_text,
		a_gap_has_erased_lines_without_their_text, a_message_of_several_lines_is_one,
		a_message_of_several_lines_is_erased, lines_are_erased_by_their_numbers, NULL};
	return unit_cases_with("client_chat_page", past_set_up, past_tear_down, cases);
}
