/* Frames of a client: what they are and what closes the connection, however their bytes come; and
 * the frames of the server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sha1.h"
#include "unit.h"
#include "websocket.h"

#define LIMIT 70000
#define FIN 0x80U

/* What was read, as a text: "text(hello) ping() close 1000(bye) !1002 ". A message that is long
 * counts its bytes. */
struct reader {
	struct websocket websocket;
	struct buffer held, seen;
	size_t limit;
	bool ended;
};

static void show(struct reader *reader, const char *what, const struct websocket_frame *frame)
{
	buffer_add_text(&reader->seen, what);
	if (frame->length > 200) {
		buffer_format(&reader->seen, "(%zu) ", frame->length);
		for (size_t i = 1; i < frame->length; i++)
			ck_assert_int_eq(frame->payload[i], frame->payload[0]);
		return;
	}
	buffer_add_text(&reader->seen, "(");
	buffer_add(&reader->seen, frame->payload, frame->length);
	buffer_add_text(&reader->seen, ") ");
}

static void take(
	struct reader *reader, enum websocket_result result, const struct websocket_frame *frame)
{
	if (result == WEBSOCKET_BROKEN) {
		buffer_format(&reader->seen, "!%d ", frame->status);
		reader->ended = true;
	} else if (result == WEBSOCKET_PIECE) {
		buffer_add_text(&reader->seen, "+ ");
	} else if (frame->opcode == WEBSOCKET_CLOSE) {
		char what[32];
		snprintf(what, sizeof what, "close %d", frame->status);
		show(reader, what, frame);
		reader->ended = true;
	} else {
		show(reader,
			frame->opcode == WEBSOCKET_TEXT	    ? "text"
			: frame->opcode == WEBSOCKET_BINARY ? "binary"
			: frame->opcode == WEBSOCKET_PING   ? "ping"
			: frame->opcode == WEBSOCKET_PONG   ? "pong"
							    : "?",
			frame);
	}
}

/* Reads what is held, which moves for each read, so that nothing may point into the old place. */
static void read_held(struct reader *reader)
{
	enum websocket_result result = WEBSOCKET_PIECE;
	while (!reader->ended && result != WEBSOCKET_MORE) {
		struct websocket_frame frame;
		char *exact = malloc(reader->held.length + !reader->held.length);
		if (reader->held.length > 0)
			memcpy(exact, reader->held.bytes, reader->held.length);
		result = websocket_read(
			&reader->websocket, exact, reader->held.length, reader->limit, &frame);
		if (result != WEBSOCKET_MORE) {
			take(reader, result, &frame);
			ck_assert_uint_le(frame.used, reader->held.length);
		} else {
			ck_assert_uint_eq(frame.used, 0);
		}
		reader->held.length -= frame.used;
		memmove(reader->held.bytes, exact + frame.used, reader->held.length);
		free(exact);
	}
}

/* Reads the bytes in pieces of `step`, and expects this. */
static void expect_pieces(const struct buffer *input, size_t limit, size_t step, const char *wanted)
{
	struct reader reader = {.limit = limit};
	buffer_reserve(&reader.held, 1);
	for (size_t at = 0; at < input->length && !reader.ended; at += step) {
		size_t size = step < input->length - at ? step : input->length - at;
		buffer_add(&reader.held, input->bytes + at, size);
		read_held(&reader);
	}
	unit_same(buffer_text(&reader.seen), wanted);
	websocket_finish(&reader.websocket);
	buffer_finish(&reader.held);
	buffer_finish(&reader.seen);
}

/* Takes the input away. */
static void expect(struct buffer *input, size_t limit, const char *wanted)
{
	static const size_t steps[] = {SIZE_MAX, 1, 2, 3, 5, 8, 13, 4096};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i] >= input->length / 500)
			expect_pieces(input, limit,
				steps[i] < input->length ? steps[i] : input->length + 1, wanted);
	buffer_finish(input);
}

/* In the shortest form, or with `more` bytes behind the first. */
static void add_length(struct buffer *out, size_t length, unsigned more)
{
	char bytes[9] = {(char)(0x80 | (more == 0 ? length : more == 2 ? 126 : 127))};
	for (unsigned i = 0; i < more; i++)
		bytes[more - i] = (char)(length >> 8 * i);
	buffer_add(out, bytes, 1 + more);
}

