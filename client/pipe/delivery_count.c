#include "delivery_count.h"

#include <stdbool.h>
#include <stdlib.h>

#include "memory.h"

void delivery_count_add(
	struct delivery_count *count, unsigned long line, unsigned long ticket, unsigned parts)
{
	for (unsigned i = 0; i < parts; i++) {
		count->parts = memory_add(count->parts, count->part_count, sizeof *count->parts);
		count->parts[count->part_count++] =
			(struct delivery_count_part){ticket + i, line, FATE_WAITING};
	}
}

/* The parts of the line that still wait inherit the fate; the last one counts. */
unsigned long delivery_count_settle(
	struct delivery_count *count, unsigned long ticket, enum fate fate)
{
	size_t at = 0;
	bool last = true;
	while (at < count->part_count && count->parts[at].ticket != ticket)
		at++;
	if (at == count->part_count)
		return 0;
	struct delivery_count_part part = count->parts[at];
	count->parts[at] = count->parts[--count->part_count];
	if (part.fate > fate)
		fate = part.fate;
	for (size_t i = 0; i < count->part_count; i++) {
		if (count->parts[i].line == part.line) {
			count->parts[i].fate = fate;
			last = false;
		}
	}
	if (!last)
		return part.line;
	count->lines[fate]++;
	if (fate == FATE_UNSURE && (count->first_unsure == 0 || part.line < count->first_unsure))
		count->first_unsure = part.line;
	return part.line;
}

void delivery_count_close(struct delivery_count *count)
{
	while (count->part_count > 0)
		delivery_count_settle(count, count->parts[0].ticket, FATE_UNSAID);
	free(count->parts);
	count->parts = NULL;
}
