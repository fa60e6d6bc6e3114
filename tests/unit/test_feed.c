/* Feeds: bytes over block borders, cursors, runs, and that every block is freed. */
#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "unit.h"

#define MANY 200000
#define RUN_MAX 64

static char pattern(uint64_t position)
{
	return (char)('a' + position * 7 % 26);
}

/* The cursor is to be dropped. */
static struct cursor append(struct feed *feed, uint64_t *written, size_t length)
{
	struct cursor start = {NULL, 0};
	char *bytes = malloc(length + 1);
	for (size_t i = 0; i < length; i++)
		bytes[i] = pattern(*written + i);
	feed_append(feed, bytes, length, &start);
	*written += length;
	free(bytes);
	return start;
}

static void fill(struct feed *feed, uint64_t *written, size_t length)
{
	struct cursor start = append(feed, written, length);
	cursor_drop(&start);
}

/* The `length` bytes behind `from` are what was written there. */
static void check_bytes(struct cursor from, uint64_t length, unsigned most)
{
	struct iovec run[RUN_MAX];
	struct cursor at = {NULL, 0};
	cursor_set(&at, from);
	while (length > 0) {
		unsigned count;
		uint64_t position = cursor_position(at);
		uint64_t total = feed_run(at, length, run, most, &count);
		if (total == 0 || total > length || count > most)
			ck_abort_msg("%llu bytes described", (unsigned long long)total);
		for (unsigned i = 0; i < count; i++)
			for (size_t j = 0; j < run[i].iov_len; j++)
				if (((const char *)run[i].iov_base)[j] != pattern(position++))
					ck_abort_msg("at %llu", (unsigned long long)position - 1);
		if (position != cursor_position(at) + total)
			ck_abort_msg("pieces of other lengths");
		cursor_advance(&at, total);
		length -= total;
	}
	cursor_drop(&at);
}

START_TEST(what_is_appended_is_read)
{
	struct feed feed;
	uint64_t written = 0;
	feed_init(&feed);
	struct cursor start = {NULL, 0};
	cursor_set(&start, feed_end(&feed));
	struct cursor first = append(&feed, &written, 10);
	struct cursor second = append(&feed, &written, 1);
	ck_assert_uint_eq(cursor_position(feed_end(&feed)), 11);
	check_bytes(start, 11, RUN_MAX);
	cursor_drop(&first);
	cursor_drop(&second);
	cursor_drop(&start);
	feed_finish(&feed);
}
END_TEST

/* Appends `step` bytes again and again, and reads all of it with runs of `most` pieces. */
static void over_borders(size_t step, unsigned most)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor start = {NULL, 0};
	feed_init(&feed);
	cursor_set(&start, feed_end(&feed));
	while (written < MANY) {
		uint64_t before = written;
		struct cursor at = append(&feed, &written, step);
		if (cursor_position(at) != before)
			ck_abort_msg("begins elsewhere than at its end");
		check_bytes(at, step, RUN_MAX);
		cursor_drop(&at);
	}
	check_bytes(start, written, most);
	cursor_drop(&start);
	feed_finish(&feed);
}

START_TEST(bytes_go_over_block_borders)
{
	static const size_t steps[] = {1, 7, 463, 464, 465, 1000, 16384, 70000, MANY};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		over_borders(steps[i], 1);
		over_borders(steps[i], RUN_MAX);
	}
}
END_TEST

START_TEST(an_empty_append_changes_nothing)
{
	struct feed feed;
	feed_init(&feed);
	struct cursor end = feed_end(&feed);
	struct cursor start = {NULL, 0};
	feed_append(&feed, "", 0, &start);
	ck_assert_ptr_eq(start.block, end.block);
	cursor_drop(&start);
	ck_assert_uint_eq(cursor_position(feed_end(&feed)), 0);
	feed_finish(&feed);
}
END_TEST

