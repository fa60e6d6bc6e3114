/* What speaks on a new conn, told by its first bytes. Pure. */
#ifndef FIRST_BYTES_H
#define FIRST_BYTES_H

#include <stdbool.h>
#include <stddef.h>

enum first_bytes {
	FIRST_BYTES_MORE, /* cannot be told yet */
	FIRST_BYTES_TEXT, /* a person, or a program that writes lines */
	FIRST_BYTES_IRC,  /* a command with which IRC clients begin (RFC 2812, 3.1), and a space */
	/* From here on: nothing that can be served. */
	FIRST_BYTES_HTTP,  /* a request line (RFC 9112, section 3), HTTP/2's preface, RTSP and SIP
			      too */
	FIRST_BYTES_TLS,   /* a record with a client hello (RFC 8446, 5.1) */
	FIRST_BYTES_SSH,   /* the line with its version (RFC 4253, 4.2) */
	FIRST_BYTES_SMTP,  /* EHLO, HELO or LHLO (RFC 5321, 4.1.1.1; RFC 2033) */
	FIRST_BYTES_PROXY, /* a proxy that tells whom it speaks for: haproxy's PROXY protocol, 1 and
			      2 */
	FIRST_BYTES_WEBIRC, /* a gateway that tells whom it speaks for
			     * (ircv3.net/specs/extensions/webirc)
			     */
	FIRST_BYTES_KINDS
};

/* For one who has been sent nothing. CAP, NICK, USER or PASS in any case are IRC with a space
 * behind them, and text without.
 *
 * `bytes` are all that came so far; a request line can be told once its newline is there, or when
 * these are the last bytes that come. */
enum first_bytes first_bytes_of_new(const char *bytes, size_t length, bool last);

/* For one who has been greeted, and may be a person who answers: IRC is a whole line that is one of
 * these commands as IRC clients write it, in capitals and with its parameters; or not in capitals,
 * where no person would write so or such a command comes in the next line. The same words without
 * that are text; slip.h knows them. */
enum first_bytes first_bytes_of_greeted(const char *bytes, size_t length, bool last);

#endif
