#include "settings_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <confuse.h>

#include "chat.h"
#include "config_text.h"
#include "fingerprint.h"
#include "memory.h"
#include "name.h"
#include "option_value.h"
#include "show.h"

#define DEFAULT_CLOCK "%H:%M"

static const char *const flag_words[] = {"false", "true", NULL};
static const char *const colours_words[] = {"auto", "always", "never", NULL};
static const char *const elsewhere_words[] = {"show", "count", NULL};
const char *const settings_file_tls_words[] = {"auto", "always", "never", NULL};

/* The index of a word, or -1. */
static long choose(const char *const *words, const char *value)
{
	for (long i = 0; words[i]; i++)
		if (strcmp(words[i], value) == 0)
			return i;
	return -1;
}

long settings_file_tls(const char *word)
{
	return choose(settings_file_tls_words, word);
}

bool settings_file_good_fingerprint(const char *text)
{
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	return fingerprint_read(fingerprint, text);
}

static bool is_text(const char *value)
{
	return *value;
}

static bool is_address(const char *value)
{
	struct address address;
	return address_parse_server(&address, value) == ADDRESS_GOOD && *address.host &&
	       (address.port != 0 || address_is_path(address.host));
}

/* The bytes up to a blank or comma; 0 where a control character is among them. */
static size_t word_bytes(const char *text)
{
	size_t length = strcspn(text, " \t,");
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
			return 0;
	return length;
}

const char *settings_file_room_key(const char *room)
{
	const char *blank = strpbrk(room, " \t");
	return blank ? blank + strspn(blank, " \t") : NULL;
}

