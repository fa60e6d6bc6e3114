#include "nearest.h"

#include <string.h>

#include "ascii.h"

#define LONGEST 32

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The optimal string alignment distance of two words of at most LONGEST bytes. */
static size_t distance(const char *a, const char *b)
{
	size_t rows = strlen(a), columns = strlen(b);
	size_t d[LONGEST + 1][LONGEST + 1];
	for (size_t i = 0; i <= rows; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= columns; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= rows; i++) {
		for (size_t j = 1; j <= columns; j++) {
			size_t change = ascii_lower(a[i - 1]) != ascii_lower(b[j - 1]);
			d[i][j] = least(
				least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
			if (i > 1 && j > 1 && ascii_lower(a[i - 1]) == ascii_lower(b[j - 2]) &&
				ascii_lower(a[i - 2]) == ascii_lower(b[j - 1]))
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[rows][columns];
}

const char *nearest_word(
	const char *typed, const char *(*words)(const void *data, size_t i), const void *data)
{
	size_t length = strlen(typed);
	if (length == 0 || length > LONGEST)
		return NULL;
	const char *best = NULL;
	size_t best_distance = length > 4 ? 2 : length > 1 ? 1 : 0;
	best_distance++;
	const char *word;
	for (size_t i = 0; (word = words(data, i)); i++) {
		if (strlen(word) > LONGEST)
			continue;
		size_t d = ascii_equal_n(word, typed, length) ? 0 : distance(typed, word);
		if (d < best_distance) {
			best = word;
			best_distance = d;
		}
	}
	return best;
}
