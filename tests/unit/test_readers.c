/* Members in several rooms come first in each list of readers, whoever comes and goes on whatever
 * loop; so what is told to those alone takes no look at the others. */
#include "readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "post.h"
#include "unit.h"
#include "walk.h"
#include "world.h"

#define PEOPLE 40
#define ROOMS 4
#define LOOPS 2
#define STEPS 3000
#define SEEDS 10
#define SESSIONS_MAX 4000

static struct peer *people[PEOPLE], *asker;
static unsigned walk_count;

/* An answer, and whom it has to name and has named, by session.id. */
struct counted {
	struct walk walk;
	unsigned char wanted[SESSIONS_MAX], named[SESSIONS_MAX];
};

static void name_member(struct walk *walk, const struct member *member)
{
	((struct counted *)walk)->named[member->session->id]++;
	buffer_add_text(&walk->out, "row\n");
}

static void free_counted(struct walk *walk)
{
	struct counted *counted = (struct counted *)walk;
	ck_assert(memcmp(counted->wanted, counted->named, sizeof counted->wanted) == 0);
	walk_count++;
	free(counted);
}

static bool note_wanted(const struct member *member, void *data)
{
	((struct counted *)data)->wanted[member->session->id] = 1;
	return true;
}

static void ask(const struct room *room)
{
	static const struct walk_kind kind = {.member = name_member, .free = free_counted};
	struct counted *counted = memory_zero(sizeof *counted);
	peer_enter(asker);
	room_each(room, note_wanted, counted);
	walk_members(asker->session, &counted->walk, &kind, room);
	peer_leave(asker);
}

static unsigned check_readers(const struct readers *readers)
{
	ck_assert_uint_le(readers->several, readers->count);
	for (unsigned i = 0; i < readers->count; i++) {
		const struct member *member = readers->members[i];
		ck_assert_ptr_eq(member->readers, readers);
		ck_assert_uint_eq(member->index, i);
		ck_assert_int_eq(i < readers->several, member->session->members->next != NULL);
	}
	return readers->count;
}

static void check_all(void)
{
	for (struct room *room = world.core.rooms; room; room = room->hh.next)
		for (struct room_feed *feed = room->feeds; feed; feed = feed->next) {
			unsigned count = 0;
			for (unsigned i = 0; i < world.core.loop_count; i++)
				count += check_readers(&feed->readers[i]);
			ck_assert_uint_eq(count, feed->count);
		}
}

static const char *name_of(unsigned room)
{
	static const char *const names[ROOMS] = {"#a", "#b", "#c", "#d"};
	return names[room];
}

static void come(struct peer *peer)
{
	peer_open(peer, unit_draw(LOOPS), &(struct newcomer){.dialect = unit_draw(2)});
	ck_assert_uint_lt(peer->session->id, SESSIONS_MAX);
}

/* By a loop that is drawn; where it is not the member's own, the member stays in its list for now.
 */
static void leave(struct peer *peer, const char *room)
{
	struct core_loop *loop = &world.core.loops[unit_draw(LOOPS)];
	core_enter(loop, world.now);
	struct member *member = peer_member(peer, room);
	if (member)
		room_leave(member);
	core_leave(loop);
}

static void change_dialect(struct peer *peer)
{
	peer_enter(peer);
	session_set_dialect(peer->session, unit_draw(2));
	peer_leave(peer);
}

static void step(void)
{
	struct peer *peer = people[unit_draw(PEOPLE)];
	const char *room = name_of(unit_draw(ROOMS));
	unsigned what = unit_draw(20);
	if (what < 6 && !peer_member(peer, room)) {
		peer_join(peer, room);
	} else if (what < 13) {
		leave(peer, room);
	} else if (what < 15) {
		change_dialect(peer);
	} else if (what == 15) {
		peer_close(peer, "bye");
		come(peer);
	} else if (what < 18 && world_room(room)) {
		ask(world_room(room));
	} else {
		world_flush_one(unit_draw(LOOPS));
	}
}

static void set_up(void)
{
	world_start(LOOPS);
	world.core.walk_rows = 1;
	walk_count = 0;
	asker = world_program(0, "asker", 1);
	for (unsigned i = 0; i < PEOPLE; i++)
		people[i] = world_peer();
}

START_TEST(those_in_several_rooms_come_first)
{
	unit_seed((uint64_t)_i);
	for (unsigned i = 0; i < PEOPLE; i++)
		come(people[i]);
	for (unsigned i = 0; i < unit_rounds(STEPS); i++) {
		step();
		check_all();
		if (i % 100 == 0)
			world_flush();
		world_forget();
	}
	world_flush();
	ck_assert_uint_gt(walk_count, 0);
}
END_TEST

/* Who is in one room has no place in the list meanwhile: a look at it would end the test. */
START_TEST(a_quit_looks_at_few_of_the_members)
{
	for (unsigned i = 0; i < PEOPLE; i++) {
		peer_open(people[i], 0, &(struct newcomer){.dialect = 1});
		peer_join(people[i], "#a");
	}
	peer_join(people[9], "#b");
	world_flush();
	world_forget();
	struct readers *readers = &world_room("#a")->feeds->readers[0];
	struct member *kept[PEOPLE];
	ck_assert_uint_eq(readers->several, 1);
	memcpy(kept, readers->members, sizeof kept);
	memset(readers->members + 1, 0, (PEOPLE - 2) * sizeof *kept);
	struct peer *leaver = people[3];
	peer_enter(leaver);
	post_to_shared_rooms(
		leaver->session, &(struct event){.type = EVENT_QUIT, .name = "x", .text = "bye"});
	memcpy(readers->members, kept, sizeof kept);
	peer_leave(leaver);
	world_flush();
	peer_expect(leaver, "");
	peer_expect(people[9], "1:quit x bye\n");
	peer_expect(people[5], "1:quit x bye\n");
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop cases[] = {{those_in_several_rooms_come_first, SEEDS},
		{a_quit_looks_at_few_of_the_members, 1}, {0}};
	return unit_loops_with("readers", set_up, world_end, cases);
}
