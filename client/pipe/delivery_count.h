/* What has become of the lines that were said. A line may go out in several parts, which are
 * settled in any order; its fate is the worst of theirs. Pure. */
#ifndef DELIVERY_COUNT_H
#define DELIVERY_COUNT_H

#include <stddef.h>

/* From the best to the worst. */
enum fate { FATE_WAITING, FATE_CONFIRMED, FATE_UNSAID, FATE_REFUSED, FATE_UNSURE };

struct delivery_count_part {
	unsigned long ticket; /* as chat_say() gave it */
	unsigned long line;   /* its number in the input */
	enum fate fate;
};

/* All zero is one without lines. */
struct delivery_count {
	unsigned long lines[FATE_UNSURE + 1]; /* how many have had this fate */
	unsigned long first_unsure;	      /* the number of a line; 0 for none */
	struct delivery_count_part *parts;    /* of lines that are not counted yet */
	size_t count, size;
};

void delivery_count_finish(struct delivery_count *delivery_count);

/* A line has been said, in this many parts with tickets that follow each other. */
void delivery_count_add(struct delivery_count *delivery_count, unsigned long line,
	unsigned long ticket, unsigned parts);

/* A part's fate. Returns the number of its line; 0 where there is no part with this ticket, or it
 * is settled already: an echo may come in pieces. */
unsigned long delivery_count_settle(
	struct delivery_count *delivery_count, unsigned long ticket, enum fate fate);

/* There is no more to come: what waits still has not been said. */
void delivery_count_close(struct delivery_count *delivery_count);

#endif
