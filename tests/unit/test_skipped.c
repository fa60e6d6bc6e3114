/* Both doors: which lines of a room may be skipped, and how people are told. */
#include "irc_skipped.h"
#include "line_skipped.h"
#include "unit.h"

static enum door_line irc(const char *line)
{
	return irc_skipped_kind(line, strlen(line));
}

static enum door_line line(const char *line)
{
	return line_skipped_kind(line, strlen(line));
}

START_TEST(irc_lines_that_are_said)
{
	ck_assert_int_eq(irc(":a!u@h PRIVMSG #r :hello\r\n"), DOOR_LINE_SAID);
	ck_assert_int_eq(irc("@time=1;msgid=2 :a!u@h PRIVMSG #r :hello\r\n"), DOOR_LINE_SAID);
	ck_assert_int_eq(irc("@time=1 :a!u@h NOTICE #r :hello\r\n"), DOOR_LINE_SAID);
	ck_assert_int_eq(irc("@+typing=active :a!u@h TAGMSG #r\r\n"), DOOR_LINE_PASSES);
	ck_assert_int_eq(irc(":a!u@h TAGMSG #r\r\n"), DOOR_LINE_PASSES);
}
END_TEST

START_TEST(irc_lines_that_belong_together)
{
	ck_assert_int_eq(irc("@time=1 :a!u@h BATCH +7 draft/multiline #r\r\n"), DOOR_LINE_OPENS);
	ck_assert_int_eq(irc("@batch=7 :a!u@h PRIVMSG #r :hello\r\n"), DOOR_LINE_PART);
	ck_assert_int_eq(
		irc("@batch=7;draft/multiline-concat :a!u@h NOTICE #r :hello\r\n"), DOOR_LINE_PART);
	ck_assert_int_eq(irc(":chatd BATCH -7\r\n"), DOOR_LINE_CLOSES);
}
END_TEST

/* A client knows by these who is there. */
START_TEST(irc_lines_that_stay)
{
	static const char *const lines[] = {":a!u@h JOIN #r\r\n", ":a!u@h PART #r\r\n",
		"@time=1 :a!u@h QUIT :PRIVMSG #r :hello\r\n", ":a!u@h NICK PRIVMSG\r\n",
		":a!u@h KICK #r b :why\r\n", ":a!u@h MODE #r +o b\r\n", ":a!u@h TOPIC #r :new\r\n",
		":a!u@h AWAY :lunch\r\n", ":a!u@h AWAY\r\n", ":a!u@h REDACT #r 1\r\n",
		":chatd MODE #r -b x!*@*\r\n", ":chatd NOTICE #r :The disk does not keep up\r\n",
		"PING\r\n", "\r\n", "@\r\n", ":\r\n", "\n", "@a b\n", NULL};
	for (size_t i = 0; lines[i]; i++)
		ck_assert_msg(irc(lines[i]) == DOOR_LINE_STAYS, "%s", lines[i]);
}
END_TEST

START_TEST(lines_for_people)
{
	ck_assert_int_eq(line("<alice> -- hello\n"), DOOR_LINE_SAID);
	ck_assert_int_eq(line("* alice waves\n"), DOOR_LINE_SAID);
	ck_assert_int_eq(line("8812 <alice> hello\n"), DOOR_LINE_SAID);
	ck_assert_int_eq(line("-- alice joined\n"), DOOR_LINE_STAYS);
	ck_assert_int_eq(line("!! no\n"), DOOR_LINE_STAYS);
}
END_TEST

static void expect_told(const struct event *event, const char *wanted)
{
	struct buffer out = {0};
	line_skipped_encode(&out, event);
	unit_same(buffer_text(&out), wanted);
	buffer_finish(&out);
}

START_TEST(people_are_told)
{
	expect_told(&(struct event){.room = "#tea", .total = 214, .number = 8812},
		"-- 214 lines were skipped; /since 8812 shows them\n");
	expect_told(&(struct event){.room = "#tea", .total = 1, .number = 1},
		"-- 1 line was skipped; /since 1 shows it\n");
	expect_told(&(struct event){.room = "#tea", .total = 2},
		"-- 2 lines were skipped: you read too slowly\n");
	expect_told(&(struct event){.total = 1}, "-- 1 line of a room that you left was skipped\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {irc_lines_that_are_said, irc_lines_that_belong_together,
		irc_lines_that_stay, lines_for_people, people_are_told, NULL};
	return unit_cases("skipped", cases);
}