/* A frame of a client with this first byte. */
static void add(struct buffer *out, unsigned first, const char *payload, size_t length)
{
	static const char mask[] = {0x12, (char)0xF0, 0x7F, (char)0x81};
	char byte = (char)first;
	buffer_add(out, &byte, 1);
	add_length(out, length, length < 126 ? 0 : length < 65536 ? 2 : 8);
	buffer_add(out, mask, sizeof mask);
	for (size_t i = 0; i < length; i++) {
		byte = (char)(payload[i] ^ mask[i % 4]);
		buffer_add(out, &byte, 1);
	}
}

static void add_text(struct buffer *out, unsigned first, const char *payload)
{
	add(out, first, payload, strlen(payload));
}

static void add_many(struct buffer *out, unsigned first, size_t length)
{
	char *payload = malloc(length);
	memset(payload, '*', length);
	add(out, first, payload, length);
	free(payload);
}

START_TEST(whole_messages)
{
	static const size_t lengths[] = {201, 65535, 65536, LIMIT};
	struct buffer input = {0};
	add_text(&input, FIN | WEBSOCKET_TEXT, "");
	add_text(&input, FIN | WEBSOCKET_TEXT, "h\xC3\xA9llo");
	add_text(&input, FIN | WEBSOCKET_BINARY, "\xFF\xC3");
	add_text(&input, FIN | WEBSOCKET_BINARY, "");
	expect(&input, LIMIT, "text() text(h\xC3\xA9llo) binary(\xFF\xC3) binary() ");
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char wanted[64];
		snprintf(wanted, sizeof wanted, "text(%zu) binary(%zu) ", lengths[i], lengths[i]);
		add_many(&input, FIN | WEBSOCKET_TEXT, lengths[i]);
		add_many(&input, FIN | WEBSOCKET_BINARY, lengths[i]);
		expect(&input, LIMIT, wanted);
	}
	for (size_t length = 120; length < 130; length++) {
		char payload[130], wanted[200];
		memset(payload, 'x', length);
		add(&input, FIN | WEBSOCKET_TEXT, payload, length);
		snprintf(wanted, sizeof wanted, "text(%.*s) ", (int)length, payload);
		expect(&input, LIMIT, wanted);
	}
}
END_TEST

START_TEST(pieces_of_messages)
{
	struct buffer input = {0};
	add_text(&input, WEBSOCKET_TEXT, "a");
	add_text(&input, WEBSOCKET_CONTINUATION, "");
	add_text(&input, FIN | WEBSOCKET_PING, "\xFF");
	add_text(&input, WEBSOCKET_CONTINUATION, "b");
	add_text(&input, FIN | WEBSOCKET_PONG, "p");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "c");
	add_text(&input, WEBSOCKET_BINARY, "");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "");
	add_text(&input, WEBSOCKET_BINARY, "");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "\xC3");
	add_text(&input, FIN | WEBSOCKET_TEXT, "d");
	expect(&input, LIMIT,
		"+ + ping(\xFF) + pong(p) text(abc) + binary() + binary(\xC3) text(d) ");
	add_text(&input, WEBSOCKET_TEXT, "\xF0");
	add_text(&input, WEBSOCKET_CONTINUATION, "\x9F");
	add_text(&input, FIN | WEBSOCKET_PING, "\x9F");
	add_text(&input, WEBSOCKET_CONTINUATION, "");
	add_text(&input, WEBSOCKET_CONTINUATION, "\x98");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "\x80");
	expect(&input, LIMIT, "+ + ping(\x9F) + + text(\xF0\x9F\x98\x80) ");
}
END_TEST

/* The first two bytes are enough to see it. */
START_TEST(bad_beginnings)
{
	for (unsigned first = 0; first <= 0xFF; first++)
		for (unsigned second = 0; second <= 0xFF; second++) {
			unsigned opcode = first & 0xF;
			bool fin = first & FIN, control = opcode >= 8;
			bool good = !(first & 0x70) && second & 0x80 &&
				    (opcode == 1 || opcode == 2 || (opcode >= 8 && opcode <= 10)) &&
				    (!control || (fin && (second & 0x7F) <= 125));
			char bytes[2] = {(char)first, (char)second};
			struct websocket websocket = {0};
			struct websocket_frame frame;
			enum websocket_result result =
				websocket_read(&websocket, bytes, 2, LIMIT, &frame);
			ck_assert_msg(result == (good ? WEBSOCKET_MORE : WEBSOCKET_BROKEN),
				"%02x %02x", first, second);
			if (!good)
				ck_assert_int_eq(frame.status, WEBSOCKET_PROTOCOL_ERROR);
		}
	struct buffer input = {0};
	add_text(&input, WEBSOCKET_TEXT, "a");
	add_text(&input, FIN | WEBSOCKET_TEXT, "b");
	expect(&input, LIMIT, "+ !1002 ");
	add_text(&input, WEBSOCKET_TEXT, "a");
	add_text(&input, WEBSOCKET_BINARY, "b");
	expect(&input, LIMIT, "+ !1002 ");
	add_text(&input, WEBSOCKET_TEXT, "a");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "b");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "c");
	expect(&input, LIMIT, "+ text(ab) !1002 ");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "c");
	expect(&input, LIMIT, "!1002 ");
}
END_TEST

