/* The rows above the prompt. */
#include "buffer.h"
#include "entered.h"

#include "status.h"

static struct link state;

static const char *rows_at(int64_t now)
{
	static struct buffer rows;
	buffer_clear(&rows);
	status_make(&rows, world.chat, world.view, &state, now);
	if (rows.length > 0)
		ck_assert_int_eq(rows.bytes[--rows.length], '\n');
	return buffer_text(&rows);
}

START_TEST(lines_on_their_way_are_counted)
{
	entered("one");
	unit_same(rows_at(NOW + 999), "");
	unit_same(rows_at(NOW + 1000), "not confirmed yet: 1 line");
	entered("two");
	unit_same(rows_at(NOW + 5000), "not confirmed yet: 2 lines");
}
END_TEST

START_TEST(the_next_try_is_counted_down)
{
	chat_lost(world.chat, NOW);
	state.why = "the connection was lost: Connection reset by peer";
	state.again_at = NOW + 7000;
	unit_same(rows_at(NOW), "no connection; trying again in 7 s, /reconnect tries now "
				"(Connection reset by peer)");
	unit_same(rows_at(NOW + 6001), "no connection; trying again in 1 s, /reconnect tries now "
				       "(Connection reset by peer)");
	unit_same(
		rows_at(NOW + 7000), "no connection; trying again now (Connection reset by peer)");
	state.up = true;
	unit_same(rows_at(NOW + 7500), "waiting for the server to let us in");
	state.asks = true;
	unit_same(rows_at(NOW + 7500), "");
	state = (struct link){.why = "the server wants a password"};
	unit_same(rows_at(NOW),
		"no connection; /reconnect tries again (the server wants a password)");
}
END_TEST

START_TEST(before_the_first_connection)
{
	chat_lost(world.chat, NOW);
	unit_same(rows_at(NOW), "connecting");
}
END_TEST

START_TEST(kept_lines_are_offered)
{
	chat_lost(world.chat, NOW);
	entered("one");
	unit_same(rows_at(NOW), "connecting");
	come_back();
	unit_same(rows_at(NOW), "1 line kept: /send or /drop it");
	chat_lost(world.chat, NOW);
	entered("two");
	come_back();
	unit_same(rows_at(NOW), "2 lines kept: /send or /drop them");
	entered("/drop");
	unit_same(rows_at(NOW), "");
}
END_TEST

START_TEST(rows_stand_one_above_the_other)
{
	serve(":eve!u@h JOIN #dev");
	entered("one");
	unit_same(rows_at(NOW + 1000), "-- eve joined\nnot confirmed yet: 1 line");
}
END_TEST

START_TEST(long_reasons_are_cut)
{
	char why[5000];
	memset(why, 'x', sizeof why - 1);
	why[sizeof why - 1] = '\0';
	chat_lost(world.chat, NOW);
	state.why = why;
	ck_assert_uint_lt(strlen(rows_at(NOW)), 1200);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_on_their_way_are_counted, the_next_try_is_counted_down,
		before_the_first_connection, kept_lines_are_offered, rows_stand_one_above_the_other,
		long_reasons_are_cut, NULL};
	return unit_cases_with("client_status", entered_set_up, entered_tear_down, cases);
}
