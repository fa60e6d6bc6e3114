#include "table.h"

#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"

static unsigned char hash_key[crypto_shorthash_KEYBYTES];

void table_init(void)
{
	if (sodium_init() < 0)
		fatal("libsodium could not be started");
	crypto_shorthash_keygen(hash_key);
}

unsigned table_hash(const void *key, size_t length)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint32_t hash;
	crypto_shorthash(out, key, length, hash_key);
	memcpy(&hash, out, sizeof hash);
	return hash;
}