/* A header whose length takes more bytes than it needs. */
START_TEST(long_headers)
{
	static const struct {
		size_t length;
		unsigned bytes;
		const char *wanted;
	} rows[] = {{125, 2, "!1002 "}, {126, 2, ""}, {0, 2, "!1002 "}, {126, 8, "!1002 "},
		{65535, 8, "!1002 "}, {65536, 8, ""}, {0, 8, "!1002 "}, {LIMIT + 1, 8, "!1009 "},
		{SIZE_MAX / 2, 8, "!1009 "}, {SIZE_MAX / 2 + 1, 8, "!1002 "},
		{SIZE_MAX, 8, "!1002 "}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer input = {0};
		buffer_add(&input, "\x82", 1);
		add_length(&input, rows[i].length, rows[i].bytes);
		expect(&input, LIMIT, rows[i].wanted);
	}
}
END_TEST

/* 1009 comes with the header, before the bytes of the mask. */
START_TEST(limit)
{
	struct buffer input = {0};
	add_text(&input, FIN | WEBSOCKET_TEXT, "12345678");
	add_text(&input, WEBSOCKET_TEXT, "1234");
	add_text(&input, FIN | WEBSOCKET_PING, "more than the limit");
	add_text(&input, WEBSOCKET_CONTINUATION, "5678");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "");
	expect(&input, 8, "text(12345678) + ping(more than the limit) + text(12345678) ");
	buffer_add(&input, "\x81\x89", 2);
	expect(&input, 8, "!1009 ");
	add_text(&input, WEBSOCKET_TEXT, "12345678");
	buffer_add(&input, "\x80\x81", 2);
	expect(&input, 8, "+ !1009 ");
	add_text(&input, FIN | WEBSOCKET_TEXT, "1");
	expect(&input, 0, "!1009 ");
	add_text(&input, FIN | WEBSOCKET_TEXT, "");
	expect(&input, 0, "text() ");

	struct websocket websocket = {0}; /* a limit that becomes less than what has come */
	struct websocket_frame frame;
	add_text(&input, WEBSOCKET_TEXT, "12345678");
	ck_assert_int_eq(
		websocket_read(&websocket, input.bytes, input.length, 8, &frame), WEBSOCKET_PIECE);
	input.length = 0;
	add_text(&input, WEBSOCKET_CONTINUATION, "");
	ck_assert_int_eq(
		websocket_read(&websocket, input.bytes, input.length, 7, &frame), WEBSOCKET_BROKEN);
	ck_assert_int_eq(frame.status, WEBSOCKET_TOO_BIG);
	websocket_finish(&websocket);
	buffer_finish(&input);
}
END_TEST

/* 1007 comes with the first bad byte, also within a frame. */
START_TEST(texts_that_are_not_utf8)
{
	struct buffer input = {0};
	add_text(&input, FIN | WEBSOCKET_TEXT, "a\xFF....");
	for (size_t length = 1; length <= input.length; length++) {
		struct buffer begin = {0};
		buffer_add(&begin, input.bytes, length);
		expect(&begin, LIMIT, length >= 2 + 4 + 2 ? "!1007 " : "");
	}
	buffer_finish(&input);
	add_text(&input, FIN | WEBSOCKET_TEXT, "\xED\xA0\x80");
	expect(&input, LIMIT, "!1007 ");
	add_text(&input, FIN | WEBSOCKET_TEXT, "a\xC3");
	expect(&input, LIMIT, "!1007 ");
	add_text(&input, WEBSOCKET_TEXT, "a\xC3");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "");
	expect(&input, LIMIT, "+ !1007 ");
	add_text(&input, WEBSOCKET_TEXT, "a\xC3");
	add_text(&input, WEBSOCKET_CONTINUATION, "b");
	expect(&input, LIMIT, "+ !1007 ");
	add_text(&input, WEBSOCKET_BINARY, "a\xC3");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "\xC3");
	add_text(&input, FIN | WEBSOCKET_TEXT, "\xC3\xA9");
	expect(&input, LIMIT, "+ binary(a\xC3\xC3) text(\xC3\xA9) ");
}
END_TEST

