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
	return outbox_echo(said.outbox, label, CHAT_SAID, target, text);
}

static bool refusal(const char *label, const char *line)
{
	char copy[512];
	struct irc_message message;
	snprintf(copy, sizeof copy, "%s", line);
	ck_assert(irc_parse(&message, copy));
	return outbox_refusal(said.outbox, label, &message, "no");
}

START_TEST(a_label_finds_its_line)
{
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("bob", "c");
	said_say("bob", "d");
	said_expect("@label=line-1 PRIVMSG #dev a; @label=line-2 PRIVMSG #dev b; "
		    "@label=line-3 PRIVMSG bob c; @label=line-4 PRIVMSG bob d");
	ck_assert_uint_eq(echo("line-2", "#dev", "something else"), 2);
	said_expect("has 2 #dev b echo");
	ck_assert(refusal("line-3", ":s 401 me bob :No such nick"));
	said_expect("refused 3 bob c: no");
	outbox_ack(said.outbox, "line-1");
	said_expect("refused 1 #dev a: " DROPPED);
	ck_assert(refusal("line-4", ":s 599 me whatever"));
	said_expect("refused 4 bob d: no");
	ck_assert_uint_eq(outbox_unconfirmed(said.outbox), 0);
}
END_TEST

START_TEST(other_labels_are_not_ours)
{
	static const char *const labels[] = {"", "1", "line-", "line-0", "line-3", "line-02"};
	outbox_begin(said.outbox, true, true);
	said_say("bob", "z");
	ck_assert_uint_eq(echo("line-1", "bob", "z"), 1);
	said_say("#dev", "a");
	said_expect("@label=line-1 PRIVMSG bob z; has 1 bob z echo; @label=line-2 PRIVMSG #dev a");
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		ck_assert_uint_eq(echo(labels[i], "#dev", "a"), 0);
		ck_assert(!refusal(labels[i], ":s 404 me #dev :No"));
		outbox_ack(said.outbox, labels[i]);
	}
	ck_assert_uint_eq(echo(NULL, "#dev", "another client says"), 0);
	ck_assert_uint_eq(echo(NULL, "#x", "a"), 0);
	ck_assert(!refusal(NULL, ":s 404 me #dev :No"));
	outbox_ack(said.outbox, NULL);
	said_expect("");
	ck_assert_uint_eq(echo("line-2", "#dev", "a"), 2);
	ck_assert(!refusal("line-2", ":s 404 me #dev :No"));
	outbox_ack(said.outbox, "line-2");
	said_expect("has 2 #dev a echo");
}
END_TEST

/* Labels were agreed upon, and the server sends none. */
START_TEST(an_echo_without_a_label_confirms)
{
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("#dev", "c");
	said_say("bob", "d");
	*said.seen = '\0';
	ck_assert_uint_eq(echo(NULL, "#dev", "b"), 2);
	ck_assert_uint_eq(echo(NULL, "#dev", "censored"), 1);
	ck_assert(!refusal(NULL, ":s 421 me WHATEVER :Unknown command"));
	ck_assert(refusal(NULL, ":s 401 me bob :No such nick"));
	said_expect("has 2 #dev b echo; has 1 #dev a echo; refused 4 bob d: no");
	ck_assert_uint_eq(echo("line-3", "#dev", "c"), 3);
	said_expect("has 3 #dev c echo");
}
END_TEST

/* Labels come back, but not with each echo. */
START_TEST(an_echo_without_a_label_confirms_its_text)
{
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("#dev", "c");
	*said.seen = '\0';
	ck_assert_uint_eq(echo("line-1", "#dev", "a"), 1);
	ck_assert_uint_eq(echo(NULL, "#dev", "c"), 3);
	ck_assert_uint_eq(echo(NULL, "#dev", "c"), 0);
	said_expect("has 1 #dev a echo; has 3 #dev c echo");
	outbox_lost(said.outbox);
	said_expect("unsure 2 #dev b");
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "d");
	*said.seen = '\0';
	ck_assert_uint_eq(echo(NULL, "#dev", "censored"), 4);
	said_expect("has 4 #dev d echo");
}
END_TEST

START_TEST(labels_mean_nothing_without_the_capability)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_expect("PRIVMSG #dev a; PRIVMSG #dev b");
	outbox_ack(said.outbox, "line-1");
	said_expect("");
	ck_assert_uint_eq(echo("line-1", "#dev", "b"), 2);
	said_expect("has 2 #dev b echo");
}
END_TEST

