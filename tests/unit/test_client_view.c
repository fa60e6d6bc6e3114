/* What is in view: which lines are printed when, and what the prompt tells of the others. */
#include <stdio.h>

#include "status.h"
#include "viewed.h"

START_TEST(lines_elsewhere_have_their_rooms_name)
{
	open_room("#lobby");
	open_room("#dev");
	say("#dev", "ada", "hello");
	unit_same(printed(), "#dev <ada> hello\n");
	unit_same(prompt(), "#lobby [#dev 1]> ");
	TELL(.kind = CHAT_TOPIC, .room = "#dev", .name = "ada", .text = "work");
	unit_same(printed(), "-- ada set the topic of #dev: work\n");
	unit_same(prompt(), "#lobby [#dev 1]> ");
}
END_TEST

START_TEST(lines_elsewhere_wait)
{
	viewed_begin(false, true);
	open_room("#lobby");
	open_room("#dev");
	say("#dev", "ada", "one");
	TELL(.kind = CHAT_ACTION, .room = "#dev", .name = "bob", .text = "waves");
	TELL(.kind = CHAT_TOPIC, .room = "#dev", .name = "ada", .text = "work");
	unit_same(printed(), "");
	unit_same(prompt(), "#lobby [#dev 2]> ");
	view_bring(viewed.view, "#DEV", viewed.now);
	unit_same(printed(), "---- #dev ----\n<ada> one\n* bob waves\n"
			     "-- ada set the topic of #dev: work\n");
	unit_same(prompt(), "#dev> ");
	view_bring(viewed.view, "#lobby", viewed.now);
	view_bring(viewed.view, "#dev", viewed.now);
	unit_same(printed(), "");
}
END_TEST

START_TEST(answers_and_own_lines_do_not_wait)
{
	viewed_begin(false, true);
	open_room("#lobby");
	open_room("#dev");
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "me", .text = "mine", .own = true);
	unit_same(printed(), "#dev <me> mine\n");
	TELL(.kind = CHAT_INFO, .room = "#dev", .text = "#dev is open");
	unit_same(printed(), "-- #dev is open\n");
	TELL(.kind = CHAT_REFUSED, .room = "#dev", .text = "no");
	unit_same(printed(), "!! no\n");
	unit_same(prompt(), "#lobby> ");
}
END_TEST

START_TEST(what_waits_is_bounded)
{
	char words[1001];
	memset(words, 'x', 1000);
	words[1000] = '\0';
	viewed_begin(false, true);
	open_room("#lobby");
	open_room("#dev");
	for (int i = 0; i < 1000; i++) {
		snprintf(words, 8, "%06d", i);
		words[6] = ' ';
		say("#dev", "ada", words);
	}
	unit_same(prompt(), "#lobby [#dev 1000]> ");
	view_bring(viewed.view, "#dev", viewed.now);
	const char *lines = printed();
	ck_assert_uint_lt(strlen(lines), VIEW_WAITING_BYTES);
	ck_assert_uint_gt(strlen(lines), VIEW_WAITING_BYTES / 2);
	unsigned dropped = 0, first = 0;
	ck_assert_int_eq(sscanf(lines, "---- #dev ----\n-- %u older lines came here", &dropped), 1);
	ck_assert_ptr_nonnull(strstr(lines, "too many to be kept\n"));
	ck_assert_int_eq(sscanf(strstr(lines, "<ada> "), "<ada> %u", &first), 1);
	ck_assert_uint_eq(first, dropped);
	ck_assert_ptr_nonnull(strstr(lines, "<ada> 000999 "));
}
END_TEST

START_TEST(private_lines_are_counted_apart)
{
	open_room("#lobby");
	open_room("#dev");
	say("#dev", "ada", "one");
	write_to_me("bob", "psst");
	unit_same(printed(), "#dev <ada> one\n[bob] psst\n");
	unit_same(prompt(), "#lobby [bob 1!, #dev 1]> ");
	TELL(.kind = CHAT_SAID, .room = "#dev", .name = "ada", .text = "me: hi", .mention = true);
	unit_same(prompt(), "#lobby [#dev 2!, bob 1!]> ");
	unit_same(view_last_private(viewed.view), "bob");
	view_bring(viewed.view, "bob", viewed.now);
	unit_same(prompt(), "bob [#dev 2!]> ");
	const struct place *dev = view_place(viewed.view, 1);
	unit_same(dev->name, "#dev");
	ck_assert_uint_eq(dev->unread, 2);
	ck_assert_uint_eq(dev->loud, 1);
	ck_assert_ptr_null(view_place(viewed.view, 3));
}
END_TEST

