/* Who guesses the password of an operator waits, and longer each time; the others do not. */
#include "guesses.h"

#include <string.h>

#include "operators.h"
#include "proof.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol;
static char row[200];

/* Somebody from an address, 0 for this machine. */
static struct peer *from(uint32_t host, unsigned loop)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.origin = {.host = host, .net = host}});
	peer_forget(peer);
	return peer;
}

static void set_up(void)
{
	char hash[PROOF_HASH_SIZE];
	world_start(2);
	ck_assert(proof_hash(hash, "open sesame"));
	strcpy(stpcpy(row, "root:"), hash);
	operators_set(&world.core, (const char *const[]){row}, 1);
	alice = from(7, 0);
	bob = from(7, 1);
	carol = from(8, 1);
}

#define WRONG "/oper root x"
#define RIGHT "/oper root open sesame"
#define WELCOME(name) "operator* " name "\n"

START_TEST(each_wrong_one_makes_the_wait_longer)
{
	static const struct {
		const char *words;
		unsigned seconds;
	} steps[] = {{"refused OPER_WRONG root\n", 0}, {"refused OPER_WRONG root =2\n", 2},
		{"refused OPER_WRONG root =4\n", 4}, {"refused OPER_WRONG root =8\n", 8},
		{"refused OPER_WRONG root =16\n", 16}, {"refused OPER_WRONG root =32\n", 32},
		{"refused OPER_WRONG root =60\n", 60}, {"refused OPER_WRONG root =60\n", 60}};
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		peer_say(alice, WRONG);
		peer_expect(alice, steps[i].words);
		world.now += 1000 * steps[i].seconds;
	}
}
END_TEST

START_TEST(what_comes_too_soon_is_not_looked_at)
{
	peer_say(alice, WRONG);
	peer_say(alice, WRONG);
	peer_forget(alice);
	peer_say(alice, RIGHT);
	peer_expect(alice, "refused PASSWORD_WAIT root =2\n");
	world.now += 1500;
	peer_say(alice, RIGHT);
	peer_expect(alice, "refused PASSWORD_WAIT root =1\n");
	world.now += 500; /* neither try has made it longer */
	peer_say(alice, RIGHT);
	peer_expect(alice, WELCOME("guest-1"));
}
END_TEST

START_TEST(all_of_an_address_wait)
{
	peer_say(alice, WRONG);
	peer_say(bob, WRONG);
	peer_expect(bob, "refused OPER_WRONG root =2\n");
	peer_say(alice, WRONG);
	peer_close(alice, "");
	peer_say(from(7, 0), WRONG);
	peer_say(bob, RIGHT);
	peer_expect(bob, "refused PASSWORD_WAIT root =2\n");
	peer_say(carol, RIGHT);
	peer_expect(carol, WELCOME("guest-3"));
}
END_TEST

START_TEST(a_right_one_forgets_the_wrong_ones)
{
	peer_say(alice, WRONG);
	peer_say(alice, RIGHT);
	peer_say(alice, WRONG);
	peer_forget(alice);
	peer_say(alice, WRONG);
	peer_expect(alice, "refused OPER_WRONG root =2\n");
}
END_TEST

START_TEST(they_are_forgotten_in_time)
{
	for (int i = 0; i < 5; i++) {
		peer_say(alice, WRONG);
		world.now += 60000;
	}
	world.now += GUESSES_FORGOTTEN_MS;
	peer_forget(alice);
	peer_say(alice, WRONG);
	peer_expect(alice, "refused OPER_WRONG root\n");
}
END_TEST

/* People behind a tunnel all come from this machine. */
START_TEST(on_this_machine_each_session_counts_for_itself)
{
	struct peer *dave = from(0, 0), *erin = from(0, 1);
	peer_say(dave, WRONG);
	peer_say(dave, WRONG);
	peer_expect(dave, "refused OPER_WRONG root\nrefused OPER_WRONG root =2\n");
	peer_say(erin, RIGHT);
	peer_expect(erin, WELCOME("guest-5"));
	peer_say(erin, "/oper root x");
	peer_close(dave, "");
	ck_assert_uint_eq(world.core.session_count, 4);
}
END_TEST

