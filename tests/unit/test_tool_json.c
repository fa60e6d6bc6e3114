/* Lines of the history as lines of JSON: what is written is read, and what may be harmful is not.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "mode_words.h"
#include "tool_json.h"
#include "unit.h"

#define NOW INT64_C(1796008004631) /* 2026-11-30T02:26:44.631Z */

static struct tool_json json;
static const struct tool_accounts none;
static char error[TOOL_JSON_ERROR_SIZE];

static const char *reads(const char *line)
{
	if (!tool_json_read(&json, line, strlen(line), NOW, error))
		return error;
	return "";
}

static void expect_room_again(const struct record_room *room, const struct record_mask *masks)
{
	struct buffer record = {0};
	record_write_room(&record, room, masks);
	char *first = tool_json_write_room(record.bytes, UINT64_C(0xFEDCBA9876543210), 17, &none);
	unit_same(reads(first), "");
	ck_assert_int_eq(json.type, TOOL_JSON_IS_ROOM);
	ck_assert_uint_eq(json.origin, UINT64_C(0xFEDCBA9876543210));
	ck_assert_uint_eq(json.card.number, 17);
	json.card.name = json.room;
	json.card.key = room->key;
	json.card.number = 0;
	struct buffer again = {0};
	record_write_room(&again, &json.card, json.masks);
	ck_assert_uint_eq(again.length, record.length);
	ck_assert_mem_eq(again.bytes, record.bytes, record.length);
	tool_json_finish(&json);
	free(first);
	buffer_finish(&again);
	buffer_finish(&record);
}

START_TEST(what_all_rooms_share_is_kept)
{
	struct store_info info = {.origin = 7};
	memcpy(info.secret, "0123456789abc\0\xFF", STORE_SECRET_BYTES);
	char *first = tool_json_write_store(&info);
	unit_same(first, "{\"kind\":\"store\",\"origin\":\"0000000000000007\","
			 "\"secret\":\"30313233343536373839616263"
			 "00ff00\"}");
	unit_same(reads(first), "");
	ck_assert_int_eq(json.type, TOOL_JSON_IS_STORE);
	ck_assert_uint_eq(json.origin, 7);
	ck_assert_mem_eq(json.secret, info.secret, STORE_SECRET_BYTES);
	tool_json_finish(&json);
	free(first);
	unit_same(reads("{\"kind\":\"store\",\"origin\":\"0000000000000007\",\"secret\":\"00\"}"),
		"'secret' must be 32 digits of 0 to 9 and a to f");
	unit_same(reads("{\"kind\":\"store\"}"), "'origin' is missing");
}
END_TEST

START_TEST(rooms_keep_all_their_settings)
{
	const struct record_mask masks[] = {{.mode = MODE_BAN,
						    .text = "*!*@z",
						    .by = "op",
						    .why = "a \"why\"",
						    .meant = "zed",
						    .at = 5,
						    .until = NOW + 5},
		{.mode = MODE_BAN_EXCEPT, .text = "a!*@*"},
		{.mode = MODE_INVITE_EXCEPT, .text = "b!*@*", .by = "op", .at = 1}};
	expect_room_again(&(struct record_room){.id = UINT32_MAX - 1,
				  .name = "#Tea",
				  .key = "#tea",
				  .topic = "t\xC3\xB8pic \x02",
				  .topic_by = "al",
				  .topic_at = 11,
				  .made_at = 10,
				  .flags = (1U << MODE_KEY) - 1,
				  .password = "s\xC3\xA9same",
				  .limit = 12,
				  .keep_ms = 36 * INT64_C(3600000),
				  .mask_count = 3},
		masks);
	expect_room_again(
		&(struct record_room){
			.id = 1, .name = "#a", .key = "#a", .topic = "", .password = ""},
		NULL);
}
END_TEST

static bool two_accounts(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char why[STORE_ERROR_SIZE])
{
	struct record_account alice = {.id = 7, .name = "Alice", .key = "alice"};
	struct record_account bob = {.id = 9,
		.name = "b\xC3\xB8"
			"b",
		.key = "b\xC3\xB8"
		       "b"};
	if (after < alice.id)
		record_write_account(out, &alice);
	if (after < bob.id)
		record_write_account(out, &bob);
	return true;
}

START_TEST(the_owners_of_a_room_go_by_name)
{
	static const struct store_ops ops = {.accounts = two_accounts};
	char why[STORE_ERROR_SIZE];
	struct tool_accounts accounts = {0};
	struct buffer record = {0};
	ck_assert(tool_accounts_load(&accounts, &ops, NULL, why));
	record_write_room(&record,
		&(struct record_room){.id = 1,
			.name = "#a",
			.key = "#a",
			.founder = 9,
			.operator_count = 3,
			.operators = (const uint32_t[]){7, 8, 9}},
		NULL);
	char *text = tool_json_write_room(record.bytes, 7, 0, &accounts);
	ck_assert_ptr_nonnull(strstr(text, "\"founder\":\"b\xC3\xB8"
					   "b\",\"operators\":[\"Alice\",\"b\xC3\xB8"
					   "b\"],"));
	unit_same(reads(text), "");
	ck_assert_uint_eq(json.operator_count, 2);
	ck_assert_uint_eq(tool_accounts_find(&accounts, json.founder)->id, 9);
	ck_assert_uint_eq(tool_accounts_find(&accounts, json.operators[0])->id, 7);
	ck_assert_uint_eq(tool_accounts_find(&accounts, "aLICE")->id, 7);
	ck_assert_ptr_null(tool_accounts_find(&accounts, "carol"));
	ck_assert_ptr_null(tool_accounts_name(&accounts, 8));
	tool_json_finish(&json);
	free(text);
	buffer_finish(&record);
	tool_accounts_finish(&accounts);
	unit_same(reads("{\"kind\":\"room\",\"room\":\"#a\",\"operators\":7}"),
		"'operators' must be a list of at most 50 names");
	unit_same(reads("{\"kind\":\"room\",\"room\":\"#a\",\"operators\":[7]}"),
		"'operators' must be a text");
	unit_same(reads("{\"kind\":\"room\",\"room\":\"#a\",\"operators\":[\"a b\"]}"),
		"'operators' has a character that it must not have");
	unit_same(reads("{\"kind\":\"room\",\"room\":\"#a\",\"founder\":\"a!b\"}"),
		"'founder' has a character that it must not have");
}
END_TEST

