#include "irc_text.h"

#include <string.h>

#include <utf8proc.h>

static bool is_code(char byte)
{
	return (unsigned char)byte < 0x20 && (IRC_FORMATTING & TEXT_CONTROL(byte));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Bytes of a colour: at most two digits, or exactly six hexadecimal digits; 0 for none. */
static size_t colour_bytes(const char *text, size_t length, bool hex)
{
	size_t most = hex ? 6 : 2;
	size_t count = 0;
	while (count < most && count < length &&
		(hex ? is_hex_digit(text[count]) : is_digit(text[count])))
		count++;
	return hex && count < most ? 0 : count;
}

size_t irc_text_code(const char *text, size_t length)
{
	if (length == 0 || !is_code(*text))
		return 0;
	if (*text != IRC_COLOUR && *text != IRC_HEX_COLOUR)
		return 1;
	bool hex = *text == IRC_HEX_COLOUR;
	size_t front = colour_bytes(text + 1, length - 1, hex);
	size_t comma = 1 + front;
	if (front == 0 || comma == length || text[comma] != ',')
		return comma;
	size_t back = colour_bytes(text + comma + 1, length - comma - 1, hex);
	return back > 0 ? comma + 1 + back : comma;
}

bool irc_text_has_codes(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (is_code(text[i]))
			return true;
	return false;
}

size_t irc_text_plain(char *out, const char *text, size_t length)
{
	char *to = out;
	for (size_t at = 0; at < length;) {
		size_t code = irc_text_code(text + at, length - at);
		if (code == 0)
			*to++ = text[at++];
		at += code;
	}
	*to = '\0';
	return (size_t)(to - out);
}

size_t irc_text_safe(char *out, const char *in, size_t length)
{
	return text_safe_with(
		out, in, length, IRC_FORMATTING | TEXT_CONTROL(IRC_CTCP) | TEXT_CONTROL('\t'));
}

bool irc_text_utf8(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		utf8proc_int32_t c;
		if ((unsigned char)text[at] < 0x80) {
			at++;
			continue;
		}
		at += text_point(text + at, length - at, &c);
		if (c < 0)
			return false;
	}
	return true;
}

bool irc_ctcp_parse(const char *text, const char **command, size_t *command_length,
	const char **rest, size_t *rest_length)
{
	static const char ends[] = {' ', IRC_CTCP, '\0'};
	if (*text != IRC_CTCP)
		return false;
	size_t length = strcspn(text + 1, ends);
	if (length == 0)
		return false;
	*command = text + 1;
	*command_length = length;
	const char *behind = *command + length;
	if (*behind == ' ')
		behind++;
	*rest = behind;
	*rest_length = strcspn(behind, ends + 1);
	return true;
}

/* Bytes of the first unit that a split keeps whole, a formatting code or a code point. Stores in
 * `c` the code point that decides whether a cluster ends after it. */
static size_t next_unit(const char *text, size_t length, utf8proc_int32_t *c)
{
	size_t code = irc_text_code(text, length);
	if (code == 0)
		return text_point(text, length, c);
	*c = (unsigned char)*text;
	return code;
}

/* Whether a grapheme cluster ends between two code points. */
static bool is_border(utf8proc_int32_t before, utf8proc_int32_t c, utf8proc_int32_t *state)
{
	if (before >= 0 && c >= 0)
		return utf8proc_grapheme_break_stateful(before, c, state);
	*state = 0;
	return true;
}

/* The last border of two code points up to `most`; the text is longer. */
static size_t split_points(const char *text, size_t length, size_t most)
{
	size_t last = 0;
	for (size_t at = 0; at <= most;) {
		utf8proc_int32_t c;
		last = at;
		at += text_point(text + at, length - at, &c);
	}
	return last;
}

size_t irc_text_split(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	size_t cluster = 0, blank = 0;
	utf8proc_int32_t before = -1, state = 0;
	for (size_t at = 0; at <= most;) {
		utf8proc_int32_t c;
		size_t used = next_unit(text + at, length - at, &c);
		if (is_border(before, c, &state)) {
			cluster = at;
			if (before == ' ' && at >= most - most / 4)
				blank = at;
		}
		before = c;
		at += used;
	}
	if (blank > 0)
		return blank;
	return cluster > 0 ? cluster : split_points(text, length, most);
}