START_TEST(an_echo_finds_its_line_by_text)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "a");
	said_say("#DEV", "b");
	said_say("bob", "b");
	outbox_say(said.outbox, CHAT_NOTICE, "#dev", "b", 0, said.now, NULL);
	*said.seen = '\0';
	ck_assert_uint_eq(echo(NULL, "#x", "a"), 0);
	ck_assert_uint_eq(outbox_echo(said.outbox, NULL, CHAT_ACTION, "#dev", "a"), 0);
	ck_assert_uint_eq(outbox_echo(said.outbox, NULL, CHAT_NOTICE, "#dev", "b"), 4);
	ck_assert_uint_eq(echo(NULL, "#dev", "b"), 2);
	ck_assert_uint_eq(echo(NULL, "#dev", "censored"), 1);
	ck_assert_uint_eq(echo(NULL, "Bob", "b"), 3);
	ck_assert_uint_eq(echo(NULL, "bob", "b"), 0);
	said_expect("has 4 #dev b echo; has 2 #DEV b echo; has 1 #dev a echo; has 3 bob b echo");
}
END_TEST

START_TEST(an_echo_of_other_text_is_of_the_oldest)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	ck_assert_uint_eq(echo(NULL, "#dev", "censored"), 1);
	ck_assert_uint_eq(echo(NULL, "#dev", "censored"), 2);
}
END_TEST

START_TEST(colours_and_bad_bytes_may_be_lost_on_the_way)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "first");
	said_say("#dev", "\x02"
			 "bold\x02 \x03"
			 "4,5red");
	said_say("#dev", "f\xFC"
			 "r\x1B");
	*said.seen = '\0';
	ck_assert_uint_eq(echo(NULL, "#dev", "f\xEF\xBF\xBDr\xEF\xBF\xBD"), 3);
	ck_assert_uint_eq(echo(NULL, "#dev", "bold red"), 2);
	ck_assert_uint_eq(echo(NULL, "#dev",
				  "\x02"
				  "first"),
		1);
}
END_TEST

START_TEST(equal_lines_come_back_in_order)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "a");
	said_say("#dev", "a");
	ck_assert_uint_eq(echo(NULL, "#dev", "a"), 1);
	ck_assert_uint_eq(echo(NULL, "#dev", "a"), 2);
	ck_assert_uint_eq(echo(NULL, "#dev", "a"), 0);
}
END_TEST

START_TEST(without_echoes_an_ack_will_do)
{
	outbox_begin(said.outbox, false, true);
	said_say("#dev", "a");
	*said.seen = '\0';
	outbox_ack(said.outbox, "line-1");
	said_expect("has 1 #dev a");
	said_say("#dev", "b");
	*said.seen = '\0';
	ck_assert_uint_eq(echo("line-2", "#dev", "b"), 0);
	said_expect("");
}
END_TEST

/* From a server that is further away it may come behind the PONG. */
START_TEST(an_echo_has_its_time)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_expect("PRIVMSG #dev a; PRIVMSG #dev b");
	outbox_tick(said.outbox, said.now + 19999);
	said_expect("");
	ck_assert_uint_eq(echo(NULL, "#dev", "a"), 1);
	outbox_tick(said.outbox, said.now + 20000);
	said_expect("has 1 #dev a echo; PING :chat-client-1");
	ck_assert(outbox_pong(said.outbox, "chat-client-1"));
	said_expect("refused 2 #dev b: " DROPPED);
}
END_TEST

START_TEST(what_does_not_come_back_was_dropped)
{
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "a");
	outbox_tick(said.outbox, said.now + 20000);
	*said.seen = '\0';
	ck_assert(outbox_pong(said.outbox, "chat-client-1"));
	said_expect("refused 1 #dev a: " DROPPED);
}
END_TEST

START_TEST(a_server_may_unlearn_labels_and_echoes)
{
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "a");
	outbox_begin(said.outbox, true, false);
	said_expect("@label=line-1 PRIVMSG #dev a");
	ck_assert_uint_eq(echo(NULL, "#dev", "a"), 1);
	said_say("#dev", "b");
	said_expect("has 1 #dev a echo; PRIVMSG #dev b");
	outbox_begin(said.outbox, false, false);
	said_expect("PING :chat-client-1");
	ck_assert(outbox_pong(said.outbox, "chat-client-1"));
	said_expect("has 2 #dev b");
}
END_TEST

START_TEST(who_is_put_out_has_said_nothing_more)
{
	outbox_begin(said.outbox, false, false);
	said_say("#dev", "a");
	said_say("bob", "b");
	said_say("@#DEV", "c");
	*said.seen = '\0';
	outbox_shut(said.outbox, "#dev", "out");
	said_expect("refused 1 #dev a: out; refused 3 @#DEV c: out");
	outbox_pong(said.outbox, "chat-client-1");
	outbox_pong(said.outbox, "chat-client-2");
	said_expect("PING :chat-client-2; has 2 bob b");
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "d");
	*said.seen = '\0';
	outbox_shut(said.outbox, "#dev", "out");
	said_expect("");
}
END_TEST

