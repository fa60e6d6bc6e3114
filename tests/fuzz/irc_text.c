/* Text of IRC: plain text has no codes, safe text is UTF-8 with no other controls, parts make the
 * whole again, and masks match what a table of all prefixes says. The first byte is the size of
 * the parts; a mask ends at the first newline. */
#include "irc_text.h"
#include "glob.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "fuzz.h"
#include "text.h"

#define CODES "\x02\x03\x04\x0F\x11\x16\x1D\x1E\x1F"
#define MASK_MAX 200

static void check_plain(const char *text, size_t length)
{
	char *out = malloc(length + 1);
	size_t plain = irc_text_plain(out, text, length);
	FUZZ_CHECK(plain <= length && out[plain] == '\0');
	FUZZ_CHECK(!irc_text_has_codes(out, plain));
	FUZZ_CHECK((plain < length) == irc_text_has_codes(text, length));
	char *in_place = malloc(length + 1);
	memcpy(in_place, text, length);
	FUZZ_CHECK(irc_text_plain(in_place, in_place, length) == plain);
	FUZZ_CHECK(memcmp(in_place, out, plain) == 0);
	free(in_place);
	free(out);
}

static void check_safe(const char *text, size_t length)
{
	char *once = malloc(TEXT_SAFE_SIZE(length)), *other = malloc(TEXT_SAFE_SIZE(length));
	size_t safe = irc_text_safe(once, text, length);
	FUZZ_CHECK(safe < TEXT_SAFE_SIZE(length) && strlen(once) == safe);
	FUZZ_CHECK(irc_text_utf8(once, safe));
	for (size_t i = 0; i < safe; i++) {
		unsigned char c = (unsigned char)once[i];
		FUZZ_CHECK((c >= 0x20 && c != 0x7F) || strchr(CODES "\x01\t", c));
	}
	if (!irc_text_has_codes(text, length) && !memchr(text, IRC_CTCP, length)) {
		FUZZ_CHECK(text_safe(other, text, length) == safe);
		FUZZ_CHECK(memcmp(once, other, safe) == 0);
	}
	char *twice = malloc(TEXT_SAFE_SIZE(safe));
	FUZZ_CHECK(irc_text_safe(twice, once, safe) == safe && memcmp(once, twice, safe) == 0);
	free(twice);
	free(other);
	free(once);
}

/* A part of UTF-8 is UTF-8. It ends within no code but one that it began with. */
static void check_end(const char *part, size_t size, size_t length)
{
	FUZZ_CHECK(!irc_text_utf8(part, length) || irc_text_utf8(part, size));
	for (size_t at = 0, code; at < size; at += code ? code : 1) {
		code = irc_text_code(part + at, length - at);
		FUZZ_CHECK(at == 0 || at + code <= size);
	}
}

static void check_parts(const char *text, size_t length, size_t most)
{
	size_t quarter = most - most / 4;
	for (size_t at = 0, size; at < length; at += size) {
		const char *part = text + at;
		size_t left = length - at;
		size = irc_text_split(part, left, most);
		FUZZ_CHECK(size > 0 && size <= most && size <= left);
		FUZZ_CHECK(size == left || left > most);
		check_end(part, size, left);
		if (size == left || part[size - 1] == ' ')
			continue;
		/* There was no blank to end behind, unless a mark belongs to it. */
		for (size_t i = quarter; i < size; i++)
			FUZZ_CHECK(part[i - 1] != ' ' || (part[i] & 0x80));
	}
}

static void check_ctcp(const char *text)
{
	const char *command, *rest;
	size_t command_length, rest_length;
	if (!irc_ctcp_parse(text, &command, &command_length, &rest, &rest_length)) {
		FUZZ_CHECK(*text != IRC_CTCP || strchr("\x01 ", text[1]));
		return;
	}
	FUZZ_CHECK(command == text + 1 && command_length > 0);
	FUZZ_CHECK(!memchr(command, ' ', command_length));
	FUZZ_CHECK(rest == command + command_length || rest == command + command_length + 1);
	FUZZ_CHECK(rest[rest_length] == IRC_CTCP || rest[rest_length] == '\0');
	FUZZ_CHECK(!memchr(command, IRC_CTCP, (size_t)(rest - command) + rest_length));
}

