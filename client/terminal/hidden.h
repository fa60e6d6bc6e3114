/* A line that is typed and not shown, from keys: a password. */
#ifndef HIDDEN_H
#define HIDDEN_H

#include <stdbool.h>
#include <stddef.h>

#include "secret.h"

struct hidden {
	char text[SECRET_MAX + 1];
	size_t length;
	int escape; /* within a key that begins with Escape */
};

enum hidden_end {
	HIDDEN_MORE,
	HIDDEN_DONE,	/* Enter */
	HIDDEN_GIVEN_UP /* Ctrl-G, or Ctrl-D on an empty line */
};

/* Wipes it. */
void hidden_clear(struct hidden *hidden);

/* Takes typed bytes and sets `*used` to how many; behind an end the others are not its own.
 * Backspace, Ctrl-W and Ctrl-U delete. Other keys that are no text do nothing, and what is too
 * long is dropped. */
enum hidden_end hidden_type(struct hidden *hidden, const char *bytes, size_t length, size_t *used);

/* Takes a paste up to its first newline, which does not end the line. */
void hidden_paste(struct hidden *hidden, const char *bytes, size_t length);

#endif
