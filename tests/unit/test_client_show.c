/* Events as lines: marks, sentences, colours, wrapping, and nothing that harms a terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <event2/buffer.h>

#include "show.h"
#include "style.h"
#include "unit.h"

#define NOON INT64_C(1764763380000) /* Wednesday, 3 December 2025, 12:03 UTC */

static struct style style;
static struct evbuffer *out;
static char shown[65536];

static void set_up(void)
{
	setenv("TZ", "UTC", 1);
	style = (struct style){.clock = ""};
	out = evbuffer_new();
}

static void tear_down(void)
{
	evbuffer_free(out);
}

/* What has been shown since the last call. */
static const char *take(void)
{
	size_t length = evbuffer_get_length(out);
	ck_assert_uint_lt(length, sizeof shown);
	evbuffer_remove(out, shown, length);
	shown[length] = '\0';
	return shown;
}

static const char *show_in(const struct chat_event *event, const char *room)
{
	show_event(out, &style, event, room, "bob");
	return take();
}

static const char *show(const struct chat_event *event)
{
	return show_in(event, NULL);
}

#define EVENT(words, ...) (&(struct chat_event){.time = NOON, .text = (words), __VA_ARGS__})
#define SAID(said) EVENT(said, .kind = CHAT_SAID, .room = "#dev", .name = "ada")

START_TEST(talk_has_the_marks_of_the_line_door)
{
	unit_same(show(SAID("hello")), "<ada> hello\n");
	unit_same(show(EVENT("waves", .kind = CHAT_ACTION, .room = "#dev", .name = "ada")),
		"* ada waves\n");
	unit_same(show(EVENT("note", .kind = CHAT_NOTICE, .room = "#dev", .name = "ada")),
		"-ada- note\n");
	unit_same(show(EVENT("note", .kind = CHAT_NOTICE, .name = "irc.example.org")),
		"-irc.example.org- note\n");
	unit_same(show(EVENT("hi", .kind = CHAT_SAID, .own = true, .room = "#dev", .name = "bob")),
		"<bob> hi\n");
}
END_TEST

START_TEST(private_talk_has_brackets)
{
	struct chat_event event = {
		.kind = CHAT_SAID, .private = true, .room = "ada", .name = "ada", .text = "hi"};
	unit_same(show_in(&event, "ada"), "[ada] hi\n");
	event.kind = CHAT_ACTION;
	unit_same(show(&event), "[ada] * ada hi\n");
	event.kind = CHAT_NOTICE;
	unit_same(show(&event), "[-ada-] hi\n");
	event.own = true;
	event.name = "bob";
	unit_same(show(&event), "[to -ada-] hi\n");
	event.kind = CHAT_ACTION;
	unit_same(show(&event), "[to ada] * bob hi\n");
	event.kind = CHAT_SAID;
	unit_same(show(&event), "[to ada] hi\n");
}
END_TEST

START_TEST(another_room_is_named_in_front)
{
	unit_same(show_in(SAID("hello"), "#dev"), "#dev <ada> hello\n");
	unit_same(show_in(EVENT("", .kind = CHAT_JOINED, .room = "#dev", .name = "ada"), "#dev"),
		"#dev -- ada joined\n");
	unit_same(show_in(EVENT("no", .kind = CHAT_REFUSED), "#dev"), "#dev !! no\n");
}
END_TEST

START_TEST(the_time_stands_in_front)
{
	style.clock = "%H:%M";
	unit_same(show(SAID("hello")), "12:03 <ada> hello\n");
	setenv("TZ", "XXX-9", 1);
	tzset();
	unit_same(show(SAID("hello")), "21:03 <ada> hello\n");
	style.clock = "%n%t";
	unit_same(show(SAID("hello")), "\xEF\xBF\xBD\t <ada> hello\n");
}
END_TEST

