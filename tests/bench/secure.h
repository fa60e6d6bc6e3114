/* TLS for the bench's clients and for the bare broadcaster, as lean as OpenSSL allows.
 *
 * The calls are as those of a non-blocking socket: -1 with errno, which is EAGAIN when the socket
 * has to be waited for. Bytes that were refused with EAGAIN must be offered again. A build without
 * OpenSSL has secure_absent.c. */
#ifndef SECURE_H
#define SECURE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct secure;

/* Makes ready for either side, before there is a second thread. False in a build without TLS. */
bool secure_start(void);

/* On a connected socket, which stays the caller's. A server has a certificate of its own making; a
 * client takes any. Ends the program when memory runs out. */
struct secure *secure_client(int fd);
struct secure *secure_server(int fd);

/* Once it has returned true, the rest may be called. */
bool secure_handshake(struct secure *secure);

ssize_t secure_read(struct secure *secure, void *bytes, size_t size);
ssize_t secure_write(struct secure *secure, const void *bytes, size_t length);

/* Whether bytes have been taken from the socket that secure_read() has not given yet. */
bool secure_pending(const struct secure *secure);

/* `secure` may be NULL. */
void secure_free(struct secure *secure);

#endif
