/* What is said goes out, a little at a time, and is kept where it cannot. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "said.h"
#include "unit.h"

START_TEST(lines_are_written_as_messages)
{
	said_begin(false, false);
	ck_assert_uint_eq(said_say("#dev", "hi"), 1);
	ck_assert_uint_eq(said_say_as(CHAT_NOTICE, "bob", "hi you", 0, NULL), 2);
	ck_assert_uint_eq(said_say_as(CHAT_ACTION, "#dev", "waves", 0, NULL), 3);
	ck_assert_uint_eq(said_say("#dev", "  "), 4);
	ck_assert_uint_eq(said_say("#dev", ""), 5);
	ck_assert_uint_eq(said_say("#dev", ":)"), 6);
	ck_assert_uint_eq(said_say("#dev", "a\r\nQUIT\n"), 7);
	said_expect(
		"PRIVMSG #dev hi; PING :chat-client-1; NOTICE bob :hi you; PING :chat-client-2; "
		"PRIVMSG #dev :\1ACTION waves\1; PING :chat-client-3; PRIVMSG #dev :  ; "
		"PING :chat-client-4; PRIVMSG #dev :; PING :chat-client-5; PRIVMSG #dev ::); "
		"PING :chat-client-6; PRIVMSG #dev :a  QUIT ; PING :chat-client-7");
}
END_TEST

START_TEST(long_texts_are_several_lines)
{
	char text[1200];
	unsigned parts = 0;
	said_begin(false, true);
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	said.seen.quiet = true;
	ck_assert_uint_eq(said_say_as(CHAT_ACTION, "#dev", text, 100, &parts), 1);
	ck_assert_uint_eq(parts, 4);
	ck_assert_uint_eq(said_say_as(CHAT_SAID, "#dev", "b", 60, &parts), 5);
	ck_assert_uint_eq(parts, 1);
	ck_assert_uint_eq(said.sent_count, 2 * 5);
	said_lost();
	const char *target;
	bool unsure;
	size_t all = 0;
	for (size_t i = 0; i < 4; i++) {
		/* :source PRIVMSG #dev :\1ACTION text\1 CR LF */
		size_t length = strlen(chat_kept_line(said.chat, i, &target, &unsure));
		ck_assert_uint_le(1 + 100 + 1 + 8 + 5 + 1 + 9 + length + 2, 512);
		all += length;
	}
	ck_assert_uint_eq(all, sizeof text - 1);
}
END_TEST

/* What makes no sense must not make parts of nothing, nor lines that are too long. */
START_TEST(long_sources_and_targets_do_no_harm)
{
	char text[1000], target[600];
	unsigned parts = 0;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	said_begin(false, false);
	said.seen.quiet = true;
	said_say_as(CHAT_SAID, "#dev", text, SIZE_MAX, &parts);
	ck_assert_uint_eq(parts, 4);
	ck_assert_uint_eq(said.settled_count, 0);
	for (size_t length = 200; length < sizeof target; length++) {
		memset(target, 'x', length);
		target[length] = '\0';
		said_lost();
		said_begin(false, false);
		chat_forget(said.chat);
		said_say_as(CHAT_ACTION, target, "text", 200, &parts);
		ck_assert_uint_eq(parts, 1);
	}
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
}
END_TEST

START_TEST(nobody_can_have_such_a_name)
{
	static const char *const names[] = {"a b", "a,b", "", ":a", "a\nQUIT"};
	said_begin(false, false);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char wanted[100];
		ck_assert_uint_eq(said_say(names[i], "x"), i + 1);
		snprintf(wanted, sizeof wanted,
			"refused %zu %s x: no person and no room can have that name", i + 1,
			names[i]);
		said_expect(wanted);
	}
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
	said_say("#dev", "x");
	said_expect("PRIVMSG #dev x; PING :chat-client-1");
}
END_TEST

