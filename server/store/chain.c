#include "chain.h"

#include <string.h>

#include <sodium.h>

/* In a form that does not depend on the machine. */
static char *put(char *to, uint64_t number)
{
	for (unsigned i = 0; i < sizeof number; i++)
		to[i] = (char)(number >> (8 * i));
	return to + sizeof number;
}

uint64_t chain_hash(
	struct buffer *space, uint64_t before, uint64_t salt, const struct record_line *line)
{
	char key[crypto_shorthash_KEYBYTES];
	put(put(key, before), salt);
	space->length = 0;
	char *to = buffer_reserve(space, 4 * sizeof(uint64_t));
	to = put(to, (uint64_t)line->room << 32 | line->number);
	to = put(to, (uint64_t)line->time);
	to = put(to, line->connection);
	put(to, line->kind);
	space->length = 4 * sizeof(uint64_t);
	const char *texts[] = {
		line->name, line->user, line->host, line->other, line->text, line->tags};
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		buffer_add(space, texts[i], strlen(texts[i]) + 1);
	unsigned char hash[crypto_shorthash_BYTES];
	crypto_shorthash(hash, (const unsigned char *)space->bytes, space->length,
		(const unsigned char *)key);
	uint64_t number = 0;
	for (unsigned i = 0; i < sizeof number; i++)
		number |= (uint64_t)hash[i] << (8 * i);
	return number;
}

uint64_t chain_salt(struct chain_salts *salts)
{
	uint64_t salt;
	do {
		if (salts->left == 0) {
			salts->left = sizeof salts->salts / sizeof *salts->salts;
			randombytes_buf(salts->salts, sizeof salts->salts);
		}
		salt = salts->salts[--salts->left];
	} while (salt == 0);
	return salt;
}