/* The code points, or single bytes, of a text; of a mask, '*' and '?' are MANY and ONE. */
enum { MANY = 1 << 22, ONE, BYTE = 1 << 23 };

static size_t read_points(int *points, const char *text, bool mask)
{
	size_t count = 0;
	for (size_t left = strlen(text); left > 0;) {
		bool escaped = mask && *text == '\\' && left > 1 && strchr("*?", text[1]);
		bool wild = mask && !escaped && (*text == '*' || *text == '?');
		text += escaped;
		left -= escaped;
		utf8proc_int32_t c;
		utf8proc_ssize_t used = utf8proc_iterate(
			(const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &c);
		points[count++] = wild	     ? (*text == '*' ? MANY : ONE)
				  : used > 0 ? c
					     : BYTE + (unsigned char)*text;
		size_t size = used > 0 ? (size_t)used : 1;
		text += size;
		left -= size;
	}
	return count;
}

/* Row by row: whether the mask's first points match the text's first ones. */
static bool matches(const char *mask, const char *text)
{
	static int masks[MASK_MAX + 1], texts[MASK_MAX + 1];
	static bool rows[MASK_MAX + 1][MASK_MAX + 1];
	size_t mask_count = read_points(masks, mask, true);
	size_t text_count = read_points(texts, text, false);
	for (size_t m = 0; m <= mask_count; m++) {
		for (size_t t = 0; t <= text_count; t++) {
			if (m == 0)
				rows[m][t] = t == 0;
			else if (masks[m - 1] == MANY)
				rows[m][t] = rows[m - 1][t] || (t > 0 && rows[m][t - 1]);
			else
				rows[m][t] = t > 0 && rows[m - 1][t - 1] &&
					     (masks[m - 1] == ONE || masks[m - 1] == texts[t - 1]);
		}
	}
	return rows[mask_count][text_count];
}

static void check_mask(const char *data, size_t size)
{
	char mask[MASK_MAX + 1] = "", text[MASK_MAX + 1] = "";
	const char *newline = memchr(data, '\n', size);
	size_t front = newline ? (size_t)(newline - data) : size / 2;
	const char *behind = data + front + (newline != NULL);
	size_t back = size - (size_t)(behind - data);
	memcpy(mask, data, front < MASK_MAX ? front : MASK_MAX);
	memcpy(text, behind, back < MASK_MAX ? back : MASK_MAX);
	FUZZ_CHECK(glob_match(mask, text) == matches(mask, text));
}

/* The same for short ones of so few different bytes that they often match. */
static void check_short_masks(const char *data, size_t size)
{
	for (size_t at = 0; at + 16 <= size && at < 512; at += 16) {
		char mask[7] = "", text[11] = "";
		for (size_t i = 0; i < 6; i++)
			mask[i] = "*?\\ab\xC3\xA9*"[(unsigned char)data[at + i] % 8];
		for (size_t i = 0; i < 10; i++)
			text[i] = "*b\\ab\xC3\xA9\xE6"[(unsigned char)data[at + 6 + i] % 8];
		const char *from = mask + (unsigned char)data[at] / 8 % 6;
		FUZZ_CHECK(glob_match(from, text) == matches(from, text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	const char *text = (const char *)data + 1;
	size_t length = size - 1;
	check_plain(text, length);
	check_safe(text, length);
	check_parts(text, length, 4U + data[0]);
	check_mask(text, length);
	check_short_masks(text, length);
	char *ended = strndup(text, length);
	check_ctcp(ended);
	free(ended);
	return 0;
}
