/* What is done to rooms and in them, as people with nc read it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "line_encode.h"
#include "unit.h"

static struct buffer out;
static char hush[] = "hush", bob[] = "bob", five[] = "5";

static const char *line_of(const struct event *event)
{
	buffer_clear(&out);
	line_encode(event, 0, &out);
	buffer_add(&out, "", 1);
	return out.bytes;
}

#define EXPECT(wanted, ...) unit_same(line_of(&(struct event){.type = __VA_ARGS__}), (wanted))

static void tear_down(void)
{
	buffer_finish(&out);
}

/* The changes of a room by alice, by oneself and by the server, in the words of mode_words.h. */
static void expect_change(enum mode mode, bool on, const char *argument)
{
	const struct change change = {mode, on, (char *)(uintptr_t)argument, 0};
	const struct event events[] = {
		{.name = "alice"},
		{.name = "alice", .own = true},
		{.name = NULL},
	};
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		struct event event = events[i];
		struct buffer wanted = {0};
		buffer_add_all(&wanted, "-- ", NULL);
		mode_words_add(
			&wanted, mode_words(mode, on), event.own, event.name, argument, "#dev");
		buffer_add(&wanted, "\n", 2);
		event.type = EVENT_CHANGED;
		event.room = "#dev";
		event.changes = &change;
		event.change_count = 1;
		unit_same(line_of(&event), wanted.bytes);
		buffer_finish(&wanted);
	}
}

START_TEST(each_change_has_words)
{
	for (enum mode mode = 0; mode < MODE_COUNT; mode++) {
		expect_change(mode, true, "bob!*@*");
		expect_change(mode, false, "bob!*@*");
	}
}
END_TEST

START_TEST(a_ban_with_an_end_says_for_how_long)
{
	const struct change change = {MODE_BAN, true, bob, 600};
	EXPECT("-- alice banned bob from #dev for 10 minutes\n", EVENT_CHANGED, .name = "alice",
		.room = "#dev", .changes = &change, .change_count = 1);
	EXPECT("-- You have banned bob from #dev for 10 minutes\n", EVENT_CHANGED, .own = true,
		.name = "alice", .room = "#dev", .changes = &change, .change_count = 1);
}
END_TEST

/* What is in an argument is no pattern for the words. */
START_TEST(arguments_are_taken_as_they_are)
{
	expect_change(MODE_KEY, true, "%n%r%s%");
}
END_TEST

START_TEST(several_changes_are_several_lines)
{
	const struct change changes[] = {{MODE_SECRET, true, NULL, 0}, {MODE_KEY, false, hush, 0},
		{MODE_VOICE, true, bob, 0}};
	EXPECT("-- alice made #dev secret\n-- alice took the key from #dev\n"
	       "-- alice gave bob a voice in #dev\n",
		EVENT_CHANGED, .name = "alice", .room = "#dev", .changes = changes,
		.change_count = 3);
}
END_TEST

/* "You" may be somebody's name elsewhere, and other letters look the same: no deed of another reads
 * as one's own, whatever the name. */
START_TEST(own_deeds_have_a_form_of_their_own)
{
	static const char *const verbs[] = {"made", "given", "taken", "closed", "opened", "let",
		"ended", "limited", "banned", "lifted", "excepted", "invited", NULL};
	for (enum mode mode = 0; mode < MODE_COUNT; mode++) {
		for (int on = 0; on < 2; on++) {
			const struct change change = {mode, on, bob, 0};
			struct event event = {.type = EVENT_CHANGED,
				.name = "You",
				.room = "#dev",
				.changes = &change,
				.change_count = 1};
			const char *const *verb = verbs;
			char start[40];
			buffer_clear(&out);
			event.own = true;
			line_encode(&event, 0, &out);
			size_t own = out.length;
			event.own = false;
			line_encode(&event, 0, &out);
			buffer_add(&out, "", 1);
			ck_assert(strncmp(out.bytes + own, "-- You ", 7) == 0);
			ck_assert(strncmp(out.bytes + own, "-- You have ", 12) != 0);
			do
				snprintf(start, sizeof start, "-- You have %s ", *verb);
			while (strncmp(out.bytes, start, strlen(start)) != 0 && *++verb);
			ck_assert_msg(*verb, "%.*s", (int)own, out.bytes);
		}
	}
	EXPECT("-- You have set the topic of #dev: x\n", EVENT_TOPIC, .own = true, .name = "alice",
		.room = "#dev", .text = "x");
	EXPECT("-- You have cleared the topic of #dev\n", EVENT_TOPIC, .own = true, .name = "alice",
		.room = "#dev", .text = "");
	EXPECT("-- You set the topic of #dev: x\n", EVENT_TOPIC, .name = "You", .room = "#dev",
		.text = "x");
}
END_TEST

