/* Each event as people with nc read it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "line_encode.h"
#include "text.h"
#include "unit.h"

#define MANY 700

static struct buffer out;

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

static const char *const three[] = {"alice", "bob", "carol"};

START_TEST(people_speak)
{
	EXPECT("<alice> hello\n", EVENT_SAID, .name = "alice", .room = "#lobby", .text = "hello");
	EXPECT("* alice waves\n", EVENT_SAID, .talk = TALK_ACTION, .name = "alice",
		.room = "#lobby", .text = "waves");
	EXPECT("[alice] psst\n", EVENT_PRIVATE, .name = "alice", .other = "bob", .text = "psst");
	EXPECT("[to bob] psst\n", EVENT_PRIVATE, .own = true, .name = "alice", .other = "bob",
		.text = "psst");
	EXPECT("<a> one\n<a> two\n<a>  three\n", EVENT_SAID, .name = "a", .parts = "5",
		.text = "one\n\ntwo\n three");
	EXPECT("[a] one\n[a] two\n", EVENT_PRIVATE, .name = "a", .parts = "", .text = "one\ntwo");
	EXPECT("<a> a\tb %s %n\n", EVENT_SAID, .name = "a", .text = "a\tb %s %n");
}
END_TEST

START_TEST(people_come_and_go)
{
	EXPECT("-- alice joined\n", EVENT_JOINED, .name = "alice", .room = "#lobby");
	EXPECT("-- alice left\n", EVENT_LEFT, .name = "alice", .room = "#lobby");
	EXPECT("-- alice left (bye)\n", EVENT_LEFT, .name = "alice", .room = "#lobby",
		.text = "bye");
	EXPECT("-- You left #lobby and are in no room. /join ROOM takes you to one, /list shows "
	       "them.\n",
		EVENT_LEFT, .own = true, .name = "alice", .room = "#lobby");
	EXPECT("-- Goodbye.\n", EVENT_BYE);
	EXPECT("-- chatd is shutting down. Goodbye.\n", EVENT_FAREWELL, .text = "chatd");
}
END_TEST

START_TEST(a_newcomer_is_told_who_is_there)
{
	EXPECT("-- Welcome to chatd. You are guest-1 in #lobby, with nobody else.\n", EVENT_WELCOME,
		.own = true, .name = "guest-1", .room = "#lobby", .text = "chatd");
	EXPECT("-- You are in #x now, with alice.\n", EVENT_JOINED, .own = true, .name = "me",
		.room = "#x", .names = three, .name_count = 1, .total = 1);
	EXPECT("-- You are in #x now, with alice and bob.\n", EVENT_JOINED, .own = true,
		.name = "me", .room = "#x", .names = three, .name_count = 2, .total = 2);
	EXPECT("-- You are in #x now, with alice, bob and carol.\n", EVENT_JOINED, .own = true,
		.name = "me", .room = "#x", .names = three, .name_count = 3, .total = 3);
	EXPECT("-- You are in #x now, with alice, bob, carol and 9 more.\n", EVENT_JOINED,
		.own = true, .name = "me", .room = "#x", .names = three, .name_count = 3,
		.total = 12);
	EXPECT("-- Type a line to say it. /nick NAME gives you a name, /help shows the rest.\n",
		EVENT_READY);
}
END_TEST

START_TEST(names_change)
{
	EXPECT("-- alice is bob now\n", EVENT_RENAMED, .name = "alice", .other = "bob");
	EXPECT("-- You are bob now.\n", EVENT_RENAMED, .own = true, .name = "alice",
		.other = "bob");
}
END_TEST

START_TEST(rooms_have_topics)
{
	EXPECT("-- alice set the topic of #lobby: tea\n", EVENT_TOPIC, .name = "alice",
		.room = "#lobby", .text = "tea");
	EXPECT("-- The topic of #lobby is: tea (set by alice 2 hours ago)\n", EVENT_TOPIC_IS,
		.own = true, .name = "alice", .room = "#lobby", .text = "tea", .seconds = 7300);
	EXPECT("-- #lobby has no topic. /topic TEXT gives it one.\n", EVENT_NO_TOPIC,
		.room = "#lobby");
}
END_TEST

static void expect_ago(int64_t seconds, const char *words)
{
	char wanted[100];
	snprintf(wanted, sizeof wanted, "-- The topic of #x is: t (set by a %s)\n", words);
	EXPECT(wanted, EVENT_TOPIC_IS, .name = "a", .room = "#x", .text = "t", .seconds = seconds);
}

START_TEST(times_have_one_unit)
{
	expect_ago(0, "just now");
	expect_ago(1, "1 second ago");
	expect_ago(59, "59 seconds ago");
	expect_ago(60, "1 minute ago");
	expect_ago(3599, "59 minutes ago");
	expect_ago(3600, "1 hour ago");
	expect_ago(86399, "23 hours ago");
	expect_ago(86400, "1 day ago");
	expect_ago(200 * 86400, "200 days ago");
}
END_TEST

START_TEST(rooms_are_listed)
{
	EXPECT("--   #lobby                     12\n", EVENT_ROOM, .room = "#lobby", .total = 12);
	EXPECT("--   #lobby                     12  tea\n", EVENT_ROOM, .room = "#lobby",
		.total = 12, .text = "tea");
	EXPECT("--   #x                          1  12345678901234567890123456789012345678...\n",
		EVENT_ROOM, .room = "#x", .total = 1,
		.text = "123456789012345678901234567890123456789");
	EXPECT("-- 1 room. /join ROOM takes you to one.\n", EVENT_ROOMS, .total = 1);
	EXPECT("-- 2 rooms. /join ROOM takes you to one.\n", EVENT_ROOMS, .total = 2);
	EXPECT("-- 700 rooms; these are the 500 with the most people. /join ROOM takes you to "
	       "one.\n",
		EVENT_ROOMS, .total = 700, .idle = 500);
	EXPECT("-- There are no rooms. /join ROOM makes one.\n", EVENT_ROOMS, .total = 0);
}
END_TEST

START_TEST(people_are_looked_up)
{
	EXPECT("-- alice is in #lobby, came 1 hour ago and last typed 3 seconds ago.\n",
		EVENT_WHOIS, .name = "alice", .room = "#lobby", .other = "line", .seconds = 3600,
		.idle = 3);
	EXPECT("-- alice (you) is in no room, came just now and last typed just now; "
	       "away: tea.\n",
		EVENT_WHOIS, .own = true, .name = "alice", .other = "line", .text = "tea");
	EXPECT("-- alice is in #x, came just now and last typed just now; away.\n", EVENT_WHOIS,
		.name = "alice", .room = "#x", .other = "line", .text = "");
}
END_TEST

START_TEST(people_are_away)
{
	EXPECT("-- You are away.\n", EVENT_AWAY, .own = true, .flag = true, .text = "");
	EXPECT("-- You are away: tea\n", EVENT_AWAY, .own = true, .flag = true, .text = "tea");
	EXPECT("-- You are back.\n", EVENT_AWAY, .own = true);
	EXPECT("-- alice is away.\n", EVENT_AWAY, .flag = true, .name = "alice", .text = "");
	EXPECT("-- alice is away: tea\n", EVENT_AWAY, .flag = true, .name = "alice", .text = "tea");
}
END_TEST

START_TEST(the_message_of_the_day_is_said_line_by_line)
{
	EXPECT("-- one\n-- \n-- three\n", EVENT_MOTD, .text = "one\n\nthree");
	EXPECT("-- one\n", EVENT_MOTD, .text = "one\n");
	EXPECT("-- This server has no message of the day.\n", EVENT_MOTD);
}
END_TEST

START_TEST(there_is_help)
{
	EXPECT("--   /nick NAME           change your name\n", EVENT_HELP, .name = "nick",
		.other = "NAME", .text = "change your name");
	EXPECT("--   /a-very-long-command ITS ARGUMENTS\n--                        what it does\n",
		EVENT_HELP, .name = "a-very-long-command", .other = "ITS ARGUMENTS",
		.text = "what it does");
	EXPECT("--   the same: /tell /w\n", EVENT_ALIASES, .text = "tell w");
	EXPECT("-- Anything else you type is said to the room; //x says /x.\n"
	       "-- /help COMMAND says more.\n",
		EVENT_HELP_END);
	EXPECT("--   one\n--   two\n", EVENT_HELP_MORE, .text = "one\ntwo");
}
END_TEST

START_TEST(ignoring_is_confirmed)
{
	EXPECT("-- You no longer see what bob says. /unignore bob takes that back.\n",
		EVENT_IGNORING, .flag = true, .name = "bob");
	EXPECT("-- You see what bob says again.\n", EVENT_IGNORING, .name = "bob");
	EXPECT("-- You ignore nobody.\n", EVENT_IGNORED);
	EXPECT("-- You ignore these:\n--   alice, bob, carol\n", EVENT_IGNORED, .names = three,
		.name_count = 3, .total = 3);
}
END_TEST

START_TEST(names_are_listed)
{
	EXPECT("-- 3 people are in #x:\n--   alice, bob, carol\n", EVENT_NAMES, .room = "#x",
		.names = three, .name_count = 3, .total = 3);
	EXPECT("-- 1 person is in #x:\n--   alice\n", EVENT_NAMES, .room = "#x", .names = three,
		.name_count = 1, .total = 1);
}
END_TEST

/* The line at `line` is a good row of names; takes them off `names` in their order. */
static const char *check_row(const char *line, char **names, size_t *next)
{
	const char *end = strchr(line, '\n');
	ck_assert_ptr_nonnull(end);
	ck_assert_uint_le(text_width(line, (size_t)(end - line)), LINE_COLUMNS);
	ck_assert_msg(strncmp(line, "--   ", 5) == 0, "%.20s", line);
	ck_assert_int_ne(end[-1], ' ');
	for (line += 5; line < end; (*next)++) {
		size_t length = strcspn(line, ",\n");
		ck_assert_uint_lt(*next, MANY);
		ck_assert_uint_eq(length, strlen(names[*next]));
		ck_assert_mem_eq(line, names[*next], length);
		line += length + (line[length] == ',') +
			(line[length] == ',' && line[length + 1] == ' ');
	}
	return end + 1;
}