bool settings_file_good_room(const char *room)
{
	size_t name = word_bytes(room);
	const char *key = settings_file_room_key(room);
	if (name == 0 || (!key && room[name] != '\0') || (key && room[name] == ','))
		return false;
	return !key || (*key != '\0' && *key != ':' && key[word_bytes(key)] == '\0' &&
			       strlen(key) <= CHAT_KEY_BYTES);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the user's own format */

static bool is_clock(const char *value)
{
	char text[SHOW_CLOCK_SIZE] = "";
	time_t now = time(NULL);
	struct tm parts;
	if (!*value)
		return true;
	size_t length = strftime(text, sizeof text, value, localtime_r(&now, &parts));
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
			return false;
	return length > 0;
}

#pragma GCC diagnostic pop

/* What each value must be: good for a function, or one of some words. A name means the same in
 * whatever section it is. */
static const struct check {
	const char *path, *name;
	bool (*good)(const char *value);
	const char *const *words;
	const char *must;
} checks[] = {
	{"nick", "nick", name_possible, NULL, SETTINGS_FILE_NICK_MUST},
	{"bell", "bell", NULL, flag_words, "true or false"},
	{"colours", "colours", NULL, colours_words, "auto, always or never"},
	{"elsewhere", "elsewhere", NULL, elsewhere_words, "show or count"},
	{"clock", "clock", is_clock, NULL,
		"a format of strftime(3) for at most 63 bytes without control characters"},
	{"tls", "tls", NULL, settings_file_tls_words, SETTINGS_FILE_TLS_MUST},
	{"server|tls", "tls", NULL, settings_file_tls_words, SETTINGS_FILE_TLS_MUST},
	{"server|fingerprint", "fingerprint", settings_file_good_fingerprint, NULL,
		SETTINGS_FILE_FINGERPRINT_MUST},
	{"login", "login", name_possible, NULL, SETTINGS_FILE_NICK_MUST},
	{"server|login", "login", name_possible, NULL, SETTINGS_FILE_NICK_MUST},
	{"password-file", "password-file", is_text, NULL, "the name of a file"},
	{"server|password-file", "password-file", is_text, NULL, "the name of a file"},
	{"password-command", "password-command", is_text, NULL, "a command of the shell"},
	{"server|password-command", "password-command", is_text, NULL, "a command of the shell"},
	{"server|server-password-file", "server-password-file", is_text, NULL,
		"the name of a file"},
	{"server|server-password-command", "server-password-command", is_text, NULL,
		"a command of the shell"},
	{"client-cert", "client-cert", is_text, NULL, "the name of a file"},
	{"server|client-cert", "client-cert", is_text, NULL, "the name of a file"},
	{"server|address", "address", is_address, NULL, "HOST, HOST:PORT or unix:PATH"},
	{"server|rooms", "rooms", settings_file_good_room, NULL,
		"names without blanks and commas, each with its key behind a blank if it has one"},
	{"server|nick", "nick", name_possible, NULL, SETTINGS_FILE_NICK_MUST},
};

#define CHECKS (sizeof checks / sizeof *checks)

static const struct check *check_of(const char *name)
{
	const struct check *check = checks;
	while (strcmp(check->name, name) != 0)
		check++;
	return check;
}

/* What value_cb() was called for last, and how many values it had. */
static struct {
	const cfg_opt_t *opt;
	unsigned size;
} latest;

/* libconfuse calls value_cb() for each value of a list, and once more at its '}'. */
static bool is_end_of_list(cfg_opt_t *opt)
{
	unsigned size = cfg_opt_size(opt);
	bool end = opt == latest.opt && size == latest.size && opt->flags & CFGF_LIST;
	latest.opt = end ? NULL : opt;
	latest.size = size;
	return end;
}

/* The first of two values would be lost without a word. Its line is kept as its comment. */
static bool is_first(cfg_t *cfg, cfg_opt_t *opt)
{
	char line[32];
	const char *before = cfg_opt_getcomment(opt);
	if (is_end_of_list(opt) || cfg_opt_size(opt) > 1) /* more of a list */
		return true;
	if (before) {
		cfg_error(cfg, "'%s' stands in %s already", cfg_opt_name(opt), before);
		return false;
	}
	snprintf(line, sizeof line, "line %d", cfg->line);
	cfg_opt_setcomment(opt, line);
	return true;
}

/* libconfuse calls this at each line, so that an error can name it. */
static int value_cb(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct check *check = check_of(cfg_opt_name(opt));
	if (!is_first(cfg, opt))
		return -1;
	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *value = cfg_opt_getnstr(opt, i);
		if (check->good ? !check->good(value) : choose(check->words, value) < 0) {
			cfg_error(
				cfg, "'%s' must be %s, not '%s'", check->name, check->must, value);
			return -1;
		}
	}
	return 0;
}

/* Called at the end of a section. */
static int server_cb(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *section = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);
	if (cfg_getstr(section, "address"))
		return 0;
	cfg_error(cfg, "the server '%s' has no address", cfg_title(section));
	return -1;
}

/* Sets a text that is open. */
static void fill(char **text, cfg_t *cfg, const char *name)
{
	if (!*text)
		memory_replace(text, cfg_getstr(cfg, name));
}

/* Sets where a password is, if nothing says so. */
static void fill_source(
	char **file, char **command, cfg_t *cfg, const char *file_name, const char *command_name)
{
	if (*file || *command)
		return;
	fill(file, cfg, file_name);
	fill(command, cfg, command_name);
}

/* A server's own source of a password counts for more than those above it. */
static void fill_common(struct settings *settings, cfg_t *cfg)
{
	fill(&settings->nick, cfg, "nick");
	fill(&settings->tls_word, cfg, "tls");
	fill(&settings->login, cfg, "login");
	fill(&settings->client_cert, cfg, "client-cert");
	fill_source(&settings->password_file, &settings->password_command, cfg, "password-file",
		"password-command");
}

static void take_server(struct settings *settings, cfg_t *section)
{
	struct option_list *rooms = &settings->rooms;
	address_parse_server(&settings->server, cfg_getstr(section, "address"));
	fill_common(settings, section);
	fill(&settings->fingerprint, section, "fingerprint");
	fill_source(&settings->server_password_file, &settings->server_password_command, section,
		"server-password-file", "server-password-command");
	if (rooms->count > 0)
		return;
	for (unsigned i = 0; i < cfg_size(section, "rooms"); i++)
		option_list_add(rooms, cfg_getnstr(section, "rooms", i));
}

