/* Lines of the past in the view: what is shown when, between which marks, and what counts. */
#include "viewed.h"

static void old(const char *room, const char *words)
{
	TELL(.kind = CHAT_SAID, .room = room, .name = "bob", .text = words, .past = true,
		.mention = true);
}

static void missed(const char *room, const char *words)
{
	TELL(.kind = CHAT_SAID, .room = room, .name = "bob", .text = words, .past = true,
		.again = true, .mention = true);
}

static void page(const char *room)
{
	TELL(.kind = CHAT_PAST, .room = room);
	old(room, "hello me");
	TELL(.kind = CHAT_NOW, .room = room);
}

START_TEST(what_was_said_before_stands_between_marks)
{
	viewed_begin(true, false);
	open_room("#dev");
	page("#dev");
	say("#dev", "bob", "new");
	unit_same(printed(), "---- earlier in #dev; /history shows more ----\n*<bob> hello me\n"
			     "---- now ----\n<bob> new\n");
}
END_TEST

START_TEST(it_is_neither_new_nor_unread)
{
	viewed_begin(true, false);
	open_room("#dev");
	open_room("#ops");
	viewed.now += VIEW_IDLE_MS;
	page("#ops");
	unit_same(printed(), "");
	unit_same(prompt(), "#dev> ");
	page("#dev");
	unit_same(printed(), "---- earlier in #dev; /history shows more ----\n*<bob> hello me\n"
			     "---- now ----\n");
	say("#dev", "bob", "new");
	unit_same(printed(), "---- new since 12:00 ----\n<bob> new\n");
}
END_TEST

START_TEST(in_another_room_it_waits_until_that_is_in_front)
{
	open_room("#dev");
	open_room("#ops");
	page("#ops");
	say("#ops", "bob", "new");
	unit_same(printed(), "#ops <bob> new\n");
	view_bring(viewed.view, "#ops", viewed.now);
	unit_same(printed(), "---- earlier in #ops; /history shows more ----\n*<bob> hello me\n"
			     "---- now ----\n");
	say("#ops", "bob", "more");
	unit_same(printed(), "<bob> more\n");
}
END_TEST

START_TEST(its_day_is_marked)
{
	open_room("#dev");
	say("#dev", "bob", "before");
	TELL(.kind = CHAT_PAST, .room = "#dev", .time = NOON - DAY);
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "hi", .past = true,
		.time = NOON - DAY);
	TELL(.kind = CHAT_NOW, .room = "#dev");
	unit_same(printed(), "<bob> before\n---- Thursday, 3 October 2024 ----\n"
			     "---- earlier in #dev; /history shows more ----\n<bob> hi\n"
			     "---- Friday, 4 October 2024 ----\n---- now ----\n");
}
END_TEST

START_TEST(what_was_missed_counts_like_any_line)
{
	viewed_begin(true, true);
	open_room("#dev");
	open_room("#ops");
	TELL(.kind = CHAT_MISSED, .room = "#ops", .again = true, .time = NOON);
	missed("#ops", "hi me");
	unit_same(printed(), "\a");
	unit_same(prompt(), "#dev [#ops 1!]> ");
	view_bring(viewed.view, "#ops", viewed.now);
	unit_same(printed(), "---- said in #ops since 12:00, while there was no connection ----\n"
			     "*<bob> hi me\n");
	unit_same(prompt(), "#ops> ");
}
END_TEST

START_TEST(what_was_searched_is_shown_at_once)
{
	viewed_begin(false, true);
	open_room("#dev");
	open_room("#ops");
	TELL(.kind = CHAT_PAST);
	old("#ops", "tea");
	TELL(.kind = CHAT_NOW);
	old("#ops", "milk");
	unit_same(printed(), "---- found ----\n#ops *<bob> tea\n---- now ----\n");
}
END_TEST