static bool guarded(const struct record_room *room, const struct record_mask *mask)
{
	struct buffer record = {0};
	struct record_room one = *room;
	one.mask_count = mask != NULL;
	record_write_room(&record, &one, mask);
	bool is = tool_json_guarded(record.bytes);
	buffer_finish(&record);
	return is;
}

START_TEST(rooms_that_are_not_for_everybody_are_known)
{
	ck_assert(!guarded(&(struct record_room){.flags = 1U << MODE_MODERATED}, NULL));
	ck_assert(guarded(&(struct record_room){.flags = 1U << MODE_SECRET}, NULL));
	ck_assert(guarded(&(struct record_room){.flags = 1U << MODE_INVITE_ONLY}, NULL));
	ck_assert(guarded(&(struct record_room){.password = "k"}, NULL));
	ck_assert(guarded(&(struct record_room){0},
		&(struct record_mask){.mode = MODE_BAN, .text = "*!*@*"}));
	ck_assert(!guarded(&(struct record_room){0},
		&(struct record_mask){.mode = MODE_BAN, .text = "*!*@z"}));
	ck_assert(!guarded(&(struct record_room){0},
		&(struct record_mask){.mode = MODE_BAN_EXCEPT, .text = "*!*@*"}));
}
END_TEST

#define ROOM "{\"room\":\"#a\",\"kind\":\"room\","

START_TEST(what_no_room_can_have_is_refused)
{
	unit_same(reads("{\"room\":\"#a\",\"kind\":\"room\"}"), "");
	tool_json_finish(&json);
	unit_same(reads(ROOM "\"key\":\"a b\"}"), "'key' has a character that it must not have");
	unit_same(reads(ROOM "\"key\":\"a\xE2\x80\xAE\"}"),
		"'key' has a character that it must not have");
	unit_same(reads(ROOM "\"modes\":\"secret\"}"), "'modes' must be a list of names");
	unit_same(reads(ROOM "\"modes\":[\"key\"]}"), "'modes' has a name that is none of a mode");
	unit_same(reads(ROOM "\"modes\":[7]}"), "'modes' has a name that is none of a mode");
	unit_same(reads(ROOM "\"id\":0}"), "'id' must be a number from 1 to 4294967294");
	unit_same(reads(ROOM "\"last\":-1}"), "'last' must be a number from 0 to 4294967294");
	unit_same(reads(ROOM "\"limit\":1.5}"), "'limit' must be a number from 1 to 1000000");
	unit_same(reads(ROOM "\"keep\":\"3G\"}"), "'keep' must be a time such as 30d or 12h");
	unit_same(reads(ROOM "\"keep\":\"forever\"}"), "'keep' must be a time such as 30d or 12h");
	unit_same(reads(ROOM "\"made\":\"2899-01-01T00:00:00Z\"}"), "'made' is still to come");
	unit_same(reads(ROOM "\"origin\":\"0123456789abcdeg\"}"),
		"'origin' must be 16 digits of 0 to 9 and a to f");
	unit_same(reads(ROOM "\"origin\":\"0123456789abcdef0\"}"),
		"'origin' must be 16 digits of 0 to 9 and a to f");
	unit_same(reads(ROOM "\"masks\":{}}"), "'masks' must be a list of at most 100 masks");
	unit_same(reads(ROOM "\"masks\":[7]}"),
		"'mode' of a mask must be ban, ban-except or invite-except");
	unit_same(reads(ROOM "\"masks\":[{\"mode\":\"ban\"}]}"),
		"'mask' must be a mask such as name!*@*");
	unit_same(reads(ROOM "\"masks\":[{\"mode\":\"voice\",\"mask\":\"a!*@*\"}]}"),
		"'mode' of a mask must be ban, ban-except or invite-except");
}
END_TEST

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
		.erased_by = "oper",
		.erased_why = "spam",
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
	unit_same(reads(""), "it is empty");
	unit_same(reads("{\"room\":\"#a\",\"num"), "it ends in the middle of the JSON object");
	unit_same(reads("x"), "it is no JSON: '[' or '{' expected near 'x' (byte 1)");
	unit_same(reads(BEGIN "\"say\",\"erased_by\":\"al\"}"),
		"it says who erased it, and is not erased");
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
	const TTest *const cases[] = {what_is_written_is_read, what_all_rooms_share_is_kept,
		rooms_keep_all_their_settings, the_owners_of_a_room_go_by_name,
		rooms_that_are_not_for_everybody_are_known, what_no_room_can_have_is_refused,
		no_text_reaches_further_than_its_place, times_are_read_as_they_are_written, NULL};
	return unit_cases("tool_json", cases);
}
