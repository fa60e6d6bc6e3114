/* The log: lines that nobody can forge, and that never hold anybody up. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "stderr_pipe.h"
#include "unit.h"

static char text[STDERR_TEXT_SIZE];

static const char *logged(void)
{
	size_t length = stderr_pipe_read(text);
	ck_assert_uint_eq(strlen(text), length);
	return text;
}

/* What stands behind the time, which is checked. */
static const char *behind_time(const char *line)
{
	const char *form = "time=dddd-dd-ddTdd:dd:dd.dddZ ";
	for (; *form; form++, line++)
		ck_assert_msg(*form == 'd' ? *line >= '0' && *line <= '9' : *line == *form,
			"not a time: %s", line);
	return line;
}

static void expect_value(const char *value, const char *written)
{
	char wanted[2048];
	snprintf(wanted, sizeof wanted, "level=info event=test key=%s\n", written);
	log_event(LOG_INFO, "test", LOG_TEXT("key", value));
	ck_assert_str_eq(behind_time(logged()), wanted);
}

START_TEST(a_line_has_time_level_event_and_fields)
{
	stderr_pipe_open();
	log_event(LOG_ERROR, "closed", LOG_TEXT("peer", "192.0.2.1:4711"), LOG_NUMBER("lines", 12),
		LOG_NUMBER("less", -1));
	ck_assert_str_eq(behind_time(logged()),
		"level=error event=closed peer=192.0.2.1:4711 lines=12 less=-1\n");
	log_plain(LOG_WARNING, "alone");
	ck_assert_str_eq(behind_time(logged()), "level=warning event=alone\n");
}
END_TEST

START_TEST(values_are_quoted_where_they_need_it)
{
	stderr_pipe_open();
	expect_value("plain", "plain");
	expect_value("two words", "\"two words\"");
	expect_value("", "\"\"");
	expect_value(NULL, "\"\"");
	expect_value("a=b", "\"a=b\"");
	expect_value("say \"x\"", "\"say \\\"x\\\"\"");
	expect_value("back\\slash", "\"back\\\\slash\"");
	expect_value("a\tb", "\"a\tb\"");
}
END_TEST

START_TEST(values_cannot_forge_a_line)
{
	stderr_pipe_open();
	expect_value("x\ntime=now", "\"x\xEF\xBF\xBDtime=now\"");
	expect_value("\x1B[2J", "\xEF\xBF\xBD[2J");
	expect_value("\xFF", "\xEF\xBF\xBD");
	expect_value("\xC2\x9B", "\xEF\xBF\xBD");
}
END_TEST

