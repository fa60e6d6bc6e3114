/* What a chat is made of: how a server compares names, what it may be asked to call us, batches. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "batches.h"
#include "identity.h"
#include "isupport.h"
#include "room_past.h"
#include "unit.h"

static struct isupport isupport;

static void set_up(void)
{
	isupport_init(&isupport);
}

static bool say(const char *token)
{
	char copy[256];
	char *tokens[] = {copy};
	snprintf(copy, sizeof copy, "%s", token);
	return isupport_read(&isupport, tokens, 1);
}

START_TEST(names_are_compared_as_the_server_says)
{
	static const struct {
		const char *token;
		const char *wanted;
	} mappings[] = {{"CASEMAPPING=ascii", "ab[]\\~{}|^\xC3\x84"},
		{"CASEMAPPING=rfc1459", "ab{}|^{}|^\xC3\x84"},
		{"CASEMAPPING=rfc1459-strict", "ab{}|~{}|^\xC3\x84"},
		{"-CASEMAPPING", "ab{}|^{}|^\xC3\x84"}, {"CASEMAPPING=what", "ab{}|^{}|^\xC3\x84"}};
	char fold[FOLD_SIZE];
	for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++) {
		say(mappings[i].token);
		isupport_fold(&isupport, fold, "Ab[]\\~{}|^\xC3\x84");
		unit_same(fold, mappings[i].wanted);
	}
}
END_TEST

START_TEST(a_change_of_comparison_is_noticed)
{
	ck_assert(!say("CASEMAPPING=rfc1459"));
	ck_assert(say("CASEMAPPING=ascii"));
	ck_assert(!say("CASEMAPPING=ascii"));
	ck_assert(say("UTF8ONLY"));
	ck_assert(say("-UTF8ONLY"));
	ck_assert(!say("NETWORK=x"));
}
END_TEST

START_TEST(letters_of_all_scripts_have_case_where_all_is_utf8)
{
	ck_assert(!isupport_same(&isupport, "\xC3\x84rger", "\xC3\xA4rger"));
	say("CASEMAPPING=ascii");
	say("UTF8ONLY");
	ck_assert(isupport_same(&isupport, "\xC3\x84rger", "\xC3\xA4RGER"));
	ck_assert(isupport_same(&isupport,
		"\xEF\xBC\xA1"
		"da",
		"ada")); /* full-width */
	ck_assert(!isupport_same(&isupport, "\xC3\x84rger", "arger"));
}
END_TEST

START_TEST(long_names_are_compared_by_their_beginning)
{
	char name[1000], fold[FOLD_SIZE];
	memset(name, 'X', sizeof name);
	name[sizeof name - 1] = '\0';
	isupport_fold(&isupport, fold, name);
	ck_assert_uint_eq(strlen(fold), FOLD_SIZE - 1);
}
END_TEST

START_TEST(rooms_are_known_by_their_sign)
{
	say("PREFIX=(qov)~@+");
	ck_assert(isupport_is_room(&isupport, "&local"));
	say("CHANTYPES=#");
	ck_assert(!isupport_is_room(&isupport, "&local"));
	ck_assert(!isupport_is_room(&isupport, ""));
	unit_same(isupport_room_of(&isupport, "#dev"), "#dev");
	unit_same(isupport_room_of(&isupport, "@+#dev"), "#dev");
	ck_assert_ptr_null(isupport_room_of(&isupport, "@bob"));
	ck_assert_ptr_null(isupport_room_of(&isupport, "%#dev"));
}
END_TEST

START_TEST(modes_are_taken_as_they_are_said)
{
	say("CHANMODES=eI,b,l,im,xyz");
	unit_same(isupport.modes.lists, "eI");
	unit_same(isupport.modes.keys, "b");
	unit_same(isupport.modes.numbers, "l");
	unit_same(isupport.modes.flags, "im");
	say("PREFIX=(ohv)@%+");
	unit_same(isupport.modes.role_modes, "ohv");
	unit_same(isupport.modes.role_signs, "@%+");
	say("PREFIX=(ohv)@");
	unit_same(isupport.modes.role_modes, "");
	say("PREFIX=(ov)@+");
	say("PREFIX=ov)@+");
	unit_same(isupport.modes.role_signs, "");
	say("PREFIX=(abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL)"
	    "0123456789abcdefghijklmnopqrstuvwxyzABC");
	ck_assert_uint_le(strlen(isupport.modes.role_signs), 31);
}
END_TEST

