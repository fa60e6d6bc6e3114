/* The file of settings: what it says, and what is wrong with it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loaded.h"
#include "memory.h"
#include "stderr_pipe.h"
#include "unit.h"

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
		"%s", loaded.error);
	unit_same(loaded.settings.nick, "ada");
	ck_assert(!loaded.settings.bell);
	ck_assert_int_eq(loaded.settings.colours, COLOURS_NEVER);
	ck_assert_int_eq(loaded.settings.elsewhere, ELSEWHERE_COUNT);
	unit_same(loaded.settings.clock, "%d. %H:%M:%S");
	expect_server("localhost", 5555);
	expect_list(&loaded.settings.rooms, WORDS("#lobby"));
	unit_same(loaded.settings.config, loaded.path);
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(the_other_words_are_taken_too)
{
	ck_assert_msg(load_file("bell = true\ncolours = always\nelsewhere = show\nclock = \"\"\n"),
		"%s", loaded.error);
	ck_assert(loaded.settings.bell);
	ck_assert_int_eq(loaded.settings.colours, COLOURS_ALWAYS);
	ck_assert_int_eq(loaded.settings.elsewhere, ELSEWHERE_SHOW);
	unit_same(loaded.settings.clock, "");
	settings_finish(&loaded.settings);
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
	const char *all[LOADED_WORDS_MAX] = {"--config", loaded.path};
	temporary_write(loaded.path, servers, sizeof servers - 1);
	for (size_t i = 0; words[i]; i++)
		all[i + 2] = words[i];
	load(all);
}

START_TEST(a_short_name_stands_for_a_server)
{
	load_servers(WORDS("work"));
	expect_server("chat.example.org", 6000);
	expect_list(&loaded.settings.rooms, WORDS("#dev", "#ops"));
	unit_same(loaded.settings.nick, "countess");
	settings_finish(&loaded.settings);
	load_servers(WORDS("at home"));
	expect_server("::1", 5555);
	expect_list(&loaded.settings.rooms, WORDS("#lobby"));
	unit_same(loaded.settings.nick, "ada");
	settings_finish(&loaded.settings);
	load_servers(WORDS("WORK"));
	expect_server("WORK", 5555);
	settings_finish(&loaded.settings);
}
END_TEST

#define PRINT                                                                                     \
	"AA:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:" \
	"1D:1E:1F"

static void load_with(const char *text, const char *server, const char *option)
{
	temporary_write(loaded.path, text, strlen(text));
	load(WORDS("--config", loaded.path, server, option));
}

START_TEST(a_server_has_its_own_way_to_encrypt_and_to_log_in)
{
	static const char text[] =
		"tls = never\nlogin = ada\npassword-file = \"/a\"\n"
		"server work {\n address = a\n tls = always\n fingerprint = \"" PRINT "\"\n"
		" login = lovelace\n password-command = \"pass\"\n client-cert = \"/c\"\n"
		" server-password-file = \"/s\"\n}\n";
	const struct settings *settings = &loaded.settings;
	load_with(text, "work", "--plain");
	ck_assert_int_eq(settings->tls, TLS_WISH_ALWAYS);
	unit_same(settings->fingerprint, PRINT);
	unit_same(settings->login, "lovelace");
	unit_same(settings->nick, "lovelace");
	unit_same(settings->password_command, "pass");
	ck_assert_ptr_null(settings->password_file);
	unit_same(settings->client_cert, "/c");
	unit_same(settings->server_password_file, "/s");
	settings_finish(&loaded.settings);
	load_with(text, "elsewhere", "--plain");
	ck_assert_int_eq(settings->tls, TLS_WISH_NEVER);
	ck_assert_ptr_null(settings->fingerprint);
	unit_same(settings->login, "ada");
	unit_same(settings->password_file, "/a");
	ck_assert_ptr_null(settings->password_command);
	ck_assert_ptr_null(settings->server_password_file);
	settings_finish(&loaded.settings);
	load_with(text, "work", "--password-file=/b"); /* counts for more than both */
	unit_same(settings->password_file, "/b");
	ck_assert_ptr_null(settings->password_command);
	settings_finish(&loaded.settings);
	load_with(text, "work", "--server-password-command=x");
	unit_same(settings->server_password_command, "x");
	ck_assert_ptr_null(settings->server_password_file);
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(a_list_may_have_one_room)
{
	load_with("server work {\n address = a\n rooms = {\"#ops\"}\n}\n", "work", "--plain");
	expect_list(&loaded.settings.rooms, WORDS("#ops"));
	settings_finish(&loaded.settings);
	load_with("server work {\n address = a\n rooms = {\n\"#ops\"\n}\n}\n", "work", "--plain");
	expect_list(&loaded.settings.rooms, WORDS("#ops"));
	settings_finish(&loaded.settings);
	expect_bad_file(
		"server work {\n rooms = {\"#ops\"}\n rooms = {\"#dev\"}\n address = a\n}\n",
		":3: 'rooms' stands in line 2 already");
	expect_bad_file("server work {\n rooms = \"#ops\"\n address = a\n rooms = \"#dev\"\n}\n",
		":4: 'rooms' stands in line 2 already");
}
END_TEST

