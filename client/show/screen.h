/* Where lines are printed: standard output, terminal or not.
 *
 * What is to be printed is kept; screen_flush() writes all of it at once, so that a storm of lines
 * costs one redraw of the line being typed and not one each. The screen knows nothing of the
 * editor: who flushes takes care that no line is being typed at the cursor then. */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>

#include "style.h"

struct evbuffer;

struct screen {
	int fd; /* borrowed */
	struct style style;
	struct evbuffer *kept; /* safe, painted lines in UTF-8: append to it */
};

/* `style` is copied; its texts are borrowed. */
void screen_init(struct screen *screen, int fd, const struct style *style);
void screen_finish(struct screen *screen);

bool screen_empty(const struct screen *screen);

/* Writes what is kept, as screen_write() does. */
bool screen_flush(struct screen *screen);

/* Writes all of it, and waits for who reads as long as that takes; also where others have made the
 * descriptor one that does not wait. False, with errno, where it cannot be written; it is dropped
 * then. */
bool screen_write(int fd, struct evbuffer *bytes);

#endif
