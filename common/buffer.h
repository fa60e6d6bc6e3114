/* A string builder: bytes that grow. One set to zero is empty. For one thread at a time. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>
#include <string.h>

struct buffer {
	char *bytes;
	size_t length;
	size_t size;
};

/* Frees the bytes and leaves the buffer empty. */
void buffer_finish(struct buffer *buffer);

/* The same, after overwriting all that was in them: for what may be a secret. */
void buffer_wipe(struct buffer *buffer);

/* Forgets the bytes. At most 64 KiB stay allocated for the next ones. */
void buffer_clear(struct buffer *buffer);

static inline void buffer_add(struct buffer *buffer, const char *bytes, size_t length);
void buffer_add_text(struct buffer *buffer, const char *text);

/* The bytes as a string: puts a NUL behind them, which does not count. Valid until the next call.
 */
const char *buffer_text(struct buffer *buffer);

/* Makes room for `length` more bytes and returns where to write them; the caller adds those that it
 * has written to `buffer->length`. */
static inline char *buffer_reserve(struct buffer *buffer, size_t length);

/* Appends each of the texts; NULL ends the list. */
void buffer_add_all(struct buffer *buffer, ...) __attribute__((sentinel));

void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* These two stand here because most of what is added is short. */
void buffer_grow(struct buffer *buffer, size_t length); /* for buffer_reserve() */

static inline char *buffer_reserve(struct buffer *buffer, size_t length)
{
	if (buffer->size - buffer->length < length)
		buffer_grow(buffer, length);
	return buffer->bytes + buffer->length;
}

static inline void buffer_add(struct buffer *buffer, const char *bytes, size_t length)
{
	if (length == 0)
		return;
	memcpy(buffer_reserve(buffer, length), bytes, length);
	buffer->length += length;
}

#endif