START_TEST(an_echo_in_parts_is_one_line)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "one two three");
	said_say("#dev", "two ");
	said_say("bob", "three");
	ck_assert_uint_eq(echo(NULL, "#dev", "one "), 1);
	ck_assert_uint_eq(echo(NULL, "#dev", "two "), 1);
	ck_assert_uint_eq(echo(NULL, "#dev", "three"), 1);
	ck_assert_uint_eq(echo(NULL, "#dev", "two "), 2);
	ck_assert_uint_eq(echo(NULL, "#dev", "two "), 0);
	ck_assert_uint_eq(said.settled_count, 2);
}
END_TEST

START_TEST(a_part_belongs_to_its_target)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "one two");
	said_say("bob", "two");
	ck_assert_uint_eq(echo(NULL, "#dev", "one "), 1);
	ck_assert_uint_eq(echo(NULL, "bob", "two"), 2);
}
END_TEST

START_TEST(a_part_is_better_than_the_oldest)
{
	outbox_begin(said.outbox, true, false);
	said_say("#dev", "oldest");
	said_say("#dev", "one two");
	ck_assert_uint_eq(echo(NULL, "#dev", "one"), 2);
	ck_assert_uint_eq(echo(NULL, "#dev", " two"), 2);
	ck_assert_uint_eq(echo(NULL, "#dev", ""), 1);
}
END_TEST

START_TEST(a_labeled_echo_in_parts_is_one_line)
{
	outbox_begin(said.outbox, true, true);
	said_say("#dev", "a b");
	said_say("#dev", "c d");
	ck_assert_uint_eq(echo("line-1", "#dev", "a "), 1);
	ck_assert_uint_eq(echo("line-2", "#dev", "c "), 2);
	ck_assert_uint_eq(echo("line-1", "#dev", "b"), 1);
	ck_assert_uint_eq(echo("line-2", "#dev", "d"), 2);
	ck_assert_uint_eq(said.settled_count, 2);
	outbox_lost(said.outbox);
	outbox_begin(said.outbox, true, true);
	ck_assert_uint_eq(echo("line-2", "#dev", "d"), 0);
}
END_TEST

START_TEST(a_refusal_is_about_the_line_to_that_target)
{
	outbox_begin(said.outbox, false, false);
	said_say("#dev", "a");
	said_say("#x", "b");
	said_say("#X", "c");
	said_say("@#y", "d");
	*said.seen = '\0';
	ck_assert(!refusal(NULL, ":s 401 me nobody :No such nick"));
	ck_assert(refusal(NULL, ":s 404 me #x :Cannot send"));
	ck_assert(refusal(NULL, ":s 404 me #x :Cannot send"));
	ck_assert(!refusal(NULL, ":s 404 me #x :Cannot send"));
	ck_assert(refusal(NULL, ":s 404 me #y :Cannot send"));
	said_expect("refused 2 #x b: no; refused 3 #X c: no; refused 4 @#y d: no");
	ck_assert(outbox_pong(said.outbox, "chat-client-1"));
	said_expect("has 1 #dev a");
}
END_TEST

START_TEST(each_error_that_can_refuse_does)
{
	static const char *const errors[] = {":s 263 me PRIVMSG :Busy", ":s 400 me PRIVMSG :What",
		":s 401 me bob :x", ":s 402 me bob :x", ":s 403 me bob :x", ":s 404 me bob :x",
		":s 407 me bob :x", ":s 408 me bob :x", ":s 411 me :x", ":s 413 me bob :x",
		":s 414 me bob :x", ":s 415 me bob :x", ":s 417 me :x", ":s 421 me privmsg :x",
		":s 439 me bob :x", ":s 440 me bob :x", ":s 461 me PRIVMSG :x", ":s 477 me bob :x",
		":s 486 me bob :x", ":s 487 me :x", ":s 489 me bob :x", ":s 492 me bob :x",
		":s 493 me bob :x", ":s 494 me bob :x", ":s 531 me bob :x", ":s 573 me bob :x",
		":s 707 me bob :x", ":s 716 me bob :x", "FAIL PRIVMSG WHY :x",
		"FAIL PRIVMSG WHY bob :x", "FAIL PRIVMSG WHY other :x", "404 me", "404"};
	outbox_begin(said.outbox, false, false);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		said_say("bob", "x");
		ck_assert_msg(refusal(NULL, errors[i]), "%s", errors[i]);
		ck_assert_uint_eq(said.settled_count, i + 1);
	}
}
END_TEST

