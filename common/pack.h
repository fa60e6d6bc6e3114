/* Values as bytes, for another process of this machine: the state that a server hands on when it is
 * upgraded (server/core/handover.h).
 *
 * Numbers are little-endian and take what they need; texts and bytes come behind their length.
 * Whoever reads does it in the same order. A reader that comes to the end, or to what cannot be,
 * has `failed` and gives zeros, NULLs and "" from then on: so a caller looks at `failed` once,
 * behind a record, and never reads outside the bytes. It bounds counts with unpack_count(). What
 * it gets are values of the other process: whether they make sense is for the caller to judge.
 * Pure. */
#ifndef PACK_H
#define PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

/* Stands beside what packs a struct: who adds a member to it is told by the compiler. */
#define PACK_SIZE(type, size)                                                  \
	_Static_assert(sizeof(void *) != 8 || sizeof(type) == (size),          \
		"a member of " #type " has come or gone: pack and unpack it, " \
		"or say why not in docs/architecture.md, and change the size here")

/* Where values go. */
struct pack {
	struct buffer *buffer;
	/* Called before `buffer` would grow; NULL for nothing: takes the bytes elsewhere, and sets
	 * buffer->length to 0. It grows only where a single piece is larger than its size. */
	void (*full)(struct pack *out);
};

void pack_u8(struct pack *out, uint8_t value);
void pack_u16(struct pack *out, uint16_t value);
void pack_u32(struct pack *out, uint32_t value);
void pack_u64(struct pack *out, uint64_t value);
void pack_i64(struct pack *out, int64_t value);
void pack_bool(struct pack *out, bool value);

/* Without a length. */
void pack_raw(struct pack *out, const void *bytes, size_t length);

/* At most UINT32_MAX bytes. */
void pack_bytes(struct pack *out, const char *bytes, size_t length);

/* NULL is kept apart from "". */
void pack_text(struct pack *out, const char *text);

struct unpack {
	const char *at, *end;
	bool failed;
	void (*let_go)(void *data, const char *at); /* see unpack_let_go(); NULL for nothing */
	void *data;
};

struct unpack unpack_begin(const char *bytes, size_t length);

uint8_t unpack_u8(struct unpack *in);
uint16_t unpack_u16(struct unpack *in);
uint32_t unpack_u32(struct unpack *in);
uint64_t unpack_u64(struct unpack *in);
int64_t unpack_i64(struct unpack *in);
bool unpack_bool(struct unpack *in);

/* Points into what is read. NULL and 0 where it failed. */
const char *unpack_bytes(struct unpack *in, size_t *length);

/* Just so many bytes, packed with pack_raw(); zeros where it failed. */
void unpack_into(struct unpack *in, void *to, size_t size);

/* As unpack_bytes(), with a NUL behind it; NULL where NULL was packed. */
const char *unpack_text(struct unpack *in);

/* The same, but never NULL: it fails where NULL was packed, and is "" where it failed. */
const char *unpack_string(struct unpack *in);

/* The same as unpack_text(), copied: freed with free(3). */
char *unpack_copy(struct unpack *in);

/* A time or a span, packed with pack_i64(): beyond UNPACK_TIME_MAX it is that, so that a caller can
 * add two of them. */
#define UNPACK_TIME_MAX (INT64_C(1) << 60)
int64_t unpack_time(struct unpack *in);

/* A number of items, packed with pack_u32(). Fails where it is more than `most`, or more than there
 * are bytes left: each item takes at least one. */
uint32_t unpack_count(struct unpack *in, uint32_t most);

/* Nobody points to what was read so far any more: who has the bytes may free those. A reader of
 * many records says so behind each. */
void unpack_let_go(const struct unpack *in);

/* What is read cannot be. */
void unpack_fail(struct unpack *in);

/* Whether all was read, and nothing failed. */
bool unpack_done(const struct unpack *in);

#endif
