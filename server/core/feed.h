/* A feed: an append-only sequence of encoded bytes in refcounted blocks.
 *
 * Bytes are written once, under the core lock, and never change. Readers hold cursors. A loop
 * learns under the lock how far a feed has come and then reads up to there without the lock:
 * it looks at no byte, and at no `next`, behind that end, so nothing it reads is still being
 * written. A block is kept by the feed whose tail it is, by the block before it, and by each
 * cursor in it; so a cursor keeps all that it has yet to read, and nothing before. */
#ifndef FEED_H
#define FEED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

struct block {
	atomic_uint references;
	_Atomic uint32_t size; /* changes once at most, see feed_settle() */
	uint16_t used;	       /* under the core lock */
	uint16_t seen;	       /* `used` at the last feed_settle() */
	uint32_t number;       /* feed.number when the block was made */
	uint64_t start;	       /* bytes of the feed before this block */
	struct block *next;    /* NULL in the tail; set once, under the core lock */
	char bytes[];
};

struct feed {
	struct block *tail; /* NULL before the first byte */
	uint32_t number;    /* set by its user: what new blocks note, see cursor_number() */
};

/* A place in a feed. One that is kept holds a reference to its block; one that is passed or
 * returned by value is borrowed. `block` is NULL where there is no place. */
struct cursor {
	struct block *block;
	uint32_t offset;
} __attribute__((packed, aligned(4))); /* 12 bytes: each member of a room has one */

/* Gives the feed an empty block, so that cursors can stand at its end. A zeroed feed is empty, too,
 * and gets its first block with its first byte. */
void feed_init(struct feed *feed);
void feed_finish(struct feed *feed);

/* Appends, under the core lock. Bytes that do not fit into the tail go on in a new one, so every
 * block but the tail is full. `start`, no place before, becomes where the bytes begin. */
void feed_append(struct feed *feed, const char *bytes, size_t length, struct cursor *start);

/* Appends a block of just these bytes, which has this number: for a feed of another process, see
 * handover_feed.h. */
#define FEED_BLOCK_MAX 16384
void feed_add_block(struct feed *feed, const char *bytes, size_t length, uint32_t number);

/* Whether its tail is so large that feed_settle() is worth its time. */
bool feed_is_large(const struct feed *feed);

/* Call it about once a second for a large feed, under the core lock. Where nothing has been
 * appended since the last call, the tail is cut at its end and a small one begins, so that a quiet
 * feed keeps little memory once its readers stand at the new end. True where it was cut. */
bool feed_settle(struct feed *feed);

/* Bytes that all blocks take. Any thread. */
long feed_bytes(void);

/* Whether all blocks take `by` bytes less than their peak since this was last true. Any thread. */
bool feed_shrank(long by);

struct cursor feed_end(const struct feed *feed);

/* Bytes of the feed before the cursor. */
uint64_t cursor_position(struct cursor cursor);

/* What feed.number was when the block of the next byte was made. That byte must be there. */
uint32_t cursor_number(struct cursor cursor);

/* `to` becomes `from`, with a reference of its own; it gives up the one it had. */
void cursor_set(struct cursor *to, struct cursor from);
void cursor_drop(struct cursor *cursor);

/* Moves on by `length` bytes, all of which must be there. */
void cursor_advance(struct cursor *cursor, uint64_t length);

/* Describes up to `length` bytes from `from` on in at most `most` entries of `run`. Stores the
 * number of entries in `count` and returns that of bytes. Takes no references. */
uint64_t feed_run(
	struct cursor from, uint64_t length, struct iovec *run, unsigned most, unsigned *count);

#endif
