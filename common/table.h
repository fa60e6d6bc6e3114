/* uthash with a keyed hash.
 *
 * Include this header and never uthash.h. Users choose the keys of our tables (names, rooms), so
 * the hash is SipHash-2-4 with a random key: nobody can choose names that collide. If an allocation
 * fails, the program ends, as everywhere. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

/* Draws the random key. Call once, before the first table and the first thread. */
void table_init(void);

unsigned table_hash(const void *key, size_t length);

/* The same hash with a secret of the caller's, which may outlive the process. */
#define TABLE_SECRET_BYTES 16
unsigned table_hash_with(
	const unsigned char secret[TABLE_SECRET_BYTES], const void *key, size_t length);

/* The secret with which table_hash_with() gives what table_hash() does in this process. */
void table_secret(unsigned char secret[TABLE_SECRET_BYTES]);

#define HASH_FUNCTION(keyptr, keylen, hashv) ((hashv) = table_hash((keyptr), (keylen)))

#include <uthash.h>

#endif