START_TEST(private_lines_wait_too)
{
	viewed_begin(false, true);
	open_room("#lobby");
	write_to_me("bob", "psst");
	unit_same(printed(), "");
	TELL(.kind = CHAT_SAID, .room = "bob", .name = "me", .text = "what?", .own = true,
		.private = true);
	unit_same(printed(), "[to bob] what?\n");
	view_bring(viewed.view, "bob", viewed.now);
	unit_same(printed(), "[bob] psst\n");
}
END_TEST

START_TEST(notices_open_no_place)
{
	TELL(.kind = CHAT_NOTICE, .room = "serv", .name = "serv", .text = "hi", .private = true);
	TELL(.kind = CHAT_NOTICE, .name = "irc.example", .text = "hi");
	ck_assert_ptr_null(view_place(viewed.view, 0));
	ck_assert_ptr_nonnull(strstr(printed(), "serv"));
}
END_TEST

START_TEST(people_are_bounded)
{
	char name[16];
	viewed_begin(false, true);
	for (int i = 0; i < VIEW_PEOPLE_MAX + 1; i++) {
		snprintf(name, sizeof name, "p%d", i);
		write_to_me(name, "hi");
	}
	unit_same(printed(), "[p100] hi\n");
	ck_assert_ptr_nonnull(view_place(viewed.view, VIEW_PEOPLE_MAX - 1));
	ck_assert_ptr_null(view_place(viewed.view, VIEW_PEOPLE_MAX));
	unit_same(view_last_private(viewed.view), "p100");
}
END_TEST

START_TEST(the_prompt_is_cut)
{
	viewed.style.columns = 60;
	open_room("#lobby");
	open_room("#alpha");
	open_room("#beta");
	open_room("#gamma");
	say("#alpha", "ada", "x");
	unit_same(prompt(), "#lobby [#alpha 1]> ");
	say("#beta", "ada", "x");
	unit_same(prompt(), "#lobby [#alpha 1, #beta 1]> ");
	say("#gamma", "ada", "x");
	unit_same(prompt(), "#lobby [#alpha 1, +2]> ");
	TELL(.kind = CHAT_SAID, .room = "#gamma", .name = "ada", .text = "me", .mention = true);
	unit_same(prompt(), "#lobby [#gamma 2!, +2]> ");
	viewed.style.columns = 32;
	unit_same(prompt(), "#lobby [+3!]> ");
	viewed.style.columns = 20;
	unit_same(prompt(), "#lobby> ");
	viewed.style.columns = 12;
	unit_same(prompt(), "#lob> ");
	viewed.style.columns = 1;
	ck_assert_uint_le(strlen(prompt()), 3);
}
END_TEST

START_TEST(the_prompt_has_a_bound)
{
	char room[210];
	open_room("#lobby");
	for (int i = 0; i < 150; i++) {
		memset(room, 'x', sizeof room);
		snprintf(room, sizeof room, "#%d", i);
		room[strlen(room)] = 'x';
		room[200] = '\0';
		open_room(room);
		say(room, "ada", "x");
	}
	ck_assert_uint_lt(strlen(prompt()), STATUS_PROMPT_SIZE);
	ck_assert_ptr_nonnull(strstr(prompt(), ", +147]> "));
}
END_TEST

START_TEST(who_answers_has_read)
{
	open_room("#lobby");
	write_to_me("bob", "psst");
	unit_same(prompt(), "#lobby [bob 1!]> ");
	TELL(.kind = CHAT_SAID, .room = "bob", .name = "me", .text = "what?", .own = true,
		.private = true);
	unit_same(prompt(), "#lobby> ");
}
END_TEST

START_TEST(what_has_no_width_has_a_bound_too)
{
	char room[201] = "#";
	open_room("#lobby");
	for (int i = 0; i < 10; i++) {
		snprintf(room, sizeof room, "#%d", i);
		for (size_t at = 2; at < 200; at += 2)
			strcpy(room + at, "\xcc\x81"); /* an acute accent, of no width */
		open_room(room);
		say(room, "ada", "x");
	}
	ck_assert_uint_lt(strlen(prompt()), STATUS_PROMPT_SIZE);
	ck_assert_str_eq(prompt() + strlen(prompt()) - 2, "> ");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_elsewhere_have_their_rooms_name, lines_elsewhere_wait,
		answers_and_own_lines_do_not_wait, what_waits_is_bounded,
		private_lines_are_counted_apart, private_lines_wait_too, notices_open_no_place,
		people_are_bounded, the_prompt_is_cut, the_prompt_has_a_bound,
		what_has_no_width_has_a_bound_too, who_answers_has_read, NULL};
	return unit_cases_with("client_view", viewed_set_up, viewed_tear_down, cases);
}