START_TEST(a_fence_confirms_what_is_before_it)
{
	said_begin(false, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	said_say("bob", "c");
	said_expect("PRIVMSG #dev a; PING :chat-client-1; PRIVMSG #dev b; PING :chat-client-2; "
		    "PRIVMSG bob c; PING :chat-client-3");
	ck_assert(outbox_pong(said.chat, "chat-client-1"));
	said_expect("has 1 #dev a");
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 2);
	ck_assert(outbox_pong(said.chat, "chat-client-1"));
	said_expect("");
	ck_assert(outbox_pong(said.chat, "chat-client-3"));
	said_expect("has 2 #dev b; has 3 bob c");
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
}
END_TEST

START_TEST(other_tokens_are_not_ours)
{
	static const char *const tokens[] = {"", "x", "chat-client-", "chat-client-0",
		"chat-client-2", "chat-client-01", "chat-client-1x", "chat-client-+1",
		"chat-client--1", "chat-client- 1", "Chat-client-1",
		"chat-client-18446744073709551617", "chat-client-99999999999999999999999999"};
	said_begin(false, false);
	said_say("#dev", "a");
	said_expect("PRIVMSG #dev a; PING :chat-client-1");
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
		ck_assert(!outbox_pong(said.chat, tokens[i]));
	said_expect("");
}
END_TEST

START_TEST(a_few_lines_are_sent_at_a_time)
{
	said_begin(false, false);
	said.seen.quiet = true;
	for (int i = 0; i < 30; i++)
		said_say("#dev", "x");
	ck_assert_uint_eq(said.sent_count, 2 * OUTBOX_SENT_MAX);
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 30);
	said.seen.quiet = false;
	outbox_pong(said.chat, "chat-client-1");
	said_expect("has 1 #dev x; PRIVMSG #dev x; PING :chat-client-9");
	outbox_pong(said.chat, "chat-client-9");
	ck_assert_uint_eq(said.settled_count, 1 + OUTBOX_SENT_MAX);
	ck_assert_uint_eq(said.sent_count, 2 * (1 + 2 * OUTBOX_SENT_MAX));
	unit_same(said.last_wire, "PING :chat-client-17");
}
END_TEST

START_TEST(few_bytes_are_sent_at_a_time)
{
	char text[401];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	said_begin(false, true);
	said.seen.quiet = true;
	said_say("#dev", text);
	outbox_ack(said.chat, "line-1");
	said.sent_count = 0;
	for (int i = 0; i < 8; i++)
		said_say("#dev", text);
	ck_assert_uint_eq(said.sent_count, OUTBOX_SENT_BYTES / strlen(said.last_wire));
	outbox_ack(said.chat, "line-2");
	ck_assert_uint_eq(said.sent_count, 1 + OUTBOX_SENT_BYTES / strlen(said.last_wire));
}
END_TEST

START_TEST(many_lines_are_no_trouble)
{
	unsigned many = unit_rounds(100000);
	said.seen.quiet = true;
	for (unsigned i = 0; i < many; i++)
		said_say("#dev", "x");
	ck_assert_uint_eq(chat_kept(said.chat), many);
	said_begin(false, false);
	said_resend();
	ck_assert_uint_eq(chat_unconfirmed(said.chat), many);
	for (unsigned i = 0; i < many; i++)
		said_say("#dev", "y");
	for (unsigned long last = 0; said.settled_count < 2 * many; last = said.settled_count) {
		char token[100];
		ck_assert_int_eq(sscanf(said.last_wire, "PING :%99s", token), 1);
		ck_assert(outbox_pong(said.chat, token));
		ck_assert_uint_gt(said.settled_count, last);
		ck_assert_uint_eq(said.last_ticket, said.settled_count);
	}
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
	ck_assert_uint_eq(said.sent_count, 2 * 2 * many);
}
END_TEST

