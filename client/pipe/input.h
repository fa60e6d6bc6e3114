/* The lines to say: those of -m, then those of a descriptor.
 *
 * Nothing is read until input_next() finds no line, and then one piece: so a program that writes to
 * the pipe waits while the server does. A line ends with LF or CR LF; the last one needs no end.
 * Bytes that are not valid UTF-8, and control characters but TAB and IRC's formatting codes, become
 * U+FFFD. Blank lines are skipped, but count. Belongs to the thread of its base. */
#ifndef INPUT_H
#define INPUT_H

#include "option.h"

struct event_base;
struct input;

#define INPUT_LINE_BYTES 65536

enum input_kind {
	INPUT_NOTHING,	/* no line yet: ready() will be called */
	INPUT_LINE,	/* a line, to free(3) */
	INPUT_TOO_LONG, /* a line of more than INPUT_LINE_BYTES, which is skipped */
	INPUT_FAILED,	/* a read error, with errno; once, and INPUT_END follows */
	INPUT_END,
};

/* `fd` is borrowed; -1 for none. `ready` is called from the base's loop after INPUT_NOTHING. */
struct input *input_new(struct event_base *base, const struct option_list *messages, int fd,
	void (*ready)(void *data), void *data);
void input_free(struct input *input);

enum input_kind input_next(struct input *input, char **line);

/* The number of the last line that was returned, from 1. */
unsigned long input_number(const struct input *input);

#endif
