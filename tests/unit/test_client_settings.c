/* What the user wants: the command line, the defaults, where the file is, and the words for what is
 * wrong with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "loaded.h"
#include "unit.h"

#define BAD_ROOM "a room is '#NAME' or, if it has a key, '#NAME KEY', without commas"

START_TEST(nothing_said_is_the_server_here)
{
	load(WORDS(NULL));
	expect_server("localhost", 5555);
	expect_list(&loaded.settings.rooms, WORDS("#lobby"));
	expect_list(&loaded.settings.messages, WORDS(NULL));
	unit_same(loaded.settings.nick, "lovelace");
	unit_same(loaded.settings.clock, "%H:%M");
	ck_assert(loaded.settings.bell);
	ck_assert_int_eq(loaded.settings.colours, COLOURS_AUTO);
	ck_assert_int_eq(loaded.settings.elsewhere, ELSEWHERE_SHOW);
	ck_assert(!loaded.settings.follow && !loaded.settings.json && !loaded.settings.plain);
	ck_assert_ptr_null(loaded.settings.config);
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(operands_are_known_by_how_they_begin)
{
	load(WORDS("#dev", "chat.example.org", "&here", "6000", "+plus", "!odd", "--room", "ops"));
	expect_server("chat.example.org", 6000);
	expect_list(&loaded.settings.rooms, WORDS("#ops", "#dev", "&here", "+plus", "!odd"));
	settings_finish(&loaded.settings);
	load(WORDS("[::1]:7"));
	expect_server("::1", 7);
	settings_finish(&loaded.settings);
	load(WORDS("::1", "7"));
	expect_server("::1", 7);
	settings_finish(&loaded.settings);
	load(WORDS(":7"));
	expect_server("localhost", 7);
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(a_word_with_a_slash_is_a_unix_socket)
{
	char longest[128] = "/";
	load(WORDS("/run/chatd/chat", "#dev"));
	expect_server("/run/chatd/chat", 0);
	expect_list(&loaded.settings.rooms, WORDS("#dev"));
	settings_finish(&loaded.settings);
	load(WORDS("./chat:5555"));
	expect_server("./chat:5555", 0);
	settings_finish(&loaded.settings);
	load(WORDS("unix:chat"));
	expect_server("./chat", 0);
	settings_finish(&loaded.settings);
	load(WORDS("unix:a/b c"));
	expect_server("a/b c", 0);
	settings_finish(&loaded.settings);
	memset(longest + 1, 'x', 106);
	load(WORDS(longest));
	expect_server(longest, 0);
	settings_finish(&loaded.settings);
	strcat(longest, "x");
	char sentence[256];
	snprintf(sentence, sizeof sentence,
		"the path of a unix socket must have 1 to 107 bytes: '%s'", longest);
	expect_wrong(WORDS(longest), sentence);
	expect_wrong(WORDS("unix:"), "the path of a unix socket must have 1 to 107 bytes: 'unix:'");
	expect_wrong(WORDS("/run/chat", "5555"), "a unix socket has no port: '5555'");
}
END_TEST

START_TEST(options_say_the_rest)
{
	load(WORDS("-n", "ada", "-m", "one", "-m", "two", "-f", "--json", "--plain", "-r", "#x"));
	unit_same(loaded.settings.nick, "ada");
	expect_list(&loaded.settings.messages, WORDS("one", "two"));
	expect_list(&loaded.settings.rooms, WORDS("#x"));
	ck_assert(loaded.settings.follow && loaded.settings.json && loaded.settings.plain);
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(json_is_a_way_to_follow)
{
	load(WORDS("--json"));
	ck_assert(loaded.settings.follow && loaded.settings.json);
	settings_finish(&loaded.settings);
}
END_TEST

#define BARE "aa0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

START_TEST(the_connection_can_be_told_to_be_encrypted)
{
	load(WORDS(NULL));
	ck_assert_int_eq(loaded.settings.tls, TLS_WISH_AUTO);
	settings_finish(&loaded.settings);
	load(WORDS("--tls=always", "--fingerprint", BARE));
	ck_assert_int_eq(loaded.settings.tls, TLS_WISH_ALWAYS);
	unit_same(loaded.settings.fingerprint,
		"AA:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:"
		"1B:1C:1D:1E:1F");
	settings_finish(&loaded.settings);
	expect_wrong(WORDS("--tls", "yes"), "--tls must be auto, always or never, not: 'yes'");
	expect_wrong(WORDS("--fingerprint", BARE "0"),
		"--fingerprint must be the SHA-256 fingerprint of a certificate, 64 hexadecimal "
		"digits with or without colons, not: '" BARE "0'");
	expect_wrong(WORDS("--tls=never", "--fingerprint", BARE),
		"a certificate's fingerprint is given, but 'tls' is never");
	expect_wrong(
		WORDS("--login", "two words"), "--login must be " NICK_MUST ", not: 'two words'");
}
END_TEST

START_TEST(a_program_can_begin_in_the_past)
{
	load(WORDS("-f", "--since", "8812", "--resume", "ci-bot.2"));
	ck_assert_uint_eq(loaded.settings.begin.number, 8811); /* behind that */
	unit_same(loaded.settings.resume, "ci-bot.2");
	settings_finish(&loaded.settings);
	load(WORDS("--json", "--since", "1"));
	ck_assert_uint_eq(loaded.settings.begin.number, 0);
	ck_assert_int_eq(loaded.settings.begin.time, 1);
	settings_finish(&loaded.settings);
	load(WORDS("-f", "--since", "1h"));
	ck_assert_int_gt(loaded.settings.begin.time, clock_utc_ms() - 3700 * 1000);
	ck_assert_int_lt(loaded.settings.begin.time, clock_utc_ms() - 3500 * 1000);
	settings_finish(&loaded.settings);
	load(WORDS("-f", "--since", "last", "--resume", "x"));
	ck_assert_int_eq(loaded.settings.begin.time, 0);
	settings_finish(&loaded.settings);
	expect_wrong(WORDS("--since", "1h"), "--since is for --follow or --json");
	expect_wrong(WORDS("--resume", "x"), "--resume is for --follow or --json");
	expect_wrong(WORDS("-f", "--since", "last"),
		"--since last goes on where --resume NAME stopped: name it");
	expect_wrong(WORDS("-f", "--since", "5", "#a", "#b"),
		"the numbers of lines are of one room: name one");
	expect_wrong(WORDS("-f", "--since", "soon"),
		"--since must be a time before now like 30m, 14:00 or 2026-11-28, the number of a "
		"line, or 'last', not: 'soon'");
	expect_wrong(WORDS("-f", "--resume", ".x"),
		"--resume must be a name of at most 64 letters, digits and -_. that does not begin "
		"with a full stop, not: '.x'");
}
END_TEST

