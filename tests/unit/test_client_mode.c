/* MODE, taken apart and told in the words of the line door. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "mode.h"
#include "unit.h"

static struct mode_rules rules;

static void set_up(void)
{
	mode_rules_init(&rules);
}

static void prefix(const char *modes, const char *signs)
{
	snprintf(rules.role_modes, sizeof rules.role_modes, "%s", modes);
	snprintf(rules.role_signs, sizeof rules.role_signs, "%s", signs);
}

/* All changes of a line: "+o/0 bob, -k/-1". */
static const char *changes_of(const char *line)
{
	static char out[1024];
	char copy[512], *params[8], *rest = copy;
	unsigned count = 0;
	struct mode_reader reader = {0};
	struct mode_change change;
	snprintf(copy, sizeof copy, "%s", line);
	for (char *param; (param = strsep(&rest, " "));)
		params[count++] = param;
	*out = '\0';
	for (size_t length = 0; mode_next(&reader, &rules, params, count, &change);
		length = strlen(out))
		snprintf(out + length, sizeof out - length, "%s%c%c/%d%s%s", length ? ", " : "",
			change.set ? '+' : '-', change.mode, change.role, change.param ? " " : "",
			change.param ? change.param : "");
	return out;
}

START_TEST(changes_come_with_their_parameters)
{
	unit_same(changes_of("+o bob"), "+o/0 bob");
	unit_same(changes_of("+ov-b+l bob carol x!*@* 5"),
		"+o/0 bob, +v/1 carol, -b/-1 x!*@*, +l/-1 5");
	unit_same(changes_of("-lk+is hush"), "-l/-1, -k/-1 hush, +i/-1, +s/-1");
	unit_same(changes_of("i"), "+i/-1");
	unit_same(changes_of("-o+-+v bob carol"), "-o/0 bob, +v/1 carol");
}
END_TEST

START_TEST(what_the_server_leaves_out_is_not_there)
{
	unit_same(changes_of("-k+o"), "-k/-1, +o/0");
	unit_same(changes_of(""), "");
	unit_same(changes_of("+-"), "");
	struct mode_reader reader = {0};
	struct mode_change change;
	ck_assert(!mode_next(&reader, &rules, NULL, 0, &change));
}
END_TEST

START_TEST(the_rules_say_what_has_a_parameter)
{
	prefix("qaohv", "~&@%+");
	snprintf(rules.lists, sizeof rules.lists, "bz");
	snprintf(rules.keys, sizeof rules.keys, "kL");
	snprintf(rules.numbers, sizeof rules.numbers, "lj");
	unit_same(changes_of("+qzLj-jv a b c d e"),
		"+q/0 a, +z/-1 b, +L/-1 c, +j/-1 d, -j/-1, -v/4 e");
	unit_same(changes_of("+x-I a"), "+x/-1, -I/-1");
}
END_TEST

START_TEST(a_role_is_one_whatever_else_has_its_letter)
{
	prefix("qo", "~@");
	snprintf(rules.lists, sizeof rules.lists, "bq");
	unit_same(changes_of("+q bob"), "+q/0 bob");
}
END_TEST

START_TEST(what_can_be_no_mode_is_passed_over)
{
	unit_same(changes_of("+\xC3\xA4o\x1B\x7F,v bob carol"), "+o/0 bob, +v/1 carol");
}
END_TEST

static const char *text_of(bool set, char mode, const char *param, bool role)
{
	static char out[MODE_TEXT_SIZE];
	struct mode_change change = {.set = set, .mode = mode, .param = param, .role = role - 1};
	mode_text(out, &change, false, "alice", "#dev");
	return out;
}

#define ON(mode, param, role, wanted) unit_same(text_of(true, mode, param, role), "alice " wanted)
#define OFF(mode, param, role, wanted) unit_same(text_of(false, mode, param, role), "alice " wanted)

START_TEST(how_a_room_is_set_has_words)
{
	ON('i', NULL, false, "made #dev a room for the invited");
	OFF('i', NULL, false, "opened #dev to everyone");
	ON('m', NULL, false, "made #dev moderated: only those with a voice may speak");
	OFF('m', NULL, false, "ended the moderation of #dev: everyone may speak");
	ON('n', NULL, false, "closed #dev to messages from outside");
	OFF('n', NULL, false, "opened #dev to messages from outside");
	ON('s', NULL, false, "made #dev secret");
	OFF('s', NULL, false, "made #dev public");
	ON('t', NULL, false, "let only operators set the topic of #dev");
	OFF('t', NULL, false, "let everyone set the topic of #dev");
	ON('k', "hush", false, "gave #dev the key hush");
	OFF('k', "hush", false, "took the key from #dev");
	OFF('k', NULL, false, "took the key from #dev");
	ON('l', "5", false, "limited #dev to 5 people");
	OFF('l', NULL, false, "took the limit from #dev");
}
END_TEST

