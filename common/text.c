#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* Some programs end a line at U+2028 and U+2029; terminals do not. */
static bool is_control(utf8proc_int32_t c, uint32_t allowed)
{
	if (c < 0x20)
		return !(allowed & TEXT_CONTROL(c));
	return (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7F;
}

/* The open embeddings, overrides and isolates (UAX #9), the innermost last. */
struct bidi {
	bool isolate[TEXT_BIDI_MAX];
	unsigned depth;
};

static bool is_bidi(utf8proc_int32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static char *add_mark(char *to, utf8proc_int32_t c)
{
	return to + utf8proc_encode_char(c, (utf8proc_uint8_t *)to);
}

static char *close_to(struct bidi *bidi, unsigned depth, char *to)
{
	while (bidi->depth > depth)
		to = add_mark(to, bidi->isolate[--bidi->depth] ? 0x2069 : 0x202C);
	return to;
}

/* Copies a bidi character unless it nests too deeply or closes nothing. The end of an isolate also
 * ends what was opened in it (UAX #9, BD9 and X6a). */
static char *take_mark(struct bidi *bidi, utf8proc_int32_t c, char *to)
{
	unsigned depth = bidi->depth;
	if (c == 0x202C)
		return depth > 0 && !bidi->isolate[depth - 1] ? close_to(bidi, depth - 1, to) : to;
	if (c == 0x2069) {
		while (depth > 0 && !bidi->isolate[depth - 1])
			depth--;
		return depth > 0 ? close_to(bidi, depth - 1, to) : to;
	}
	if (depth == TEXT_BIDI_MAX)
		return to;
	bidi->isolate[bidi->depth++] = c >= 0x2066;
	return add_mark(to, c);
}

bool text_has_bidi(const char *text, size_t length)
{
	for (size_t at = 0; at < length; at++) {
		utf8proc_int32_t c;
		if (text[at] == '\xE2' &&
			utf8proc_iterate((const utf8proc_uint8_t *)text + at,
				(utf8proc_ssize_t)(length - at), &c) == 3 &&
			is_bidi(c))
			return true;
	}
	return false;
}

void text_drop_bidi(char *text)
{
	char *to = text;
	if (!text_has_bidi(text, strlen(text)))
		return;
	while (*text) {
		if (text_has_bidi(text, strnlen(text, 3)))
			text += 3;
		else
			*to++ = *text++;
	}
	*to = '\0';
}

size_t text_safe_with(char *out, const char *in, size_t length, uint32_t controls)
{
	char *to = out;
	size_t at = 0;
	struct bidi bidi = {.depth = 0};
	while (at < length) {
		size_t run = at;
		while (run < length && is_plain((unsigned char)in[run]))
			run++;
		memcpy(to, in + at, run - at);
		to += run - at;
		at = run;
		if (at == length)
			break;
		utf8proc_int32_t c;
		utf8proc_ssize_t used = utf8proc_iterate(
			(const utf8proc_uint8_t *)in + at, (utf8proc_ssize_t)(length - at), &c);
		bool bad = used <= 0 || is_control(c, controls);
		if (!bad && is_bidi(c)) {
			to = take_mark(&bidi, c, to);
			at += (size_t)used;
			continue;
		}
		if (!bad && c == 1) /* IRC_CTCP ends a part of the text (irc_text.h) */
			to = close_to(&bidi, 0, to);
		size_t size = bad ? sizeof replacement - 1 : (size_t)used;
		memcpy(to, bad ? replacement : in + at, size);
		to += size;
		at += used <= 0 ? 1 : (size_t)used;
	}
	to = close_to(&bidi, 0, to);
	*to = '\0';
	return (size_t)(to - out);
}

size_t text_safe(char *out, const char *in, size_t length)
{
	return text_safe_with(out, in, length, TEXT_CONTROL('\t'));
}

size_t text_point(const char *text, size_t length, int32_t *c)
{
	utf8proc_ssize_t used =
		utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, c);
	if (used > 0)
		return (size_t)used;
	*c = -1;
	return 1;
}

/* Columns of the first character; stores its bytes in `used`. A TAB counts as one column. */
static size_t char_width(const char *text, size_t length, size_t *used)
{
	int32_t c;
	*used = text_point(text, length, &c);
	return c < 0 || c == '\t' ? 1 : (size_t)utf8proc_charwidth(c);
}

size_t text_width(const char *text, size_t length)
{
	size_t width = 0;
	size_t used;
	for (size_t at = 0; at < length; at += used)
		width += char_width(text + at, length - at, &used);
	return width;
}

size_t text_fit(const char *text, size_t length, size_t columns)
{
	size_t width = 0;
	size_t used;
	size_t at = 0;
	for (; at < length; at += used) {
		width += char_width(text + at, length - at, &used);
		if (width > columns)
			break;
	}
	return at;
}

/* Whether the byte continues a multibyte character (RFC 3629, section 3). */
static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t text_cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && is_inside(text[most]))
		most--;
	return most;
}

bool text_blank(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] != ' ' && text[i] != '\t')
			return false;
	return true;
}

static const struct {
	int64_t seconds;
	const char *name;
} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};

static const char *write_duration(char out[TEXT_DURATION_SIZE], int64_t seconds, unsigned unit)
{
	int64_t n = seconds / units[unit].seconds;
	snprintf(out, TEXT_DURATION_SIZE, "%" PRId64 " %s%s", n, units[unit].name,
		n == 1 ? "" : "s");
	return out;
}

const char *text_duration(char out[TEXT_DURATION_SIZE], int64_t seconds)
{
	unsigned i = 0;
	while (seconds % units[i].seconds != 0)
		i++;
	return write_duration(out, seconds, i);
}

const char *text_about(char out[TEXT_DURATION_SIZE], int64_t seconds)
{
	unsigned i = 0;
	while (i < 3 && seconds < units[i].seconds - units[i + 1].seconds / 2)
		i++;
	return write_duration(out, seconds + units[i].seconds / 2, i);
}

const char *text_ago(char out[TEXT_DURATION_SIZE], int64_t seconds)
{
	if (seconds < 1)
		return "just now";
	unsigned i = 0;
	while (seconds < units[i].seconds)
		i++;
	write_duration(out, seconds, i);
	return strcat(out, " ago");
}