static bool has_key(cfg_t *section)
{
	for (unsigned i = 0; i < cfg_size(section, "rooms"); i++)
		if (settings_file_room_key(cfg_getnstr(section, "rooms", i)))
			return true;
	return false;
}

static void take(
	struct settings *settings, struct settings_found *found, cfg_t *cfg, const char *server)
{
	for (unsigned i = 0; i < cfg_size(cfg, "server"); i++) {
		cfg_t *section = cfg_getnsec(cfg, "server", i);
		found->key |= has_key(section);
		if (strcmp(cfg_title(section), server) != 0)
			continue;
		found->server = true;
		take_server(settings, section);
	}
	fill_common(settings, cfg);
	settings->bell = choose(flag_words, cfg_getstr(cfg, "bell")) == 1;
	settings->colours = choose(colours_words, cfg_getstr(cfg, "colours"));
	settings->elsewhere = choose(elsewhere_words, cfg_getstr(cfg, "elsewhere"));
	settings->clock = memory_text(cfg_getstr(cfg, "clock"));
}

bool settings_file_load(struct settings *settings, struct settings_found *found, const char *path,
	bool needed, const char *server, char error[SETTINGS_ERROR_SIZE])
{
	cfg_opt_t server_opts[] = {
		CFG_STR("address", NULL, CFGF_NODEFAULT),
		CFG_STR_LIST("rooms", NULL, CFGF_NODEFAULT),
		CFG_STR("nick", NULL, CFGF_NODEFAULT),
		CFG_STR("tls", NULL, CFGF_NODEFAULT),
		CFG_STR("login", NULL, CFGF_NODEFAULT),
		CFG_STR("password-file", NULL, CFGF_NODEFAULT),
		CFG_STR("password-command", NULL, CFGF_NODEFAULT),
		CFG_STR("server-password-file", NULL, CFGF_NODEFAULT),
		CFG_STR("server-password-command", NULL, CFGF_NODEFAULT),
		CFG_STR("client-cert", NULL, CFGF_NODEFAULT),
		CFG_STR("fingerprint", NULL, CFGF_NODEFAULT),
		CFG_END(),
	};
	cfg_opt_t opts[] = {
		CFG_STR("nick", NULL, CFGF_NODEFAULT),
		CFG_STR("tls", NULL, CFGF_NODEFAULT),
		CFG_STR("login", NULL, CFGF_NODEFAULT),
		CFG_STR("password-file", NULL, CFGF_NODEFAULT),
		CFG_STR("password-command", NULL, CFGF_NODEFAULT),
		CFG_STR("client-cert", NULL, CFGF_NODEFAULT),
		CFG_STR("bell", "true", CFGF_NONE),
		CFG_STR("colours", "auto", CFGF_NONE),
		CFG_STR("elsewhere", "show", CFGF_NONE),
		CFG_STR("clock", DEFAULT_CLOCK, CFGF_NONE),
		CFG_SEC("server", server_opts, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
		CFG_END(),
	};
	cfg_t *cfg = cfg_init(opts, CFGF_NONE);
	if (!cfg)
		fatal("out of memory");
	latest.opt = NULL;
	for (size_t i = 0; i < CHECKS; i++)
		cfg_set_validate_func(cfg, checks[i].path, value_cb);
	cfg_set_validate_func(cfg, "server", server_cb);
	bool good = !path ||
		    config_text_parse(cfg, path, TEXT_FILE_STREAM, error, SETTINGS_ERROR_SIZE) ||
		    (!needed && (errno == ENOENT || errno == ENOTDIR));
	if (good)
		take(settings, found, cfg, server);
	cfg_free(cfg);
	return good;
}