START_TEST(a_room_tells_how_it_is_set)
{
	const struct change changes[] = {{MODE_INVITE_ONLY, true, NULL, 0},
		{MODE_MODERATED, true, NULL, 0}, {MODE_MEMBERS_ONLY, true, NULL, 0},
		{MODE_SECRET, true, NULL, 0}, {MODE_TOPIC_LOCKED, true, NULL, 0},
		{MODE_KEY, true, hush, 0}, {MODE_LIMIT, true, five, 0}};
	EXPECT("-- #dev is open\n", EVENT_MODES, .room = "#dev");
	EXPECT("-- #dev is set to: invite-only, moderated, members-only, secret, topic-locked, "
	       "key hush, limit 5\n",
		EVENT_MODES, .room = "#dev", .changes = changes, .change_count = 7);
	const struct change hidden = {MODE_KEY, true, NULL, 0};
	EXPECT("-- #dev is set to: key\n", EVENT_MODES, .room = "#dev", .changes = &hidden,
		.change_count = 1);
}
END_TEST

START_TEST(bans_are_listed)
{
	const char *const who = "bob";
	EXPECT("--   bob!*@* by alice just now\n", EVENT_BAN, .name = "alice", .other = "bob!*@*");
	EXPECT("--   bob (*!*@a.b.hidden) by alice 2 hours ago, for another 10 minutes (spam)\n",
		EVENT_BAN, .name = "alice", .other = "*!*@a.b.hidden", .names = &who,
		.name_count = 1, .seconds = 7300, .idle = 600, .text = "spam");
	EXPECT("--   x!*@* by alice just now, for another 7 days\n", EVENT_BAN, .name = "alice",
		.other = "x!*@*", .idle = 604801);
	EXPECT("--   x!*@* by alice just now, for another 1 second\n", EVENT_BAN, .name = "alice",
		.other = "x!*@*", .idle = 1);
	EXPECT("-- Nobody is banned from #dev.\n", EVENT_BANS, .room = "#dev");
	EXPECT("-- 1 ban. /unban NAME lifts one.\n", EVENT_BANS, .room = "#dev", .total = 1);
	EXPECT("-- 2 bans. /unban NAME lifts one.\n", EVENT_BANS, .room = "#dev", .total = 2);
}
END_TEST

START_TEST(people_are_put_out)
{
	EXPECT("-- alice put bob out of #dev (spam)\n", EVENT_KICKED, .name = "alice",
		.other = "bob", .room = "#dev", .text = "spam");
	EXPECT("-- You have put bob out of #dev\n", EVENT_KICKED, .own = true, .name = "alice",
		.other = "bob", .room = "#dev");
	EXPECT("-- alice put you out of #dev (spam). You are in no room; /join ROOM takes you to "
	       "one.\n",
		EVENT_KICKED, .flag = true, .name = "alice", .other = "bob", .room = "#dev",
		.text = "spam");
	EXPECT("-- You have put yourself out of #dev. You are in no room; /join ROOM takes you to "
	       "one.\n",
		EVENT_KICKED, .own = true, .flag = true, .name = "alice", .other = "alice",
		.room = "#dev");
	EXPECT("!! alice has put you off the server (spam)\n", EVENT_KILLED, .name = "alice",
		.other = "bob", .text = "spam");
}
END_TEST

START_TEST(people_are_invited)
{
	EXPECT("-- alice asks you to come to #dev. /join #dev takes you there.\n", EVENT_INVITED,
		.flag = true, .name = "alice", .other = "bob", .room = "#dev");
	EXPECT("-- You asked bob to come to #dev.\n", EVENT_INVITED, .own = true, .name = "alice",
		.other = "bob", .room = "#dev");
	EXPECT("", EVENT_INVITED, .name = "alice", .other = "bob", .room = "#dev");
}
END_TEST

START_TEST(who_is_what_is_marked)
{
	static const char *const names[] = {"alice", "bob", "carol", "dave", "erin"};
	static const unsigned char roles[] = {
		ROLE_OPERATOR, ROLE_VOICE, 0, ROLE_FOUNDER, ROLE_OPERATOR | ROLE_VOICE};
	EXPECT("-- 5 people are in #dev:\n--   @alice, +bob, carol, @dave, @erin\n", EVENT_NAMES,
		.room = "#dev", .names = names, .name_roles = roles, .name_count = 5, .total = 5);
}
END_TEST

