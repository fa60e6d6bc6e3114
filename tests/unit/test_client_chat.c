/* Being let in: capabilities, names, what is done then. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatting.h"
#include "unit.h"

static void begin(void)
{
	chat_begin(chatting.chat, chatting.now);
}

START_TEST(capabilities_are_asked_for_and_taken)
{
	begin();
	chatting_expect("> CAP LS 302\n> NICK ada\n> USER ada 0 * ada");
	from_server("CAP * LS * :multi-prefix sasl=PLAIN,EXTERNAL batch");
	chatting_expect("");
	from_server("CAP * LS :echo-message=yes draft/x server-time");
	chatting_expect("> CAP REQ :batch echo-message sasl server-time multi-prefix");
	from_server("CAP ada ACK :batch echo-message");
	chatting_expect("");
	from_server("CAP ada ACK :server-time multi-prefix sasl");
	chatting_expect("> CAP END");
	ck_assert(!chat_is_ready(chatting.chat));
	from_server(":irc.test 001 ada :Welcome");
	chatting_expect("READY - ada - ''");
	ck_assert(chat_is_ready(chatting.chat));
}
END_TEST

START_TEST(what_is_refused_together_is_asked_for_one_by_one)
{
	begin();
	from_server("CAP * LS :batch server-time setname");
	notes_forget(&chatting.seen);
	from_server("CAP * NAK :batch server-time setname");
	chatting_expect("> CAP REQ batch\n> CAP REQ server-time\n> CAP REQ setname");
	from_server("CAP * ACK batch");
	from_server("CAP * NAK server-time");
	chatting_expect("");
	from_server("CAP * NAK setname");
	chatting_expect("> CAP END");
}
END_TEST

START_TEST(a_server_may_offer_nothing_and_know_no_cap)
{
	begin();
	notes_forget(&chatting.seen);
	from_server("CAP * LS :");
	chatting_expect("> CAP END");
	chatting_new("ada");
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test 451 * CAP :You have not registered");
	from_server(":irc.test 421 * CAP :Unknown command");
	chatting_expect("");
	from_server(":irc.test 001 ada :Welcome");
	chatting_expect("READY - ada - ''");
	chat_say(chatting.chat, CHAT_SAID, "bob", "hi", NULL);
	chatting_expect("> PING :chat-client-1\n> PRIVMSG bob hi\n> PING :chat-client-2");
}
END_TEST

START_TEST(capabilities_come_and_go_later)
{
	chatting_enter("cap-notify");
	from_server("CAP ada NEW :away-notify echo-message labeled-response sasl");
	chatting_expect("> CAP REQ :sasl away-notify");
	from_server("CAP ada ACK :sasl away-notify");
	from_server("CAP ada DEL :away-notify");
	from_server("CAP ada NEW :away-notify");
	chatting_expect("> CAP REQ away-notify");
}
END_TEST

START_TEST(what_decides_how_lines_are_confirmed_is_agreed_on)
{
	chatting_enter("batch labeled-response");
	chat_say(chatting.chat, CHAT_SAID, "bob", "hi", NULL);
	chatting_expect(
		"> PING :chat-client-1\n> @label=line-1 PRIVMSG bob hi\n> PING :chat-client-2");
	chatting_new("ada");
	chatting_enter("labeled-response"); /* which is nothing without batch */
	chat_say(chatting.chat, CHAT_SAID, "bob", "hi", NULL);
	chatting_expect("> PING :chat-client-1\n> PRIVMSG bob hi\n> PING :chat-client-2");
}
END_TEST

