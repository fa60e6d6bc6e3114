/* Loops that stand still together, each with a thread of its own. */
#include "loop.h"

#include <sched.h>

#include "unit.h"

#define LOOPS 3
#define PARKS 20
#define YIELDS 1000

static struct loop loops[LOOPS];
static struct loop *const all[LOOPS] = {&loops[0], &loops[1], &loops[2]};
static struct loop_park park;
static unsigned turns[LOOPS]; /* each by its loop's thread alone, and by `work` */
static unsigned works, moved; /* by `work` alone */

static void arrived(struct loop *loop, const struct arrival *arrival)
{
	ck_abort_msg("no conn was made");
}

static void work(void *data)
{
	unsigned before[LOOPS];
	ck_assert_ptr_eq(data, turns);
	memcpy(before, turns, sizeof before);
	for (unsigned i = 0; i < YIELDS; i++)
		sched_yield();
	moved += memcmp(before, turns, sizeof before) != 0;
	for (unsigned i = 0; i < LOOPS; i++)
		turns[i]++;
	works++;
}

/* Never at rest. */
static void iterate(struct loop *loop)
{
	static unsigned parks;
	turns[loop->index]++;
	if (works == PARKS)
		loop_stop(loop);
	if (loop->index == 0 && parks == works && parks < PARKS) {
		parks++;
		loop_park(&park, all, LOOPS, work, turns);
	}
	loop_wake(loop);
}

static void nothing(struct loop *loop)
{
}

static void freed(struct conn *conn)
{
}

static const struct loop_ops ops = {.arrived = arrived,
	.iterate = iterate,
	.pending = nothing,
	.second = nothing,
	.freed = freed};

static void *run(void *loop)
{
	loop_run(loop);
	return NULL;
}

START_TEST(all_stand_still_while_the_first_one_works_and_go_on_after_it)
{
	for (unsigned i = 0; i < LOOPS; i++) {
		loop_init(all[i], i, &ops);
		loop_wake(all[i]);
	}
	for (unsigned i = 1; i < LOOPS; i++)
		ck_assert_int_eq(pthread_create(&loops[i].thread, NULL, run, all[i]), 0);
	loop_run(all[0]);
	for (unsigned i = 1; i < LOOPS; i++)
		pthread_join(loops[i].thread, NULL);
	ck_assert_uint_eq(works, PARKS);
	ck_assert_uint_eq(moved, 0);
	for (unsigned i = 0; i < LOOPS; i++) {
		ck_assert_uint_ge(turns[i], PARKS);
		loop_finish(all[i]);
	}
}
END_TEST

START_TEST(a_loop_alone_works_between_two_turns)
{
	loop_init(all[0], 0, &ops);
	loop_wake(all[0]);
	loop_park(&park, all, 1, work, turns);
	works = PARKS - 1;
	loop_run(all[0]);
	ck_assert_uint_eq(works, PARKS);
	loop_finish(all[0]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {all_stand_still_while_the_first_one_works_and_go_on_after_it,
		a_loop_alone_works_between_two_turns, NULL};
	return unit_cases("loop_park", cases);
}
