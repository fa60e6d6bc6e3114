/* A prover for the tests of the core, which answers when it is told to. What it keeps of a password
 * is "hash:" and the password. */
#ifndef PROVING_H
#define PROVING_H

#include "proof.h"
#include "world.h"

#define PROVING_MAX 16

struct proving {
	struct {
		struct proof *proof;
		bool makes, good;
		char made[PROOF_HASH_SIZE];
	} jobs[PROVING_MAX]; /* that wait, the first one first */
	unsigned count;
	unsigned checks, makes, forgotten; /* so far */
	char last[PROOF_HASH_SIZE];	   /* the hash that was checked last */
	bool busy;			   /* takes no job */
};

extern struct proving proving;

/* Behind world_start(). */
void proving_start(void);

/* Answers the job that waits first; its peer's loop runs what comes of it. */
void proving_answer(void);

/* Types the line, answers all jobs and types it again as a door does, until it is done; then all
 * loops flush. Returns what the peer got since. */
const char *proving_type(struct peer *peer, const char *line);

#endif
