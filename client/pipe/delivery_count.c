#include "delivery_count.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void delivery_count_finish(struct delivery_count *count)
{
	free(count->parts);
	*count = (struct delivery_count){0};
}

void delivery_count_add(
	struct delivery_count *count, unsigned long line, unsigned long ticket, unsigned parts)
{
	for (unsigned i = 0; i < parts; i++) {
		count->parts = memory_add(count->parts, count->part_count, sizeof *count->parts);
		count->parts[count->part_count++] =
			(struct delivery_count_part){ticket + i, line, FATE_WAITING};
	}
}

/* The number of parts of the first line, and their fate: FATE_WAITING as long as one of them waits.
 */
static size_t first_line(const struct delivery_count *count, enum fate *fate)
{
	size_t parts = 0;
	bool waits = false;
	*fate = FATE_WAITING;
	while (parts < count->part_count && count->parts[parts].line == count->parts[0].line) {
		enum fate part = count->parts[parts++].fate;
		waits = waits || part == FATE_WAITING;
		if (part > *fate)
			*fate = part;
	}
	if (waits)
		*fate = FATE_WAITING;
	return parts;
}

static void count_settled(struct delivery_count *count)
{
	enum fate fate;
	size_t parts;
	while ((parts = first_line(count, &fate)) > 0 && fate != FATE_WAITING) {
		count->lines[fate]++;
		if (fate == FATE_UNSURE && count->first_unsure == 0)
			count->first_unsure = count->parts[0].line;
		count->part_count -= parts;
		memmove(count->parts, count->parts + parts,
			count->part_count * sizeof *count->parts);
	}
}

unsigned long delivery_count_settle(
	struct delivery_count *count, unsigned long ticket, enum fate fate)
{
	for (size_t i = 0; i < count->part_count; i++) {
		struct delivery_count_part *part = &count->parts[i];
		if (part->ticket != ticket || part->fate != FATE_WAITING)
			continue;
		unsigned long line = part->line;
		part->fate = fate;
		count_settled(count);
		return line;
	}
	return 0;
}

void delivery_count_close(struct delivery_count *count)
{
	for (size_t i = 0; i < count->part_count; i++)
		if (count->parts[i].fate == FATE_WAITING)
			count->parts[i].fate = FATE_UNSAID;
	count_settled(count);
}
