/* What an editor draws: collected, and written at once.
 *
 * A redraw stands between the marks of a synchronized update: terminals that know these show
 * nothing in between, and the others pass over them. A process has one terminal, so there is no
 * struct for the state. */
#ifndef UPDATE_H
#define UPDATE_H

#include <stdio.h>

/* The stream to draw to. It lasts as long as the process does. */
FILE *update_open(void);

/* A redraw begins; it may have begun already. */
void update_begin(void);
/* It ends, if one has begun; writes. */
void update_end(void);

/* Writes what has been drawn, in the middle of a redraw: others are about to print. */
void update_flush(void);

#endif
