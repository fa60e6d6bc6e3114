/* Unix sockets: the file, and the names of those who come through it. */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "irc.h"
#include "nc.h"
#include "process.h"
#include "temporary.h"
#include "unix_socket.h"

#define NAMELESS 54321 /* a user that no list has */
#define SERVERS_AT_ONCE 6

static char folder[TEMPORARY_PATH_SIZE], path[UNIX_PATH_SIZE];
static struct server server;
static struct client alice, bob;

static void set_up(void)
{
	temporary_subfolder(folder, "unix");
	chmod(folder, 0755); /* for the users that root becomes */
	chmod(temporary_folder(), 0755);
	snprintf(path, sizeof path, "%s/chat", folder);
}

static void start(const char *const *arguments)
{
	set_up();
	unix_server_start(&server, path, arguments);
}

static bool is_there(void)
{
	struct stat there;
	return lstat(path, &there) == 0;
}

static void expect_mode(unsigned mode)
{
	struct stat there;
	ck_assert_int_eq(lstat(path, &there), 0);
	ck_assert(S_ISSOCK(there.st_mode));
	ck_assert_uint_eq(there.st_mode & 0777, mode);
}

/* A user of this machine other than root, for root to become. */
static bool another_user(uid_t *uid, const char **name)
{
	const struct passwd *row = NULL;
	if (getuid() == 0)
		row = getpwnam("daemon");
	if (!row) {
		note("only root can come as somebody else");
		return false;
	}
	*uid = row->pw_uid;
	*name = "daemon";
	return true;
}

static void stop(void)
{
	client_close(&alice);
	client_close(&bob);
	server_stop(&server);
	ck_assert(!is_there());
}

START_TEST(who_comes_has_the_name_of_the_login)
{
	const char *name = unix_own_name();
	char whois[200];
	start(NULL);
	unix_connect(&alice, path);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, with nobody else.", name);
	client_expect(&alice, "...");
	snprintf(whois, sizeof whois, "/whois %s", name);
	client_say(&alice, "%s", whois);
	client_expect(
		&alice, "-- %s (you) is in #lobby, ...; verified by this machine as ...", name);
	unix_connect(&bob, path);
	client_expect(&bob, "-- Welcome to chatd. You are %s-2 in #lobby, with %s.", name, name);
	client_say(&bob, "hello"); /* whoever says nothing is announced later */
	client_await(&alice, "-2 joined");
	client_expect(&alice, "<%s-2> hello", name);
	server_expect_log(&server, "event=connected name=");
	server_expect_log(&server, "peer=unix:");
	client_close(&alice); /* the next one has the name again */
	client_await(&bob, "left");
	unix_connect(&alice, path);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, ...", name);
	stop();
}
END_TEST

START_TEST(another_name_hides_nobody)
{
	start(NULL);
	unix_connect(&alice, path);
	unix_connect(&bob, path);
	client_greet(&alice);
	client_greet(&bob);
	client_rename(&alice, "somebody-else");
	client_say(&bob, "/whois somebody-else");
	client_await(&bob, "-- somebody-else is in #lobby, ...; verified by this machine as ...");
	stop();
}
END_TEST

static void irc_register_as(struct irc *irc, const char *nick)
{
	*irc = (struct irc){.nick = "*"};
	unix_connect(&irc->client, path);
	irc->client.check = client_any_line;
	irc_say(irc, "NICK %s", nick);
	irc_say(irc, "USER user 0 * :Real Name");
	snprintf(irc->nick, sizeof irc->nick, "%s-2", unix_own_name());
	irc_expect_numeric(irc, 1, ":Welcome to *!*@unix:*");
	irc_await_numeric(irc, 422);
}

