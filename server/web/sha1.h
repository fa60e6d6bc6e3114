/* SHA-1 (RFC 3174), for Sec-WebSocket-Accept alone: it is no protection of anything. Pure. */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_BYTES 20

void sha1(uint8_t out[SHA1_BYTES], const void *bytes, size_t length);

#endif