/* A prover that answers when it is told to. */
static struct proof *asked[8];
static unsigned asked_count;

static bool start(
	void *data, struct proof *proof, const char *hash, const char *password, unsigned wrong)
{
	ck_assert_uint_lt(asked_count, 8);
	asked[asked_count++] = proof;
	return true;
}

static void forget(void *data, struct proof *proof)
{
}

START_TEST(one_of_an_address_at_a_time)
{
	proof_set_prover(&world.core, &(struct prover){.start = start, .forget = forget});
	peer_type(alice, WRONG);
	peer_type(bob, WRONG);
	peer_type(carol, WRONG);
	ck_assert_uint_eq(asked_count, 2);
	peer_enter(alice);
	proof_checked(asked[0], false);
	peer_leave(alice);
	ck_assert_uint_gt(world.woken[1], 0);
	ck_assert_uint_eq(bob->resumed, 0); /* by his own loop */
	peer_type(bob, WRONG);
	ck_assert_uint_eq(bob->resumed, 1);
	ck_assert_uint_eq(asked_count, 3);
	ck_assert_ptr_eq(asked[2], bob->session->profile->proof);
	/* who does not wait for the answer has guessed wrong, and it is the address's turn no more
	 */
	peer_close(bob, "");
	ck_assert_int_eq(proof_wait(session_proof(alice->session), NULL), 2);
	world.now += 2000;
	peer_type(from(7, 1), WRONG);
	ck_assert_uint_eq(asked_count, 4);
}
END_TEST

/* 3,000 addresses guess: memory has an end, and those who wait longest stay remembered. */
START_TEST(few_are_remembered)
{
	struct guesses guesses = {0};
	int64_t now = world.now;
	for (int i = 0; i < 8; i++)
		guesses_note(&guesses, 7, 1, GUESS_WRONG, now);
	ck_assert_int_eq(tries_wait(guesses_find(&guesses, 7, now), now), GUESSES_WAIT_MAX_S);
	for (uint32_t host = 1000; host < 4000; host++) {
		guesses_begin(&guesses, host, 1, now);
		guesses_end(&guesses, host, GUESS_WRONG, now);
	}
	ck_assert_uint_eq(guesses.count, GUESSERS_MAX);
	ck_assert_int_eq(tries_wait(guesses_find(&guesses, 7, now), now), GUESSES_WAIT_MAX_S);
	guesses_finish(&guesses);
}
END_TEST

/* An account of one's own gives no new tries for those of others. */
START_TEST(an_own_account_forgives_nothing)
{
	struct guesses guesses = {0};
	int64_t now = world.now;
	guesses_note(&guesses, 7, 1, GUESS_WRONG, now);
	guesses_note(&guesses, 7, 2, GUESS_RIGHT, now);
	guesses_note(&guesses, 7, 1, GUESS_WRONG, now);
	ck_assert_int_eq(tries_wait(guesses_find(&guesses, 7, now), now), 2);
	guesses_note(&guesses, 7, 1, GUESS_RIGHT, now);
	ck_assert_ptr_null(guesses_find(&guesses, 7, now));
	guesses_note(&guesses, 7, 1, GUESS_WRONG, now);
	guesses_note(&guesses, 7, 2, GUESS_WRONG, now);
	guesses_note(&guesses, 7, 2, GUESS_RIGHT, now);
	guesses_note(&guesses, 7, 1, GUESS_RIGHT, now);
	ck_assert_uint_eq(guesses_find(&guesses, 7, now)->wrong, 2);
	guesses_finish(&guesses);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_wrong_one_makes_the_wait_longer,
		what_comes_too_soon_is_not_looked_at, all_of_an_address_wait,
		a_right_one_forgets_the_wrong_ones, they_are_forgotten_in_time,
		on_this_machine_each_session_counts_for_itself, one_of_an_address_at_a_time,
		few_are_remembered, an_own_account_forgives_nothing, NULL};
	return unit_cases_with("guesses", set_up, world_end, cases);
}
