#include "screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>

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

static struct termios settings;
static const char *last_words;
static volatile sig_atomic_t guarded;

/* Not through the event loop: Ctrl-\ may be typed because the loop does not answer. */
static void quit(int number)
{
	struct pollfd screen = {.fd = STDOUT_FILENO, .events = POLLOUT};
	if (guarded) {
		tcsetattr(STDIN_FILENO, TCSANOW, &settings);
		if (poll(&screen, 1, 0) > 0 &&
			write(STDOUT_FILENO, last_words, strlen(last_words)) < 0)
			guarded = 0;
	}
	raise(number);
}

void screen_guard(const struct termios *before, const char *words)
{
	struct sigaction action = {.sa_handler = quit, .sa_flags = (int)SA_RESETHAND | SA_NODEFER};
	guarded = 0;
	if (!before)
		return;
	settings = *before;
	last_words = words;
	guarded = 1;
	sigaction(SIGQUIT, &action, NULL);
}
