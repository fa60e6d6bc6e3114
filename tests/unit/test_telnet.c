/* Telnet's commands are taken out of what a person sends, however the bytes arrive. */
#include <stdlib.h>
#include <string.h>

#include "framing.h"
#include "telnet.h"
#include "unit.h"

#define IAC "\xFF"
#define DONT "\xFE"
#define DO "\xFD"
#define WONT "\xFC"
#define WILL "\xFB"
#define SB "\xFA"
#define SE "\xF0"
#define IP "\xF4"
#define BREAK "\xF3"
#define SUSPEND "\xED"
#define AYT "\xF6"
#define TIMING_MARK "\x06"
#define BYTES(text) (text), sizeof(text) - 1

/* A conn's input, what its lines were, "(line)" each, and what it was answered. */
struct input {
	char held[4096], lines[4096], answers[4096];
	size_t length, lines_length, answers_length, commands;
	unsigned asked;
};

static void put(char *to, size_t *length, const char *bytes, size_t more)
{
	ck_assert_uint_lt(*length + more, 4096);
	memcpy(to + *length, bytes, more);
	*length += more;
	to[*length] = '\0';
}

static void take_lines(struct input *input, size_t whole, bool last)
{
	struct frame frame;
	bool dropping = false;
	size_t at = 0;
	while (framing_next(&dropping, input->held + at, whole - at, last, 1000, &frame) ==
		FRAMING_LINE) {
		put(input->lines, &input->lines_length, "(", 1);
		put(input->lines, &input->lines_length, input->held + at, frame.length);
		put(input->lines, &input->lines_length, ")", 1);
		at += frame.used;
	}
	input->length -= at;
	memmove(input->held, input->held + at, input->length);
}

/* With exactly these bytes, so that a sanitizer sees what reads over them. */
static void give(struct input *input, const char *bytes, size_t length, bool last)
{
	size_t size = input->length + length;
	char *exact = malloc(size + !size);
	struct telnet found;
	memcpy(exact, input->held, input->length);
	memcpy(exact + input->length, bytes, length);
	telnet_take(exact, size, last, &found);
	ck_assert_uint_le(found.whole, found.length);
	ck_assert_uint_le(found.length, size);
	input->length = 0;
	put(input->held, &input->length, exact + size - found.length, found.length);
	free(exact);
	put(input->answers, &input->answers_length, found.answer, found.answer_length);
	input->commands += found.commands;
	input->asked += found.asked;
	take_lines(input, found.whole, last);
}

/* Whole, cut at each byte, and byte by byte. */
static void expect(const char *bytes, size_t length, const char *lines, const char *answers,
	size_t answers_length)
{
	static struct input input;
	for (size_t cut = 0; cut <= length + 1; cut++) {
		memset(&input, 0, sizeof input);
		if (cut > length) {
			for (size_t i = 0; i < length; i++)
				give(&input, bytes + i, 1, false);
		} else {
			give(&input, bytes, cut, false);
			give(&input, bytes + cut, length - cut, false);
		}
		give(&input, "", 0, true);
		ck_assert_msg(strcmp(input.lines, lines) == 0, "cut at %zu: %s, not %s", cut,
			input.lines, lines);
		ck_assert_uint_eq(input.answers_length, answers_length);
		ck_assert(memcmp(input.answers, answers, answers_length) == 0);
	}
}

START_TEST(other_text_stays)
{
	ck_assert(!telnet_present(BYTES("hello\r\n\xC3\x9C"
					"bung")));
	expect(BYTES("hello\n\xC3\x9C"
		     "bung\r\nlast"),
		"(hello)(\xC3\x9C"
		"bung)(last)",
		"", 0);
	expect("", 0, "", "", 0);
}
END_TEST

START_TEST(commands_are_taken_out)
{
	ck_assert(telnet_present(BYTES("a" IAC)));
	expect(BYTES("one" IAC IP " two" IAC "\xF1\n"), "(one two)", "", 0);
	expect(BYTES(IAC WONT "\x01" IAC DONT "\x03/oper alice pw\r\n"), "(/oper alice pw)", "", 0);
	for (int c = 236; c < 250; c++) {
		char bytes[] = {'a', '\xFF', (char)c, 'b', '\n'};
		expect(bytes, sizeof bytes, "(ab)", "", 0);
	}
}
END_TEST