START_TEST(names_are_made_fit)
{
	static const char *const names[][2] = {{"ada", "ada"}, {"7 of 9", "of9"},
		{"-\\o/-", "\\o-"}, {"\xC3\x84rger", "\xC3\x84rger"}, {"*?,", "guest"},
		{"", "guest"}, {"guest-7", "guest-7"},
		{"abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz012345"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		chatting_new(names[i][0]);
		unit_same(chat_name(chatting.chat), names[i][1]);
	}
}
END_TEST

START_TEST(a_name_that_the_server_does_not_take_is_made_simpler)
{
	chatting_new("\xC3\x84"
		     "daLovelace");
	begin();
	chatting_expect("> CAP LS 302\n> NICK \xC3\x84"
			"daLovelace\n"
			"> USER daLovelace 0 * \xC3\x84"
			"daLovelace");
	from_server(":irc.test 432 * x :Erroneous nickname");
	chatting_expect("> NICK daLovelace");
	from_server(":irc.test 432 * x :Erroneous nickname");
	chatting_expect("> NICK daLovelac");
	from_server(":irc.test 432 * x :Erroneous nickname");
	chatting_expect("> NICK guest");
	from_server(":irc.test 001 guest :Welcome");
	chatting_expect("READY - guest - ''\n"
			"INFO - - - ''\xC3\x84"
			"daLovelace' cannot be a name here; you are guest.'");
}
END_TEST

/* As ngIRCd does with more than 9 characters. */
START_TEST(other_names_are_as_short_as_they_must_be)
{
	chatting_new("christopher");
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test 432 * christopher :Nickname too long, max. 9 characters");
	from_server(":irc.test 433 * christoph :Nickname already in use");
	chatting_expect("> NICK christoph\n> NICK christop_");
	from_server(":irc.test 001 christop_ :Welcome");
	chatting_expect("READY - christop_ - ''\n"
			"INFO - - - ''christopher' cannot be a name here; you are christop_.'\n"
			"INFO - - - ''christoph' is taken; you are christop_ until it is free.'");
	chatting_new("christoph");
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test 433 * christoph :Nickname already in use");
	from_server(":irc.test 432 * christoph_ :Nickname too long, max. 9 characters");
	chatting_expect("> NICK christoph_\n> NICK christop2");
}
END_TEST

START_TEST(no_name_at_all_is_the_end)
{
	begin();
	notes_forget(&chatting.seen);
	for (int i = 0; i < 2; i++)
		from_server(":irc.test 432 * x :Erroneous nickname");
	chatting_expect("> NICK guest\nDROP the server takes none of the names that were tried");
	chatting_new("ada");
	begin();
	chatting.seen.quiet = true;
	for (int i = 0; i < 100 && chatting.dropped < 2; i++)
		from_server(":irc.test 433 * x :Nickname is already in use");
	ck_assert_uint_eq(chatting.dropped, 2);
	ck_assert_uint_lt(chatting.sent, 30);
}
END_TEST

static void take_name(void)
{
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test 433 * ada :Nickname is already in use");
	from_server(":irc.test 437 * ada_ :Nick/channel is temporarily unavailable");
	from_server(":irc.test 436 * ada2 :Nickname collision");
	chatting_expect("> NICK ada_\n> NICK ada2\n> NICK ada3");
	from_server(":irc.test 001 ada3 :Welcome");
	chatting_expect(
		"READY - ada3 - ''\nINFO - - - ''ada' is taken; you are ada3 until it is free.'");
	unit_same(chat_name(chatting.chat), "ada3");
}

static void pass(int64_t ms)
{
	chatting.now += ms;
	chat_tick(chatting.chat, chatting.now);
}

START_TEST(a_name_that_was_taken_is_won_back)
{
	take_name();
	pass(29999);
	chatting_expect("");
	pass(1);
	chatting_expect("> NICK ada");
	from_server(":irc.test 433 ada3 ada :Nickname is already in use");
	chatting_expect("");
	pass(30000);
	from_server(":ada3!u@h NICK ada");
	chatting_expect("> NICK ada\nRENAMED - ada3 ada '' own");
	pass(300000);
	chatting_expect("");
	unit_same(chat_name(chatting.chat), "ada");
}
END_TEST

START_TEST(it_is_not_tried_for_ever)
{
	take_name();
	chatting.seen.quiet = true;
	chatting.sent = 0;
	for (int i = 0; i < 100; i++) {
		pass(30000);
		from_server(":irc.test 433 ada3 ada :Nickname is already in use");
	}
	ck_assert_uint_eq(chatting.sent, 20);
}
END_TEST

START_TEST(it_is_tried_at_once_when_the_other_goes)
{
	take_name();
	from_server(":ada3!u@h JOIN #dev");
	from_server(":irc.test 353 ada3 = #dev :ada ada3");
	from_server(":irc.test 366 ada3 #dev :End");
	from_server(":ada!u@h QUIT :bye");
	chatting_expect("OPENED #dev - - '' 2\nQUIT #dev ada - 'bye'\n> NICK ada");
}
END_TEST

START_TEST(what_the_user_asks_for_comes_first)
{
	take_name();
	chat_nick(chatting.chat, "bob");
	pass(30000);
	chatting_expect("> NICK bob");
	from_server(":irc.test 433 ada3 bob :Nickname is already in use");
	chatting_expect("REFUSED - - - 'the name bob is taken; choose another with /nick NAME'");
	pass(30000);
	chatting_expect("> NICK ada");
	from_server(":irc.test 433 ada3 ada :Nickname is already in use");
	ck_assert(chat_raw(chatting.chat, "NICK carol"));
	from_server(":ada3!u@h NICK carol");
	chatting_expect("> NICK carol\nRENAMED - ada3 carol '' own");
	pass(60000);
	chatting_expect("");
}
END_TEST

START_TEST(a_shorter_name_is_told)
{
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test 001 ad :Welcome");
	chatting_expect("READY - ad - ''\nINFO - - - 'The server calls you ad.'");
}
END_TEST

/* As chatd does on a unix socket. */
START_TEST(a_name_that_the_server_gives_is_changed_to_the_wanted_one)
{
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test 001 lovelace :Welcome");
	chatting_expect("READY - lovelace - ''\n> NICK ada");
	from_server(":lovelace!u@h NICK ada");
	chatting_expect("RENAMED - lovelace ada '' own");
	unit_same(chat_name(chatting.chat), "ada");
}
END_TEST

START_TEST(the_nick_can_be_changed_before_there_is_a_connection)
{
	chat_nick(chatting.chat, "bob");
	chatting_expect("");
	unit_same(chat_name(chatting.chat), "bob");
	begin();
	chatting_expect("> CAP LS 302\n> NICK bob\n> USER bob 0 * bob");
	chat_nick(chatting.chat, "carol");
	chatting_expect("> NICK carol");
}
END_TEST

START_TEST(who_is_not_let_in_is_told_why)
{
	begin();
	notes_forget(&chatting.seen);
	from_server(":irc.test NOTICE * :*** Looking up your hostname");
	from_server(":irc.test 464 * :Password incorrect");
	from_server("ERROR :Closing link");
	chatting_expect("NOTICE - irc.test - '*** Looking up your hostname'\n"
			"DROP the server wants a password; the connection is not encrypted, and a "
			"password is not sent that way\n"
			"REFUSED - - - 'the server ends the connection: Closing link'");
	pass(59999);
	chatting_expect("");
	pass(1);
	chatting_expect("DROP the server did not let us in within 60 seconds");
}
END_TEST

START_TEST(a_server_for_accounts_is_told_of_with_the_way_in)
{
	begin();
	notes_forget(&chatting.seen);
	from_server("FAIL * ACCOUNT_REQUIRED_TO_CONNECT :You must log in to an account");
	chatting_expect("DROP the server is for people with an account: --login NAME logs in to "
			"yours");
}
END_TEST

/* chatd does not know yet what its caller speaks. */
START_TEST(a_full_server_may_say_so_in_other_words)
{
	begin();
	notes_forget(&chatting.seen);
	from_server("!! the server is full; try again later");
	chatting_expect("REFUSED - - - 'the server is full; try again later'");
	chatting_enter("");
	from_server("!! the server is full; try again later");
	chatting_expect("");
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *what;
} strangers[] = {
	{"\x15\x03\x01\0\x02\x02\x46", 7, "TLS"},
	{"\x15\x03", 2, "TLS"},
	{"\x16\x03\x03\0\x7A\x02\0", 7, "TLS"},
	{"HTTP/1.1 400 Bad Request", 24, "HTTP"},
	{"<!DOCTYPE html>", 15, "HTML"},
	{"SSH-2.0-server", 14, "SSH"},
	{"220 mail.example.org ESMTP", 26, "SMTP"},
	{"+OK ready", 9, "POP3"},
	{"* OK [CAPABILITY IMAP4rev1] ready", 33, "IMAP"},
	{"-ERR unknown command 'CAP'", 26, "Redis"},
	{"\xFF\xFD\x18", 3, "telnet"},
};

START_TEST(what_speaks_no_irc_is_named)
{
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		chatting_new("ada");
		chat_begin(chatting.chat, chatting.now);
		notes_forget(&chatting.seen);
		chat_line(chatting.chat, strangers[i].bytes, strangers[i].length, chatting.now);
		ck_assert_uint_eq(chatting.dropped, i + 1);
		ck_assert_int_eq(strncmp(chatting.seen.text, "DROP the server ", 16), 0);
		ck_assert_msg(strstr(chatting.seen.text, strangers[i].what) != NULL, "it says %s",
			chatting.seen.text);
	}
}
END_TEST

