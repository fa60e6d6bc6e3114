#include "utf8.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "memory.h"
#include "text.h"

const char *utf8_init(void)
{
	const char *locale = setlocale(LC_CTYPE, "");
	if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
		return NULL;
	}
	const char *encoding = nl_langinfo(CODESET);
	return strcmp(encoding, "UTF-8") == 0 ? NULL : encoding;
}

char *utf8_valid(const char *text, size_t length)
{
	char *out = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(out, text, length, ~TEXT_CONTROL(0));
	return out;
}
