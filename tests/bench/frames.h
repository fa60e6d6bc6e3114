/* What a client of a WebSocket needs (RFC 6455): the request, and frames around lines. Bytes in,
 * values out; nothing here knows a socket. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stddef.h>

enum { FRAMES_HEADER_MAX = 8, FRAMES_TEXT = 1, FRAMES_PING = 9, FRAMES_PONG = 10 };

/* The request for an upgrade, and its length. */
size_t frames_request(char *out, size_t size, int port);

/* The length of the answer, which must be an upgrade: 0 where more bytes are needed, SIZE_MAX where
 * it is none. */
size_t frames_upgraded(const char *bytes, size_t length);

struct frames_found {
	int opcode; /* -1: the frame is none that a server sends */
	const char *payload;
	size_t length;
};

/* The frame at `*at`, which moves behind it; false where more bytes are needed. */
bool frames_next(const char **at, const char *end, struct frames_found *found);

/* Makes a masked frame of the `length` bytes at `out`, at most 65,535, behind which are
 * FRAMES_HEADER_MAX bytes of room. Returns its length. */
size_t frames_wrap(char *out, size_t length, int opcode);

#endif
