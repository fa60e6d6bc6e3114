#include "line.h"

#include <string.h>

enum { SENDER_AT = 0, SEQUENCE_AT = 5, TIME_AT = 14, PADDING_AT = 31, TURNS = 26 };

/* No text ends in a space: ngIRCd, for one, drops it. */
static const char padding[] = "the quick brown fox jumps over-the-lazy-dog,-then-rests-a-bit";

_Static_assert(sizeof padding >= TURNS + TEXT_BYTES - PADDING_AT, "the padding is too short");

static void write_hex(char *out, int digits, uint64_t value)
{
	for (int i = digits - 1; i >= 0; i--) {
		out[i] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
}

static bool read_hex(const char *in, int digits, uint64_t *value)
{
	static const int8_t values[256] = {
		['0'] = 1,
		['1'] = 2,
		['2'] = 3,
		['3'] = 4,
		['4'] = 5,
		['5'] = 6,
		['6'] = 7,
		['7'] = 8,
		['8'] = 9,
		['9'] = 10,
		['a'] = 11,
		['b'] = 12,
		['c'] = 13,
		['d'] = 14,
		['e'] = 15,
		['f'] = 16,
	};
	uint64_t sum = 0;
	int wrong = 0;
	for (int i = 0; i < digits; i++) {
		int digit = values[(unsigned char)in[i]] - 1;
		wrong |= digit;
		sum = sum << 4 | (uint64_t)(digit & 15);
	}
	*value = sum;
	return wrong >= 0;
}

void line_name(char *out, uint32_t id)
{
	out[0] = 'u';
	for (int i = NAME_BYTES - 1; i > 0; i--) {
		out[i] = (char)('0' + id % 10);
		id /= 10;
	}
	out[NAME_BYTES] = '\0';
}

size_t line_write(char *out, const struct line *line)
{
	memset(out, ' ', PADDING_AT);
	write_hex(out + SENDER_AT, 4, line->sender);
	write_hex(out + SEQUENCE_AT, 8, line->sequence);
	write_hex(out + TIME_AT, 16, line->time);
	memcpy(out + PADDING_AT, padding + line->sequence % TURNS, TEXT_BYTES - PADDING_AT);
	out[TEXT_BYTES] = '\n';
	return TEXT_BYTES + 1;
}

bool line_read_text(const char *text, struct line *line)
{
	uint64_t sender, sequence;

	if (!read_hex(text + SENDER_AT, 4, &sender) ||
		!read_hex(text + SEQUENCE_AT, 8, &sequence) ||
		!read_hex(text + TIME_AT, 16, &line->time))
		return false;
	line->sender = (uint32_t)sender;
	line->sequence = (uint32_t)sequence;
	return text[SEQUENCE_AT - 1] == ' ' && text[TIME_AT - 1] == ' ' &&
	       text[PADDING_AT - 1] == ' ' &&
	       memcmp(text + PADDING_AT, padding + line->sequence % TURNS,
		       TEXT_BYTES - PADDING_AT) == 0;
}

bool line_read(const char *bytes, size_t length, struct line *line)
{
	char name[NAME_BYTES + 1];

	if (length != HEARD_BYTES || !line_read_text(bytes + NAME_BYTES + 3, line))
		return false;
	line_name(name, line->sender);
	return bytes[0] == '<' && memcmp(bytes + 1, name, NAME_BYTES) == 0 &&
	       memcmp(bytes + 1 + NAME_BYTES, "> ", 2) == 0;
}
