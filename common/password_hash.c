#include "password_hash.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

bool password_hash_good(const char *hash)
{
	unsigned long memory, passes;
	const char *cost = strstr(hash, "$m=");
	return cost && sscanf(cost, "$m=%lu,t=%lu,", &memory, &passes) == 2 && passes > 0 &&
	       memory <= PASSWORD_HASH_COST_MAX / passes &&
	       crypto_pwhash_str_needs_rehash(
		       hash, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) >= 0;
}
