/* Standard error as a pipe, so that a test can read what is logged. */
#ifndef STDERR_PIPE_H
#define STDERR_PIPE_H

#include <stddef.h>

#define STDERR_TEXT_SIZE 65537 /* a pipe's content and a NUL */

/* Cannot be undone: for a case that has its own process. */
void stderr_pipe_open(void);

/* Reads what was written since the last call, without waiting, and ends it with a NUL. */
size_t stderr_pipe_read(char text[STDERR_TEXT_SIZE]);

/* Fills the pipe to the last byte. */
void stderr_pipe_fill(void);

#endif
