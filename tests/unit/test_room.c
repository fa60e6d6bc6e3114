/* Rooms: who is in them, who is told, and that they go when the last one goes. */
#include <stdlib.h>
#include <string.h>

#include "post.h"
#include "unit.h"
#include "world.h"

START_TEST(a_room_is_made_by_the_first_and_goes_with_the_last)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	ck_assert_ptr_null(room_find(&world.core, "#tea"));
	peer_say(alice, "/join #tea");
	struct room *tea = room_find(&world.core, "#tea");
	ck_assert_ptr_nonnull(tea);
	ck_assert_uint_eq(tea->count, 1);
	peer_say(bob, "/join #TEA");
	ck_assert_uint_eq(tea->count, 2);
	ck_assert_ptr_null(room_find(&world.core, "#lobby"));
	peer_say(alice, "/part");
	ck_assert_ptr_eq(room_find(&world.core, "#tea"), tea);
	peer_say(bob, "/part");
	ck_assert_ptr_null(room_find(&world.core, "#tea"));
}
END_TEST

START_TEST(a_room_is_found_by_its_key)
{
	struct peer *alice = world_named(0, "alice");
	peer_say(alice, "/join #T\xC3\x89"
			"A");
	ck_assert_ptr_nonnull(room_find(&world.core, "#te\xCC\x81"
						     "a"));
	ck_assert_ptr_null(room_find(&world.core, "#tea"));
	ck_assert_str_eq(room_find(&world.core, "#t\xC3\xA9"
						"a")
				 ->name,
		"#T\xC3\x89"
		"A");
}
END_TEST

START_TEST(an_abandoned_room_is_freed_with_all_that_is_on_its_way)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	world_forget();
	peer_type(alice, "one");
	peer_type(bob, "two");
	peer_type(alice, "/part");
	peer_type(bob, "/part");
	ck_assert_ptr_null(room_find(&world.core, "#tea"));
	world_flush();
	peer_expect(alice, "said bob #tea two\nleft* alice #tea\n");
	peer_expect(bob, "said alice #tea one\nleft alice #tea\nleft* bob #tea\n");
}
END_TEST

START_TEST(lines_stay_in_their_room)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	struct peer *carol = world_named(0, "carol");
	peer_say(bob, "/join tea");
	world_forget();
	peer_say(alice, "for the lobby");
	peer_say(bob, "for nobody");
	peer_expect(alice, "");
	peer_expect(bob, "");
	peer_expect(carol, "said alice #lobby for the lobby\n");
}
END_TEST

static size_t told(struct peer *peer, const char *what)
{
	return pattern_count(peer_text(peer), what);
}

/* Fills #lobby up to `count` members, of whom the first listens. */
static struct peer *crowd(unsigned count)
{
	while (world.peer_count < count)
		world_open(world.peer_count % 2);
	world_forget();
	return &world.peers[0];
}

START_TEST(the_fiftieth_is_announced_and_the_next_is_not)
{
	struct peer *first = crowd(49);
	struct peer *last = &world.peers[world.peer_count - 1];
	peer_say(last, "/part");
	world_forget();
	peer_say(last, "/join lobby");
	ck_assert_uint_eq(told(first, "joined"), 1);
	crowd(50);
	struct peer *late = world_named(0, "late");
	world_forget();
	peer_say(late, "/part");
	world_forget();
	peer_say(late, "/join lobby");
	ck_assert_uint_eq(room_find(&world.core, "#lobby")->count, 51);
	peer_expect(first, "");
}
END_TEST

START_TEST(a_guests_first_name_is_not_announced_in_a_crowd)
{
	struct peer *first = crowd(50);
	peer_say(&world.peers[5], "/nick known");
	ck_assert_uint_eq(told(first, "renamed"), 1);
	crowd(51);
	peer_say(&world.peers[6], "/nick unknown");
	ck_assert_uint_eq(told(first, "renamed"), 0);
	peer_say(&world.peers[5], "/nick wellknown");
	ck_assert_uint_eq(told(first, "renamed known wellknown"), 1);
}
END_TEST

START_TEST(of_fifty_each_leave_is_announced)
{
	struct peer *first = crowd(50);
	peer_say(&world.peers[10], "/part");
	ck_assert_uint_eq(told(first, "left"), 1);
	peer_say(&world.peers[11], "/quit");
	ck_assert_uint_eq(told(first, "quit"), 1);
	peer_close(&world.peers[12], "too slow");
	world_flush();
	ck_assert_uint_eq(told(first, "quit"), 2);
}
END_TEST

/* Who came unannounced goes unannounced, in whichever way. */
START_TEST(of_fifty_one_no_leave_is_announced)
{
	struct peer *first = crowd(51);
	peer_say(&world.peers[10], "/quit");
	ck_assert_uint_eq(told(first, "quit"), 0);
	crowd(52);
	peer_say(&world.peers[11], "/part");
	ck_assert_uint_eq(told(first, "left"), 0);
}
END_TEST

static bool count_some(const struct member *member, void *data)
{
	unsigned *left = data;
	ck_assert_ptr_nonnull(member->session);
	return --*left > 0;
}

START_TEST(members_are_visited_until_told_to_stop)
{
	crowd(20);
	const struct room *lobby = room_find(&world.core, "#lobby");
	unsigned left = 100;
	room_each(lobby, count_some, &left);
	ck_assert_uint_eq(left, 80);
	left = 5;
	room_each(lobby, count_some, &left);
	ck_assert_uint_eq(left, 0);
}
END_TEST

