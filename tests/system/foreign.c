#include "foreign.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

#define TLS_HOST "127.0.0.2" /* which counts as another machine */

const char *const foreign_names[FOREIGN_COUNT] = {
	[FOREIGN_NGIRCD] = "ngircd",
	[FOREIGN_INSPIRCD] = "inspircd",
	[FOREIGN_ECHO] = "inspircd-echo",
	[FOREIGN_BARE] = "inspircd-bare",
	[FOREIGN_TLS] = "inspircd-tls",
};

/* Templates of settings; %d is the port, %s a folder. */
static const char ngircd_text[] = "[Global]\nName = irc.example.net\nInfo = Of another make\n"
				  "Listen = 127.0.0.1\nPorts = %d\nMotdPhrase = Good day\n"
				  "[Limits]\nMaxConnectionsIP = 0\nMaxNickLength = 9\n"
				  "[Options]\nDNS = no\nIdent = no\nPAM = no\n"
				  "IncludeDir = %s/none\n";
static const char inspircd_text[] =
	"<server name=\"irc.example.net\" description=\"Of another make\" network=\"Example\">\n"
	"<admin name=\"-\" nick=\"-\" email=\"-\">\n"
	"<bind address=\"127.0.0.1\" port=\"%d\" type=\"clients\">\n"
	"<connect allow=\"*\" timeout=\"60\" maxchans=\"20\" localmax=\"100\" globalmax=\"100\"\n"
	" commandrate=\"1000\" threshold=\"10\" fakelag=\"on\" softsendq=\"64K\"\n"
	" hardsendq=\"1M\" recvq=\"8K\" resolvehostnames=\"no\">\n"
	"<path datadir=\"%s\" logdir=\"%s\" runtimedir=\"%s\" moduledir=\"%s\">\n"
	"<log method=\"file\" type=\"*\" level=\"default\" target=\"log\">\n";
static const char tls_text[] =
	"<bind address=\"" TLS_HOST "\" port=\"%d\" type=\"clients\" sslprofile=\"own\">\n"
	"<sslprofile name=\"own\" provider=\"gnutls\" certfile=\"%s\" keyfile=\"%s/key\">\n";

static const char *const modules[FOREIGN_COUNT][12] = {
	[FOREIGN_INSPIRCD] = {"ircv3", "cap", "ircv3_batch", "ircv3_echomessage",
		"ircv3_labeledresponse", "ircv3_msgid", "ircv3_servertime", "ircv3_ctctags",
		"ircv3_capnotify", "ircv3_invitenotify", "namesx"},
	[FOREIGN_ECHO] = {"ircv3", "cap", "ircv3_echomessage"},
	[FOREIGN_TLS] = {"ssl_gnutls"},
};

/* Finds a file of the servers' packages, unpacked below SERVERS or installed. */
static bool find(const char *file, char path[256])
{
	const char *servers = getenv("SERVERS");
	snprintf(path, 256, "%s%s", servers ? servers : "", file);
	if (access(path, R_OK) == 0)
		return true;
	snprintf(path, 256, "%s", file);
	return access(path, R_OK) == 0;
}

static const char *program_of(enum foreign_kind kind)
{
	return kind == FOREIGN_NGIRCD ? "/usr/sbin/ngircd" : "/usr/sbin/inspircd";
}

bool foreign_available(enum foreign_kind kind)
{
	char path[256];
	return find(program_of(kind), path);
}

static void write_settings(const struct foreign *foreign, const char *path)
{
	const char *folder = foreign->folder;
	char modules_path[256];
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	if (foreign->kind == FOREIGN_NGIRCD) {
		fprintf(file, ngircd_text, foreign->port, folder);
	} else {
		ck_assert(find("/usr/lib/inspircd/modules", modules_path));
		fprintf(file, inspircd_text, foreign->port, folder, folder, folder, modules_path);
		for (const char *const *name = modules[foreign->kind]; *name; name++)
			fprintf(file, "<module name=\"%s\">\n", *name);
	}
	if (foreign->kind == FOREIGN_TLS)
		fprintf(file, tls_text, foreign->port, foreign->authority, folder);
	ck_assert_int_eq(fclose(file), 0);
}

static void set_libraries(void)
{
	char libraries[256];
	if (find("/libraries", libraries))
		setenv("LD_LIBRARY_PATH", libraries, 1);
}

static pid_t spawn(const struct foreign *foreign, const char *settings, int out)
{
	char program[256];
	const char *const *words =
		foreign->kind == FOREIGN_NGIRCD ? ARGUMENTS(program, "-n", "-f", settings)
		: geteuid() == 0
			? ARGUMENTS(program, "--nofork", "--config", settings, "--runasroot")
			: ARGUMENTS(program, "--nofork", "--config", settings);
	find(program_of(foreign->kind), program);
	return process_spawn(words, -1, out, -1, set_libraries);
}

static void start(struct foreign *foreign)
{
	char settings[TEMPORARY_PATH_SIZE + 16];
	int out[2];
	struct text said = {0};
	size_t at = 0;
	snprintf(settings, sizeof settings, "%s/settings", foreign->folder);
	write_settings(foreign, settings);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	foreign->pid = spawn(foreign, settings, out[1]);
	foreign->out = out[0];
	close(out[1]);
	text_await(&said, &at, foreign->out,
		foreign->kind == FOREIGN_NGIRCD ? ") ready." : "InspIRCd is now running");
	text_free(&said);
}

/* A certificate that vouches for itself. */
static void make_certificate(struct foreign *foreign)
{
	char command[512];
	snprintf(foreign->authority, sizeof foreign->authority, "%s/certificate", foreign->folder);
	snprintf(command, sizeof command,
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
		"-subj /CN=irc.example.net -addext subjectAltName=IP:" TLS_HOST
		" -keyout %s/key -out %s && echo made",
		foreign->folder, foreign->authority);
	const char *said = process_shell(command);
	must(strstr(said, "made\nstatus 0\n") != NULL, "%s", said);
}

void foreign_start(struct foreign *foreign, enum foreign_kind kind)
{
	*foreign = (struct foreign){.kind = kind, .port = free_port()};
	snprintf(foreign->address, sizeof foreign->address, "%s:%d",
		kind == FOREIGN_TLS ? TLS_HOST : "127.0.0.1", foreign->port);
	temporary_subfolder(foreign->folder, "foreign");
	if (kind == FOREIGN_TLS)
		make_certificate(foreign);
	start(foreign);
}

void foreign_kill(struct foreign *foreign)
{
	ck_assert_int_eq(kill(foreign->pid, SIGKILL), 0);
	process_status(foreign->pid);
	close(foreign->out);
}

void foreign_restart(struct foreign *foreign)
{
	start(foreign);
}

void foreign_stop(struct foreign *foreign)
{
	foreign_kill(foreign);
	temporary_remove_tree(foreign->folder);
}

void foreign_join(
	struct client *client, const struct foreign *foreign, const char *nick, const char *room)
{
	client_connect(client, &(struct server){.port = foreign->port});
	client->check = client_any_line;
	client_say(client, "NICK %s\r", nick);
	client_say(client, "USER %s 0 * :%s\r", nick, nick);
	client_await(client, " 001 ");
	client_say(client, "JOIN %s\r", room);
	client_await(client, " 366 ");
}