static void add_status(struct buffer *out, unsigned status, const char *reason)
{
	char payload[200] = {(char)(status >> 8), (char)status};
	strcpy(payload + 2, reason);
	add(out, FIN | WEBSOCKET_CLOSE, payload, 2 + strlen(reason));
}

START_TEST(closes)
{
	struct buffer input = {0};
	for (unsigned status = 0; status <= 0xFFFF; status++) {
		char wanted[32];
		bool good = (status >= 1000 && status <= 1014 && status != 1004 && status != 1005 &&
				    status != 1006) ||
			    (status >= 3000 && status <= 4999);
		snprintf(wanted, sizeof wanted, good ? "close %u() " : "!1002 ", status);
		add_status(&input, status, "");
		expect_pieces(&input, LIMIT, 16, wanted);
		input.length = 0;
	}
	add_text(&input, FIN | WEBSOCKET_CLOSE, "");
	add_text(&input, FIN | WEBSOCKET_TEXT, "not read");
	expect(&input, LIMIT, "close 1005() ");
	add_text(&input, FIN | WEBSOCKET_CLOSE, "\x03");
	expect(&input, LIMIT, "!1002 ");
	add_status(&input, 1000, "b\xC3\xA9");
	expect(&input, LIMIT, "close 1000(b\xC3\xA9) ");
	add_status(&input, 1000, "b\xC3");
	expect(&input, LIMIT, "!1007 ");
	add_status(&input, 1000, "\xFFz");
	expect(&input, LIMIT, "!1007 ");
	add_status(&input, 999, "\xFFz");
	expect(&input, LIMIT, "!1002 ");
	add_text(&input, WEBSOCKET_TEXT, "a\xC3"); /* a CLOSE may come between pieces */
	add_status(&input, 4999, "");
	expect(&input, LIMIT, "+ close 4999() ");
}
END_TEST

/* So that a client who is idle has no memory here. */
START_TEST(message_is_freed)
{
	struct buffer input = {0};
	struct websocket websocket = {0};
	struct websocket_frame frame;
	add_text(&input, WEBSOCKET_TEXT, "ab");
	add_text(&input, FIN | WEBSOCKET_CONTINUATION, "c");
	ck_assert_int_eq(websocket_read(&websocket, input.bytes, input.length, LIMIT, &frame),
		WEBSOCKET_PIECE);
	ck_assert_ptr_nonnull(websocket.message.bytes);
	ck_assert_mem_eq(frame.payload, "\0", 2); /* it may be a part of a password */
	ck_assert_int_eq(websocket_read(&websocket, input.bytes + frame.used,
				 input.length - frame.used, LIMIT, &frame),
		WEBSOCKET_MESSAGE);
	ck_assert_uint_eq(frame.length, 3);
	ck_assert_mem_eq(frame.payload, "abc", 3);
	ck_assert_int_eq(websocket_read(&websocket, input.bytes, 0, LIMIT, &frame), WEBSOCKET_MORE);
	ck_assert_ptr_null(websocket.message.bytes);
	buffer_finish(&input);
}
END_TEST

