#include "settings.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "fingerprint.h"
#include "memory.h"
#include "name.h"
#include "option_value.h"
#include "report.h"
#include "settings_file.h"
#include "text_copy.h"
#include "when.h"

#define DEFAULT_HOST "localhost"
#define DEFAULT_PORT 5555
#define DEFAULT_ROOM "#lobby"
#define ROOM_SIGNS "#&+!" /* RFC 2812, 1.3 */

#define ROW(long_name, short_name, kind, member, what, text)                                \
	{                                                                                   \
		.name = long_name, .letter = short_name, .type = kind,                      \
		.offset = offsetof(struct settings, member), .argument = what, .help = text \
	}

static const struct option_row rows[] = {
	ROW("nick", 'n', OPTION_TEXT, nick, "NAME",
		"who you are (default: the account, else the login name)"),
	ROW("room", 'r', OPTION_LIST, rooms, "ROOM",
		"join this room, 'ROOM KEY' with its key; repeatable (default #lobby)"),
	ROW("message", 'm', OPTION_LIST, messages, "TEXT", "say this and leave; repeatable"),
	ROW("follow", 'f', OPTION_FLAG, follow, NULL, "print what is said, until a signal"),
	ROW("json", '\0', OPTION_FLAG, json, NULL, "the same, as one JSON object for each event"),
	ROW("since", '\0', OPTION_TEXT, since, "WHERE",
		"follow: first print what was said since a time (30m, 14:00, 2026-11-28), a "
		"line's number, or 'last': where --resume stopped"),
	ROW("resume", '\0', OPTION_TEXT, resume, "NAME",
		"follow: go on where the last run with this NAME stopped"),
	{.name = "tls",
		.type = OPTION_TEXT,
		.offset = offsetof(struct settings, tls_word),
		.choices = settings_file_tls_words,
		.argument = "WHEN",
		.help = "encrypt the connection: auto (where the server can; the default), "
			"always or never"},
	ROW("fingerprint", '\0', OPTION_TEXT, fingerprint, "SHA256",
		"take no other certificate of the server than this"),
	ROW("login", '\0', OPTION_TEXT, login, "NAME", "log in to this account"),
	ROW("password-file", '\0', OPTION_TEXT, password_file, "FILE",
		"its password is the first line of this file"),
	ROW("password-command", '\0', OPTION_TEXT, password_command, "COMMAND",
		"its password is the first line that this command prints"),
	ROW("server-password-file", '\0', OPTION_TEXT, server_password_file, "FILE",
		"the password that the server has for all who come is the first line of this "
		"file"),
	ROW("server-password-command", '\0', OPTION_TEXT, server_password_command, "COMMAND",
		"the same, from the first line that this command prints"),
	ROW("client-cert", '\0', OPTION_TEXT, client_cert, "FILE",
		"show this certificate, with its key in PEM form; without a password it logs in"),
	ROW("plain", '\0', OPTION_FLAG, plain, NULL,
		"whole sentences and no redrawing, for screen readers"),
	ROW("config", 'c', OPTION_TEXT, config, "FILE",
		"read the settings from this file instead of your own"),
	ROW("help", 'h', OPTION_FLAG, help, NULL, "show this and exit"),
	ROW("version", 'V', OPTION_FLAG, version, NULL,
		"show the version and the line editor in use, and exit"),
	{.name = NULL},
};

const struct option_table settings_table = {
	.program = "chat-client",
	.usage = "[OPTION]... [HOST[:PORT] | PATH | SERVER] [PORT] ['#ROOM']...",
	.about =
		"Joins rooms of a chat server; HOST is localhost and PORT 5555 unless given, or a\n"
		"server of the local network where none answers there. An IPv6 address with a\n"
		"port is written [ADDRESS]:PORT. PATH is that of a unix socket, with a '/' in\n"
		"it. SERVER is the short name of one in the settings. On a terminal you type and\n"
		"read; otherwise the lines of standard input, or those given with -m, are said in\n"
		"the room.",
	.rows = rows,
	.most_operands = INT_MAX,
};