static void make_names(char *names[MANY])
{
	static const char *const parts[] = {"x", "\xE6\x97\xA5", "e\xCC\x81", "ab"};
	for (size_t i = 0; i < MANY; i++) {
		names[i] = calloc(1, 120);
		for (size_t j = 0; j <= i * 7 % 32; j++)
			strcat(names[i], parts[i % 4]);
	}
}

START_TEST(hundreds_of_names_are_wrapped_and_complete)
{
	char *names[MANY];
	size_t next = 0;
	make_names(names);
	const char *line = line_of(&(struct event){.type = EVENT_NAMES,
		.room = "#x",
		.names = (const char *const *)names,
		.name_count = MANY,
		.total = MANY});
	ck_assert_int_eq(strncmp(line, "-- 700 people are in #x:\n", 25), 0);
	for (line += 25; *line;)
		line = check_row(line, names, &next);
	ck_assert_uint_eq(next, MANY);
	for (size_t i = 0; i < MANY; i++)
		free(names[i]);
}
END_TEST

/* Three names of every length there is, so that rows of every length are met. */
START_TEST(no_row_is_wider_than_the_limit)
{
	char text[33];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (int i = 0; i < 32 * 32 * 32; i++) {
		const char *names[] = {text + i % 32, text + i / 32 % 32, text + i / 1024};
		const char *line = line_of(&(struct event){
			.type = EVENT_IGNORED, .names = names, .name_count = 3, .total = 3});
		for (; *line; line += strcspn(line, "\n") + 1)
			if (strcspn(line, "\n") > LINE_COLUMNS)
				ck_abort_msg("%s", unit_shown(line));
	}
}
END_TEST

