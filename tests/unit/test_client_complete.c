/* What Tab offers, for a chat that the test makes up. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chat.h"
#include "complete.h"
#include "unit.h"

/* Two rooms, and who is in them. */
static const struct {
	const char *room;
	struct chat_member members[6];
} rooms[] = {
	{"#lobby", {{.name = "Bob", .spoke = 5}, {.name = "alice"}, {.name = "bert", .spoke = 9},
			   {.name = "ben"}, {.name = "me", .spoke = 10}}},
	{"#Dev", {{.name = "zoë", .spoke = 3}, {.name = "Bob", .spoke = 20}, {.name = "bill"}}},
};

const char *chat_room(const struct chat *chat, size_t i)
{
	return i < 2 ? rooms[i].room : NULL;
}

const char *chat_listed(const struct chat *chat, size_t i)
{
	static const char *const listed[] = {"#lobby", "#dev", "#design", "#lounge", NULL};
	return listed[i];
}

bool chat_same(const struct chat *chat, const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

bool chat_is_room(const struct chat *chat, const char *text)
{
	return *text == '#';
}

bool chat_in_room(const struct chat *chat, const char *room)
{
	return chat_same(chat, room, "#lobby") || chat_same(chat, room, "#dev");
}

const char *chat_name(const struct chat *chat)
{
	return "me";
}

void chat_members(const struct chat *chat, const char *room,
	void (*each)(void *data, const struct chat_member *member), void *data)
{
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; chat_same(chat, rooms[i].room, room) && rooms[i].members[k].name;
			k++)
			each(data, &rooms[i].members[k]);
}

static const char *command(size_t i)
{
	static const char *const names[] = {"msg", "me", "join", "mode", NULL};
	return names[i];
}

/* The candidates for the word before '^', and where it starts: "4: one|two|". */
static void check(const char *room, const char *line, const char *expected)
{
	char got[512];
	size_t start, at = strcspn(line, "^");
	char **candidates;
	char *text = strdup(line);
	memmove(text + at, text + at + 1, strlen(text + at));
	size_t count = complete(NULL, room, command, text, at, &start, &candidates);
	int length = snprintf(got, sizeof got, "%zu: ", start);
	for (size_t i = 0; i < count; i++) {
		length += snprintf(got + length, sizeof got - (size_t)length, "%s|", candidates[i]);
		free(candidates[i]);
	}
	free(candidates);
	free(text);
	unit_same(got, expected);
}

START_TEST(names_come_with_who_spoke_last_first)
{
	check("#lobby", "b^", "0: bert: |Bob: |ben: |");
	check("#lobby", "B^", "0: bert: |Bob: |ben: |");
	check("#lobby", "hi be^", "3: bert |ben |");
	check("#lobby", "hi\tbe^ there", "3: bert |ben |");
	check("#lobby", "one\nbe^", "4: bert: |ben: |");
	check("#lobby", "^", "0: bert: |Bob: |alice: |ben: |");
	check("#lobby", "xyz^", "0: ");
}
END_TEST

START_TEST(names_of_other_rooms_come_where_there_are_none)
{
	check("#lobby", "bil^", "0: bill: |");
	check("#lobby", "ZOË^", "0: zoë: |");
	check(NULL, "b^", "0: Bob: |bert: |ben: |bill: |"); /* Bob is in both, and comes once */
}
END_TEST

START_TEST(the_one_talked_with_alone_comes_too)
{
	check("carl", "c^", "0: carl: |");
	check("carl", "be^", "0: bert: |ben: |");
}
END_TEST

START_TEST(one_is_not_offered_to_oneself)
{
	check("#lobby", "me^", "0: ");
}
END_TEST

START_TEST(commands_come_at_the_beginning)
{
	check("#lobby", "/^", "0: /join |/me |/mode |/msg |");
	check("#lobby", "/M^", "0: /me |/mode |/msg |");
	check("#lobby", "/x^", "0: ");
	check("#lobby", "//m^", "0: ");
	check("#lobby", "say /m^", "4: ");
	check("#lobby", "/msg b^", "5: bert |Bob |ben |");
}
END_TEST

START_TEST(rooms_come_by_their_sign)
{
	check("#lobby", "#^", "0: #design |#Dev |#lobby |#lounge |");
	check("#lobby", "see #d^", "4: #design |#Dev |");
	check("#lobby", "#x^", "0: ");
}
END_TEST

START_TEST(a_search_has_names_and_rooms)
{
	check("#lobby", "/search tea from:be^", "17: bert |ben |");
	check("#lobby", "/search FROM:^", "13: bert |Bob |alice |ben |");
	check("#lobby", "/search in:#d^ tea", "11: #Dev |");
	check("#lobby", "/search in:l^", "11: #lobby |");
	check("#lobby", "/search in:x^", "11: ");
	check("#lobby", "see from:be^", "4: ");
}
END_TEST

START_TEST(rooms_come_without_their_sign_after_some_commands)
{
	check("#lobby", "/join d^", "6: #design |#Dev |");
	check("#lobby", "/JOIN  ^", "7: #design |#Dev |#lobby |#lounge |");
	check("#lobby", "/who lo^", "5: #lobby |#lounge |");
	check("#lobby", "/room d^", "6: #Dev |"); /* of ours alone */
	check("#lobby", "/ROOM #^", "6: #Dev |#lobby |");
	check("#lobby", "/room be^", "6: bert |ben |");
	check("#lobby", "/join x b^", "8: bert |Bob |ben |");
	check("#lobby", "/me d^", "4: ");
}
END_TEST

START_TEST(only_what_stands_before_counts)
{
	check("#lobby", "b^ert", "0: bert: |Bob: |ben: |");
	check("#lobby", "^bert", "0: bert: |Bob: |alice: |ben: |");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("client complete");
	TCase *all = tcase_create("complete");
	tcase_add_test(all, names_come_with_who_spoke_last_first);
	tcase_add_test(all, names_of_other_rooms_come_where_there_are_none);
	tcase_add_test(all, the_one_talked_with_alone_comes_too);
	tcase_add_test(all, one_is_not_offered_to_oneself);
	tcase_add_test(all, commands_come_at_the_beginning);
	tcase_add_test(all, rooms_come_by_their_sign);
	tcase_add_test(all, rooms_come_without_their_sign_after_some_commands);
	tcase_add_test(all, a_search_has_names_and_rooms);
	tcase_add_test(all, only_what_stands_before_counts);
	suite_add_tcase(suite, all);
	return suite;
}