/* The words of the command line that are not options. */
struct operands {
	const char *server; /* "" for none */
	const char *port;   /* NULL for none */
	const char *const *words;
	int count;
};

static bool is_room(const char *word)
{
	return *word && strchr(ROOM_SIGNS, *word);
}

/* Shows the name without the key. */
static bool refuse_room(char error[SETTINGS_ERROR_SIZE], char *room)
{
	room[strcspn(room, " \t")] = '\0';
	return option_error(error,
		"a room is '#NAME' or, if it has a key, '#NAME KEY', without commas: '%s'", room);
}

/* Finds the server and its port among the operands. */
static bool sort(struct operands *operands, char error[SETTINGS_ERROR_SIZE])
{
	int found = 0;
	operands->server = "";
	for (int i = 0; i < operands->count; i++) {
		const char *word = operands->words[i];
		if (is_room(word))
			continue;
		if (found == 0)
			operands->server = word;
		else if (found == 1)
			operands->port = word;
		else
			return option_error(error, "there is one word too many: '%s'", word);
		found++;
	}
	return true;
}

/* Moves the keys out of the rooms' texts, and adds the sign to rooms without one: everything else
 * expects it. */
static void split_rooms(struct settings *settings)
{
	struct option_list *rooms = &settings->rooms;
	settings->keys = memory_zero(rooms->count * sizeof *settings->keys);
	for (size_t i = 0; i < rooms->count; i++) {
		char *room = rooms->values[i];
		const char *key = settings_file_room_key(room);
		settings->keys[i] = key ? memory_text(key) : NULL;
		rooms->values[i] = memory_format(
			"%s%.*s", is_room(room) ? "" : "#", (int)strcspn(room, " \t"), room);
		free(room);
	}
}

/* Others can read the arguments of a process (ps(1)), so keys must not stay in them. */
static void hide_key(char *const *argv, const char *room)
{
	size_t length = strlen(room);
	const char *key = settings_file_room_key(room);
	for (; key && *argv; argv++) {
		size_t size = strlen(*argv);
		if (size >= length && strcmp(*argv + size - length, room) == 0)
			memset(*argv + size - strlen(key), ' ', strlen(key));
	}
}

/* Takes over the rooms among the operands, and hides the keys in `argv`. */
static void take_rooms(
	struct settings *settings, const struct operands *operands, char *const *argv)
{
	for (int i = 0; i < operands->count; i++)
		if (is_room(operands->words[i]))
			option_list_add(&settings->rooms, operands->words[i]);
	for (size_t i = 0; i < settings->rooms.count; i++) {
		char *room = settings->rooms.values[i];
		hide_key(argv, room);
		settings->rooms.values[i] = text_copy_valid(room, strlen(room));
		free(room);
	}
}

#define NAME_SIGNS "-_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define NAME_BYTES_MAX 64

static bool check_resume(const struct settings *settings, char error[SETTINGS_ERROR_SIZE])
{
	const char *name = settings->resume;
	if (!name)
		return true;
	if (!settings->follow)
		return option_error(error, "--resume is for --follow or --json");
	if (*name && *name != '.' && !name[strspn(name, NAME_SIGNS)] &&
		strlen(name) <= NAME_BYTES_MAX)
		return true;
	return option_error(error,
		"--resume must be a name of at most %d letters, digits and -_. that does not begin "
		"with a full stop, not: '%s'",
		NAME_BYTES_MAX, name);
}

