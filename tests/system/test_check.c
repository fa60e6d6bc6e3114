/* chatd --check and --print-config: what they say, and that nothing changes by them. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process.h"
#include "temporary.h"

#define CHATD getenv("CHATD")

static char *path; /* of the configuration file */
static char folder[TEMPORARY_PATH_SIZE];
static struct server server;

static void set_up(void)
{
	path = temporary_file("", 0);
	temporary_subfolder(folder, "check");
	server_history = NULL; /* the files say it */
}

static void tear_down(void)
{
	temporary_remove(path);
	temporary_remove_tree(folder);
}

/* What chatd says to these words, both outputs, and its status. */
__attribute__((format(printf, 1, 2))) static const char *ask(const char *format, ...)
{
	char command[1024];
	size_t used = (size_t)snprintf(command, sizeof command, "%s ", CHATD);
	va_list list;
	va_start(list, format);
	vsnprintf(command + used, sizeof command - used, format, list);
	va_end(list);
	return process_shell(command);
}

static void expect_part(const char *said, const char *part)
{
	must(strstr(said, part) != NULL, "not '%s', but: %s", part, said);
}

/* The whole line of the file is said. */
static void expect_line(const char *said, int line, const char *sentence)
{
	char wanted[600];
	snprintf(wanted, sizeof wanted, "%s:%d: %s\n", path, line, sentence);
	expect_part(said, wanted);
}

static void write_file(const char *text)
{
	temporary_write(path, text, strlen(text));
}

START_TEST(good_settings_are_good)
{
	write_file("port = 0\nhistory = off\nrate = 5\n");
	expect_part(ask("--check -c %s", path), "The configuration is good.\nstatus 0\n");
	expect_part(
		ask("--check --history off --port 0"), "The configuration is good.\nstatus 0\n");
	expect_part(ask("--check --history off --port 0 >/dev/full"), "status 1\n");
}
END_TEST

START_TEST(each_mistake_has_its_line)
{
	write_file("# mine\nprot = 5555\nrate = x\nbind = {\":0\",\n  \":99999\"}\n"
		   "motd = \"/nowhere\"\npassword-file = /dev/null\ndeny = \"300.1.1.1\"\n"
		   "name \"x\"\nslow-queue = 2M\noper = \"boss\"\nmax-clients = 1000000\n"
		   "keep = yes\ntls-key = \"/nowhere/key\"\nhistory = off\n");
	const char *said = ask("--check -c %s", path);
	expect_line(said, 2, "there is no option 'prot'; did you mean 'port'?");
	expect_line(said, 3, "'rate' must be a whole number from 0 to 1000000, not 'x'");
	expect_line(said, 5,
		"'bind' cannot be ':99999': the port must be a whole number from 0 to 65535");
	expect_line(said, 6, "'motd': cannot read the file '/nowhere': No such file or directory");
	expect_line(said, 9, "missing equal sign after option 'name'");
	expect_line(said, 11,
		"'oper' must be a name, a colon and a hash that chatd --hash-password prints");
	for (int line = 7; line <= 14; line++) {
		char start[200];
		snprintf(start, sizeof start, "%s%s:%d: ", line == 12 ? "warning: " : "\n", path,
			line);
		expect_part(said, start);
	}
	expect_part(
		said, "11 mistakes, 1 warning: a server would not start like this.\nstatus 1\n");
}
END_TEST

/* Each mistake of the file that --check says. */
static void expect_same(const char *checked, const char *started)
{
	char line[700];
	unsigned count = 0;
	for (const char *end; (end = strchr(checked, '\n')); checked = end + 1) {
		if (strncmp(checked, path, strlen(path)) != 0)
			continue;
		snprintf(line, sizeof line, "chatd: %.*s\n", (int)(end - checked), checked);
		expect_part(started, line);
		count++;
	}
	ck_assert_uint_eq(count, 4);
}

