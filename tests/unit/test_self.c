/* Commands about oneself, others and the server; and those about rooms. */
#include <stdio.h>
#include <string.h>

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

/* What alice is told when she types this. */
static const char *answer(const char *line)
{
	peer_forget(alice);
	peer_say(alice, line);
	return peer_text(alice);
}

START_TEST(a_name_is_changed_and_told)
{
	unit_same(answer("/nick Carol"), "renamed* alice Carol\n");
	peer_expect(bob, "renamed alice Carol\n");
	unit_same(answer("/nick CAROL"), "renamed* Carol CAROL\n");
	peer_expect(bob, "renamed Carol CAROL\n");
}
END_TEST

START_TEST(a_bad_name_is_refused_with_the_reason)
{
	unit_same(answer("/nick bob"), "refused NAME_TAKEN bob NAME\n");
	unit_same(answer("/nick BOB"), "refused NAME_TAKEN BOB NAME\n");
	unit_same(answer("/nick alice"), "refused NAME_SAME alice NAME\n");
	unit_same(answer("/nick 1st"), "refused NAME_START 1st NAME\n");
	unit_same(answer("/nick a:b"), "refused NAME_CHARACTER a:b NAME\n");
	unit_same(answer("/nick guest-9"), "refused NAME_RESERVED guest-9 NAME\n");
	unit_same(answer("/nick You"), "refused NAME_KEPT You NAME\n");
	unit_same(answer("/nick aaaaaaaaaabbbbbbbbbbccccccccccddd"),
		"refused NAME_LONG aaaaaaaaaabbbbbbbbbbccccccccccddd NAME\n");
	peer_expect(bob, "");
	ck_assert_str_eq(session_name(alice->session), "alice");
}
END_TEST

START_TEST(away_is_a_state)
{
	unit_same(answer("/away"), "away* alice  on\n");
	unit_same(answer("/away"), "away* alice\n");
	unit_same(answer("/away at lunch"), "away* alice at lunch on\n");
	unit_same(answer("/away having tea"), "away* alice having tea on\n");
	unit_same(answer("/away"), "away* alice\n");
	peer_expect(bob, "");
}
END_TEST

START_TEST(one_person_is_looked_up)
{
	world.now += 90000;
	core_enter(bob->session->loop, world.now);
	session_spoke(bob->session);
	core_leave(bob->session->loop);
	world.now += 5000;
	unit_same(answer("/whois BOB"), "whois bob fake #lobby 95s 5i\n");
	peer_say(bob, "/part");
	peer_say(bob, "/away tea");
	unit_same(answer("/whois bob"), "whois bob fake tea 95s\n");
	unit_same(answer("/whois alice"), "whois* alice fake #lobby 95s\n");
	unit_same(answer("/whois nobody"), "refused NOBODY nobody NAME\n");
}
END_TEST

START_TEST(there_is_a_message_of_the_day)
{
	unit_same(answer("/motd"), "motd\n");
	core_set_motd(&world.core, "be kind");
	unit_same(answer("/motd"), "motd be kind\n");
	core_set_motd(&world.core, "be kinder");
	unit_same(answer("/motd"), "motd be kinder\n");
}
END_TEST

START_TEST(help_lists_every_command)
{
	const char *text = answer("/help");
	for (const struct command *command = commands; command->words; command++) {
		char row[200];
		if (!command_offered(command, alice->session))
			continue;
		snprintf(row, sizeof row, "help %s %s %s\n", command->words->name,
			command->words->usage, command->words->help);
		ck_assert_msg(strncmp(text, row, strlen(row)) == 0, "%s", row);
		text += strlen(row);
	}
	unit_same(text, "help-end\n");
}
END_TEST

START_TEST(help_explains_one_command)
{
	unit_same(answer("/help msg"),
		"help msg NAME TEXT say something to one person alone\naliases tell w\nmore Nobody "
		"else reads it.\nExample: /msg bob are you there?\n");
	unit_same(answer("/help /W"),
		"help msg NAME TEXT say something to one person alone\naliases tell w\nmore Nobody "
		"else reads it.\nExample: /msg bob are you there?\n");
	unit_same(answer("/help motd"),
		"help motd  the message of the day\nmore Whoever runs the server writes it.\n");
	unit_same(answer("/? nikc"), "refused UNKNOWN_COMMAND nikc nick\n");
	unit_same(answer("/help /"), "refused UNKNOWN_COMMAND \n");
}
END_TEST

START_TEST(quitting_is_told_with_the_reason)
{
	unit_same(answer("/quit see you"), "bye see you\n");
	ck_assert_uint_eq(alice->done, 1);
	ck_assert(alice->session->closed);
	peer_expect(bob, "quit alice see you on\n");
	peer_free(alice);
	peer_say(bob, "/bye");
	peer_expect(bob, "bye \n");
}
END_TEST

START_TEST(joining_moves)
{
	unit_same(answer("/join tea"), "joined* alice #tea chatd\n");
	peer_expect(bob, "left alice #lobby\n");
	peer_say(bob, "/join #tea");
	peer_expect(bob, "joined* bob #tea chatd [alice] =1\n");
	unit_same(peer_text(alice), "joined* alice #tea chatd\njoined bob #tea\n");
	unit_same(answer("/join tea"), "refused IN_ROOM #tea\n");
	unit_same(answer("/join #TEA"), "refused IN_ROOM #tea\n");
}
END_TEST

