/* What became of the lines that were said. A line may be sent in several parts, which are settled
 * in any order; the fate of the line is the worst of theirs. Pure. */
#ifndef DELIVERY_COUNT_H
#define DELIVERY_COUNT_H

#include <stddef.h>

/* From the best to the worst. */
enum fate { FATE_WAITING, FATE_CONFIRMED, FATE_UNSAID, FATE_REFUSED, FATE_UNSURE };

struct delivery_count_part {
	unsigned long ticket; /* from chat_say() */
	unsigned long line;   /* its number in the input, from 1 */
	enum fate fate;	      /* the worst of the line's parts that are settled */
};

/* All zero has no lines. */
struct delivery_count {
	unsigned long lines[FATE_UNSURE + 1]; /* with each fate */
	unsigned long first_unsure;	      /* number of the line; 0 for none */
	struct delivery_count_part *parts;    /* that wait */
	size_t part_count;
};

/* A line was said, in `parts` parts whose tickets follow each other. */
void delivery_count_add(
	struct delivery_count *count, unsigned long line, unsigned long ticket, unsigned parts);

/* Sets a part's fate. Returns the number of its line; 0 if no part with this ticket waits: an echo
 * may arrive in pieces. */
unsigned long delivery_count_settle(
	struct delivery_count *count, unsigned long ticket, enum fate fate);

/* Nothing more will come: parts that still wait were not said. Frees the parts. */
void delivery_count_close(struct delivery_count *count);

#endif
