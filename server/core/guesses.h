/* Wrong passwords: who gave one waits before the next is looked at, and longer each time.
 *
 * They are counted for each address (a whole /64 of IPv6), and one password of an address is
 * checked at a time, so many connections guess no faster than one and do not stand in the way of
 * others. People behind this machine's own address (a tunnel, a proxy) have nothing in common, so
 * there each session counts for itself.
 *
 *   wrong ones    1   2   3   4   5   6   ...
 *   seconds       0   2   4   8  16  32  60
 *
 * At most GUESSERS_MAX are remembered; the one whose waiting ends first makes place. Who has not
 * tried for GUESSES_FORGOTTEN_MS begins anew. Under the core lock. */
#ifndef GUESSES_H
#define GUESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"

#define GUESSERS_MAX 1024
#define GUESSES_WAIT_MAX_S 60
#define GUESSES_FORGOTTEN_MS 600000

struct guesser;

struct guesses {
	struct guesser *guessers; /* table */
	unsigned count;
};

void guesses_finish(struct guesses *guesses);

/* Seconds, rounded up, until a password of the session is looked at; 0 for now. */
long guesses_wait(const struct guesses *guesses, const struct session *session);

/* Whether a password of its address is being checked. */
bool guesses_busy(const struct guesses *guesses, const struct session *session);

/* A password of the session is going to be checked. */
void guesses_begin(struct guesses *guesses, const struct session *session);

/* It has been checked, or nobody waits for it any more, which counts as wrong. */
void guesses_end(struct guesses *guesses, const struct session *session, bool good);

/* The session is about to be freed. */
void guesses_forget(struct guesses *guesses, const struct session *session);

/* Wrong ones in a row, so far. */
unsigned guesses_wrong(const struct guesses *guesses, const struct session *session);

#endif
