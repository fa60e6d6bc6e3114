/* Lines to say: those of -m, then those of a descriptor.
 *
 * Nothing is read before it is asked for, and then no more than one piece: who does not ask is how
 * a program in front of the pipe is made to wait. A line ends with LF or CR LF, and a last one
 * needs no end. It becomes UTF-8 (of the locale's characters) without control characters but TAB
 * and IRC's formatting codes; what is none becomes U+FFFD. Blank lines are passed over, but count.
 * Belongs to the thread of its base. */
#ifndef INPUT_H
#define INPUT_H

#include "option.h"

struct event_base;
struct input;

#define INPUT_LINE_BYTES 65536

enum input_kind {
	INPUT_NOTHING,	/* yet: ready() will be called */
	INPUT_LINE,	/* a line, to free(3) */
	INPUT_TOO_LONG, /* one of more than INPUT_LINE_BYTES, which is passed over */
	INPUT_FAILED,	/* cannot be read, with errno; once, and then there is INPUT_END */
	INPUT_END,
};

/* `fd` is borrowed; -1 for none. `ready` is called from the base's loop after INPUT_NOTHING. */
struct input *input_new(struct event_base *base, const struct option_list *messages, int fd,
	void (*ready)(void *data), void *data);
void input_free(struct input *input);

enum input_kind input_next(struct input *input, char **line);

/* The number of the line that was given last, from 1. */
unsigned long input_number(const struct input *input);

#endif
