/* What the core tells the log: who did what to whom, when the lock is given back; and never what
 * somebody said. */
#include "journal.h"

#include <stdio.h>
#include <string.h>

#include "changes.h"
#include "operators.h"
#include "proof.h"
#include "stderr_pipe.h"
#include "unit.h"
#include "world.h"

static char text[STDERR_TEXT_SIZE];
static struct peer *alice, *bob;

static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	world_forget();
	stderr_pipe_open();
	log_set_level(LOG_INFO);
}

/* The lines since the last time, each without its time. */
static const char *logged(void)
{
	static char rest[STDERR_TEXT_SIZE];
	size_t used = 0;
	stderr_pipe_read(text);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		const char *level = strstr(line, " level=");
		ck_assert_msg(level != NULL, "no level in '%s'", line);
		used += (size_t)sprintf(rest + used, "%s\n", level + 1);
	}
	rest[used] = '\0';
	return rest;
}

#define expect_logged(wanted) unit_same(logged(), wanted)

#define ALICE "name=alice peer=192.0.2.1:4711"
#define BOB "name=bob peer=192.0.2.1:4711"

START_TEST(who_comes_and_under_which_name)
{
	struct peer *carol = world_open(0);
	expect_logged("level=info event=connected name=guest-3 peer=192.0.2.1:4711 door=fake\n");
	peer_say(carol, "/nick carol");
	expect_logged("level=info event=renamed name=carol peer=192.0.2.1:4711 before=guest-3\n");
	peer_say(carol, "/nick carol");
	peer_say(carol, "/nick alice");
	expect_logged("");
}
END_TEST

START_TEST(rooms_are_for_debugging)
{
	peer_say(alice, "/join tea");
	peer_say(alice, "/part");
	expect_logged("");
	log_set_level(LOG_DEBUG);
	peer_say(alice, "/join tea");
	peer_say(alice, "/invite bob");
	peer_say(alice, "/part");
	expect_logged("level=debug event=joined " ALICE " room=#tea\n"
		      "level=debug event=invited " ALICE " room=#tea target=bob\n"
		      "level=debug event=left " ALICE " room=#tea\n");
}
END_TEST

START_TEST(what_is_done_to_people)
{
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	peer_say(bob, "/kick alice");
	expect_logged("");
	peer_say(alice, "/kick bob \"no\" = no");
	expect_logged("level=info event=kick " ALICE " room=#tea target=bob "
		      "target_peer=192.0.2.1:4711 reason=\"\\\"no\\\" = no\"\n");
	peer_say(alice, "/ban bob 10m spam");
	expect_logged("level=info event=ban " ALICE " room=#tea target=bob!*@* reason=spam "
		      "seconds=600\n");
	peer_say(alice, "/ban bob");
	peer_say(alice, "/unban bob");
	expect_logged("level=info event=ban " ALICE " room=#tea target=bob!*@*\n"
		      "level=info event=unban " ALICE " room=#tea target=bob!*@*\n");
}
END_TEST

/* An end that comes by itself is nobody's deed. */
START_TEST(a_ban_that_ends)
{
	peer_say(alice, "/join tea");
	peer_say(alice, "/ban bob 10m");
	logged();
	world.now += 601000;
	peer_enter(alice);
	changes_expire(&world.core);
	peer_leave(alice);
	expect_logged("level=info event=unban room=#tea target=bob!*@*\n");
}
END_TEST

START_TEST(how_a_room_is_set)
{
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	peer_say(alice, "/mode secret");
	peer_say(alice, "/mode limit 7");
	peer_say(alice, "/op bob");
	peer_say(alice, "/mode -limit");
	expect_logged("level=info event=mode " ALICE " room=#tea changes=+secret\n"
		      "level=info event=mode " ALICE " room=#tea changes=\"+limit=7\"\n"
		      "level=info event=mode " ALICE " room=#tea changes=\"+operator=bob\"\n"
		      "level=info event=mode " ALICE " room=#tea changes=-limit\n");
}
END_TEST

