/* The log in a file: a thread writes it, so nobody else waits for the disk.
 *
 * Rows that the file does not take, since the disk is full for example, wait in memory and are
 * tried again each second; LOG_FILE_WAITING bytes may wait, and later rows are refused. Any thread
 * may put and flush, one at a time may open and close; for log.c, which says where rows go. */
#ifndef LOG_FILE_H
#define LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define LOG_FILE_WAITING ((size_t)256 << 10)

/* Rows go to this file from now on, behind what it has; it is made with mode 0640 where there is
 * none. Earlier ones that wait go to the former file if that takes them, else to this one. False
 * with a sentence of `size` bytes; then all is as before. */
bool log_file_open(const char *path, char *error, size_t size);

/* Writes what waits, unless the disk takes it neither at once nor soon, and ends the thread. */
void log_file_close(void);

/* Takes a whole row; false where it has no place. */
bool log_file_put(const char *row, size_t length);

/* Waits a moment until all rows are written: for the end of the process. */
void log_file_flush(void);

#endif
