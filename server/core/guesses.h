/* Limits how fast passwords can be guessed: by an address, and those of an account.
 *
 * After wrong passwords, the next one is not looked at for a time that grows with each:
 *
 *   wrong                     1   2   3   4   5   6   7 ...
 *   seconds, an address       0   2   4   8  16  32  60
 *   seconds, an account       0   0   2   4   8  16  16
 *
 * Only one password of an address, and one of an account, is checked at a time; the others wait in
 * line. So many connections guess no faster than one and leave the prover to others.
 *
 * An address is a whole /64 of IPv6. Peers from this machine (a tunnel, a proxy) may be different
 * people, so each counts for itself. Where an address has guessed at several accounts, a right
 * password does not forget the wrong ones: else an account of one's own would give new tries.
 *
 * What an account has to wait is short, and does not hold for an address from which it has logged
 * in before (account_is_home()): nobody can keep the owner out by guessing.
 *
 * At most GUESSERS_MAX addresses are remembered; the one whose wait ends first is dropped for a new
 * one. After GUESSES_FORGOTTEN_MS without a try, all start from 0. Under the core lock. */
#ifndef GUESSES_H
#define GUESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "core_list.h"
#include "pack.h"

#define GUESSERS_MAX 1024
#define GUESSES_WAIT_MAX_S 60	      /* of an address */
#define GUESSES_ACCOUNT_WAIT_MAX_S 16 /* of an account */
#define GUESSES_FORGOTTEN_MS 600000

struct guesser;

struct tries {
	unsigned wrong;	       /* in a row */
	bool checking;	       /* a password is being checked */
	int64_t until;	       /* milliseconds of core.now, before which none is looked at */
	struct core_list line; /* struct proof that wait for the end of that check */
};

struct guesses {
	struct guesser *guessers; /* table */
	unsigned count;
};

void guesses_finish(struct guesses *guesses);

/* Those of an address; NULL where nothing is remembered. */
struct tries *guesses_find(const struct guesses *guesses, uint64_t who, int64_t now);

/* A password of the address is going to be checked; `about` says whose. */
void guesses_begin(struct guesses *guesses, uint64_t who, uint64_t about, int64_t now);

/* What came of it. */
enum guess { GUESS_RIGHT, GUESS_WRONG, GUESS_NONE /* it was no guess */ };
void guesses_end(struct guesses *guesses, uint64_t who, enum guess guess, int64_t now);

/* A guess that was looked at at once, whatever else is being checked. */
void guesses_note(
	struct guesses *guesses, uint64_t who, uint64_t about, enum guess guess, int64_t now);

/* A guess that was not looked at, since the account has to wait until then. Whoever was told so
 * before, and comes before that time again, is noted as wrong: else the one who asks most often
 * would get each try that the account has. */
void guesses_early(
	struct guesses *guesses, uint64_t who, uint64_t about, int64_t until, int64_t now);

/* The peer, of this machine, has gone. */
void guesses_forget(struct guesses *guesses, uint64_t who);

/* Seconds, rounded up, until the next password is looked at; 0 for at once. `tries` may be NULL. */
long tries_wait(const struct tries *tries, int64_t now);

/* For those of an account: begins from 0 after a time; counts a guess. */
void tries_age(struct tries *tries, int64_t now);
void tries_note(struct tries *tries, enum guess guess, int64_t now);

/* Whether a password is being checked. */
bool guesses_checking(const struct guesses *guesses);

/* For another process (handover.h): without what is being checked. There are none before. */
void guesses_pack(const struct guesses *guesses, struct pack *out);
void guesses_unpack(struct guesses *guesses, struct unpack *in);
void tries_pack(const struct tries *tries, struct pack *out);
void tries_unpack(struct tries *tries, struct unpack *in);

#endif
