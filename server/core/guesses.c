#include "guesses.h"

#include <stdlib.h>

#include "memory.h"
#include "table.h"

#define DOUBLINGS_MAX 10   /* keeps the shift in range */
#define FREE_OF_ADDRESS 1  /* wrong ones that cost no wait: anybody mistypes once */
#define FREE_OF_ACCOUNT 2  /* likewise */
#define SEVERAL UINT64_MAX /* guesser.about: more than one account */

struct guesser {
	UT_hash_handle hh;
	uint64_t who;
	uint64_t about;	   /* whose password the wrong ones were for */
	uint64_t checking; /* whose is being checked */
	int64_t told;	   /* the time that it was told to wait for, see guesses_early() */
	struct tries tries;
};

void tries_age(struct tries *tries, int64_t now)
{
	if (!tries->checking && now - tries->until > GUESSES_FORGOTTEN_MS)
		tries->wrong = 0;
}

static struct guesser *find(const struct guesses *guesses, uint64_t who, int64_t now)
{
	struct guesser *guesser;
	HASH_FIND(hh, guesses->guessers, &who, sizeof who, guesser);
	if (guesser)
		tries_age(&guesser->tries, now);
	return guesser;
}

struct tries *guesses_find(const struct guesses *guesses, uint64_t who, int64_t now)
{
	struct guesser *guesser = find(guesses, who, now);
	return guesser ? &guesser->tries : NULL;
}

static bool is_used(const struct guesser *guesser)
{
	return guesser->tries.checking || guesser->tries.line.count > 0;
}

static void drop(struct guesses *guesses, struct guesser *guesser)
{
	HASH_DEL(guesses->guessers, guesser);
	guesses->count--;
	free(guesser->tries.line.items);
	free(guesser);
}

/* Drops the guesser whose wait ends first, but none whose password is being checked. */
static void make_place(struct guesses *guesses)
{
	struct guesser *first = NULL;
	for (struct guesser *each = guesses->guessers; each; each = each->hh.next)
		if (!is_used(each) && (!first || each->tries.until < first->tries.until))
			first = each;
	if (first)
		drop(guesses, first);
}

void guesses_finish(struct guesses *guesses)
{
	while (guesses->guessers)
		drop(guesses, guesses->guessers);
}

long tries_wait(const struct tries *tries, int64_t now)
{
	int64_t left = tries ? tries->until - now : 0;
	return left > 0 ? (long)((left + 999) / 1000) : 0;
}

static struct guesser *find_or_make(struct guesses *guesses, uint64_t who, int64_t now)
{
	struct guesser *guesser = find(guesses, who, now);
	if (guesser)
		return guesser;
	if (guesses->count >= GUESSERS_MAX)
		make_place(guesses);
	guesser = memory_zero(sizeof *guesser);
	guesser->who = who;
	HASH_ADD(hh, guesses->guessers, who, sizeof guesser->who, guesser);
	guesses->count++;
	return guesser;
}

void guesses_begin(struct guesses *guesses, uint64_t who, uint64_t about, int64_t now)
{
	struct guesser *guesser = find_or_make(guesses, who, now);
	guesser->checking = about;
	guesser->tries.checking = true;
}

static int64_t seconds_after(unsigned wrong, unsigned without, int64_t most)
{
	if (wrong <= without)
		return 0;
	unsigned doublings = wrong - without;
	int64_t seconds = doublings <= DOUBLINGS_MAX ? INT64_C(1) << doublings : most;
	return seconds < most ? seconds : most;
}

static void count(struct tries *tries, int64_t now, unsigned without, int64_t most)
{
	tries->wrong++;
	tries->until = now + 1000 * seconds_after(tries->wrong, without, most);
}

void tries_note(struct tries *tries, enum guess guess, int64_t now)
{
	if (guess == GUESS_WRONG)
		count(tries, now, FREE_OF_ACCOUNT, GUESSES_ACCOUNT_WAIT_MAX_S);
	else if (guess == GUESS_RIGHT)
		tries->wrong = 0;
}

static void note(struct guesses *guesses, struct guesser *guesser, uint64_t about, enum guess guess,
	int64_t now)
{
	struct tries *tries = &guesser->tries;
	if (guess == GUESS_WRONG) {
		guesser->about = tries->wrong == 0 || guesser->about == about ? about : SEVERAL;
		count(tries, now, FREE_OF_ADDRESS, GUESSES_WAIT_MAX_S);
	} else if (guess == GUESS_RIGHT && guesser->about == about) {
		tries->wrong = 0;
	}
	if (tries->wrong == 0 && !is_used(guesser))
		drop(guesses, guesser);
}

void guesses_end(struct guesses *guesses, uint64_t who, enum guess guess, int64_t now)
{
	struct guesser *guesser = find(guesses, who, now);
	if (!guesser || !guesser->tries.checking)
		return;
	guesser->tries.checking = false;
	note(guesses, guesser, guesser->checking, guess, now);
}

void guesses_note(
	struct guesses *guesses, uint64_t who, uint64_t about, enum guess guess, int64_t now)
{
	note(guesses, find_or_make(guesses, who, now), about, guess, now);
}

void guesses_early(
	struct guesses *guesses, uint64_t who, uint64_t about, int64_t until, int64_t now)
{
	struct guesser *guesser = find_or_make(guesses, who, now);
	bool waited = now >= guesser->told;
	guesser->told = until;
	if (!waited)
		note(guesses, guesser, about, GUESS_WRONG, now);
}

void guesses_forget(struct guesses *guesses, uint64_t who)
{
	struct guesser *guesser;
	HASH_FIND(hh, guesses->guessers, &who, sizeof who, guesser);
	if (guesser && !is_used(guesser))
		drop(guesses, guesser);
}

PACK_SIZE(struct tries, 32);
PACK_SIZE(struct guesser, 120);

void tries_pack(const struct tries *tries, struct pack *out)
{
	pack_u32(out, tries->wrong);
	pack_i64(out, tries->until);
}

void tries_unpack(struct tries *tries, struct unpack *in)
{
	tries->wrong = unpack_u32(in);
	tries->until = unpack_time(in);
}

void guesses_pack(const struct guesses *guesses, struct pack *out)
{
	pack_u32(out, guesses->count);
	for (const struct guesser *each = guesses->guessers; each; each = each->hh.next) {
		pack_u64(out, each->who);
		pack_u64(out, each->about);
		pack_i64(out, each->told);
		tries_pack(&each->tries, out);
	}
}

void guesses_unpack(struct guesses *guesses, struct unpack *in)
{
	for (unsigned left = unpack_count(in, UINT32_MAX); left > 0; left--) {
		struct guesser *guesser = find_or_make(guesses, unpack_u64(in), 0);
		guesser->about = unpack_u64(in);
		guesser->told = unpack_time(in);
		tries_unpack(&guesser->tries, in);
	}
}

bool guesses_checking(const struct guesses *guesses)
{
	const struct guesser *each = guesses->guessers;
	while (each && !each->tries.checking)
		each = each->hh.next;
	return each != NULL;
}
