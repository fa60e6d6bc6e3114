/* What the server answers settles the line that it is about, and no other. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "said.h"
#include "unit.h"

#define DROPPED "the server has not delivered it and does not say why"

static unsigned long echo(const char *label, const char *target, const char *text)
{
	return said_echo(label, CHAT_SAID, target, text);
}

static bool refusal(const char *label, const char *line)
{
	char copy[512];
	struct irc_message message;
	snprintf(copy, sizeof copy, "%s", line);
	ck_assert(irc_parse(&message, copy));
	return outbox_refusal(said.chat, label, &message, "no");
}

static void pong(unsigned long fence)
{
	char token[64];
	snprintf(token, sizeof token, "chat-client-%lu", fence);
	ck_assert(outbox_pong(said.chat, token));
}

START_TEST(a_label_finds_its_line)
{
	said_begin(true, true);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("bob", "c");
	said_say("bob", "d");
	said_expect("@label=line-1 PRIVMSG #dev a; PING :chat-client-1; "
		    "@label=line-2 PRIVMSG #dev b; PING :chat-client-2; "
		    "@label=line-3 PRIVMSG bob c; PING :chat-client-3; "
		    "@label=line-4 PRIVMSG bob d; PING :chat-client-4");
	ck_assert_uint_eq(echo("line-2", "#dev", "something else"), 2);
	said_expect("has 2 #dev b echo");
	ck_assert(refusal("line-3", ":s 401 me bob :No such nick"));
	said_expect("refused 3 bob c: no");
	outbox_ack(said.chat, "line-1");
	said_expect("refused 1 #dev a: " DROPPED);
	ck_assert(refusal("line-4", ":s 599 me whatever"));
	said_expect("refused 4 bob d: no");
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
	said_say("#dev", "no fence, since there are labels");
	said_expect("@label=line-5 PRIVMSG #dev :no fence, since there are labels");
}
END_TEST

START_TEST(other_labels_are_not_ours)
{
	static const char *const labels[] = {"1", "line-", "line-0", "line-3", "line-02"};
	said_begin(true, true);
	said_say("bob", "z");
	ck_assert_uint_eq(echo("line-1", "bob", "z"), 1);
	said_say("#dev", "a");
	said_expect("@label=line-1 PRIVMSG bob z; PING :chat-client-1; has 1 bob z echo; "
		    "@label=line-2 PRIVMSG #dev a");
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		ck_assert_uint_eq(echo(labels[i], "#dev", "a"), 0);
		ck_assert(!refusal(labels[i], ":s 404 me #dev :No"));
		outbox_ack(said.chat, labels[i]);
	}
	ck_assert_uint_eq(echo("", "#dev", "another client says"), 0);
	ck_assert_uint_eq(echo("", "#x", "a"), 0);
	ck_assert(!refusal("", ":s 404 me #dev :No"));
	outbox_ack(said.chat, "");
	said_expect("");
	ck_assert_uint_eq(echo("line-2", "#dev", "a"), 2);
	ck_assert(!refusal("line-2", ":s 404 me #dev :No"));
	outbox_ack(said.chat, "line-2");
	said_expect("has 2 #dev a echo");
}
END_TEST

/* Labels were agreed upon, and the server sends none. */
START_TEST(an_echo_without_a_label_confirms)
{
	said_begin(true, true);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("#dev", "c");
	said_say("bob", "d");
	notes_forget(&said.seen);
	ck_assert_uint_eq(echo("", "#dev", "a"), 1);
	pong(1);
	ck_assert_uint_eq(echo("", "#dev", "censored"), 2);
	pong(2);
	pong(3);
	ck_assert(!refusal("", ":s 421 me WHATEVER :Unknown command"));
	ck_assert(refusal("", ":s 401 me bob :No such nick"));
	said_expect("has 1 #dev a echo; has 2 #dev b echo; refused 4 bob d: no");
	ck_assert_uint_eq(echo("line-3", "#dev", "c"), 3);
	said_expect("has 3 #dev c echo");
}
END_TEST

