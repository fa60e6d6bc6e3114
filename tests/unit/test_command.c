/* The table of commands, and what is checked before a command runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "world.h"

static struct peer *alice, *bob;

static void set_up(void)
{
	world_start(1);
	alice = world_named(0, "alice");
	bob = world_named(0, "bob");
	world_forget();
}

/* What alice is told when she types this. */
static const char *answer(const char *line)
{
	peer_forget(alice);
	peer_say(alice, line);
	return peer_text(alice);
}

struct alias {
	const char *alias, *name;
};

static const struct alias aliases[] = {{"help", "help"}, {"?", "help"}, {"nick", "nick"},
	{"who", "who"}, {"names", "who"}, {"users", "who"}, {"list", "list"}, {"join", "join"},
	{"j", "join"}, {"part", "part"}, {"leave", "part"}, {"topic", "topic"}, {"me", "me"},
	{"say", "say"}, {"msg", "msg"}, {"tell", "msg"}, {"w", "msg"}, {"reply", "reply"},
	{"r", "reply"}, {"ignore", "ignore"}, {"unignore", "unignore"}, {"away", "away"},
	{"whois", "whois"}, {"motd", "motd"}, {"invite", "invite"}, {"mode", "mode"},
	{"modes", "mode"}, {"banlist", "banlist"}, {"bans", "banlist"}, {"kick", "kick"},
	{"ban", "ban"}, {"unban", "unban"}, {"op", "op"}, {"deop", "deop"}, {"voice", "voice"},
	{"devoice", "devoice"}, {"unvoice", "devoice"}, {"oper", "oper"}, {"quit", "quit"},
	{"exit", "quit"}, {"bye", "quit"}, {NULL, NULL}};

START_TEST(every_command_and_alias_is_found)
{
	for (const struct alias *row = aliases; row->alias; row++) {
		const struct command *command = command_find(commands, row->alias);
		ck_assert_msg(command != NULL, "%s", row->alias);
		ck_assert_str_eq(command->words->name, row->name);
	}
}
END_TEST

START_TEST(case_does_not_count)
{
	ck_assert_ptr_eq(command_find(commands, "QUIT"), command_find(commands, "quit"));
	ck_assert_ptr_eq(command_find(commands, "Tell"), command_find(commands, "msg"));
	ck_assert_ptr_nonnull(command_find(commands, "J"));
}
END_TEST

START_TEST(other_words_are_not_found)
{
	static const char *const words[] = {"", " ", "he", "helpp", "tell w", "exit bye", "tel",
		"ell", "names ", "saying", NULL};
	for (const char *const *word = words; *word; word++)
		ck_assert_msg(command_find(commands, *word) == NULL, "'%s'", *word);
}
END_TEST

START_TEST(no_word_is_two_commands)
{
	for (const struct command *command = commands; command->words; command++) {
		ck_assert_ptr_eq(command_find(commands, command->words->name), command);
		ck_assert_uint_gt(strlen(command->words->help), 5);
		ck_assert(command->run != NULL);
		ck_assert_uint_le(command->words->words, 1);
		char *list = strdup(command->words->aliases), *rest = list, *alias;
		while ((alias = strsep(&rest, " ")))
			if (*alias)
				ck_assert_ptr_eq(command_find(commands, alias), command);
		free(list);
	}
}
END_TEST

START_TEST(unknown_words_are_answered_to_one_alone)
{
	unit_same(answer("/hlep"), "refused UNKNOWN_COMMAND hlep help\n");
	unit_same(answer("/jion #tea"), "refused UNKNOWN_COMMAND jion join\n");
	unit_same(answer("/xyzzy"), "refused UNKNOWN_COMMAND xyzzy\n");
	unit_same(answer("/"), "refused UNKNOWN_COMMAND \n");
	peer_expect(bob, "");
}
END_TEST

/* What was held back is said so, whatever it is. */
START_TEST(a_line_is_said_as_it_is)
{
	peer_forget(bob);
	unit_same(answer("/say  /oper alice pw"), "");
	peer_expect(bob, "said alice #lobby /oper alice pw\n");
	unit_same(answer("/say"), "refused USAGE say TEXT\n");
	peer_expect(bob, "");
}
END_TEST

START_TEST(missing_arguments_are_refused_with_the_usage)
{
	static const char *const lines[] = {"/nick", "/join", "/me", "/msg", "/msg bob", "/reply",
		"/unignore", "/whois", "/invite", "/kick", "/ban", "/unban", "/op", "/deop",
		"/voice", "/devoice", "/oper", "/oper root", "/me  \t ", "/msg bob \t", "/nick ",
		NULL};
	for (const char *const *line = lines; *line; line++) {
		char word[16], wanted[64];
		snprintf(word, sizeof word, "%.*s", (int)strcspn(*line + 1, " "), *line + 1);
		const struct command *command = command_find(commands, word);
		snprintf(wanted, sizeof wanted, "refused USAGE %s %s\n", command->words->name,
			command->words->usage);
		unit_same(answer(*line), wanted);
	}
}
END_TEST