START_TEST(a_wrong_command_line_is_told_in_a_sentence)
{
	expect_wrong(WORDS("a", "1", "b"), "there is one word too many: 'b'");
	expect_wrong(WORDS("a:1", "2"), "the port is given twice: '2'");
	expect_wrong(WORDS("a", "x"), "the port must be a whole number from 1 to 65535, not: 'x'");
	expect_wrong(WORDS("a", "0"), "the port must be a whole number from 1 to 65535, not: '0'");
	expect_wrong(WORDS("a:0"), "the port must be a whole number from 1 to 65535, not: '0'");
	expect_wrong(
		WORDS("a:99999"), "the port must be a whole number from 0 to 65535: 'a:99999'");
	expect_wrong(WORDS("#a,b"), BAD_ROOM ": '#a,b'");
	expect_wrong(WORDS("-r", "a b c"), BAD_ROOM ": 'a'"); /* what may be a key is not shown */
	expect_wrong(WORDS("-r", "a key,b"), BAD_ROOM ": 'a'");
	expect_wrong(WORDS("-r", "a :key"), BAD_ROOM ": 'a'");
	expect_wrong(WORDS("-r", "a "), BAD_ROOM ": 'a'");
	expect_wrong(WORDS("-r", " a"), BAD_ROOM ": ''");
	expect_wrong(WORDS("-r", ""), BAD_ROOM ": ''");
	expect_wrong(WORDS("--folow"), "there is no option '--folow'; did you mean '--follow'?");
	expect_wrong(WORDS("-m"), "the option '-m' needs a value");
}
END_TEST

