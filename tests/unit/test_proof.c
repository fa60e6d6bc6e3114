/* Proofs: what the prover is asked for, who waits for whom, and that names that nobody has cost the
 * same work. */
#include "proof.h"

#include <stdio.h>
#include <string.h>

#include "password_hash.h"
#include "proving.h"
#include "unit.h"

#define RIGHT "right password"

static const struct origin far = {.host = 7, .net = 7}, near = {.host = 8, .net = 8};
static struct peer peers[8];
static struct proof *proofs[8];
static struct account *alice, *bob;

/* A peer without a session, as an IRC client that registers. */
static struct proof *come(unsigned i, unsigned loop, const struct origin *origin)
{
	core_enter(&world.core.loops[loop], world.now);
	proofs[i] = proof_new(&fake_door, &peers[i], &world.core.loops[loop], origin);
	core_leave(&world.core.loops[loop]);
	return proofs[i];
}

static void leave(unsigned i)
{
	struct core_loop *loop = proofs[i]->loop;
	core_enter(loop, world.now);
	proof_free(proofs[i]);
	core_leave(loop);
	proofs[i] = NULL;
}

static enum outcome try(struct proof *proof, const char *name, const char *password)
{
	struct account *account;
	core_enter(proof->loop, world.now);
	enum outcome outcome = proof_password(proof, name, password, &account);
	core_leave(proof->loop);
	return outcome;
}

/* Tries, and answers what the prover is asked. */
static enum outcome tried(struct proof *proof, const char *name, const char *password)
{
	enum outcome outcome = try(proof, name, password);
	while (outcome == OUTCOME_LATER) {
		proving_answer();
		outcome = try(proof, name, password);
	}
	return outcome;
}

static void set_up(void)
{
	const struct scram_keys none = {0};
	world_start(2);
	proving_start();
	memset(peers, 0, sizeof peers);
	memset(proofs, 0, sizeof proofs);
	core_enter(&world.core.loops[0], world.now);
	alice = account_make(&world.core, "Alice", "hash:" RIGHT, &none);
	bob = account_make(&world.core, "bob", "hash:" RIGHT, &none);
	core_leave(&world.core.loops[0]);
}

static void tear_down(void)
{
	for (unsigned i = 0; i < 8; i++)
		if (proofs[i])
			leave(i);
	world_end();
}

START_TEST(a_password_is_proven)
{
	struct proof *proof = come(0, 0, &far);
	ck_assert_int_eq(try(proof, "ALICE", RIGHT), OUTCOME_LATER);
	ck_assert_int_eq(try(proof, "ALICE", RIGHT), OUTCOME_LATER);
	ck_assert_uint_eq(proving.checks, 1);
	ck_assert_uint_eq(peers[0].resumed, 0);
	proving_answer();
	ck_assert_uint_eq(peers[0].resumed, 1);
	ck_assert_int_eq(try(proof, "ALICE", RIGHT), OUTCOME_DONE);
	ck_assert_int_eq(tried(proof, "alice", "x"), OUTCOME_LOGIN_WRONG);
}
END_TEST

/* It costs one check in each case, and the count of wrong ones is the same. */
START_TEST(names_without_an_account_cost_the_same)
{
	struct proof *known = come(0, 0, &far), *unknown = come(1, 1, &near);
	for (unsigned i = 1; i <= 6; i++) {
		ck_assert_int_eq(tried(known, "alice", "x"), OUTCOME_LOGIN_WRONG);
		ck_assert_uint_eq(proving.checks, 2 * i - 1);
		ck_assert_int_eq(tried(unknown, "nobody", "x"), OUTCOME_LOGIN_WRONG);
		ck_assert_uint_eq(proving.checks, 2 * i);
		ck_assert_int_eq(strncmp(proving.last, "$argon2id$v=19$m=8192,t=4,p=1$", 30), 0);
		ck_assert_uint_eq(proof_wrong(known), i);
		ck_assert_uint_eq(proof_wrong(unknown), i);
		ck_assert_int_eq(proof_wait(known, NULL), proof_wait(unknown, NULL));
		world.now += 60000;
	}
	/* the hash of no password costs what that of a password costs */
	ck_assert(password_hash_good(proving.last));
	ck_assert(!proof_hash_verify(proving.last, ""));
}
END_TEST