START_TEST(the_length_of_names_is_believed_within_reason)
{
	static const struct {
		const char *token;
		size_t bytes;
	} lengths[] = {{"NICKLEN=30", 30}, {"NICKLEN=", 0}, {"NICKLEN=4", 0}, {"NICKLEN=x", 0},
		{"NICKLEN=9", 9}, {"-NICKLEN", 0}};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		say(lengths[i].token);
		ck_assert_uint_eq(isupport.name_bytes, lengths[i].bytes);
	}
}
END_TEST

START_TEST(other_names_differ_and_fit)
{
	char nick[NICK_SIZE];
	nick_other(nick, "ada", 0, 0);
	unit_same(nick, "ada_");
	nick_other(nick, "ada", 1, 0);
	unit_same(nick, "ada2");
	nick_other(nick, "christopher", 1, 9);
	unit_same(nick, "christop2");
	nick_other(nick, "christopher", 3, 0);
	unit_same(nick, "christopher4");
	nick_other(nick, "christopher", 4, 0); /* servers may cut without a word */
	unit_same(nick, "christop5");
	nick_other(nick, "christop\xC3\xA4", 9, 10);
	unit_same(nick, "christop10");
}
END_TEST

START_TEST(no_more_is_kept_of_a_name_than_fits)
{
	char nick[NICK_SIZE], long_name[200];
	for (size_t i = 0; i + 3 < sizeof long_name; i += 2)
		memcpy(long_name + i, "\xC3\xA4", 3);
	nick_fit(nick, long_name, false);
	ck_assert_uint_le(strlen(nick), NAME_BYTES);
	ck_assert_int_eq(name_check(nick, strlen(nick)), NAME_GOOD);
	nick_fit(nick, long_name, true);
	unit_same(nick, "guest");
	nick_fit(nick,
		"\xFF"
		"a\xC3",
		false);
	unit_same(nick, "a");
}
END_TEST

START_TEST(ids_of_chatd_have_a_number)
{
	static const char *const none[] = {"", "x", "1-2", "1-2-", "1-2-3x", "1-2-3-", "1-2-3-4x",
		"1-2-3-4-5", "-1-2", "1--2", "1-2-1234567890123456789", "x-2-3"};
	size_t start;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_uint_eq(room_past_number(none[i], &start), 0);
	ck_assert_uint_eq(room_past_number("c0ffee-2-345", &start), 345);
	ck_assert_uint_eq(start, 9);
	ck_assert_uint_eq(room_past_number("c0ffee-2-345-6", NULL), 345);
}
END_TEST

static struct batches batches;
static char label[BATCH_NAME_SIZE];

/* Its label is in `label`; and behind the end of an answer that answer's. */
static bool read(const char *text)
{
	char line[512];
	struct irc_message message;
	snprintf(line, sizeof line, "%s", text);
	ck_assert(irc_parse(&message, line));
	batches_label(&batches, label, &message);
	if (strcmp(message.command, "BATCH") != 0)
		return false;
	struct batch ended;
	if (!batches_read(&batches, &message, label, &ended))
		return false;
	strcpy(label, ended.label);
	return ended.type == BATCH_ANSWER && ended.label[0] != '\0';
}

static void expect_label(const char *line, const char *wanted)
{
	ck_assert(!read(line));
	unit_same(label, wanted);
}

START_TEST(what_is_in_a_batch_has_its_label)
{
	memset(&batches, 0, sizeof batches);
	ck_assert(!read("@label=one BATCH +a labeled-response"));
	ck_assert(!read("@batch=a BATCH +b netjoin"));
	ck_assert(!read("BATCH +c netsplit"));
	expect_label("@batch=a PRIVMSG x y", "one");
	expect_label("@batch=b PRIVMSG x y", "one");
	expect_label("@batch=c PRIVMSG x y", "");
	expect_label("@batch=nope PRIVMSG x y", "");
	expect_label("@batch= PRIVMSG x y", "");
	expect_label("@label=two;batch=c PRIVMSG x y", "two");
	ck_assert(!read("BATCH -b"));
	ck_assert(!read("BATCH -c"));
	ck_assert(read("BATCH -a"));
	unit_same(label, "one");
	ck_assert(!read("BATCH -a"));
	expect_label("@batch=a PRIVMSG x y", "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {names_are_compared_as_the_server_says,
		a_change_of_comparison_is_noticed,
		letters_of_all_scripts_have_case_where_all_is_utf8,
		long_names_are_compared_by_their_beginning, rooms_are_known_by_their_sign,
		modes_are_taken_as_they_are_said, the_length_of_names_is_believed_within_reason,
		other_names_differ_and_fit, no_more_is_kept_of_a_name_than_fits,
		ids_of_chatd_have_a_number, what_is_in_a_batch_has_its_label, NULL};
	return unit_cases_with("client_chat_parts", set_up, NULL, cases);
}
