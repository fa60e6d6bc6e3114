#include "scripts.h"

#include <utf8proc.h>

enum script { LATIN = 1, GREEK = 2, CYRILLIC = 4, ARMENIAN = 8, COPTIC = 16, CHEROKEE = 32 };

/* The ranges of letters in keys, in which compatibility forms (full width, mathematical, modifiers)
 * are already plain letters. From Scripts.txt of the Unicode Character Database; a range may
 * include characters that are no letters. */
static const struct {
	utf8proc_int32_t first, last;
	enum script script;
} ranges[] = {
	{0x0041, 0x02B8, LATIN},
	{0x0370, 0x03E1, GREEK},
	{0x03E2, 0x03EF, COPTIC},
	{0x03F0, 0x03FF, GREEK},
	{0x0400, 0x052F, CYRILLIC},
	{0x0531, 0x0588, ARMENIAN},
	{0x13A0, 0x13FF, CHEROKEE},
	{0x1C80, 0x1C8F, CYRILLIC},
	{0x1D00, 0x1D25, LATIN},
	{0x1D26, 0x1D2A, GREEK},
	{0x1D2B, 0x1D2B, CYRILLIC},
	{0x1D2C, 0x1DBE, LATIN},
	{0x1E00, 0x1EFF, LATIN},
	{0x1F00, 0x1FFF, GREEK},
	{0x2C60, 0x2C7F, LATIN},
	{0x2C80, 0x2CFF, COPTIC},
	{0xA640, 0xA69F, CYRILLIC},
	{0xA722, 0xA7FF, LATIN},
	{0xAB30, 0xAB64, LATIN},
	{0xAB65, 0xAB65, GREEK},
	{0xAB70, 0xABBF, CHEROKEE},
};

static unsigned script_of(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);
	if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_LO)
		return 0;
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && c >= ranges[i].first; i++)
		if (c <= ranges[i].last)
			return ranges[i].script;
	return 0;
}

bool scripts_mixed(const char *text, size_t length)
{
	unsigned found = 0;
	for (size_t at = 0; at < length;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t used = utf8proc_iterate(
			(const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &c);
		if (used <= 0)
			return false;
		found |= script_of(c);
		at += (size_t)used;
	}
	return (found & (found - 1)) != 0;
}
