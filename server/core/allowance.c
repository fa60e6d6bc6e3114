#include "allowance.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core.h"
#include "memory.h"
#include "session.h"

#define SIZE_LEAST 64
#define DEBT_STEP_MS 50 /* a full table forgives so much more with each step until it has room */

struct allowance {
	uint64_t key; /* 0: free */
	struct rate rate;
	struct rate last; /* what its last sessions have spent of their own */
};

_Static_assert((ALLOWANCE_MAX & (ALLOWANCE_MAX - 1)) == 0, "the table's size is a power of two");

/* The entry of the key, or the free one where it belongs. There is always a free one. */
static struct allowance *entry_of(const struct allowances *all, uint64_t key)
{
	uint32_t at = (uint32_t)(key >> 32);
	while (all->items[at & (all->size - 1)].key != 0 &&
		all->items[at & (all->size - 1)].key != key)
		at++;
	return &all->items[at & (all->size - 1)];
}

static bool lives(const struct allowance *entry, int64_t now)
{
	return entry->key != 0 &&
	       !(rate_is_full(&entry->rate, now) && rate_is_full(&entry->last, now));
}

static uint32_t count_living(const struct allowances *all, int64_t now)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < all->size; i++)
		count += lives(&all->items[i], now);
	return count;
}

/* Makes the table anew, with the `living` entries that have something to regain at `now`. */
static void rebuild(struct allowances *all, uint32_t living, int64_t now)
{
	struct allowances old = *all;
	*all = (struct allowances){.size = SIZE_LEAST, .count = living};
	while (all->size < 2 * living + 2)
		all->size *= 2;
	all->items = memory_zero(all->size * sizeof *all->items);
	for (uint32_t i = 0; i < old.size; i++)
		if (lives(&old.items[i], now))
			*entry_of(all, old.items[i].key) = old.items[i];
	free(old.items);
}

static void make_room(struct core *core)
{
	struct allowances *all = &core->allowances;
	int64_t now = core->now, step = DEBT_STEP_MS;
	if (all->count + 1 < all->size - all->size / 4 && all->count < ALLOWANCE_MAX)
		return;
	uint32_t living = count_living(all, now);
	for (; living > ALLOWANCE_MAX / 2 && all->count >= ALLOWANCE_MAX; step *= 2) {
		now += step;
		living = count_living(all, now);
	}
	rebuild(all, living, now);
}

int64_t allowance_wait(const struct core *core, const struct origin *origin, long burst)
{
	const struct limits *limits = &core->limits;
	uint64_t key = origin_key(origin);
	if (key == 0 || core->allowances.count == 0)
		return 0;
	const struct allowance *entry = entry_of(&core->allowances, key);
	return entry->key == 0 ? 0
			       : rate_wait(&entry->rate, core->now,
					 ALLOWANCE_SESSIONS * ALLOWANCE_LINE * limits->rate,
					 ALLOWANCE_SESSIONS * ALLOWANCE_LINE * burst);
}

static struct allowance *entry_for(struct core *core, uint64_t key)
{
	make_room(core);
	struct allowance *entry = entry_of(&core->allowances, key);
	core->allowances.count += entry->key == 0;
	entry->key = key;
	return entry;
}

void allowance_spend(struct core *core, const struct origin *origin, uint64_t bytes)
{
	uint64_t key = origin_key(origin);
	if (key == 0 || bytes == 0 || core->limits.rate == 0)
		return;
	struct allowance *entry = entry_for(core, key);
	rate_spend(&entry->rate, core->now, ALLOWANCE_SESSIONS * ALLOWANCE_LINE * core->limits.rate,
		(long)bytes);
}

struct rate allowance_begin(const struct core *core, const struct origin *origin)
{
	uint64_t key = origin_key(origin);
	if (key == 0 || core->allowances.count == 0)
		return (struct rate){0};
	const struct allowance *entry = entry_of(&core->allowances, key);
	return entry->key == 0 ? (struct rate){0} : entry->last;
}

void allowance_end(struct core *core, const struct origin *origin, const struct rate *rate)
{
	uint64_t key = origin_key(origin);
	if (key == 0 || rate_is_full(rate, core->now))
		return;
	struct allowance *entry = entry_for(core, key);
	if (entry->last.full_at < rate->full_at)
		entry->last = *rate;
}

void allowance_sweep(struct core *core)
{
	struct allowances *all = &core->allowances;
	if (all->size == 0)
		return;
	uint32_t living = count_living(all, core->now);
	if (living == 0)
		allowance_finish(core);
	else if (living < all->count)
		rebuild(all, living, core->now);
}

void allowance_finish(struct core *core)
{
	free(core->allowances.items);
	core->allowances = (struct allowances){0};
}

PACK_SIZE(struct allowance, 24);

void allowance_pack(const struct core *core, struct pack *out)
{
	const struct allowances *all = &core->allowances;
	pack_u32(out, all->count);
	for (uint32_t i = 0; i < all->size; i++) {
		if (all->items[i].key == 0)
			continue;
		pack_u64(out, all->items[i].key);
		pack_i64(out, all->items[i].rate.full_at);
		pack_i64(out, all->items[i].last.full_at);
	}
}

void allowance_unpack(struct core *core, struct unpack *in)
{
	for (uint32_t left = unpack_count(in, ALLOWANCE_MAX); left > 0 && !in->failed; left--) {
		uint64_t key = unpack_u64(in);
		struct rate rate = {unpack_time(in)}, last = {unpack_time(in)};
		if (key == 0)
			continue;
		struct allowance *entry = entry_for(core, key);
		entry->rate = rate;
		entry->last = last;
	}
}
