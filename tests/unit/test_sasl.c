/* Messages of SASL in pieces, and those of PLAIN. */
#include "sasl.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "unit.h"

static struct sasl_reader reader;
static struct buffer pieces; /* sent, with a blank behind each */

static void keep_piece(void *data, const char *piece)
{
	ck_assert_ptr_eq(data, &pieces);
	ck_assert_uint_le(strlen(piece), SASL_PIECE_BYTES);
	buffer_add_all(&pieces, piece, " ", NULL);
}

static void send_message(const char *message, size_t length)
{
	buffer_clear(&pieces);
	sasl_each_piece(message, length, keep_piece, &pieces);
}

START_TEST(a_short_message_is_one_piece)
{
	ck_assert_int_eq(sasl_take(&reader, "AGppbGxlcwBzZXNhbWU="), SASL_WHOLE);
	ck_assert_uint_eq(reader.length, 14);
	ck_assert_int_eq(memcmp(reader.message, "\0jilles\0sesame", 15), 0);
	ck_assert_int_eq(sasl_take(&reader, "Yg=="), SASL_WHOLE);
	unit_same(reader.message, "b");
}
END_TEST

START_TEST(plus_is_an_empty_message)
{
	ck_assert_int_eq(sasl_take(&reader, "+"), SASL_WHOLE);
	ck_assert_uint_eq(reader.length, 0);
	unit_same(reader.message, "");
}
END_TEST

/* Every length up to the longest: as many pieces as the standard says, and the same message. */
START_TEST(what_is_sent_is_what_is_read)
{
	char message[SASL_MESSAGE_BYTES];
	unit_seed(1);
	for (size_t i = 0; i < sizeof message; i++)
		message[i] = (char)unit_draw(256);
	for (size_t length = 0; length < sizeof message; length++) {
		size_t count = 0;
		enum sasl_taken taken = SASL_PART;
		char *save = NULL;
		send_message(message, length);
		buffer_text(&pieces);
		for (char *piece = strtok_r(pieces.bytes, " ", &save); piece;
			piece = strtok_r(NULL, " ", &save), count++) {
			ck_assert_int_eq(taken, SASL_PART);
			taken = sasl_take(&reader, piece);
		}
		ck_assert_int_eq(taken, SASL_WHOLE);
		ck_assert_uint_eq(count, (length + 2) / 3 * 4 / SASL_PIECE_BYTES + 1);
		ck_assert_uint_eq(reader.length, length);
		ck_assert_int_eq(memcmp(reader.message, message, length), 0);
	}
}
END_TEST

/* `count` whole pieces of "AAAA". Returns what the last one came to. */
static enum sasl_taken take_full(unsigned count)
{
	char piece[SASL_PIECE_BYTES + 1] = "";
	enum sasl_taken taken = SASL_PART;
	memset(piece, 'A', SASL_PIECE_BYTES);
	while (count-- > 0)
		taken = sasl_take(&reader, piece);
	return taken;
}

START_TEST(the_longest_message)
{
	ck_assert_int_eq(take_full(SASL_PIECES_MAX), SASL_PART);
	ck_assert_int_eq(sasl_take(&reader, "+"), SASL_WHOLE);
	ck_assert_uint_eq(reader.length, SASL_MESSAGE_BYTES);
	ck_assert_int_eq(take_full(SASL_PIECES_MAX + 1), SASL_MESSAGE_LONG);
	ck_assert_int_eq(take_full(SASL_PIECES_MAX), SASL_PART);
	ck_assert_int_eq(sasl_take(&reader, "QQ=="), SASL_MESSAGE_LONG);
	ck_assert_int_eq(sasl_take(&reader, "QQ=="), SASL_WHOLE);
	unit_same(reader.message, "A");
}
END_TEST

START_TEST(a_piece_too_long_is_refused)
{
	char piece[SASL_PIECE_BYTES + 5] = "";
	memset(piece, 'A', SASL_PIECE_BYTES + 1);
	ck_assert_int_eq(take_full(1), SASL_PART);
	ck_assert_int_eq(sasl_take(&reader, piece), SASL_PIECE_LONG);
	ck_assert_int_eq(sasl_take(&reader, "+"), SASL_WHOLE);
	ck_assert_uint_eq(reader.length, 0);
}
END_TEST

START_TEST(a_star_ends_it)
{
	ck_assert_int_eq(take_full(2), SASL_PART);
	ck_assert_int_eq(sasl_take(&reader, "*"), SASL_ABORTED);
	ck_assert_int_eq(sasl_take(&reader, "QQ=="), SASL_WHOLE);
	unit_same(reader.message, "A");
}
END_TEST

START_TEST(what_is_no_base64_is_refused)
{
	static const char *const texts[] = {"!!!", "QQ", "QQ=", "QQ===", "QQ==QQ==", "Q",
		"QQ= =", "QR==", "-_==", "++", "**", "="};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(sasl_take(&reader, texts[i]) == SASL_NOT_BASE64, "%s", texts[i]);
	ck_assert_int_eq(sasl_take(&reader, "QQ=="), SASL_WHOLE);
	unit_same(reader.message, "A");
}
END_TEST

START_TEST(a_cleared_message_is_wiped)
{
	static const struct sasl_reader empty;
	ck_assert_int_eq(sasl_take(&reader, "AGppbGxlcwBzZXNhbWU="), SASL_WHOLE);
	sasl_reader_clear(&reader);
	ck_assert_int_eq(memcmp(&reader, &empty, sizeof empty), 0);
}
END_TEST

START_TEST(plain_has_three_parts)
{
	struct sasl_plain plain;
	ck_assert(sasl_plain_parse(&plain, "jilles\0jilles\0sesame", 20));
	unit_same(plain.acts_as, "jilles");
	unit_same(plain.name, "jilles");
	unit_same(plain.password, "sesame");
	ck_assert(sasl_plain_parse(&plain, "\0\xC3\xA4\0two words", 13));
	unit_same(plain.acts_as, "");
	unit_same(plain.name, "\xC3\xA4");
	unit_same(plain.password, "two words");
}
END_TEST

START_TEST(anything_else_is_no_plain)
{
	static const struct {
		const char *bytes;
		size_t length;
	} bad[] = {{"", 0}, {"a", 1}, {"\0", 1}, {"\0a", 2}, {"\0a\0", 3}, {"\0\0b", 3},
		{"a\0\0b", 4}, {"\0a\0b\0", 5}, {"\0a\0b\0c", 6}, {"\0a\0\0b", 5}, {"\0a\0\xFF", 4},
		{"\0\xE4\0b", 4}, {"\xE4\0a\0b", 5}};
	struct sasl_plain plain;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!sasl_plain_parse(&plain, bad[i].bytes, bad[i].length), "%zu", i);
}
END_TEST

static void tear_down(void)
{
	buffer_finish(&pieces);
}

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_short_message_is_one_piece, plus_is_an_empty_message,
		what_is_sent_is_what_is_read, the_longest_message, a_piece_too_long_is_refused,
		a_star_ends_it, what_is_no_base64_is_refused, a_cleared_message_is_wiped,
		plain_has_three_parts, anything_else_is_no_plain, NULL};
	return unit_cases_with("sasl", NULL, tear_down, cases);
}
