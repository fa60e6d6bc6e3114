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

_Static_assert(TABLE_SECRET_BYTES == crypto_shorthash_KEYBYTES, "the secret is a key");

unsigned table_hash_with(
	const unsigned char secret[TABLE_SECRET_BYTES], const void *key, size_t length)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint32_t hash;
	crypto_shorthash(out, key, length, secret);
	memcpy(&hash, out, sizeof hash);
	return hash;
}

void table_secret(unsigned char secret[TABLE_SECRET_BYTES])
{
	memcpy(secret, hash_key, sizeof hash_key);
}

unsigned table_hash(const void *key, size_t length)
{
	return table_hash_with(hash_key, key, length);
}
