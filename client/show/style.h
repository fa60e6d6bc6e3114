/* How the user wants it: what the parts of show/ take into account. */
#ifndef STYLE_H
#define STYLE_H

#include <stdbool.h>
#include <stddef.h>

struct style {
	bool colour; /* escape sequences of colour, bold and so on may be used */
	bool plain;  /* whole sentences for screen readers: no marks, no indent, no wrapping */
	const char *clock; /* strftime(3) format of the time in front of a line; "" for none */
	size_t columns;	   /* of the terminal, for wrapping; 0 for none */
};

/* Whether the terminal is one that cannot even move its cursor (TERM=dumb). */
bool style_is_dumb(void);

/* Whether the user (https://no-color.org) and the terminal want colour. */
bool style_wants_colour(void);

#endif