START_TEST(frames_of_the_server)
{
	static const struct {
		size_t length;
		const char *header;
		size_t header_length;
	} rows[] = {{0, "\x81\x00", 2}, {125, "\x81\x7D", 2}, {126, "\x81\x7E\x00\x7E", 4},
		{65535, "\x81\x7E\xFF\xFF", 4},
		{65536, "\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10}};
	char *payload = calloc(1, 65536);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buffer out = {0};
		buffer_add(&out, "before", 6);
		websocket_add(&out, WEBSOCKET_TEXT, payload, rows[i].length);
		ck_assert_uint_eq(out.length, 6 + rows[i].header_length + rows[i].length);
		ck_assert_mem_eq(out.bytes + 6, rows[i].header, rows[i].header_length);
		char header[WEBSOCKET_HEADER_MAX];
		ck_assert_uint_eq(websocket_header(header, WEBSOCKET_TEXT, rows[i].length),
			rows[i].header_length);
		ck_assert_mem_eq(header, rows[i].header, rows[i].header_length);
		size_t whole = out.length - 6, size;
		for (size_t length = 0; length < whole; length += 1 + length / 7)
			ck_assert_uint_eq(websocket_sent_length(out.bytes + 6, length, &size), 0);
		buffer_add(&out, "behind", 6);
		ck_assert_uint_eq(websocket_sent_length(out.bytes + 6, whole, &size), whole);
		ck_assert_uint_eq(websocket_sent_length(out.bytes + 6, whole + 6, &size), whole);
		ck_assert_uint_eq(size, rows[i].length);
		buffer_finish(&out);
	}
	free(payload);
}
END_TEST

START_TEST(closes_of_the_server)
{
	struct buffer out = {0};
	char reason[300];
	websocket_add_close(&out, WEBSOCKET_NO_STATUS, "");
	websocket_add_close(&out, WEBSOCKET_TOO_BIG, "");
	websocket_add_close(&out, WEBSOCKET_NORMAL, "bye");
	ck_assert_uint_eq(out.length, 2 + 4 + 7);
	ck_assert_mem_eq(out.bytes,
		"\x88\x00\x88\x02\x03\xF1\x88\x05\x03\xE8"
		"bye",
		out.length);
	out.length = 0;
	memset(reason, 'x', sizeof reason);
	strcpy(reason + 122, "\xC3\xA9 and more"); /* its end is in the middle of a character */
	websocket_add_close(&out, WEBSOCKET_NORMAL, reason);
	ck_assert_uint_eq(out.length, 2 + 2 + 122);
	ck_assert_int_eq(out.bytes[1], 124);
	out.length = 0;
	strcpy(reason + 121, "\xC3\xA9 and more");
	websocket_add_close(&out, WEBSOCKET_NORMAL, reason);
	ck_assert_uint_eq(out.length, 2 + WEBSOCKET_CONTROL_MAX);
	buffer_finish(&out);
}
END_TEST

START_TEST(keys)
{
	static const char *const bad[] = {"",
		"dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZQAA",
		"dGhlIHNhbXBsZSBub25jZQA=", "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBs SBub25jZQ==",
		"dGhlIHNhbXBs-SBub25jZQ==", "dGhlIHNhbXBs_SBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ--"};
	char out[WEBSOCKET_ACCEPT_SIZE];
	ck_assert(websocket_accept(out, "dGhlIHNhbXBsZSBub25jZQ==", 24)); /* RFC 6455, 1.3 */
	unit_same(out, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	ck_assert(websocket_accept(out, "AAAAAAAAAAAAAAAAAAA+/w==", 24));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!websocket_accept(out, bad[i], strlen(bad[i])), "'%s'", bad[i]);
	ck_assert(!websocket_accept(out, "dGhlIHNhbXBs\0SBub25jZQ==", 24));
}
END_TEST

static void expect_sha1(const char *bytes, size_t length, const char *wanted)
{
	uint8_t hash[SHA1_BYTES];
	char got[2 * SHA1_BYTES + 1];
	sha1(hash, bytes, length);
	for (size_t i = 0; i < SHA1_BYTES; i++)
		snprintf(got + 2 * i, 3, "%02x", hash[i]);
	unit_same(got, wanted);
}

/* RFC 3174, 7.3, and lengths at which another block begins; those were taken from sha1sum(1). */
START_TEST(sha1_of_texts)
{
	static const struct {
		size_t length;
		const char *wanted;
	} rows[] = {{0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
		{55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"},
		{56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
		{63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"},
		{64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
		{65, "11655326c708d70319be2610e8a57d9a5b959d3b"},
		{119, "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"},
		{120, "f34c1488385346a55709ba056ddd08280dd4c6d6"},
		{1000, "291e9a6c66994949b57ba5e650361e98fc36b1ba"}};
	char text[1000];
	expect_sha1("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d");
	expect_sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
		"84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	memset(text, 'a', sizeof text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_sha1(text, rows[i].length, rows[i].wanted);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {whole_messages, pieces_of_messages, bad_beginnings,
		long_headers, limit, texts_that_are_not_utf8, closes, message_is_freed,
		frames_of_the_server, closes_of_the_server, keys, sha1_of_texts, NULL};
	return unit_cases("websocket", cases);
}
