/* Records: what is written is read, and one follows the other. */
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "unit.h"

static struct buffer out;

static void tear_down(void)
{
	buffer_finish(&out);
}

START_TEST(a_line_is_read_as_it_was_written)
{
	struct record_line line;
	record_write_line(&out, &(struct record_line){.room = 3,
					.number = 4000000000U,
					.time = INT64_C(1796008004631),
					.connection = UINT64_MAX,
					.kind = RECORD_KICK,
					.erased = true,
					.name = "ålice",
					.user = "~a",
					.host = "host",
					.other = "bob",
					.text = "out",
					.tags = "+draft/reply=x"});
	ck_assert_uint_eq(record_length(out.bytes), out.length);
	ck_assert_int_eq(record_type(out.bytes), RECORD_LINE);
	record_read_line(out.bytes, &line);
	ck_assert_uint_eq(line.room, 3);
	ck_assert_uint_eq(line.number, 4000000000U);
	ck_assert_int_eq(line.time, INT64_C(1796008004631));
	ck_assert_uint_eq(line.connection, UINT64_MAX);
	ck_assert_int_eq(line.kind, RECORD_KICK);
	ck_assert(line.erased);
	unit_same(line.name, "ålice");
	unit_same(line.user, "~a");
	unit_same(line.host, "host");
	unit_same(line.other, "bob");
	unit_same(line.text, "out");
	unit_same(line.tags, "+draft/reply=x");
}
END_TEST

START_TEST(the_account_is_the_first_tag)
{
	ck_assert_uint_eq(record_account_length("account=bob;+x=1"), 11);
	ck_assert_uint_eq(record_account_length("account=bob"), 11);
	ck_assert_uint_eq(record_account_length("+account=bob"), 0);
	ck_assert_uint_eq(record_account_length("+x=1;account=bob"), 0);
	ck_assert_uint_eq(record_account_length(""), 0);
	ck_assert_uint_eq(record_account_length(NULL), 0);
}
END_TEST

START_TEST(no_text_is_an_empty_one)
{
	struct record_line line;
	record_write_line(&out, &(struct record_line){.number = 1});
	record_read_line(out.bytes, &line);
	unit_same(line.name, "");
	unit_same(line.tags, "");
	ck_assert(!line.erased);
}
END_TEST

static void note_mask(const struct record_mask *mask, void *data)
{
	struct buffer *seen = data;
	buffer_format(seen, "%u %s %s %s %s %lld %lld;", mask->mode, mask->text, mask->by,
		mask->why, mask->meant, (long long)mask->at, (long long)mask->until);
}

START_TEST(a_room_has_its_masks)
{
	struct record_room room;
	struct buffer seen = {0};
	const struct record_mask masks[] = {
		{.mode = 7, .text = "a!*@*", .by = "op", .why = "spam", .meant = "a", .at = 1},
		{.mode = 9, .text = "*!*@h", .by = "op", .at = 2, .until = 3}};
	record_write_room(&out,
		&(struct record_room){.id = 9,
			.number = 8,
			.time = 7,
			.name = "#Tea",
			.key = "#tea",
			.topic = "leaves",
			.topic_by = "bob",
			.topic_at = 6,
			.made_at = 5,
			.ended = true,
			.flags = 4,
			.password = "hush",
			.limit = 3,
			.keep_ms = 2,
			.founder = 10,
			.operator_count = 2,
			.operators = (const uint32_t[]){11, UINT32_MAX},
			.mask_count = 2},
		masks);
	record_read_room(out.bytes, &room, note_mask, &seen);
	unit_same(buffer_text(&seen), "7 a!*@* op spam a 1 0;9 *!*@h op   2 3;");
	buffer_finish(&seen);
	unit_same(room.name, "#Tea");
	unit_same(room.key, "#tea");
	unit_same(room.topic, "leaves");
	unit_same(room.topic_by, "bob");
	unit_same(room.password, "hush");
	ck_assert(room.id == 9 && room.number == 8 && room.time == 7 && room.topic_at == 6 &&
		  room.made_at == 5 && room.ended && room.flags == 4 && room.limit == 3 &&
		  room.keep_ms == 2 && room.founder == 10);
	ck_assert_uint_eq(room.operator_count, 2);
	ck_assert_uint_eq(record_operator(&room, 0), 11);
	ck_assert_uint_eq(record_operator(&room, 1), UINT32_MAX);
}
END_TEST

