#include "feed.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"

/* The first block of a feed is small, since there may be thousands of quiet rooms. In a busy one
 * each block is twice as large as the last, up to a size where the cost of a block no longer shows.
 * With their headers both sizes are whole malloc chunks. */
#define BLOCK_FIRST 168
#define BLOCK_MAX 16368
#define BLOCK_LARGE 1024 /* a larger tail is cut when the feed is quiet */

static atomic_long bytes_held;
static atomic_long bytes_most; /* the peak since feed_shrank() was last true */

static uint32_t size_of(const struct block *block)
{
	return atomic_load_explicit(&block->size, memory_order_relaxed);
}

/* Of two threads at once the one with the lesser peak may be last: the peak is a hint. */
static void note_held(long size)
{
	long held = size + atomic_fetch_add_explicit(&bytes_held, size, memory_order_relaxed);
	if (held > atomic_load_explicit(&bytes_most, memory_order_relaxed))
		atomic_store_explicit(&bytes_most, held, memory_order_relaxed);
}

static struct block *block_new(const struct feed *feed, size_t size, uint64_t start)
{
	struct block *block = memory_get(sizeof *block + size);
	atomic_init(&block->references, 1);
	atomic_init(&block->size, (uint32_t)size);
	note_held((long)size);
	block->used = 0;
	block->seen = UINT16_MAX;
	block->number = feed->number;
	block->start = start;
	block->next = NULL;
	return block;
}

static void block_keep(struct block *block)
{
	atomic_fetch_add_explicit(&block->references, 1, memory_order_relaxed);
}

static void block_drop(struct block *block)
{
	while (block &&
		atomic_fetch_sub_explicit(&block->references, 1, memory_order_acq_rel) == 1) {
		struct block *next = block->next;
		atomic_fetch_sub_explicit(&bytes_held, (long)size_of(block), memory_order_relaxed);
		sodium_memzero(block->bytes, block->used); /* a token may have been told */
		free(block);
		block = next;
	}
}

void feed_init(struct feed *feed)
{
	feed->tail = block_new(feed, BLOCK_FIRST - sizeof(struct block), 0);
}

void feed_finish(struct feed *feed)
{
	block_drop(feed->tail);
	feed->tail = NULL;
}

static void add_block(struct feed *feed)
{
	struct block *old = feed->tail;
	size_t whole = old ? 2 * (size_of(old) + sizeof *old) : BLOCK_FIRST;
	if (whole > BLOCK_MAX)
		whole = BLOCK_MAX;
	feed->tail = block_new(feed, whole - sizeof *old, old ? old->start + size_of(old) : 0);
	if (old) {
		block_keep(feed->tail); /* one for the feed, one for the block before it */
		old->next = feed->tail;
		block_drop(old);
	}
}

void feed_append(struct feed *feed, const char *bytes, size_t length, struct cursor *start)
{
	if (!feed->tail)
		add_block(feed);
	cursor_set(start, feed_end(feed)); /* keeps the block, which may stop being the tail */
	while (length > 0) {
		if (feed->tail->used == size_of(feed->tail))
			add_block(feed);
		struct block *tail = feed->tail;
		size_t room = size_of(tail) - tail->used;
		size_t piece = length < room ? length : room;
		memcpy(tail->bytes + tail->used, bytes, piece);
		tail->used = (uint16_t)(tail->used + piece);
		bytes += piece;
		length -= piece;
	}
}

bool feed_is_large(const struct feed *feed)
{
	return size_of(feed->tail) > BLOCK_LARGE;
}

/* The tail ends where its bytes end, and a block of this size follows. */
static void cut_tail(struct feed *feed, size_t size)
{
	struct block *old = feed->tail;
	atomic_fetch_sub_explicit(
		&bytes_held, (long)(size_of(old) - old->used), memory_order_relaxed);
	atomic_store_explicit(&old->size, old->used, memory_order_relaxed);
	feed->tail = block_new(feed, size, old->start + old->used);
	block_keep(feed->tail);
	old->next = feed->tail;
	block_drop(old);
}

void feed_add_block(struct feed *feed, const char *bytes, size_t length, uint32_t number)
{
	cut_tail(feed, length);
	memcpy(feed->tail->bytes, bytes, length);
	feed->tail->used = (uint16_t)length;
	feed->tail->number = number;
}

bool feed_settle(struct feed *feed)
{
	struct block *old = feed->tail;
	if (old->seen != old->used) {
		old->seen = old->used;
		return false;
	}
	cut_tail(feed, BLOCK_FIRST - sizeof *old);
	return true;
}

long feed_bytes(void)
{
	return atomic_load_explicit(&bytes_held, memory_order_relaxed);
}

bool feed_shrank(long by)
{
	long held = feed_bytes();
	if (atomic_load_explicit(&bytes_most, memory_order_relaxed) - held < by)
		return false;
	atomic_store_explicit(&bytes_most, held, memory_order_relaxed);
	return true;
}

struct cursor feed_end(const struct feed *feed)
{
	return (struct cursor){feed->tail, feed->tail ? feed->tail->used : 0};
}

uint64_t cursor_position(struct cursor cursor)
{
	return cursor.block ? cursor.block->start + cursor.offset : 0;
}

uint32_t cursor_number(struct cursor cursor)
{
	const struct block *block = cursor.block;
	return (cursor.offset < size_of(block) ? block : block->next)->number;
}

void cursor_set(struct cursor *to, struct cursor from)
{
	struct block *old = to->block;
	if (from.block != old && from.block)
		block_keep(from.block);
	*to = from;
	if (from.block != old)
		block_drop(old);
}

void cursor_drop(struct cursor *cursor)
{
	block_drop(cursor->block);
	*cursor = (struct cursor){NULL, 0};
}

/* Every block but the tail is full, so a cursor finds its way by `size` alone. `used` and `next` of
 * the tail are changed by those who post, under the lock: nobody without it may look at them. */
void cursor_advance(struct cursor *cursor, uint64_t length)
{
	struct cursor to = *cursor;
	while (length > size_of(to.block) - to.offset) {
		length -= size_of(to.block) - to.offset;
		to = (struct cursor){to.block->next, 0};
	}
	to.offset += (uint32_t)length;
	cursor_set(cursor, to);
}

uint64_t feed_run(
	struct cursor from, uint64_t length, struct iovec *run, unsigned most, unsigned *count)
{
	uint64_t described = 0;
	unsigned used = 0;
	while (described < length && used < most) {
		if (from.offset == size_of(from.block))
			from = (struct cursor){from.block->next, 0};
		uint64_t piece = size_of(from.block) - from.offset;
		if (piece > length - described)
			piece = length - described;
		run[used++] = (struct iovec){from.block->bytes + from.offset, piece};
		from.offset += (uint32_t)piece;
		described += piece;
	}
	*count = used;
	return described;
}
