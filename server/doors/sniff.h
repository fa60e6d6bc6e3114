/* What speaks on a new conn, told by its first bytes. Pure. */
#ifndef SNIFF_H
#define SNIFF_H

#include <stdbool.h>
#include <stddef.h>

enum sniff {
	SNIFF_MORE, /* cannot be told yet */
	SNIFF_TEXT, /* a person, or a program that writes lines */
	SNIFF_IRC,  /* a command with which IRC clients begin (RFC 2812, 3.1), and a space */
	/* From here on: nothing that can be served. */
	SNIFF_HTTP,   /* a request line (RFC 9112, section 3), HTTP/2's preface, RTSP and SIP too */
	SNIFF_TLS,    /* a record with a client hello (RFC 8446, 5.1) */
	SNIFF_SSH,    /* the line with its version (RFC 4253, 4.2) */
	SNIFF_SMTP,   /* EHLO, HELO or LHLO (RFC 5321, 4.1.1.1; RFC 2033) */
	SNIFF_PROXY,  /* a proxy that tells whom it speaks for: haproxy's PROXY protocol, 1 and 2 */
	SNIFF_WEBIRC, /* a gateway that tells whom it speaks for (ircv3.net/specs/extensions/webirc)
		       */
	SNIFF_KINDS
};

/* For one who has been sent nothing. CAP, NICK, USER or PASS in any case are IRC with a space
 * behind them, and text without.
 *
 * `bytes` are all that came so far; a request line can be told once its newline is there, or when
 * these are the last bytes that come. */
enum sniff sniff_first(const char *bytes, size_t length, bool last);

/* For one who has been greeted, and may be a person who answers: IRC is a whole line that is one of
 * these commands as IRC clients write it, in capitals and with its parameters; or not in capitals,
 * where no person would write so or such a command comes in the next line. The same words without
 * that are text; slip.h knows them. */
enum sniff sniff_greeted(const char *bytes, size_t length, bool last);

#endif
