/* Who is told that somebody comes or goes, and who is remembered afterwards. */
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "whowas.h"
#include "world.h"

static struct peer *alice, *bob;

static void set_up(void)
{
	world_start(2);
	alice = world_program(0, "alice", 1);
	bob = world_program(1, "bob", 1);
}

static bool watch(struct peer *peer, const char *name)
{
	peer_enter(peer);
	bool added = watch_add(peer->session, name);
	peer_leave(peer);
	return added;
}

START_TEST(comings_and_goings_are_told)
{
	ck_assert(watch(alice, "Carol"));
	ck_assert(watch(bob, "CAROL"));
	struct peer *carol = world_program(0, "carol", 0);
	world_flush();
	peer_expect(alice, "1:watched carol alice on\n");
	peer_expect(bob, "1:watched carol bob on\n");
	peer_say(carol, "/nick dave");
	peer_expect(alice, "1:watched carol alice\n");
	peer_say(carol, "/nick Carol");
	peer_expect(alice, "1:watched Carol alice on\n");
	peer_forget(bob);
	peer_say(carol, "/nick CAROL"); /* neither comes nor goes */
	peer_expect(alice, "");
	peer_close(carol, "");
	world_flush();
	peer_expect(alice, "1:watched CAROL alice\n");
	peer_expect(bob, "1:watched CAROL bob\n");
}
END_TEST

START_TEST(what_is_not_watched_is_not_told)
{
	watch(alice, "carol");
	watch(alice, "dave");
	watch(bob, "carol");
	peer_enter(alice);
	watch_remove(alice->session, "CAROL");
	watch_remove(alice->session, "erin");
	peer_leave(alice);
	peer_enter(bob);
	watch_forget(bob->session);
	watch_forget(bob->session);
	watch_remove(bob->session, "dave");
	peer_leave(bob);
	world_program(0, "carol", 0);
	world_program(0, "dave", 0);
	world_flush();
	peer_expect(alice, "1:watched dave alice on\n");
	peer_expect(bob, "");
}
END_TEST

static void add_name(const char *name, void *data)
{
	buffer_add_all(data, name, " ", NULL);
}

static void expect_names(const struct peer *peer, const char *wanted)
{
	struct buffer names = {0};
	watch_each(peer->session, add_name, &names);
	buffer_add(&names, "", 1);
	unit_same(names.bytes, wanted);
	buffer_finish(&names);
}

START_TEST(names_are_listed_as_they_were_given)
{
	expect_names(alice, "");
	watch(alice, "Carol");
	watch(alice, "dave");
	watch(alice, "CAROL"); /* once */
	watch(alice, "Erin");
	watch(bob, "carol");
	expect_names(alice, "Carol dave Erin ");
	expect_names(bob, "carol ");
	peer_enter(alice);
	watch_remove(alice->session, "dave");
	peer_leave(alice);
	expect_names(alice, "Carol Erin ");
}
END_TEST

START_TEST(a_list_has_an_end)
{
	char name[16];
	for (int i = 0; i < WATCH_MAX; i++) {
		snprintf(name, sizeof name, "n%d", i);
		ck_assert(watch(alice, name));
	}
	ck_assert(!watch(alice, "carol"));
	ck_assert(watch(alice, "n7"));
	ck_assert(watch(bob, "carol"));
	peer_enter(alice);
	watch_remove(alice->session, "n50");
	peer_leave(alice);
	ck_assert(watch(alice, "carol"));
	ck_assert_uint_eq(alice->session->profile->watching, WATCH_MAX);
	peer_close(alice, NULL);
}
END_TEST

START_TEST(many_may_watch_one)
{
	char name[16];
	struct peer *peers[40];
	for (unsigned i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "w%u", i);
		peers[i] = world_program(i % 2, name, 1);
		watch(peers[i], "carol");
	}
	for (unsigned i = 0; i < 40; i += 3)
		peer_close(peers[i], NULL);
	world_program(0, "carol", 0);
	world_flush();
	for (unsigned i = 0; i < 40; i++) {
		char wanted[64] = "";
		if (i % 3 != 0)
			snprintf(wanted, sizeof wanted, "1:watched carol w%u on\n", i);
		peer_expect(peers[i], wanted);
	}
}
END_TEST

