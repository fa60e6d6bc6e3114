/* Who may say what to whom. */
#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "world.h"

static struct peer *alice, *bob, *carol, *dave;

/* alice runs #tea, bob is in it; carol and dave, of another door, are not. */
static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	bob = world_named(1, "bob");
	carol = world_named(1, "carol");
	dave = world_open_with(0, &other_door);
	peer_say(dave, "/nick dave");
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	world_forget();
}

static enum outcome say(struct peer *peer, const struct speech *speech)
{
	peer_enter(peer);
	enum outcome outcome = talk_to_room(peer->session, world_room("#tea"), speech);
	peer_leave(peer);
	world_flush();
	return outcome;
}

static enum outcome hello(struct peer *peer)
{
	return say(peer, &(struct speech){.text = "hello"});
}

START_TEST(only_members_speak)
{
	ck_assert_int_eq(hello(bob), OUTCOME_DONE);
	peer_expect(alice, "said bob #tea hello\n");
	ck_assert_int_eq(hello(carol), OUTCOME_OUTSIDE);
	peer_expect(alice, "");
	peer_say(alice, "/mode -members-only");
	world_forget();
	ck_assert_int_eq(hello(carol), OUTCOME_DONE);
	peer_expect(alice, "said carol #tea hello\n");
	peer_expect(bob, "said carol #tea hello\n");
	peer_expect(carol, "");
}
END_TEST

START_TEST(rules_hold_for_those_outside_too)
{
	peer_say(alice, "/mode -members-only");
	peer_say(alice, "/ban carol");
	ck_assert_int_eq(hello(carol), OUTCOME_SILENCED);
	peer_say(alice, "/unban carol");
	ck_assert_int_eq(hello(carol), OUTCOME_DONE);
	peer_say(alice, "/mode moderated");
	ck_assert_int_eq(hello(carol), OUTCOME_MODERATED);
	ck_assert_int_eq(hello(bob), OUTCOME_MODERATED);
	ck_assert_int_eq(hello(alice), OUTCOME_DONE);
	static const unsigned char roles[] = {ROLE_VOICE, ROLE_OPERATOR, ROLE_FOUNDER};
	for (int i = 0; i < 3; i++) {
		peer_member(bob, "#tea")->roles = roles[i] & 7U;
		ck_assert_int_eq(hello(bob), OUTCOME_DONE);
	}
}
END_TEST

START_TEST(there_are_kinds_of_talk)
{
	say(bob, &(struct speech){.talk = TALK_ACTION, .text = "waves"});
	say(bob, &(struct speech){.talk = TALK_NOTICE, .text = "note"});
	say(bob, &(struct speech){.talk = TALK_REQUEST, .text = "VERSION", .tags = "a=b;c"});
	say(bob, &(struct speech){.talk = TALK_TAGS, .tags = "+typing=active"});
	peer_expect(alice, "action bob #tea waves\nnotice bob #tea note\n"
			   "request bob #tea VERSION a=b;c\ntags bob #tea +typing=active\n");
}
END_TEST

START_TEST(one_may_speak_to_some_alone)
{
	peer_say(carol, "/join tea");
	peer_say(dave, "/join tea");
	world_forget();
	peer_member(carol, "#tea")->roles = ROLE_VOICE;
	ck_assert_int_eq(
		say(bob, &(struct speech){.roles = ROLE_OPERATOR | ROLE_FOUNDER, .text = "help"}),
		OUTCOME_DONE);
	peer_expect(alice, "said @6 bob #tea help\n");
	peer_expect(carol, "");
	peer_expect(bob, "");
	say(bob, &(struct speech){.roles = 7, .text = "more"});
	peer_expect(alice, "said @7 bob #tea more\n");
	peer_expect(carol, "said @7 bob #tea more\n");
	peer_expect(dave, "");
	peer_say(alice, "/ignore bob");
	peer_forget(alice);
	say(bob, &(struct speech){.roles = 7, .text = "again"});
	peer_expect(alice, "");
	say(alice, &(struct speech){.roles = 7, .text = "own"});
	peer_expect(alice, "");
}
END_TEST

/* In its place among what the room says. */
START_TEST(what_is_said_to_some_overtakes_nothing)
{
	peer_type(alice, "1");
	peer_member(bob, "#tea")->roles = ROLE_VOICE;
	peer_enter(alice);
	talk_to_room(alice->session, world_room("#tea"),
		&(struct speech){.roles = ROLE_VOICE, .text = "2"});
	peer_leave(alice);
	peer_type(alice, "3");
	world_flush();
	peer_expect(bob, "said alice #tea 1\nsaid @1 alice #tea 2\nsaid alice #tea 3\n");
}
END_TEST

