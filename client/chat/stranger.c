#include "stranger.h"

#include <string.h>

#define SPEAKS(what) "the server speaks " what " at this port, not IRC; is the port the right one?"
#define TLS                                                                                  \
	"the server speaks TLS at this port, which chat-client cannot; choose a port of it " \
	"without "                                                                           \
	"TLS"

#define BYTES(text) text, sizeof text - 1

/* No line of IRC begins like one of these: a server's own have a ':', a '@' or a word. "-- " is
 * none of them: over a slow link chatd greets a client as a person before it hears it, and then
 * serves it. */
static const struct {
	const char *start;
	size_t length;
	const char *why;
} strangers[] = {
	{BYTES("\x15\x03"), TLS}, /* an alert (RFC 8446, 5.1) */
	{BYTES("\x16\x03"), TLS}, /* a handshake */
	{BYTES("HTTP/"), SPEAKS("HTTP (a web server)")},
	{BYTES("<"), SPEAKS("HTML or XML")},
	{BYTES("SSH-"), SPEAKS("SSH")},
	{BYTES("220 "), SPEAKS("SMTP or FTP (a mail or file server)")},
	{BYTES("220-"), SPEAKS("SMTP or FTP (a mail or file server)")},
	{BYTES("554 "), SPEAKS("SMTP (a mail server)")},
	{BYTES("200 "), SPEAKS("NNTP (a news server)")},
	{BYTES("+OK"), SPEAKS("POP3 (a mail server)")},
	{BYTES("* OK"), SPEAKS("IMAP (a mail server)")},
	{BYTES("* BYE"), SPEAKS("IMAP (a mail server)")},
	{BYTES("-ERR"), SPEAKS("the language of Redis")},
	{BYTES("RFB "), SPEAKS("VNC")},
	{BYTES("\xFF"), SPEAKS("telnet")},
};

const char *stranger_why(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (length >= strangers[i].length &&
			memcmp(bytes, strangers[i].start, strangers[i].length) == 0)
			return strangers[i].why;
	return NULL;
}