START_TEST(an_answer_that_is_lost_is_asked_for)
{
	said_begin(false, true);
	said_say("#dev", "labels come back");
	outbox_ack(said.chat, "line-1");
	said_say("#dev", "a");
	said.now += 10000;
	said_say("#dev", "b");
	notes_forget(&said.seen);
	said_tick(said.now + 9999);
	said_expect("");
	said_tick(said.now + 10000);
	said_expect("PING :chat-client-2");
	said_tick(said.now + 10001);
	said_say("#dev", "c");
	said_expect("@label=line-4 PRIVMSG #dev c");
	said_tick(said.now + 29999);
	said_expect("");
	said_tick(said.now + 30000);
	said_expect("PING :chat-client-3");
	ck_assert(outbox_pong(said.chat, "chat-client-2"));
	said_expect("has 2 #dev a; has 3 #dev b");
	ck_assert(outbox_pong(said.chat, "chat-client-3"));
	said_expect("has 4 #dev c");
	said_tick(said.now + 90000);
	said_expect("");
}
END_TEST

START_TEST(a_fence_that_is_lost_is_set_again)
{
	said_begin(false, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	notes_forget(&said.seen);
	said_tick(said.now + 20000);
	said_expect("PING :chat-client-3");
	ck_assert(outbox_pong(said.chat, "chat-client-1"));
	said_expect("has 1 #dev a");
	ck_assert(outbox_pong(said.chat, "chat-client-3"));
	said_expect("has 2 #dev b");
	said_say("#dev", "c");
	said_expect("PRIVMSG #dev c; PING :chat-client-4");
}
END_TEST

START_TEST(a_clock_that_goes_back_makes_nobody_wait)
{
	said_begin(true, true);
	said_say("#dev", "a");
	notes_forget(&said.seen);
	said_tick(said.now - 1000000);
	said_expect("PING :chat-client-2");
	said_tick(said.now - 1000000);
	said_expect("");
}
END_TEST

static void expect_kept(size_t i, const char *text, bool unsure)
{
	const char *target;
	bool is_unsure;
	unit_same(chat_kept_line(said.chat, i, &target, &is_unsure), text);
	unit_same(target, "#dev");
	ck_assert(is_unsure == unsure);
}

START_TEST(what_is_said_before_is_kept)
{
	const char *target;
	bool unsure;
	said_say("#dev", "a");
	said_say("#dev", "b");
	ck_assert_uint_eq(chat_kept(said.chat), 2);
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
	expect_kept(0, "a", false);
	expect_kept(1, "b", false);
	ck_assert_ptr_null(chat_kept_line(said.chat, 2, &target, &unsure));
	said_resend();
	ck_assert_uint_eq(chat_kept(said.chat), 2);
	said_begin(false, false);
	ck_assert_uint_eq(chat_kept(said.chat), 2);
	said_expect("");
	said_resend();
	ck_assert_uint_eq(chat_kept(said.chat), 0);
	said_expect("PRIVMSG #dev a; PING :chat-client-1; PRIVMSG #dev b; PING :chat-client-2");
	ck_assert(outbox_pong(said.chat, "chat-client-2"));
	said_expect("has 1 #dev a; has 2 #dev b");
}
END_TEST

/* It has confirmed what it has read. */
START_TEST(a_server_that_was_upgraded_is_told_again_by_itself)
{
	said_begin(false, false);
	said_say("#dev", "a");
	said_say("#dev", "b");
	ck_assert(outbox_pong(said.chat, "chat-client-1"));
	notes_forget(&said.seen);
	said.chat->upgraded = true;
	said_lost();
	said_say("#dev", "c");
	said_expect("");
	ck_assert_uint_eq(chat_kept(said.chat), 0);
	said_begin(false, false);
	outbox_welcome(said.chat);
	said_expect("PRIVMSG #dev b; PING :chat-client-3; PRIVMSG #dev c; PING :chat-client-4");
	ck_assert(!said.chat->upgraded);
}
END_TEST

START_TEST(a_loss_leaves_what_was_sent_unsure)
{
	said_begin(false, false);
	said.seen.quiet = true;
	for (int i = 0; i < OUTBOX_SENT_MAX; i++)
		said_say("#dev", "sent");
	said_say("#dev", "waits");
	notes_forget(&said.seen);
	said_lost();
	ck_assert_uint_eq(said.settled_count, OUTBOX_SENT_MAX);
	ck_assert_uint_eq(chat_unconfirmed(said.chat), 0);
	ck_assert_uint_eq(chat_kept(said.chat), OUTBOX_SENT_MAX + 1);
	expect_kept(0, "sent", true);
	expect_kept(OUTBOX_SENT_MAX, "waits", false);
	ck_assert(outbox_pong(said.chat, "chat-client-1"));
	ck_assert_uint_eq(said.settled_count, OUTBOX_SENT_MAX);
	said_begin(false, false);
	said_resend();
	/* The fence of the connection before means nothing for those that are sent again. */
	ck_assert(outbox_pong(said.chat, "chat-client-1"));
	ck_assert_uint_eq(said.settled_count, OUTBOX_SENT_MAX);
	ck_assert(outbox_pong(said.chat, "chat-client-16"));
	ck_assert(outbox_pong(said.chat, "chat-client-17"));
	ck_assert_uint_eq(said.settled_count, 2 * OUTBOX_SENT_MAX + 1);
	ck_assert_uint_eq(said.last_ticket, OUTBOX_SENT_MAX + 1);
}
END_TEST

START_TEST(a_new_connection_has_no_fence)
{
	said_begin(false, false);
	said_say("#dev", "a");
	said_lost();
	said_expect("PRIVMSG #dev a; PING :chat-client-1; unsure 1 #dev a");
	said_begin(false, false);
	said_say("#dev", "b");
	said_expect("PRIVMSG #dev b; PING :chat-client-2");
}
END_TEST

START_TEST(once_unsure_is_unsure_until_it_is_sent)
{
	said_begin(false, false);
	said.seen.quiet = true;
	for (int i = 0; i < OUTBOX_SENT_MAX; i++)
		said_say("#dev", "first");
	said_lost();
	said_begin(false, false);
	for (int i = 0; i < OUTBOX_SENT_MAX; i++)
		said_say("#dev", "second");
	said_resend();
	said_lost();
	ck_assert_uint_eq(chat_kept(said.chat), 2 * OUTBOX_SENT_MAX);
	expect_kept(0, "second", true);
	expect_kept(OUTBOX_SENT_MAX, "first", true);
}
END_TEST

START_TEST(what_is_forgotten_is_gone)
{
	said_say("#dev", "a");
	chat_forget(said.chat);
	ck_assert_uint_eq(chat_kept(said.chat), 0);
	said_begin(false, false);
	said_resend();
	said_expect("");
	ck_assert_uint_eq(said_say("#dev", "b"), 2);
}
END_TEST

START_TEST(the_oldest_on_its_way_is_known)
{
	said_say("#dev", "kept");
	ck_assert_int_eq(chat_unconfirmed_since(said.chat), 0);
	said_begin(true, true);
	said.now += 5;
	said_resend();
	ck_assert_int_eq(chat_unconfirmed_since(said.chat), said.now);
	said.now += 5;
	said_say("#dev", "b");
	ck_assert_int_eq(chat_unconfirmed_since(said.chat), said.now - 5);
	outbox_ack(said.chat, "line-1");
	ck_assert_int_eq(chat_unconfirmed_since(said.chat), said.now);
	outbox_ack(said.chat, "line-2");
	ck_assert_int_eq(chat_unconfirmed_since(said.chat), 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_are_written_as_messages, long_texts_are_several_lines,
		long_sources_and_targets_do_no_harm, nobody_can_have_such_a_name,
		a_fence_confirms_what_is_before_it, other_tokens_are_not_ours,
		a_few_lines_are_sent_at_a_time, few_bytes_are_sent_at_a_time,
		many_lines_are_no_trouble, an_answer_that_is_lost_is_asked_for,
		a_fence_that_is_lost_is_set_again, a_clock_that_goes_back_makes_nobody_wait,
		what_is_said_before_is_kept, a_loss_leaves_what_was_sent_unsure,
		a_server_that_was_upgraded_is_told_again_by_itself, a_new_connection_has_no_fence,
		once_unsure_is_unsure_until_it_is_sent, what_is_forgotten_is_gone,
		the_oldest_on_its_way_is_known, NULL};
	return unit_cases_with("client outbox", said_set_up, said_tear_down, cases);
}