/* A number is that of the first line. */
static bool read_since(struct settings *settings, char error[SETTINGS_ERROR_SIZE])
{
	const char *text = settings->since;
	struct since *begin = &settings->begin;
	if (!text)
		return true;
	if (!settings->follow)
		return option_error(error, "--since is for --follow or --json");
	if (strcmp(text, "last") == 0)
		return settings->resume ||
		       option_error(
			       error, "--since last goes on where --resume NAME stopped: name it");
	begin->number = when_number(text);
	if (begin->number == 1)
		begin->time = 1; /* all that there is */
	if (begin->number > 0) {
		begin->number--;
		return settings->rooms.count <= 1 ||
		       option_error(error, "the numbers of lines are of one room: name one");
	}
	return when_parse(text, clock_utc_ms(), &begin->time) == WHEN_GOOD ||
	       option_error(error,
		       "--since must be a time before now like 30m, 14:00 or 2026-11-28, the "
		       "number "
		       "of a line, or 'last', not: '%s'",
		       text);
}

static bool check_texts(const struct settings *settings, char error[SETTINGS_ERROR_SIZE])
{
	for (size_t i = 0; i < settings->rooms.count; i++)
		if (!settings_file_good_room(settings->rooms.values[i]))
			return refuse_room(error, settings->rooms.values[i]);
	if (settings->nick && !name_possible(settings->nick))
		return option_error(error, "--nick must be " SETTINGS_FILE_NICK_MUST ", not: '%s'",
			settings->nick);
	if (settings->login && !name_possible(settings->login))
		return option_error(error, "--login must be " SETTINGS_FILE_NICK_MUST ", not: '%s'",
			settings->login);
	if (settings->tls_word && settings_file_tls(settings->tls_word) < 0)
		return option_error(error, "--tls must be " SETTINGS_FILE_TLS_MUST ", not: '%s'",
			settings->tls_word);
	if (settings->fingerprint && !settings_file_good_fingerprint(settings->fingerprint))
		return option_error(error,
			"--fingerprint must be " SETTINGS_FILE_FINGERPRINT_MUST ", not: '%s'",
			settings->fingerprint);
	return true;
}

static bool set_port(struct address *address, const char *text, char error[SETTINGS_ERROR_SIZE])
{
	address->port = address_port(text);
	if (address->port > 0)
		return true;
	return option_error(
		error, "the port must be a whole number from 1 to 65535, not: '%s'", text);
}

static bool set_address(struct settings *settings, const struct operands *operands, bool in_file,
	char error[SETTINGS_ERROR_SIZE])
{
	struct address *address = &settings->server;
	settings->named = *operands->server;
	if (!in_file) {
		enum address_error bad = address_parse_server(address, operands->server);
		if (bad != ADDRESS_GOOD)
			return option_error(
				error, "%s: '%s'", address_error_text(bad), operands->server);
		if (operands->port && address->port > 0)
			return option_error(error, "the port is given twice: '%s'", operands->port);
		if (address->port == 0 && !address_is_path(address->host))
			return set_port(address, "0", error);
	}
	if (operands->port && address_is_path(address->host))
		return option_error(error, "a unix socket has no port: '%s'", operands->port);
	if (operands->port && !set_port(address, operands->port, error))
		return false;
	if (address->port < 0)
		address->port = DEFAULT_PORT;
	if (!*address->host)
		snprintf(address->host, sizeof address->host, "%s", DEFAULT_HOST);
	return true;
}

static bool set_tls(struct settings *settings, char error[SETTINGS_ERROR_SIZE])
{
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	settings->tls = settings->tls_word ? settings_file_tls(settings->tls_word) : TLS_WISH_AUTO;
	if (!settings->fingerprint)
		return true;
	if (settings->tls == TLS_WISH_NEVER)
		return option_error(
			error, "a certificate's fingerprint is given, but 'tls' is never");
	fingerprint_read(fingerprint, settings->fingerprint);
	memory_replace(&settings->fingerprint, fingerprint);
	return true;
}

/* Nobody has typed it, so the chat may adapt it until it is a name. */
static bool is_login(const char *name)
{
	return *name && !strpbrk(name, " \t\r\n");
}

static char *login_name(void)
{
	const char *name = getenv("LOGNAME");
	if (name && is_login(name))
		return memory_text(name);
	const struct passwd *entry = getpwuid(getuid());
	return memory_text(entry && is_login(entry->pw_name) ? entry->pw_name : "guest");
}

