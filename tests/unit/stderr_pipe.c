#include "stderr_pipe.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int reader = -1;

void stderr_pipe_open(void)
{
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	reader = ends[0];
	ck_assert_int_eq(fcntl(reader, F_SETFL, O_NONBLOCK), 0);
}

size_t stderr_pipe_read(char text[STDERR_TEXT_SIZE])
{
	size_t used = 0;
	ssize_t got;
	while (used < STDERR_TEXT_SIZE - 1 &&
		(got = read(reader, text + used, STDERR_TEXT_SIZE - 1 - used)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	return used;
}

void stderr_pipe_fill(void)
{
	static const char zeros[4096];
	int flags = fcntl(STDERR_FILENO, F_GETFL);
	fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
	while (write(STDERR_FILENO, zeros, sizeof zeros) > 0)
		;
	while (write(STDERR_FILENO, zeros, 1) > 0)
		;
	ck_assert_int_eq(errno, EAGAIN);
	fcntl(STDERR_FILENO, F_SETFL, flags); /* who writes now would wait */
}
