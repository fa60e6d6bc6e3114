/* Which protocol a new conn speaks, told by its first bytes. Pure functions. */
#ifndef FIRST_BYTES_H
#define FIRST_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#define FIRST_BYTES_HANDSHAKE 0x16 /* with which a TLS hello begins (RFC 8446, 5.1) */

enum first_bytes {
	FIRST_BYTES_MORE, /* more bytes are needed */
	FIRST_BYTES_TEXT, /* a person, or a program that writes lines */
	FIRST_BYTES_IRC,  /* a command with which IRC clients begin (RFC 2812, 3.1), and a space */

	FIRST_BYTES_HTTP, /* a request line (RFC 9112, section 3), also of HTTP/2, RTSP and SIP */

	/* Protocols that are not served: */
	FIRST_BYTES_TLS,    /* a record with a client hello (RFC 8446, 5.1) */
	FIRST_BYTES_SSH,    /* the identification line (RFC 4253, 4.2) */
	FIRST_BYTES_SMTP,   /* EHLO, HELO or LHLO (RFC 5321, 4.1.1.1; RFC 2033) */
	FIRST_BYTES_PROXY,  /* haproxy's PROXY protocol, version 1 and 2 */
	FIRST_BYTES_WEBIRC, /* a gateway's WEBIRC (ircv3.net/specs/extensions/webirc) */
	FIRST_BYTES_KINDS
};

/* For a client that has been sent nothing. CAP, NICK, USER and PASS, in any case, are IRC with a
 * space behind them and text without.
 *
 * `bytes` are all that have come; `last`: no more will come. A request line is recognised once its
 * newline is there, or with `last`. */
enum first_bytes first_bytes_of_new(const char *bytes, size_t length, bool last);

/* Whether the bytes are the beginning of a request for a path, as no person writes it: "GET /" or
 * "HEAD /", and no newline yet. */
bool first_bytes_begin_request(const char *bytes, size_t length);

/* For a client that has been greeted as a person. Such a line is IRC only where it is whole and no
 * person would write it: in capitals and with its parameters, or with another such command in the
 * next line. Otherwise these words are text; slip.h deals with them. */
enum first_bytes first_bytes_of_greeted(const char *bytes, size_t length, bool last);

#endif