/* Sets what neither the command line nor the file has set. */
static void set_defaults(struct settings *settings)
{
	if (!settings->nick)
		settings->nick = settings->login ? memory_text(settings->login) : login_name();
	if (settings->rooms.count == 0)
		option_list_add(&settings->rooms, DEFAULT_ROOM);
	split_rooms(settings);
}

/* "$VARIABLE/chat-client/name" or "~/fallback/chat-client/name", to free(3); NULL without a home.
 * The XDG specification wants relative values of the variable to be ignored. */
static char *path_in(const char *variable, const char *fallback, const char *name)
{
	const char *folder = getenv(variable), *home = getenv("HOME");
	const struct passwd *entry = home && *home ? NULL : getpwuid(getuid());
	if (entry)
		home = entry->pw_dir;
	if (folder && *folder == '/')
		return memory_format("%s/chat-client/%s", folder, name);
	if (home && *home == '/')
		return memory_format("%s/%s/chat-client/%s", home, fallback, name);
	return NULL;
}

static void check_readers(const char *path)
{
	struct stat status;
	if (stat(path, &status) == 0 && (status.st_mode & 077))
		report("others can read %s, and a room's key is in it: chmod 600 '%s'", path, path);
}

static bool load_file(
	struct settings *settings, const struct operands *operands, char error[SETTINGS_ERROR_SIZE])
{
	struct settings_found found = {0};
	bool named = settings->config != NULL;
	char *path = named ? memory_text(settings->config)
			   : path_in("XDG_CONFIG_HOME", ".config", "chat-client.conf");
	bool good = settings_file_load(settings, &found, path, named, operands->server, error);
	if (found.key)
		check_readers(path);
	free(path);
	good = good && set_address(settings, operands, found.server, error) &&
	       set_tls(settings, error);
	if (good)
		set_defaults(settings);
	return good;
}

/* Whoever names no account may mean the server's. */
static bool refuse_source(char error[SETTINGS_ERROR_SIZE])
{
	return option_error(error,
		"--password-file and --password-command are for the account of --login; the "
		"server's password comes from --server-password-file or "
		"--server-password-command");
}

bool settings_load(
	struct settings *settings, int argc, char *const *argv, char error[SETTINGS_ERROR_SIZE])
{
	const char **words = memory_get((size_t)argc * sizeof *words);
	struct operands operands = {.words = words};
	*settings = (struct settings){0};
	bool good =
		option_load(&settings_table, settings, argc, argv, words, &operands.count, error);
	bool source = settings->password_file || settings->password_command;
	settings->follow |= settings->json;
	if (good)
		take_rooms(settings, &operands, argv + 1);
	if (good && !settings->help && !settings->version) {
		good = sort(&operands, error) && check_texts(settings, error) &&
		       check_resume(settings, error) && read_since(settings, error) &&
		       load_file(settings, &operands, error) &&
		       (!source || settings->login || refuse_source(error));
		if (!good)
			settings_finish(settings);
	}
	free(words);
	return good;
}

void settings_finish(struct settings *settings)
{
	for (size_t i = 0; settings->keys && i < settings->rooms.count; i++)
		free(settings->keys[i]);
	free(settings->keys);
	settings->keys = NULL;
	option_finish(&settings_table, settings);
	free(settings->clock);
	settings->clock = NULL;
}

void settings_help(void)
{
	option_help(&settings_table, stdout);
}

struct style settings_style(const struct settings *settings)
{
	bool automatic = settings->colours == COLOURS_AUTO && !settings->plain;
	return (struct style){
		.colour = settings->colours == COLOURS_ALWAYS ||
			  (automatic && isatty(STDOUT_FILENO) && style_wants_colour()),
		.plain = settings->plain,
		.clock = settings->clock,
	};
}

char *settings_state(const char *name)
{
	return path_in("XDG_STATE_HOME", ".local/state", name);
}