/* Labels come back, but not with each echo. */
START_TEST(an_echo_without_a_label_confirms_its_text)
{
	said_begin(true, true);
	said_say("#dev", "a");
	ck_assert_uint_eq(echo("line-1", "#dev", "a"), 1);
	pong(1);
	said_say("#dev", "b");
	said_say("#dev", "c");
	notes_forget(&said.seen);
	ck_assert_uint_eq(echo("", "#dev", "c"), 3);
	ck_assert_uint_eq(echo("", "#dev", "c"), 0);
	said_expect("has 3 #dev c echo");
	said_lost();
	said_expect("unsure 2 #dev b");
	said_begin(true, true);
	said_say("#dev", "d");
	notes_forget(&said.seen);
	ck_assert_uint_eq(echo("", "#dev", "censored"), 4);
	said_expect("has 4 #dev d echo");
}
END_TEST

START_TEST(labels_mean_nothing_without_the_capability)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_expect("PRIVMSG #dev a; PING :chat-client-1; PRIVMSG #dev b; PING :chat-client-2");
	outbox_ack(said.chat, "line-1");
	pong(1);
	said_expect("");
	ck_assert_uint_eq(echo("line-1", "#dev", "b"), 2);
	said_expect("has 2 #dev b echo");
}
END_TEST

START_TEST(an_echo_finds_its_line_between_the_fences)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#DEV", "b");
	said_say("bob", "b");
	said_say_as(CHAT_NOTICE, "#dev", "b", 0, NULL);
	notes_forget(&said.seen);
	ck_assert_uint_eq(echo("", "#x", "a"), 0);
	ck_assert_uint_eq(said_echo("", CHAT_ACTION, "#dev", "a"), 0);
	pong(1);
	ck_assert_uint_eq(echo("", "#dev", "b"), 2);
	pong(2);
	ck_assert_uint_eq(echo("", "Bob", "censored"), 3);
	pong(3);
	ck_assert_uint_eq(said_echo("", CHAT_NOTICE, "#dev", "b"), 4);
	pong(4);
	ck_assert_uint_eq(echo("", "bob", "b"), 0);
	said_expect("has 2 #DEV b echo; has 3 bob b echo; has 4 #dev b echo");
}
END_TEST

/* From a server further away it comes behind the PONG. */
START_TEST(a_late_echo_is_of_the_oldest)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	pong(1);
	pong(2);
	ck_assert_uint_eq(echo("", "#dev", "a"), 1);
	ck_assert_uint_eq(echo("", "#dev", "censored"), 2);
	ck_assert_uint_eq(echo("", "#dev", "another client says"), 0);
}
END_TEST

/* Here the first line was refused behind its PONG. */
START_TEST(a_late_echo_is_of_the_line_with_its_text)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("#dev", "c");
	pong(1);
	pong(2);
	pong(3);
	ck_assert(!refusal("", ":s 404 me #other :No"));
	ck_assert(!refusal("", ":s 482 me #dev :of another command"));
	ck_assert_uint_eq(echo("", "#dev", "b"), 2);
	ck_assert(refusal("", ":s 404 me #dev :No"));
	ck_assert_uint_eq(echo("", "#dev", "c"), 3);
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
}
END_TEST

START_TEST(a_late_echo_is_not_of_the_line_between_the_fences)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	pong(1);
	ck_assert_uint_eq(echo("", "#dev", "a"), 1);
	ck_assert(refusal("", ":s 404 me #dev :No"));
	said_expect("PRIVMSG #dev a; PING :chat-client-1; PRIVMSG #dev b; PING :chat-client-2; "
		    "has 1 #dev a echo; refused 2 #dev b: no");
}
END_TEST

START_TEST(a_late_echo_that_comes_twice_or_in_parts_is_of_one_line)
{
	said_begin(true, false);
	said_say("#dev", "hello world");
	said_say("#dev", "b");
	said_say("#dev", "c");
	pong(1);
	pong(2);
	pong(3);
	ck_assert_uint_eq(echo("", "#dev", "hello "), 1);
	ck_assert_uint_eq(echo("", "#dev", "world"), 0);
	ck_assert_uint_eq(echo("", "#dev", "b"), 2);
	ck_assert_uint_eq(echo("", "#dev", "b"), 0);
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 1);
	ck_assert(refusal("", ":s 404 me #dev :No"));
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
}
END_TEST

START_TEST(equal_lines_come_back_in_order)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#dev", "a");
	ck_assert_uint_eq(echo("", "#dev", "a"), 1);
	pong(1);
	ck_assert_uint_eq(echo("", "#dev", "a"), 2);
	pong(2);
	ck_assert_uint_eq(echo("", "#dev", "a"), 0);
}
END_TEST