START_TEST(requests_are_declined_and_refusals_not_answered)
{
	expect(BYTES(IAC WILL "\x1Fx" IAC DO "\x01\n" IAC WONT "\x1F" IAC DONT "\x01"), "(x)",
		BYTES(IAC DONT "\x1F" IAC WONT "\x01"));
	expect(BYTES(IAC IP IAC DO TIMING_MARK), "", BYTES(IAC WONT TIMING_MARK));
	expect(BYTES(IAC WILL IAC), "", BYTES(IAC DONT IAC)); /* an option may have any number */
}
END_TEST

START_TEST(subnegotiations_are_taken_out)
{
	expect(BYTES("a" IAC SB "\x1F\x00\x50\x00\x0A" IAC SE "b\n"), "(ab)", "", 0);
	expect(BYTES(IAC SB "\x18" IAC IAC "\n" IAC SE "x\n"), "(x)", "", 0);
	expect(BYTES(IAC SB "\x18" IAC IP "y" IAC SE "x\n"), "(x)", "", 0);
	expect(BYTES("a\n" IAC SB "\x18 no end\n"), "(a)", "", 0);
}
END_TEST

/* Else whoever sends such a beginning by mistake would never be heard again. */
START_TEST(one_without_an_end_ends)
{
	char bytes[TELNET_OPTION_MAX + 20];
	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes, IAC SB, 2);
	memcpy(bytes + TELNET_OPTION_MAX, "here I am\n", 10);
	expect(bytes, TELNET_OPTION_MAX + 10, "(here I am)", "", 0);
	bytes[TELNET_OPTION_MAX - 1] = '\xFF';
	static struct input input;
	for (size_t i = 0; i < TELNET_OPTION_MAX + 10; i++)
		give(&input, bytes + i, 1, false);
	ck_assert_ptr_nonnull(strstr(input.lines, "ere I am)"));
}
END_TEST

/* As Debian's telnet sends them. */
START_TEST(letters_that_were_taken_for_control_keys)
{
	expect(BYTES("\xC3" IAC BREAK IAC DO TIMING_MARK "bung\r\n"),
		"(\xC3\x9C"
		"bung)",
		BYTES(IAC WONT TIMING_MARK));
	expect(BYTES("\xC3" IAC IP "\n"), "(\xC3\x83)", "", 0);
	expect(BYTES("\xD0" IAC SUSPEND "\n"), "(\xD0\x9A)", "", 0);
	expect(BYTES("\xE2" IAC SUSPEND IAC BREAK "\n"), "(\xE2\x9A\x9C)", "", 0);
	expect(BYTES("\xC3\x9C" IAC IP "x" IAC BREAK "\n"), "(\xC3\x9Cx)", "", 0);
	expect(BYTES(IAC IP "\x80" IAC IP "\n"), "(\x80)", "", 0);
}
END_TEST

START_TEST(other_ends_of_line_and_bytes)
{
	expect(BYTES("one\r\0two\r\0"), "(one)(two)", "", 0);
	expect(BYTES("a\r\n\0b\n"), "(a)(", "", 0); /* a NUL, which becomes safe later */
}
END_TEST

START_TEST(what_is_no_command_is_no_text_either)
{
	expect(BYTES("a" IAC IAC "b\n"),
		"(a\xFE"
		"b)",
		"", 0);
	expect(BYTES("a" IAC "b" IAC "\n"),
		"(a\xFE"
		"b\xFE)",
		"", 0);
	expect(BYTES("a" IAC), "(a)", "", 0);
	expect(BYTES(IAC DONT "\n"), "(\xFE\xFE)", "", 0);
}
END_TEST

START_TEST(answers_are_no_more_than_asked_for_and_bounded)
{
	static char bytes[3 * 4 * TELNET_ANSWERS_MAX];
	struct telnet found;
	for (size_t i = 0; i < sizeof bytes; i += 3)
		memcpy(bytes + i, IAC DO "\x01", 3);
	telnet_take(bytes, sizeof bytes, false, &found);
	ck_assert_uint_eq(found.commands, 4 * TELNET_ANSWERS_MAX);
	ck_assert_uint_eq(found.answer_length, 3 * TELNET_ANSWERS_MAX);
	ck_assert_uint_eq(found.length, 0);
	char again[] = IAC AYT IAC AYT;
	telnet_take(again, 4, false, &found);
	ck_assert(found.asked);
	ck_assert_uint_eq(found.answer_length, 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {other_text_stays, commands_are_taken_out,
		requests_are_declined_and_refusals_not_answered, subnegotiations_are_taken_out,
		one_without_an_end_ends, letters_that_were_taken_for_control_keys,
		other_ends_of_line_and_bytes, what_is_no_command_is_no_text_either,
		answers_are_no_more_than_asked_for_and_bounded, NULL};
	return unit_cases("telnet", cases);
}