START_TEST(wrong_words_about_encryption_are_told)
{
	expect_bad_file("tls = on\n", ":1: 'tls' must be auto, always or never, not 'on'");
	expect_bad_file("server a {\n fingerprint = abc\n address = a\n}\n",
		":2: 'fingerprint' must be the SHA-256 fingerprint of a certificate, 64 "
		"hexadecimal digits with or without colons, not 'abc'");
	expect_bad_file("login = \"a b\"\n", ":1: 'login' must be " NICK_MUST ", not 'a b'");
	expect_bad_file(
		"password-file = \"\"\n", ":1: 'password-file' must be the name of a file, not ''");
}
END_TEST

START_TEST(keys_in_the_file_are_not_for_others)
{
	static char told[STDERR_TEXT_SIZE];
	static const char text[] =
		"server work {\n address = a\n rooms = {\"#dev\", \"#x key\"}\n}\n";
	stderr_pipe_open();
	temporary_write(loaded.path, text, sizeof text - 1);
	ck_assert_int_eq(chmod(loaded.path, 0600), 0);
	load(WORDS("--config", loaded.path, "work"));
	expect_list(&loaded.settings.rooms, WORDS("#dev", "#x"));
	expect_key(0, NULL);
	expect_key(1, "key");
	settings_finish(&loaded.settings);
	stderr_pipe_read(told);
	unit_same(told, "");
	ck_assert_int_eq(chmod(loaded.path, 0640), 0);
	load(WORDS("--config", loaded.path, "elsewhere"));
	settings_finish(&loaded.settings);
	stderr_pipe_read(told);
	ck_assert_ptr_nonnull(strstr(told, ", and a room's key is in it: chmod 600 '"));
	load_servers(WORDS("work"));
	settings_finish(&loaded.settings);
	stderr_pipe_read(told);
	unit_same(told, "");
}
END_TEST

START_TEST(the_command_line_wins)
{
	load_servers(WORDS("work", "7000", "#x", "-n", "bob"));
	expect_server("chat.example.org", 7000);
	expect_list(&loaded.settings.rooms, WORDS("#x"));
	unit_same(loaded.settings.nick, "bob");
	settings_finish(&loaded.settings);
}
END_TEST

START_TEST(an_error_names_file_and_line)
{
	expect_bad_file("\nnik = ada\n", ":2: no such option 'nik'");
	expect_bad_file("# mine\nnick = a # b\nnik = ada", ":3: no such option 'nik'");
	expect_bad_file("\n\nbell = maybe\n", ":3: 'bell' must be true or false, not 'maybe'");
	expect_bad_file(
		"colours = red\n", ":1: 'colours' must be auto, always or never, not 'red'");
	expect_bad_file("elsewhere = hide\n", ":1: 'elsewhere' must be show or count, not 'hide'");
	expect_bad_file("clock = \"%n\"\n",
		":1: 'clock' must be a format of strftime(3) for at most 63 bytes without "
		"control characters, not '%n'");
	expect_bad_file("clock = \"%c%c%c%c%c%c\"\n",
		":1: 'clock' must be a format of strftime(3) for at most 63 bytes without "
		"control characters, not '%c%c%c%c%c%c'");
	expect_bad_file("nick = \"a b\"\n", ":1: 'nick' must be " NICK_MUST ", not 'a b'");
	expect_bad_file("nick = \"\"\n", ":1: 'nick' must be " NICK_MUST ", not ''");
}
END_TEST