START_TEST(without_echoes_an_ack_will_do)
{
	said_begin(false, true);
	said_say("#dev", "a");
	notes_forget(&said.seen);
	outbox_ack(said.chat, "line-1");
	said_expect("has 1 #dev a");
	said_say("#dev", "b");
	notes_forget(&said.seen);
	ck_assert_uint_eq(echo("line-2", "#dev", "b"), 0);
	said_expect("");
}
END_TEST

START_TEST(an_echo_has_its_time)
{
	said_begin(true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	pong(1);
	pong(2);
	notes_forget(&said.seen);
	said_tick(said.now + 19999);
	said_expect("");
	ck_assert_uint_eq(echo("", "#dev", "a"), 1);
	said_tick(said.now + 20000);
	said_expect("has 1 #dev a echo; PING :chat-client-3");
	pong(3);
	said_expect("refused 2 #dev b: " DROPPED);
}
END_TEST

START_TEST(what_does_not_come_back_was_dropped)
{
	said_begin(true, true);
	said_say("#dev", "a");
	pong(1);
	said_tick(said.now + 20000);
	notes_forget(&said.seen);
	pong(2);
	said_expect("refused 1 #dev a: " DROPPED);
}
END_TEST

START_TEST(a_server_may_unlearn_labels_and_echoes)
{
	said_begin(true, true);
	said_say("#dev", "a");
	said_begin(true, false);
	said_expect("@label=line-1 PRIVMSG #dev a; PING :chat-client-1");
	ck_assert_uint_eq(echo("", "#dev", "a"), 1);
	said_say("#dev", "b");
	said_expect("has 1 #dev a echo; PRIVMSG #dev b; PING :chat-client-2");
	said_begin(false, false);
	pong(2);
	said_expect("has 2 #dev b");
}
END_TEST

START_TEST(who_is_put_out_has_said_nothing_more)
{
	said_begin(false, false);
	said_say("#dev", "a");
	said_say("bob", "b");
	said_say("@#DEV", "c");
	notes_forget(&said.seen);
	outbox_shut(said.chat, "#dev", "out");
	said_expect("refused 1 #dev a: out; refused 3 @#DEV c: out");
	pong(1);
	pong(2);
	said_expect("has 2 bob b");
	said_begin(true, true);
	said_say("#dev", "d");
	notes_forget(&said.seen);
	outbox_shut(said.chat, "#dev", "out");
	said_expect("");
}
END_TEST

START_TEST(an_echo_in_parts_is_one_line)
{
	said_begin(true, false);
	said_say("#dev", "one two three");
	said_say("#dev", "two ");
	said_say("bob", "three");
	ck_assert_uint_eq(echo("", "#dev", "one "), 1);
	ck_assert_uint_eq(echo("", "#dev", "two "), 0);
	ck_assert_uint_eq(echo("", "#dev", "three"), 0);
	pong(1);
	ck_assert_uint_eq(echo("", "#dev", "two "), 2);
	ck_assert_uint_eq(echo("", "#dev", "two "), 0);
	ck_assert_uint_eq(said.settled_count, 2);
}
END_TEST

START_TEST(a_labeled_echo_in_parts_is_one_line)
{
	said_begin(true, true);
	said_say("#dev", "a b");
	said_say("#dev", "c d");
	ck_assert_uint_eq(echo("line-1", "#dev", "a "), 1);
	ck_assert_uint_eq(echo("line-2", "#dev", "c "), 2);
	ck_assert_uint_eq(echo("line-1", "#dev", "b"), 0);
	ck_assert_uint_eq(echo("line-2", "#dev", "d"), 0);
	ck_assert_uint_eq(said.settled_count, 2);
}
END_TEST

START_TEST(a_refusal_is_about_the_line_between_the_fences)
{
	said_begin(false, false);
	said_say("#dev", "a");
	said_say("#x", "b");
	said_say("#X", "c");
	said_say("@#y", "d");
	notes_forget(&said.seen);
	ck_assert(!refusal("", ":s 401 me nobody :No such nick"));
	ck_assert(!refusal("", ":s 404 me #x :Cannot send"));
	pong(1);
	said_expect("has 1 #dev a");
	ck_assert(refusal("", ":s 404 me #x :Cannot send"));
	ck_assert(!refusal("", ":s 404 me #x :Cannot send"));
	pong(2);
	ck_assert(refusal("", ":s 404 me #x :Cannot send"));
	pong(3);
	ck_assert(refusal("", ":s 404 me #y :Cannot send"));
	said_expect("refused 2 #x b: no; refused 3 #X c: no; refused 4 @#y d: no");
	pong(4);
	said_expect("");
}
END_TEST

/* Their errors would look like the line's. */
START_TEST(a_fence_keeps_other_commands_apart)
{
	said_begin(false, false);
	said.chat->outbox.command = true;
	said_say("#dev", "a");
	said_expect("PING :chat-client-1; PRIVMSG #dev a; PING :chat-client-2");
	ck_assert(!refusal("", ":s 482 me #dev :You're not channel operator"));
	pong(1);
	ck_assert(refusal("", ":s 404 me #dev :Cannot send"));
	said_expect("refused 1 #dev a: no");
}
END_TEST

START_TEST(each_error_that_can_refuse_does)
{
	static const char *const errors[] = {":s 263 me PRIVMSG :Busy", ":s 400 me PRIVMSG :What",
		":s 401 me bob :x", ":s 404 me BOB :x", ":s 411 me :x", ":s 417 me :x",
		":s 421 me privmsg :x", ":s 461 me PRIVMSG :x", ":s 487 me :x", ":s 716 me bob :x",
		"FAIL PRIVMSG WHY :x", "FAIL PRIVMSG WHY bob :x", "FAIL PRIVMSG WHY other :x",
		"FAIL * INVALID_UTF8 :x", "404 me", "404"};
	said_begin(false, false);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		said_say("bob", "x");
		ck_assert_msg(refusal("", errors[i]), "%s", errors[i]);
		ck_assert_uint_eq(said.settled_count, i + 1);
		pong(i + 1);
	}
}
END_TEST

