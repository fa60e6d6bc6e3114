/* Text of IRC: its codes, CTCP, parts that fit, and masks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "irc_text.h"
#include "text.h"
#include "unit.h"

#define BAD "\xEF\xBF\xBD"
#define CODES "\002\003\004\017\021\026\035\036\037"

static void expect_plain(const char *text, const char *wanted)
{
	size_t length = strlen(text);
	char *out = malloc(length + 1); /* exact, so that a sanitizer sees one too many */
	ck_assert_uint_eq(irc_text_plain(out, text, length), strlen(wanted));
	unit_same(out, wanted);
	memcpy(out, text, length);
	ck_assert_uint_eq(irc_text_plain(out, out, length), strlen(wanted)); /* in place */
	unit_same(out, wanted);
	ck_assert(irc_text_has_codes(text, length) == (strcmp(text, wanted) != 0));
	free(out);
}

START_TEST(styles_go)
{
	expect_plain("", "");
	expect_plain("no codes, 12,3", "no codes, 12,3");
	expect_plain(CODES, "");
	expect_plain("a\002b\035c\037d\036e\021f\026g\017h", "abcdefgh");
	expect_plain("\00212\002", "12");
	expect_plain("\001ACTION\001\t\007", "\001ACTION\001\t\007");
	expect_plain("\xC3\xA9\002\xFF", "\xC3\xA9\xFF");
	char out[4];
	ck_assert_uint_eq(irc_text_plain(out, "\002\0a", 3), 2);
	ck_assert_mem_eq(out, "\0a", 3);
}
END_TEST

START_TEST(colours_go)
{
	expect_plain("\003a", "a");
	expect_plain("\0034a", "a");
	expect_plain("\00304a", "a");
	expect_plain("\003045", "5");
	expect_plain("\0034,a", ",a");
	expect_plain("\0034,5a", "a");
	expect_plain("\0034,05a", "a");
	expect_plain("\00312,123", "3");
	expect_plain("\00312,13,14", ",14");
	expect_plain("\003,5", ",5"); /* no background alone */
	expect_plain("\0034\002,5", ",5");
	expect_plain("\0034", "");
	expect_plain("\0034,", ",");
	expect_plain("\003\0031", "");
	ck_assert_uint_eq(irc_text_code("\00312,13", 2), 2); /* what is not there is not read */
	ck_assert_uint_eq(irc_text_code("\00312,13", 4), 3);
	ck_assert_uint_eq(irc_text_code("\00312,13", 5), 5);
	ck_assert_uint_eq(irc_text_code("\00312,13", 6), 6);
}
END_TEST

START_TEST(hex_colours_go)
{
	expect_plain("\004z", "z");
	expect_plain("\00400ffAAz", "z");
	expect_plain("\00400ffAA9", "9");
	expect_plain("\00400ffA", "00ffA"); /* not a colour */
	expect_plain("\00400ffAg", "00ffAg");
	expect_plain("\00400ffAA,123456z", "z");
	expect_plain("\00400ffAA,12345", ",12345");
	expect_plain("\00400ffAA,", ",");
	expect_plain("\004,123456", ",123456");
}
END_TEST

START_TEST(one_code_at_a_time)
{
	ck_assert_uint_eq(irc_text_code("", 0), 0);
	ck_assert_uint_eq(irc_text_code("\002", 0), 0);
	ck_assert_uint_eq(irc_text_code("a\002", 2), 0);
	ck_assert_uint_eq(irc_text_code("\002\002", 2), 1);
	ck_assert_uint_eq(irc_text_code("\0034,05a", 6), 5);
	ck_assert_uint_eq(irc_text_code("\00400ffAA,123456z", 15), 14);
	for (int c = 0; c < 256; c++) {
		char byte = (char)c;
		bool code = c != 0 && strchr(CODES, c);
		ck_assert_uint_eq(irc_text_code(&byte, 1), code);
		ck_assert(irc_text_has_codes(&byte, 1) == code);
	}
}
END_TEST

START_TEST(safe_lets_codes_and_ctcp_pass)
{
	for (int c = 0; c < 256; c++) {
		char byte = (char)c, wanted[2] = {byte, '\0'}, out[TEXT_SAFE_SIZE(1)];
		bool passes = c != 0 && (strchr(CODES "\001\t", c) || (c >= 0x20 && c < 0x7F));
		ck_assert_uint_eq(irc_text_safe(out, &byte, 1), passes ? 1 : 3);
		ck_assert_str_eq(out, passes ? wanted : BAD);
	}
	const char in[] = "a\002\xC3\xA9\0034\xC3\033[m\xC2\x85\xE2\x80\xA8";
	char out[TEXT_SAFE_SIZE(sizeof in)];
	irc_text_safe(out, in, sizeof in - 1);
	unit_same(out, "a\002\xC3\xA9\0034" BAD BAD "[m" BAD BAD);
	text_safe(out, CODES "\001\t", 11);
	unit_same(out, BAD BAD BAD BAD BAD BAD BAD BAD BAD BAD "\t");
}
END_TEST

static bool is_utf8(const char *text)
{
	return irc_text_utf8(text, strlen(text));
}

