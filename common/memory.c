#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

_Noreturn void fatal(const char *sentence)
{
	log_event(LOG_ERROR, "fatal", LOG_TEXT("reason", sentence));
	log_flush();
	abort();
}

static void *must(void *pointer)
{
	if (!pointer)
		fatal("out of memory");
	return pointer;
}

void *memory_get(size_t size)
{
	return must(malloc(size ? size : 1));
}

void *memory_zero(size_t size)
{
	return must(calloc(1, size ? size : 1));
}

void *memory_grow(void *old, size_t size)
{
	return must(realloc(old, size ? size : 1));
}

/* The array always has room for the next power of two, at least 4, so `count` implies its size. */
void *memory_add(void *items, size_t count, size_t item)
{
	if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
		return items;
	return memory_grow(items, (count < 4 ? 4 : 2 * count) * item);
}

char *memory_text(const char *text)
{
	return must(strdup(text));
}

char *memory_text_n(const char *text, size_t length)
{
	return must(strndup(text, length));
}

char *memory_vformat(const char *format, va_list arguments)
{
	char *text;
	return vasprintf(&text, format, arguments) < 0 ? must(NULL) : text;
}

char *memory_format(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = memory_vformat(format, arguments);
	va_end(arguments);
	return text;
}

void memory_replace(char **old, const char *text)
{
	char *copy = text ? memory_text(text) : NULL;
	free(*old);
	*old = copy;
}
