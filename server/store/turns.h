/* Turns: who is answered next, where some ask for much more work than others.
 *
 * Whoever has taken the least time is next, so a newcomer waits for one answer and not for all that
 * have been asked before. Time is counted from that of the one whose turn it is: who has not asked
 * for long is not owed anything. Askers are told apart by a hash, so a few may share their turns.
 * Pure. */
#ifndef TURNS_H
#define TURNS_H

#include <stdint.h>

#define TURNS_SLOTS 1024

struct turns {
	int64_t taken[TURNS_SLOTS]; /* microseconds */
	int64_t now;
};

unsigned turns_slot(uint64_t asker);

/* The one with the lowest place is next. */
int64_t turns_place(const struct turns *turns, unsigned slot);

/* It was the slot's turn, and has taken so many microseconds. */
void turns_take(struct turns *turns, unsigned slot, int64_t time);

#endif
