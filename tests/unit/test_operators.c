/* How one becomes one of the server's operators. */
#include "operators.h"

#include <stdlib.h>
#include <string.h>

#include "proof.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;
static char row[200];

static void set_up(void)
{
	char hash[PROOF_HASH_SIZE];
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	ck_assert(proof_hash(hash, "open sesame"));
	strcpy(stpcpy(row, "Root:"), hash);
	const char *const rows[] = {row};
	operators_set(&world.core, rows, 1);
	world_forget();
}

/* A prover that answers when the test wants it to. */
static struct proof *waiting;
static unsigned asked, forgotten;
static char password[32];
static bool busy;

static bool start(
	void *data, struct proof *proof, const char *hash, const char *tried, unsigned wrong)
{
	ck_assert_ptr_eq(data, &busy);
	if (busy)
		return false;
	ck_assert_ptr_null(waiting);
	waiting = proof;
	asked++;
	strcpy(password, tried);
	ck_assert_int_eq(strncmp(hash, "$argon2id$", 10), 0);
	return true;
}

static void forget(void *data, struct proof *proof)
{
	ck_assert_ptr_eq(data, &busy);
	ck_assert_ptr_eq(proof, waiting);
	waiting = NULL;
	forgotten++;
}

static void set_prover(void)
{
	proof_set_prover(
		&world.core, &(struct prover){.start = start, .forget = forget, .data = &busy});
}

static void checked(bool good)
{
	struct proof *proof = waiting;
	waiting = NULL;
	core_enter(proof->loop, world.now);
	proof_checked(proof, good);
	core_leave(proof->loop);
}

/* What commands_run() answers: false where the line is to be read again. */
static bool run_oper(struct peer *peer, const char *arguments)
{
	char *copy = strdup(arguments);
	peer_enter(peer);
	bool done = commands_run(peer->session, "oper", copy);
	peer_leave(peer);
	free(copy);
	world_flush();
	return done;
}

START_TEST(a_password_is_checked_at_once_without_a_prover)
{
	ck_assert(run_oper(alice, " root open sesame"));
	peer_expect(alice, "operator* alice\nchanged #lobby +operator=alice\n");
	peer_expect(bob, "changed #lobby +operator=alice\n");
	ck_assert_str_eq(session_operator(alice->session), "root");
	ck_assert_uint_eq(world.core.operator_count, 1);
	ck_assert_ptr_null(session_operator(bob->session));
}
END_TEST

START_TEST(a_wrong_one_is_refused)
{
	ck_assert(run_oper(alice, " root open"));
	ck_assert(run_oper(alice, " nobody open sesame"));
	peer_expect(alice, "refused OPER_WRONG root\nrefused OPER_WRONG nobody =2\n");
	ck_assert(run_oper(alice, " root"));
	peer_expect(alice, "refused USAGE oper NAME PASSWORD\n");
	ck_assert_uint_eq(world.core.operator_count, 0);
	ck_assert_int_gt(alice->session->rate.full_at, world.now * 1000);
	peer_expect(bob, "");
}
END_TEST

START_TEST(there_may_be_no_operators)
{
	operators_set(&world.core, NULL, 0);
	ck_assert(!operators_exist(&world.core));
	ck_assert(run_oper(alice, " root open sesame"));
	peer_expect(alice, "refused OPER_NONE root\n");
}
END_TEST

START_TEST(a_command_waits_for_its_proof)
{
	set_prover();
	ck_assert(!run_oper(alice, " Root open sesame"));
	ck_assert_str_eq(password, "open sesame");
	ck_assert(!run_oper(alice, " Root open sesame")); /* asked once */
	ck_assert_uint_eq(asked, 1);
	peer_expect(alice, "");
	ck_assert_uint_eq(alice->resumed, 0);
	checked(true);
	ck_assert_uint_eq(alice->resumed, 1);
	ck_assert_ptr_null(session_operator(alice->session));
	ck_assert(run_oper(alice, " Root open sesame"));
	peer_expect(alice, "operator* alice\nchanged #lobby +operator=alice\n");
	ck_assert_uint_eq(asked, 1);
}
END_TEST

START_TEST(a_bad_proof_is_for_one_try)
{
	set_prover();
	ck_assert(!run_oper(alice, " root x"));
	checked(false);
	ck_assert(run_oper(alice, " root x"));
	peer_expect(alice, "refused OPER_WRONG root\n");
	ck_assert(!run_oper(alice, " root y"));
	ck_assert_uint_eq(asked, 2);
	checked(true);
	ck_assert(run_oper(alice, " root y"));
	ck_assert_ptr_nonnull(session_operator(alice->session));
	ck_assert(!run_oper(alice, " root z")); /* a good one too */
	ck_assert_uint_eq(asked, 3);
	checked(false);
	ck_assert(run_oper(alice, " root z"));
	ck_assert_uint_eq(world.core.operator_count, 1); /* what one is, one stays */
}
END_TEST