START_TEST(nothing_that_is_said_and_no_key)
{
	log_set_level(LOG_DEBUG);
	peer_say(alice, "/join tea");
	logged();
	peer_say(alice, "a secret");
	peer_say(alice, "/me has a secret");
	peer_say(alice, "/msg bob a secret");
	peer_say(alice, "/away a secret");
	expect_logged("");
	peer_say(alice, "/topic a secret");
	expect_logged("level=info event=topic " ALICE " room=#tea\n");
	peer_say(alice, "/mode key secret");
	peer_say(alice, "/mode -key");
	expect_logged("level=info event=mode " ALICE " room=#tea changes=+key\n"
		      "level=info event=mode " ALICE " room=#tea changes=-key\n");
}
END_TEST

START_TEST(operators)
{
	char hash[PROOF_HASH_SIZE], row[200];
	ck_assert(proof_hash(hash, "open sesame"));
	strcpy(stpcpy(row, "root:"), hash);
	operators_set(&world.core, (const char *const[]){row}, 1);
	peer_say(alice, "/oper hunter2 root");
	expect_logged("level=warning event=oper_refused " ALICE " tried=unknown wrong=1\n");
	peer_say(alice, "/oper root hunter2");
	expect_logged("level=warning event=oper_refused " ALICE " tried=root wrong=2\n");
	world.now += 2000;
	peer_say(alice, "/oper root open sesame");
	expect_logged("level=info event=oper " ALICE " account=root\n"
		      "level=info event=mode room=#lobby changes=\"+operator=alice\"\n");
	peer_say(alice, "/kick bob");
	expect_logged("level=info event=kick " ALICE " account=root room=#lobby target=bob "
		      "target_peer=192.0.2.1:4711\n");
}
END_TEST

/* Neither a password nor a name that could be one. */
START_TEST(accounts)
{
	peer_say(alice, "/register hunter22222");
	expect_logged("level=info event=registered " ALICE "\n"
		      "level=info event=login " ALICE " login=alice\n");
	peer_say(alice, "/login hunter22222");
	expect_logged("");
	peer_say(alice, "/logout");
	logged();
	peer_say(alice, "/login hunter2 alice");
	expect_logged("level=warning event=login_refused peer=192.0.2.1:4711 tried=unknown "
		      "wrong=1\n");
	peer_say(alice, "/login alice hunter2");
	expect_logged(
		"level=warning event=login_refused peer=192.0.2.1:4711 tried=alice wrong=2\n");
}
END_TEST

START_TEST(tries_that_are_not_looked_at)
{
	char hash[PROOF_HASH_SIZE], row[200];
	peer_say(alice, "/oper root hunter2");
	expect_logged("level=warning event=oper_refused " ALICE " tried=unknown wrong=0\n");
	ck_assert(proof_hash(hash, "open sesame"));
	strcpy(stpcpy(row, "root:"), hash);
	operators_set(&world.core, (const char *const[]){row}, 1);
	peer_say(alice, "/oper root x");
	peer_say(alice, "/oper root y");
	logged();
	log_set_level(LOG_DEBUG);
	peer_say(alice, "/oper root z");
	expect_logged("level=debug event=oper_early " ALICE "\n");
}
END_TEST

/* Nobody waits for a disk while the lock is held. */
START_TEST(rows_wait_for_the_lock)
{
	peer_say(alice, "/join tea");
	peer_enter(alice);
	char copy[] = " secret";
	commands_run(alice->session, "mode", copy);
	expect_logged("");
	peer_leave(alice);
	expect_logged("level=info event=mode " ALICE " room=#tea changes=+secret\n");
	ck_assert_uint_eq(world.core.log.size, 0);
}
END_TEST

/* One who does the same over and over. */
START_TEST(rows_are_bounded)
{
	peer_say(alice, "/join tea");
	peer_enter(alice);
	for (int i = 0; i < 10000; i++) {
		char copy[] = " secret", minus[] = " -secret";
		commands_run(alice->session, "mode", i % 2 ? minus : copy);
	}
	ck_assert_uint_lt(world.core.log.length, 4096);
	peer_leave(alice);
	stderr_pipe_read(text);
	ck_assert_uint_eq(pattern_count(text, "event=mode "), 16);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_comes_and_under_which_name, rooms_are_for_debugging,
		what_is_done_to_people, a_ban_that_ends, how_a_room_is_set,
		nothing_that_is_said_and_no_key, operators, accounts, tries_that_are_not_looked_at,
		rows_wait_for_the_lock, rows_are_bounded, NULL};
	return unit_cases_with("journal", set_up, world_end, cases);
}