START_TEST(a_clock_is_told_in_the_users_way)
{
	char clock[SHOW_CLOCK_SIZE];
	style.clock = "%H.%M Uhr";
	show_clock(clock, &style, NOON);
	unit_same(clock, "12.03 Uhr");
	style.clock = "";
	show_clock(clock, &style, NOON);
	unit_same(clock, "12:03");
	style.clock = "%c %c %c %c %c %c"; /* has no place */
	show_clock(clock, &style, NOON);
	unit_same(clock, "");
	unit_same(show(SAID("hello")), "<ada> hello\n");
}
END_TEST

START_TEST(a_day_has_a_name_and_a_number)
{
	char day[SHOW_DAY_SIZE], other[SHOW_DAY_SIZE];
	long number = show_day(day, NOON);
	unit_same(day, "Wednesday, 3 December 2025");
	ck_assert_int_eq(show_day(other, NOON + 11 * 3600 * 1000), number);
	ck_assert_int_ne(show_day(other, NOON + 12 * 3600 * 1000), number);
	unit_same(other, "Thursday, 4 December 2025");
	ck_assert_int_ne(show_day(other, NOON + INT64_C(364) * 24 * 3600 * 1000), number);
	ck_assert_int_ne(show_day(other, NOON + INT64_C(365) * 24 * 3600 * 1000), number);
	show_day(day, -1);
	unit_same(day, "Wednesday, 31 December 1969");
	show_day(day, INT64_MAX);
	show_day(day, INT64_MIN);
}
END_TEST

#define ERASED(...)                                                            \
	{                                                                      \
		.kind = CHAT_ERASED, .time = NOON, .room = "#dev", __VA_ARGS__ \
	}

