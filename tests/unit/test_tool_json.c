/* Lines of the history as lines of JSON: what is written is read, and what may be harmful is not.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "tool_json.h"
#include "unit.h"

#define NOW INT64_C(1796008004631) /* 2026-11-30T02:26:44.631Z */

static struct tool_json json;
static char error[TOOL_JSON_ERROR_SIZE];

static const char *reads(const char *line)
{
	if (!tool_json_read(&json, line, strlen(line), NOW, error))
		return error;
	return "";
}

static void expect_again(const struct record_line *line)
{
	char *first = tool_json_write("#tea", line);
	unit_same(reads(first), "");
	char *second = tool_json_write(json.room, &json.line);
	unit_same(second, first);
	tool_json_finish(&json);
	free(second);
	free(first);
}

START_TEST(what_is_written_is_read)
{
	struct record_line line = {.number = UINT32_MAX - 1,
		.time = NOW,
		.name = "\xC3\xA9va",
		.user = "~e",
		.host = "2001:db8::1",
		.other = "",
		.text = "\x02"
			"bold\x0F \"quoted\" \\ \xF0\x9F\x8D\xB5",
		.tags = "+draft/reply=a;+x"};
	expect_again(&line);
	line.kind = RECORD_NOTICE;
	line.text = "two\nlines";
	line.other = "1 22";
	expect_again(&line);
	line.kind = RECORD_KICK;
	line.text = "";
	line.other = "bob";
	expect_again(&line);
	line.kind = RECORD_MODE;
	line.text = "+o bob";
	expect_again(&line);
	expect_again(&(struct record_line){.number = 1,
		.time = 1,
		.erased = true,
		.name = "",
		.user = "",
		.host = "",
		.other = "",
		.text = "",
		.tags = ""});
}
END_TEST

#define BEGIN "{\"room\":\"#a\",\"number\":1,\"time\":\"2026-01-01T00:00:00Z\",\"kind\":"

START_TEST(no_text_reaches_further_than_its_place)
{
	unit_same(reads(BEGIN "\"say\",\"text\":\"a\\r\\nb\\u001b[2J\"}"), "");
	unit_same(json.line.text, "a\xEF\xBF\xBD\nb\xEF\xBF\xBD[2J");
	unit_same(json.line.name, "");
	tool_json_finish(&json);
	unit_same(reads(BEGIN "\"topic\",\"text\":\"a\\nb\"}"), "");
	unit_same(json.line.text, "a\xEF\xBF\xBD"
				  "b");
	tool_json_finish(&json);
	unit_same(reads(BEGIN "\"say\",\"name\":\"a b\"}"),
		"'name' has a character that it must not have");
	unit_same(reads(BEGIN "\"say\",\"user\":\"a@b\"}"),
		"'user' has a character that it must not have");
	unit_same(reads(BEGIN "\"say\",\"host\":\":b\"}"),
		"'host' has a character that it must not have");
	unit_same(reads(BEGIN "\"say\",\"tags\":\"a b\"}"),
		"'tags' has a character that it must not have");
	unit_same(reads(BEGIN "\"kick\",\"other\":\"a b\"}"),
		"'other' has a character that it must not have");
	unit_same(
		reads(BEGIN "\"say\",\"name\":\"" /* 64 */
			    "0123456789012345678901234567890123456789012345678901234567890123\"}"),
		"'name' has more than 63 bytes");
	ck_assert(strstr(reads(BEGIN "\"say\",\"text\":\"a\\u0000b\"}"), "it is no JSON: "));
	ck_assert(strstr(reads(BEGIN "\"say\",\"text\":\"\xFF\"}"), "it is no JSON: "));
	ck_assert(strstr(reads(BEGIN "\"say\",\"kind\":\"say\"}"), "it is no JSON: "));
	ck_assert(strstr(reads(""), "it is no JSON: "));
}
END_TEST

START_TEST(times_are_read_as_they_are_written)
{
	char text[CLOCK_TEXT_SIZE];
	ck_assert_int_eq(clock_read(clock_text(text, NOW)), NOW);
	ck_assert_int_eq(clock_read("1970-01-01T00:00:01Z"), 1000);
	ck_assert_int_eq(clock_read("1970-01-01T00:00:01.5Z"), 1500);
	ck_assert_int_eq(clock_read("1970-01-01T00:00:01.0019Z"), 1001);
	ck_assert_int_eq(clock_read("1970-01-01T00:00:01"), 0);
	ck_assert_int_eq(clock_read("1970-01-01T00:00:01+01:00"), 0);
	ck_assert_int_eq(clock_read("1969-12-31T00:00:01Z"), 0);
	ck_assert_int_eq(clock_read("yesterday"), 0);
	ck_assert_int_eq(clock_read(""), 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_is_written_is_read,
		no_text_reaches_further_than_its_place, times_are_read_as_they_are_written, NULL};
	return unit_cases("tool_json", cases);
}
