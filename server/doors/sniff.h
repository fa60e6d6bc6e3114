/* What speaks on a new conn, told by its first bytes. Pure. */
#ifndef SNIFF_H
#define SNIFF_H

#include <stdbool.h>
#include <stddef.h>

enum sniff {
	SNIFF_MORE, /* cannot be told yet */
	SNIFF_TEXT, /* a person, or a program that writes lines */
	SNIFF_IRC,  /* a command with which IRC clients begin (RFC 2812, 3.1), and a space */
	SNIFF_HTTP, /* a request line (RFC 9112, section 3), HTTP/2's preface included */
	SNIFF_TLS,  /* a record with a client hello (RFC 8446, 5.1) */
};

/* CAP, NICK, USER or PASS in any case are IRC with a space behind them, and text without.
 *
 * `bytes` are all that came so far; a request line can be told once its newline is there, or when
 * these are the last bytes that come. */
enum sniff sniff_first(const char *bytes, size_t length, bool last);

#endif
