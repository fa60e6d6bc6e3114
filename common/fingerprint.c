#include "fingerprint.h"

#include <stdio.h>
#include <string.h>

void fingerprint_text(char out[FINGERPRINT_TEXT_SIZE], const unsigned char bytes[FINGERPRINT_BYTES])
{
	for (int i = 0; i < FINGERPRINT_BYTES; i++)
		snprintf(out + 3 * i, 4, "%02X%s", bytes[i], i < FINGERPRINT_BYTES - 1 ? ":" : "");
}

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
	return at ? (int)(at - digits) : -1;
}

bool fingerprint_read(char out[FINGERPRINT_TEXT_SIZE], const char *text)
{
	unsigned char bytes[FINGERPRINT_BYTES];
	for (const char *end; (end = strpbrk(text, " \t="));)
		text = end + 1;
	for (int i = 0; i < FINGERPRINT_BYTES; i++) {
		if (i > 0 && *text == ':')
			text++;
		int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);
		if (low < 0)
			return false;
		bytes[i] = (unsigned char)(high * 16 + low);
		text += 2;
	}
	fingerprint_text(out, bytes);
	return !*text;
}
