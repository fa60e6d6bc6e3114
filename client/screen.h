/* Where lines are printed: standard output, terminal or not.
 *
 * A line is made safe and painted when it is handed over, and kept; screen_flush() writes all
 * that is kept at once, so that a storm of lines costs one redraw of the line being typed and
 * not one each. The screen knows nothing of the editor: who flushes takes care that no line is
 * being typed at the cursor then. */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct evbuffer;

struct screen {
	FILE *to; /* borrowed */
	bool colour;
	struct evbuffer *kept;
};

void screen_init(struct screen *screen, FILE *to, bool colour);
void screen_finish(struct screen *screen);

/* One line as it was received: any bytes, without the line's end. */
void screen_line(struct screen *screen, const char *bytes, size_t length);

bool screen_empty(const struct screen *screen);

/* False, with errno, where the output cannot take it. What is kept is dropped then. */
bool screen_flush(struct screen *screen);

/* Whether the user and the terminal want colour (https://no-color.org). */
bool screen_wants_colour(void);

#endif
