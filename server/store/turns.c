#include "turns.h"

#include "table.h"

unsigned turns_slot(uint64_t asker)
{
	return table_hash(&asker, sizeof asker) % TURNS_SLOTS;
}

int64_t turns_place(const struct turns *turns, unsigned slot)
{
	int64_t taken = turns->taken[slot];
	return taken > turns->now ? taken : turns->now;
}

void turns_take(struct turns *turns, unsigned slot, int64_t time)
{
	turns->now = turns_place(turns, slot);
	turns->taken[slot] = turns->now + time;
}
