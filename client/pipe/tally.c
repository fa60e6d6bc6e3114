#include "tally.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void tally_finish(struct tally *tally)
{
	free(tally->parts);
	*tally = (struct tally){0};
}

void tally_add(struct tally *tally, unsigned long line, unsigned long ticket, unsigned parts)
{
	if (tally->count + parts > tally->size) {
		tally->size = 2 * (tally->count + parts);
		tally->parts = memory_grow(tally->parts, tally->size * sizeof *tally->parts);
	}
	for (unsigned i = 0; i < parts; i++)
		tally->parts[tally->count++] = (struct tally_part){ticket + i, line, FATE_WAITING};
}

/* The parts of the first line; their fate, which is FATE_WAITING as long as that of one is. */
static size_t first_line(const struct tally *tally, enum fate *fate)
{
	size_t count = 0;
	bool waits = false;
	*fate = FATE_WAITING;
	for (; count < tally->count && tally->parts[count].line == tally->parts[0].line; count++) {
		enum fate part = tally->parts[count].fate;
		waits = waits || part == FATE_WAITING;
		if (part > *fate)
			*fate = part;
	}
	if (waits)
		*fate = FATE_WAITING;
	return count;
}

static void count_settled(struct tally *tally)
{
	enum fate fate;
	size_t parts;
	while ((parts = first_line(tally, &fate)) > 0 && fate != FATE_WAITING) {
		tally->lines[fate]++;
		if (fate == FATE_UNSURE && tally->first_unsure == 0)
			tally->first_unsure = tally->parts[0].line;
		tally->count -= parts;
		memmove(tally->parts, tally->parts + parts, tally->count * sizeof *tally->parts);
	}
}

unsigned long tally_settle(struct tally *tally, unsigned long ticket, enum fate fate)
{
	for (size_t i = 0; i < tally->count; i++) {
		struct tally_part *part = &tally->parts[i];
		if (part->ticket != ticket || part->fate != FATE_WAITING)
			continue;
		unsigned long line = part->line;
		part->fate = fate;
		count_settled(tally);
		return line;
	}
	return 0;
}

void tally_close(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		if (tally->parts[i].fate == FATE_WAITING)
			tally->parts[i].fate = FATE_UNSAID;
	count_settled(tally);
}