START_TEST(an_irc_client_has_it_too)
{
	struct irc irc;
	char question[100];
	start(NULL);
	unix_connect(&alice, path); /* has the name */
	client_greet(&alice);
	irc_register_as(&irc, unix_own_name()); /* which is asked for, and not complained about */
	snprintf(question, sizeof question, "WHOIS %s", irc.nick);
	irc_say(&irc, "%s", question);
	irc_expect_numeric(&irc, 311, "%s * unix:* * :Real Name", irc.nick);
	irc_expect_numeric(&irc, 312, "*");
	irc_expect_numeric(&irc, 320, "%s :is verified by this machine as *", irc.nick);
	irc_await_numeric(&irc, 318);
	irc_say(&irc, "WHO %s", irc.nick);
	irc_expect_numeric(&irc, 352, "* * unix:* chatd.chat %s H* :0 Real Name", irc.nick);
	irc_await_numeric(&irc, 315);
	irc_ask(&irc, "NICK another", "*NICK *another");
	irc_close(&irc);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(nc_comes_with_an_option)
{
	struct process nc;
	start(NULL);
	if (!nc_choose(0))
		return;
	unix_connect(&alice, path);
	client_greet(&alice);
	process_start(&nc, -1, ARGUMENTS("nc", "-N", "-U", path));
	process_feed(&nc, "hello\n");
	process_end_input(&nc);
	ck_assert_int_eq(process_wait(&nc), 0);
	must(strstr(nc.said.bytes, "-- Welcome to chatd. You are "), "%s", nc.said.bytes);
	client_await(&alice, "-2> hello");
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(chat_client_comes_by_the_path)
{
	struct process client;
	start(NULL);
	unix_connect(&alice, path);
	client_greet(&alice);
	process_start_client(&client, -1, ARGUMENTS("-m", "hello", path));
	ck_assert_int_eq(process_wait(&client), 0);
	client_await(&alice, "-2> hello");
	process_start_client(&client, -1, ARGUMENTS("-n", "ci-bot", "-m", "built", path));
	ck_assert_int_eq(process_wait(&client), 0);
	client_await(&alice, "<ci-bot> built");
	client_close(&alice);
	server_stop(&server);
	process_start_client(&client, -1, ARGUMENTS("-m", "hello", path));
	ck_assert_int_eq(process_wait(&client), 1);
	must(strstr(client.complained.bytes, "chat-client: cannot connect to ") &&
			strstr(client.complained.bytes, "/chat: No such file or directory\n"),
		"%s", client.complained.bytes);
}
END_TEST

START_TEST(a_user_of_the_machine_is_told_apart)
{
	uid_t uid;
	const char *name;
	start(NULL);
	if (!another_user(&uid, &name))
		return;
	unix_connect_as(&alice, path, uid);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, ...", name);
	if (getpwnam("bin")) { /* who has never come */
		client_say(&alice, "/nick bin");
		client_await(&alice, "!! the name bin is the login of another user of ...");
	}
	unix_connect_as(&bob, path, NAMELESS);
	client_expect(&bob, "-- Welcome to chatd. You are uid-%d in #lobby, ...", NAMELESS);
	client_expect(&bob, "...");
	client_say(&bob, "/whois %s", name);
	client_expect(&bob, "-- daemon is in ...; verified by this machine as daemon.");
	client_say(&alice, "/quit");
	client_await_end(&alice);
	client_close(&alice); /* nobody there takes the name meanwhile */
	client_await(&bob, "daemon left");
	client_ask(&bob, "/nick DAEMON",
		"!! the name DAEMON is the login of another user of the server's machine; "
		"choose another");
	unix_connect_as(&alice, path, uid);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, ...", name);
	stop();
}
END_TEST

/* Before they come, the name is anybody's; afterwards it is theirs, at the other doors too. */
START_TEST(a_stranger_gives_the_name_up)
{
	const char *name = unix_own_name();
	struct client stranger;
	struct irc irc;
	start(ARGUMENTS("--bind", "127.0.0.1:0"));
	server_expect_listening(&server);
	client_join(&stranger, &server, name);
	unix_connect(&alice, path);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, with guest-...", name);
	client_await(&stranger, "-- The owner of the name ... has come, so you get another one.");
	client_expect(&stranger, "-- You are guest-... now.");
	client_say(&alice, "/quit");
	client_await_end(&alice);
	client_close(&alice);
	client_say(&stranger, "/nick %s", name);
	client_await(&stranger,
		"!! the name ... is the login of another user of the server's machine...");
	irc_connect(&irc, &server);
	irc_say(&irc, "NICK %s", name);
	irc_say(&irc, "USER m 0 * :M");
	irc_await(&irc,
		":* 433 * %s :Nickname is the login of another user of the server's machine", name);
	unix_connect(&alice, path);
	client_expect(&alice, "-- Welcome to chatd. You are %s in #lobby, ...", name);
	client_close(&stranger);
	irc_close(&irc);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

/* --max-per-address is for each user; root has no limit. */
START_TEST(each_user_is_an_address)
{
	uid_t uid;
	const char *name;
	start(ARGUMENTS("--max-per-address", "2"));
	if (!another_user(&uid, &name))
		return;
	struct client more[3], nameless, own[4];
	for (int i = 0; i < 2; i++) {
		unix_connect_as(&more[i], path, uid);
		client_greet(&more[i]);
	}
	unix_connect_as(&more[2], path, uid);
	client_expect(&more[2], "!! too many connections come from your address; close ...");
	unix_connect_as(&nameless, path, NAMELESS);
	client_greet(&nameless);
	for (int i = 0; i < 4; i++) {
		unix_connect(&own[i], path);
		client_greet(&own[i]);
	}
	server_expect_log(&server, "event=refused peer=unix:daemon why=address_full");
	for (int i = 0; i < 4; i++)
		client_close(&own[i]);
	for (int i = 0; i < 3; i++)
		client_close(&more[i]);
	client_close(&nameless);
	server_stop(&server);
}
END_TEST

START_TEST(the_mode_says_who_may_connect)
{
	char bind[UNIX_PATH_SIZE + 32];
	set_up();
	umask(077);
	unix_server_start(&server, path, NULL);
	expect_mode(0666);
	server_stop(&server);
	umask(0);
	snprintf(bind, sizeof bind, "%s,mode=0640", path);
	unix_server_start(&server, bind, NULL);
	expect_mode(0640);
	server_stop(&server);
}
END_TEST

static void expect_refused(const char *why)
{
	struct server second;
	char bind[UNIX_PATH_SIZE + 8], sentence[400];
	snprintf(bind, sizeof bind, "unix:%s", path);
	server_spawn(&second, ARGUMENTS("--bind", bind), NULL);
	ck_assert_int_eq(server_wait(&second), 1);
	snprintf(sentence, sizeof sentence, "chatd: cannot listen on %s: %s\n", path, why);
	must(second.log.bytes && strstr(second.log.bytes, sentence), "no '%s' in '%s'", sentence,
		second.log.bytes ? second.log.bytes : "");
	server_free(&second);
}

START_TEST(a_socket_of_a_dead_server_is_replaced)
{
	start(NULL);
	server_kill(&server);
	ck_assert(is_there());
	unix_server_start(&server, path, NULL);
	unix_connect(&alice, path);
	client_greet(&alice);
	client_close(&alice);
	server_stop(&server);
	ck_assert(!is_there());
}
END_TEST

START_TEST(a_socket_of_a_living_server_is_refused)
{
	start(NULL);
	unix_connect(&alice, path);
	client_greet(&alice);
	for (int i = 0; i < 3; i++)
		expect_refused("another server listens there");
	client_say(&alice, "/whois nobody-at-all");
	client_await(&alice, "nobody here is called nobody-at-all");
	bob.fd = -1;
	client_close(&alice);
	server_stop(&server);
	ck_assert(!is_there());
}
END_TEST

START_TEST(nothing_but_a_socket_is_replaced)
{
	char target[UNIX_PATH_SIZE + 8];
	set_up();
	temporary_write(path, "precious", 8);
	expect_refused("something is there that is no socket");
	unlink(path);
	snprintf(target, sizeof target, "%s/target", folder);
	temporary_write(target, "precious", 8);
	ck_assert_int_eq(symlink(target, path), 0);
	expect_refused("something is there that is no socket");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(access(target, F_OK), 0);
	snprintf(path, sizeof path, "%.90s/nowhere/chat", folder);
	expect_refused("No such file or directory");
}
END_TEST

START_TEST(a_file_that_another_has_made_stays)
{
	start(NULL);
	unlink(path);
	temporary_write(path, "precious", 8);
	server_stop(&server);
	ck_assert(is_there());
}
END_TEST

START_TEST(of_servers_that_start_at_once_one_stays)
{
	struct server each[SERVERS_AT_ONCE];
	char bind[UNIX_PATH_SIZE + 8];
	int ended = 0, stays = -1;
	start(NULL);
	server_kill(&server);
	snprintf(bind, sizeof bind, "unix:%s", path);
	for (int i = 0; i < SERVERS_AT_ONCE; i++)
		server_spawn(&each[i], ARGUMENTS("--bind", bind), NULL);
	for (int i = 0; i < SERVERS_AT_ONCE; i++) {
		server_expect_log(&each[i], "listen"); /* "listening", or "cannot listen" */
		if (strstr(each[i].log.bytes, "event=listening")) {
			stays = i;
			continue;
		}
		ck_assert_int_eq(server_wait(&each[i]), 1);
		ck_assert_ptr_nonnull(
			strstr(each[i].log.bytes, ": another server listens there\n"));
		server_free(&each[i]);
		ended++;
	}
	ck_assert_int_eq(ended, SERVERS_AT_ONCE - 1);
	ck_assert_int_ge(stays, 0);
	unix_connect(&alice, path);
	client_greet(&alice);
	client_close(&alice);
	server_stop(&each[stays]);
}
END_TEST

START_TEST(who_goes_at_once_hurts_nobody)
{
	start(NULL);
	unix_connect(&alice, path);
	client_greet(&alice);
	for (int i = 0; i < 300; i++) {
		unix_connect(&bob, path);
		if (i % 3 == 0)
			client_send(&bob, "NICK", 4);
		client_close(&bob);
	}
	unix_connect(&bob, path);
	client_greet(&bob);
	stop();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {who_comes_has_the_name_of_the_login, another_name_hides_nobody,
		an_irc_client_has_it_too, a_user_of_the_machine_is_told_apart,
		a_stranger_gives_the_name_up, each_user_is_an_address,
		who_goes_at_once_hurts_nobody, NULL};
	const TTest *const once[] = {nc_comes_with_an_option, chat_client_comes_by_the_path,
		the_mode_says_who_may_connect, a_socket_of_a_dead_server_is_replaced,
		a_socket_of_a_living_server_is_refused, nothing_but_a_socket_is_replaced,
		a_file_that_another_has_made_stays, of_servers_that_start_at_once_one_stays, NULL};
	return run_tests("unix", each, once);
}