START_TEST(joining_tells_the_topic)
{
	peer_say(bob, "/join tea");
	peer_say(bob, "/topic green");
	world.now += 7000;
	unit_same(answer("/join tea"),
		"joined* alice #tea chatd [bob] =1\ntopic-is* bob #tea green 7s\n");
}
END_TEST

START_TEST(bad_rooms_are_refused)
{
	unit_same(answer("/join a*b"), "refused ROOM_CHARACTER a*b ROOM [KEY]\n");
	unit_same(answer("/join #"), "refused ROOM_CHARACTER # ROOM [KEY]\n");
	unit_same(answer("/join #x?"), "refused ROOM_CHARACTER #x? ROOM [KEY]\n");
	char line[200] = "/join ";
	memset(line + 6, 'a', 50);
	ck_assert_int_eq(strncmp(answer(line), "refused ROOM_LONG aaa", 21), 0);
	memset(line + 6, 'a', 190);
	ck_assert_int_eq(strncmp(answer(line), "refused ROOM_LONG aaa", 21), 0);
	ck_assert_str_eq(session_room(alice->session)->name, "#lobby");
	line[6 + 49] = '\0';
	ck_assert_int_eq(strncmp(answer(line), "joined* alice #aaa", 18), 0);
}
END_TEST

START_TEST(parting_leaves_in_no_room)
{
	unit_same(answer("/part for tea"), "left* alice #lobby for tea\n");
	peer_expect(bob, "left alice #lobby for tea\n");
	ck_assert_ptr_null(session_room(alice->session));
	unit_same(answer("/join lobby"), "joined* alice #lobby chatd [bob] =1\n");
	peer_expect(bob, "joined alice #lobby\n");
}
END_TEST

START_TEST(a_topic_is_set_and_shown)
{
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	world_forget();
	unit_same(answer("/topic"), "no-topic #tea\n");
	unit_same(answer("/topic tea  and cake"), "topic* alice #tea tea  and cake\n");
	peer_expect(bob, "topic alice #tea tea  and cake\n");
	world.now += 61000;
	unit_same(answer("/topic"), "topic-is* alice #tea tea  and cake 61s\n");
	peer_say(alice, "/nick carol");
	unit_same(answer("/topic"), "topic-is* alice #tea tea  and cake 61s\n");
	peer_forget(bob);
	peer_say(bob, "/topic cake");
	peer_expect(bob, "topic* bob #tea cake\n");
}
END_TEST

START_TEST(rooms_are_listed_fullest_first)
{
	struct peer *carol = world_named(0, "carol"), *dave = world_named(1, "dave");
	peer_say(carol, "/join zoo");
	peer_say(dave, "/join cake");
	peer_say(dave, "/topic with cream");
	unit_same(answer("/list"),
		"room #lobby =2\nroom #cake with cream =1\nroom #zoo =1\nrooms =3\n");
	peer_say(alice, "/join cake");
	peer_say(bob, "/join cake");
	unit_same(answer("/list"), "room #cake with cream =3\nroom #zoo =1\nrooms =2\n");
}
END_TEST

START_TEST(all_in_a_room_are_named_in_order)
{
	world_named(1, "Zoe");
	world_named(0, "carol");
	world_named(1, "Dave");
	unit_same(answer("/who"), "names #lobby [alice,bob,carol,Dave,Zoe] =5\n");
	unit_same(answer("/who LOBBY"), "names #lobby [alice,bob,carol,Dave,Zoe] =5\n");
	unit_same(answer("/names"), "names #lobby [alice,bob,carol,Dave,Zoe] =5\n");
	unit_same(answer("/who #tea"), "refused NO_SUCH_ROOM #tea\n");
	unit_same(answer("/who tea"), "refused NO_SUCH_ROOM #tea\n");
}
END_TEST

/* What is too long to be a room is cut in the answer, but never within a character. */
START_TEST(a_long_room_is_named_in_whole_characters)
{
	for (size_t start = 0; start < 3; start++) {
		char line[400] = "/who ";
		memset(line + 5, 'a', start);
		for (size_t i = 0; i < 70; i++)
			strcat(line, "\xE6\x97\xA5");
		const char *text = answer(line);
		size_t length = strlen("refused NO_SUCH_ROOM #") + start;
		ck_assert_uint_gt(strlen(text), length);
		ck_assert_msg((strlen(text) - 1 - length) % 3 == 0, "%zu bytes", strlen(text));
	}
}
END_TEST

START_TEST(long_lists_cost_more_than_a_line)
{
	for (unsigned i = 0; i < 60; i++)
		world_open(i % 2);
	int64_t before = alice->session->rate.full_at;
	peer_say(alice, "/away");
	ck_assert_int_eq(alice->session->rate.full_at, before);
	peer_say(alice, "/who");
	ck_assert_int_gt(alice->session->rate.full_at, world.now * 1000);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_name_is_changed_and_told,
		a_bad_name_is_refused_with_the_reason, away_is_a_state, one_person_is_looked_up,
		there_is_a_message_of_the_day, help_lists_every_command, help_explains_one_command,
		quitting_is_told_with_the_reason, joining_moves, joining_tells_the_topic,
		bad_rooms_are_refused, parting_leaves_in_no_room, a_topic_is_set_and_shown,
		rooms_are_listed_fullest_first, all_in_a_room_are_named_in_order,
		a_long_room_is_named_in_whole_characters, long_lists_cost_more_than_a_line, NULL};
	return unit_cases_with("self", set_up, world_end, cases);
}
