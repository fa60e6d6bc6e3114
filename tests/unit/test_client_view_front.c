/* What is in view: who is in front. */
#include "viewed.h"

START_TEST(the_first_room_comes_to_the_front)
{
	ck_assert_ptr_null(view_front(viewed.view));
	unit_same(prompt(), "(no room)> ");
	open_room("#lobby");
	open_room("#dev");
	unit_same(view_front(viewed.view), "#lobby");
	unit_same(prompt(), "#lobby> ");
	say("#lobby", "ada", "hello");
	unit_same(printed(), "<ada> hello\n");
}
END_TEST

START_TEST(who_is_put_out_has_nobody_in_front)
{
	open_room("#lobby");
	open_room("#dev");
	view_bring(viewed.view, "#dev", viewed.now);
	TELL(.kind = CHAT_CLOSED, .room = "#dev", .name = "ada", .text = "why");
	ck_assert_ptr_nonnull(strstr(printed(), "ada put you out of #dev (why)"));
	ck_assert_ptr_null(view_front(viewed.view));
	unit_same(prompt(), "(no room)> ");
	TELL(.kind = CHAT_OPENED, .room = "#new", .count = 1);
	ck_assert_ptr_null(view_front(viewed.view));
	view_bring(viewed.view, "#dev", viewed.now);
	ck_assert_ptr_null(view_front(viewed.view));
	view_bring(viewed.view, "#lobby", viewed.now);
	unit_same(view_front(viewed.view), "#lobby");
}
END_TEST

START_TEST(who_leaves_has_who_was_in_front_before)
{
	open_room("#one");
	open_room("#two");
	open_room("#three");
	view_bring(viewed.view, "#three", viewed.now);
	TELL(.kind = CHAT_JOINED, .room = "#three", .name = "ada");
	TELL(.kind = CHAT_CLOSED, .room = "#three", .name = "me", .own = true);
	ck_assert_int_eq(strncmp(printed(), "---- #three ----\n-- ada joined\n-- You left #three",
				 strlen("---- #three ----\n-- ada joined\n-- You left #three")),
		0);
	unit_same(view_front(viewed.view), "#one");
	view_bring(viewed.view, "bob", viewed.now);
	view_bring(viewed.view, "#two", viewed.now);
	view_bring(viewed.view, "bob", viewed.now);
	view_close(viewed.view, "BOB", viewed.now);
	unit_same(view_front(viewed.view), "#two");
	view_close(viewed.view, "#two", viewed.now);
	unit_same(view_front(viewed.view), "#two");
	TELL(.kind = CHAT_CLOSED, .room = "#one", .name = "me", .own = true);
	unit_same(view_front(viewed.view), "#two");
	TELL(.kind = CHAT_CLOSED, .room = "#two", .name = "me", .own = true);
	ck_assert_ptr_null(view_front(viewed.view));
}
END_TEST

START_TEST(who_leaves_does_not_talk_with_who_has_only_written)
{
	open_room("#lobby");
	write_to_me("bob", "psst");
	TELL(.kind = CHAT_CLOSED, .room = "#lobby", .name = "me", .own = true);
	ck_assert_ptr_null(view_front(viewed.view));
	view_bring(viewed.view, "bob", viewed.now);
	open_room("#dev");
	view_bring(viewed.view, "#dev", viewed.now);
	TELL(.kind = CHAT_CLOSED, .room = "#dev", .name = "me", .own = true);
	unit_same(view_front(viewed.view), "bob");
}
END_TEST

START_TEST(what_waits_is_not_lost_with_its_room)
{
	viewed_begin(false, true);
	open_room("#lobby");
	open_room("#dev");
	say("#dev", "ada", "one");
	TELL(.kind = CHAT_CLOSED, .room = "#dev", .name = "ada");
	ck_assert_ptr_nonnull(strstr(printed(), "#dev <ada> one\n-- ada put you out of #dev"));
}
END_TEST

START_TEST(a_return_keeps_the_front_and_the_talk)
{
	open_room("#lobby");
	open_room("#dev");
	view_bring(viewed.view, "bob", viewed.now);
	TELL(.kind = CHAT_READY, .name = "me", .again = true);
	TELL(.kind = CHAT_OPENED, .room = "#lobby", .count = 2, .again = true);
	TELL(.kind = CHAT_OPENED, .room = "#dev", .count = 2, .again = true);
	unit_same(view_front(viewed.view), "bob");
	unit_same(view_place(viewed.view, 0)->name, "#lobby");
	unit_same(view_place(viewed.view, 1)->name, "#dev");
	unit_same(view_place(viewed.view, 2)->name, "bob");
	ck_assert_ptr_null(view_place(viewed.view, 3));
}
END_TEST

