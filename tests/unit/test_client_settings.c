/* What the user wants: the command line, the file, the defaults, and the words for what is wrong
 * with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "settings.h"
#include "stderr_pipe.h"
#include "temporary.h"
#include "unit.h"

#define MOST_WORDS 16
#define NICK_MUST                                                                                \
	"a name of at most 32 letters, digits and -_[]{}|^`\\ that begins with neither a digit " \
	"nor '-'"
#define BAD_ROOM "a room is '#NAME' or, if it has a key, '#NAME KEY', without commas"

static struct settings settings;
static char error[SETTINGS_ERROR_SIZE];
static char *path;			 /* of the file */
static char folder[TEMPORARY_PATH_SIZE]; /* home */

static void set_up(void)
{
	path = temporary_file("", 0);
	temporary_subfolder(folder, "home");
	setenv("HOME", folder, 1);
	setenv("LOGNAME", "lovelace", 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
}

static void tear_down(void)
{
	temporary_remove(path);
	temporary_remove_tree(folder);
}

/* With these words, up to a NULL, behind the program's name. */
static bool load_words(const char *const *words)
{
	char *argv[MOST_WORDS + 2] = {memory_text("chat-client")};
	int argc = 1;
	for (; words[argc - 1]; argc++)
		argv[argc] = memory_text(words[argc - 1]);
	bool good = settings_load(&settings, argc, argv, error);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return good;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void load(const char *const *words)
{
	ck_assert_msg(load_words(words), "%s", error);
}

static void expect_wrong(const char *const *words, const char *sentence)
{
	ck_assert_msg(!load_words(words), "it was taken; expected: %s", sentence);
	unit_same(error, sentence);
}

static bool load_file(const char *text)
{
	temporary_write(path, text, strlen(text));
	return load_words(WORDS("--config", path));
}

/* `sentence` stands behind the file's name. */
static void expect_bad_file(const char *text, const char *sentence)
{
	ck_assert_msg(!load_file(text), "'%s' was taken", text);
	ck_assert_msg(strncmp(error, path, strlen(path)) == 0, "%s", error);
	unit_same(error + strlen(path), sentence);
}

static void expect_server(const char *host, int port)
{
	unit_same(settings.server.host, host);
	ck_assert_int_eq(settings.server.port, port);
}

static void expect_list(const struct option_list *list, const char *const *wanted)
{
	size_t count = 0;
	while (wanted[count])
		count++;
	ck_assert_uint_eq(list->count, count);
	for (size_t i = 0; i < count; i++)
		unit_same(list->values[i], wanted[i]);
}

START_TEST(nothing_said_is_the_server_here)
{
	load(WORDS(NULL));
	expect_server("localhost", 5555);
	expect_list(&settings.rooms, WORDS("#lobby"));
	expect_list(&settings.messages, WORDS(NULL));
	unit_same(settings.nick, "lovelace");
	unit_same(settings.clock, "%H:%M");
	ck_assert(settings.bell);
	ck_assert_int_eq(settings.colours, COLOURS_AUTO);
	ck_assert_int_eq(settings.elsewhere, ELSEWHERE_SHOW);
	ck_assert(!settings.follow && !settings.json && !settings.plain);
	ck_assert_ptr_null(settings.config);
	settings_finish(&settings);
}
END_TEST

START_TEST(operands_are_known_by_how_they_begin)
{
	load(WORDS("#dev", "chat.example.org", "&here", "6000", "+plus", "!odd", "--room", "ops"));
	expect_server("chat.example.org", 6000);
	expect_list(&settings.rooms, WORDS("#ops", "#dev", "&here", "+plus", "!odd"));
	settings_finish(&settings);
	load(WORDS("[::1]:7"));
	expect_server("::1", 7);
	settings_finish(&settings);
	load(WORDS("::1", "7"));
	expect_server("::1", 7);
	settings_finish(&settings);
	load(WORDS(":7"));
	expect_server("localhost", 7);
	settings_finish(&settings);
}
END_TEST

START_TEST(options_say_the_rest)
{
	load(WORDS("-n", "ada", "-m", "one", "-m", "two", "-f", "--json", "--plain", "-r", "#x"));
	unit_same(settings.nick, "ada");
	expect_list(&settings.messages, WORDS("one", "two"));
	expect_list(&settings.rooms, WORDS("#x"));
	ck_assert(settings.follow && settings.json && settings.plain);
	settings_finish(&settings);
}
END_TEST

START_TEST(json_is_a_way_to_follow)
{
	load(WORDS("--json"));
	ck_assert(settings.follow && settings.json);
	settings_finish(&settings);
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
		unit_same(settings.nick, good[i]);
		settings_finish(&settings);
	}
}
END_TEST

static void expect_key(size_t i, const char *key)
{
	if (key)
		unit_same(settings.keys[i], key);
	else
		ck_assert_ptr_null(settings.keys[i]);
}

START_TEST(a_room_has_its_key_behind_it)
{
	load(WORDS("#a hush", "-r", "b  hush2", "--room=#c", "&d\thush:4"));
	expect_list(&settings.rooms, WORDS("#b", "#c", "#a", "&d"));
	expect_key(0, "hush2");
	expect_key(1, NULL);
	expect_key(2, "hush");
	expect_key(3, "hush:4");
	settings_finish(&settings);
}
END_TEST

/* Others can see the words of a process. */
START_TEST(keys_do_not_stay_on_the_command_line)
{
	char words[][32] = {"chat-client", "#a hush", "-r", "b hush", "--room=#c hush", "-r#d hush",
		"-m", "say hush"};
	char *argv[] = {words[0], words[1], words[2], words[3], words[4], words[5], words[6],
		words[7], NULL};
	ck_assert(settings_load(&settings, 8, argv, error));
	expect_list(&settings.rooms, WORDS("#b", "#c", "#d", "#a"));
	for (size_t i = 0; i < 4; i++)
		expect_key(i, "hush");
	settings_finish(&settings);
	unit_same(words[1], "#a     ");
	unit_same(words[3], "b     ");
	unit_same(words[4], "--room=#c     ");
	unit_same(words[5], "-r#d     ");
	unit_same(words[7], "say hush");
}
END_TEST

START_TEST(help_and_version_look_at_nothing_else)
{
	load(WORDS("--help", "--config", "/nowhere/at/all"));
	ck_assert(settings.help);
	settings_finish(&settings);
	load(WORDS("--version", "a", "b", "c"));
	ck_assert(settings.version);
	settings_finish(&settings);
}
END_TEST

START_TEST(a_file_says_what_there_is_to_say)
{
	ck_assert_msg(load_file("# mine\n"
				"nick = ada\n"
				"bell = false\n"
				"colours = never\n"
				"elsewhere = count\n"
				"clock = \"%d. %H:%M:%S\"\n"
				"server work {\n"
				"\taddress = \"chat.example.org:6000\"\n"
				"\trooms = {\"#dev\", \"#ops\"}\n"
				"\tnick = \"countess\"\n"
				"}\n"),
		"%s", error);
	unit_same(settings.nick, "ada");
	ck_assert(!settings.bell);
	ck_assert_int_eq(settings.colours, COLOURS_NEVER);
	ck_assert_int_eq(settings.elsewhere, ELSEWHERE_COUNT);
	unit_same(settings.clock, "%d. %H:%M:%S");
	expect_server("localhost", 5555);
	expect_list(&settings.rooms, WORDS("#lobby"));
	unit_same(settings.config, path);
	settings_finish(&settings);
}
END_TEST

START_TEST(the_other_words_are_taken_too)
{
	ck_assert_msg(load_file("bell = true\ncolours = always\nelsewhere = show\nclock = \"\"\n"),
		"%s", error);
	ck_assert(settings.bell);
	ck_assert_int_eq(settings.colours, COLOURS_ALWAYS);
	ck_assert_int_eq(settings.elsewhere, ELSEWHERE_SHOW);
	unit_same(settings.clock, "");
	settings_finish(&settings);
}
END_TEST

static const char servers[] = "nick = ada\n"
			      "server work {\n"
			      "  address = \"chat.example.org:6000\"\n"
			      "  rooms = {\"#dev\", \"#ops\"}\n"
			      "  nick = countess\n"
			      "}\n"
			      "server \"at home\" { address = \"[::1]\" }\n";

static void load_servers(const char *const *words)
{
	const char *all[MOST_WORDS] = {"--config", path};
	temporary_write(path, servers, sizeof servers - 1);
	for (size_t i = 0; words[i]; i++)
		all[i + 2] = words[i];
	load(all);
}

START_TEST(a_short_name_stands_for_a_server)
{
	load_servers(WORDS("work"));
	expect_server("chat.example.org", 6000);
	expect_list(&settings.rooms, WORDS("#dev", "#ops"));
	unit_same(settings.nick, "countess");
	settings_finish(&settings);
	load_servers(WORDS("at home"));
	expect_server("::1", 5555);
	expect_list(&settings.rooms, WORDS("#lobby"));
	unit_same(settings.nick, "ada");
	settings_finish(&settings);
	load_servers(WORDS("WORK"));
	expect_server("WORK", 5555);
	settings_finish(&settings);
}
END_TEST

START_TEST(keys_in_the_file_are_not_for_others)
{
	static char told[STDERR_TEXT_SIZE];
	static const char text[] =
		"server work {\n address = a\n rooms = {\"#dev\", \"#x key\"}\n}\n";
	stderr_pipe_open();
	temporary_write(path, text, sizeof text - 1);
	ck_assert_int_eq(chmod(path, 0600), 0);
	load(WORDS("--config", path, "work"));
	expect_list(&settings.rooms, WORDS("#dev", "#x"));
	expect_key(0, NULL);
	expect_key(1, "key");
	settings_finish(&settings);
	stderr_pipe_read(told);
	unit_same(told, "");
	ck_assert_int_eq(chmod(path, 0640), 0);
	load(WORDS("--config", path, "elsewhere"));
	settings_finish(&settings);
	stderr_pipe_read(told);
	ck_assert_ptr_nonnull(strstr(told, ", and a room's key is in it: chmod 600 '"));
	load_servers(WORDS("work"));
	settings_finish(&settings);
	stderr_pipe_read(told);
	unit_same(told, "");
}
END_TEST

START_TEST(the_command_line_wins)
{
	load_servers(WORDS("work", "7000", "#x", "-n", "bob"));
	expect_server("chat.example.org", 7000);
	expect_list(&settings.rooms, WORDS("#x"));
	unit_same(settings.nick, "bob");
	settings_finish(&settings);
}
END_TEST

START_TEST(an_error_names_file_and_line)
{
	expect_bad_file("\nnik = ada\n", ", line 2: no such option 'nik'");
	expect_bad_file("# mine\nnick = a # b\nnik = ada", ", line 3: no such option 'nik'");
	expect_bad_file(
		"\n\nbell = maybe\n", ", line 3: 'bell' must be true or false, not 'maybe'");
	expect_bad_file(
		"colours = red\n", ", line 1: 'colours' must be auto, always or never, not 'red'");
	expect_bad_file(
		"elsewhere = hide\n", ", line 1: 'elsewhere' must be show or count, not 'hide'");
	expect_bad_file("clock = \"%n\"\n",
		", line 1: 'clock' must be a format of strftime(3) for at most 63 bytes without "
		"control characters, not '%n'");
	expect_bad_file("clock = \"%c%c%c%c%c%c\"\n",
		", line 1: 'clock' must be a format of strftime(3) for at most 63 bytes without "
		"control characters, not '%c%c%c%c%c%c'");
	expect_bad_file("nick = \"a b\"\n", ", line 1: 'nick' must be " NICK_MUST ", not 'a b'");
	expect_bad_file("nick = \"\"\n", ", line 1: 'nick' must be " NICK_MUST ", not ''");
}
END_TEST

START_TEST(an_error_in_a_section_is_found_whatever_is_asked_for)
{
	expect_bad_file("server x {\n address = \"a:99999\"\n}\n",
		", line 2: 'address' must be HOST or HOST:PORT, not 'a:99999'");
	expect_bad_file("server x {\n address = \":5\"\n}\n",
		", line 2: 'address' must be HOST or HOST:PORT, not ':5'");
	expect_bad_file("server x {\n address = \"a:0\"\n}\n",
		", line 2: 'address' must be HOST or HOST:PORT, not 'a:0'");
	expect_bad_file("server x {\n address = a\n rooms = {\"#a\", \"#b c d\"}\n}\n",
		", line 3: 'rooms' must be names without blanks and commas, each with its key "
		"behind a blank if it has one, not '#b c d'");
	expect_bad_file("server x {\n address = a\n nick = \"\"\n}\n",
		", line 3: 'nick' must be " NICK_MUST ", not ''");
	expect_bad_file(
		"server x {\n address = a\n port = 5\n}\n", ", line 3: no such option 'port'");
	expect_bad_file("server x {\n}\n", ", line 2: the server 'x' has no address");
	expect_bad_file("server x { address = a }\nserver x { address = b }\n",
		", line 2: found duplicate title 'x'");
}
END_TEST

START_TEST(a_broken_file_is_refused)
{
	expect_bad_file("bell true\n", ", line 1: missing equal sign after option 'bell'");
	expect_bad_file("bell =\nnick = a\n", ", line 2: 'bell' must be true or false, not 'nick'");
	expect_bad_file("server {\n", ", line 1: missing title for section 'server'");
	expect_bad_file("server = a\n", ", line 1: missing title for section 'server'");
	expect_bad_file("server x {\n", ", line 2: the server 'x' has no address");
	expect_bad_file("bell = {true}\n", ", line 1: unexpected token '{'");
	expect_bad_file(
		"nick = a\nbell = true\nnick = b\n", ", line 3: 'nick' stands in line 1 already");
	expect_bad_file("server x {\n address = a\n rooms = {\"#a\",\n"
			"\"#c\"}\n rooms = {\"#b\"}\n}\n",
		", line 5: 'rooms' stands in line 3 already");
	expect_bad_file("nick = a\nserver x {\n address = a\n address = b\n}\n",
		", line 4: 'address' stands in line 3 already");
	expect_bad_file("}\n", ", line 1: unexpected closing brace");
	expect_bad_file("nick = \"a\n", ", line 2: premature end of file");
}
END_TEST

START_TEST(a_file_that_was_named_must_be_there)
{
	char sentence[512];
	expect_wrong(WORDS("--config", "/nowhere/x"),
		"cannot read the file '/nowhere/x': No such file or directory");
	expect_wrong(WORDS("--config", "/"), "cannot read the file '/': Is a directory");
	snprintf(sentence, sizeof sentence, "cannot read the file '%s/x': Not a directory", path);
	char *below = memory_get(strlen(path) + 3);
	sprintf(below, "%s/x", path);
	expect_wrong(WORDS("--config", below), sentence);
	free(below);
}
END_TEST

/* Writes the file in a folder of home, which is made. */
static void write_at(const char *where, const char *text)
{
	char name[512];
	snprintf(name, sizeof name, "mkdir -p '%s/%s/chat-client'", folder, where);
	ck_assert_int_eq(system(name), 0);
	snprintf(name, sizeof name, "%s/%s/chat-client/chat-client.conf", folder, where);
	FILE *file = fopen(name, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void expect_nick(const char *nick)
{
	load(WORDS(NULL));
	unit_same(settings.nick, nick);
	settings_finish(&settings);
}

START_TEST(the_file_is_where_the_user_keeps_such)
{
	char other[512];
	snprintf(other, sizeof other, "%s/other", folder);
	write_at(".config", "nick = home\n");
	expect_nick("home");
	setenv("XDG_CONFIG_HOME", other, 1);
	expect_nick("lovelace");
	write_at("other", "nick = other\n");
	expect_nick("other");
	setenv("XDG_CONFIG_HOME", "other", 1);
	ck_assert_int_eq(chdir(folder), 0);
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
		"%s/.config/chat-client/chat-client.conf, line 1: 'bell' must be true or false, "
		"not '7'",
		folder);
	expect_wrong(WORDS(NULL), sentence);
}
END_TEST

START_TEST(who_has_no_login_name_has_the_account_s)
{
	unsetenv("LOGNAME");
	load(WORDS(NULL));
	ck_assert_uint_gt(strlen(settings.nick), 0);
	ck_assert_str_ne(settings.nick, "lovelace");
	settings_finish(&settings);
	setenv("LOGNAME", "a b", 1);
	load(WORDS(NULL));
	ck_assert_str_ne(settings.nick, "a b");
	settings_finish(&settings);
}
END_TEST

static void expect_history(const char *below)
{
	char wanted[512];
	snprintf(wanted, sizeof wanted, "%s/%s/chat-client/history", folder, below);
	char *got = settings_history();
	ck_assert_ptr_nonnull(got);
	unit_same(got, wanted);
	free(got);
}

START_TEST(the_history_is_in_a_folder_of_its_own)
{
	char other[512];
	expect_history(".local/state");
	snprintf(other, sizeof other, "%s/deep/er", folder);
	setenv("XDG_STATE_HOME", other, 1);
	expect_history("deep/er");
	setenv("XDG_STATE_HOME", "relative", 1);
	expect_history(".local/state");
	setenv("HOME", "relative", 1);
	ck_assert_ptr_null(settings_history());
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		nothing_said_is_the_server_here,
		operands_are_known_by_how_they_begin,
		options_say_the_rest,
		json_is_a_way_to_follow,
		a_wrong_command_line_is_told_in_a_sentence,
		a_name_that_is_none_is_told,
		a_room_has_its_key_behind_it,
		keys_do_not_stay_on_the_command_line,
		help_and_version_look_at_nothing_else,
		a_file_says_what_there_is_to_say,
		the_other_words_are_taken_too,
		a_short_name_stands_for_a_server,
		keys_in_the_file_are_not_for_others,
		the_command_line_wins,
		an_error_names_file_and_line,
		an_error_in_a_section_is_found_whatever_is_asked_for,
		a_broken_file_is_refused,
		a_file_that_was_named_must_be_there,
		the_file_is_where_the_user_keeps_such,
		a_wrong_file_of_the_user_is_told_too,
		who_has_no_login_name_has_the_account_s,
		the_history_is_in_a_folder_of_its_own,
		NULL,
	};
	return unit_cases_with("client settings", set_up, tear_down, cases);
}
