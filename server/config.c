#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "config_bind.h"
#include "config_check.h"
#include "config_web.h"
#include "history.h"
#include "log.h"
#include "memory.h"
#include "text.h"
#include "text_file.h"

#define MOTD_MAX 16384

static const char *const config_announce_names[] = {
	[CONFIG_ANNOUNCE_ON] = "on", [CONFIG_ANNOUNCE_OFF] = "off", NULL};

#define AT(member) offsetof(struct config, member)

static const char *const answers[] = {[CONFIG_NO] = "no", [CONFIG_YES] = "yes", NULL};

static const struct option_row rows[] = {
	{.name = "port",
		.letter = 'p',
		.type = OPTION_NUMBER,
		.offset = AT(port),
		.max = 65535,
		.fallback = "5555",
		.argument = "PORT",
		.help = "listen on this port; 0 takes a free one"},
	{.name = "bind",
		.letter = 'b',
		.type = OPTION_LIST,
		.offset = AT(bind),
		.argument = "ADDR[:PORT]",
		.help = "listen on this address, :PORT or unix:PATH only; "
			"',door=irc|line|web|auto', "
			"',tls', "
			"',plain', ',mode=0660' may follow; repeatable"},
	{.name = "threads",
		.letter = 't',
		.type = OPTION_NUMBER,
		.restart = true,
		.offset = AT(threads),
		.max = 64,
		.fallback = "0",
		.argument = "N",
		.help = "loops; 0 is one for each CPU, at most 8"},
	{.name = "name",
		.letter = 'n',
		.type = OPTION_TEXT,
		.restart = true,
		.offset = AT(name),
		.fallback = "chatd",
		.argument = "NAME",
		.help = "what the server calls itself"},
	{.name = "motd",
		.letter = 'm',
		.type = OPTION_TEXT,
		.offset = AT(motd),
		.argument = "FILE",
		.help = "show this file to everyone who joins"},
	{.name = "max-clients",
		.type = OPTION_NUMBER,
		.offset = AT(max_clients),
		.max = 1000000,
		.fallback = "0",
		.argument = "N",
		.help = "clients in all; 0 is as many as descriptors allow"},
	{.name = "max-per-address",
		.type = OPTION_NUMBER,
		.offset = AT(max_per_address),
		.max = 1000000,
		.fallback = "64",
		.argument = "N",
		.help = "clients of one address but 127.0.0.1 and ::1; 0 is no limit"},
	{.name = "password-file",
		.type = OPTION_TEXT,
		.offset = AT(password_file),
		.argument = "FILE",
		.help = "ask for a password; its hash (see --hash-password) is in this file"},
	{.name = "accounts-only",
		.type = OPTION_FLAG,
		.offset = AT(accounts_only),
		.help = "let nobody in without an account; operators make new ones"},
	{.name = "allow",
		.type = OPTION_LIST,
		.offset = AT(allow),
		.argument = "ADDRESS/BITS",
		.help = "let nobody in but these addresses and this machine; or a file "
			"(./FILE) with one on each line; repeatable"},
	{.name = "deny",
		.type = OPTION_LIST,
		.offset = AT(deny),
		.argument = "ADDRESS/BITS",
		.help = "let these addresses not in, also where --allow has them; or such a file; "
			"repeatable"},
	{.name = "announce",
		.type = OPTION_CHOICE,
		.offset = AT(announce),
		.choices = config_announce_names,
		.fallback = "on",
		.argument = "on|off",
		.help = "tell the local network about the server, through Avahi where it runs"},
	{.name = "web",
		.type = OPTION_CHOICE,
		.offset = AT(web),
		.choices = config_web_names,
		.fallback = "on",
		.argument = "on|off",
		.help = "serve browsers a page to chat with, on the same port"},
	{.name = "web-host",
		.type = OPTION_LIST,
		.offset = AT(web_host),
		.argument = "NAME",
		.help = "a name of this server for browsers, beside its addresses; repeatable"},
	{.name = "web-origin",
		.type = OPTION_LIST,
		.offset = AT(web_origin),
		.argument = "URL",
		.help = "let pages of this site come in, such as https://chat.example.org; "
			"repeatable"},
	{.name = "rate",
		.letter = 'r',
		.type = OPTION_NUMBER,
		.offset = AT(limits.rate),
		.max = 1000000,
		.fallback = "20",
		.argument = "N",
		.help = "lines a second of one client; 0 is no limit"},
	{.name = "burst",
		.type = OPTION_NUMBER,
		.offset = AT(limits.burst),
		.min = 1,
		.max = 1000000,
		.fallback = "100",
		.argument = "N",
		.help = "lines at once before --rate counts"},
	{.name = "max-line",
		.type = OPTION_BYTES,
		.offset = AT(limits.max_line),
		.min = 80,
		.max = 65536,
		.fallback = "4096",
		.argument = "BYTES",
		.help = "longest line"},
	{.name = "send-queue",
		.type = OPTION_BYTES,
		.offset = AT(limits.send_queue_max),
		.min = 16384,
		.max = 1073741824,
		.fallback = "1M",
		.argument = "BYTES",
		.help = "unread bytes at which lines are skipped for a client"},
	{.name = "slow-queue",
		.type = OPTION_BYTES,
		.offset = AT(limits.slow_queue),
		.min = 4096,
		.max = 1073741824,
		.fallback = "256K",
		.argument = "BYTES",
		.help = "unread bytes at which that is so after --slow-seconds"},
	{.name = "slow-seconds",
		.type = OPTION_NUMBER,
		.offset = AT(limits.slow_seconds),
		.min = 1,
		.max = 86400,
		.fallback = "30",
		.argument = "N",
		.help = "see --slow-queue; who then reads nothing for so long is closed"},
	{.name = "wakeup-lines",
		.type = OPTION_NUMBER,
		.offset = AT(limits.wakeup_lines),
		.min = 1,
		.max = 100000,
		.fallback = "64",
		.argument = "N",
		.help = "lines of one client before the others come first"},
	{.name = "wakeup-bytes",
		.type = OPTION_BYTES,
		.offset = AT(limits.wakeup_bytes),
		.min = 1024,
		.max = 1048576,
		.fallback = "16K",
		.argument = "BYTES",
		.help = "bytes of one client before the others come first"},
	{.name = "greet-after",
		.type = OPTION_NUMBER,
		.offset = AT(greet_ms),
		.max = 60000,
		.fallback = "300",
		.argument = "MS",
		.help = "silence before nc is greeted; 0: at once, and IRC needs a --bind "
			"...,door=irc"},
	{.name = "drain",
		.type = OPTION_NUMBER,
		.offset = AT(drain_ms),
		.min = 1,
		.max = 600000,
		.fallback = "1000",
		.argument = "MS",
		.help = "milliseconds to send the rest when a client or the server ends"},
	{.name = "history",
		.type = OPTION_CHOICE,
		.offset = AT(history),
		.choices = history_mode_names,
		.fallback = "strict",
		.argument = "MODE",
		.help = "keep what is said: off, memory, relaxed (sends at once), strict (sends "
			"what is on disk)"},
	{.name = "state",
		.type = OPTION_TEXT,
		.restart = true,
		.offset = AT(state),
		.argument = "DIR",
		.help = "keep it in this folder (default: a folder for each port, see the man "
			"page)"},
	{.name = "keep",
		.type = OPTION_TEXT,
		.restart = true,
		.offset = AT(keep),
		.fallback = "90d,10G",
		.argument = "TIME,BYTES",
		.help = "keep so many days or hours (90d, 12h) and bytes (10G, 500M) of it; or "
			"forever"},
	{.name = "history-wait",
		.type = OPTION_NUMBER,
		.offset = AT(history_wait_ms),
		.min = 100,
		.max = 600000,
		.fallback = "2000",
		.argument = "MS",
		.help = "strict is relaxed after waiting so long for the disk"},
	{.name = "replay",
		.type = OPTION_NUMBER,
		.offset = AT(replay),
		.max = HISTORY_REPLAY_MAX,
		.fallback = "10",
		.argument = "N",
		.help = "show the last N lines to who enters a room"},
	{.name = "tls-cert",
		.type = OPTION_TEXT,
		.offset = AT(tls_cert),
		.argument = "FILE",
		.help = "certificate for TLS and its chain, in PEM form (default: a self-signed "
			"one)"},
	{.name = "tls-key",
		.type = OPTION_TEXT,
		.offset = AT(tls_key),
		.argument = "FILE",
		.help = "its private key, where it is not in the same file"},
	{.name = "ping",
		.type = OPTION_NUMBER,
		.offset = AT(ping_seconds),
		.max = 86400,
		.fallback = "120",
		.argument = "SECONDS",
		.help = "silence before an IRC client is asked whether it is there; 0: never"},
	{.name = "plain-passwords",
		.type = OPTION_FLAG,
		.offset = AT(plain_passwords),
		.help = "take passwords of accounts from other machines over plain text, too"},
	{.name = "oper",
		.type = OPTION_LIST,
		.secret = true,
		.offset = AT(operators),
		.argument = "NAME:HASH",
		.help = "who can run the server with /oper; see --hash-password"},
	{.name = "admin",
		.type = OPTION_TEXT,
		.offset = AT(admin),
		.argument = "ADDRESS",
		.help = "whom to write to about the server"},
	{.name = "description",
		.type = OPTION_TEXT,
		.offset = AT(description),
		.fallback = "A chatd server",
		.argument = "TEXT",
		.help = "what the server is, in a few words, for IRC clients"},
	{.name = "metrics",
		.type = OPTION_TEXT,
		.offset = AT(metrics),
		.argument = "[ADDR:]PORT",
		.help = "answer /metrics, /healthz and /stats over HTTP there; a port alone is for "
			"this machine"},
	{.name = "log-level",
		.letter = 'l',
		.type = OPTION_CHOICE,
		.offset = AT(log_level),
		.choices = log_level_names,
		.fallback = "info",
		.argument = "LEVEL",
		.help = "error, warning, info or debug"},
	{.name = "log-file",
		.type = OPTION_TEXT,
		.offset = AT(log_file),
		.argument = "FILE",
		.help = "append the log to this file, which HUP opens anew (default: standard "
			"error)"},
	{.name = "log-addresses",
		.type = OPTION_CHOICE,
		.offset = AT(log_addresses),
		.choices = answers,
		.fallback = "yes",
		.argument = "yes|no",
		.help = "whether the log has the addresses of people"},
	{.name = "config",
		.letter = 'c',
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(config),
		.argument = "FILE",
		.help = "read options from this file first"},
	{.name = "check",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(check),
		.help = "say all that is wrong with the settings, files and addresses, and end"},
	{.name = "print-config",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(print_config),
		.help = "print all settings as a configuration file that says where each comes "
			"from, and end"},
	{.name = "hash-password",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(hash_password),
		.help = "read a password and print its hash, for --oper and --password-file"},
	{.name = "verify",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(verify),
		.help = "check the history of the server with this --port or --state"},
	{.name = "export",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(export),
		.help = "write that history as lines of JSON"},
	{.name = "import",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(import),
		.help = "add such lines to it from standard input; the server must not run"},
	{.name = "backup",
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(backup),
		.argument = "FILE",
		.help = "copy that history, with accounts and certificate, to a new file; the "
			"server may run"},
	{.name = "restore",
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(restore),
		.argument = "FILE",
		.help = "put such a file in its place; the server must not run"},
	{.name = "upgrade",
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(upgrade),
		.help = "have the server with this --port or --state become the program that is "
			"installed now; plain connections stay"},
	{.name = "room",
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(room),
		.argument = "ROOM",
		.help = "export this room only"},
	{.name = "since",
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(since),
		.argument = "TIME",
		.help = "export only from this time on: 30m, 14:00, yesterday, 2026-11-28T14:00"},
	{.name = "until",
		.type = OPTION_TEXT,
		.only_command_line = true,
		.offset = AT(until),
		.argument = "TIME",
		.help = "export only what was before this time"},
	{.name = "version",
		.letter = 'V',
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(version),
		.help = "say which version this is"},
	{.name = "help",
		.letter = 'h',
		.type = OPTION_FLAG,
		.only_command_line = true,
		.offset = AT(help),
		.help = "show this"},
	{0},
};