START_TEST(an_account_is_read_as_it_was_written)
{
	struct record_account account;
	record_write_account(&out, &(struct record_account){.id = UINT32_MAX,
					   .name = "Ålice",
					   .key = "ålice",
					   .hash = "$argon2id$x",
					   .scram = "SCRAM-SHA-256$4096:c2FsdA==$a:b",
					   .certificates = "ab cd",
					   .tokens = "1 2 3 ef x\n",
					   .made_at = INT64_C(1796008004631),
					   .seen_at = 2,
					   .dropped = true});
	ck_assert_uint_eq(record_length(out.bytes), out.length);
	ck_assert_int_eq(record_type(out.bytes), RECORD_ACCOUNT);
	record_read_account(out.bytes, &account);
	unit_same(account.name, "Ålice");
	unit_same(account.key, "ålice");
	unit_same(account.hash, "$argon2id$x");
	unit_same(account.scram, "SCRAM-SHA-256$4096:c2FsdA==$a:b");
	unit_same(account.certificates, "ab cd");
	unit_same(account.tokens, "1 2 3 ef x\n");
	ck_assert(account.id == UINT32_MAX && account.made_at == INT64_C(1796008004631) &&
		  account.seen_at == 2 && account.dropped);
}
END_TEST

START_TEST(a_server_ban_is_read_as_it_was_written)
{
	struct record_server_ban ban;
	record_write_server_ban(&out, &(struct record_server_ban){.of_account = true,
					      .mask = "bob",
					      .by = "op",
					      .why = "spam",
					      .at = 1,
					      .until = INT64_MAX,
					      .lifted = true});
	ck_assert_uint_eq(record_length(out.bytes), out.length);
	ck_assert_int_eq(record_type(out.bytes), RECORD_SERVER_BAN);
	record_read_server_ban(out.bytes, &ban);
	unit_same(ban.mask, "bob");
	unit_same(ban.by, "op");
	unit_same(ban.why, "spam");
	ck_assert(ban.of_account && ban.at == 1 && ban.until == INT64_MAX && ban.lifted);
}
END_TEST

START_TEST(records_follow_each_other)
{
	struct record_missed missed;
	struct record_erase erase;
	record_write_missed(&out, &(struct record_missed){.room = 1, .first = 2, .last = 3});
	size_t second = out.length;
	record_write_erase(
		&out, &(struct record_erase){.room = 4, .number = 5, .connection = 6, .by = "op"});
	ck_assert_uint_eq(record_length(out.bytes), second);
	ck_assert_int_eq(record_type(out.bytes), RECORD_MISSED);
	record_read_missed(out.bytes, &missed);
	ck_assert(missed.room == 1 && missed.first == 2 && missed.last == 3);
	ck_assert_int_eq(record_type(out.bytes + second), RECORD_ERASE);
	record_read_erase(out.bytes + second, &erase);
	ck_assert(erase.room == 4 && erase.number == 5 && erase.connection == 6);
	unit_same(erase.by, "op");
	unit_same(erase.why, "");
	struct record_marker marker;
	size_t third = out.length;
	record_write_marker(&out, &(struct record_marker){.account = 1, .room = 2, .time = 3});
	ck_assert_int_eq(record_type(out.bytes + third), RECORD_MARKER);
	ck_assert_uint_eq(third + record_length(out.bytes + third), out.length);
	record_read_marker(out.bytes + third, &marker);
	ck_assert(marker.account == 1 && marker.room == 2 && marker.time == 3);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_line_is_read_as_it_was_written,
		the_account_is_the_first_tag, no_text_is_an_empty_one, a_room_has_its_masks,
		an_account_is_read_as_it_was_written, a_server_ban_is_read_as_it_was_written,
		records_follow_each_other, NULL};
	return unit_cases_with("record", NULL, tear_down, cases);
}