START_TEST(a_check_is_for_one_password)
{
	struct proof *proof = come(0, 0, &far);
	ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_LATER);
	proving_answer();
	ck_assert_int_eq(try(proof, "alice", "x"), OUTCOME_LATER); /* not the answer to another */
	ck_assert_uint_eq(proving.checks, 2);
	ck_assert_int_eq(try(proof, "bob", RIGHT), OUTCOME_LATER);
	ck_assert_uint_eq(proving.forgotten, 1);
	ck_assert_uint_eq(proof_wrong(proof), 1); /* what is given up is wrong */
}
END_TEST

START_TEST(an_old_password_does_not_count)
{
	const struct scram_keys none = {0};
	struct proof *proof = come(0, 0, &far);
	ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_LATER);
	proving_answer();
	core_enter(&world.core.loops[1], world.now);
	account_set_password(&world.core, alice, "hash:new password", &none);
	core_leave(&world.core.loops[1]);
	ck_assert_int_eq(tried(proof, "alice", RIGHT), OUTCOME_LOGIN_WRONG);
	ck_assert_uint_eq(proving.checks, 2);
}
END_TEST

START_TEST(an_account_that_goes_meanwhile)
{
	struct proof *proof = come(0, 0, &far), *other = come(1, 1, &near);
	ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_LATER);
	ck_assert_int_eq(try(other, "alice", RIGHT), OUTCOME_LATER); /* in the account's line */
	ck_assert_uint_eq(proving.checks, 1);
	core_enter(&world.core.loops[0], world.now);
	proof_forget_account(&world.core, alice);
	account_free(&world.core, alice, true);
	core_leave(&world.core.loops[0]);
	proving_answer();
	ck_assert_int_eq(tried(proof, "alice", RIGHT), OUTCOME_LOGIN_WRONG);
	ck_assert_int_eq(tried(other, "alice", RIGHT), OUTCOME_LOGIN_WRONG);
}
END_TEST

START_TEST(who_goes_is_forgotten)
{
	struct proof *proof = come(0, 0, &far);
	ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_LATER);
	come(1, 1, &far);
	ck_assert_int_eq(try(proofs[1], "alice", RIGHT), OUTCOME_LATER); /* in line */
	leave(1);
	leave(0);
	ck_assert_uint_eq(proving.forgotten, 1);
	ck_assert_uint_eq(alice->tries.line.count, 0);
	ck_assert_uint_eq(alice->tries.wrong, 1);
	ck_assert(!alice->tries.checking);
}
END_TEST

/* After a restart all people behind a router come at once, and none is refused. */
START_TEST(an_address_waits_in_line)
{
	for (unsigned i = 0; i < 6; i++) {
		come(i, i % 2, &far);
		ck_assert_int_eq(try(proofs[i], i % 2 ? "alice" : "bob", RIGHT), OUTCOME_LATER);
	}
	ck_assert_uint_eq(proving.count, 1);
	for (unsigned done = 0; done < 6;) {
		ck_assert_uint_eq(proving.count, 1);
		proving_answer();
		for (unsigned i = 0; i < 6; i++) {
			if (!proofs[i])
				continue;
			if (try(proofs[i], i % 2 ? "alice" : "bob", RIGHT) == OUTCOME_LATER)
				continue;
			leave(i);
			done++;
		}
	}
	ck_assert_uint_eq(proving.checks, 6);
}
END_TEST

