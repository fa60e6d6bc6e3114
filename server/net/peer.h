/* Where a peer comes from: 16 bytes that stand for the address of any family, and their text.
 *
 * An IP address has the form of address_bytes(). Of other families the first byte is that of a
 * multicast address whose scope is reserved (RFC 4291, 2.7), from which no packet is accepted, so
 * they are never taken for an IP address:
 *
 *     FF 00 | family, 2 bytes | port, 4 bytes | 8 bytes
 *
 * The last 8 bytes are the user (unix), the CID (vsock), the device (Bluetooth), or a hash of the
 * address. address_share() leaves out the port. Any thread may call. */
#ifndef PEER_H
#define PEER_H

#include <sys/socket.h>
#include <sys/types.h>

#include "address.h"
#include "local_user.h"

/* The address of an accepted socket, as accept(2) tells it. */
void peer_address(unsigned char out[16], int fd, const struct sockaddr *from, socklen_t length);

/* Whether it is a unix socket's. */
bool peer_is_unix(const unsigned char address[16]);

/* The user at the other end of a unix socket, when it connected; of that address alone. */
uid_t peer_uid(const unsigned char address[16]);

/* Whether the limits for each address are not for it: 127.0.0.1, ::1, and the users that rule this
 * process, root and its own. */
bool peer_is_free(const unsigned char address[16]);

/* "192.0.2.1:5555", "[2001:db8::1]:5555", "unix:alice", "vsock:3:1024",
 * "bluetooth:00:1A:7D:DA:71:13", or "family-31:89abcdef" where nothing is known of the family but
 * its number. */
void peer_text(char out[ADDRESS_TEXT_SIZE], const unsigned char address[16], unsigned short port);

/* The same without brackets and port. */
void peer_host(char out[ADDRESS_TEXT_SIZE], const unsigned char address[16]);

#endif