START_TEST(an_awaited_room_comes_to_the_front)
{
	open_room("#lobby");
	view_await(viewed.view, "#Dev");
	open_room("#other");
	unit_same(view_front(viewed.view), "#lobby");
	open_room("#dev");
	unit_same(view_front(viewed.view), "#dev");
	say("#dev", "ada", "hi");
	unit_same(printed(), "<ada> hi\n");
	view_bring(viewed.view, "#lobby", viewed.now);
	TELL(.kind = CHAT_OPENED, .room = "#dev", .count = 2, .again = true);
	unit_same(view_front(viewed.view), "#lobby");
}
END_TEST

START_TEST(who_is_in_no_room_is_told_the_way)
{
	open_room("#lobby");
	open_room("#dev");
	printed();
	TELL(.kind = CHAT_CLOSED, .room = "#dev", .own = true);
	unit_same(printed(), "-- You left #dev.\n");
	TELL(.kind = CHAT_CLOSED, .room = "#lobby", .own = true);
	unit_same(printed(), "-- You left #lobby.\n-- You are in no room. /join ROOM takes you to "
			     "one, /list shows them.\n");
}
END_TEST

/* What is typed meanwhile is meant for who is in front. */
START_TEST(an_awaited_room_takes_the_front_from_nobody)
{
	open_room("#lobby");
	view_await(viewed.view, "#dev");
	view_bring(viewed.view, "bob", viewed.now);
	open_room("#dev");
	unit_same(view_front(viewed.view), "bob");
}
END_TEST

START_TEST(a_talk_follows_the_name)
{
	open_room("#lobby");
	write_to_me("ada", "psst");
	view_bring(viewed.view, "ada", viewed.now);
	printed();
	TELL(.kind = CHAT_RENAMED, .room = "#lobby", .name = "ada", .other = "dana");
	unit_same(view_front(viewed.view), "dana");
	unit_same(view_last_private(viewed.view), "dana");
	TELL(.kind = CHAT_RENAMED, .room = "#dev", .name = "ada", .other = "dana");
	write_to_me("dana", "here");
	unit_same(prompt(), "dana> ");
}
END_TEST

START_TEST(an_own_name_is_told_once)
{
	open_room("#lobby");
	TELL(.kind = CHAT_JOINED, .room = "#lobby", .name = "ada");
	TELL(.kind = CHAT_RENAMED, .name = "you", .other = "me", .own = true);
	TELL(.kind = CHAT_RENAMED, .room = "#lobby", .name = "you", .other = "me", .own = true);
	unit_same(printed(), "-- You are me now.\n");
	unit_same(status(), "ada joined");
}
END_TEST

START_TEST(a_room_in_front_is_named_before_its_first_line)
{
	open_room("#lobby");
	open_room("#dev");
	view_bring(viewed.view, "#dev", viewed.now);
	unit_same(printed(), "");
	say("#lobby", "ada", "one");
	say("#dev", "ada", "two");
	say("#dev", "ada", "three");
	unit_same(printed(), "#lobby <ada> one\n---- #dev ----\n<ada> two\n<ada> three\n");
	view_bring(viewed.view, "#lobby", viewed.now);
	TELL(.kind = CHAT_SAID, .room = "#lobby", .name = "me", .text = "mine", .own = true);
	unit_same(printed(), "---- #lobby ----\n<me> mine\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_first_room_comes_to_the_front,
		who_is_put_out_has_nobody_in_front, who_leaves_has_who_was_in_front_before,
		who_leaves_does_not_talk_with_who_has_only_written,
		what_waits_is_not_lost_with_its_room, a_return_keeps_the_front_and_the_talk,
		an_awaited_room_comes_to_the_front, an_awaited_room_takes_the_front_from_nobody,
		who_is_in_no_room_is_told_the_way, a_talk_follows_the_name,
		an_own_name_is_told_once, a_room_in_front_is_named_before_its_first_line, NULL};
	return unit_cases_with("client_view_front", viewed_set_up, viewed_tear_down, cases);
}