static enum outcome write_to(struct peer *from, struct peer *to, const struct speech *speech)
{
	peer_enter(from);
	enum outcome outcome = talk_to_person(from->session, to->session, speech);
	peer_leave(from);
	world_flush();
	return outcome;
}

START_TEST(people_are_written_to)
{
	ck_assert_int_eq(write_to(alice, dave, &(struct speech){.text = "hi"}), OUTCOME_DONE);
	peer_expect(alice, "private* alice dave hi\n"); /* its door confirms */
	peer_expect(dave, "other:private alice dave hi\n");
	ck_assert_int_eq(write_to(dave, alice, &(struct speech){.text = "hi"}), OUTCOME_DONE);
	peer_expect(dave, ""); /* and this one does not */
	peer_expect(alice, "private dave alice hi\n");
	dave->session->echo = true;
	write_to(dave, alice, &(struct speech){.talk = TALK_ACTION, .text = "waves"});
	peer_expect(dave, "other:private-action* dave alice waves\n");
	write_to(alice, alice, &(struct speech){.text = "myself"});
	peer_expect(alice, "private-action dave alice waves\nprivate alice alice myself\n"
			   "private* alice alice myself\n");
}
END_TEST

START_TEST(programs_are_not_replied_to)
{
	write_to(alice, bob, &(struct speech){.text = "hi"});
	write_to(carol, bob, &(struct speech){.talk = TALK_NOTICE, .text = "note"});
	write_to(carol, bob, &(struct speech){.talk = TALK_REQUEST, .text = "VERSION"});
	world_forget();
	peer_say(bob, "/reply hello");
	peer_expect(alice, "private bob alice hello\n");
	write_to(carol, bob, &(struct speech){.talk = TALK_ACTION, .text = "waves"});
	peer_forget(carol);
	peer_say(bob, "/reply hello");
	peer_expect(carol, "private bob carol hello\n");
}
END_TEST

START_TEST(who_is_ignored_is_told_so)
{
	peer_say(bob, "/ignore alice");
	world_forget();
	ck_assert_int_eq(write_to(alice, bob, &(struct speech){.talk = TALK_NOTICE, .text = "x"}),
		OUTCOME_IGNORED_BY);
	peer_expect(bob, "");
	peer_expect(alice, "");
}
END_TEST

static void note_event(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (event->type == EVENT_SAID)
		buffer_format(
			out, "%llu %lld,", (unsigned long long)event->id, (long long)event->time);
}

/* One id and one time for all who are told, and another one for the next. */
START_TEST(what_is_said_has_an_id_and_a_time)
{
	struct door noting = fake_door;
	noting.encode = note_event;
	struct peer *peers[2] = {world_peer(), world_peer()};
	for (unsigned i = 0; i < 2; i++) {
		peer_open(peers[i], i, &(struct newcomer){.door = &noting});
		peer_join(peers[i], "#tea");
	}
	peer_enter(alice);
	core_set_clock(&world.core, INT64_C(1700000000123));
	peer_leave(alice);
	hello(alice);
	world.now += 1000;
	hello(alice);
	unsigned long long ids[2];
	long long times[2];
	ck_assert_int_eq(sscanf(peer_text(peers[0]), "%llu %lld,%llu %lld,", &ids[0], &times[0],
				 &ids[1], &times[1]),
		4);
	ck_assert(ids[0] != 0 && ids[1] > ids[0]);
	ck_assert_int_eq(times[0], 1700000000123);
	ck_assert_int_eq(times[1], 1700000001123);
	ck_assert_str_eq(peer_text(peers[0]), peer_text(peers[1]));
	for (unsigned i = 0; i < 2; i++)
		peer_close(peers[i], NULL);
	world_flush();
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {only_members_speak, rules_hold_for_those_outside_too,
		there_are_kinds_of_talk, one_may_speak_to_some_alone,
		what_is_said_to_some_overtakes_nothing, people_are_written_to,
		programs_are_not_replied_to, who_is_ignored_is_told_so,
		what_is_said_has_an_id_and_a_time, NULL};
	return unit_cases_with("speech", set_up, world_end, cases);
}
