/* Standard error as a pipe, so that a test can read what is logged. */
#ifndef STDERR_PIPE_H
#define STDERR_PIPE_H

#include <stddef.h>

#define STDERR_TEXT_SIZE 65537 /* a pipe's content and a NUL */

/* For a case of its own process: there is no way back. */
void stderr_pipe_open(void);

/* What has been written since; never waits. Text behind the first NUL is not seen. */
size_t stderr_pipe_read(char text[STDERR_TEXT_SIZE]);

/* Fills the pipe to the last byte. */
void stderr_pipe_fill(void);

#endif
