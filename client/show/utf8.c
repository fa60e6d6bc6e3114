#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "memory.h"
#include "text.h"

#define NONE ((iconv_t)-1)
#define NAME_SIZE 64
#define PART_SIZE 4096

/* A process has one locale. Both are NONE where texts pass as they are. */
static iconv_t to_locale = NONE;
static iconv_t from_locale = NONE;

void charset_init(void)
{
	char likeness[NAME_SIZE];
	const char *locale = setlocale(LC_CTYPE, "");
	if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
		return;
	}
	const char *name = nl_langinfo(CODESET);
	if (strcmp(name, "UTF-8") == 0)
		return;
	snprintf(likeness, sizeof likeness, "%s//TRANSLIT", name);
	to_locale = iconv_open(likeness, "UTF-8");
	from_locale = iconv_open("UTF-8", name);
}

bool charset_is_utf8(void)
{
	return to_locale == NONE || from_locale == NONE;
}

/* Appends what a text is in the other charset, with substitutes for what is not in there. */
static void convert(struct evbuffer *out, iconv_t how, char *text, size_t length)
{
	const char *substitute = how == to_locale ? "?" : "\xEF\xBF\xBD";
	char part[PART_SIZE];
	while (length > 0) {
		char *to = part;
		size_t left = sizeof part;
		bool bad = iconv(how, &text, &length, &to, &left) == (size_t)-1 && errno != E2BIG;
		evbuffer_add(out, part, sizeof part - left);
		if (!bad)
			continue;
		evbuffer_add(out, substitute, strlen(substitute));
		text++;
		length--;
	}
}

static struct evbuffer *new_buffer(void)
{
	struct evbuffer *buffer = evbuffer_new();
	if (!buffer)
		fatal("out of memory");
	return buffer;
}

void charset_out(struct evbuffer *buffer)
{
	if (charset_is_utf8())
		return;
	struct evbuffer *from = new_buffer();
	evbuffer_add_buffer(from, buffer);
	size_t length = evbuffer_get_length(from);
	convert(buffer, to_locale, (char *)evbuffer_pullup(from, -1), length);
	evbuffer_free(from);
}

char *charset_out_text(const char *text, size_t length)
{
	struct evbuffer *buffer = new_buffer();
	evbuffer_add(buffer, text, length);
	charset_out(buffer);
	size_t size = evbuffer_get_length(buffer);
	char *out = memory_get(size + 1);
	evbuffer_remove(buffer, out, size);
	out[size] = '\0';
	evbuffer_free(buffer);
	return out;
}

/* What is in `text`, with control characters of C0 but NUL. */
static char *valid(const char *text, size_t length)
{
	char *out = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(out, text, length, ~TEXT_CONTROL(0));
	return out;
}

char *charset_in(const char *text, size_t length)
{
	if (charset_is_utf8())
		return valid(text, length);
	struct evbuffer *converted = new_buffer();
	char *copy = memory_get(length + 1);
	memcpy(copy, text, length);
	convert(converted, from_locale, copy, length);
	size_t size = evbuffer_get_length(converted);
	char *out = valid((const char *)evbuffer_pullup(converted, -1), size);
	evbuffer_free(converted);
	free(copy);
	return out;
}
