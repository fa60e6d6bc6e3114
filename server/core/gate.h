/* A gate: which bytes of a feed may be sent, where lines are stored before anybody sees them.
 *
 * What is gathered for the store between two takings is a round. A feed notes where the bytes of
 * its last two rounds begin: at most one round is on its way to the disk while the next one is
 * gathered, so everything before those two is stored. Places are bytes of the feed. Under the core
 * lock. */
#ifndef GATE_H
#define GATE_H

#include <stdint.h>

#define GATE_OPEN UINT64_MAX

struct gate {
	uint64_t round[2]; /* the earlier one first; 0 for none */
	uint64_t start[2];
};

/* A line of this round begins at `at`. */
static inline void gate_note(struct gate *gate, uint64_t round, uint64_t at)
{
	if (gate->round[1] == round)
		return;
	gate->round[0] = gate->round[1];
	gate->start[0] = gate->start[1];
	gate->round[1] = round;
	gate->start[1] = at;
}

/* How far a feed that ends at `end` may be sent when all rounds up to `open` are stored. */
static inline uint64_t gate_end(const struct gate *gate, uint64_t open, uint64_t end)
{
	if (gate->round[0] > open)
		return gate->start[0];
	return gate->round[1] > open ? gate->start[1] : end;
}

/* The round that has to be stored before what stands before `at` may be sent. */
static inline uint64_t gate_round(const struct gate *gate, uint64_t at)
{
	if (at > gate->start[1])
		return gate->round[1];
	return at > gate->start[0] ? gate->round[0] : 0;
}

#endif