START_TEST(a_long_value_is_cut)
{
	char value[3000];
	memset(value, 'x', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	stderr_pipe_open();
	log_event(LOG_INFO, "long", LOG_TEXT("a", value), LOG_TEXT("b", "end"));
	const char *line = behind_time(logged());
	ck_assert_uint_lt(strlen(line), 1000);
	ck_assert_ptr_nonnull(strstr(line, "xxx b=end\n"));
}
END_TEST

START_TEST(a_line_has_at_most_4096_bytes_and_one_newline)
{
	struct log_field fields[40] = {{0}};
	char value[400];
	memset(value, 1, sizeof value - 1); /* each byte becomes three */
	value[sizeof value - 1] = '\0';
	for (int i = 0; i < 39; i++)
		fields[i] = LOG_TEXT("key", value);
	stderr_pipe_open();
	log_fields(LOG_INFO, "much", fields);
	const char *line = logged();
	ck_assert_uint_le(strlen(line), 4096);
	ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
}
END_TEST

START_TEST(lines_may_wait)
{
	struct log_lines lines = {0};
	const struct log_field fields[] = {LOG_TEXT("a", "b c"), {0}};
	stderr_pipe_open();
	log_keep(&lines, LOG_INFO, "first", fields);
	log_keep(&lines, LOG_DEBUG, "silent", fields);
	log_keep(&lines, LOG_WARNING, "second", &(const struct log_field){0});
	ck_assert_str_eq(logged(), "");
	log_write(&lines);
	const char *rest = behind_time(logged());
	const char *first = "level=info event=first a=\"b c\"\n";
	ck_assert_int_eq(strncmp(rest, first, strlen(first)), 0);
	ck_assert_str_eq(behind_time(rest + strlen(first)), "level=warning event=second\n");
	ck_assert_ptr_null(lines.bytes);
	log_write(&lines);
	ck_assert_str_eq(logged(), "");
}
END_TEST

START_TEST(few_lines_wait)
{
	struct log_lines lines = {0};
	const struct log_field fields[] = {LOG_TEXT("a", "b"), {0}};
	for (int i = 0; i < 10000; i++)
		log_keep(&lines, LOG_INFO, "first", fields);
	ck_assert_uint_le(lines.length, LOG_LINES_MAX);
	ck_assert_uint_gt(lines.length, LOG_LINES_MAX - 200);
	ck_assert_uint_gt(log_dropped(), 8000);
	stderr_pipe_open();
	log_write(&lines);
	ck_assert_uint_gt(strlen(logged()), LOG_LINES_MAX / 2); /* what the pipe took */
}
END_TEST

START_TEST(levels_below_the_limit_are_silent)
{
	stderr_pipe_open();
	ck_assert(log_enabled(LOG_INFO));
	ck_assert(!log_enabled(LOG_DEBUG));
	log_plain(LOG_DEBUG, "quiet");
	ck_assert_str_eq(logged(), "");
	log_set_level(LOG_DEBUG);
	log_plain(LOG_DEBUG, "heard");
	ck_assert_str_eq(behind_time(logged()), "level=debug event=heard\n");
	log_set_level(LOG_ERROR);
	log_plain(LOG_WARNING, "quiet");
	ck_assert_str_eq(logged(), "");
}
END_TEST

START_TEST(each_level_has_a_name)
{
	ck_assert_str_eq(log_level_names[LOG_ERROR], "error");
	ck_assert_str_eq(log_level_names[LOG_DEBUG], "debug");
	ck_assert_ptr_null(log_level_names[LOG_DEBUG + 1]);
}
END_TEST

START_TEST(a_full_pipe_drops_and_counts)
{
	stderr_pipe_open();
	stderr_pipe_fill();
	ck_assert_uint_eq(log_dropped(), 0);
	for (int i = 0; i < 3; i++)
		log_plain(LOG_INFO, "lost");
	ck_assert_uint_eq(log_dropped(), 3);
	stderr_pipe_read(text);
	log_plain(LOG_INFO, "heard");
	ck_assert_str_eq(behind_time(logged()), "level=info event=heard\n");
	ck_assert_uint_eq(log_dropped(), 3);
}
END_TEST

static void stream_is(unsigned long long device, unsigned long long inode)
{
	char stream[64];
	snprintf(stream, sizeof stream, "%llu:%llu", device, inode);
	setenv("JOURNAL_STREAM", stream, 1);
	log_start();
}

START_TEST(the_journal_is_told_the_level)
{
	struct stat status;
	struct log_lines lines = {0};
	stderr_pipe_open();
	ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
	log_set_level(LOG_DEBUG);
	stream_is(status.st_dev, status.st_ino);
	log_plain(LOG_ERROR, "a");
	ck_assert_int_eq(strncmp(logged(), "<3>time=2", 9), 0);
	log_plain(LOG_WARNING, "a");
	ck_assert_int_eq(strncmp(logged(), "<4>time=2", 9), 0);
	log_plain(LOG_DEBUG, "a");
	ck_assert_int_eq(strncmp(logged(), "<7>time=2", 9), 0);
	log_keep(&lines, LOG_INFO, "a", &(const struct log_field){0});
	log_keep(&lines, LOG_INFO, "b", &(const struct log_field){0});
	log_write(&lines);
	ck_assert_int_eq(strncmp(logged(), "<6>time=2", 9), 0);
	ck_assert_ptr_nonnull(strstr(text, "event=a\n<6>time=2"));
}
END_TEST

/* A service whose standard error has been redirected has the variable all the same. */
START_TEST(another_standard_error_is_not_the_journal)
{
	struct stat status;
	stderr_pipe_open();
	ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
	stream_is(status.st_dev, status.st_ino + 1);
	log_plain(LOG_INFO, "a");
	behind_time(logged());
	stream_is(status.st_dev + 1, status.st_ino);
	log_plain(LOG_INFO, "a");
	behind_time(logged());
	setenv("JOURNAL_STREAM", "x", 1);
	log_start();
	log_plain(LOG_INFO, "a");
	behind_time(logged());
}
END_TEST

START_TEST(addresses_can_be_hidden)
{
	stderr_pipe_open();
	log_event(LOG_INFO, "a", LOG_ADDRESS("peer", "192.0.2.1:4711"), LOG_TEXT("b", "c"));
	ck_assert_str_eq(behind_time(logged()), "level=info event=a peer=192.0.2.1:4711 b=c\n");
	log_set_addresses(false);
	log_event(LOG_INFO, "a", LOG_ADDRESS("peer", "192.0.2.1:4711"), LOG_TEXT("b", "c"));
	ck_assert_str_eq(behind_time(logged()), "level=info event=a peer=hidden b=c\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_line_has_time_level_event_and_fields,
		values_are_quoted_where_they_need_it, values_cannot_forge_a_line,
		a_long_value_is_cut, a_line_has_at_most_4096_bytes_and_one_newline, lines_may_wait,
		few_lines_wait, levels_below_the_limit_are_silent, each_level_has_a_name,
		a_full_pipe_drops_and_counts, the_journal_is_told_the_level,
		another_standard_error_is_not_the_journal, addresses_can_be_hidden, NULL};
	return unit_cases("log", cases);
}