START_TEST(utf8_is_what_the_standard_says)
{
	ck_assert(is_utf8(""));
	ck_assert(is_utf8("abc\x7F\001"));
	ck_assert(irc_text_utf8("a\0b", 3));
	ck_assert(is_utf8(
		"\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
	ck_assert(is_utf8("\xED\x9F\xBF\xEE\x80\x80")); /* around the surrogates */
	static const char *const bad[] = {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\302a",
		"\xE0\x9F\xBF", "\xE2\x82", "\xE2\x28\xA1", "\xED\xA0\x80", "\xED\xBF\xBF",
		"\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE",
		"\xFF", "good\xC3\xA9, then\xE9"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!is_utf8(bad[i]), "%zu", i);
	ck_assert(!irc_text_utf8("\xC3\xA9", 1));
}
END_TEST

/* As "command|rest", or NULL for no CTCP. */
static void expect_ctcp(const char *text, const char *wanted)
{
	const char *command = NULL, *rest = NULL;
	size_t command_length = 0, rest_length = 0;
	char shown[64];
	bool is = irc_ctcp_parse(text, &command, &command_length, &rest, &rest_length);
	ck_assert(is == (wanted != NULL));
	if (!is) {
		ck_assert(!command && !rest);
		return;
	}
	snprintf(shown, sizeof shown, "%.*s|%.*s", (int)command_length, command, (int)rest_length,
		rest);
	unit_same(shown, wanted);
}

START_TEST(ctcp)
{
	expect_ctcp("\001ACTION waves at you\001", "ACTION|waves at you");
	expect_ctcp("\001ACTION waves", "ACTION|waves"); /* not closed */
	expect_ctcp("\001VERSION\001", "VERSION|");
	expect_ctcp("\001VERSION", "VERSION|");
	expect_ctcp("\001VERSION \001", "VERSION|");
	expect_ctcp("\001PING  1  2 \001", "PING| 1  2 ");
	expect_ctcp("\001PING a\001 behind", "PING|a");
	expect_ctcp("\001PING\001 behind", "PING|");
	expect_ctcp("\001ACTION \002bold\002\001", "ACTION|\002bold\002");
	expect_ctcp("", NULL);
	expect_ctcp("ACTION waves", NULL);
	expect_ctcp("a\001ACTION waves\001", NULL);
	expect_ctcp("\001", NULL);
	expect_ctcp("\001\001", NULL);
	expect_ctcp("\001 waves\001", NULL);
}
END_TEST

/* The parts, each in brackets. */
static void expect_parts(const char *text, size_t most, const char *wanted)
{
	char shown[256] = "";
	char *to = shown;
	size_t length = strlen(text);
	for (size_t at = 0; at < length;) {
		size_t size = irc_text_split(text + at, length - at, most);
		ck_assert(size > 0 && size <= most);
		to += sprintf(to, "[%.*s]", (int)size, text + at);
		at += size;
	}
	unit_same(shown, wanted);
}

START_TEST(parts_end_behind_blanks)
{
	expect_parts("short", 8, "[short]");
	expect_parts("exactly8", 8, "[exactly8]");
	expect_parts("exactl 8", 8, "[exactl 8]");
	expect_parts("exactly 9", 8, "[exactly ][9]");
	expect_parts("fourteen x of them", 12, "[fourteen x ][of them]");
	expect_parts("fourteen xx of them", 12, "[fourteen xx ][of them]");
	expect_parts("fourteen xxx of", 12, "[fourteen ][xxx of]"); /* just in the last quarter */
	expect_parts("fourtee xxxx of", 12, "[fourtee xxxx][ of]");
	expect_parts("fourte xxxxx of", 12, "[fourte xxxxx][ of]");
	expect_parts("thirteen-x xx xx", 13, "[thirteen-x ][xx xx]");
	expect_parts("nowordshere", 4, "[nowo][rdsh][ere]");
	expect_parts("a   b", 4, "[a   ][b]");
	ck_assert_uint_eq(irc_text_split("", 0, 4), 0);
}
END_TEST

START_TEST(parts_end_between_characters)
{
	expect_parts("aaa\u00e9b", 4, "[aaa][\u00e9b]");
	expect_parts("\U0001F600\U0001F601", 7, "[\U0001F600][\U0001F601]");
	expect_parts("abce\u0301x", 5, "[abc][e\u0301x]");   /* a letter and its accent */
	expect_parts("abcd \u0301x", 6, "[abcd][ \u0301x]"); /* no blank by itself */
	expect_parts("xx\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", 15,
		"[xx\U0001F1E9\U0001F1EA][\U0001F1EB\U0001F1F7]");	   /* flags are pairs */
	expect_parts("e\u0301\u0301\u0301", 4, "[e\u0301][\u0301\u0301]"); /* itself too long */
	ck_assert_uint_eq(irc_text_split("\U0001F600x", 5, 3), 0); /* the limit is too low */
	ck_assert_uint_eq(irc_text_split("abc", 3, 0), 0);
	expect_parts("\x80\x80\x80\x80\x80", 4, "[\x80\x80\x80\x80][\x80]");
	expect_parts("ab\xE2\x82zz", 4, "[ab\xE2\x82][zz]"); /* no character was cut */
}
END_TEST

START_TEST(parts_keep_codes_whole)
{
	expect_parts("abcd\00304,05e", 8, "[abcd][\00304,05e]");
	expect_parts("abcd\00304,05e", 10, "[abcd\00304,05][e]");
	expect_parts("abcd\00304,xx", 8, "[abcd\00304,][xx]");
	expect_parts("a\00411aaff,22bbeez", 14, "[a][\00411aaff,22bbee][z]");
	expect_parts("\00411aaff,22bbeez", 8, "[\00411aaff,][22bbeez]"); /* itself too long */
	expect_parts("abc \002def", 5, "[abc ][\002def]");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {styles_go, colours_go, hex_colours_go, one_code_at_a_time,
		safe_lets_codes_and_ctcp_pass, utf8_is_what_the_standard_says, ctcp,
		parts_end_behind_blanks, parts_end_between_characters, parts_keep_codes_whole,
		NULL};
	return unit_cases("irc_text", cases);
}
