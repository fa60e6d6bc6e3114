#include "style.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"

const char *style_init(void)
{
	const char *locale = setlocale(LC_CTYPE, "");
	if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
		return NULL;
	}
	const char *encoding = nl_langinfo(CODESET);
	return strcmp(encoding, "UTF-8") == 0 ? NULL : encoding;
}

bool style_is_dumb(void)
{
	const char *terminal = getenv("TERM");
	return !terminal || !*terminal || strcmp(terminal, "dumb") == 0;
}

bool style_wants_colour(void)
{
	const char *refused = getenv("NO_COLOR");
	return !(refused && *refused) && !style_is_dumb();
}

/* No pure red: refusals have that. */
const unsigned char style_palette[STYLE_COLOURS] = {
	28, 30, 32, 63, 64, 100, 130, 134, 161, 164, 166, 167};

unsigned char style_name_colour(const char *name, size_t length)
{
	struct name_key key;
	name_key(&key, name, length);
	uint32_t hash = 2166136261; /* FNV-1a: collisions do no harm */
	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.bytes[i]) * 16777619;
	return style_palette[(hash >> 8) % STYLE_COLOURS];
}