/* One event, and what is shown of it in marks and in sentences. */
static const struct sentence {
	struct chat_event event;
	const char *marks, *plain;
} sentences[] = {
	{{.kind = CHAT_READY, .name = "bob", .text = ""}, "-- You are bob on this server.\n",
		"You are bob on this server.\n"},
	{{.kind = CHAT_READY, .name = "bob", .text = "", .again = true},
		"-- Connected again; you are bob.\n", "Connected again; you are bob.\n"},
	{{.kind = CHAT_JOINED, .room = "#dev", .name = "ada", .text = ""}, "-- ada joined\n",
		"In #dev, ada joined\n"},
	{{.kind = CHAT_LEFT, .room = "#dev", .name = "ada", .text = "bye"}, "-- ada left (bye)\n",
		"In #dev, ada left (bye)\n"},
	{{.kind = CHAT_QUIT, .room = "#dev", .name = "ada", .text = ""}, "-- ada left\n",
		"In #dev, ada left\n"},
	{{.kind = CHAT_RENAMED, .room = "#dev", .name = "ada", .other = "eve", .text = ""},
		"-- ada is eve now\n", "In #dev, ada is eve now\n"},
	{{.kind = CHAT_RENAMED, .name = "bob", .other = "rob", .text = "", .own = true},
		"-- You are rob now.\n", "You are rob now.\n"},
	{{.kind = CHAT_RENAMED,
		 .room = "#dev",
		 .name = "bob",
		 .other = "rob",
		 .text = "",
		 .own = true},
		"", ""},
	{{.kind = CHAT_KICKED, .room = "#dev", .name = "ada", .other = "eve", .text = "why"},
		"-- ada put eve out of #dev (why)\n", "ada put eve out of #dev (why)\n"},
	{{.kind = CHAT_KICKED,
		 .room = "#dev",
		 .name = "bob",
		 .other = "eve",
		 .text = " ",
		 .own = true},
		"-- You have put eve out of #dev\n", "You have put eve out of #dev\n"},
	{{.kind = CHAT_TOPIC, .room = "#dev", .name = "ada", .text = "bugs"},
		"-- ada set the topic of #dev: bugs\n", "ada set the topic of #dev: bugs\n"},
	{{.kind = CHAT_TOPIC, .room = "#dev", .name = "bob", .text = "", .own = true},
		"-- You have cleared the topic of #dev\n", "You have cleared the topic of #dev\n"},
	{{.kind = CHAT_MODE, .room = "#dev", .name = "ada", .text = "ada made #dev secret"},
		"-- ada made #dev secret\n", "ada made #dev secret\n"},
	{{.kind = CHAT_INVITED, .room = "#dev", .name = "ada", .text = ""},
		"-- ada asks you to come to #dev. /join #dev takes you there.\n",
		"ada asks you to come to #dev. /join #dev takes you there.\n"},
	{{.kind = CHAT_INVITED, .room = "#dev", .name = "ada", .other = "eve", .text = ""},
		"-- ada asked eve to come to #dev.\n", "ada asked eve to come to #dev.\n"},
	{{.kind = CHAT_AWAY, .room = "#dev", .name = "ada", .text = "lunch"}, "", ""},
	{{.kind = CHAT_OPENED, .room = "#dev", .text = "", .count = 1},
		"-- You are in #dev now, with nobody else.\n",
		"You are in #dev now, with nobody else.\n"},
	{{.kind = CHAT_OPENED, .room = "#dev", .text = "bugs", .count = 2},
		"-- You are in #dev now, with 1 other. The topic of #dev is: bugs\n",
		"You are in #dev now, with 1 other. The topic of #dev is: bugs\n"},
	{{.kind = CHAT_OPENED, .room = "#dev", .text = "", .count = 4, .again = true},
		"-- Back in #dev, with 3 others.\n", "Back in #dev, with 3 others.\n"},
	{{.kind = CHAT_CLOSED, .room = "#dev", .text = "", .own = true}, "-- You left #dev.\n",
		"You left #dev.\n"},
	{{.kind = CHAT_CLOSED, .room = "#dev", .name = "ada", .text = "why"},
		"-- ada put you out of #dev (why). /join #dev takes you there.\n",
		"ada put you out of #dev (why). /join #dev takes you there.\n"},
	{{.kind = CHAT_CLOSED, .room = "#dev", .text = "it is full"},
		"-- You are not in #dev any more: it is full\n",
		"You are not in #dev any more: it is full\n"},
	{{.kind = CHAT_CLOSED, .room = "#dev", .text = ""}, "-- You are not in #dev any more.\n",
		"You are not in #dev any more.\n"},
	{{.kind = CHAT_INFO, .room = "#dev", .text = "It is so."}, "-- It is so.\n",
		"About #dev: It is so.\n"},
	{{.kind = CHAT_REFUSED, .room = "#dev", .text = "no"}, "!! no\n",
		"About #dev: Refused: no\n"},
	{{.kind = CHAT_REFUSED, .room = "#dev", .text = "no", .other = "\x02hi", .ticket = 1},
		"!! no (not said: hi)\n", "About #dev: Refused: no (not said: hi)\n"},
	{{.kind = CHAT_UNSURE, .room = "#dev", .text = "hi", .own = true},
		"?? to #dev, not confirmed before the connection was lost: hi\n",
		"Not delivered for certain to #dev: hi\n"},
	{ERASED(.name = "ada", .other = "ada", .text = "why", .then = NOON - 60000),
		"-- ada erased what ada said in #dev at 12:02 (why)\n",
		"ada erased what ada said in #dev at 12:02 (why)\n"},
	{ERASED(.text = "", .name = "ada", .other = "bob", .then = NOON - 86400000),
		"-- ada erased what you said in #dev at 12:03 on 2 December\n",
		"ada erased what you said in #dev at 12:03 on 2 December\n"},
	{ERASED(.text = "", .name = "bob", .other = "bob", .own = true, .then = NOON),
		"-- You have erased what you said in #dev at 12:03\n",
		"You have erased what you said in #dev at 12:03\n"},
	{ERASED(.text = "", .name = "ada", .other = "ada", .number = 8812, .then = NOON),
		"-- ada erased line 8812 in #dev, said by ada at 12:03\n",
		"ada erased line 8812 in #dev, said by ada at 12:03\n"},
	{ERASED(.text = "", .name = "bob", .other = "bob", .own = true, .number = 8, .then = NOON),
		"-- You have erased line 8 in #dev, said by you at 12:03\n",
		"You have erased line 8 in #dev, said by you at 12:03\n"},
	{ERASED(.text = "", .name = "ada"), "-- ada erased an older line of #dev\n",
		"ada erased an older line of #dev\n"},
	{ERASED(.text = "", .name = "ada", .number = 8), "-- ada erased line 8 in #dev\n",
		"ada erased line 8 in #dev\n"},
	{ERASED(.text = "", .past = true), "", ""},
	{{.kind = CHAT_SAID, .room = "#dev", .name = "ada", .text = "hi"}, "<ada> hi\n",
		"In #dev, ada says: hi\n"},
	{{.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "hi", .own = true},
		"<bob> hi\n", "In #dev, you say: hi\n"},
	{{.kind = CHAT_ACTION, .room = "#dev", .name = "ada", .text = "waves"}, "* ada waves\n",
		"In #dev, action: ada waves\n"},
	{{.kind = CHAT_NOTICE, .room = "#dev", .name = "ada", .text = "text"}, "-ada- text\n",
		"In #dev, ada notes: text\n"},
	{{.kind = CHAT_SAID, .private = true, .room = "ada", .name = "ada", .text = "hi"},
		"[ada] hi\n", "ada to you: hi\n"},
	{{.kind = CHAT_SAID,
		 .private = true,
		 .own = true,
		 .room = "ada",
		 .name = "bob",
		 .text = "hi"},
		"[to ada] hi\n", "You to ada: hi\n"},
};

