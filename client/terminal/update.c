#include "update.h"

#include <stdbool.h>
#include <unistd.h>

#include <event2/buffer.h>

#include "memory.h"
#include "screen.h"

static FILE *stream;
static struct evbuffer *drawn;
static bool begun;

static ssize_t collect(void *data, const char *bytes, size_t length)
{
	(void)data;
	evbuffer_add(drawn, bytes, length);
	return (ssize_t)length;
}

FILE *update_open(void)
{
	const cookie_io_functions_t functions = {.write = collect};
	if (stream)
		return stream;
	drawn = evbuffer_new();
	stream = fopencookie(NULL, "w", functions);
	if (!drawn || !stream)
		fatal("out of memory");
	return stream;
}

void update_begin(void)
{
	if (!begun)
		fputs("\033[?2026h", stream);
	begun = true;
}

void update_end(void)
{
	if (begun)
		fputs("\033[?2026l", stream);
	begun = false;
	update_flush();
}

/* A terminal that is gone tells by SIGHUP. */
void update_flush(void)
{
	fflush(stream);
	fflush(stdout);
	screen_write(STDOUT_FILENO, drawn);
}
