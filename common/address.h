/* Addresses as people write them, and socket addresses as people read them.
 * All functions may be called from any thread. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#define ADDRESS_HOST_BYTES 255 /* a host name's limit (RFC 1035, 2.3.4), the NUL not counted */
#define ADDRESS_PATH_BYTES 107 /* of a unix socket (unix(7)), the NUL not counted */
#define ADDRESS_TEXT_SIZE 64   /* "[address%scope]:port" and its NUL */

struct address {
	char host[ADDRESS_HOST_BYTES + 1]; /* without brackets; empty where none was written */
	int port;			   /* -1 where none was written */
};

enum address_error {
	ADDRESS_GOOD,
	ADDRESS_BAD_PORT,    /* not a whole number from 0 to 65535 */
	ADDRESS_BAD_HOST,    /* blank or control characters, or too long */
	ADDRESS_BAD_BRACKET, /* '[' without ']', or something but ":PORT" behind it */
	ADDRESS_BAD_PATH,    /* of a unix socket: empty, or too long */
};

/* Parses HOST, HOST:PORT, [HOST], [HOST]:PORT (RFC 3986, 3.2.2) and a bare IPv6 address, in
 * which every ':' belongs to the address. The empty text is good and has neither part. */
enum address_error address_parse(struct address *address, const char *text);

/* Like address_parse(), for a server to go to: also "unix:PATH", or a text with a '/', which is the
 * path of a unix socket. Then `host` is the path, with a '/' in it, and the port is 0. */
enum address_error address_parse_server(struct address *address, const char *text);

/* Whether the host is the path of a unix socket. */
bool address_is_path(const char *host);

/* A whole number from 0 to 65535, or -1. */
int address_port(const char *text);

const char *address_error_text(enum address_error error);

/* "192.0.2.1:5555" or "[2001:db8::1]:5555"; an IPv4-mapped IPv6 address is written as IPv4, and a
 * link-local address with its interface (RFC 4007, 11.2). A unix socket is "unix", anything else
 * "unknown". */
void address_text(char out[ADDRESS_TEXT_SIZE], const struct sockaddr *from);

/* The same without brackets and port. */
void address_host(char out[ADDRESS_TEXT_SIZE], const struct sockaddr *from);

/* The port, 0 where there is none. */
unsigned short address_port_of(const struct sockaddr *from);

/* Of an IPv4 or IPv6 address. */
void address_set_port(struct sockaddr *address, int port);

/* The 16 bytes of an IPv6 address, or those of an IPv4 address in mapped form (RFC 4291,
 * 2.5.5.2). False where the family has none. */
bool address_bytes(unsigned char out[16], const struct sockaddr *from);

/* Whether these 16 bytes are an IPv4 address in that form. */
bool address_is_ipv4(const unsigned char bytes[16]);

/* Whether it is the unspecified address (0.0.0.0 or ::), which stands for all interfaces. */
bool address_is_any(const struct sockaddr *from);

/* The 16 bytes of an address that is no IP address begin with ADDRESS_OTHER and 0, and have a port
 * at ADDRESS_OTHER_PORT, 4 bytes; server/net/peer.h has the rest. */
#define ADDRESS_OTHER 0xFF
#define ADDRESS_OTHER_PORT 4
bool address_is_other(const unsigned char bytes[16]);

/* Maps an address to the unit that limits for each address count: an IPv4 address to itself, an
 * IPv6 address to its /64, because one host has all of that (RFC 6177, section 2; RFC 8981), and a
 * link-local address to itself, because all hosts share that /64. Others lose their port. Both
 * arguments have the form of address_bytes(). */
void address_share(unsigned char out[16], const unsigned char bytes[16]);

/* Whether these 16 bytes are ::1 or 127.0.0.1. The rest of 127.0.0.0/8 is like any other address:
 * tests need several addresses that have the limits of one. */
bool address_is_loopback(const unsigned char bytes[16]);

#endif
