#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"

#define KEEP_BYTES 65536 /* buffer_clear() frees more than that */

void buffer_finish(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){0};
}

void buffer_wipe(struct buffer *buffer)
{
	sodium_memzero(buffer->bytes, buffer->size);
	buffer_finish(buffer);
}

void buffer_clear(struct buffer *buffer)
{
	if (buffer->size > KEEP_BYTES)
		buffer_finish(buffer);
	buffer->length = 0;
}

void buffer_grow(struct buffer *buffer, size_t length)
{
	buffer->size = 2 * (buffer->length + length);
	buffer->bytes = memory_grow(buffer->bytes, buffer->size);
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_add_all(struct buffer *buffer, ...)
{
	va_list texts;
	va_start(texts, buffer);
	for (const char *text; (text = va_arg(texts, const char *));)
		buffer_add_text(buffer, text);
	va_end(texts);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	buffer_reserve(buffer, 64); /* most texts fit, so that one call writes them */
	size_t room = buffer->size - buffer->length;
	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(buffer->bytes + buffer->length, room, format, arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length >= room) {
		room = (size_t)length + 1;
		buffer_reserve(buffer, room);
		vsnprintf(buffer->bytes + buffer->length, room, format, again);
	}
	va_end(again);
	if (length > 0)
		buffer->length += (size_t)length;
}

const char *buffer_text(struct buffer *buffer)
{
	*buffer_reserve(buffer, 1) = '\0';
	return buffer->bytes;
}
