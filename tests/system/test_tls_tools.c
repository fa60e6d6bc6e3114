/* TLS as other people's programs speak it, and as a scanner judges it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"
#include "temporary.h"
#include "tls.h"

#define SAYS "printf '/topic\\n/quit\\n' | "
#define OPENSSL "openssl s_client -connect 127.0.0.1:$PORT "
#define ANSWER "-- #lobby has no topic"

static struct server server;

static const struct row {
	const char *program, *command;
	const char *wanted[8];	 /* what it must say, up to a NULL */
	const char *unwanted[6]; /* and what not */
} rows[] = {
	{"openssl", SAYS OPENSSL "-ign_eof -tls1_2", {"Protocol  : TLSv1.2", ANSWER}, {0}},
	{"openssl", SAYS OPENSSL "-ign_eof -tls1_3", {"New, TLSv1.3", ANSWER}, {0}},
	{"openssl", SAYS OPENSSL "-ign_eof -tls1_2 -no_ticket", {"New, TLSv1.2", ANSWER}, {0}},
	{"openssl", SAYS OPENSSL "-ign_eof -no_ticket", {"New, TLSv1.3", ANSWER}, {0}},
	{"openssl", OPENSSL "-tls1_1 -cipher ALL@SECLEVEL=0",
		{"alert protocol version", "New, (NONE)"}, {"-- "}},
	{"openssl", OPENSSL "-tls1_2 -cipher AES128-SHA",
		{"alert handshake failure", "New, (NONE)"}, {"-- "}},
	{"openssl", OPENSSL "-alpn irc", {"ALPN protocol: irc"}, {0}},
	{"openssl", OPENSSL "-alpn h2,http/1.1", {"ALPN protocol: http/1.1"}, {0}},
	{"openssl", OPENSSL "-alpn unknown", {"alert no application protocol", "New, (NONE)"},
		{"-- "}},
	{"openssl", SAYS OPENSSL "-ign_eof -tls1_2 -comp", {"Compression: NONE", ANSWER}, {0}},
	{"openssl",
		"( " SAYS OPENSSL "-ign_eof -tls1_2 -sess_out t2.pem; " SAYS OPENSSL
		"-ign_eof -tls1_2 -sess_in t2.pem ) | grep -e New -e Reused -e --",
		{"New, TLSv1.2", "Reused, TLSv1.2", ANSWER}, {0}},
	{"openssl",
		"( " SAYS OPENSSL "-ign_eof -tls1_3 -sess_out t3.pem; " SAYS OPENSSL
		"-ign_eof -tls1_3 -sess_in t3.pem ) | grep -e New -e Reused -e --",
		{"New, TLSv1.3", "Reused, TLSv1.3", ANSWER}, {0}},
	{"openssl", OPENSSL "-tls1_2 -reconnect", {"New, TLSv1.2", "Reused, TLSv1.2"}, {0}},
	/* It gives up at once where the server does not agree. */
	{"openssl", "(echo R; cat) | " OPENSSL "-tls1_2", {"RENEGOTIATING", "no renegotiation"},
		{0}},
	{"ncat", SAYS "ncat --ssl 127.0.0.1 $PORT", {ANSWER, "-- Goodbye.\nstatus 0"}, {0}},
	{"socat", SAYS "socat - OPENSSL:127.0.0.1:$PORT,verify=0", {ANSWER, "status 0"}, {0}},
	/* The server's own certificate is enough for who trusts it. */
	{"socat",
		SAYS "socat - OPENSSL:127.0.0.1:$PORT,cafile=certificate.pem,commonname=localhost",
		{ANSWER, "status 0"}, {0}},
	{"gnutls-cli", SAYS "gnutls-cli --x509cafile=certificate.pem -p $PORT localhost",
		{ANSWER, "The certificate is trusted"}, {0}},
	{"sslscan", "sslscan --no-colour 127.0.0.1:$PORT",
		{"SSLv3     disabled", "TLSv1.0   disabled", "TLSv1.1   disabled",
			"TLSv1.2   enabled", "TLSv1.3   enabled",
			"Session renegotiation not supported", "not vulnerable to heartbleed"},
		{"112 bits", "ffdhe", "CBC", "-SHA ", "Compression enabled", "(NONE)"}},
};

static void set_up(void)
{
	static char folder[TEMPORARY_PATH_SIZE], port[16];
	temporary_subfolder(folder, "tools");
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--state", folder));
	snprintf(port, sizeof port, "%d", server.port);
	setenv("PORT", port, 1);
	setenv("FOLDER", folder, 1);
}

START_TEST(it_joins_or_is_refused)
{
	const struct row *row = &rows[_i];
	char command[1024], path[256];
	if (!process_find(row->program, path)) {
		note(row->program);
		server_stop(&server);
		return;
	}
	snprintf(command, sizeof command, "cd \"$FOLDER\" && exec 2>&1 && %s", row->command);
	const char *said = process_shell(command);
	for (const char *const *wanted = row->wanted; *wanted; wanted++)
		must(strstr(said, *wanted), "%s: no '%s' in: %s", row->command, *wanted, said);
	for (int i = 0; i < 6 && row->unwanted[i]; i++)
		must(!strstr(said, row->unwanted[i]), "%s: there is '%s' in: %s", row->command,
			row->unwanted[i], said);
	server_stop(&server);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tls_tools");
	TCase *all = tcase_create("tls_tools");
	tcase_add_checked_fixture(all, set_up, NULL);
	tcase_set_timeout(all, 120);
	tcase_add_loop_test(all, it_joins_or_is_refused, 0, sizeof rows / sizeof *rows);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
