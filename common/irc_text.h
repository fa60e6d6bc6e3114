/* What people say on IRC: formatting codes, CTCP, and lines that must fit.
 *
 * A text may hold the codes of https://modern.ircdocs.horse/formatting.html: single control
 * characters that switch a style, and colours with digits behind them. irc_text_safe() lets them
 * pass where text_safe() would not; who does not show them takes irc_text_plain() first. All
 * functions are pure and may be called from any thread. */
#ifndef IRC_TEXT_H
#define IRC_TEXT_H

#include <stdbool.h>
#include <stddef.h>

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

/* The bytes of the formatting code that `text` begins with, digits included; 0 for none. */
size_t irc_text_code(const char *text, size_t length);

/* Whether there is any formatting code in it. */
bool irc_text_has_codes(const char *text, size_t length);

/* Copies a text without its formatting codes. `out` holds length + 1 bytes and may be `text`. Ends
 * `out` with a NUL that is not counted, and returns the number of bytes. */
size_t irc_text_plain(char *out, const char *text, size_t length);

/* As text_safe(), but formatting codes and IRC_CTCP pass: `out` holds TEXT_SAFE_SIZE(length) bytes
 * and does not overlap `in`. A terminal must not get the result before irc_text_plain(), and
 * text_safe() for IRC_CTCP. */
size_t irc_text_safe(char *out, const char *in, size_t length);

/* Whether it is valid UTF-8 (RFC 3629). A NUL is. */
bool irc_text_utf8(const char *text, size_t length);

/* The command and the rest of a CTCP message (https://modern.ircdocs.horse/ctcp.html), both within
 * `text`. The rest begins behind one blank, may be empty, and ends before the next IRC_CTCP or,
 * where there is none, with the text. False where the text begins with no IRC_CTCP and command;
 * then nothing is written. */
bool irc_ctcp_parse(const char *text, const char **command, size_t *command_length,
	const char **rest, size_t *rest_length);

/* The bytes of the first of the parts, of at most `most` bytes each, in which a text is sent. The
 * parts hold all bytes, so together they are the text again. A part ends
 *   - with the text, if that fits;
 *   - else behind the last blank of its last quarter, which thus belongs to it;
 *   - else before the last character (grapheme cluster) or formatting code that does not fit;
 *   - else, within a cluster or code that is too long by itself, between code points.
 * Bytes that are not UTF-8 count as code points of their own. Never 0 for a text that is not
 * empty if `most` is at least 4, the bytes of the longest code point. */
size_t irc_text_split(const char *text, size_t length, size_t most);

#endif
