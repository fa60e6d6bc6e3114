/* The words that begin with '/': rooms and people, and which of them is in front. */
#include <stdio.h>

#include "entered.h"
#include "status.h"

START_TEST(who_is_here_is_sorted)
{
	unit_same(entered("/who"), "-- 3 people are in #dev:\n--   ada, +Bob, @me");
	unit_like(entered("/users DEV"), "-- 3 people ... #DEV:\n--   ada, +Bob, @me");
	serve(":ada!u@h PART #dev\n:Bob!u@h PART #dev");
	unit_like(entered("/who"), "-- 1 person ... #dev:\n--   @me");
}
END_TEST

START_TEST(many_people_are_told_in_several_lines)
{
	for (int i = 0; i < 1000; i++) {
		char line[64];
		snprintf(line, sizeof line, ":person%03d!u@h JOIN #dev", i);
		serve(line);
	}
	const char *text = entered("/who");
	ck_assert(pattern_is(text, "-- 1003 people ... #dev:\n..."));
	ck_assert_ptr_nonnull(strstr(text, "person000, person001"));
	ck_assert_ptr_nonnull(strstr(text, ", person999"));
	for (const char *at = text; at; at = strchr(at + 1, '\n'))
		ck_assert_uint_lt(strcspn(at + 1, "\n"), 1500);
}
END_TEST

START_TEST(the_topic_is_told)
{
	serve(":ada!u@h TOPIC #dev :work");
	unit_same(entered("/topic"), "-- The topic of #dev is: work");
}
END_TEST

/* A slip would make a room. */
START_TEST(a_room_that_is_nearly_listed_is_doubted)
{
	unit_same(entered("/join lobyb"), "JOIN #lobyb");
	serve(":irc 322 me #lobby 3 :x\n:irc 322 me #dev 2 :\n:irc 322 me * 1 :\n:irc 323 me :End");
	unit_same(chat_listed(world.chat, 0), "#lobby");
	unit_same(chat_listed(world.chat, 1), "#dev");
	ck_assert_ptr_null(chat_listed(world.chat, 2));
	unit_same(entered("/join lob"),
		"!! there is no #lob in the list; did you mean #lobby? The same once more goes to "
		"#lob all the same");
	unit_like(entered("/join loby"),
		"!! there is no #loby ... mean #lobby? ... goes to #loby ...");
	unit_same(entered("/join loby"), "JOIN #loby");
	unit_same(entered("/join LOBBY"), "JOIN #LOBBY");
	unit_same(entered("/join other"), "JOIN #other");
	unit_same(entered("/join lob key"), "JOIN #lob key"); /* who knows a key knows the room */
	serve(":irc 322 me #x 3 :\n:irc 323 me :End");
	unit_same(chat_listed(world.chat, 0), "#x");
	unit_same(entered("/join lobb"), "JOIN #lobb");
	serve(":irc 323 me :End");
	ck_assert_ptr_null(chat_listed(world.chat, 0));
}
END_TEST

START_TEST(the_list_is_bounded)
{
	char line[64];
	size_t count = 0;
	for (int i = 0; i < 5000; i++) {
		snprintf(line, sizeof line, ":irc 322 me #%d 1 :", i);
		serve(line);
	}
	while (chat_listed(world.chat, count))
		count++;
	ck_assert_uint_eq(count, 2000);
}
END_TEST

START_TEST(joining_brings_to_the_front)
{
	unit_same(entered("/join other"), "JOIN #other");
	unit_same(view_front(world.view), "#dev");
	come_in("#other");
	unit_same(view_front(world.view), "#other");
	unit_same(entered("/join #DEV"), "");
	unit_same(view_front(world.view), "#dev");
	unit_same(entered("/join dev"), "!! you are in #dev already");
	unit_same(entered("/part see you"), "PART #dev :see you");
	serve(":me!u@h PART #dev :see you");
	unit_same(view_front(world.view), "#other");
}
END_TEST

START_TEST(what_is_entered_right_behind_join_goes_there)
{
	char prompt[STATUS_PROMPT_SIZE];
	entered("/join other");
	status_prompt(prompt, world.view, &(struct link){0}, 0);
	unit_same(prompt, "#other> ");
	unit_same(entered("hello"), "PRIVMSG #other hello");
	unit_same(entered("/topic"), "TOPIC #other");
	serve(":server 473 me #other :Cannot join channel (+i)");
	status_prompt(prompt, world.view, &(struct link){0}, 0);
	unit_same(prompt, "#dev> ");
	unit_like(entered("/topic"), "-- #dev has no topic. ...");
}
END_TEST