START_TEST(errors_that_name_something_else_are_passed_on)
{
	static const char *const errors[] = {":s 401 me alice :x", ":s 421 me WHAT :x",
		":s 421 me NOTICE :x", ":s 461 me JOIN :x", ":s 403 me #x :x",
		"FAIL JOIN WHY bob :x", "FAIL NOTICE WHY bob :x", "FAIL"};
	said_begin(false, false);
	said_say("bob", "x");
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		ck_assert_msg(!refusal("", errors[i]), "%s", errors[i]);
	ck_assert_uint_eq(said.settled_count, 0);
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 1);
}
END_TEST

/* RFC 2812, 3.3.2: a NOTICE is not answered. Some servers do. */
START_TEST(a_notice_may_be_refused)
{
	said_begin(false, false);
	said_say_as(CHAT_NOTICE, "bob", "a", 0, NULL);
	said_say("bob", "b");
	notes_forget(&said.seen);
	pong(1);
	ck_assert(refusal("", ":s 401 me bob :x"));
	said_expect("has 1 bob a; refused 2 bob b: no");
	pong(2);
	said_say_as(CHAT_NOTICE, "bob", "c", 0, NULL);
	notes_forget(&said.seen);
	ck_assert(refusal("", ":s 421 me NOTICE :x"));
	said_expect("refused 3 bob c: no");
}
END_TEST

START_TEST(a_refusal_makes_room)
{
	said_begin(false, false);
	said.seen.quiet = true;
	for (int i = 0; i < 9; i++)
		said_say("bob", "x");
	said.seen.quiet = false;
	ck_assert(refusal("", ":s 401 me bob :x"));
	said_expect("refused 1 bob x: no; PRIVMSG bob x; PING :chat-client-9");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_label_finds_its_line, other_labels_are_not_ours,
		an_echo_without_a_label_confirms, an_echo_without_a_label_confirms_its_text,
		labels_mean_nothing_without_the_capability,
		an_echo_finds_its_line_between_the_fences, a_late_echo_is_of_the_oldest,
		a_late_echo_is_of_the_line_with_its_text,
		a_late_echo_is_not_of_the_line_between_the_fences,
		a_late_echo_that_comes_twice_or_in_parts_is_of_one_line,
		equal_lines_come_back_in_order, without_echoes_an_ack_will_do, an_echo_has_its_time,
		what_does_not_come_back_was_dropped, a_server_may_unlearn_labels_and_echoes,
		who_is_put_out_has_said_nothing_more, an_echo_in_parts_is_one_line,
		a_labeled_echo_in_parts_is_one_line, a_refusal_is_about_the_line_between_the_fences,
		a_fence_keeps_other_commands_apart, each_error_that_can_refuse_does,
		errors_that_name_something_else_are_passed_on, a_notice_may_be_refused,
		a_refusal_makes_room, NULL};
	return unit_cases_with("client outbox answer", said_set_up, said_tear_down, cases);
}
