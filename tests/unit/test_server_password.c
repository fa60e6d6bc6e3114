/* The server's password. */
#include "server_password.h"

#include "proof.h"
#include "unit.h"
#include "world.h"

static struct peer *alice;
static char hash[PROOF_HASH_SIZE], other[PROOF_HASH_SIZE];

static enum outcome check(const char *password)
{
	peer_enter(alice);
	enum outcome outcome = server_password_check(session_proof(alice->session), password);
	peer_leave(alice);
	return outcome;
}

static void set_up(void)
{
	world_start(1);
	alice = world_named(0, "alice");
	ck_assert(proof_hash(hash, "open sesame"));
	ck_assert(proof_hash(other, "other"));
}

START_TEST(none_is_asked_for)
{
	ck_assert(!server_password_asked(&world.core));
	ck_assert_int_eq(check("anything"), OUTCOME_DONE);
	server_password_set(&world.core, hash);
	ck_assert(server_password_asked(&world.core));
	server_password_set(&world.core, NULL);
	ck_assert(!server_password_asked(&world.core));
}
END_TEST

START_TEST(right_and_wrong)
{
	server_password_set(&world.core, hash);
	ck_assert_int_eq(check("open"), OUTCOME_PASSWORD_WRONG);
	ck_assert_int_eq(check("open sesame"), OUTCOME_DONE);
	ck_assert_int_eq(check("open sesame "), OUTCOME_PASSWORD_WRONG);
	ck_assert_int_eq(check(""), OUTCOME_PASSWORD_WRONG);
	ck_assert_int_eq(check("open sesame"), OUTCOME_PASSWORD_WAIT); /* after two wrong ones */
	world.now += 60000;
	ck_assert_int_eq(check("open sesame"), OUTCOME_DONE);
}
END_TEST

/* Nobody has time to prove anything. */
static bool busy(
	void *data, struct proof *proof, const char *of, const char *password, unsigned wrong)
{
	return false;
}

START_TEST(a_right_one_is_known_again)
{
	struct prover prover = {.start = busy};
	server_password_set(&world.core, hash);
	ck_assert_int_eq(check("open sesame"), OUTCOME_DONE);
	proof_set_prover(&world.core, &prover);
	ck_assert_int_eq(check("open sesame"), OUTCOME_DONE);
	ck_assert_int_eq(check("open"), OUTCOME_PASSWORD_BUSY);
	server_password_set(&world.core, hash); /* a reload */
	ck_assert_int_eq(check("open sesame"), OUTCOME_DONE);
	server_password_set(&world.core, other);
	ck_assert_int_eq(check("open sesame"), OUTCOME_PASSWORD_BUSY);
}
END_TEST

/* As another process that takes this one's place does. */
static enum outcome check_after_unpacking(const struct buffer *state, const char *asked)
{
	struct prover prover = {.start = busy};
	struct unpack in = unpack_begin(state->bytes, state->length);
	server_password_set(&world.core, NULL);
	server_password_set(&world.core, asked);
	proof_set_prover(&world.core, &prover);
	server_password_unpack(&world.core, &in);
	ck_assert(unpack_done(&in));
	return check("open sesame");
}

START_TEST(another_process_knows_it_too)
{
	struct buffer unknown = {0}, known = {0};
	server_password_set(&world.core, hash);
	server_password_pack(&world.core, &(struct pack){.buffer = &unknown});
	ck_assert_int_eq(check("open sesame"), OUTCOME_DONE);
	server_password_pack(&world.core, &(struct pack){.buffer = &known});
	ck_assert_int_eq(check_after_unpacking(&unknown, hash), OUTCOME_PASSWORD_BUSY);
	ck_assert_int_eq(check_after_unpacking(&known, other), OUTCOME_PASSWORD_BUSY);
	ck_assert_int_eq(check_after_unpacking(&known, NULL), OUTCOME_DONE); /* none is asked for */
	ck_assert_int_eq(check_after_unpacking(&known, hash), OUTCOME_DONE);
	ck_assert_int_eq(check("open"), OUTCOME_PASSWORD_BUSY);
	buffer_wipe(&unknown);
	buffer_wipe(&known);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {none_is_asked_for, right_and_wrong,
		a_right_one_is_known_again, another_process_knows_it_too, NULL};
	return unit_cases_with("server_password", set_up, world_end, cases);
}
