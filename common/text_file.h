/* A file of text that the user has named: settings, a message of the day.
 *
 * It may be anything. What is read has a bound, so /dev/zero is an error and not an end; nothing
 * waits for a FIFO for ever; and where a pipe cannot be read a second time, that is said. */
#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include <stddef.h>

enum text_file_kind {
	TEXT_FILE_STREAM,  /* a pipe, a terminal or a device too: waits for what comes */
	TEXT_FILE_REGULAR, /* a regular file alone: never waits */
};

/* Returns all of it, ended by a NUL that `length` does not count; free it. A byte order mark of
 * UTF-8 is left out. NULL with errno and a sentence where it cannot be read, has more than `most`
 * bytes or is in UTF-16, or where nothing comes for half a minute. */
char *text_file_read(const char *path, enum text_file_kind kind, size_t most, size_t *length,
	char *error, size_t error_size);

#endif
