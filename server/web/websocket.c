#include "websocket.h"

#include <string.h>

#include <sodium.h>

#include "ascii.h"
#include "sha1.h"
#include "text.h"
#include "utf8_check.h"

#define FIN 0x80
#define RESERVED 0x70
#define OPCODE 0x0F
#define CONTROL 0x08
#define MASKED 0x80
#define LENGTH 0x7F
#define LENGTH_16 126 /* two bytes with the length follow */
#define LENGTH_64 127 /* eight bytes */
#define MASK_BYTES 4
#define STATUS_BYTES 2 /* in front of the reason in a CLOSE */

#define KEY_BYTES 24  /* of Sec-WebSocket-Key: 16 bytes in base64 */
#define KEY_DIGITS 22 /* of them before the "==" */
#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* The first bytes of a frame, as far as they have come. */
struct header {
	uint8_t opcode;
	bool last;	 /* FIN */
	size_t size;	 /* of the header without the mask */
	uint64_t length; /* of the payload */
};

static uint64_t number(const char *bytes, size_t count)
{
	uint64_t value = 0;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | (uint8_t)bytes[i];
	return value;
}

/* Bytes of the length behind the first two of a header. */
static size_t length_bytes(char second)
{
	int length = second & LENGTH;
	return length == LENGTH_64 ? 8 : length == LENGTH_16 ? 2 : 0;
}

/* Sizes of a frame whose first `length` bytes are these; false where the header is incomplete. A
 * header is as short as it can be (RFC 6455, 5.2): `*shortest` says whether this one is. */
static bool read_header(struct header *header, const char *bytes, size_t length, bool *shortest)
{
	if (length < 2)
		return false;
	size_t extra = length_bytes(bytes[1]);
	header->opcode = bytes[0] & OPCODE;
	header->last = bytes[0] & FIN;
	header->size = 2 + extra;
	header->length = (uint64_t)(bytes[1] & LENGTH);
	*shortest = true;
	if (length < header->size)
		return false;
	if (extra == 0)
		return true;
	header->length = number(bytes + 2, extra);
	*shortest = header->length >= (extra == 2 ? LENGTH_16 : UINT64_C(1) << 16);
	return true;
}

static bool is_control(unsigned opcode)
{
	return opcode & CONTROL;
}

/* Whether the first two bytes can be those of a client's next frame. */
static bool is_start(const struct websocket *websocket, const char *bytes)
{
	unsigned opcode = bytes[0] & OPCODE;
	if (bytes[0] & RESERVED || !(bytes[1] & MASKED))
		return false;
	switch (opcode) {
	case WEBSOCKET_CONTINUATION:
		return websocket->opcode != 0;
	case WEBSOCKET_TEXT:
	case WEBSOCKET_BINARY:
		return websocket->opcode == 0;
	case WEBSOCKET_CLOSE:
	case WEBSOCKET_PING:
	case WEBSOCKET_PONG:
		return bytes[0] & FIN && (bytes[1] & LENGTH) <= WEBSOCKET_CONTROL_MAX;
	default:
		return false;
	}
}

static enum websocket_result broken(struct websocket_frame *frame, enum websocket_status status)
{
	frame->status = status;
	return WEBSOCKET_BROKEN;
}

/* Removes the mask of the bytes from `from` to `to` of a payload. */
static void unmask(char *payload, size_t from, size_t to, const char *mask)
{
	char turned[8];
	uint64_t eight, key;
	for (size_t i = 0; i < sizeof turned; i++)
		turned[i] = mask[(from + i) % MASK_BYTES];
	memcpy(&key, turned, sizeof key);
	for (; to - from >= sizeof eight; from += sizeof eight) {
		memcpy(&eight, payload + from, sizeof eight);
		eight ^= key;
		memcpy(payload + from, &eight, sizeof eight);
	}
	for (size_t i = 0; from < to; from++, i++)
		payload[from] = (char)(payload[from] ^ turned[i]);
}

/* RFC 6455, 7.4; 1012 to 1014 are registered since. */
static bool is_status(unsigned status)
{
	return (status >= 1000 && status <= 1003) || (status >= 1007 && status <= 1014) ||
	       (status >= 3000 && status <= 4999);
}

