#include "screen.h"

#include <errno.h>
#include <poll.h>

#include <event2/buffer.h>

#include "memory.h"

void screen_init(struct screen *screen, int fd, const struct style *style)
{
	*screen = (struct screen){.fd = fd, .style = *style, .kept = evbuffer_new()};
	if (!screen->kept)
		fatal("out of memory");
}

void screen_finish(struct screen *screen)
{
	evbuffer_free(screen->kept);
	screen->kept = NULL;
}

bool screen_empty(const struct screen *screen)
{
	return evbuffer_get_length(screen->kept) == 0;
}

bool screen_flush(struct screen *screen)
{
	return screen_write(screen->fd, screen->kept);
}

bool screen_write(int fd, struct evbuffer *bytes)
{
	struct pollfd ready = {.fd = fd, .events = POLLOUT};
	while (evbuffer_get_length(bytes)) {
		if (evbuffer_write(bytes, fd) >= 0 || errno == EINTR)
			continue;
		if (errno == EAGAIN) {
			poll(&ready, 1, -1);
			continue;
		}
		int error = errno;
		evbuffer_drain(bytes, evbuffer_get_length(bytes));
		errno = error;
		return false;
	}
	return true;
}