START_TEST(a_start_says_the_same)
{
	char *checked;
	write_file("history = off\nport = 0\nrate = x\nmotd = \"/nowhere\"\n"
		   "tls-cert = \"/nowhere.pem\"\nlog-file = \"/dev/null/log\"\n");
	checked = strdup(ask("--check -c %s", path));
	expect_same(checked, ask("-c %s", path));
	free(checked);
	write_file("history = off\nport = 0\nbind = \"192.0.2.1:0\"\n"
		   "tls-cert = \"/nowhere.pem\"\n");
	const char *said = ask("-c %s", path);
	expect_part(said, "chatd: cannot listen on 192.0.2.1 port 0: ");
	expect_line(said, 4, "cannot read the file '/nowhere.pem': No such file or directory");
	ck_assert_ptr_null(strstr(strstr(said, "cannot listen") + 1, "cannot listen"));
	expect_part(said, "status 1\n");
}
END_TEST

START_TEST(a_wrong_command_line_has_a_status_of_its_own)
{
	const char *said = ask("--check --prot 5 --rate x");
	ck_assert_ptr_null(strstr(said, "too many")); /* the 5 belongs to --prot */
	expect_part(said, "there is no option '--prot'; did you mean '--port'?\n");
	expect_part(said, "'rate' must be a whole number");
	expect_part(said, "status 2\n");
}
END_TEST

START_TEST(a_folder_that_cannot_be_made)
{
	expect_part(ask("--check --port 0 --state /dev/null/chatd"),
		"'state' cannot be '/dev/null/chatd': Not a directory\n1 mistake, 0 warnings");
	expect_part(ask("--check --port 0 --history off --log-file /dev/null/log"),
		"the log cannot be written to '/dev/null/log': Not a directory\n");
	expect_part(ask("--check --port 0 --history off --log-file /tmp"),
		"the log cannot be written to '/tmp': Is a directory\n");
	const char *said = ask("--check --port 0 --state %s/new/folder", folder);
	expect_part(said, "The configuration is good.\nstatus 0\n");
	struct stat found;
	char made[200];
	snprintf(made, sizeof made, "%s/new", folder);
	ck_assert_int_ne(stat(made, &found), 0);
}
END_TEST

START_TEST(a_database_that_cannot_be_read)
{
	char file[200], said[4096];
	snprintf(file, sizeof file, "%s/history.db", folder);
	server_start(&server, ARGUMENTS("--state", folder));
	server_stop(&server);
	expect_part(ask("--check --port 0 --state %s", folder), "The configuration is good.");
	char newer[600];
	snprintf(newer, sizeof newer,
		"printf '\\177\\377\\377\\377' | dd of=%s bs=1 seek=60 conv=notrunc 2>/dev/null",
		file);
	process_shell(newer);
	snprintf(said, sizeof said, "%s", ask("--check --port 0 --state %s", folder));
	expect_part(said, "was written by a newer chatd");
	expect_part(said, "status 1\n");
	temporary_write(file, "nothing that SQLite knows, at all, so it is no database", 54);
	snprintf(said, sizeof said, "%s", ask("--check --port 0 --state %s", folder));
	expect_part(said, "the history cannot be read: ");
	expect_part(said, "status 1\n");
}
END_TEST

START_TEST(addresses_of_others_are_in_use)
{
	char wanted[200];
	server_start(&server, ARGUMENTS("--history", "off"));
	const char *said = ask("--check --history off --port %d", server.port);
	snprintf(wanted, sizeof wanted,
		"cannot listen on port %d: it is in use by process %d (chatd)\n", server.port,
		(int)server.pid);
	expect_part(said, wanted);
	expect_part(said, "status 1\n");
	expect_part(
		ask("--check --history off --bind 127.0.0.1:%d --bind 127.0.0.1:%d", 45999, 45999),
		"'127.0.0.1:45999' and '127.0.0.1:45999' ask for the same port: leave one out");
	expect_part(ask("--check --history off --bind 192.0.2.77:0"),
		"cannot listen on 192.0.2.77 port 0: Cannot assign requested address\n");
	expect_part(ask("--check --history off --bind unix:/nowhere/socket"),
		"cannot listen on /nowhere/socket: No such file or directory\n");
	expect_part(ask("--check --history off --bind unix:%s", path),
		"something is there that is no socket\n");
	server_stop(&server);
}
END_TEST