static enum websocket_result finish_control(struct websocket_frame *frame)
{
	if (frame->opcode != WEBSOCKET_CLOSE)
		return WEBSOCKET_CONTROL;
	frame->status = WEBSOCKET_NO_STATUS;
	if (frame->length == 0)
		return WEBSOCKET_CONTROL;
	if (frame->length < STATUS_BYTES)
		return broken(frame, WEBSOCKET_PROTOCOL_ERROR);
	unsigned status = (unsigned)number(frame->payload, STATUS_BYTES);
	frame->payload += STATUS_BYTES;
	frame->length -= STATUS_BYTES;
	uint8_t utf8 = 0;
	if (!is_status(status))
		return broken(frame, WEBSOCKET_PROTOCOL_ERROR);
	if (!utf8_check(&utf8, frame->payload, frame->length) || utf8 != 0)
		return broken(frame, WEBSOCKET_NOT_UTF8);
	frame->status = status;
	return WEBSOCKET_CONTROL;
}

/* A message may have a password. */
static void forget(struct buffer *message)
{
	if (message->bytes)
		sodium_memzero(message->bytes, message->size);
	buffer_finish(message);
}

/* Moves a piece to the others, and leaves no copy. */
static void move_piece(struct buffer *message, char *piece, size_t length)
{
	if (message->size - message->length < length) {
		struct buffer larger = {0};
		buffer_reserve(&larger, message->length + length);
		buffer_add(&larger, message->bytes, message->length);
		forget(message);
		*message = larger;
	}
	buffer_add(message, piece, length);
	sodium_memzero(piece, length);
}

/* A whole frame of data: the message, or a piece of it. */
static enum websocket_result finish_data(
	struct websocket *websocket, bool last, char *payload, struct websocket_frame *frame)
{
	bool first = frame->opcode != WEBSOCKET_CONTINUATION;
	if (first)
		websocket->opcode = (uint8_t)frame->opcode;
	frame->opcode = websocket->opcode;
	if (last && websocket->utf8 != 0)
		return broken(frame, WEBSOCKET_NOT_UTF8);
	if (!last || !first)
		move_piece(&websocket->message, payload, frame->length);
	if (!last)
		return WEBSOCKET_PIECE;
	websocket->opcode = 0;
	if (!first && websocket->message.length > 0) {
		frame->payload = websocket->message.bytes;
		frame->length = websocket->message.length;
	}
	return WEBSOCKET_MESSAGE;
}

enum websocket_result websocket_read(struct websocket *websocket, char *bytes, size_t length,
	size_t limit, struct websocket_frame *frame)
{
	struct header header;
	bool shortest;
	*frame = (struct websocket_frame){0};
	if (websocket->opcode == 0)
		forget(&websocket->message); /* the last one has been read */
	if (length >= 2 && !is_start(websocket, bytes))
		return broken(frame, WEBSOCKET_PROTOCOL_ERROR);
	if (!read_header(&header, bytes, length, &shortest))
		return WEBSOCKET_MORE;
	if (!shortest || header.length >> 63)
		return broken(frame, WEBSOCKET_PROTOCOL_ERROR);
	bool control = is_control(header.opcode);
	if (!control &&
		(header.length > limit || websocket->message.length > limit - header.length))
		return broken(frame, WEBSOCKET_TOO_BIG);
	if (length < header.size + MASK_BYTES)
		return WEBSOCKET_MORE;
	char *payload = bytes + header.size + MASK_BYTES;
	size_t size = (size_t)header.length, come = length - header.size - MASK_BYTES;
	size_t from = websocket->done, to = come < size ? come : size;
	unsigned opcode = header.opcode ? header.opcode : websocket->opcode;
	unmask(payload, from, to, bytes + header.size);
	websocket->done = (uint32_t)to;
	if (opcode == WEBSOCKET_TEXT && !utf8_check(&websocket->utf8, payload + from, to - from))
		return broken(frame, WEBSOCKET_NOT_UTF8);
	if (to < size)
		return WEBSOCKET_MORE;
	websocket->done = 0;
	frame->opcode = header.opcode;
	frame->payload = payload;
	frame->length = size;
	frame->used = header.size + MASK_BYTES + size;
	return control ? finish_control(frame)
		       : finish_data(websocket, header.last, payload, frame);
}

void websocket_finish(struct websocket *websocket)
{
	forget(&websocket->message);
	*websocket = (struct websocket){0};
}

PACK_SIZE(struct websocket, 32);