/* They came before, and so stand before the mark of the lines. */
START_TEST(who_left_is_not_told_among_what_was_found)
{
	open_room("#dev");
	TELL(.kind = CHAT_LEFT, .room = "#dev", .name = "tt", .text = "");
	TELL(.kind = CHAT_PAST);
	old("#dev", "tea");
	TELL(.kind = CHAT_NOW);
	unit_same(printed(), "-- tt left\n---- found ----\n*<bob> tea\n---- now ----\n");
}
END_TEST

START_TEST(a_page_says_what_it_is_and_how_to_go_on)
{
	open_room("#dev");
	TELL(.kind = CHAT_PAST, .room = "#dev", .text = "since 14:00");
	old("#dev", "hello");
	TELL(.kind = CHAT_NOW, .room = "#dev", .text = "later lines: /since 8832");
	unit_same(printed(), "---- said in #dev since 14:00 ----\n*<bob> hello\n"
			     "---- now; later lines: /since 8832 ----\n");
}
END_TEST

START_TEST(lines_have_their_numbers_in_front)
{
	open_room("#dev");
	TELL(.kind = CHAT_PAST);
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "tea", .number = 7,
		.past = true);
	TELL(.kind = CHAT_NOW);
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "a", .number = 8);
	unit_same(printed(), "---- found ----\n7 <bob> tea\n---- now ----\n<bob> a\n");
	view_number(viewed.view, true);
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "b", .number = 9);
	TELL(.kind = CHAT_ERASED, .room = "#dev", .name = "bob", .id = "x", .number = 9);
	write_to_me("bob", "psst");
	unit_same(printed(), "9 <bob> b\n-- bob erased line 9 in #dev\n[bob] psst\n");
	viewed.style.plain = true;
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "c", .number = 10);
	view_number(viewed.view, false);
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "bob", .text = "d", .number = 11);
	unit_same(printed(), "Line 10, bob says: c\nbob says: d\n");
}
END_TEST

/* A line that waits is shown without its text, and nobody needs to be told why. */
START_TEST(what_is_erased_is_not_shown)
{
	viewed_begin(true, true);
	open_room("#dev");
	open_room("#ops");
	TELL(.kind = CHAT_SAID, .room = "#ops", .name = "bob", .text = "me secret", .id = "x",
		.mention = true);
	unit_same(printed(), "\a");
	TELL(.kind = CHAT_ERASED, .room = "#ops", .name = "bob", .other = "bob", .id = "x");
	TELL(.kind = CHAT_ERASED, .room = "#ops", .name = "bob", .id = "y");
	view_bring(viewed.view, "#ops", viewed.now);
	unit_same(printed(), "---- #ops ----\n<bob> (erased)\n"
			     "-- bob erased an older line of #ops\n");
	TELL(.kind = CHAT_ERASED, .room = "#dev", .name = "bob", .id = "z");
	unit_same(prompt(), "#ops> ");
}
END_TEST

START_TEST(a_screen_reader_reads_sentences)
{
	viewed.style.plain = true;
	open_room("#dev");
	page("#dev");
	TELL(.kind = CHAT_MISSED, .room = "#dev", .time = NOON);
	unit_same(printed(), "earlier in #dev; /history shows more.\nbob says: hello me\nnow.\n"
			     "said in #dev since 12:00.\n");
}
END_TEST

START_TEST(it_is_dim_where_there_are_colours)
{
	viewed.style.colour = true;
	open_room("#dev");
	old("#dev", "hi");
	ck_assert_ptr_nonnull(strstr(printed(), "\033[2m> hi\033[m"));
	missed("#dev", "ho");
	ck_assert_ptr_null(strstr(printed(), "\033[2m"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_was_said_before_stands_between_marks,
		it_is_neither_new_nor_unread, in_another_room_it_waits_until_that_is_in_front,
		its_day_is_marked, what_was_missed_counts_like_any_line,
		what_was_searched_is_shown_at_once, who_left_is_not_told_among_what_was_found,
		a_page_says_what_it_is_and_how_to_go_on, lines_have_their_numbers_in_front,
		what_is_erased_is_not_shown, a_screen_reader_reads_sentences,
		it_is_dim_where_there_are_colours, NULL};
	return unit_cases_with("client_view_past", viewed_set_up, viewed_tear_down, cases);
}
