/* Text that strangers sent, made safe to show.
 *
 * Everything a peer writes passes text_safe() once, where it enters: the server before a line
 * becomes an event or a log field, the client before it prints. The result is valid UTF-8
 * (RFC 3629) and holds no control character but TAB, so it can neither end a line nor start a
 * terminal's escape sequence. What it opens of the Bidirectional Algorithm (UAX #9: embeddings,
 * overrides, isolates) it closes too, so that nothing behind it is shown in another order. All
 * functions are pure and may be called from any thread. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_BIDI_MAX 16 /* embeddings, overrides and isolates in each other */

/* text_safe() writes at most this many bytes for `length` bytes of input, terminator included. */
#define TEXT_SAFE_SIZE(length) (3 * (length) + 1)

/* Copies `length` bytes of `in` to `out`, which holds TEXT_SAFE_SIZE(length) bytes and does not
 * overlap `in`. Each byte that is not part of valid UTF-8, and each control character of C0 and
 * C1 but TAB (DEL, U+2028 and U+2029 too), becomes U+FFFD. What U+202A to U+202E and U+2066 to
 * U+2068 open is closed at the end; those too deep in each other, and what closes nothing, are left
 * out. Ends `out` with a NUL that is not counted. Returns the number of bytes written. */
size_t text_safe(char *out, const char *in, size_t length);

/* The same, but the control characters of C0 that pass are those whose bits are in `controls`:
 * TAB's is TEXT_CONTROL('\t'). For protocols in which some have a meaning that cannot harm. */
#define TEXT_CONTROL(c) (UINT32_C(1) << (c))
size_t text_safe_with(char *out, const char *in, size_t length, uint32_t controls);

/* "10 minutes", "90 seconds": in the largest unit of which it is a whole number. */
#define TEXT_DURATION_SIZE 32
const char *text_duration(char out[TEXT_DURATION_SIZE], int64_t seconds);

/* The columns a terminal uses for safe text: 2 for a wide character, 0 for a combining one. */
size_t text_width(const char *text, size_t length);

/* The bytes of the longest start of safe `text` that takes at most `columns` columns. Bound
 * the bytes too (text_cut()): some characters have no width. */
size_t text_fit(const char *text, size_t length, size_t columns);

/* The bytes of the longest start of safe `text` that has at most `most` bytes. */
size_t text_cut(const char *text, size_t length, size_t most);

/* Whether there is a mark of the Bidirectional Algorithm in it that opens or closes something: for
 * what stands among other words and has no use for them. */
bool text_has_bidi(const char *text, size_t length);

/* Takes these out, in place. */
void text_drop_bidi(char *text);

/* Whether only blanks (space and TAB) are in it. */
bool text_blank(const char *text, size_t length);

#endif