START_TEST(people_and_bans_have_words)
{
	ON('b', "bob!*@*", false, "banned bob!*@* from #dev");
	OFF('b', "bob!*@*", false, "lifted the ban on bob!*@* in #dev");
	ON('e', "b!*@*", false, "excepted b!*@* from the bans of #dev");
	OFF('e', "b!*@*", false, "took back the exception for b!*@* in #dev");
	ON('I', "b!*@*", false, "invited all b!*@* to #dev");
	OFF('I', "b!*@*", false, "took back the invitation of b!*@* to #dev");
	ON('q', "bob", true, "made bob a founder of #dev");
	OFF('q', "bob", true, "made bob no founder of #dev any more");
	ON('a', "bob", true, "made bob an admin of #dev");
	OFF('a', "bob", true, "made bob no admin of #dev any more");
	ON('o', "bob", true, "made bob an operator of #dev");
	OFF('o', "bob", true, "made bob no operator of #dev any more");
	ON('h', "bob", true, "made bob a half-operator of #dev");
	OFF('h', "bob", true, "made bob no half-operator of #dev any more");
	ON('v', "bob", true, "gave bob a voice in #dev");
	OFF('v', "bob", true, "took bob's voice in #dev");
}
END_TEST

START_TEST(other_modes_are_told_as_they_are)
{
	ON('x', "param", false, "set mode +x param on #dev");
	OFF('x', NULL, false, "set mode -x on #dev");
	ON('y', "bob", true, "set mode +y bob on #dev");
	ON('q', "bob!*@*", false, "set mode +q bob!*@* on #dev");
	ON('i', "bob", true, "set mode +i bob on #dev");
	ON('k', NULL, false, "set mode +k on #dev");
	ON('o', NULL, true, "set mode +o on #dev");
}
END_TEST

START_TEST(nobody_known_is_the_server)
{
	char out[MODE_TEXT_SIZE];
	struct mode_change change = {.set = true, .mode = 'o', .param = "bob", .role = 0};
	mode_text(out, &change, false, NULL, "#dev");
	unit_same(out, "The server made bob an operator of #dev");
}
END_TEST

/* Somebody called You does not make it look as if one had done it oneself. */
START_TEST(own_deeds_cannot_be_imitated)
{
	static const struct {
		char mode;
		const char *param, *own, *others;
	} deeds[] = {
		{'v', "bob", "You have given bob a voice in #dev", "You gave bob a voice in #dev"},
		{'o', "bob", "You have made bob an operator of #dev",
			"You made bob an operator of #dev"},
	};
	char out[MODE_TEXT_SIZE];
	for (size_t i = 0; i < 2; i++) {
		struct mode_change change = {
			.set = true, .mode = deeds[i].mode, .param = deeds[i].param};
		mode_text(out, &change, true, NULL, "#dev");
		unit_same(out, deeds[i].own);
		mode_text(out, &change, false, "You", "#dev");
		unit_same(out, deeds[i].others);
	}
	struct mode_change change = {.set = false, .mode = 'l', .role = -1};
	mode_text(out, &change, true, NULL, "#dev");
	unit_same(out, "You have taken the limit from #dev");
}
END_TEST

START_TEST(a_sentence_is_safe_and_not_too_long)
{
	char out[MODE_TEXT_SIZE], many[3000];
	ON('k', "\x1B]0;x\x07%n%r%s\xFF", false,
		"gave #dev the key \xEF\xBF\xBD]0;x\xEF\xBF\xBD%n%r%s\xEF\xBF\xBD");
	struct mode_change change = {.set = true, .mode = 'x', .param = many, .role = -1};
	memset(many, '\xFF', sizeof many - 1);
	many[sizeof many - 1] = '\0';
	for (size_t i = 0; i < 4; i++) {
		mode_text(out, &change, false, &"alice"[i], "#dev");
		ck_assert_uint_lt(strlen(out), MODE_TEXT_SIZE);
		ck_assert_uint_ge(strlen(out), MODE_TEXT_SIZE - 3);
		ck_assert(irc_text_utf8(out, strlen(out)));
		ck_assert_str_eq(out + strlen(out) - 3, "\xEF\xBF\xBD");
	}
	mode_text(out, &change, false, many, many);
	ck_assert_uint_lt(strlen(out), MODE_TEXT_SIZE);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {changes_come_with_their_parameters,
		what_the_server_leaves_out_is_not_there, the_rules_say_what_has_a_parameter,
		a_role_is_one_whatever_else_has_its_letter, what_can_be_no_mode_is_passed_over,
		how_a_room_is_set_has_words, people_and_bans_have_words,
		other_modes_are_told_as_they_are, nobody_known_is_the_server,
		own_deeds_cannot_be_imitated, a_sentence_is_safe_and_not_too_long, NULL};
	return unit_cases_with("client mode", set_up, NULL, cases);
}
