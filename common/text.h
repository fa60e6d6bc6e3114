/* Makes text from peers safe to show.
 *
 * All text of a peer passes text_safe() once: in the server before a line becomes an event or a log
 * field, in the client before it is printed. The result is valid UTF-8 (RFC 3629) without control
 * characters except TAB, so it can neither end a line nor start a terminal's escape sequence. The
 * embeddings, overrides and isolates of the Bidirectional Algorithm (UAX #9) that it opens are
 * closed at its end, so they do not reorder what follows. All functions are pure and may be called
 * from any thread. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_BIDI_MAX 16 /* levels of nested embeddings, overrides and isolates */

/* The most bytes that text_safe() writes for `length` bytes, with the NUL. */
#define TEXT_SAFE_SIZE(length) (3 * (length) + 1)

/* Copies `length` bytes of `in` to `out`, which holds TEXT_SAFE_SIZE(length) bytes and does not
 * overlap `in`. Invalid bytes and the control characters of C0 and C1 except TAB (also DEL, U+2028
 * and U+2029) become U+FFFD. Closes at the end what U+202A to U+202E and U+2066 to U+2068 have
 * opened; drops those nested deeper than TEXT_BIDI_MAX and those that close nothing. Writes a NUL;
 * returns the bytes before it. */
size_t text_safe(char *out, const char *in, size_t length);

/* The same, but keeps the control characters of C0 whose bits are set in `controls`, for protocols
 * that give some a harmless meaning. TAB's bit is TEXT_CONTROL('\t'). */
#define TEXT_CONTROL(c) (UINT32_C(1) << (c))
size_t text_safe_with(char *out, const char *in, size_t length, uint32_t controls);

/* Writes a duration in the largest unit that divides it: "10 minutes", "90 seconds". */
#define TEXT_DURATION_SIZE 48
const char *text_duration(char out[TEXT_DURATION_SIZE], int64_t seconds);

/* The same in the largest unit of which there is one, rounded: 7,195 seconds are "2 hours". */
const char *text_about(char out[TEXT_DURATION_SIZE], int64_t seconds);
/* "3 hours ago", "just now". */
const char *text_ago(char out[TEXT_DURATION_SIZE], int64_t seconds);

/* Bytes of the first code point of `length` bytes, of which there is at least one; stores it in
 * `c`. A byte that is not UTF-8 counts as one, -1. */
size_t text_point(const char *text, size_t length, int32_t *c);

/* Columns of safe text on a terminal: 2 for a wide character, 0 for a combining one. */
size_t text_width(const char *text, size_t length);

/* Bytes of the longest prefix of safe text with at most `columns` columns. Limit the bytes too
 * (text_cut()): some characters have no width. */
size_t text_fit(const char *text, size_t length, size_t columns);

/* Bytes of the longest prefix of safe text with at most `most` bytes and whole characters. */
size_t text_cut(const char *text, size_t length, size_t most);

/* Whether the text has a character that opens or closes an embedding, override or isolate (UAX #9).
 * Names and keys must not have any. */
bool text_has_bidi(const char *text, size_t length);

/* Removes these characters in place. */
void text_drop_bidi(char *text);

/* Whether the text has only spaces and TABs. */
bool text_blank(const char *text, size_t length);

#endif