/* The one that runs has the ports by right. */
START_TEST(a_server_that_runs_is_not_disturbed)
{
	char text[400], runs[100], socket_path[150];
	struct client alice;
	int port = free_port();
	snprintf(socket_path, sizeof socket_path, "%s/socket", folder);
	snprintf(text, sizeof text,
		"bind = {\"127.0.0.1:%d\", \"unix:%s\"}\nstate = \"%s\"\nmetrics = 0\n", port,
		socket_path, folder);
	write_file(text);
	server_spawn(&server, ARGUMENTS("-c", path), NULL);
	server_expect_listening(&server);
	client_join(&alice, &server, "alice");
	client_say(&alice, "before");
	snprintf(runs, sizeof runs,
		"The configuration is good.\nA server runs with it: process %d.\nstatus 0\n",
		(int)server.pid);
	for (int i = 0; i < 3; i++)
		expect_part(ask("--check -c %s", path), runs);
	client_say(&alice, "behind");
	client_sync(&alice);
	server_end(&server);
	server_expect_counter(&server, "accepted", 1);
	server_free(&server);
	expect_part(ask("--check -c %s", path), "The configuration is good.\nstatus 0\n");
	expect_part(ask("-c %s --verify", path), "has no faults.\nstatus 0\n");
}
END_TEST

/* Without a folder, the server is known by its words. */
START_TEST(a_server_with_the_same_words_is_the_same)
{
	char text[200], runs[100];
	int port = free_port();
	snprintf(text, sizeof text, "bind = \"127.0.0.1:%d\"\nhistory = off\n", port);
	write_file(text);
	server_spawn(&server, ARGUMENTS("-c", path), NULL);
	server_expect_listening(&server);
	snprintf(runs, sizeof runs, "A server runs with it: process %d.\nstatus 0\n",
		(int)server.pid);
	expect_part(ask("--check -c %s", path), runs);
	expect_part(ask("-c %s --check --rate 5", path), "it is in use by process");
	server_stop(&server);
}
END_TEST

/* Who copies a file for a second server and forgets the folder. */
START_TEST(a_folder_of_another_server)
{
	char text[500];
	int port = free_port();
	server_start(&server, ARGUMENTS("--state", folder));
	snprintf(text, sizeof text,
		"warning: the folder %s is in use by a chatd that listens on none of these "
		"addresses (process %d): another server would not start with it; give it another "
		"'state'\nThe configuration is good, with 1 warning.\nstatus 0\n",
		folder, (int)server.pid);
	ck_assert_str_eq(ask("--check --state %s --port %d", folder, port), text);
	server_stop(&server);
	snprintf(text, sizeof text, "%s", ask("--check --state %s --port %d", folder, port));
	ck_assert_str_eq(text, "The configuration is good.\nstatus 0\n");
}
END_TEST

/* Another port is another usual folder. */
START_TEST(a_history_that_would_begin_anew)
{
	char command[600], text[700];
	int port = free_port();
	snprintf(text, sizeof text, "%s/5555", folder);
	server_start(&server, ARGUMENTS("--state", text));
	snprintf(command, sizeof command, "STATE_DIRECTORY=%s \"$CHATD\" --check --port %d", folder,
		port);
	ck_assert_str_eq(process_shell(command), "The configuration is good.\nstatus 0\n");
	server_stop(&server);
	const char *said = process_shell(command);
	snprintf(text, sizeof text, " and there is one in %s/5555: ", folder);
	expect_part(said, "warning: the history would begin anew in ");
	expect_part(said, text);
	expect_part(said, "The configuration is good, with 1 warning.\nstatus 0\n");
}
END_TEST

/* While the service is down, its socket is not: a program of that name stands for systemd. */
START_TEST(a_port_that_systemd_holds)
{
	char name[200], command[600], text[500];
	snprintf(name, sizeof name, "%s/systemd", folder);
	snprintf(command, sizeof command, "cp \"$CHATD\" %s", name);
	expect_part(process_shell(command), "status 0\n");
	char *chatd = strdup(CHATD);
	setenv("CHATD", name, 1);
	server_start(&server, ARGUMENTS("--history", "off"));
	setenv("CHATD", chatd, 1);
	free(chatd);
	snprintf(text, sizeof text,
		"warning: port %d is held by systemd (process %d), which hands it to the server "
		"that it starts; one that is started by hand would not get it\n"
		"The configuration is good, with 1 warning.\nstatus 0\n",
		server.port, (int)server.pid);
	ck_assert_str_eq(ask("--check --history off --port %d", server.port), text);
	expect_part(ask("--check --history off --bind :%d", server.port),
		"(systemd)\n1 mistake, 0 warnings");
	server_stop(&server);
}
END_TEST