START_TEST(too_many_arguments_are_refused_with_the_usage)
{
	unit_same(answer("/nick a b"), "refused USAGE nick NAME\n");
	unit_same(answer("/who a b"), "refused USAGE who [ROOM]\n");
	unit_same(answer("/help a b"), "refused USAGE help [COMMAND]\n");
	unit_same(answer("/ignore a b"), "refused USAGE ignore [NAME]\n");
	unit_same(answer("/unignore a b"), "refused USAGE unignore NAME\n");
	unit_same(answer("/whois a b"), "refused USAGE whois NAME\n");
	unit_same(answer("/op a b"), "refused USAGE op NAME\n");
	unit_same(answer("/unban a b"), "refused USAGE unban NAME\n");
	unit_same(answer("/invite a b"), "refused USAGE invite NAME\n");
	unit_same(answer("/banlist a"), "refused USAGE banlist \n");
	unit_same(answer("/list a"), "refused USAGE list \n");
	unit_same(answer("/motd a"), "refused USAGE motd \n");
}
END_TEST

START_TEST(an_alias_is_refused_under_the_commands_name)
{
	unit_same(answer("/j"), "refused USAGE join ROOM [KEY]\n");
	unit_same(answer("/W"), "refused USAGE msg NAME TEXT\n");
}
END_TEST

START_TEST(blanks_around_arguments_do_not_count)
{
	unit_same(answer("/nick   carol  "), "renamed* alice carol\n");
	unit_same(answer("/nick\talice\t"), "renamed* carol alice\n");
	unit_same(answer("/msg \t bob  \t hello  there \t "), "private* alice bob hello  there\n");
	unit_same(answer("/list  "), "room #lobby =2\nrooms =1\n");
}
END_TEST

START_TEST(what_is_said_keeps_its_blanks)
{
	peer_forget(bob);
	peer_say(alice, "  hello  there ");
	peer_expect(bob, "said alice #lobby   hello  there \n");
}
END_TEST

START_TEST(some_commands_need_a_room)
{
	peer_say(alice, "/part");
	ck_assert_int_eq(strncmp(answer("hello"), "refused NO_ROOM ", 16), 0);
	unit_same(answer("/me waves"), "refused NO_ROOM me TEXT\n");
	unit_same(answer("/topic"), "refused NO_ROOM topic [TEXT]\n");
	unit_same(answer("/topic tea"), "refused NO_ROOM topic [TEXT]\n");
	unit_same(answer("/part"), "refused NO_ROOM part [WHY]\n");
	unit_same(answer("/who"), "refused NO_ROOM who [ROOM]\n");
	unit_same(answer("/who lobby"), "names #lobby [bob] =1\n");
	unit_same(answer("/msg bob hello"), "private* alice bob hello\n");
	unit_same(answer("/nick carol"), "renamed* alice carol\n");
	unit_same(answer("/list"), "room #lobby =1\nrooms =1\n");
}
END_TEST

START_TEST(so_do_those_that_keep_it_in_order)
{
	static const char *const lines[] = {"/kick bob", "/ban bob", "/unban bob", "/banlist",
		"/op bob", "/deop bob", "/voice bob", "/devoice bob", "/invite bob", "/mode",
		"/mode secret", NULL};
	peer_say(alice, "/part");
	for (const char *const *line = lines; *line; line++)
		ck_assert_msg(strncmp(answer(*line), "refused NO_ROOM ", 16) == 0, "%s", *line);
}
END_TEST

/* Each is shown what may be done by it, and explained whatever it asks for. */
START_TEST(help_offers_what_one_may_do)
{
	static const char *const words[] = {
		"kick", "ban", "unban", "op", "deop", "voice", "devoice", NULL};
	for (const char *const *word = words; *word; word++) {
		char row[32], line[32];
		snprintf(row, sizeof row, "help %s ", *word);
		snprintf(line, sizeof line, "/help %s", *word);
		peer_say(alice, "/join lobby");
		ck_assert_msg(!strstr(answer("/help"), row), "%s", row);
		ck_assert_int_eq(strncmp(answer(line), row, strlen(row)), 0);
		peer_say(alice, "/join tea");
		ck_assert_msg(strstr(answer("/help"), row) != NULL, "%s", row);
		peer_say(alice, "/part");
		ck_assert_msg(!strstr(answer("/help"), row), "%s", row);
	}
	ck_assert_ptr_null(strstr(answer("/help"), "help oper "));
}
END_TEST

START_TEST(the_room_is_asked_for_before_the_arguments)
{
	peer_say(alice, "/part");
	unit_same(answer("/me"), "refused NO_ROOM me TEXT\n");
}
END_TEST

START_TEST(nothing_is_said_by_saying_nothing)
{
	ck_assert_int_eq(strncmp(answer(""), "refused USAGE ", 14), 0);
	peer_expect(bob, "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {every_command_and_alias_is_found, case_does_not_count,
		other_words_are_not_found, no_word_is_two_commands,
		unknown_words_are_answered_to_one_alone, a_line_is_said_as_it_is,
		missing_arguments_are_refused_with_the_usage,
		too_many_arguments_are_refused_with_the_usage,
		an_alias_is_refused_under_the_commands_name, blanks_around_arguments_do_not_count,
		what_is_said_keeps_its_blanks, some_commands_need_a_room,
		so_do_those_that_keep_it_in_order, help_offers_what_one_may_do,
		the_room_is_asked_for_before_the_arguments, nothing_is_said_by_saying_nothing,
		NULL};
	return unit_cases_with("command", set_up, world_end, cases);
}
