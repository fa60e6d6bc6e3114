/* A disk that fails, for SQLite: all of its files go through it.
 *
 * After a number of operations that change files (writes, syncs, truncations) the disk either fails
 * them all until it is repaired, or loses power: of what was written since the last sync of each
 * file some is undone, by chance, and the process ends at once. */
#ifndef FAULTY_H
#define FAULTY_H

/* Before the process opens its first store; later calls do nothing. */
void faulty_start(void);

/* From the operation with this number on, all fail with this code of SQLite. */
void faulty_fail(unsigned after, int code);
void faulty_repair(void);

/* The operation with this number is the last one. `seed` chooses what is lost. */
void faulty_lose_power(unsigned after, unsigned seed);

/* Operations since the last of these calls. */
unsigned faulty_operations(void);

#endif
