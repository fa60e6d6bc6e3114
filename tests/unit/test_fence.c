/* Barriers: who waits for one goes on when every loop has sent what was posted before it. */
#include <stdlib.h>

#include "fence.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;

static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	world_forget();
}

static bool passed(struct peer *peer)
{
	peer_enter(peer);
	bool result = fence_passed(peer->session);
	peer_leave(peer);
	return result;
}

START_TEST(it_waits_for_every_loop)
{
	peer_type(alice, "hello");
	ck_assert(!passed(alice));
	world_flush_one(0);
	ck_assert_uint_eq(alice->resumed, 0);
	ck_assert(!passed(alice));
	world_flush_one(1);
	peer_expect(bob, "said alice #lobby hello\n");
	world_flush_one(0);
	ck_assert_uint_eq(alice->resumed, 1);
	ck_assert(passed(alice));
}
END_TEST

START_TEST(the_other_loops_are_woken_for_it)
{
	unsigned before = world.woken[1];
	ck_assert(!passed(alice));
	ck_assert_uint_gt(world.woken[1], before);
	world_flush_one(0);
	before = world.woken[0];
	world_flush_one(1);
	ck_assert_uint_gt(world.woken[0], before);
}
END_TEST

/* Its own loop may be the last one. */
START_TEST(it_is_over_once_its_own_loop_has_sent)
{
	ck_assert(!passed(alice));
	world_flush_one(1);
	ck_assert_uint_eq(alice->resumed, 0);
	world_flush_one(0);
	ck_assert_uint_eq(alice->resumed, 1);
	ck_assert(passed(alice));
	ck_assert(!passed(alice)); /* the next one */
}
END_TEST

START_TEST(several_wait_each_for_their_own)
{
	ck_assert(!passed(alice));
	world_flush();
	ck_assert(!passed(bob));
	world_flush_one(0);
	ck_assert(passed(alice));
	ck_assert_uint_eq(bob->resumed, 0);
	world_flush_one(1);
	ck_assert_uint_eq(bob->resumed, 1);
	ck_assert(passed(bob));
}
END_TEST

START_TEST(who_does_not_read_holds_nobody_up)
{
	bob->capacity = 0;
	peer_type(alice, "hello");
	ck_assert(!passed(alice));
	world_flush();
	world_flush_one(0);
	ck_assert(passed(alice));
	peer_take(bob, PEER_ANY);
	peer_expect(bob, "said alice #lobby hello\n");
}
END_TEST

START_TEST(who_leaves_waits_no_more)
{
	ck_assert(!passed(alice));
	peer_close(alice, "");
	world_flush();
	world_flush();
	ck_assert_uint_eq(alice->resumed, 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {it_waits_for_every_loop, the_other_loops_are_woken_for_it,
		it_is_over_once_its_own_loop_has_sent, several_wait_each_for_their_own,
		who_does_not_read_holds_nobody_up, who_leaves_waits_no_more, NULL};
	return unit_cases_with("fence", set_up, world_end, cases);
}