/* What was left out of it would be another name. */
START_TEST(a_name_that_is_none_is_told)
{
	static const char *const names[] = {"9x", "-x", "a b", "", "a.b", "a\x1B[2J", "ada!",
		"\u200Dada\u202E\u202C", "an-ada-of-more-than-thirty-two-chars"};
	static const char *const good[] = {"ada", "Ada_9", "\u0391\u03B4\u03B1", "[ada]|x"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char sentence[256];
		snprintf(sentence, sizeof sentence, "--nick must be " NICK_MUST ", not: '%s'",
			names[i]);
		expect_wrong(WORDS("--nick", names[i]), sentence);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		load(WORDS("-n", good[i]));
		unit_same(loaded.settings.nick, good[i]);
		settings_finish(&loaded.settings);
	}
}
END_TEST

START_TEST(a_password_is_that_of_an_account)
{
	static const char wanted[] =
		"--password-file and --password-command are for the account of --login; the "
		"server's password comes from --server-password-file or "
		"--server-password-command";
	expect_wrong(WORDS("--password-file", "/a"), wanted);
	expect_wrong(WORDS("--password-command=pass"), wanted);
	load(WORDS("--password-file", "/a", "--login", "ada"));
	settings_finish(&loaded.settings);
	load(WORDS("--server-password-file", "/a"));
	unit_same(loaded.settings.server_password_file, "/a");
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(a_room_has_its_key_behind_it)
{
	load(WORDS("#a hush", "-r", "b  hush2", "--room=#c", "&d\thush:4"));
	expect_list(&loaded.settings.rooms, WORDS("#b", "#c", "#a", "&d"));
	expect_key(0, "hush2");
	expect_key(1, NULL);
	expect_key(2, "hush");
	expect_key(3, "hush:4");
	settings_finish(&loaded.settings);
}
END_TEST

/* Others can see the words of a process. */
START_TEST(keys_do_not_stay_on_the_command_line)
{
	char words[][32] = {"chat-client", "#a hush", "-r", "b hush", "--room=#c hush", "-r#d hush",
		"-m", "say hush"};
	char *argv[] = {words[0], words[1], words[2], words[3], words[4], words[5], words[6],
		words[7], NULL};
	ck_assert(settings_load(&loaded.settings, 8, argv, loaded.error));
	expect_list(&loaded.settings.rooms, WORDS("#b", "#c", "#d", "#a"));
	for (size_t i = 0; i < 4; i++)
		expect_key(i, "hush");
	settings_finish(&loaded.settings);
	unit_same(words[1], "#a     ");
	unit_same(words[3], "b     ");
	unit_same(words[4], "--room=#c     ");
	unit_same(words[5], "-r#d     ");
	unit_same(words[7], "say hush");
}
END_TEST

START_TEST(keys_do_not_stay_where_nothing_is_joined)
{
	static const char *const last[] = {"--help", "--version", "one-word-too-many", "#a,b"};
	for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
		char words[][32] = {"chat-client", "#a hush", "host", "1", ""};
		char *argv[] = {words[0], words[1], words[2], words[3], words[4], NULL};
		strcpy(words[4], last[i]);
		bool good = settings_load(&loaded.settings, 5, argv, loaded.error);
		ck_assert(good == (*last[i] == '-'));
		unit_same(words[1], "#a     ");
		if (good)
			settings_finish(&loaded.settings);
	}
}
END_TEST

START_TEST(help_and_version_look_at_nothing_else)
{
	load(WORDS("--help", "--config", "/nowhere/at/all"));
	ck_assert(loaded.settings.help);
	settings_finish(&loaded.settings);
	load(WORDS("--version", "a", "b", "c"));
	ck_assert(loaded.settings.version);
	settings_finish(&loaded.settings);
}
END_TEST

