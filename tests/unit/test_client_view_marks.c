/* What is in view: the marks between the lines, runs of comings and goings, and the bell. */
#include "viewed.h"

START_TEST(another_day_has_a_mark)
{
	open_room("#lobby");
	say("#lobby", "ada", "one");
	viewed.now += DAY;
	view_touch(viewed.view, viewed.now);
	say("#lobby", "ada", "two");
	say("#lobby", "ada", "three");
	unit_same(printed(), "<ada> one\n---- Saturday, 5 October 2024 ----\n<ada> two\n"
			     "<ada> three\n");
}
END_TEST

START_TEST(who_was_idle_is_told_what_is_new)
{
	open_room("#lobby");
	viewed.now += 5 * MINUTE - 1;
	say("#lobby", "ada", "one");
	viewed.now += 1;
	TELL(.kind = CHAT_SAID, .room = "#lobby", .name = "me", .text = "mine", .own = true);
	TELL(.kind = CHAT_AWAY, .room = "#lobby", .name = "ada", .text = "out");
	unit_same(printed(), "<ada> one\n<me> mine\n");
	say("#lobby", "ada", "two");
	say("#lobby", "ada", "three");
	unit_same(printed(), "---- new since 12:00 ----\n<ada> two\n<ada> three\n");
	viewed.now += MINUTE;
	view_touch(viewed.view, viewed.now);
	say("#lobby", "ada", "four");
	viewed.now += 5 * MINUTE;
	say("#lobby", "ada", "five");
	unit_same(printed(), "<ada> four\n---- new since 12:06 ----\n<ada> five\n");
}
END_TEST

START_TEST(a_servers_clock_does_not_make_one_idle)
{
	open_room("#lobby");
	TELL(.kind = CHAT_SAID, .time = viewed.now + 60 * MINUTE, .room = "#lobby", .name = "ada",
		.text = "one");
	unit_same(printed(), "<ada> one\n");
}
END_TEST

START_TEST(who_is_away_is_told_once_what_is_new)
{
	open_room("#lobby");
	chat_away(viewed.chat, "lunch");
	viewed.now += 1000;
	TELL(.kind = CHAT_INFO, .text = "You are away: lunch");
	unit_same(printed(), "-- You are away: lunch\n");
	say("#lobby", "ada", "one");
	view_touch(viewed.view, viewed.now);
	say("#lobby", "ada", "two");
	unit_same(printed(), "---- new since 12:00 ----\n<ada> one\n<ada> two\n");
	chat_away(viewed.chat, NULL);
	view_touch(viewed.view, viewed.now);
	chat_away(viewed.chat, "again");
	say("#lobby", "ada", "three");
	unit_same(printed(), "---- new since 12:00 ----\n<ada> three\n");
}
END_TEST

START_TEST(comings_and_goings_are_folded)
{
	open_room("#lobby");
	open_room("#dev");
	unit_same(status(), "");
	TELL(.kind = CHAT_JOINED, .room = "#lobby", .name = "ada");
	TELL(.kind = CHAT_JOINED, .room = "#lobby", .name = "bob");
	TELL(.kind = CHAT_JOINED, .room = "#dev", .name = "carol");
	unit_same(status(), "ada and bob joined");
	say("#dev", "dan", "hi");
	TELL(.kind = CHAT_INFO, .text = "something");
	unit_same(printed(), "#dev <dan> hi\n-- something\n");
	unit_same(status(), "ada and bob joined");
	say("#lobby", "dan", "hi");
	unit_same(printed(), "-- ada and bob joined\n<dan> hi\n");
	unit_same(status(), "");
}
END_TEST

START_TEST(a_run_ends_with_the_front_and_in_the_end)
{
	open_room("#lobby");
	open_room("#dev");
	TELL(.kind = CHAT_JOINED, .room = "#lobby", .name = "ada");
	view_bring(viewed.view, "#dev", viewed.now);
	unit_same(printed(), "-- ada joined\n");
	TELL(.kind = CHAT_QUIT, .room = "#dev", .name = "ada", .text = "bye");
	unit_same(status(), "ada left (bye)");
	view_finish(viewed.view);
	unit_same(printed(), "---- #dev ----\n-- ada left (bye)\n");
	view_finish(viewed.view);
	unit_same(printed(), "");
}
END_TEST

START_TEST(the_bell_rings_once_a_second)
{
	viewed_begin(true, false);
	open_room("#lobby");
	say("#lobby", "ada", "x");
	ck_assert_ptr_null(strchr(printed(), '\a'));
	write_to_me("ada", "x");
	ck_assert_ptr_nonnull(strchr(printed(), '\a'));
	viewed.now += 999;
	write_to_me("ada", "x");
	TELL(.kind = CHAT_INVITED, .name = "ada", .room = "#dev");
	ck_assert_ptr_null(strchr(printed(), '\a'));
	viewed.now += 1;
	TELL(.kind = CHAT_INVITED, .name = "ada", .room = "#dev");
	ck_assert_ptr_nonnull(strchr(printed(), '\a'));
	viewed.now += 1000;
	TELL(.kind = CHAT_INVITED, .name = "ada", .room = "#lobby", .other = "bob");
	TELL(.kind = CHAT_SAID, .room = "ada", .name = "me", .private = true, .own = true);
	ck_assert_ptr_null(strchr(printed(), '\a'));
	TELL(.kind = CHAT_SAID, .room = "#lobby", .name = "ada", .text = "me", .mention = true);
	ck_assert_ptr_nonnull(strchr(printed(), '\a'));
	viewed.now -= DAY; /* the clock has been set */
	write_to_me("ada", "x");
	ck_assert_ptr_nonnull(strchr(printed(), '\a'));
}
END_TEST

START_TEST(the_bell_can_be_off)
{
	open_room("#lobby");
	write_to_me("ada", "x");
	ck_assert_ptr_null(strchr(printed(), '\a'));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {another_day_has_a_mark, who_was_idle_is_told_what_is_new,
		a_servers_clock_does_not_make_one_idle, who_is_away_is_told_once_what_is_new,
		comings_and_goings_are_folded, a_run_ends_with_the_front_and_in_the_end,
		the_bell_rings_once_a_second, the_bell_can_be_off, NULL};
	return unit_cases_with("client_view_marks", viewed_set_up, viewed_tear_down, cases);
}
