/* Bytes that grow: where doors encode events. Not shared between threads. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

struct buffer {
	char *bytes;
	size_t length;
	size_t size;
};

void buffer_finish(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const char *bytes, size_t length);
void buffer_add_text(struct buffer *buffer, const char *text);

/* Makes room for `length` bytes behind what is there and returns where; they are not counted. */
char *buffer_reserve(struct buffer *buffer, size_t length);

/* Appends each text up to a NULL. */
void buffer_add_all(struct buffer *buffer, ...) __attribute__((sentinel));
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
