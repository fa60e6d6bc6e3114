/* What walks make the server do, as counts: however many wait, each iteration looks only at those
 * that go on. */
#include "walk.h"

#include <stdlib.h>

#include "memory.h"
#include "send_queue.h"
#include "unit.h"
#include "world.h"

#define PEOPLE 20

static struct peer *people[PEOPLE];
static unsigned rows;

static void tell_person(struct walk *walk, const struct session *person)
{
	buffer_add_text(&walk->out, "row\n");
	rows++;
}

static void tell_member(struct walk *walk, const struct member *member)
{
	tell_person(walk, member->session);
}

static void free_walk(struct walk *walk)
{
	free(walk);
}

static const struct walk_kind of_people = {.person = tell_person, .free = free_walk};

static void ask(struct peer *peer)
{
	peer_enter(peer);
	walk_people(peer->session, memory_zero(sizeof(struct walk)), &of_people);
	peer_leave(peer);
}

static void ask_for_room(struct peer *peer, const char *name)
{
	static const struct walk_kind of_members = {.member = tell_member, .free = free_walk};
	peer_enter(peer);
	walk_members(
		peer->session, memory_zero(sizeof(struct walk)), &of_members, world_room(name));
	peer_leave(peer);
}

/* Walks that look at who changes in this room, where all members read one feed on one loop. */
static unsigned walks_of(const char *name)
{
	unsigned count = 0;
	const struct walk_part *part = world_room(name)->feeds->readers[0].parts;
	for (; part; part = part->next)
		count++;
	return count;
}

static void set_up(void)
{
	world_start(1);
	for (int i = 0; i < PEOPLE; i++)
		people[i] = world_open(0);
	world.core.walk_rows = 1;
	rows = 0;
}

static unsigned sends(void)
{
	unsigned count = 0;
	for (int i = 0; i < PEOPLE; i++)
		count += people[i]->sends;
	return count;
}

static unsigned not_parked(void)
{
	unsigned count = 0;
	for (struct send_queue *queue = world.core.loops[0].send_queues; queue && !queue->parked;
		queue = queue->next)
		count++;
	return count;
}

START_TEST(those_that_wait_for_their_turn_are_not_looked_at)
{
	for (int i = 0; i < PEOPLE; i++)
		ask(people[i]);
	ck_assert_uint_eq(not_parked(), PEOPLE);
	unsigned before = sends();
	for (unsigned step = 1; step <= PEOPLE; step++) {
		world_flush_one(0);
		ck_assert_uint_eq(not_parked(), 0);
		ck_assert_uint_eq(sends() - before, step);
		ck_assert_uint_eq(rows, step);
	}
	peer_say(people[0], "/nick somebody"); /* all send queues are flushed, however they stand */
	world_flush();
	ck_assert_ptr_null(world.core.loops[0].send_queues);
	ck_assert_uint_eq(rows, PEOPLE * PEOPLE);
}
END_TEST

/* It reads on once, and at once: nothing else would wake it. */
START_TEST(its_peer_is_read_again_when_the_answer_is_sent)
{
	ask(people[0]);
	for (unsigned step = 1; step < PEOPLE; step++) {
		world_flush_one(0);
		ck_assert_uint_eq(people[0]->resumed, 0);
	}
	world_flush();
	ck_assert_uint_eq(people[0]->resumed, 1);
}
END_TEST

START_TEST(also_when_the_last_part_is_empty)
{
	world.core.walk_rows = PEOPLE; /* the step that makes the last row does not see the end */
	ask(people[0]);
	world_flush_one(0);
	ck_assert_uint_eq(rows, PEOPLE);
	ck_assert_uint_eq(people[0]->resumed, 0);
	world_flush_one(0);
	ck_assert_uint_eq(people[0]->resumed, 1);
	ck_assert_ptr_null(people[0]->session->send_queue);
}
END_TEST

START_TEST(also_when_it_has_read_slowly)
{
	people[0]->capacity = 1;
	ask(people[0]);
	world_flush();
	ck_assert_uint_eq(rows, 1);
	ck_assert_uint_eq(not_parked(), 1);
	peer_take(people[0], 3); /* the rest of that row, and then its walk is due */
	ck_assert_uint_eq(not_parked(), 0);
	world_flush();
	ck_assert_uint_eq(people[0]->resumed, 0);
	peer_take(people[0], PEER_ANY);
	world_flush();
	ck_assert_uint_eq(rows, PEOPLE);
	ck_assert_uint_eq(people[0]->resumed, 1);
}
END_TEST

START_TEST(who_leaves_is_looked_at_by_the_walks_of_its_rooms)
{
	for (int i = 0; i < PEOPLE; i++)
		peer_join(people[i], i < PEOPLE / 2 ? "#tea" : "#milk");
	world_flush();
	for (int i = 0; i < 3; i++)
		ask_for_room(people[i], "#tea");
	ask_for_room(people[3], "#milk");
	ck_assert_ptr_null(world.core.walks); /* those at which everybody who leaves looks */
	ck_assert_uint_eq(walks_of("#tea"), 3);
	ck_assert_uint_eq(walks_of("#milk"), 1);
	peer_close(people[1], "bye"); /* which the others tell at once, and who had asked itself */
	ck_assert_uint_eq(rows, 3);
	ck_assert_uint_eq(walks_of("#tea"), 2);
	peer_close(people[2], "bye");
	peer_close(people[0], "bye");
	ck_assert_uint_eq(walks_of("#tea"), 0);
	world_flush();
	ck_assert_uint_eq(rows, 3 + 2 + 1 + PEOPLE / 2);
	ck_assert_uint_eq(walks_of("#milk"), 0);
}
END_TEST

START_TEST(a_walk_outlives_its_room)
{
	for (int i = 1; i < 4; i++)
		peer_join(people[i], "#tea");
	world_flush();
	ask_for_room(people[0], "#tea");
	for (int i = 1; i < 4; i++)
		peer_close(people[i], "bye");
	ck_assert_ptr_null(world_room("#tea"));
	ck_assert_uint_eq(rows, 3);
	peer_join(people[5], "#tea"); /* another one */
	ck_assert_uint_eq(walks_of("#tea"), 0);
	world_flush();
	ck_assert_uint_eq(rows, 3);
	ck_assert_uint_eq(people[0]->resumed, 1);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {those_that_wait_for_their_turn_are_not_looked_at,
		its_peer_is_read_again_when_the_answer_is_sent, also_when_the_last_part_is_empty,
		also_when_it_has_read_slowly, who_leaves_is_looked_at_by_the_walks_of_its_rooms,
		a_walk_outlives_its_room, NULL};
	return unit_cases_with("walk_work", set_up, world_end, cases);
}
