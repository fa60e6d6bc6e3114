/* Limits how fast an address can guess passwords.
 *
 * After wrong passwords, the next one is not looked at for a time that grows with each. They are
 * counted per address (a whole /64 of IPv6), and one password of an address is checked at a time,
 * so many connections guess no faster than one and leave the checker to others. Sessions from this
 * machine (a tunnel, a proxy) may be different people, so each counts for itself.
 *
 *   wrong         1   2   3   4   5   6   ...
 *   seconds       0   2   4   8  16  32  60
 *
 * At most GUESSERS_MAX addresses are remembered; the one whose wait ends first is dropped for a new
 * one. After GUESSES_FORGOTTEN_MS without a try, an address starts from 0. Under the core lock. */
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

/* Seconds, rounded up, until the next password of the session is looked at; 0 for at once. */
long guesses_wait(const struct guesses *guesses, const struct session *session);

/* Whether a password of its address is being checked. */
bool guesses_busy(const struct guesses *guesses, const struct session *session);

/* A password of the session is going to be checked. */
void guesses_begin(struct guesses *guesses, const struct session *session);

/* It has been checked. If nobody waits for the result any more, it counts as wrong. */
void guesses_end(struct guesses *guesses, const struct session *session, bool good);

/* The session is about to be freed. */
void guesses_forget(struct guesses *guesses, const struct session *session);

/* Wrong passwords in a row so far. */
unsigned guesses_wrong(const struct guesses *guesses, const struct session *session);

#endif
