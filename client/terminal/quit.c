#include "quit.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static struct termios settings;
static const char *last_words;
static volatile sig_atomic_t guarded;

/* Not by way of the event loop: who types Ctrl-\ may do so because that does not answer. */
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

void quit_guard(const struct termios *before, const char *words)
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
