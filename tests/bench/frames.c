#include "frames.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LENGTH_16 = 126, LENGTH_64 = 127, MASK_BYTES = 4 };

size_t frames_request(char *out, size_t size, int port)
{
	return (size_t)snprintf(out, size,
		"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\n"
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n",
		port);
}

size_t frames_upgraded(const char *bytes, size_t length)
{
	static const char status[] = "HTTP/1.1 101 ";
	size_t seen = length < sizeof status - 1 ? length : sizeof status - 1;
	const char *end = memmem(bytes, length, "\r\n\r\n", 4);

	if (memcmp(bytes, status, seen) != 0)
		return SIZE_MAX;
	return end ? (size_t)(end - bytes) + 4 : 0;
}

bool frames_next(const char **at, const char *end, struct frames_found *found)
{
	const uint8_t *bytes = (const uint8_t *)*at;
	size_t have = (size_t)(end - *at), header = 2;

	if (have < 2)
		return false;
	found->opcode = (bytes[0] & 0xF0) == 0x80 && bytes[1] < LENGTH_64 ? bytes[0] & 0xF : -1;
	found->length = bytes[1];
	if (bytes[1] == LENGTH_16) {
		header = 4;
		if (have < header)
			return false;
		found->length = (size_t)(bytes[2] << 8 | bytes[3]);
	}
	if (found->opcode >= 0 && have < header + found->length)
		return false;
	found->payload = *at + header;
	*at = found->opcode < 0 ? end : *at + header + found->length;
	return true;
}

size_t frames_wrap(char *out, size_t length, int opcode)
{
	static const char mask[MASK_BYTES] = {0x35, 0x6A, 0x17, 0x49};
	size_t header = (length < LENGTH_16 ? 2 : 4) + sizeof mask;

	memmove(out + header, out, length);
	for (size_t i = 0; i < length; i++)
		out[header + i] = (char)(out[header + i] ^ mask[i % sizeof mask]);
	out[0] = (char)(0x80 | opcode);
	out[1] = (char)(0x80 | (length < LENGTH_16 ? length : LENGTH_16));
	if (length >= LENGTH_16) {
		out[2] = (char)(length >> 8);
		out[3] = (char)length;
	}
	memcpy(out + header - sizeof mask, mask, sizeof mask);
	return header + length;
}