/* Two pairs in the folder, 1.pem with 1.key and 2.pem with 2.key; false without openssl or TLS. */
static bool make_pairs(void)
{
	char command[700];
	if (!getenv("TLS") || !*getenv("TLS") || !process_find("openssl", (char[256]){0}))
		return false;
	snprintf(command, sizeof command,
		"cd %s && for i in 1 2; do openssl req -x509 -newkey ec -pkeyopt "
		"ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x -keyout $i.key -out $i.pem; "
		"chmod 600 $i.key; done",
		folder);
	expect_part(process_shell(command), "status 0\n");
	return true;
}

START_TEST(a_key_belongs_to_its_certificate)
{
	char text[600];
	if (!make_pairs()) {
		note("there is no openssl, or no TLS");
		return;
	}
	snprintf(text, sizeof text,
		"port = 0\nhistory = off\ntls-cert = \"%s/1.pem\"\ntls-key = \"%s/2.key\"\n",
		folder, folder);
	write_file(text);
	const char *said = ask("--check -c %s", path);
	snprintf(text, sizeof text, "%s:3: ", path);
	expect_part(said, text);
	expect_part(said, "status 1\n");
	snprintf(text, sizeof text,
		"port = 0\nhistory = off\ntls-cert = \"%s/1.pem\"\ntls-key = \"%s/1.key\"\n",
		folder, folder);
	write_file(text);
	said = ask("--check -c %s", path);
	snprintf(text, sizeof text, "warning: %s:3: the certificate in %s/1.pem ends on ", path,
		folder);
	expect_part(said, text);
	expect_part(said, "The configuration is good, with 1 warning.\nstatus 0\n");
}
END_TEST

START_TEST(printed_settings_are_a_file_again)
{
	char copy[150], command[4096];
	write_file("bind = {\":0\",\n \"127.0.0.1:0,door=irc\"}\nrate = 5\n"
		   "name = \"a \\\"b\\\" \\${HOME} \\\\c\"\nmax-line = 3072\n");
	snprintf(copy, sizeof copy, "%s/printed", folder);
	const char *said = ask("-c %s --print-config --burst 7 --accounts-only --oper '%s'", path,
		server_operator("secret"));
	char line[300];
	static const char *const rows[] = {"bind = \":0\" ...# FILE:1", "rate = 5 ...# FILE:3",
		"burst = 7 ...# command line", "accounts-only = true ...# command line",
		"send-queue = 1M ...# default", "# oper = \"root:...\" ...# command line; ", NULL};
	for (const char *const *row = rows; *row; row++) {
		const char *dots = strstr(*row, " ...# "), *name = strstr(*row, "FILE:");
		snprintf(line, sizeof line, "\n%.*s ", (int)(dots - *row), *row);
		expect_part(said, line);
		snprintf(line, sizeof line, "# %s%s", name ? path : "",
			name ? name + strlen("FILE") : dots + strlen(" ...# "));
		expect_part(strstr(said, *row == rows[0] ? "bind" : said), line);
	}
	must(!strstr(said, "argon2"), "a hash was printed: %s", said);
	snprintf(command, sizeof command,
		"%s -c %s --print-config --burst 7 >%s && %s -c %s --print-config >%s.again && "
		"sed -i 's/  *#.*//' %s %s.again && cmp %s %s.again",
		CHATD, path, copy, CHATD, copy, copy, copy, copy, copy, copy);
	ck_assert_str_eq(process_shell(command), "status 0\n");
	snprintf(command, sizeof command, "cat %s", copy);
	said = process_shell(command);
	expect_part(said, "max-line = 3K\n");
	expect_part(said, "name = \"a \\\"b\\\" \\${HOME} \\\\c\"\n");
}
END_TEST

int main(void)
{
	const TTest *const once[] = {good_settings_are_good, each_mistake_has_its_line,
		a_start_says_the_same, a_wrong_command_line_has_a_status_of_its_own,
		a_folder_that_cannot_be_made, a_database_that_cannot_be_read,
		addresses_of_others_are_in_use, a_server_that_runs_is_not_disturbed,
		a_server_with_the_same_words_is_the_same, a_folder_of_another_server,
		a_history_that_would_begin_anew, a_port_that_systemd_holds,
		a_key_belongs_to_its_certificate, printed_settings_are_a_file_again, NULL};
	return run_once("check", once, set_up, tear_down);
}
