/* How lines are to look: the locale, what the user wants, and which colour a name has. */
#ifndef STYLE_H
#define STYLE_H

#include <stdbool.h>
#include <stddef.h>

struct style {
	bool colour; /* escape sequences for colour, bold and so on may be used */
	bool plain;  /* whole sentences for screen readers: no marks, no indent, no wrapping */
	const char *clock; /* strftime(3) format of the time in front of a line; "" for none */
	bool numbers;	   /* each line that has a number shows it in front */
	size_t columns;	   /* of the terminal, for wrapping; 0 for no wrapping */
};

/* Takes the locale from the environment (setlocale(3)); to be called once, before anything that
 * depends on it. Returns NULL, or the name of the locale's encoding if that is not UTF-8, which the
 * client requires. The locales "C" and "POSIX", and one that the system does not know, say nothing
 * about the terminal: they become C.UTF-8. */
const char *style_init(void);

/* Whether the terminal cannot even move its cursor (TERM=dumb). */
bool style_is_dumb(void);

/* Whether the user (https://no-color.org) and the terminal want colour. */
bool style_wants_colour(void);

/* The colour of a name, an entry of the 256-colour palette. It depends on the name alone, and two
 * spellings of one name have the same. Themes leave these entries alone, and each is readable on
 * white and on black (a contrast of 3.5 or more, WCAG 2.1, 1.4.3). */
unsigned char style_name_colour(const char *name, size_t length);

#define STYLE_COLOURS 12
extern const unsigned char style_palette[STYLE_COLOURS];

#endif
