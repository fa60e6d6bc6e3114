/* The connection is lost, and comes back. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatting.h"
#include "unit.h"

static void set_up(void)
{
	chatting_set_up();
	chatting_enter("echo-message");
	chatting_room("#dev");
	chatting_room("#b");
}

static void lose(void)
{
	chat_lost(chatting.chat, chatting.now);
}

static void come_back(void)
{
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	from_server(":irc.test 001 ada :Welcome");
}

START_TEST(everything_is_as_before_but_not_ready)
{
	lose();
	chatting_expect("");
	ck_assert(!chat_is_ready(chatting.chat));
	ck_assert(chat_in_room(chatting.chat, "#dev"));
	unit_same(chat_room(chatting.chat, 0), "#dev");
	unit_same(chat_room(chatting.chat, 1), "#b");
	ck_assert_ptr_null(chat_room(chatting.chat, 2));
	ck_assert(!chat_raw(chatting.chat, "PING x"));
	from_server(":bob!u@h PRIVMSG #dev :late");
	chatting_expect("");
}
END_TEST

START_TEST(rooms_and_absence_come_back)
{
	chat_join(chatting.chat, "#asked", NULL);
	from_server(":bob!u@h MODE #b +k hush");
	chat_away(chatting.chat, "lunch");
	lose();
	come_back();
	chatting_expect("READY - ada - '' again\n> AWAY lunch\n> JOIN #b hush\n> JOIN #dev,#asked");
	from_server(":irc.test 306 ada :You have been marked as being away");
	from_server(":ada!u@h JOIN #dev");
	from_server(":irc.test 332 ada #dev :topic");
	from_server(":irc.test 353 ada = #dev :ada bob dave");
	from_server(":irc.test 366 ada #dev :End");
	from_server(":ada!u@h JOIN #asked");
	from_server(":irc.test 366 ada #asked :End");
	chatting_expect("OPENED #dev - - 'topic' 3 again\nOPENED #asked - - '' 1");
	unit_same(chat_room(chatting.chat, 0), "#dev");
	ck_assert(chat_is_away(chatting.chat));
}
END_TEST

/* Lines go there until it is told. */
START_TEST(a_room_that_was_not_open_yet_is_joined_as_a_new_one)
{
	chat_join(chatting.chat, "#new", NULL);
	from_server(":ada!u@h JOIN #new");
	from_server(":irc.test 353 ada = #new :ada bob");
	ck_assert(chat_is_joining(chatting.chat, "#new"));
	lose();
	ck_assert(chat_is_joining(chatting.chat, "#new"));
	ck_assert(!chat_is_joining(chatting.chat, "#dev"));
	come_back();
	from_server(":ada!u@h JOIN #new");
	notes_forget(&chatting.seen);
	from_server(":irc.test 353 ada = #new :ada");
	from_server(":irc.test 366 ada #new :End");
	chatting_expect("OPENED #new - - '' 1");
	ck_assert(!chat_is_joining(chatting.chat, "#new"));
}
END_TEST

START_TEST(the_message_of_the_day_is_not_told_again)
{
	chat_lost(chatting.chat, chatting.now);
	chat_begin(chatting.chat, chatting.now);
	from_server(":irc.test 001 ada :Welcome");
	notes_forget(&chatting.seen);
	from_server(":irc.test 372 ada :- be kind");
	from_server(":irc.test 376 ada :End");
	chatting_expect("");
	from_server(":irc.test 372 ada :- be kind");
	chatting_expect("INFO - - - 'be kind'");
}
END_TEST

START_TEST(a_room_that_is_closed_now_is_told_and_forgotten)
{
	lose();
	come_back();
	notes_forget(&chatting.seen);
	from_server(":irc.test 473 ada #dev :Cannot join channel (+i)");
	chatting_expect(
		"CLOSED #dev - - '#dev is for those who have been invited; ask somebody in it'");
	ck_assert(!chat_in_room(chatting.chat, "#dev"));
	lose();
	come_back();
	chatting_expect("READY - ada - '' again\n> JOIN #b");
}
END_TEST

START_TEST(a_room_can_be_left_meanwhile)
{
	lose();
	chat_part(chatting.chat, "#dev", NULL);
	chat_join(chatting.chat, "#c", NULL);
	chat_part(chatting.chat, "#c", NULL);
	chat_part(chatting.chat, "#nope", NULL);
	chatting_expect("CLOSED #dev - - '' own\nCLOSED #c - - '' own");
	come_back();
	chatting_expect("READY - ada - '' again\n> JOIN #b");
}
END_TEST

START_TEST(many_rooms_are_joined_a_few_at_a_time)
{
	char room[64];
	chatting_new("ada");
	chat_join(chatting.chat, "#keyed", "hush");
	for (int i = 0; i < 17; i++) {
		snprintf(room, sizeof room, "#%d", i);
		chat_join(chatting.chat, room, NULL);
	}
	chat_join(chatting.chat, "#last", "word");
	come_back();
	chatting_expect("READY - ada - ''\n> JOIN #keyed,#last hush,word\n"
			"> JOIN #0,#1,#2,#3,#4,#5,#6,#7\n> JOIN #8,#9,#10,#11,#12,#13,#14,#15\n"
			"> JOIN #16");
}
END_TEST

START_TEST(long_names_of_rooms_fit)
{
	char room[200], key[100];
	chatting_new("ada");
	memset(room, 'x', sizeof room);
	memset(key, 'k', sizeof key);
	room[sizeof room - 1] = key[sizeof key - 1] = '\0';
	room[0] = '#';
	for (char c = 'a'; c < 'e'; c++) {
		room[1] = c;
		chat_join(chatting.chat, room, key);
		room[1] = (char)(c + 10);
		chat_join(chatting.chat, room, NULL);
	}
	chat_begin(chatting.chat, chatting.now);
	chatting.sent = 0;
	from_server(":irc.test 001 ada :Welcome");
	ck_assert_uint_eq(chatting.sent, 6);
}
END_TEST

