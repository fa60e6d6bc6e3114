/* Tab's way through the candidates for a word in readline's line: the first, the second and so on,
 * after the last the word itself, and again. */
#ifndef CYCLE_H
#define CYCLE_H

#include <stdbool.h>
#include <stddef.h>

struct cycle {
	char **candidates; /* the last is the word as it was typed */
	size_t count;
	size_t at; /* which of them stands in the line */
	size_t start;
};

/* Asks for candidates, as editor_user.complete does, for the word before the cursor. */
void cycle_begin(struct cycle *cycle,
	size_t (*ask)(void *data, const char *text, size_t at, size_t *start, char ***candidates),
	void *data);
void cycle_end(struct cycle *cycle);

/* Puts the next one, or the one before, in the place of the one there, which must end at the
 * cursor. A blank at its end is left out where there is one already. One step can be undone at a
 * time. */
void cycle_turn(struct cycle *cycle, bool back);

#endif
