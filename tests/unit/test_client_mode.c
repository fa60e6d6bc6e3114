/* MODE, taken apart and told in the words of the line door. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "mode.h"
#include "mode_words.h"
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

/* In the words of mode_words.h. */
static void expect_words(char letter, enum mode mode, bool set, const char *param, bool role)
{
	struct buffer wanted = {0};
	mode_words_add(&wanted, mode_words(mode, set), false, "alice", param, "#dev");
	buffer_add(&wanted, "", 1);
	unit_same(text_of(set, letter, param, role), wanted.bytes);
	buffer_finish(&wanted);
}

START_TEST(changes_have_the_words_of_their_mode)
{
	static const struct {
		char letter;
		enum mode mode;
		const char *param;
		bool role;
	} rows[] = {
		{'i', MODE_INVITE_ONLY, NULL, false},
		{'m', MODE_MODERATED, NULL, false},
		{'n', MODE_MEMBERS_ONLY, NULL, false},
		{'s', MODE_SECRET, NULL, false},
		{'t', MODE_TOPIC_LOCKED, NULL, false},
		{'k', MODE_KEY, "hush", false},
		{'l', MODE_LIMIT, "5", false},
		{'H', MODE_KEEP, "30d", false},
		{'b', MODE_BAN, "bob!*@*", false},
		{'e', MODE_BAN_EXCEPT, "b!*@*", false},
		{'I', MODE_INVITE_EXCEPT, "b!*@*", false},
		{'q', MODE_FOUNDER, "bob", true},
		{'o', MODE_OPERATOR, "bob", true},
		{'v', MODE_VOICE, "bob", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int set = 0; set < 2; set++)
			expect_words(
				rows[i].letter, rows[i].mode, set, rows[i].param, rows[i].role);
	expect_words('k', MODE_KEY, false, NULL, false);
	expect_words('l', MODE_LIMIT, false, NULL, false);
}
END_TEST

/* Servers of other makes have them. */
START_TEST(roles_that_chatd_lacks_have_words)
{
	ON('a', "bob", true, "made bob an admin of #dev");
	OFF('a', "bob", true, "made bob no admin of #dev any more");
	ON('h', "bob", true, "made bob a half-operator of #dev");
	OFF('h', "bob", true, "made bob no half-operator of #dev any more");
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
	struct mode_change change = {.set = true, .mode = 's', .role = -1};
	mode_text(out, &change, false, NULL, "#dev");
	unit_same(out, "The server made #dev secret");
}
END_TEST

/* Somebody called You does not make it look as if one had done it oneself. */
START_TEST(own_deeds_cannot_be_imitated)
{
	char out[MODE_TEXT_SIZE];
	struct mode_change change = {.set = true, .mode = 's', .role = -1};
	mode_text(out, &change, true, NULL, "#dev");
	unit_same(out, MODE_WORDS_OWN " made #dev secret");
	mode_text(out, &change, false, "You", "#dev");
	unit_same(out, "You made #dev secret");
	change = (struct mode_change){.set = false, .mode = 'l', .role = -1};
	mode_text(out, &change, true, NULL, "#dev");
	unit_same(out, MODE_WORDS_OWN " taken the limit from #dev");
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
		changes_have_the_words_of_their_mode, roles_that_chatd_lacks_have_words,
		other_modes_are_told_as_they_are, nobody_known_is_the_server,
		own_deeds_cannot_be_imitated, a_sentence_is_safe_and_not_too_long, NULL};
	return unit_cases_with("client mode", set_up, NULL, cases);
}
