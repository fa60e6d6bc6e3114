/* Events as JSON: what is in an object and in which order. Everything is read again with the
 * library's parser, which knows what JSON is. */
#include <stdlib.h>

#include <jansson.h>

#include "chat.h"
#include "json.h"
#include "unit.h"

#define NOON 1763812541123 /* 2025-11-22T11:55:41.123Z */

static void expect(const struct chat_event *event, const char *wanted)
{
	json_error_t error;
	char *line = json_event(event);
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(object != NULL, "%s: %s", error.text, line);
	unit_same(line, wanted);
	json_decref(object);
	free(line);
}

START_TEST(everything_there_is_stands_in_its_order)
{
	const struct chat_event event = {.kind = CHAT_SAID,
		.time = NOON,
		.room = "#dev",
		.name = "ada",
		.other = "bob",
		.text = "hello",
		.id = "x1",
		.number = 7,
		.ticket = 8,
		.count = 3,
		.own = true,
		.private = true,
		.mention = true,
		.past = true,
		.again = true};
	expect(&event, "{\"time\":\"2025-11-22T11:55:41.123Z\",\"type\":\"said\",\"room\":\"#dev\","
		       "\"name\":\"ada\",\"other\":\"bob\",\"text\":\"hello\",\"id\":\"x1\","
		       "\"msgid\":\"x1\",\"number\":7,\"own\":true,\"private\":true,\"mention\":"
		       "true,\"past\":true}");
}
END_TEST

START_TEST(what_there_is_not_is_left_out)
{
	const struct chat_event event = {.kind = CHAT_READY, .time = 0, .text = ""};
	expect(&event, "{\"time\":\"1970-01-01T00:00:00.000Z\",\"type\":\"connected\"}");
}
END_TEST

START_TEST(what_was_said_has_a_text_always)
{
	const struct chat_event event = {.kind = CHAT_ACTION, .time = 999, .text = ""};
	expect(&event, "{\"time\":\"1970-01-01T00:00:00.999Z\",\"type\":\"action\",\"text\":\"\"}");
}
END_TEST

START_TEST(codes_are_taken_out_and_quotes_escaped)
{
	const struct chat_event event = {.kind = CHAT_NOTICE,
		.time = NOON,
		.name = "a\"b\\",
		.text = "\x02"
			"bold\x0F \x03"
			"04,12red\x1D\t\xE2\x82\xAC"};
	expect(&event, "{\"time\":\"2025-11-22T11:55:41.123Z\",\"type\":\"notice\","
		       "\"name\":\"a\\\"b\\\\\",\"text\":\"bold red\\t\xE2\x82\xAC\"}");
}
END_TEST

START_TEST(times_far_away_are_times_still)
{
	struct chat_event event = {.kind = CHAT_INFO, .time = -1, .text = "x"};
	expect(&event, "{\"time\":\"1969-12-31T23:59:59.999Z\",\"type\":\"info\",\"text\":\"x\"}");
	event.time = INT64_MAX;
	free(json_event(&event));
	event.time = INT64_MIN;
	free(json_event(&event));
}
END_TEST

START_TEST(each_kind_has_a_name)
{
	static const struct {
		enum chat_kind kind;
		const char *name;
	} kinds[] = {
		{CHAT_READY, "connected"},
		{CHAT_SAID, "said"},
		{CHAT_ACTION, "action"},
		{CHAT_NOTICE, "notice"},
		{CHAT_JOINED, "joined"},
		{CHAT_LEFT, "left"},
		{CHAT_QUIT, "quit"},
		{CHAT_KICKED, "kicked"},
		{CHAT_RENAMED, "renamed"},
		{CHAT_TOPIC, "topic"},
		{CHAT_MODE, "mode"},
		{CHAT_INVITED, "invited"},
		{CHAT_FORWARDED, "forwarded"},
		{CHAT_AWAY, "away"},
		{CHAT_OPENED, "opened"},
		{CHAT_CLOSED, "closed"},
		{CHAT_INFO, "info"},
		{CHAT_REFUSED, "refused"},
		{CHAT_UNSURE, "unsure"},
		{CHAT_ERASED, "erased"},
		{CHAT_PAST, "past"},
		{CHAT_NOW, "now"},
		{CHAT_MISSED, "missed"},
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char wanted[128];
		snprintf(wanted, sizeof wanted,
			"{\"time\":\"1970-01-01T00:00:00.000Z\",\"type\":\"%s\",\"text\":\"x\"}",
			kinds[i].name);
		expect(&(struct chat_event){.kind = kinds[i].kind, .text = "x"}, wanted);
	}
}
END_TEST

START_TEST(a_loss_has_its_reason)
{
	char *line = json_disconnected(NOON, "the server closed the connection");
	unit_same(line, "{\"time\":\"2025-11-22T11:55:41.123Z\",\"type\":\"disconnected\","
			"\"text\":\"the server closed the connection\"}");
	free(line);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		everything_there_is_stands_in_its_order,
		what_there_is_not_is_left_out,
		what_was_said_has_a_text_always,
		codes_are_taken_out_and_quotes_escaped,
		times_far_away_are_times_still,
		each_kind_has_a_name,
		a_loss_has_its_reason,
		NULL,
	};
	return unit_cases("client json", cases);
}
