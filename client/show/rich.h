/* Text with looks: a line being put together.
 *
 * Text is made safe when it is added (common/text.h), even if it has been before: the escape
 * sequences that rich_print() writes are the only control characters of a line. */
#ifndef RICH_H
#define RICH_H

#include <stddef.h>
#include <stdint.h>

#include "style.h"

struct evbuffer;

/* A look is a sum of these and a colour. */
enum {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_ITALIC = 4,
	LOOK_UNDERLINE = 8,
	LOOK_REVERSE = 16,
	LOOK_STRIKE = 32,
};
/* An entry of the 256-colour palette; 0 is the terminal's own colour. */
#define LOOK_COLOUR(entry) (256U * (entry))

struct rich {
	char *bytes;
	uint16_t *looks; /* one for each byte */
	size_t length;
	size_t size;
	size_t hang; /* the indent in columns of the rows behind the first, at most */
};

void rich_finish(struct rich *rich);

void rich_add(struct rich *rich, const char *text, unsigned look);
void rich_add_n(struct rich *rich, const char *text, size_t length, unsigned look);

/* The same; formatting codes in the text add to the look. */
void rich_add_codes(struct rich *rich, const char *text, unsigned look);

/* Rows behind the first are aligned to what is added next. */
void rich_hang(struct rich *rich);

/* Makes the word bold wherever it stands by itself behind byte `from`. ASCII case does not count.
 */
void rich_embolden(struct rich *rich, size_t from, const char *word);

/* Appends the rows, each with its newline and with all its escape sequences ended. With wrapping,
 * TABs become blanks. */
void rich_print(struct evbuffer *out, const struct rich *rich, const struct style *style);

#endif