START_TEST(each_kind_has_its_words)
{
	const struct sentence *sentence = &sentences[_i];
	unit_same(show(&sentence->event), sentence->marks);
	style.plain = true;
	unit_same(show_in(&sentence->event, sentence->event.room), sentence->plain);
}
END_TEST

START_TEST(a_mention_is_marked_without_colour_too)
{
	struct chat_event event = {.kind = CHAT_SAID,
		.mention = true,
		.room = "#dev",
		.name = "ada",
		.text = "Bob, is bobby bob's?"};
	unit_same(show_in(&event, "#dev"), "#dev *<ada> Bob, is bobby bob's?\n");
	style.colour = true;
	ck_assert_ptr_nonnull(strstr(show(&event), "\033[1m*\033[m<"));
	ck_assert_ptr_nonnull(strstr(shown, "> \033[1mBob\033[m, is bobby \033[1mbob\033[m's?\n"));
	event.text = "bob\u00E9 \u00E9bob bob_ 1bob";
	ck_assert_ptr_nonnull(strstr(show(&event), event.text));
	event.text = "bob";
	event.mention = false;
	ck_assert_ptr_nonnull(strstr(show(&event), "> bob\n"));
	event.text = "Bob, is bobby bob's?";
	event.mention = true;
	event.kind = CHAT_ACTION;
	style.colour = false;
	unit_same(show(&event), "** ada Bob, is bobby bob's?\n");
	style.plain = true;
	unit_same(show(&event), "Action: ada Bob, is bobby bob's?\n");
	show_event(out, &style, &event, NULL, NULL);
	show_event(out, &style, &event, NULL, "");
}
END_TEST

