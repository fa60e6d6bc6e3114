#include "secret.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "text.h"

/* Signals that end or stop a program that reads from a terminal. */
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
#define SIGNALS (sizeof signals / sizeof signals[0])

static volatile sig_atomic_t caught;

static void note(int signal)
{
	caught = signal;
}

/* How things were before hide(): the terminal, and the signals, which then wait for
 * wait_for_line(). */
struct hidden {
	struct termios shown;
	struct sigaction before[SIGNALS];
	sigset_t mask;
};

static void hide(struct hidden *hidden, const char *prompt)
{
	struct sigaction action = {.sa_handler = note};
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaddset(&set, signals[i]);
	sigprocmask(SIG_BLOCK, &set, &hidden->mask);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, &hidden->before[i]);
	caught = 0;
	fputs(prompt, stderr);
	struct termios without = hidden->shown;
	without.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &without);
}

static void show(struct hidden *hidden)
{
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden->shown);
	fputs("\n", stderr);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &hidden->before[i], NULL);
	sigprocmask(SIG_SETMASK, &hidden->mask, NULL);
}

/* Waits for a line; false where a signal came first. */
static bool wait_for_line(const struct hidden *hidden)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
	while (!caught)
		if (ppoll(&fd, 1, NULL, &hidden->mask) > 0)
			return true;
	return false;
}

/* Returns the number of bytes read; 0 at the end of the input. */
static size_t read_terminal(char *out, size_t size, const char *prompt)
{
	struct hidden hidden;
	tcgetattr(STDIN_FILENO, &hidden.shown);
	for (;;) {
		hide(&hidden, prompt);
		bool there = wait_for_line(&hidden);
		ssize_t got = there ? read(STDIN_FILENO, out, size) : 0;
		int signal = caught;
		show(&hidden);
		if (there)
			return got > 0 ? (size_t)got : 0;
		raise(signal); /* now with its usual effect; SIGTSTP returns later */
	}
}

static size_t read_stream(char *out, size_t size)
{
	size_t length = 0;
	ssize_t got = 1;
	while (got > 0 && length < size && !memchr(out, '\n', length)) {
		got = read(STDIN_FILENO, out + length, size - length);
		if (got > 0)
			length += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	return length;
}

/* Why the server would get other bytes than these; NULL if it would not. */
static const char *wrong_with(const char *text, size_t length)
{
	char safe[TEXT_SAFE_SIZE(SECRET_MAX)];
	if (length > SECRET_MAX)
		return "the password is too long: at most 400 bytes";
	text_safe(safe, text, length);
	bool same = strlen(safe) == length && memcmp(safe, text, length) == 0;
	sodium_memzero(safe, sizeof safe);
	if (!same)
		return "the password must be UTF-8 without control characters";
	if (*text == ' ' || *text == '\t' || text[length - 1] == ' ' || text[length - 1] == '\t')
		return "the password must not begin or end with a blank";
	return NULL;
}

bool secret_read(char out[SECRET_MAX + 1], const char *prompt, const char **error)
{
	char line[SECRET_MAX + 3]; /* with CR and LF */
	size_t got = isatty(STDIN_FILENO) ? read_terminal(line, sizeof line, prompt)
					  : read_stream(line, sizeof line);
	size_t length = 0;
	while (length < got && line[length] != '\n')
		length++;
	if (length > 0 && length < got && line[length - 1] == '\r')
		length--;
	*error = length == 0 ? "no password was given" : wrong_with(line, length);
	if (!*error) {
		memcpy(out, line, length);
		out[length] = '\0';
	}
	sodium_memzero(line, sizeof line);
	return !*error;
}
