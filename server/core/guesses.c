#include "guesses.h"

#include <stdlib.h>

#include "memory.h"

#define DOUBLINGS_MAX 10 /* keeps the shift in range */

struct guesser {
	UT_hash_handle hh;
	uint64_t who;
	unsigned wrong; /* in a row */
	bool checking;
	int64_t until; /* milliseconds of core.now, before which no password is looked at */
};

/* Identifies an address, or a session of this machine. */
static uint64_t who_is(const struct session *session)
{
	uint32_t host = session->origin.host;
	return host ? host : UINT64_C(1) << 32 | session->id;
}

static int64_t now_of(const struct session *session)
{
	return session->loop->core->now;
}

/* NULL if nothing is remembered. */
static struct guesser *find(const struct guesses *guesses, const struct session *session)
{
	struct guesser *guesser;
	uint64_t who = who_is(session);
	HASH_FIND(hh, guesses->guessers, &who, sizeof who, guesser);
	if (guesser && !guesser->checking &&
		now_of(session) - guesser->until > GUESSES_FORGOTTEN_MS)
		guesser->wrong = 0;
	return guesser;
}

static void drop(struct guesses *guesses, struct guesser *guesser)
{
	HASH_DEL(guesses->guessers, guesser);
	guesses->count--;
	free(guesser);
}

/* Drops the guesser whose wait ends first, but none whose password is being checked. */
static void make_place(struct guesses *guesses)
{
	struct guesser *first = NULL;
	for (struct guesser *each = guesses->guessers; each; each = each->hh.next)
		if (!each->checking && (!first || each->until < first->until))
			first = each;
	if (first)
		drop(guesses, first);
}

void guesses_finish(struct guesses *guesses)
{
	while (guesses->guessers)
		drop(guesses, guesses->guessers);
}

long guesses_wait(const struct guesses *guesses, const struct session *session)
{
	const struct guesser *guesser = find(guesses, session);
	int64_t left = guesser ? guesser->until - now_of(session) : 0;
	return left > 0 ? (long)((left + 999) / 1000) : 0;
}

bool guesses_busy(const struct guesses *guesses, const struct session *session)
{
	const struct guesser *guesser = find(guesses, session);
	return guesser && guesser->checking;
}

void guesses_begin(struct guesses *guesses, const struct session *session)
{
	struct guesser *guesser = find(guesses, session);
	if (!guesser) {
		if (guesses->count >= GUESSERS_MAX)
			make_place(guesses);
		guesser = memory_zero(sizeof *guesser);
		guesser->who = who_is(session);
		HASH_ADD(hh, guesses->guessers, who, sizeof guesser->who, guesser);
		guesses->count++;
	}
	guesser->checking = true;
}

static int64_t seconds_after(unsigned wrong)
{
	if (wrong < 2)
		return 0; /* anybody mistypes once */
	int64_t seconds = wrong <= DOUBLINGS_MAX ? INT64_C(1) << (wrong - 1) : GUESSES_WAIT_MAX_S;
	return seconds < GUESSES_WAIT_MAX_S ? seconds : GUESSES_WAIT_MAX_S;
}

void guesses_end(struct guesses *guesses, const struct session *session, bool good)
{
	struct guesser *guesser = find(guesses, session);
	if (!guesser || !guesser->checking)
		return;
	if (good) {
		drop(guesses, guesser);
		return;
	}
	guesser->checking = false;
	guesser->wrong++;
	guesser->until = now_of(session) + 1000 * seconds_after(guesser->wrong);
}

void guesses_forget(struct guesses *guesses, const struct session *session)
{
	struct guesser *guesser = session->origin.host ? NULL : find(guesses, session);
	if (guesser)
		drop(guesses, guesser);
}

unsigned guesses_wrong(const struct guesses *guesses, const struct session *session)
{
	const struct guesser *guesser = find(guesses, session);
	return guesser ? guesser->wrong : 0;
}
