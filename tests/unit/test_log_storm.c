/* How much of the log peers can fill. */
#include "log_storm.h"

#include <stdio.h>
#include <string.h>

#include "stderr_pipe.h"
#include "unit.h"

static char text[STDERR_TEXT_SIZE];

static unsigned allowed(const char *event, uint32_t from, unsigned tries)
{
	unsigned count = 0;
	for (unsigned i = 0; i < tries; i++)
		count += log_storm_allows(LOG_INFO, event, from, LOG_BURST);
	return count;
}

START_TEST(an_address_has_a_burst)
{
	ck_assert_uint_eq(allowed("closed", 1, 1000), LOG_BURST);
	ck_assert_uint_eq(allowed("closed", 2, 1000), LOG_BURST);
	ck_assert_uint_eq(allowed("refused", 1, 1000), LOG_BURST);
	ck_assert(log_storm_allows(LOG_INFO, "third", 1, 1));
	ck_assert(!log_storm_allows(LOG_INFO, "third", 1, 1));
}
END_TEST

/* One that fills the log with one kind is still seen doing another. */
START_TEST(the_kinds_of_an_address_do_not_count_for_each_other)
{
	static char names[90][8];
	for (int i = 0; i < 90; i++) {
		sprintf(names[i], "e%d", i);
		ck_assert_uint_eq(allowed(names[i], 0x2265B1F5, LOG_BURST + 1), LOG_BURST);
	}
}
END_TEST

START_TEST(what_was_left_out_is_counted_and_told_once)
{
	stderr_pipe_open();
	allowed("closed", 1, 1016);
	allowed("refused", 1, 17);
	allowed("connected", 1, 3);
	log_storm_tell();
	stderr_pipe_read(text);
	ck_assert_ptr_nonnull(strstr(text, "level=info event=closed suppressed=1000\n"));
	ck_assert_ptr_nonnull(strstr(text, "level=info event=refused suppressed=1\n"));
	ck_assert_ptr_null(strstr(text, "connected"));
	log_storm_tell();
	ck_assert_uint_eq(stderr_pipe_read(text), 0);
}
END_TEST

/* A million addresses; the few that come later than one of them in the same bucket are no matter.
 */
START_TEST(all_addresses_together_have_a_bound)
{
	unsigned count = 0;
	for (uint32_t from = 1; from <= 1000000; from++)
		count += log_storm_allows(LOG_INFO, "closed", from, LOG_BURST);
	ck_assert_uint_ge(count, LOG_KIND_BURST);
	ck_assert_uint_lt(count, LOG_KIND_BURST + 20 * 60); /* a minute's, which it does not take */
	ck_assert_uint_ge(allowed("oper_refused", 1, 1), 1);
}
END_TEST

/* 64 guessers: each has its line, whatever the others do. */
START_TEST(each_address_is_seen)
{
	for (uint32_t from = 1; from <= 64; from++)
		ck_assert_uint_ge(allowed("oper_refused", from * 2654435761U, 2), 1);
}
END_TEST

START_TEST(levels_that_are_not_written_count_nothing)
{
	stderr_pipe_open();
	for (int i = 0; i < 100; i++)
		ck_assert(!log_storm_allows(LOG_DEBUG, "joined", 1, LOG_BURST));
	log_storm_tell();
	ck_assert_uint_eq(stderr_pipe_read(text), 0);
	log_set_level(LOG_DEBUG);
	ck_assert(log_storm_allows(LOG_DEBUG, "joined", 1, LOG_BURST));
}
END_TEST

START_TEST(more_kinds_than_there_is_room_for)
{
	static char names[100][8];
	stderr_pipe_open();
	for (int i = 0; i < 100; i++) {
		sprintf(names[i], "e%d", i);
		log_storm_allows(LOG_INFO, names[i], 1, 1);
	}
	log_storm_tell();
	stderr_pipe_read(text);
	ck_assert_ptr_nonnull(strstr(text, "event=others suppressed="));
}
END_TEST

START_TEST(lines_that_could_not_be_written_are_told)
{
	stderr_pipe_open();
	stderr_pipe_fill();
	log_plain(LOG_INFO, "first");
	log_plain(LOG_INFO, "second");
	stderr_pipe_read(text);
	log_storm_tell();
	stderr_pipe_read(text);
	ck_assert_ptr_nonnull(strstr(text, "level=warning event=dropped lines=2\n"));
	log_storm_tell();
	ck_assert_uint_eq(stderr_pipe_read(text), 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_address_has_a_burst,
		the_kinds_of_an_address_do_not_count_for_each_other,
		what_was_left_out_is_counted_and_told_once, all_addresses_together_have_a_bound,
		each_address_is_seen, levels_that_are_not_written_count_nothing,
		more_kinds_than_there_is_room_for, lines_that_could_not_be_written_are_told, NULL};
	return unit_cases("log storm", cases);
}