START_TEST(what_may_be_irc_is_no_stranger)
{
	static const char *const lines[] = {":irc.test NOTICE * :*** Looking up", "NOTICE AUTH :x",
		"PING :1234", "ERROR :Closing Link", "@time=x :irc.test NOTICE * :x", "", "\x15",
		"-- Welcome to chatd. You are guest-1 in #lobby, with nobody else."};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		chatting_new("ada");
		chat_begin(chatting.chat, chatting.now);
		chat_line(chatting.chat, lines[i], strlen(lines[i]), chatting.now);
		ck_assert_uint_eq(chatting.dropped, 0);
	}
	from_server(":irc.test 001 ada :Welcome");
	from_server("+OK");
	ck_assert_uint_eq(chatting.dropped, 0);
}
END_TEST

START_TEST(nothing_is_sent_too_early)
{
	const char *params[] = {"#dev"};
	ck_assert(!chat_command(chatting.chat, "NAMES", params, 1));
	begin();
	notes_forget(&chatting.seen);
	ck_assert(!chat_command(chatting.chat, "NAMES", params, 1));
	ck_assert(!chat_raw(chatting.chat, "NAMES #dev"));
	chat_join(chatting.chat, "dev", NULL);
	chat_join(chatting.chat, "#keyed", "hush");
	chat_away(chatting.chat, "lunch");
	chat_quiet(chatting.chat, chatting.now);
	chatting_expect("");
	from_server(":irc.test 001 ada :Welcome");
	chatting_expect("READY - ada - ''\n> AWAY lunch\n> JOIN #keyed hush\n> JOIN #dev");
	ck_assert(chat_command(chatting.chat, "NAMES", params, 1));
	chatting_expect("> NAMES #dev");
}
END_TEST