START_TEST(colours_are_for_names_and_for_the_server)
{
	char wanted[128];
	style.colour = true;
	snprintf(wanted, sizeof wanted, "<\033[38;5;%dmada\033[m> hello\n",
		style_name_colour("ada", 3));
	unit_same(show(SAID("hello")), wanted);
	unit_same(show(EVENT("hi", .kind = CHAT_SAID, .own = true, .room = "#dev", .name = "bob")),
		"<\033[1mbob\033[m> hi\n");
	snprintf(wanted, sizeof wanted, "[to \033[38;5;%dmada\033[m] hi\n",
		style_name_colour("ada", 3));
	unit_same(show(EVENT("hi", .kind = CHAT_SAID, .own = true, .private = true, .room = "ada",
			  .name = "bob")),
		wanted);
	unit_same(show(EVENT("so", .kind = CHAT_INFO)), "\033[2m-- so\033[m\n");
	unit_same(show(EVENT("no", .kind = CHAT_REFUSED)), "\033[1;31m!! no\033[m\n");
	style.clock = "%H:%M";
	unit_same(show(EVENT("", .kind = CHAT_JOINED, .room = "#dev", .name = "ada")),
		"\033[2m12:03\033[m \033[2m-- ada joined\033[m\n");
}
END_TEST

#define STYLED                                                          \
	"\x02"                                                          \
	"bold\x1D both\x02 italic\x0F none\x1Fline\x1F\x1Egone\x1E\x16" \
	"back\x16 \x03"                                                 \
	"04,05red \x04"                                                 \
	"ff0000hex \x11mono"

START_TEST(formatting_codes_become_styles_or_nothing)
{
	unit_same(show(SAID(STYLED)), "<ada> bold both italic nonelinegoneback red hex mono\n");
	style.plain = true;
	unit_same(show(SAID(STYLED)), "ada says: bold both italic nonelinegoneback red hex mono\n");
	style.plain = false;
	style.colour = true;
	unit_same(strchr(show(SAID(STYLED)), '>'),
		"> \033[1mbold\033[m\033[1;3m both\033[m\033[3m italic\033[m none\033[4mline\033[m"
		"\033[9mgone\033[m\033[7mback\033[m red hex mono\n");
	unit_same(show(EVENT("\x1Fx", .kind = CHAT_TOPIC, .room = "#dev", .name = "ada")),
		"\033[2m-- ada set the topic of #dev: \033[m\033[2;4mx\033[m\n");
}
END_TEST

START_TEST(a_style_ends_with_its_line)
{
	style.colour = true;
	style.columns = 12;
	unit_same(show(EVENT("\x1Fseveral words", .kind = CHAT_INFO)),
		"\033[2m-- \033[m\033[2;4mseveral\033[m\n   \033[2;4mwords\033[m\n");
}
END_TEST

START_TEST(hostile_bytes_are_made_safe_everywhere)
{
	static const char hostile[] = "\033]0;x\a\x9B\xC2\x9B"
				      "1m\r\n\x01\x7F\xE2\x80\xA8\xFF";
	style.colour = true;
	style.columns = 20;
	for (int kind = 0; kind <= CHAT_MISSED; kind++) {
		for (int flags = 0; flags < 16; flags++) {
			struct chat_event event = {.kind = (enum chat_kind)kind,
				.room = hostile,
				.name = hostile,
				.other = hostile,
				.text = hostile,
				.own = flags & 1,
				.private = flags & 2,
				.mention = flags & 4};
			style.plain = flags & 8;
			show_in(&event, hostile);
			for (const char *at = shown; *at; at++) {
				ck_assert(
					*at == '\n' || *at == '\033' || (unsigned char)*at >= 0x20);
				ck_assert(*at != '\033' || at[1] == '[');
				ck_assert(*at != 0x7F);
			}
			ck_assert_ptr_null(strstr(shown, "\xC2\x9B"));
			ck_assert_ptr_null(strstr(shown, "\xE2\x80\xA8"));
		}
	}
}
END_TEST

START_TEST(what_is_missing_is_not_shown)
{
	for (int kind = 0; kind <= CHAT_MISSED; kind++)
		show(EVENT("", .kind = (enum chat_kind)kind));
	unit_same(show(EVENT("", .kind = CHAT_SAID)), "<> \n");
}
END_TEST

