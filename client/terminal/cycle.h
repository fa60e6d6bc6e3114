/* Tab's way through the candidates for a word in readline's line: the first, the second and so on;
 * after the last one the word as it was typed, and then the first again. */
#ifndef CYCLE_H
#define CYCLE_H

#include <stdbool.h>
#include <stddef.h>

struct editor_user;

struct cycle {
	char **candidates; /* the last one is the word as it was typed */
	size_t count;
	size_t at; /* which of them stands in the line */
	size_t start;
};

/* Gets the candidates for the word before the cursor from the user's complete(). */
void cycle_begin(struct cycle *cycle, const struct editor_user *user, void *data);
void cycle_end(struct cycle *cycle);

/* Replaces the candidate that ends at the cursor by the next one or, `back`, the one before. A
 * blank at its end is left out if one follows already. Each step can be undone. */
void cycle_turn(struct cycle *cycle, bool back);

#endif