void websocket_pack(const struct websocket *websocket, struct pack *out)
{
	pack_bytes(out, websocket->message.bytes, websocket->message.length);
	pack_u32(out, websocket->done);
	pack_u8(out, websocket->opcode);
	pack_u8(out, websocket->utf8);
}

/* Whether so much of the frame in front has come. */
static bool has_come(size_t done, const char *bytes, size_t length)
{
	struct header header;
	bool shortest;
	return done == 0 || (read_header(&header, bytes, length, &shortest) &&
				    length >= header.size + MASK_BYTES && done <= header.length &&
				    done <= length - header.size - MASK_BYTES);
}

bool websocket_unpack(struct unpack *in, struct websocket *websocket, const char *bytes,
	size_t length, size_t limit)
{
	size_t size;
	const char *message = unpack_bytes(in, &size);
	*websocket = (struct websocket){.done = unpack_u32(in)};
	websocket->opcode = unpack_u8(in);
	websocket->utf8 = unpack_u8(in);
	bool opcode = websocket->opcode == 0 || websocket->opcode == WEBSOCKET_TEXT ||
		      websocket->opcode == WEBSOCKET_BINARY;
	if (in->failed || size > limit || !opcode || !utf8_is_state(websocket->utf8) ||
		!has_come(websocket->done, bytes, length))
		return false;
	buffer_add(&websocket->message, message, size);
	return true;
}

static size_t put_number(char *out, uint64_t value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (char)(value >> 8 * (count - 1 - i));
	return count;
}

size_t websocket_header(char out[WEBSOCKET_HEADER_MAX], enum websocket_opcode opcode, size_t length)
{
	out[0] = (char)(FIN | opcode);
	if (length < LENGTH_16) {
		out[1] = (char)length;
		return 2;
	}
	bool small = length < 1 << 16;
	out[1] = small ? LENGTH_16 : LENGTH_64;
	return 2 + put_number(out + 2, length, small ? 2 : 8);
}

void websocket_add(
	struct buffer *out, enum websocket_opcode opcode, const char *payload, size_t length)
{
	char *at = buffer_reserve(out, WEBSOCKET_HEADER_MAX + length);
	size_t header = websocket_header(at, opcode, length);
	if (length > 0)
		memcpy(at + header, payload, length);
	out->length += header + length;
}

void websocket_add_close(struct buffer *out, enum websocket_status status, const char *reason)
{
	char payload[WEBSOCKET_CONTROL_MAX];
	size_t length = text_cut(reason, strlen(reason), sizeof payload - STATUS_BYTES);
	if (status == WEBSOCKET_NO_STATUS) {
		websocket_add(out, WEBSOCKET_CLOSE, NULL, 0);
		return;
	}
	put_number(payload, status, STATUS_BYTES);
	memcpy(payload + STATUS_BYTES, reason, length);
	websocket_add(out, WEBSOCKET_CLOSE, payload, STATUS_BYTES + length);
}

size_t websocket_sent_size(const char *bytes, size_t length)
{
	struct header header;
	bool shortest;
	if (!read_header(&header, bytes, length, &shortest))
		return 0;
	return header.size + (size_t)header.length;
}

size_t websocket_sent_length(const char *bytes, size_t length, size_t *payload)
{
	struct header header;
	bool shortest;
	if (!read_header(&header, bytes, length, &shortest) || header.length > length - header.size)
		return 0;
	*payload = (size_t)header.length;
	return header.size + *payload;
}

bool websocket_accept(char out[WEBSOCKET_ACCEPT_SIZE], const char *key, size_t length)
{
	uint8_t hash[SHA1_BYTES];
	char text[KEY_BYTES + sizeof ACCEPT_GUID];
	if (length != KEY_BYTES || memcmp(key + KEY_DIGITS, "==", 2) != 0)
		return false;
	for (size_t i = 0; i < KEY_DIGITS; i++)
		if (!ascii_is_alnum(key[i]) && key[i] != '+' && key[i] != '/')
			return false;
	memcpy(text, key, KEY_BYTES);
	memcpy(text + KEY_BYTES, ACCEPT_GUID, sizeof ACCEPT_GUID);
	sha1(hash, text, strlen(text));
	sodium_bin2base64(
		out, WEBSOCKET_ACCEPT_SIZE, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	return true;
}