START_TEST(a_busy_prover_is_told_of)
{
	set_prover();
	busy = true;
	ck_assert(run_oper(alice, " root x"));
	peer_expect(alice, "refused PASSWORD_BUSY root\n");
	busy = false;
	ck_assert(!run_oper(alice, " root x"));
	checked(false);
	ck_assert(run_oper(alice, " root x"));
	peer_expect(alice, "refused OPER_WRONG root\n");
}
END_TEST

START_TEST(who_closes_is_forgotten)
{
	set_prover();
	ck_assert(!run_oper(alice, " root x"));
	peer_close(alice, "");
	ck_assert_uint_eq(forgotten, 1);
	ck_assert(!run_oper(bob, " root x"));
	checked(true);
	peer_close(bob, "");
	ck_assert_uint_eq(forgotten, 1); /* nobody was asked any more */
}
END_TEST

/* A check from before a reload does not count for the operators after it. */
START_TEST(a_proof_does_not_outlive_a_reload)
{
	const char *const rows[] = {row};
	set_prover();
	ck_assert(!run_oper(alice, " root x"));
	checked(true);
	operators_set(&world.core, NULL, 0);
	ck_assert(run_oper(alice, " root x"));
	operators_set(&world.core, rows, 1);
	ck_assert(!run_oper(alice, " root x"));
	ck_assert_uint_eq(asked, 2);
	ck_assert_ptr_null(session_operator(alice->session));
}
END_TEST

START_TEST(an_operator_runs_the_lobby)
{
	peer_say(alice, "/part");
	run_oper(alice, " root open sesame");
	peer_forget(alice);
	peer_say(alice, "/join lobby");
	peer_expect(alice, "joined* alice #lobby chatd [bob] =1\nchanged #lobby +operator=alice\n");
	peer_forget(alice);
	peer_say(alice, "/kick bob");
	peer_expect(alice, "kicked* alice bob #lobby\n");
	peer_say(bob, "/join tea");
	peer_say(alice, "/join tea");
	ck_assert_uint_eq(peer_member(alice, "#tea")->roles, 0);
	peer_forget(alice);
	peer_say(alice, "/kick bob");
	peer_say(alice, "/mode secret");
	peer_expect(alice, "refused NOT_OPERATOR #tea NAME [WHY]\n"
			   "refused NOT_OPERATOR #tea [MODE [VALUE]]\n");
	peer_say(alice, "/op alice");
	peer_expect(alice, "changed* alice #tea +operator=alice\n");
}
END_TEST

START_TEST(one_may_cease_to_be_one)
{
	run_oper(alice, " root open sesame");
	run_oper(bob, " root open sesame");
	run_oper(bob, " root open sesame");
	ck_assert_uint_eq(world.core.operator_count, 2);
	peer_enter(alice);
	operators_leave(alice->session);
	operators_leave(alice->session);
	peer_leave(alice);
	ck_assert_uint_eq(world.core.operator_count, 1);
	peer_close(bob, "");
	ck_assert_uint_eq(world.core.operator_count, 0);
}
END_TEST

START_TEST(help_offers_it_where_there_are_operators)
{
	peer_say(alice, "/help");
	ck_assert_ptr_nonnull(strstr(peer_text(alice), "help oper NAME PASSWORD"));
	run_oper(alice, " root open sesame");
	peer_forget(alice);
	peer_say(alice, "/help");
	ck_assert_ptr_null(strstr(peer_text(alice), "help oper"));
	operators_set(&world.core, NULL, 0);
	peer_say(bob, "/help");
	ck_assert_ptr_null(strstr(peer_text(bob), "help oper"));
}
END_TEST

START_TEST(rows_are_checked)
{
	ck_assert(operators_row_good(row));
	ck_assert(!operators_row_good("root"));
	ck_assert(!operators_row_good("root:"));
	ck_assert(!operators_row_good("root:open sesame"));
	ck_assert(!operators_row_good(row + strlen("Root")));
	ck_assert(!operators_row_good("a b:$argon2id$v=19$m=8192,t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
				      "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"));
	ck_assert(!operators_row_good(""));
	char hash[PROOF_HASH_SIZE];
	ck_assert(proof_hash(hash, ""));
	ck_assert(proof_hash_verify(hash, ""));
	ck_assert(!proof_hash_verify(hash, "x"));
	ck_assert(!proof_hash_verify("nonsense", "x"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_password_is_checked_at_once_without_a_prover,
		a_wrong_one_is_refused, there_may_be_no_operators, a_command_waits_for_its_proof,
		a_bad_proof_is_for_one_try, a_busy_prover_is_told_of, who_closes_is_forgotten,
		a_proof_does_not_outlive_a_reload, an_operator_runs_the_lobby,
		one_may_cease_to_be_one, help_offers_it_where_there_are_operators, rows_are_checked,
		NULL};
	return unit_cases_with("operators", set_up, world_end, cases);
}