START_TEST(the_first_words_of_the_server_are_silent)
{
	begin();
	from_server(":irc.test 001 ada :Welcome");
	notes_forget(&chatting.seen);
	from_server(":irc.test 002 ada :Your host is x");
	from_server(":irc.test 003 ada :This server was created now");
	from_server(":irc.test 004 ada irc.test v i o");
	from_server(":irc.test 005 ada NETWORK=x :are supported by this server");
	from_server(":irc.test 251 ada :There are 3 users");
	from_server(":irc.test 265 ada 3 3 :Current local users 3");
	from_server(":irc.test 375 ada :- irc.test Message of the day -");
	from_server(":irc.test 372 ada :- be kind");
	from_server(":irc.test 376 ada :End of /MOTD command");
	chatting_expect("INFO - - - 'be kind'");
	from_server(":irc.test 422 ada :MOTD File is missing");
	chatting_expect("INFO - - - 'This server has no message of the day.'");
}
END_TEST

START_TEST(pings_are_answered)
{
	begin();
	notes_forget(&chatting.seen);
	from_server("PING :one two");
	from_server("PING 123");
	chatting_expect("> PONG :one two\n> PONG 123");
	chatting_enter(NULL);
	chat_quiet(chatting.chat, chatting.now);
	chatting_expect("> PING quiet");
	from_server(":irc.test PONG irc.test quiet");
	chatting_expect("");
}
END_TEST

START_TEST(a_fence_has_one_answer)
{
	chatting_enter(NULL);
	ck_assert(chat_fence_passed(chatting.chat));
	chat_fence(chatting.chat);
	chat_fence(chatting.chat);
	from_server(":irc.test PONG irc.test chat-client-1");
	from_server(":irc.test PONG irc.test chat-client-3");
	ck_assert(!chat_fence_passed(chatting.chat));
	from_server(":irc.test PONG irc.test chat-client-2");
	ck_assert(chat_fence_passed(chatting.chat));
	chatting.now += 200000;
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("> PING :chat-client-1\n> PING :chat-client-2");
}
END_TEST

START_TEST(a_fence_is_not_waited_for_for_ever)
{
	chatting_enter(NULL);
	chat_fence(chatting.chat);
	chat_lost(chatting.chat, chatting.now);
	ck_assert(!chat_fence_passed(chatting.chat));
	chatting_enter(NULL);
	chatting.now += 200000;
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("> PING :chat-client-1");
	ck_assert(!chat_fence_passed(chatting.chat));
	chat_fence(chatting.chat);
	chatting.now += 119999;
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("> PING :chat-client-2");
	chat_tick(chatting.chat, chatting.now + 1);
	chatting_expect("DROP the server has not confirmed what was said for 2 minutes");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {capabilities_are_asked_for_and_taken,
		what_is_refused_together_is_asked_for_one_by_one,
		a_server_may_offer_nothing_and_know_no_cap, capabilities_come_and_go_later,
		what_decides_how_lines_are_confirmed_is_agreed_on, names_are_made_fit,
		a_name_that_the_server_does_not_take_is_made_simpler, no_name_at_all_is_the_end,
		other_names_are_as_short_as_they_must_be, a_name_that_was_taken_is_won_back,
		it_is_not_tried_for_ever, it_is_tried_at_once_when_the_other_goes,
		what_the_user_asks_for_comes_first, a_shorter_name_is_told,
		a_name_that_the_server_gives_is_changed_to_the_wanted_one,
		the_nick_can_be_changed_before_there_is_a_connection, who_is_not_let_in_is_told_why,
		a_server_for_accounts_is_told_of_with_the_way_in,
		a_full_server_may_say_so_in_other_words, what_speaks_no_irc_is_named,
		what_may_be_irc_is_no_stranger, nothing_is_sent_too_early,
		the_first_words_of_the_server_are_silent, pings_are_answered,
		a_fence_has_one_answer, a_fence_is_not_waited_for_for_ever, NULL};
	return unit_cases_with("client_chat", chatting_set_up, chatting_tear_down, cases);
}