START_TEST(a_zeroed_feed_is_empty)
{
	struct feed feed = {0};
	uint64_t written = 0;
	ck_assert_ptr_null(feed_end(&feed).block);
	ck_assert_uint_eq(cursor_position(feed_end(&feed)), 0);
	struct cursor start = append(&feed, &written, 100);
	check_bytes(start, 100, 1);
	cursor_drop(&start);
	feed_finish(&feed);
	feed_finish(&(struct feed){0});
}
END_TEST

START_TEST(cursors_stand_at_any_byte)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor start = {NULL, 0}, at = {NULL, 0};
	feed_init(&feed);
	cursor_set(&start, feed_end(&feed));
	fill(&feed, &written, 3000);
	for (uint64_t i = 0; i <= written; i++) {
		cursor_set(&at, start);
		cursor_advance(&at, i);
		ck_assert_uint_eq(cursor_position(at), i);
		if (i < written)
			check_bytes(at, written - i < 5 ? written - i : 5, RUN_MAX);
	}
	cursor_drop(&at);
	cursor_drop(&start);
	feed_finish(&feed);
}
END_TEST

START_TEST(a_run_ends_where_it_is_told)
{
	struct feed feed;
	uint64_t written = 0;
	struct iovec run[RUN_MAX];
	unsigned count = 99;
	struct cursor start = {NULL, 0};
	feed_init(&feed);
	cursor_set(&start, feed_end(&feed));
	fill(&feed, &written, MANY);
	ck_assert_uint_eq(feed_run(start, 0, run, RUN_MAX, &count), 0);
	ck_assert_uint_eq(count, 0);
	ck_assert_uint_eq(feed_run(start, MANY, run, 0, &count), 0);
	ck_assert_uint_eq(count, 0);
	ck_assert_uint_eq(feed_run(start, 5, run, RUN_MAX, &count), 5);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_lt(feed_run(start, MANY, run, 3, &count), MANY);
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(feed_run(start, MANY, run, RUN_MAX, &count), MANY);
	cursor_drop(&start);
	feed_finish(&feed);
}
END_TEST

START_TEST(a_cursor_keeps_what_it_has_yet_to_read)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor at = {NULL, 0};
	feed_init(&feed);
	cursor_set(&at, feed_end(&feed));
	fill(&feed, &written, MANY);
	feed_finish(&feed);
	check_bytes(at, MANY, RUN_MAX);
	cursor_drop(&at);
}
END_TEST

START_TEST(a_cursor_keeps_nothing_before_it)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor at = {NULL, 0};
	feed_init(&feed);
	cursor_set(&at, feed_end(&feed));
	struct block *first = at.block;
	fill(&feed, &written, MANY);
	ck_assert_uint_eq(atomic_load(&first->references), 1); /* our cursor alone */
	cursor_set(&at, feed_end(&feed));
	ck_assert_uint_eq(atomic_load(&at.block->references), 2); /* the feed and the cursor */
	cursor_drop(&at);
	ck_assert_uint_eq(atomic_load(&feed.tail->references), 1);
	feed_finish(&feed);
}
END_TEST

START_TEST(setting_a_cursor_to_itself_is_harmless)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor at = {NULL, 0};
	feed_init(&feed);
	cursor_set(&at, feed_end(&feed));
	cursor_set(&at, at);
	fill(&feed, &written, 5);
	check_bytes(at, 5, 1);
	cursor_set(&at, (struct cursor){NULL, 0});
	ck_assert_ptr_null(at.block);
	cursor_drop(&at);
	feed_finish(&feed);
}
END_TEST

START_TEST(a_quiet_feed_gives_its_block_back)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor reader = {NULL, 0}, slow = {NULL, 0};
	feed_init(&feed);
	long before = feed_bytes();
	cursor_set(&slow, feed_end(&feed));
	fill(&feed, &written, 40000);
	ck_assert(feed_is_large(&feed));
	ck_assert(!feed_settle(&feed)); /* it has only just been written to */
	fill(&feed, &written, 100);
	ck_assert(!feed_settle(&feed));
	cursor_set(&reader, feed_end(&feed));
	ck_assert(feed_settle(&feed));
	ck_assert(!feed_is_large(&feed));
	ck_assert_uint_eq(cursor_position(reader), cursor_position(feed_end(&feed)));
	fill(&feed, &written, 300);
	check_bytes(reader, 300, RUN_MAX);
	check_bytes(slow, written, 1);
	check_bytes(slow, written, RUN_MAX);
	cursor_drop(&slow);
	cursor_set(&reader, feed_end(&feed)); /* as a loop does at its flush */
	ck_assert_int_le(feed_bytes(), before + 1024);
	cursor_drop(&reader);
	feed_finish(&feed);
}
END_TEST

