/* Backlogs: pieces in their order, sent in parts. */
#include "send_queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "post.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;
static struct session *session;

static void set_up(void)
{
	world_start(1);
	alice = world_named(0, "alice");
	bob = world_named(0, "bob");
	session = bob->session;
	world_forget();
	core_enter(session->loop, world.now);
	send_queue_open(session);
}

static void tear_down(void)
{
	send_queue_free(session);
	core_leave(session->loop);
	world_end();
}

static void add(const char *text)
{
	send_queue_add(session, text, strlen(text), false);
}

/* All that waits, from runs of at most `most` pieces, each of which is sent. */
static char *drain(unsigned most)
{
	struct iovec run[64];
	struct buffer all = {0};
	unsigned count;
	uint64_t total;
	while ((total = send_queue_run(session, run, most, &count)) > 0) {
		uint64_t described = 0;
		ck_assert_uint_le(count, most);
		for (unsigned i = 0; i < count; i++) {
			buffer_add(&all, run[i].iov_base, run[i].iov_len);
			described += run[i].iov_len;
		}
		ck_assert_uint_eq(described, total);
		send_queue_sent(session, total);
	}
	ck_assert_uint_eq(count, 0);
	buffer_add(&all, "", 1);
	return all.bytes;
}

static void expect_drained(unsigned most, const char *wanted)
{
	char *text = drain(most);
	unit_same(text, wanted);
	free(text);
	ck_assert(send_queue_done(session));
	ck_assert_uint_eq(send_queue_size(session), 0);
}

START_TEST(an_empty_one_has_nothing)
{
	struct send_queue *before = session->send_queue;
	send_queue_open(session);
	ck_assert_ptr_eq(session->send_queue, before);
	ck_assert(send_queue_done(session));
	expect_drained(64, "");
}
END_TEST

START_TEST(what_is_added_comes_in_order)
{
	add("one\n");
	add("two\n");
	add("three\n");
	ck_assert_uint_eq(send_queue_size(session), 14);
	ck_assert(!send_queue_done(session));
	expect_drained(64, "one\ntwo\nthree\n");
}
END_TEST

START_TEST(neighbours_are_one_piece)
{
	for (int i = 0; i < 20; i++)
		add("a line\n");
	ck_assert_uint_eq(session->send_queue->count, 1);
	ck_assert_uint_eq(session->send_queue->bytes, 140);
}
END_TEST

/* In its place among the others, also when the peer has to be waited for. */
START_TEST(what_was_asked_for_does_not_count)
{
	add("one\n");
	send_queue_add(session, "asked\n", 6, true);
	add("two\n");
	ck_assert_uint_eq(session_unanswered(session), 6);
	ck_assert_uint_eq(send_queue_size(session), 8);
	send_queue_sent(session, 6);
	send_queue_wait(session);
	ck_assert_uint_eq(session_unanswered(session), 4);
	ck_assert_uint_eq(send_queue_size(session), 4);
	expect_drained(64, "ked\ntwo\n");
	ck_assert_uint_eq(session_unanswered(session), 0);
}
END_TEST

/* Lines of the room with lines for bob alone between them. */
static void add_both(int count, struct buffer *wanted)
{
	struct room *room = session_room(session);
	char text[64];
	for (int i = 0; i < count; i++) {
		int length = snprintf(text, sizeof text, "%d", i);
		post_to_room(room, alice->session,
			&(struct event){.type = EVENT_SAID, .name = "alice", .text = text});
		buffer_add_all(wanted, "said alice ", text, "\n", NULL);
		send_queue_take_all(session);
		snprintf(text + length, sizeof text - (size_t)length, " for one alone\n");
		add(text);
		buffer_add_text(wanted, text);
	}
}

START_TEST(pieces_of_several_feeds_keep_their_order)
{
	static const unsigned most[] = {1, 2, 3, 64};
	for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
		struct buffer wanted = {0};
		add_both(50, &wanted);
		buffer_add(&wanted, "", 1);
		ck_assert_uint_eq(send_queue_size(session), wanted.length - 1);
		char *text = drain(most[i]);
		ck_assert_str_eq(text, wanted.bytes);
		ck_assert_uint_eq(session->send_queue->count, 0);
		free(text);
		buffer_finish(&wanted);
	}
}
END_TEST

/* Sends `step` bytes at a time while new ones come. */
static void send_while_adding(uint64_t step)
{
	struct buffer wanted = {0}, got = {0};
	for (int i = 0; i < 400; i++) {
		struct iovec run;
		unsigned count;
		if (i < 100)
			add_both(1, &wanted);
		uint64_t total = send_queue_run(session, &run, 1, &count);
		uint64_t part = total < step ? total : step;
		if (part > 0)
			buffer_add(&got, run.iov_base, part);
		send_queue_sent(session, part);
		ck_assert_uint_eq(session->send_queue->bytes, wanted.length - got.length);
	}
	char *rest = drain(64);
	buffer_add_text(&got, rest);
	free(rest);
	ck_assert_uint_eq(got.length, wanted.length);
	ck_assert_mem_eq(got.bytes, wanted.bytes, got.length);
	buffer_finish(&got);
	buffer_finish(&wanted);
}

START_TEST(parts_are_sent_while_more_comes)
{
	for (uint64_t step = 1; step < 40; step += 3)
		send_while_adding(step);
}
END_TEST

START_TEST(a_dropped_one_gives_all_back)
{
	struct buffer wanted = {0};
	add_both(100, &wanted);
	buffer_finish(&wanted);
	send_queue_free(session);
	ck_assert_ptr_null(session->send_queue);
	ck_assert_ptr_null(session->members->at.block);
	send_queue_free(session);
}
END_TEST

START_TEST(those_of_a_loop_are_listed)
{
	send_queue_open(alice->session);
	ck_assert_ptr_eq(session->loop->send_queues, alice->session->send_queue);
	ck_assert_ptr_eq(session->loop->send_queues->next, session->send_queue);
	send_queue_free(alice->session);
	ck_assert_ptr_eq(session->loop->send_queues, session->send_queue);
	ck_assert_ptr_null(session->send_queue->next);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_empty_one_has_nothing, what_is_added_comes_in_order,
		neighbours_are_one_piece, what_was_asked_for_does_not_count,
		pieces_of_several_feeds_keep_their_order, parts_are_sent_while_more_comes,
		a_dropped_one_gives_all_back, those_of_a_loop_are_listed, NULL};
	return unit_cases_with("send_queue", set_up, tear_down, cases);
}
