#include "utf8_check.h"

#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* What may come next, by the state; 0 is the start of a character. */
enum { START, ONE_MORE, TWO_MORE, THREE_MORE, AFTER_E0, AFTER_ED, AFTER_F0, AFTER_F4, BAD };

static const struct {
	uint8_t low, high, next;
} steps[] = {
	[ONE_MORE] = {0x80, 0xBF, START},
	[TWO_MORE] = {0x80, 0xBF, ONE_MORE},
	[THREE_MORE] = {0x80, 0xBF, TWO_MORE},
	[AFTER_E0] = {0xA0, 0xBF, ONE_MORE}, /* less is overlong */
	[AFTER_ED] = {0x80, 0x9F, ONE_MORE}, /* more is a surrogate */
	[AFTER_F0] = {0x90, 0xBF, TWO_MORE}, /* less is overlong */
	[AFTER_F4] = {0x80, 0x8F, TWO_MORE}, /* more is above U+10FFFF */
};

static uint8_t first(uint8_t byte)
{
	if (byte < 0x80)
		return START;
	if (byte < 0xC2 || byte > 0xF4)
		return BAD;
	if (byte < 0xE0)
		return ONE_MORE;
	if (byte < 0xF0)
		return byte == 0xE0 ? AFTER_E0 : byte == 0xED ? AFTER_ED : TWO_MORE;
	return byte == 0xF0 ? AFTER_F0 : byte == 0xF4 ? AFTER_F4 : THREE_MORE;
}

static bool is_ascii(const char *bytes)
{
	uint64_t eight;
	memcpy(&eight, bytes, sizeof eight);
	return (eight & HIGH_BITS) == 0;
}

bool utf8_check(uint8_t *state, const char *bytes, size_t length)
{
	uint8_t at = *state;
	for (size_t i = 0; i < length; i++) {
		while (at == START && length - i > sizeof(uint64_t) && is_ascii(bytes + i))
			i += sizeof(uint64_t);
		uint8_t byte = (uint8_t)bytes[i];
		if (at == START)
			at = first(byte);
		else
			at = byte >= steps[at].low && byte <= steps[at].high ? steps[at].next : BAD;
		if (at == BAD)
			return false;
	}
	*state = at;
	return true;
}

bool utf8_is_state(uint8_t state)
{
	return state < BAD;
}