START_TEST(the_other_loop_resumes_its_own)
{
	come(0, 0, &far);
	come(1, 1, &far);
	try(proofs[0], "alice", RIGHT);
	try(proofs[1], "alice", RIGHT);
	unsigned woken = world.woken[1];
	proving_answer();
	ck_assert_uint_eq(peers[1].resumed, 0);
	ck_assert_uint_gt(world.woken[1], woken);
	core_enter(&world.core.loops[1], world.now);
	core_leave(&world.core.loops[1]);
	ck_assert_uint_eq(peers[1].resumed, 1);
}
END_TEST

/* From ever new addresses: the account itself waits, but not for long. */
START_TEST(an_account_waits)
{
	static const long seconds[] = {0, 0, 2, 4, 8, 16, 16, 16};
	for (unsigned i = 0; i < 8; i++) {
		struct origin origin = {.host = 100 + i, .net = 100 + i};
		struct proof *proof = come(0, 0, &origin);
		ck_assert_int_eq(tried(proof, "alice", "x"), OUTCOME_LOGIN_WRONG);
		ck_assert_int_eq(proof_wait(proof, "alice"), seconds[i]);
		ck_assert_int_eq(proof_wait(proof, "bob"), 0);
		unsigned checks = proving.checks;
		if (seconds[i] > 0)
			ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_LOGIN_WAIT);
		ck_assert_uint_eq(proving.checks, checks);
		leave(0);
		world.now += 1000 * seconds[i];
	}
	ck_assert_int_eq(tried(come(0, 0, &near), "alice", RIGHT), OUTCOME_DONE);
	ck_assert_uint_eq(alice->tries.wrong, 0);
}
END_TEST

/* Who waits as told is not punished; who asks all the time is. */
START_TEST(who_asks_all_the_time_waits_longer)
{
	for (unsigned i = 0; i < 3; i++) {
		struct origin origin = {.host = 100 + i, .net = 100 + i};
		tried(come(1, 1, &origin), "alice", "x");
		leave(1);
	}
	struct proof *owner = come(0, 0, &near), *other = come(1, 1, &far);
	ck_assert_int_eq(try(owner, "alice", RIGHT), OUTCOME_LOGIN_WAIT);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(try(other, "alice", "x"), OUTCOME_LOGIN_WAIT);
	ck_assert_int_eq(try(other, "alice", "x"), OUTCOME_PASSWORD_WAIT);
	ck_assert_uint_eq(proof_wrong(other), 2);
	ck_assert_uint_eq(alice->tries.wrong, 3); /* none of them was looked at */
	world.now += 1999;
	ck_assert_int_eq(try(owner, "alice", RIGHT), OUTCOME_LOGIN_WAIT); /* a moment too early */
	ck_assert_uint_eq(proof_wrong(owner), 1);
	world.now += 1;
	ck_assert_int_eq(tried(owner, "alice", RIGHT), OUTCOME_DONE);
	ck_assert_uint_eq(proof_wrong(owner), 0);
}
END_TEST

START_TEST(the_owner_at_home_does_not_wait)
{
	ck_assert_int_eq(tried(come(0, 0, &near), "alice", RIGHT), OUTCOME_DONE);
	for (unsigned i = 0; i < 3; i++) {
		struct origin origin = {.host = 100 + i, .net = 100 + i};
		tried(come(1, 1, &origin), "alice", "x");
		leave(1);
	}
	ck_assert_int_eq(try(come(1, 1, &far), "alice", RIGHT), OUTCOME_LOGIN_WAIT);
	ck_assert_int_eq(tried(proofs[0], "alice", RIGHT), OUTCOME_DONE);
	/* and whoever guesses there makes nobody else wait */
	alice->tries.wrong = 0;
	alice->tries.until = 0;
	tried(proofs[0], "alice", "x");
	ck_assert_uint_eq(alice->tries.wrong, 0);
	ck_assert_uint_eq(proof_wrong(proofs[0]), 1);
}
END_TEST

