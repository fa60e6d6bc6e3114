/* The thread that checks passwords: in which order, how many wait, and how it ends. */
#include "password.h"

#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define SESSIONS 8

static struct password password;
static struct prover prover;
static struct core_loop loops[SESSIONS];
static struct proof proofs[SESSIONS];
static unsigned order[SESSIONS], done_count;
static sem_t done_ones;

/* By the thread. Each proof is of a loop of its own, so its number tells which it is. */
static void done(void *data, unsigned loop)
{
	ck_assert_ptr_eq(data, &order);
	order[done_count++] = loop;
	sem_post(&done_ones);
}

static void set_up(void)
{
	for (unsigned i = 0; i < SESSIONS; i++) {
		loops[i].index = i;
		proofs[i].loop = &loops[i];
	}
	sem_init(&done_ones, 0, 0);
	password_init(&password, done, &order);
	prover = password_prover(&password);
	password.started = true; /* not yet: until start(), all wait */
}

static void tear_down(void)
{
	password_stop(&password);
	password_stop(&password); /* again is once */
	password_finish(&password);
}

static bool ask(unsigned session, unsigned wrong)
{
	return prover.start(prover.data, &proofs[session], "no hash", "no password", wrong);
}

/* With one more, the thread starts. */
static void start(unsigned session, unsigned wrong)
{
	password.started = false;
	ck_assert(ask(session, wrong));
}

static void wait_for(unsigned count)
{
	while (count-- > 0)
		ck_assert_int_eq(sem_wait(&done_ones), 0);
}

START_TEST(who_has_not_guessed_comes_first)
{
	static const unsigned wanted[] = {1, 4, 3, 0, 2};
	ck_assert(ask(0, 2));
	ck_assert(ask(1, 0));
	ck_assert(ask(2, 7));
	ck_assert(ask(3, 1));
	start(4, 0);
	wait_for(5);
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(order[i], wanted[i]);
	ck_assert(password_has_done(&password));
}
END_TEST

START_TEST(who_has_gone_is_not_checked)
{
	ck_assert(ask(0, 0));
	ck_assert(ask(1, 0));
	prover.forget(prover.data, &proofs[0]);
	ck_assert_uint_eq(password.count, 1);
	start(2, 0);
	wait_for(2);
	ck_assert_uint_eq(order[0], 1);
	ck_assert_uint_eq(order[1], 2);
	/* whose answer is there already is not told of it */
	prover.forget(prover.data, &proofs[1]);
	password_take(&password, 1);
	prover.forget(prover.data, &proofs[2]);
	password_take(&password, 2);
	ck_assert(!password_has_done(&password));
	ck_assert_uint_eq(password.count, 0);
}
END_TEST

START_TEST(few_wait)
{
	for (int i = 0; i < PASSWORD_JOBS_MAX; i++)
		ck_assert(ask(0, 0));
	ck_assert(!ask(1, 0));
	ck_assert_uint_eq(password.count, PASSWORD_JOBS_MAX);
	password.started = false;
}
END_TEST

/* Once it has been joined, nothing is begun and nobody is woken. */
/* Nor is anybody forgotten who waits already. */
START_TEST(none_is_taken_while_that_is_refused)
{
	ck_assert(ask(0, 0));
	password_refuse(&password, true);
	ck_assert(!ask(1, 0));
	ck_assert_uint_eq(password_waiting(&password), 1);
	password_refuse(&password, false);
	start(1, 0);
	wait_for(2);
}
END_TEST

START_TEST(nothing_is_begun_at_the_end)
{
	start(0, 0);
	ck_assert(ask(1, 0));
	password_stop(&password);
	unsigned count = done_count;
	ck_assert(!ask(2, 0));
	ck_assert_uint_eq(done_count, count);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_has_not_guessed_comes_first, who_has_gone_is_not_checked,
		few_wait, none_is_taken_while_that_is_refused, nothing_is_begun_at_the_end, NULL};
	return unit_cases_with("password", set_up, tear_down, cases);
}
