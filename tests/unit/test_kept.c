/* What an operator who loses the connection keeps, for whom, and for how long. */
#include "kept.h"

#include <stdio.h>
#include <string.h>

#include "membership.h"
#include "unit.h"
#include "world.h"

static const struct origin home = {.host = 1, .net = 1}, far = {.host = 2, .net = 2};
static struct peer *alice, *bob, *mallory;

static struct peer *come(unsigned loop, struct origin origin, const char *name)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.origin = origin, .name = name});
	world_flush();
	peer_forget(peer);
	return peer;
}

/* alice has made #dev, bob is in it; mallory waits outside. */
static void set_up(void)
{
	world_start(2);
	alice = come(0, home, "Alice");
	bob = come(1, far, "bob");
	mallory = come(1, far, "mallory");
	peer_say(alice, "/join dev");
	peer_say(bob, "/join dev");
	world_forget();
}

static void lose(struct peer *peer)
{
	peer_close(peer, "connection lost");
	world_flush();
}

static void wait(int64_t seconds)
{
	world.now += 1000 * seconds;
	peer_enter(mallory);
	kept_expire(&world.core);
	peer_leave(mallory);
}

static const char *answer_to(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

START_TEST(the_others_are_told)
{
	lose(alice);
	peer_expect(bob, "quit Alice connection lost\nkept Alice #dev 300s\n");
	peer_expect(mallory, "");
}
END_TEST

START_TEST(nobody_from_elsewhere_takes_the_name)
{
	lose(alice);
	unit_same(answer_to(mallory, "/nick alice"), "refused NAME_HELD alice =301\n");
	struct peer *other = world_peer();
	other->session = NULL;
	peer_enter(mallory);
	ck_assert_ptr_null(session_open(&world.core.loops[1],
		&(struct newcomer){
			.door = &fake_door, .peer = other, .origin = far, .name = "ALICE"}));
	peer_leave(mallory);
	wait(KEPT_SECONDS - 1);
	unit_same(answer_to(mallory, "/nick alice"), "refused NAME_HELD alice =2\n");
	wait(1);
	unit_same(answer_to(mallory, "/nick alice"), "renamed* mallory alice\n");
}
END_TEST

START_TEST(nobody_from_elsewhere_takes_the_room)
{
	lose(alice);
	unit_same(answer_to(mallory, "/join dev"),
		"joined* mallory #dev chatd [bob] =1\nkept Alice #dev 300s\n");
	unit_same(answer_to(mallory, "/mode secret"), "refused NOT_OPERATOR #dev [MODE [VALUE]]\n");
	peer_say(bob, "/part");
	peer_say(mallory, "/part");
	unit_same(answer_to(mallory, "/join dev"),
		"joined* mallory #dev chatd\nkept Alice #dev 300s\n");
	unit_same(answer_to(mallory, "/who"), "names #dev [mallory] =1\n");
}
END_TEST

START_TEST(who_comes_back_runs_the_room_again)
{
	lose(alice);
	world.now += 60000;
	struct peer *back = come(1, home, "alice");
	unit_same(answer_to(back, "/join dev"),
		"joined* alice #dev chatd [bob] =1\nchanged #dev +operator=alice\n");
	peer_expect(bob, "joined alice #dev\nchanged #dev +operator=alice\n");
	unit_same(answer_to(back, "/mode secret"), "changed* alice #dev +secret\n");
	ck_assert_ptr_null(world.core.kept);
}
END_TEST

/* As somebody with nc does it. */
START_TEST(who_takes_the_name_behind_the_door_does_too)
{
	lose(alice);
	struct peer *back = come(0, home, NULL);
	unit_same(answer_to(back, "/join dev"),
		"joined* guest-4 #dev chatd [bob] =1\nkept Alice #dev 300s\n");
	unit_same(answer_to(back, "/nick alice"),
		"renamed* guest-4 alice on\nchanged #dev +operator=alice\n");
}
END_TEST

START_TEST(the_name_alone_is_not_enough)
{
	lose(alice);
	struct peer *neighbour = come(0, home, "nick"); /* nor is the address */
	unit_same(answer_to(neighbour, "/join dev"),
		"joined* nick #dev chatd [bob] =1\nkept Alice #dev 300s\n");
	ck_assert_uint_eq(peer_member(neighbour, "#dev")->roles, 0);
}
END_TEST

START_TEST(an_empty_room_stays_as_it_is_set)
{
	peer_say(bob, "/part");
	peer_say(alice, "/mode key hush");
	lose(alice);
	ck_assert_ptr_nonnull(world_room("#dev"));
	unit_same(answer_to(mallory, "/list"), "rooms\n");
	ck_assert_uint_eq(world.core.empty_rooms, 1);
	unit_same(answer_to(mallory, "/who dev"), "refused NO_SUCH_ROOM #dev\n");
	unit_same(answer_to(mallory, "/join dev"), "refused KEY_WRONG #dev\n");
	struct peer *back = come(0, home, "alice");
	unit_same(answer_to(back, "/join dev hush"),
		"joined* alice #dev chatd\nchanged #dev +operator=alice\n");
	ck_assert_uint_eq(world.core.empty_rooms, 0);
	peer_say(back, "/part");
	ck_assert_uint_eq(world.core.empty_rooms, 0);
	ck_assert_ptr_null(world_room("#dev"));
}
END_TEST

START_TEST(an_empty_room_ends_in_time)
{
	peer_say(bob, "/part");
	peer_say(alice, "/mode key hush");
	lose(alice);
	ck_assert_uint_eq(world.core.empty_rooms, 1);
	wait(KEPT_SECONDS);
	ck_assert_ptr_null(world_room("#dev"));
	ck_assert_uint_eq(world.core.empty_rooms, 0);
	unit_same(answer_to(mallory, "/join dev"), "joined* mallory #dev chatd\n");
	ck_assert_uint_eq(peer_member(mallory, "#dev")->roles, ROLE_OPERATOR);
}
END_TEST

START_TEST(who_says_goodbye_keeps_nothing)
{
	peer_say(bob, "/part");
	peer_say(alice, "/quit");
	peer_free(alice);
	ck_assert_ptr_null(world_room("#dev"));
	unit_same(answer_to(mallory, "/nick alice"), "renamed* mallory alice\n");
}
END_TEST

START_TEST(what_was_kept_is_freed_by_a_goodbye)
{
	lose(alice);
	struct peer *back = come(0, home, "alice");
	peer_say(back, "/quit");
	peer_free(back);
	ck_assert_ptr_null(world.core.kept);
	ck_assert_uint_eq(world_room("#dev")->kept, 0);
}
END_TEST

START_TEST(who_is_put_off_the_server_keeps_nothing)
{
	peer_enter(mallory); /* of another loop */
	session_kill(alice->session, "Killed");
	peer_leave(mallory);
	peer_enter(alice);
	peer_leave(alice);
	world_flush();
	peer_free(alice);
	ck_assert_ptr_null(world.core.kept);
}
END_TEST

START_TEST(a_room_that_others_run_is_not_kept)
{
	peer_say(alice, "/op bob");
	lose(alice);
	ck_assert_ptr_null(world.core.kept);
	unit_same(answer_to(mallory, "/nick alice"), "renamed* mallory alice\n");
}
END_TEST

START_TEST(plain_members_and_guests_keep_nothing)
{
	lose(bob);
	struct peer *guest = come(0, home, NULL);
	peer_say(guest, "/join tea");
	lose(guest);
	ck_assert_ptr_null(world.core.kept);
	ck_assert_ptr_null(world_room("#tea"));
}
END_TEST

START_TEST(nothing_is_kept_while_the_server_stops)
{
	world.core.stopping = true;
	lose(alice);
	ck_assert_ptr_null(world.core.kept);
}
END_TEST

static void make_and_lose(struct origin origin, unsigned number)
{
	char name[32], room[32];
	snprintf(name, sizeof name, "n%u-%u", origin.host, number);
	snprintf(room, sizeof room, "/join r%u-%u", origin.host, number);
	struct peer *peer = come(0, origin, name);
	peer_say(peer, room);
	lose(peer);
	buffer_finish(&peer->got);
	world.peer_count--; /* it has ended, and its place is used again */
}

static unsigned kept_rooms(void)
{
	unsigned count = 0;
	for (const struct room *room = world.core.rooms; room; room = room->hh.next)
		count += room->kept;
	return count;
}

START_TEST(what_one_address_keeps_is_bounded)
{
	for (unsigned i = 0; i < KEPT_ADDRESS_MAX + 3; i++)
		make_and_lose(far, i);
	ck_assert_uint_eq(kept_rooms(), KEPT_ADDRESS_MAX);
	ck_assert_ptr_null(world_room("#r2-2")); /* the oldest have made place */
	ck_assert_ptr_nonnull(world_room("#r2-3"));
	for (unsigned i = 0; i < KEPT_LOCAL_MAX + 3; i++)
		make_and_lose((struct origin){0, 0}, i);
	ck_assert_uint_eq(kept_rooms(), KEPT_ADDRESS_MAX + KEPT_LOCAL_MAX);
}
END_TEST

/* One person may have all addresses of a net, and all places otherwise. */
START_TEST(what_one_net_keeps_is_bounded)
{
	const struct origin near = {.host = 5, .net = 2};
	for (unsigned host = 10; host < 10 + KEPT_NET_MAX + 5; host++)
		make_and_lose((struct origin){.host = host, .net = 2}, 0);
	ck_assert_uint_eq(kept_rooms(), KEPT_NET_MAX);
	ck_assert_ptr_nonnull(world_room("#r10-0")); /* of others, nothing makes place */
	make_and_lose(near, 0);
	ck_assert_ptr_null(world_room("#r5-0"));
	make_and_lose((struct origin){.host = 5, .net = 3}, 0);
	ck_assert_ptr_nonnull(world_room("#r5-0"));
}
END_TEST

START_TEST(what_all_keep_is_bounded)
{
	for (unsigned host = 10; host < 10 + KEPT_MAX + 5; host++)
		make_and_lose((struct origin){host, host}, 0);
	ck_assert_uint_eq(kept_rooms(), KEPT_MAX);
	ck_assert_ptr_nonnull(world_room("#r10-0")); /* of others, nothing makes place */
}
END_TEST

START_TEST(so_many_rooms_are_kept_for_one)
{
	struct peer *many = world_program(0, "many", 1);
	char name[16];
	for (unsigned i = 0; i < KEPT_ROOMS_MAX + 5; i++) {
		snprintf(name, sizeof name, "#m%u", i);
		peer_enter(many);
		ck_assert_int_eq(
			membership_enter(many->session, name, NULL, EVENT_JOINED), OUTCOME_DONE);
		peer_leave(many);
	}
	lose(many);
	ck_assert_uint_eq(kept_rooms(), KEPT_ROOMS_MAX);
}
END_TEST

/* A founder is one again. */
START_TEST(all_roles_come_back)
{
	peer_member(alice, "#dev")->roles = ROLE_FOUNDER | ROLE_VOICE;
	lose(alice);
	struct peer *back = come(0, home, "alice");
	unit_same(answer_to(back, "/join dev"),
		"joined* alice #dev chatd [bob] =1\nchanged #dev +founder=alice\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_others_are_told, nobody_from_elsewhere_takes_the_name,
		nobody_from_elsewhere_takes_the_room, who_comes_back_runs_the_room_again,
		who_takes_the_name_behind_the_door_does_too, the_name_alone_is_not_enough,
		an_empty_room_stays_as_it_is_set, an_empty_room_ends_in_time,
		who_says_goodbye_keeps_nothing, what_was_kept_is_freed_by_a_goodbye,
		who_is_put_off_the_server_keeps_nothing, a_room_that_others_run_is_not_kept,
		plain_members_and_guests_keep_nothing, nothing_is_kept_while_the_server_stops,
		what_one_address_keeps_is_bounded, what_one_net_keeps_is_bounded,
		what_all_keep_is_bounded, so_many_rooms_are_kept_for_one, all_roles_come_back,
		NULL};
	return unit_cases_with("kept", set_up, world_end, cases);
}