START_TEST(a_mechanism_of_its_own_counts)
{
	struct proof *proof = come(0, 0, &far);
	core_enter(proof->loop, world.now);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_eq(proof_may_try(proof, "alice"),
			i < 2 ? OUTCOME_DONE : OUTCOME_PASSWORD_WAIT);
		proof_tried(proof, "alice", false);
	}
	ck_assert_uint_eq(alice->tries.wrong, 3);
	core_leave(proof->loop);
	proof = come(1, 0, &near);
	core_enter(proof->loop, world.now);
	ck_assert_int_eq(proof_may_try(proof, "alice"), OUTCOME_LOGIN_WAIT);
	ck_assert_int_eq(proof_may_try(proof, "bob"), OUTCOME_DONE);
	proof_tried(proof, "bob", true);
	ck_assert(account_is_home(bob, &near));
	core_leave(proof->loop);
	ck_assert_uint_eq(proving.checks, 0);
}
END_TEST

static enum outcome make(struct proof *proof, const char *password)
{
	core_enter(proof->loop, world.now);
	enum outcome outcome = proof_make(proof, password);
	core_leave(proof->loop);
	return outcome;
}

START_TEST(a_new_password_is_made)
{
	char longest[PROOF_PASSWORD_MAX + 2];
	struct proof *proof = come(0, 0, &far);
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	ck_assert_int_eq(make(proof, "7 chars"), OUTCOME_PASSWORD_SHORT);
	ck_assert_int_eq(make(proof, "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"), OUTCOME_PASSWORD_SHORT);
	ck_assert_int_eq(make(proof, longest), OUTCOME_PASSWORD_LONG);
	ck_assert_uint_eq(proving.makes, 0);
	ck_assert_int_eq(make(proof, longest + 1), OUTCOME_LATER);
	proving_answer();
	ck_assert_int_eq(make(proof, "8 chars!"), OUTCOME_LATER); /* another one */
	proving_answer();
	ck_assert_int_eq(make(proof, "8 chars!"), OUTCOME_DONE);
	struct proof_password *made = proof_take(proof);
	ck_assert_str_eq(made->hash, "hash:8 chars!");
	proof_password_free(made);
	ck_assert_uint_eq(proof_wrong(proof), 0);
	ck_assert_int_eq(make(proof, "8 chars!"), OUTCOME_LATER);
	leave(0); /* is no wrong guess either */
	ck_assert_ptr_null(world.core.guesses.guessers);
}
END_TEST

START_TEST(nothing_is_taken_where_others_read_it)
{
	struct proof *proof = come(0, 0, &far);
	peers[0].overheard = true;
	ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_NOT_PRIVATE);
	ck_assert_int_eq(make(proof, "8 chars!"), OUTCOME_NOT_PRIVATE);
	ck_assert_uint_eq(proving.checks + proving.makes, 0);
	world.core.plain_passwords = true;
	ck_assert_int_eq(tried(proof, "alice", RIGHT), OUTCOME_DONE);
}
END_TEST

START_TEST(a_full_prover_is_told_of)
{
	struct proof *proof = come(0, 0, &far);
	proving.busy = true;
	ck_assert_int_eq(try(proof, "alice", RIGHT), OUTCOME_PASSWORD_BUSY);
	ck_assert_int_eq(make(proof, "8 chars!"), OUTCOME_PASSWORD_BUSY);
	proving.busy = false;
	ck_assert_int_eq(tried(proof, "alice", RIGHT), OUTCOME_DONE);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_password_is_proven, names_without_an_account_cost_the_same,
		a_check_is_for_one_password, an_old_password_does_not_count,
		an_account_that_goes_meanwhile, who_goes_is_forgotten, an_address_waits_in_line,
		the_other_loop_resumes_its_own, an_account_waits,
		who_asks_all_the_time_waits_longer, the_owner_at_home_does_not_wait,
		a_mechanism_of_its_own_counts, a_new_password_is_made,
		nothing_is_taken_where_others_read_it, a_full_prover_is_told_of, NULL};
	return unit_cases_with("proof", set_up, tear_down, cases);
}
