#include "browsers.h"

#include <stdatomic.h>

#define PLACES 4096
#define LATELY_S 86400 /* how long a browser counts */

/* In the upper half the hash of an address, in the lower one the second, from 1 on, in which a
 * browser came. */
static _Atomic uint64_t places[PLACES];

/* Origins are hashes already; that of this machine is 0. */
static _Atomic uint64_t *place_of(struct origin origin)
{
	return &places[origin.host % PLACES];
}

void browsers_note(struct origin origin, int64_t now)
{
	uint64_t second = (uint64_t)now / 1000 + 1;
	atomic_store_explicit(place_of(origin), (uint64_t)origin.host << 32 | (uint32_t)second,
		memory_order_relaxed);
}

bool browsers_came(struct origin origin, int64_t now)
{
	uint64_t place = atomic_load_explicit(place_of(origin), memory_order_relaxed);
	uint32_t second = (uint32_t)((uint64_t)now / 1000 + 1);
	return (uint32_t)place > 0 && place >> 32 == origin.host &&
	       second - (uint32_t)place < LATELY_S;
}

void browsers_pack(struct pack *out)
{
	uint64_t found[PLACES];
	uint32_t count = 0;
	for (size_t i = 0; i < PLACES; i++) {
		uint64_t place = atomic_load_explicit(&places[i], memory_order_relaxed);
		if (place > 0)
			found[count++] = place;
	}
	pack_u32(out, count);
	for (uint32_t i = 0; i < count; i++)
		pack_u64(out, found[i]);
}

void browsers_unpack(struct unpack *in)
{
	uint32_t count = unpack_count(in, PLACES);
	for (uint32_t i = 0; i < count; i++) {
		uint64_t place = unpack_u64(in);
		struct origin origin = {.host = (uint32_t)(place >> 32)};
		atomic_store_explicit(place_of(origin), place, memory_order_relaxed);
	}
}