/* A long list of members comes in many pieces. */
START_TEST(what_is_entered_while_a_room_opens_goes_there)
{
	entered("/join other");
	serve(":me!u@h JOIN #other");
	unit_same(view_front(world.view), "#dev");
	unit_same(entered("hello"), "PRIVMSG #other hello");
	serve(":server 353 me = #other :me bob");
	unit_same(entered("hello"), "PRIVMSG #other hello");
	serve(":server 366 me #other :End of NAMES");
	unit_same(view_front(world.view), "#other");
	unit_same(entered("hello"), "PRIVMSG #other hello");
}
END_TEST

START_TEST(who_goes_elsewhere_does_not_wait_for_a_room)
{
	entered("/query bob");
	entered("/join other");
	entered("/room dev");
	unit_same(view_target(world.view), "#dev");
	come_in("#other");
	unit_same(view_target(world.view), "#dev");
}
END_TEST

START_TEST(rooms_are_found)
{
	entered("/join other");
	come_in("#other");
	entered("/join second");
	come_in("#second");
	unit_same(entered("/query bob"), "");
	unit_same(view_front(world.view), "bob");
	serve(":ada!u@h PRIVMSG #other :hi\n:ada!u@h PRIVMSG #dev :me: hi\n"
	      ":ada!u@h PRIVMSG #dev :so");
	unit_same(entered("/room"),
		"--   1  #dev, 2 unread, 1 for you\n--   2  #other, 1 unread\n"
		"--   3  #second\n--   4  bob, in front\n"
		"-- /room NAME or NUMBER brings one to the front, /join ROOM opens one more.");
	const struct row rows[] = {
		{"/room 1", "#dev"},
		{"/room other", "#other"},
		{"/room #Second", "#second"},
		{"/room ot", "#other"},
		{"/room bo", "bob"},
		{0},
	};
	for (const struct row *row = rows; row->entry; row++) {
		unit_same(entered(row->entry), "");
		unit_same(view_front(world.view), row->answer);
	}
	unit_like(entered("/room #"), "!! there is no # among your rooms; ...");
	entered("/query second");
	unit_same(entered("/close"), "");
	unit_same(view_front(world.view), "bob");
	unit_same(entered("/part"), "");
	unit_same(view_front(world.view), "#other");
}
END_TEST

START_TEST(a_room_whose_name_is_a_number_is_found_first)
{
	entered("/join 1");
	come_in("#1");
	entered("/room dev");
	entered("/room 1");
	unit_same(view_front(world.view), "#1");
}
END_TEST

START_TEST(a_talk_is_not_a_room)
{
	entered("/query bob");
	const struct row rows[] = {
		{"/who", "!! no room is in front; /who ROOM says which one you mean"},
		{"/kick ada", "!! that is for rooms, and you talk with bob alone; /room NAME goes "
			      "to one"},
		{"/topic", "!! that is for rooms, ... bob alone; ..."},
		{"hello you", "PRIVMSG bob :hello you"},
		{0},
	};
	check_rows(rows);
}
END_TEST

START_TEST(a_query_may_say_something)
{
	unit_same(entered("/query bob hello you"), "PRIVMSG bob :hello you");
	unit_same(view_front(world.view), "bob");
}
END_TEST

START_TEST(a_reply_goes_to_who_wrote)
{
	serve(":ada!u@h PRIVMSG me :psst");
	unit_same(entered("/r yes so"), "PRIVMSG ada :yes so");
}
END_TEST

START_TEST(nobody_in_front_hears_nothing)
{
	serve(":ada!u@h KICK #dev me :out");
	const struct row rows[] = {
		{"hello", "!! nobody is here to hear that; /join ROOM takes you to a room, /room "
			  "shows yours"},
		{"/me waves", "!! you are in no room; /join ROOM takes you to one, /room shows "
			      "yours"},
		{"/who", "!! no room is in front; ..."},
		{"/room", "-- You are in no room. /join ROOM takes you to one, /list shows them."},
		{0},
	};
	check_rows(rows);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_is_here_is_sorted, many_people_are_told_in_several_lines,
		the_topic_is_told, a_room_that_is_nearly_listed_is_doubted, the_list_is_bounded,
		joining_brings_to_the_front, what_is_entered_right_behind_join_goes_there,
		what_is_entered_while_a_room_opens_goes_there,
		who_goes_elsewhere_does_not_wait_for_a_room, rooms_are_found,
		a_room_whose_name_is_a_number_is_found_first, a_talk_is_not_a_room,
		a_query_may_say_something, a_reply_goes_to_who_wrote, nobody_in_front_hears_nothing,
		NULL};
	return unit_cases_with("client_command_room", entered_set_up, entered_tear_down, cases);
}
