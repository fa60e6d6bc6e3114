/* What a chatd that has ended, or was killed, has left in its folder; read with the store itself.
 * Where the build has none, stored_available() is false. */
#ifndef STORED_LINES_H
#define STORED_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool stored_available(void);

/* Calls `visit` with each line of the room, by number, from `first` on. Returns the last number. */
uint32_t stored_each(const char *folder, const char *room, uint32_t first,
	void (*visit)(uint32_t number, const char *text, void *data), void *data);

/* These texts, and no others, were said in the room. Ends with NULL. */
void stored_expect(const char *folder, const char *room, ...);

/* The account with this key: its id, and the hash of its password; 0 where there is none. */
uint32_t stored_account(const char *folder, const char *key, char *hash, size_t size);

/* The account whose room it is; 0 for none, or where there is no such room. */
uint32_t stored_founder(const char *folder, const char *room);

/* Numbers have no holes, every chain of hashes is right, and the file's own check finds nothing. */
void stored_verify(const char *folder);

#endif