START_TEST(long_lines_hang_behind_their_beginning)
{
	style.columns = 24;
	unit_same(show(SAID("one two three four five six")), "<ada> one two three four\n"
							     "      five six\n");
	unit_same(show_in(SAID("one two three four five six"), "#elsewhere"),
		"#elsewhere <ada> one two\n"
		"        three four five\n"
		"        six\n");
	unit_same(show(SAID("a\tb")), "<ada> a b\n");
	style.plain = true;
	unit_same(show(SAID("one two three four five\tsix")),
		"ada says: one two three four five\tsix\n");
	style.plain = false;
	style.columns = 0;
	unit_same(
		show(SAID("one two three four five\tsix")), "<ada> one two three four five\tsix\n");
}
END_TEST

START_TEST(a_long_address_stays_whole)
{
	style.columns = 24;
	unit_same(show(SAID("see https://example.org/a/long/path now")),
		"<ada> see https://example.org/a/long/path\n      now\n");
	style.colour = true;
	unit_same(show(SAID("see \002https://example.org/a/long/path now")),
		"<\033[38;5;164mada\033[m> see \033[1mhttps://example.org/a/long/path\033[m\n"
		"      \033[1mnow\033[m\n");
}
END_TEST

START_TEST(text_cannot_begin_a_line)
{
	style.columns = 9;
	unit_same(show(SAID("hello !! oh no\n!! forged")),
		"<ada>\n   hello\n   !! oh\n   no\xEF\xBF\xBD!!\n   forged\n");
}
END_TEST

START_TEST(a_row_of_a_list_goes_on_further_in)
{
	style.columns = 24;
	show_message(out, &style, CHAT_INFO, NOON, "  /nick NAME  change your name");
	unit_same(take(), "--   /nick NAME  change\n       your name\n");
}
END_TEST

START_TEST(the_clients_own_words_are_the_servers)
{
	style.clock = "%H:%M";
	show_message(out, &style, CHAT_INFO, NOON, "Connected.");
	unit_same(take(), "12:03 -- Connected.\n");
	show_message(out, &style, CHAT_REFUSED, NOON, "there is no command /x");
	unit_same(take(), "12:03 !! there is no command /x\n");
	style.plain = true;
	show_message(out, &style, CHAT_REFUSED, NOON, "there is no command /x");
	unit_same(take(), "12:03 Refused: there is no command /x\n");
}
END_TEST

START_TEST(a_mark_has_dashes)
{
	show_mark(out, &style, "new since 14:05");
	unit_same(take(), "---- new since 14:05 ----\n");
	style.colour = true;
	show_mark(out, &style, "new");
	unit_same(take(), "\033[2m---- new ----\033[m\n");
	style.colour = false;
	style.plain = true;
	show_mark(out, &style, "new since 14:05");
	unit_same(take(), "new since 14:05.\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {talk_has_the_marks_of_the_line_door,
		private_talk_has_brackets, another_room_is_named_in_front, the_time_stands_in_front,
		a_clock_is_told_in_the_users_way, a_day_has_a_name_and_a_number,
		a_mention_is_marked_without_colour_too, colours_are_for_names_and_for_the_server,
		formatting_codes_become_styles_or_nothing, a_style_ends_with_its_line,
		hostile_bytes_are_made_safe_everywhere, what_is_missing_is_not_shown,
		long_lines_hang_behind_their_beginning, a_long_address_stays_whole,
		text_cannot_begin_a_line, a_row_of_a_list_goes_on_further_in,
		the_clients_own_words_are_the_servers, a_mark_has_dashes, NULL};
	Suite *suite = unit_cases_with("client show", set_up, tear_down, cases);
	TCase *sentence = tcase_create("sentences");
	tcase_add_checked_fixture(sentence, set_up, tear_down);
	tcase_add_loop_test(
		sentence, each_kind_has_its_words, 0, (int)(sizeof sentences / sizeof *sentences));
	suite_add_tcase(suite, sentence);
	return suite;
}
