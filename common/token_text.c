#include "token_text.h"

#include <stddef.h>
#include <string.h>

#include <sodium.h>

#include "ascii.h"

#define PREFIX_BYTES (sizeof TOKEN_TEXT_PREFIX - 1)
#define RANDOM_BYTES 25
#define BITS 5		/* of a character */
#define LEAST_WITHIN 32 /* characters: what is missing could be guessed */

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

_Static_assert(PREFIX_BYTES + RANDOM_BYTES * 8 / BITS == TOKEN_TEXT_BYTES, "it has that length");

void token_text_make(char out[TOKEN_TEXT_BYTES + 1])
{
	unsigned char bytes[RANDOM_BYTES];
	unsigned gathered = 0, bits = 0;
	char *to = stpcpy(out, TOKEN_TEXT_PREFIX);
	randombytes_buf(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++) {
		gathered = (gathered << 8 | bytes[i]) & 0xFFF;
		for (bits += 8; bits >= BITS; bits -= BITS)
			*to++ = alphabet[gathered >> (bits - BITS) & 31];
	}
	*to = '\0';
	sodium_memzero(bytes, sizeof bytes);
}

void token_text_hash(unsigned char hash[TOKEN_HASH_BYTES], const char *token)
{
	crypto_generichash(
		hash, TOKEN_HASH_BYTES, (const unsigned char *)token, strlen(token), NULL, 0);
}

bool token_text_is(const char *text)
{
	return strncmp(text, TOKEN_TEXT_PREFIX, PREFIX_BYTES) == 0 &&
	       strlen(text) == TOKEN_TEXT_BYTES &&
	       strspn(text + PREFIX_BYTES, alphabet) == TOKEN_TEXT_BYTES - PREFIX_BYTES;
}

bool token_text_within(const char *text)
{
	for (const char *at = text; (at = strstr(at, TOKEN_TEXT_PREFIX)) != NULL;) {
		size_t length = 0;
		at += PREFIX_BYTES;
		while (length < LEAST_WITHIN && ascii_is_alnum(at[length]))
			length++;
		if (length == LEAST_WITHIN)
			return true;
	}
	return false;
}
