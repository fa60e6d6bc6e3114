/* The terminal as a place to write to, and giving it back. */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <termios.h>

struct evbuffer;

/* Writes all of `bytes`, and waits as long as the reader needs, also if somebody has made the
 * descriptor non-blocking. Returns false, with errno, if it cannot be written; then the bytes are
 * dropped. */
bool screen_write(int fd, struct evbuffer *bytes);

/* Prepares for SIGQUIT (Ctrl-\), which ends the process at once, with a core where the system
 * writes one: before that, the terminal gets the settings `before`, and `words` are written to it;
 * they are static. NULL: the terminal has its own settings again. */
void screen_guard(const struct termios *before, const char *words);

#endif