/* A mark takes a column too. */
START_TEST(lines_of_marked_names_are_no_wider)
{
	static const char name[] = "a";
	const char *names[40];
	unsigned char roles[40];
	for (int i = 0; i < 40; i++) {
		names[i] = name;
		roles[i] = ROLE_OPERATOR;
	}
	const char *line = line_of(&(struct event){.type = EVENT_NAMES,
		.room = "#dev",
		.names = names,
		.name_roles = roles,
		.name_count = 40,
		.total = 40});
	while ((line = strchr(line, '\n')) && *++line)
		ck_assert_uint_le(strcspn(line, "\n"), LINE_COLUMNS);
}
END_TEST

START_TEST(some_is_said_to_some)
{
	EXPECT("[alice to operators of #dev] help\n", EVENT_SAID, .name = "alice", .room = "#dev",
		.roles = ROLE_OPERATOR | ROLE_FOUNDER, .text = "help");
	EXPECT("[alice to those with a voice in #dev] * alice waves\n", EVENT_SAID,
		.talk = TALK_ACTION, .name = "alice", .room = "#dev", .roles = 7, .text = "waves");
	EXPECT("[alice to all operators] all\n", EVENT_WALLOPS, .name = "alice", .text = "all");
	EXPECT("-- You are one of the server's operators now.\n", EVENT_OPERATOR, .own = true,
		.name = "alice");
}
END_TEST

START_TEST(other_kinds_of_talk)
{
	EXPECT("<alice> note\n", EVENT_SAID, .talk = TALK_NOTICE, .name = "alice", .room = "#dev",
		.text = "note");
	EXPECT("[alice] note\n", EVENT_PRIVATE, .talk = TALK_NOTICE, .name = "alice",
		.other = "bob", .text = "note");
	EXPECT("[alice] * alice waves\n", EVENT_PRIVATE, .talk = TALK_ACTION, .name = "alice",
		.other = "bob", .text = "waves");
	static const enum talk programs[] = {TALK_REQUEST, TALK_REQUEST_REPLY, TALK_TAGS};
	for (size_t i = 0; i < 3; i++) {
		EXPECT("", EVENT_SAID, .talk = programs[i], .name = "a", .room = "#dev");
		EXPECT("", EVENT_PRIVATE, .talk = programs[i], .name = "a", .other = "b");
	}
	EXPECT("<alice> bold red\n", EVENT_SAID, .name = "alice", .room = "#dev",
		.text = "\x02"
			"bold\x02 \x03"
			"4red\x0F");
}
END_TEST

START_TEST(in_large_rooms_less_is_said)
{
	EXPECT("", EVENT_JOINED, .minor = true, .name = "alice", .room = "#dev");
	EXPECT("", EVENT_LEFT, .minor = true, .name = "alice", .room = "#dev");
	EXPECT("", EVENT_QUIT, .minor = true, .name = "alice");
	EXPECT("", EVENT_RENAMED, .minor = true, .flag = true, .name = "guest-1", .other = "a");
	EXPECT("-- a is b now\n", EVENT_RENAMED, .minor = true, .name = "a", .other = "b");
	EXPECT("-- alice left (bye)\n", EVENT_QUIT, .name = "alice", .text = "bye");
}
END_TEST

START_TEST(states_are_for_programs)
{
	EXPECT("", EVENT_AWAY_CHANGED, .name = "alice", .text = "tea");
	EXPECT("", EVENT_REAL_NAME, .name = "alice", .text = "Alice");
	EXPECT("", EVENT_HOST, .name = "alice", .text = "a", .other = "b");
	EXPECT("", EVENT_WATCHED, .name = "alice", .other = "bob", .flag = true);
}
END_TEST

START_TEST(one_may_be_in_no_room_from_the_start)
{
	EXPECT("-- Welcome to chatd. You are guest-1.\n", EVENT_WELCOME, .own = true,
		.name = "guest-1", .text = "chatd");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_change_has_words, a_ban_with_an_end_says_for_how_long,
		own_deeds_have_a_form_of_their_own, arguments_are_taken_as_they_are,
		several_changes_are_several_lines, a_room_tells_how_it_is_set, bans_are_listed,
		people_are_put_out, people_are_invited, who_is_what_is_marked,
		lines_of_marked_names_are_no_wider, some_is_said_to_some, other_kinds_of_talk,
		in_large_rooms_less_is_said, states_are_for_programs,
		one_may_be_in_no_room_from_the_start, NULL};
	return unit_cases_with("line modes", NULL, tear_down, cases);
}
