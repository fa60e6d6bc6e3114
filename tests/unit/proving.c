#include "proving.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "unit.h"

struct proving proving;

static bool start(
	void *data, struct proof *proof, const char *hash, const char *password, unsigned wrong)
{
	char own[PROOF_HASH_SIZE];
	if (proving.busy)
		return false;
	ck_assert_uint_lt(proving.count, PROVING_MAX);
	snprintf(own, sizeof own, "hash:%s", password);
	proving.jobs[proving.count].proof = proof;
	proving.jobs[proving.count].makes = !hash;
	proving.jobs[proving.count].good = hash && strcmp(hash, own) == 0;
	strcpy(proving.jobs[proving.count].made, own);
	proving.count++;
	proving.makes += !hash;
	proving.checks += hash != NULL;
	if (hash)
		snprintf(proving.last, sizeof proving.last, "%s", hash);
	return true;
}

static void take_off(unsigned i)
{
	proving.count--;
	memmove(&proving.jobs[i], &proving.jobs[i + 1],
		(proving.count - i) * sizeof proving.jobs[0]);
}

static void forget(void *data, struct proof *proof)
{
	unsigned i = 0;
	while (i < proving.count && proving.jobs[i].proof != proof)
		i++;
	ck_assert_uint_lt(i, proving.count);
	take_off(i);
	proving.forgotten++;
}

void proving_start(void)
{
	proving = (struct proving){0};
	proof_set_prover(&world.core, &(struct prover){.start = start, .forget = forget});
}

void proving_answer(void)
{
	ck_assert_uint_gt(proving.count, 0);
	struct proof *proof = proving.jobs[0].proof;
	struct core_loop *loop = proof->loop;
	core_enter(loop, world.now);
	ck_assert_ptr_eq(proving.jobs[0].proof, proof);
	bool makes = proving.jobs[0].makes, good = proving.jobs[0].good;
	struct proof_password *made = makes ? memory_zero(sizeof *made) : NULL;
	if (makes)
		strcpy(made->hash, proving.jobs[0].made);
	take_off(0);
	if (makes)
		proof_made(proof, made);
	else
		proof_checked(proof, good);
	core_leave(loop);
}

const char *proving_type(struct peer *peer, const char *line)
{
	world_flush();
	peer_forget(peer);
	unsigned resumed = peer->resumed;
	peer_type(peer, line);
	while (proving.count > 0) {
		proving_answer();
		for (unsigned i = 0; i < world.core.loop_count; i++) { /* those who wait in line */
			core_enter(&world.core.loops[i], world.now);
			core_leave(&world.core.loops[i]);
		}
		if (peer->resumed != resumed && peer->session) {
			resumed = peer->resumed;
			peer_type(peer, line);
		}
	}
	world_flush();
	return peer_text(peer);
}
