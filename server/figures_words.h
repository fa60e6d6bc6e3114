/* Figures in words, for operators. */
#ifndef FIGURES_WORDS_H
#define FIGURES_WORDS_H

#include "figures.h"

/* Calls `row` for each line: a heading, a colon and what there is to say, aligned. */
void figures_words(
	const struct figures *figures, void (*row)(void *to, const char *line), void *to);

#endif
