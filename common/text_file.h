/* Reads a text file that the user has named: settings, a message of the day.
 *
 * The path may name anything. Reading has a limit, so /dev/zero is an error and not an endless
 * loop; it never waits for a FIFO for ever; and it reports a pipe that cannot be read a second
 * time. */
#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include <stddef.h>

enum text_file_kind {
	TEXT_FILE_STREAM,  /* also a pipe, a terminal or a device: waits for input */
	TEXT_FILE_REGULAR, /* only a regular file: never waits */
};

/* Returns the content with a NUL behind its `length` bytes, to free(3), without a byte order mark;
 * no other copy of it is left in memory.
 * Returns NULL with errno and a sentence in `error` if the file cannot be read, has more than
 * `most` bytes, is in UTF-16, or if nothing arrives for 30 seconds. */
char *text_file_read(const char *path, enum text_file_kind kind, size_t most, size_t *length,
	char *error, size_t error_size);

#endif
