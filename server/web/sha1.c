#include "sha1.h"

#include <string.h>

#define BLOCK_BYTES 64
#define LENGTH_BYTES 8 /* of the length at the end of the last block */

static uint32_t rotated(uint32_t word, unsigned bits)
{
	return word << bits | word >> (32 - bits);
}

static void add_block(uint32_t state[5], const uint8_t *block)
{
	uint32_t w[80];
	for (unsigned i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (unsigned i = 16; i < 80; i++)
		w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
	for (unsigned i = 0; i < 80; i++) {
		uint32_t mixed = i < 20	  ? ((b & c) | (~b & d)) + UINT32_C(0x5A827999)
				 : i < 40 ? (b ^ c ^ d) + UINT32_C(0x6ED9EBA1)
				 : i < 60 ? ((b & c) | (b & d) | (c & d)) + UINT32_C(0x8F1BBCDC)
					  : (b ^ c ^ d) + UINT32_C(0xCA62C1D6);
		uint32_t next = rotated(a, 5) + mixed + e + w[i];
		e = d;
		d = c;
		c = rotated(b, 30);
		b = a;
		a = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

static void put_word(uint8_t *out, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (uint8_t)(word >> (24 - 8 * i));
}

void sha1(uint8_t out[SHA1_BYTES], const void *bytes, size_t length)
{
	uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
	const uint8_t *at = bytes;
	size_t rest = length;
	for (; rest >= BLOCK_BYTES; rest -= BLOCK_BYTES, at += BLOCK_BYTES)
		add_block(state, at);
	uint8_t end[2 * BLOCK_BYTES] = {0};
	size_t size = rest + 1 + LENGTH_BYTES > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES;
	memcpy(end, at, rest);
	end[rest] = 0x80;
	uint64_t bits = 8 * (uint64_t)length;
	put_word(end + size - 8, (uint32_t)(bits >> 32));
	put_word(end + size - 4, (uint32_t)bits);
	for (size_t i = 0; i < size; i += BLOCK_BYTES)
		add_block(state, end + i);
	for (unsigned i = 0; i < 5; i++)
		put_word(out + 4 * i, state[i]);
}