static void find_spoken(void *data, const struct chat_member *member)
{
	if (member->spoke > 0)
		strcat(data, member->name);
}

START_TEST(who_spoke_last_is_remembered_and_who_went_is_not)
{
	char names[256] = "";
	from_server(":dave!u@h JOIN #dev");
	from_server(":dave!u@h PRIVMSG #dev :hi");
	from_server(":carol!u@h PRIVMSG #dev :hi");
	from_server(":bob!u@h PRIVMSG #dev :hi");
	lose();
	come_back();
	from_server(":ada!u@h JOIN #dev");
	from_server(":irc.test 353 ada = #dev :ada bob");
	from_server(":dave!u@h JOIN #dev"); /* behind the list, but before its end */
	from_server(":irc.test 366 ada #dev :End");
	chat_members(chatting.chat, "#dev", find_spoken, names);
	unit_same(names, "bobdave");
}
END_TEST

START_TEST(what_was_sent_is_unsure_and_the_rest_is_kept)
{
	const char *target;
	bool unsure;
	for (int i = 0; i < 10; i++)
		chat_say(chatting.chat, CHAT_SAID, "#dev", "hi", NULL);
	notes_forget(&chatting.seen);
	for (int i = 0; i < 7; i++) {
		chatting_pass_fence();
		from_server(":ada!u@h PRIVMSG #dev :hi");
	}
	notes_forget(&chatting.seen);
	lose();
	chatting_expect("UNSURE #dev ada - 'hi' ticket 8 own\nUNSURE #dev ada - 'hi' ticket 9 own\n"
			"UNSURE #dev ada - 'hi' ticket 10 own");
	chat_say(chatting.chat, CHAT_SAID, "bob", "later", NULL);
	ck_assert_uint_eq(chat_kept(chatting.chat), 4);
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 0);
	unit_same(chat_kept_line(chatting.chat, 0, &target, &unsure), "hi");
	unit_same(target, "#dev");
	ck_assert(unsure);
	unit_same(chat_kept_line(chatting.chat, 3, &target, &unsure), "later");
	ck_assert(!unsure);
	ck_assert_ptr_null(chat_kept_line(chatting.chat, 4, &target, &unsure));
	come_back();
	chatting_expect("READY - ada - '' again\n> JOIN #dev,#b");
	chat_resend(chatting.chat);
	chatting_expect("> PING :chat-client-12\n> PRIVMSG #dev hi\n> PING :chat-client-13\n"
			"> PRIVMSG #dev hi\n> PING :chat-client-14\n> PRIVMSG #dev hi\n"
			"> PING :chat-client-15\n> PRIVMSG bob later\n> PING :chat-client-16");
	lose();
	chat_forget(chatting.chat);
	ck_assert_uint_eq(chat_kept(chatting.chat), 0);
}
END_TEST

START_TEST(the_name_is_won_back_after_a_loss)
{
	chat_nick(chatting.chat, "lady"); /* nobody will answer that */
	lose();
	chat_begin(chatting.chat, chatting.now);
	from_server(":irc.test 433 * ada :Nickname is already in use");
	notes_forget(&chatting.seen);
	from_server(":irc.test 001 ada_ :Welcome");
	from_server(":ada_!u@h JOIN #dev");
	from_server(":irc.test 353 ada_ = #dev :ada ada_ bob");
	from_server(":irc.test 366 ada_ #dev :End");
	from_server(":ada!u@h QUIT :Ping timeout");
	chatting_expect("READY - ada_ - '' again\n"
			"INFO - - - ''ada' is taken; you are ada_ until it is free.'\n"
			"> JOIN #dev,#b\nOPENED #dev - - '' 3 again\n"
			"QUIT #dev ada - 'Ping timeout'\n> NICK ada");
}
END_TEST

START_TEST(a_name_that_was_chosen_stays)
{
	chat_nick(chatting.chat, "lady");
	from_server(":ada!u@h NICK lady");
	lose();
	notes_forget(&chatting.seen);
	chat_begin(chatting.chat, chatting.now);
	chatting_expect("> CAP LS 302\n> NICK lady\n> USER lady 0 * lady");
}
END_TEST

START_TEST(rooms_are_compared_as_the_new_server_does)
{
	chat_join(chatting.chat, "#x[", NULL);
	chat_join(chatting.chat, "#x{", NULL);
	from_server(":irc.test 005 ada CASEMAPPING=rfc1459 :are supported");
	notes_forget(&chatting.seen);
	from_server(":irc.test 403 ada #X{ :No such channel");
	from_server(":irc.test 403 ada #X[ :No such channel");
	chatting_expect("REFUSED #x[ - - '#X{: No such channel'\n"
			"REFUSED - - - '#X[: No such channel'");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {everything_is_as_before_but_not_ready,
		rooms_and_absence_come_back, a_room_that_was_not_open_yet_is_joined_as_a_new_one,
		a_room_that_is_closed_now_is_told_and_forgotten,
		the_message_of_the_day_is_not_told_again, a_room_can_be_left_meanwhile,
		many_rooms_are_joined_a_few_at_a_time, long_names_of_rooms_fit,
		who_spoke_last_is_remembered_and_who_went_is_not,
		what_was_sent_is_unsure_and_the_rest_is_kept, the_name_is_won_back_after_a_loss,
		a_name_that_was_chosen_stays, rooms_are_compared_as_the_new_server_does, NULL};
	return unit_cases_with("client_chat_again", set_up, chatting_tear_down, cases);
}