static void write_at(const char *where, const char *text)
{
	char name[512];
	snprintf(name, sizeof name, "mkdir -p '%s/%s/chat-client'", loaded.folder, where);
	ck_assert_int_eq(system(name), 0);
	snprintf(name, sizeof name, "%s/%s/chat-client/chat-client.conf", loaded.folder, where);
	FILE *file = fopen(name, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void expect_nick(const char *nick)
{
	load(WORDS(NULL));
	unit_same(loaded.settings.nick, nick);
	settings_finish(&loaded.settings);
}

START_TEST(the_file_is_where_the_user_keeps_such)
{
	char other[512];
	snprintf(other, sizeof other, "%s/other", loaded.folder);
	write_at(".config", "nick = home\n");
	expect_nick("home");
	setenv("XDG_CONFIG_HOME", other, 1);
	expect_nick("lovelace");
	write_at("other", "nick = other\n");
	expect_nick("other");
	setenv("XDG_CONFIG_HOME", "other", 1);
	ck_assert_int_eq(chdir(loaded.folder), 0);
	expect_nick("home");
	setenv("XDG_CONFIG_HOME", "", 1);
	expect_nick("home");
}
END_TEST

START_TEST(a_wrong_file_of_the_user_is_told_too)
{
	char sentence[512];
	write_at(".config", "bell = 7\n");
	snprintf(sentence, sizeof sentence,
		"%s/.config/chat-client/chat-client.conf:1: 'bell' must be true or false, "
		"not '7'",
		loaded.folder);
	expect_wrong(WORDS(NULL), sentence);
}
END_TEST

START_TEST(who_has_no_login_name_has_the_account_s)
{
	unsetenv("LOGNAME");
	load(WORDS(NULL));
	ck_assert_uint_gt(strlen(loaded.settings.nick), 0);
	ck_assert_str_ne(loaded.settings.nick, "lovelace");
	settings_finish(&loaded.settings);
	setenv("LOGNAME", "a b", 1);
	load(WORDS(NULL));
	ck_assert_str_ne(loaded.settings.nick, "a b");
	settings_finish(&loaded.settings);
}
END_TEST

static void expect_history(const char *below)
{
	char wanted[512];
	snprintf(wanted, sizeof wanted, "%s/%s/chat-client/history", loaded.folder, below);
	char *got = settings_state("history");
	ck_assert_ptr_nonnull(got);
	unit_same(got, wanted);
	free(got);
}

START_TEST(the_history_is_in_a_folder_of_its_own)
{
	char other[512];
	expect_history(".local/state");
	snprintf(other, sizeof other, "%s/deep/er", loaded.folder);
	setenv("XDG_STATE_HOME", other, 1);
	expect_history("deep/er");
	setenv("XDG_STATE_HOME", "relative", 1);
	expect_history(".local/state");
	setenv("HOME", "relative", 1);
	ck_assert_ptr_null(settings_state("history"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {nothing_said_is_the_server_here,
		operands_are_known_by_how_they_begin, a_word_with_a_slash_is_a_unix_socket,
		options_say_the_rest, json_is_a_way_to_follow, a_program_can_begin_in_the_past,
		the_connection_can_be_told_to_be_encrypted,
		a_wrong_command_line_is_told_in_a_sentence, a_name_that_is_none_is_told,
		a_password_is_that_of_an_account, a_room_has_its_key_behind_it,
		keys_do_not_stay_on_the_command_line, keys_do_not_stay_where_nothing_is_joined,
		help_and_version_look_at_nothing_else, the_file_is_where_the_user_keeps_such,
		a_wrong_file_of_the_user_is_told_too, who_has_no_login_name_has_the_account_s,
		the_history_is_in_a_folder_of_its_own, NULL};
	return unit_cases_with("client settings", loaded_set_up, loaded_tear_down, cases);
}
