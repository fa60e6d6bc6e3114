/* The hash that chains the lines of a room: each covers the one before, all fields of its line and
 * a random salt, so a changed, missing or swapped line is found. The salt goes when a line is
 * erased: then nobody can find out by trying what the line said, and the chain still holds.
 *
 * It is SipHash-2-4, with the hash before and the salt as the key. It is against accidents, and
 * against hands that change a file without knowing of it; who knows it can make a new chain. */
#ifndef CHAIN_H
#define CHAIN_H

#include <stdint.h>

#include "record.h"

/* The first line of a room has 0 as the hash before. For one thread at a time for each `space`,
 * which is used while it works. */
uint64_t chain_hash(
	struct buffer *space, uint64_t before, uint64_t salt, const struct record_line *line);

/* Random and not 0. For one thread at a time. */
struct chain_salts {
	unsigned left;
	uint64_t salts[64];
};
uint64_t chain_salt(struct chain_salts *salts);

#endif
