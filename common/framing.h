/* From bytes to lines: a pure function over (bytes, length).
 *
 * A line ends with LF or CR LF; the ending is not part of it. A line of more than `limit` bytes
 * is too long with or without its newline: that is said once, and then everything up to the
 * newline is dropped, so that the tail of such a line is never taken for a line of its own. */
#ifndef FRAMING_H
#define FRAMING_H

#include <stdbool.h>
#include <stddef.h>

enum framing_result {
	FRAMING_MORE,	  /* no whole line yet; what is there must be kept */
	FRAMING_LINE,	  /* a line */
	FRAMING_TOO_LONG, /* the beginning of a line that is too long was dropped */
	FRAMING_DROPPED,  /* more of such a line was dropped */
};

struct frame {
	size_t length; /* of the line, which starts with the first byte */
	size_t used;   /* bytes that are done with */
};

/* Looks for the next line in `bytes`. `last` says that no more bytes will come: what is left
 * without a newline is then a line too. `*dropping` is the state between calls, false at first. */
enum framing_result framing_next(bool *dropping, const char *bytes, size_t length, bool last,
	size_t limit, struct frame *frame);

#endif
