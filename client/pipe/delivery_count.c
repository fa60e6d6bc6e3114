#include "delivery_count.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void delivery_count_finish(struct delivery_count *delivery_count)
{
	free(delivery_count->parts);
	*delivery_count = (struct delivery_count){0};
}

void delivery_count_add(struct delivery_count *delivery_count, unsigned long line,
	unsigned long ticket, unsigned parts)
{
	if (delivery_count->count + parts > delivery_count->size) {
		delivery_count->size = 2 * (delivery_count->count + parts);
		delivery_count->parts = memory_grow(delivery_count->parts,
			delivery_count->size * sizeof *delivery_count->parts);
	}
	for (unsigned i = 0; i < parts; i++)
		delivery_count->parts[delivery_count->count++] =
			(struct delivery_count_part){ticket + i, line, FATE_WAITING};
}

/* The parts of the first line; their fate, which is FATE_WAITING as long as that of one is. */
static size_t first_line(const struct delivery_count *delivery_count, enum fate *fate)
{
	size_t count = 0;
	bool waits = false;
	*fate = FATE_WAITING;
	for (; count < delivery_count->count &&
		delivery_count->parts[count].line == delivery_count->parts[0].line;
		count++) {
		enum fate part = delivery_count->parts[count].fate;
		waits = waits || part == FATE_WAITING;
		if (part > *fate)
			*fate = part;
	}
	if (waits)
		*fate = FATE_WAITING;
	return count;
}

static void count_settled(struct delivery_count *delivery_count)
{
	enum fate fate;
	size_t parts;
	while ((parts = first_line(delivery_count, &fate)) > 0 && fate != FATE_WAITING) {
		delivery_count->lines[fate]++;
		if (fate == FATE_UNSURE && delivery_count->first_unsure == 0)
			delivery_count->first_unsure = delivery_count->parts[0].line;
		delivery_count->count -= parts;
		memmove(delivery_count->parts, delivery_count->parts + parts,
			delivery_count->count * sizeof *delivery_count->parts);
	}
}

unsigned long delivery_count_settle(
	struct delivery_count *delivery_count, unsigned long ticket, enum fate fate)
{
	for (size_t i = 0; i < delivery_count->count; i++) {
		struct delivery_count_part *part = &delivery_count->parts[i];
		if (part->ticket != ticket || part->fate != FATE_WAITING)
			continue;
		unsigned long line = part->line;
		part->fate = fate;
		count_settled(delivery_count);
		return line;
	}
	return 0;
}

void delivery_count_close(struct delivery_count *delivery_count)
{
	for (size_t i = 0; i < delivery_count->count; i++)
		if (delivery_count->parts[i].fate == FATE_WAITING)
			delivery_count->parts[i].fate = FATE_UNSAID;
	count_settled(delivery_count);
}