START_TEST(each_door_reads_its_own_encoding)
{
	struct peer *alice = world_named(0, "alice");
	struct peer *bob = world_open_with(0, &other_door),
		    *carol = world_open_with(1, &other_door);
	world_forget();
	peer_type(alice, "one");
	peer_type(bob, "two");
	peer_type(carol, "three");
	world_flush();
	peer_expect(alice, "said guest-2 #lobby two\nsaid guest-3 #lobby three\n");
	peer_expect(bob, "other:said alice #lobby one\nother:said guest-3 #lobby three\n");
	peer_expect(carol, "other:said alice #lobby one\nother:said guest-2 #lobby two\n");
}
END_TEST

START_TEST(a_room_outlives_the_last_of_one_door)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_open_with(0, &other_door);
	peer_close(bob, "");
	world_flush();
	world_forget();
	peer_say(alice, "alone");
	bob = world_open_with(1, &other_door);
	world_forget();
	peer_say(alice, "not alone");
	peer_expect(bob, "other:said alice #lobby not alone\n");
}
END_TEST

START_TEST(one_may_be_in_two_rooms)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	peer_say(bob, "/join tea");
	core_enter(alice->session->loop, world.now);
	room_join(&world.core, "#tea", alice->session);
	core_leave(alice->session->loop);
	struct peer *carol = world_named(0, "carol");
	world_forget();
	peer_say(bob, "in tea");
	peer_say(carol, "in the lobby");
	peer_expect(alice, "said bob #tea in tea\nsaid carol #lobby in the lobby\n");
	peer_type(bob, "first");
	peer_type(carol, "second");
	peer_type(bob, "/msg alice third");
	world_flush();
	ck_assert_uint_eq(told(alice, "said bob #tea first\n"), 1);
	ck_assert_uint_eq(told(alice, "said carol #lobby second\n"), 1);
	const char *text = peer_text(alice);
	unit_same(text + strlen(text) - strlen("private bob alice third\n"),
		"private bob alice third\n");
}
END_TEST

/* What was sent in part is sent to its end before anything of another room. */
START_TEST(no_line_is_cut_by_one_of_another_room)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	world_forget();
	peer_take(bob, 10);
	peer_say(alice, "one");
	peer_enter(bob);
	room_join(&world.core, "#tea", bob->session);
	peer_leave(bob);
	peer_say(carol, "two");
	peer_take(bob, 20);
	peer_say(alice, "three");
	peer_say(carol, "four");
	for (int i = 0; i < 20; i++)
		peer_take(bob, 7);
	peer_take(bob, PEER_ANY);
	const char *text = peer_text(bob);
	static const char *const lines[] = {"said alice #lobby one\n", "said carol #tea two\n",
		"said alice #lobby three\n", "said carol #tea four\n"};
	size_t length = 0;
	for (int i = 0; i < 4; i++) {
		ck_assert_msg(strstr(text, lines[i]) != NULL, "%s", unit_shown(text));
		length += strlen(lines[i]);
	}
	ck_assert_uint_eq(strlen(text), length);
}
END_TEST

START_TEST(a_post_without_actor_is_for_all)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	core_enter(alice->session->loop, world.now);
	post_to_room(room_find(&world.core, "#lobby"), NULL,
		&(struct event){.type = EVENT_SAID, .name = "nobody", .text = "hello"});
	core_leave(alice->session->loop);
	world_flush();
	peer_expect(alice, "said nobody hello\n");
	peer_expect(bob, "said nobody hello\n");
}
END_TEST

static void settle(void)
{
	core_enter(&world.core.loops[0], world.now);
	room_settle_feeds(&world.core);
	core_leave(&world.core.loops[0]);
	world_flush();
}

/* Readers of two loops, and one who does not read, each at its own place. */
START_TEST(a_quiet_room_keeps_little)
{
	struct peer *alice = world_named(0, "alice"), *bob = world_named(1, "bob");
	struct peer *carol = world_named(1, "carol");
	char line[1000];
	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\0';
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	peer_say(carol, "/join tea");
	world_forget();
	long before = feed_bytes();
	for (int i = 0; i < 40; i++)
		peer_say(alice, line);
	ck_assert_int_gt(feed_bytes(), before + 10000);
	ck_assert_uint_eq(world.core.large.count, 1);
	settle();
	settle();
	ck_assert_uint_eq(world.core.large.count, 0);
	ck_assert_int_le(feed_bytes(), before + 256);
	world_forget();
	peer_take(carol, 10);
	peer_say(alice, "one");
	settle();
	settle();
	peer_say(alice, "two");
	peer_take(carol, PEER_ANY);
	peer_expect(bob, "said alice #tea one\nsaid alice #tea two\n");
	peer_expect(carol, "said alice #tea one\nsaid alice #tea two\n");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_room_is_made_by_the_first_and_goes_with_the_last,
		a_room_is_found_by_its_key, an_abandoned_room_is_freed_with_all_that_is_on_its_way,
		lines_stay_in_their_room, the_fiftieth_is_announced_and_the_next_is_not,
		a_guests_first_name_is_not_announced_in_a_crowd, of_fifty_each_leave_is_announced,
		of_fifty_one_no_leave_is_announced, members_are_visited_until_told_to_stop,
		each_door_reads_its_own_encoding, a_room_outlives_the_last_of_one_door,
		one_may_be_in_two_rooms, no_line_is_cut_by_one_of_another_room,
		a_post_without_actor_is_for_all, a_quiet_room_keeps_little, NULL};
	return unit_cases_with("room", world_set_up, world_end, cases);
}
