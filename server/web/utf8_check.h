/* Checks UTF-8 (RFC 3629) that comes in pieces, which may end within a character. Pure. */
#ifndef UTF8_CHECK_H
#define UTF8_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the piece can go on the text so far: false at the first byte that no valid text has
 * there. `*state` starts as 0, and is 0 wherever a text may end. */
bool utf8_check(uint8_t *state, const char *bytes, size_t length);

/* Whether `*state` may be this. */
bool utf8_is_state(uint8_t state);

#endif