START_TEST(errors_of_other_commands_are_passed_on)
{
	static const char *const errors[] = {":s 301 me bob :Away", ":s 401 me alice :x",
		":s 405 me bob :x", ":s 406 me bob :x", ":s 409 me :x", ":s 412 me :x",
		":s 421 me WHAT :x", ":s 421 me NOTICE :x", ":s 421 me :x", ":s 432 me bob :x",
		":s 433 me bob :x", ":s 437 me bob :x", ":s 442 me bob :x", ":s 461 me JOIN :x",
		":s 473 me bob :x", ":s 482 me bob :x", ":s 501 me :x", "FAIL JOIN WHY bob :x",
		"FAIL * WHY bob :x", "FAIL * INVALID_UTF8 :x", "FAIL NOTICE WHY bob :x", "FAIL",
		"FAIL PRIVMSG", "FAIL PRIVMSG x", "WARN PRIVMSG WHY bob :x", "4040 me bob :x",
		"NOTE PRIVMSG WHY bob :x"};
	outbox_begin(said.outbox, false, false);
	said_say("bob", "x");
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		ck_assert_msg(!refusal(NULL, errors[i]), "%s", errors[i]);
	ck_assert_uint_eq(said.settled_count, 0);
	ck_assert_uint_eq(outbox_unconfirmed(said.outbox), 1);
}
END_TEST

START_TEST(an_error_finds_the_line_it_speaks_of)
{
	outbox_begin(said.outbox, false, false);
	said_say("#dev", "a");
	said_say("#dev", "f\xFCr");
	said_say("#dev", " ");
	said_say("bob", "d");
	*said.seen = '\0';
	ck_assert(refusal(NULL, "FAIL * INVALID_UTF8 :x"));
	said_expect("refused 2 #dev f\xFCr: no");
	ck_assert(refusal(NULL, ":s 412 me :No text"));
	said_expect("refused 3 #dev  : no");
	ck_assert(refusal(NULL, "FAIL PRIVMSG WHY some BOB :x"));
	said_expect("refused 4 bob d: no");
}
END_TEST

/* RFC 2812, 3.3.2: a NOTICE is not answered. Some servers do. */
START_TEST(a_notice_is_refused_last)
{
	outbox_begin(said.outbox, false, false);
	outbox_say(said.outbox, CHAT_NOTICE, "bob", "a", 0, said.now, NULL);
	said_say("bob", "b");
	*said.seen = '\0';
	ck_assert(refusal(NULL, ":s 401 me bob :x"));
	said_expect("refused 2 bob b: no");
	ck_assert(refusal(NULL, ":s 401 me bob :x"));
	said_expect("refused 1 bob a: no");
	outbox_say(said.outbox, CHAT_NOTICE, "bob", "c", 0, said.now, NULL);
	*said.seen = '\0';
	ck_assert(refusal(NULL, ":s 421 me NOTICE :x"));
	said_expect("refused 3 bob c: no");
	outbox_say(said.outbox, CHAT_NOTICE, "bob", "d", 0, said.now, NULL);
	said_say("bob", "e");
	*said.seen = '\0';
	ck_assert(refusal(NULL, ":s 417 me :x"));
	said_expect("refused 5 bob e: no");
}
END_TEST

START_TEST(a_refusal_makes_room)
{
	outbox_begin(said.outbox, false, false);
	said.quiet = true;
	for (int i = 0; i < 9; i++)
		said_say("bob", "x");
	said.quiet = false;
	ck_assert(refusal(NULL, ":s 401 me bob :x"));
	said_expect("refused 1 bob x: no; PRIVMSG bob x");
	ck_assert(outbox_pong(said.outbox, "chat-client-1"));
	said_expect("PING :chat-client-2");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_label_finds_its_line, other_labels_are_not_ours,
		an_echo_without_a_label_confirms, an_echo_without_a_label_confirms_its_text,
		labels_mean_nothing_without_the_capability, an_echo_finds_its_line_by_text,
		an_echo_of_other_text_is_of_the_oldest,
		colours_and_bad_bytes_may_be_lost_on_the_way, equal_lines_come_back_in_order,
		without_echoes_an_ack_will_do, an_echo_has_its_time,
		what_does_not_come_back_was_dropped, a_server_may_unlearn_labels_and_echoes,
		who_is_put_out_has_said_nothing_more, an_echo_in_parts_is_one_line,
		a_part_belongs_to_its_target, a_part_is_better_than_the_oldest,
		a_labeled_echo_in_parts_is_one_line, a_refusal_is_about_the_line_to_that_target,
		each_error_that_can_refuse_does, errors_of_other_commands_are_passed_on,
		an_error_finds_the_line_it_speaks_of, a_notice_is_refused_last,
		a_refusal_makes_room, NULL};
	return unit_cases_with("client outbox answer", said_set_up, said_tear_down, cases);
}
