/* uthash with a keyed hash.
 *
 * Include this and never uthash.h. Users choose the keys of our tables (names, rooms), so the
 * hash is SipHash-2-4 under a key drawn at start: nobody can make names that collide. An
 * allocation that fails ends the program, as everywhere. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

/* Draws the key. Call once, before the first table and before there are threads. */
void table_init(void);

unsigned table_hash(const void *key, size_t length);

#define HASH_FUNCTION(keyptr, keylen, hashv) ((hashv) = table_hash((keyptr), (keylen)))

#include <uthash.h>

#endif
