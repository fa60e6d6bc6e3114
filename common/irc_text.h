/* Text in IRC messages: formatting codes, CTCP, and splitting.
 *
 * A text may hold the codes of https://modern.ircdocs.horse/formatting.html: control characters
 * that switch a style, and colours with digits behind them. irc_text_safe() keeps them, text_safe()
 * does not; code that cannot show them calls irc_text_plain() first. All functions are pure and may
 * be called from any thread. */
#ifndef IRC_TEXT_H
#define IRC_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

#define IRC_BOLD '\x02'
#define IRC_COLOUR '\x03'     /* [n[,n]], each of one or two digits */
#define IRC_HEX_COLOUR '\x04' /* [RRGGBB[,RRGGBB]] */
#define IRC_RESET '\x0F'
#define IRC_MONOSPACE '\x11'
#define IRC_REVERSE '\x16'
#define IRC_ITALICS '\x1D'
#define IRC_STRIKETHROUGH '\x1E'
#define IRC_UNDERLINE '\x1F'
#define IRC_CTCP '\x01' /* around a CTCP message; no formatting */

/* The codes, for text_safe_with(). */
#define IRC_FORMATTING                                                                      \
	(TEXT_CONTROL(IRC_BOLD) | TEXT_CONTROL(IRC_COLOUR) | TEXT_CONTROL(IRC_HEX_COLOUR) | \
		TEXT_CONTROL(IRC_RESET) | TEXT_CONTROL(IRC_MONOSPACE) |                     \
		TEXT_CONTROL(IRC_REVERSE) | TEXT_CONTROL(IRC_ITALICS) |                     \
		TEXT_CONTROL(IRC_STRIKETHROUGH) | TEXT_CONTROL(IRC_UNDERLINE))

/* Bytes of the formatting code at the start of `text`, with its digits; 0 for none. */
size_t irc_text_code(const char *text, size_t length);

/* Whether the text has a formatting code. */
bool irc_text_has_codes(const char *text, size_t length);

/* Copies a text without its formatting codes. `out` holds length + 1 bytes and may be `text`.
 * Writes a NUL; returns the bytes before it. */
size_t irc_text_plain(char *out, const char *text, size_t length);

/* As text_safe(), but keeps formatting codes and IRC_CTCP. `out` holds TEXT_SAFE_SIZE(length) bytes
 * and does not overlap `in`. Before a terminal gets the result, pass it through irc_text_plain()
 * and, because of IRC_CTCP, through text_safe(). */
size_t irc_text_safe(char *out, const char *in, size_t length);

/* Whether the bytes are valid UTF-8 (RFC 3629). A NUL is valid. */
bool irc_text_utf8(const char *text, size_t length);

/* Finds the command and the rest of a CTCP message (https://modern.ircdocs.horse/ctcp.html), both
 * within `text`. The rest begins after one space, may be empty, and ends before the next IRC_CTCP
 * or at the end of the text. Returns false, and writes nothing, if the text does not begin with
 * IRC_CTCP and a command. */
bool irc_ctcp_parse(const char *text, const char **command, size_t *command_length,
	const char **rest, size_t *rest_length);

/* Splits a long text into parts of at most `most` bytes: returns the bytes of the first part. The
 * parts joined are the text again. A part ends
 *   - at the end of the text, if the rest fits;
 *   - else after the last space in the part's last quarter;
 *   - else before the last character (grapheme cluster) or formatting code that does not fit;
 *   - else, if a cluster or code alone is too long, between two of its code points.
 * A byte that is not UTF-8 counts as one code point. If `most` is at least 4, the bytes of the
 * longest code point, the result is 0 only for an empty text. */
size_t irc_text_split(const char *text, size_t length, size_t most);

#endif
