/* Finds lines in a stream of bytes. Pure.
 *
 * A line ends with LF or CR LF, which are not part of it. A line of more than `limit` bytes is too
 * long, with or without its newline: framing_next() reports it once and drops everything up to the
 * newline, so the tail of such a line never becomes a line of its own. */
#ifndef FRAMING_H
#define FRAMING_H

#include <stdbool.h>
#include <stddef.h>

enum framing_result {
	FRAMING_MORE,	  /* the line is incomplete: call again with these bytes and more */
	FRAMING_LINE,	  /* `frame` describes a line */
	FRAMING_TOO_LONG, /* a line is too long; drop `used` bytes, the first of it */
	FRAMING_DROPPED,  /* drop `used` more bytes of that line */
};

struct frame {
	size_t length; /* bytes of the line, which starts with the first byte */
	size_t used;   /* bytes to remove from the input: the line and its ending */
};

/* Looks for the next line in `bytes`. If `last` is set, no more bytes will come, and bytes without
 * a newline are a line too. `*dropping` is the state between calls; it starts as false. */
enum framing_result framing_next(bool *dropping, const char *bytes, size_t length, bool last,
	size_t limit, struct frame *frame);

#endif
