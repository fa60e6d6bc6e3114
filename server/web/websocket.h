/* The frames of a WebSocket, at the server's end (RFC 6455, section 5). Pure: no socket, no clock,
 * and no memory of its own but for a message that comes in several pieces. For one thread at a
 * time.
 *
 * No extension is spoken, so the reserved bits must be 0. Whatever the pieces in which the bytes
 * come, the frames are the same; a fault is found at the first byte that shows it. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "pack.h"

enum websocket_opcode {
	WEBSOCKET_CONTINUATION = 0x0,
	WEBSOCKET_TEXT = 0x1,
	WEBSOCKET_BINARY = 0x2,
	WEBSOCKET_CLOSE = 0x8,
	WEBSOCKET_PING = 0x9,
	WEBSOCKET_PONG = 0xA
};

/* Why a connection is closed (RFC 6455, 7.4.1). */
enum websocket_status {
	WEBSOCKET_NORMAL = 1000,
	WEBSOCKET_GOING_AWAY = 1001,
	WEBSOCKET_PROTOCOL_ERROR = 1002,
	WEBSOCKET_UNSUPPORTED = 1003,
	WEBSOCKET_NO_STATUS = 1005, /* never on the wire: the frame had none */
	WEBSOCKET_NOT_UTF8 = 1007,
	WEBSOCKET_POLICY = 1008,
	WEBSOCKET_TOO_BIG = 1009,
	WEBSOCKET_RESTART = 1012 /* of the server (IANA): come back */
};

#define WEBSOCKET_HEADER_MAX 10	  /* of a frame that the server sends: without a mask */
#define WEBSOCKET_CONTROL_MAX 125 /* bytes of a control frame's payload */
#define WEBSOCKET_ACCEPT_SIZE 29  /* of Sec-WebSocket-Accept, with the 0 at its end */

/* What one connection has sent so far. All zeros at first. */
struct websocket {
	struct buffer message; /* the pieces of a message that comes in several */
	uint32_t done;	       /* bytes of the payload in front that are unmasked and checked */
	uint8_t opcode;	       /* of the message that has begun; 0 for none */
	uint8_t utf8;	       /* how far the last character of its text has come */
};

enum websocket_result {
	WEBSOCKET_MORE,	   /* the frame is incomplete: call again with these bytes and more */
	WEBSOCKET_PIECE,   /* a piece of a message that goes on; it is kept, and wiped in `bytes` */
	WEBSOCKET_MESSAGE, /* a whole message, `opcode` TEXT or BINARY */
	WEBSOCKET_CONTROL, /* `opcode` PING, PONG or CLOSE; CLOSE has `status` */
	WEBSOCKET_BROKEN   /* close with `status`; nothing more can be read */
};

struct websocket_frame {
	enum websocket_opcode opcode;
	const char *payload; /* unmasked; it lives until the bytes go or the next call */
	size_t length;	     /* of CLOSE: of the reason, which is UTF-8 */
	size_t used;	     /* bytes to remove from the input */
	enum websocket_status status;
};

/* Reads the next frame of `bytes`, which it changes: it removes the mask in place, also of a frame
 * that is incomplete. A message may have `limit` bytes, at most
 * UINT32_MAX. The bytes behind a CLOSE are nothing to
 * read (RFC 6455, 1.4). */
enum websocket_result websocket_read(struct websocket *websocket, char *bytes, size_t length,
	size_t limit, struct websocket_frame *frame);
void websocket_finish(struct websocket *websocket);

/* What a connection has sent so far, for another process. False where these are not the bytes of a
 * connection that has sent `bytes` since, of which none were read: then nothing is kept. */
void websocket_pack(const struct websocket *websocket, struct pack *out);
bool websocket_unpack(struct unpack *in, struct websocket *websocket, const char *bytes,
	size_t length, size_t limit);

/* Writes the header of a whole frame of the server, and returns its length. */
size_t websocket_header(
	char out[WEBSOCKET_HEADER_MAX], enum websocket_opcode opcode, size_t length);
/* Appends a whole frame. */
void websocket_add(
	struct buffer *out, enum websocket_opcode opcode, const char *payload, size_t length);
/* Appends a CLOSE. The reason, which is UTF-8, is cut to what fits, at the end of a character.
 * WEBSOCKET_NO_STATUS: an empty one. */
void websocket_add_close(struct buffer *out, enum websocket_status status, const char *reason);

/* The length of the server's frame that begins with these bytes, of which the payload may still be
 * missing; 0 where the header is incomplete. */
size_t websocket_sent_size(const char *bytes, size_t length);

/* The length of the first frame of the server in `bytes`; 0 where more bytes are needed. Its
 * payload is `*payload` bytes at its end. */
size_t websocket_sent_length(const char *bytes, size_t length, size_t *payload);

/* Sec-WebSocket-Accept for a key, with a NUL. False where the key is not 16 bytes in base64
 * (RFC 6455, 4.2.1). */
bool websocket_accept(char out[WEBSOCKET_ACCEPT_SIZE], const char *key, size_t length);

#endif
