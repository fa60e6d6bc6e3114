/* Hashes of passwords as libsodium writes them: "$argon2id$v=19$m=KIB,t=PASSES,p=1$SALT$HASH".
 * Pure. */
#ifndef PASSWORD_HASH_H
#define PASSWORD_HASH_H

#include <stdbool.h>

#define PASSWORD_HASH_COST_MAX 4194304 /* KiB times passes: some seconds for one password */

/* Whether it is a hash that can be checked, at no more than that cost. */
bool password_hash_good(const char *hash);

#endif
