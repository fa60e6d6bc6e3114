/* Names that a server may take. Pure. */
#ifndef NICK_H
#define NICK_H

#include <stdbool.h>
#include <stddef.h>

#include "name.h"

#define NICK_SIZE (NAME_BYTES + 1)
#define NICK_SHORT_BYTES 9 /* what every server takes (RFC 1459, 1.2) */
#define NICK_OTHERS 10	   /* names that are tried where the wanted one is taken */

/* Whether it may be a name (common/name.h), also one that chatd keeps for others. */
bool nick_good(const char *text, size_t length);

/* What of it may be in a name (common/name.h); `ascii`: without other letters than A to Z. "guest"
 * where nothing is left. */
void nick_fit(char out[NICK_SIZE], const char *wanted, bool ascii);

/* The `i`th other name for one that is taken, from 0: "ada_", "ada2", "ada3". At most `most` bytes;
 * 0: the server does not say how many, so that later ones are short. */
void nick_other(char out[NICK_SIZE], const char *taken, unsigned i, size_t most);

#endif