START_TEST(an_error_in_a_section_is_found_whatever_is_asked_for)
{
	expect_bad_file("server x {\n address = \"a:99999\"\n}\n",
		":2: 'address' must be HOST, HOST:PORT or unix:PATH, not 'a:99999'");
	expect_bad_file("server x {\n address = \":5\"\n}\n",
		":2: 'address' must be HOST, HOST:PORT or unix:PATH, not ':5'");
	expect_bad_file("server x {\n address = \"a:0\"\n}\n",
		":2: 'address' must be HOST, HOST:PORT or unix:PATH, not 'a:0'");
	expect_bad_file("server x {\n address = \"unix:\"\n}\n",
		":2: 'address' must be HOST, HOST:PORT or unix:PATH, not 'unix:'");
	expect_bad_file("server x {\n address = a\n rooms = {\"#a\", \"#b c d\"}\n}\n",
		":3: 'rooms' must be names without blanks and commas, each with its key "
		"behind a blank if it has one, not '#b c d'");
	expect_bad_file("server x {\n address = a\n nick = \"\"\n}\n",
		":3: 'nick' must be " NICK_MUST ", not ''");
	expect_bad_file("server x {\n address = a\n port = 5\n}\n", ":3: no such option 'port'");
	expect_bad_file("server x {\n}\n", ":2: the server 'x' has no address");
	expect_bad_file("server x { address = a }\nserver x { address = b }\n",
		":2: found duplicate title 'x'");
}
END_TEST

START_TEST(a_broken_file_is_refused)
{
	expect_bad_file("bell true\n", ":1: missing equal sign after option 'bell'");
	expect_bad_file("bell =\nnick = a\n", ":2: 'bell' must be true or false, not 'nick'");
	expect_bad_file("server {\n", ":1: missing title for section 'server'");
	expect_bad_file("server = a\n", ":1: missing title for section 'server'");
	expect_bad_file("server x {\n", ":2: the server 'x' has no address");
	expect_bad_file("bell = {true}\n", ":1: this takes one value, which stands without braces");
	expect_bad_file("nick = a\nbell = true\nnick = b\n", ":3: 'nick' stands in line 1 already");
	expect_bad_file("server x {\n address = a\n rooms = {\"#a\",\n"
			"\"#c\"}\n rooms = {\"#b\"}\n}\n",
		":5: 'rooms' stands in line 3 already");
	expect_bad_file("nick = a\nserver x {\n address = a\n address = b\n}\n",
		":4: 'address' stands in line 3 already");
	expect_bad_file("}\n", ":1: a closing brace without an opening one");
	expect_bad_file("nick = \"a\n", ":1: a quote is opened and not closed in this line");
}
END_TEST

START_TEST(a_file_that_was_named_must_be_there)
{
	char sentence[512];
	expect_wrong(WORDS("--config", "/nowhere/x"),
		"cannot read the file '/nowhere/x': No such file or directory");
	expect_wrong(WORDS("--config", "/"), "cannot read the file '/': Is a directory");
	snprintf(sentence, sizeof sentence, "cannot read the file '%s/x': Not a directory",
		loaded.path);
	char *below = memory_get(strlen(loaded.path) + 3);
	sprintf(below, "%s/x", loaded.path);
	expect_wrong(WORDS("--config", below), sentence);
	free(below);
}
END_TEST

/* Writes the file in a folder of home, which is made. */
Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_file_says_what_there_is_to_say,
		the_other_words_are_taken_too, a_short_name_stands_for_a_server,
		a_server_has_its_own_way_to_encrypt_and_to_log_in, a_list_may_have_one_room,
		wrong_words_about_encryption_are_told, keys_in_the_file_are_not_for_others,
		the_command_line_wins, an_error_names_file_and_line,
		an_error_in_a_section_is_found_whatever_is_asked_for, a_broken_file_is_refused,
		a_file_that_was_named_must_be_there, NULL};
	return unit_cases_with("client settings file", loaded_set_up, loaded_tear_down, cases);
}
