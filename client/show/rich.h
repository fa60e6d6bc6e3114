/* Text and how it looks: a line being put together.
 *
 * Whatever is added is made safe (common/text.h), whether it has been before or not: the escape
 * sequences that rich_print() writes are the only control characters of a line. */
#ifndef RICH_H
#define RICH_H

#include <stddef.h>
#include <stdint.h>

#include "style.h"

struct evbuffer;

/* A look is a sum of these. */
enum {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_ITALIC = 4,
	LOOK_UNDERLINE = 8,
	LOOK_REVERSE = 16,
	LOOK_STRIKE = 32,
};
/* An entry of the 256-colour palette but 0, which stands for the terminal's own colour. */
#define LOOK_COLOUR(entry) (256U * (entry))

struct rich {
	char *bytes;
	uint16_t *looks; /* one for each byte */
	size_t length;
	size_t size;
	size_t hang; /* columns by which the lines behind the first one are indented, at most */
};

void rich_finish(struct rich *rich);

void rich_add(struct rich *rich, const char *text, unsigned look);
void rich_add_n(struct rich *rich, const char *text, size_t length, unsigned look);

/* The same, with the formatting codes that are in it: they add to the look. */
void rich_add_codes(struct rich *rich, const char *text, unsigned look);

/* What is added from now on is what the text's further lines are aligned to. */
void rich_hang(struct rich *rich);

/* Makes each place behind `from` where the word stands by itself bold; ASCII case does not count.
 */
void rich_embolden(struct rich *rich, size_t from, const char *word);

/* Appends it as lines, each with its newline, and each with all escape sequences ended. Without
 * wrapping, TABs are left as they are; else they become blanks. */
void rich_print(struct evbuffer *out, const struct rich *rich, const struct style *style);

#endif