START_TEST(one_may_watch_oneself)
{
	watch(alice, "alice");
	peer_say(alice, "/nick anna");
	peer_expect(alice, "1:watched alice alice\n1:renamed* alice anna\n");
	peer_close(alice, "");
}
END_TEST

static bool add_person(const struct whowas_person *person, void *data)
{
	buffer_format(data, "%s!%s@%s %s %lld;", person->name, person->user, person->host,
		person->real, (long long)person->at);
	return true;
}

static bool add_first(const struct whowas_person *person, void *data)
{
	add_person(person, data);
	return false;
}

static void expect_past(const char *name, const char *wanted)
{
	struct buffer people = {0};
	whowas_each(&world.core, name, add_person, &people);
	buffer_add(&people, "", 1);
	unit_same(people.bytes, wanted);
	buffer_finish(&people);
}

START_TEST(who_was_here_is_remembered)
{
	expect_past("carol", "");
	struct peer *carol = world_peer();
	peer_open(carol, 0,
		&(struct newcomer){.name = "Carol",
			.user = "c",
			.real = "Carol C.",
			.origin = {.host = 1, .net = 2}});
	expect_past("carol", "");
	world.now = 5000;
	peer_enter(carol);
	core_set_clock(&world.core, 1000005000);
	peer_leave(carol);
	peer_say(carol, "/nick dave");
	world.now = 7000;
	peer_close(carol, "");
	expect_past("CAROL", "Carol!c@00000001.00000002.hidden Carol C. 1000005000;");
	expect_past("dave", "dave!c@00000001.00000002.hidden Carol C. 1000007000;");
	carol = world_program(1, "carol", 0);
	world.now = 9000;
	peer_close(carol, "");
	expect_past("carol", "carol!fake@localhost carol 1000009000;"
			     "Carol!c@00000001.00000002.hidden Carol C. 1000005000;");
	struct buffer first = {0};
	whowas_each(&world.core, "carol", add_first, &first);
	ck_assert_int_eq(strncmp(first.bytes, "carol!fake@localhost", 20), 0);
	ck_assert_ptr_null(memchr(first.bytes, 'C', first.length));
	buffer_finish(&first);
}
END_TEST

START_TEST(guests_are_not_remembered)
{
	struct peer *guest = world_open(0);
	char name[32];
	snprintf(name, sizeof name, "%s", session_name(guest->session));
	peer_say(guest, "/nick Guess");
	peer_say(guest, "/nick GUESS"); /* the same name */
	expect_past(name, "");
	expect_past("guess", "");
	peer_close(guest, "");
	expect_past(name, "");
	ck_assert_ptr_nonnull(world.core.whowas);
}
END_TEST

START_TEST(only_the_last_are_remembered)
{
	char name[2][16];
	for (int i = 0; i < WHOWAS_MAX + 10; i++) {
		snprintf(name[0], sizeof name[0], "/nick n%d", i);
		peer_say(alice, name[0]);
	}
	expect_past("alice", "");
	expect_past("n8", "");
	unsigned found = 0;
	for (int i = 0; i < WHOWAS_MAX + 10; i++) {
		struct buffer people = {0};
		snprintf(name[1], sizeof name[1], "n%d", i);
		whowas_each(&world.core, name[1], add_person, &people);
		found += people.length > 0;
		buffer_finish(&people);
	}
	ck_assert_uint_eq(found, WHOWAS_MAX);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {comings_and_goings_are_told, what_is_not_watched_is_not_told,
		names_are_listed_as_they_were_given, a_list_has_an_end, many_may_watch_one,
		one_may_watch_oneself, who_was_here_is_remembered, guests_are_not_remembered,
		only_the_last_are_remembered, NULL};
	return unit_cases_with("watch", set_up, world_end, cases);
}