START_TEST(blocks_are_made_again_as_they_were)
{
	struct feed feed;
	struct cursor first = {NULL, 0};
	feed_init(&feed);
	long before = feed_bytes();
	feed_add_block(&feed, "abc", 3, 7);
	cursor_set(&first, (struct cursor){feed_end(&feed).block, 0});
	feed_add_block(&feed, "de", 2, 9);
	ck_assert_int_eq(feed_bytes(), 5); /* and not the empty one that was there */
	ck_assert_int_gt(before, 5);
	ck_assert_uint_eq(cursor_number(first), 7);
	ck_assert_uint_eq(cursor_position(feed_end(&feed)) - cursor_position(first), 5);
	cursor_advance(&first, 3);
	ck_assert_uint_eq(cursor_number(first), 9);
	cursor_set(&first, feed_end(&feed));
	struct cursor start = {NULL, 0};
	feed_append(&feed, "f", 1, &start);
	ck_assert_uint_eq(cursor_position(feed_end(&feed)) - cursor_position(first), 1);
	cursor_drop(&start);
	cursor_drop(&first);
	feed_finish(&feed);
}
END_TEST

/* What came and went between two questions is seen too. */
START_TEST(blocks_that_came_and_went_are_noticed)
{
	struct feed feed;
	uint64_t written = 0;
	struct cursor slow = {NULL, 0};
	while (feed_shrank(1)) /* nothing is remembered of other tests */
		;
	feed_init(&feed);
	cursor_set(&slow, feed_end(&feed));
	fill(&feed, &written, 100000);
	ck_assert(!feed_shrank(50000));
	cursor_set(&slow, feed_end(&feed));
	ck_assert(feed_shrank(50000));
	ck_assert(!feed_shrank(50000));
	fill(&feed, &written, 40000);
	cursor_set(&slow, feed_end(&feed));
	ck_assert(!feed_shrank(50000));
	cursor_drop(&slow);
	feed_finish(&feed);
}
END_TEST

/* A block has the number that was set before its first byte came. */
START_TEST(blocks_note_numbers)
{
	struct feed feed = {.number = 7};
	struct cursor at = {NULL, 0};
	uint64_t written = 0;
	uint32_t last = 7;
	feed_init(&feed);
	cursor_set(&at, feed_end(&feed));
	for (uint32_t i = 8; i < 1000; i++) {
		fill(&feed, &written, 6);
		feed.number = i;
	}
	for (uint64_t left = 6 * 992; left > 0; left--) {
		uint32_t number = cursor_number(at), line = 8 + (uint32_t)((6 * 992 - left) / 6);
		ck_assert_uint_lt(number, line); /* of a line before */
		ck_assert_uint_ge(number, last);
		last = number;
		cursor_advance(&at, 1);
	}
	ck_assert_uint_gt(last, 500);
	cursor_drop(&at);
	feed_finish(&feed);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_is_appended_is_read, bytes_go_over_block_borders,
		an_empty_append_changes_nothing, a_zeroed_feed_is_empty, cursors_stand_at_any_byte,
		a_run_ends_where_it_is_told, a_cursor_keeps_what_it_has_yet_to_read,
		a_cursor_keeps_nothing_before_it, setting_a_cursor_to_itself_is_harmless,
		a_quiet_feed_gives_its_block_back, blocks_are_made_again_as_they_were,
		blocks_that_came_and_went_are_noticed, blocks_note_numbers, NULL};
	return unit_cases("feed", cases);
}