START_TEST(rows_are_filled)
{
	const char *names[40];
	for (size_t i = 0; i < 40; i++)
		names[i] = "12345";
	const char *line = line_of(&(struct event){
		.type = EVENT_IGNORED, .names = names, .name_count = 40, .total = 40});
	line = strchr(line, '\n') + 1;
	ck_assert_uint_ge(strcspn(line, "\n"), LINE_COLUMNS - 7);
}
END_TEST

START_TEST(long_texts_are_whole)
{
	char *text = malloc(65537);
	memset(text, 'x', 65536);
	text[65536] = '\0';
	const char *line =
		line_of(&(struct event){.type = EVENT_SAID, .name = "alice", .text = text});
	ck_assert_uint_eq(strlen(line), 65536 + strlen("<alice> \n"));
	free(text);
}
END_TEST

/* A terminal has 80 columns, and the last one makes some of them begin a new row. */
START_TEST(help_is_no_wider_than_a_terminal)
{
	for (const struct command *command = commands; command->words; command++) {
		const struct command_words *words = command->words;
		ck_assert_msg(words->more, "nothing more on %s", words->name);
		const struct event events[] = {{.type = EVENT_HELP,
						       .name = words->name,
						       .other = words->usage,
						       .text = words->help},
			{.type = EVENT_ALIASES, .text = words->aliases},
			{.type = EVENT_HELP_MORE, .text = words->more}, {.type = EVENT_HELP_END}};
		for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
			const char *line = line_of(&events[i]);
			for (size_t width; *line; line += width + 1) {
				width = strcspn(line, "\n");
				ck_assert_msg(width < 80, "%zu columns: %s", width, line);
			}
		}
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {help_is_no_wider_than_a_terminal, people_speak,
		people_come_and_go, a_newcomer_is_told_who_is_there, names_change,
		rooms_have_topics, times_have_one_unit, rooms_are_listed, people_are_looked_up,
		people_are_away, the_message_of_the_day_is_said_line_by_line, there_is_help,
		ignoring_is_confirmed, names_are_listed, hundreds_of_names_are_wrapped_and_complete,
		no_row_is_wider_than_the_limit, rows_are_filled, long_texts_are_whole, NULL};
	return unit_cases_with("line encode", NULL, tear_down, cases);
}