const struct option_table config_table = {
	.program = "chatd",
	.usage = "[OPTION]...",
	.about = "A chat server. People join it with a browser, chat-client, or plain nc.",
	.rows = rows,
	.file_option = "config",
};

bool config_load(struct config *config, int argc, char *const *argv, bool again,
	struct option_report *report)
{
	option_read(&config_table, config, argc, argv, NULL, NULL, again, report);
	config_check(config, report);
	return report->mistakes.count == 0;
}

int config_port(const struct config *config)
{
	struct config_bind bind;
	if (config->bind.count == 0)
		return (int)config->port;
	config_bind(&bind, config->bind.values[0]);
	return bind.address.port >= 0 ? bind.address.port : (int)config->port;
}

void config_finish(struct config *config)
{
	option_finish(&config_table, config);
}

/* Makes each line safe by itself, so that the newlines stay. */
static char *safe_lines(char *bytes, size_t length)
{
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	size_t used = 0;
	for (size_t at = 0; at < length;) {
		const char *newline = memchr(bytes + at, '\n', length - at);
		size_t size = newline ? (size_t)(newline - bytes) - at : length - at;
		size_t text = size > 0 && bytes[at + size - 1] == '\r' ? size - 1 : size;
		used += text_safe(safe + used, bytes + at, text);
		if (newline)
			safe[used++] = '\n';
		at += size + 1;
	}
	while (used > 0 && safe[used - 1] == '\n')
		used--;
	safe[used] = '\0';
	return safe;
}

bool config_motd(const struct config *config, char **motd, struct option_report *report)
{
	size_t length;
	char reason[OPTION_ERROR_SIZE - sizeof "'motd': "];
	*motd = NULL;
	if (!config->motd)
		return true;
	char *bytes = text_file_read(
		config->motd, TEXT_FILE_REGULAR, MOTD_MAX, &length, reason, sizeof reason);
	if (!bytes)
		return option_mistake(report, "motd", 0, "'motd': %s", reason);
	*motd = safe_lines(bytes, length);
	free(bytes);
	if (!**motd) { /* a file of blank lines is no message */
		free(*motd);
		*motd = NULL;
	}
	return true;
}
