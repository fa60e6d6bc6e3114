/* HUP: what the log says of it, and listeners that come and go. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "irc.h"
#include "process.h"
#include "temporary.h"
#include "unix_socket.h"

static struct server server;
static struct client alice, bob, carol;
static char folder[TEMPORARY_PATH_SIZE], path[UNIX_PATH_SIZE], config[UNIX_PATH_SIZE];

static void set_up(void)
{
	temporary_subfolder(folder, "reload");
	snprintf(path, sizeof path, "%s/socket", folder);
	snprintf(config, sizeof config, "%s/conf", folder);
}

static void tear_down(void)
{
	temporary_remove_tree(folder);
}

/* 0, or why nobody can connect there. */
static int knock(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
	close(fd);
	return error;
}

__attribute__((format(printf, 1, 2))) static void configure(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	char *text = text_format(format, list);
	va_end(list);
	temporary_write(config, text, strlen(text));
	free(text);
}

static void start(void)
{
	char threads[16];
	snprintf(threads, sizeof threads, "%d", server_threads);
	server_spawn(&server, ARGUMENTS("--threads", threads, "-c", config), NULL);
	server_expect_listening(&server);
}

static void hup(const char *answer)
{
	server_signal(&server, SIGHUP);
	server_expect_log(&server, answer);
}

__attribute__((format(printf, 1, 2))) static void expect_row(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	char *row = text_format(format, list);
	va_end(list);
	ck_assert_msg(
		server_log_count(&server, row) == 1, "not one '%s' in: %s", row, server.log.bytes);
	free(row);
}

/* Another port of the same server. */
static void join_at(struct client *client, int port, const char *name)
{
	struct server there = server;
	there.port = port;
	client_join(client, &there, name);
}

START_TEST(the_log_says_what_has_changed)
{
	int port = free_port();
	configure("bind = \"127.0.0.1:%d\"\nrate = 5\nname = first\n", port);
	start();
	configure("bind = \"127.0.0.1:%d\"\nrate = 7\nname = second\nmax-line = 8K\n"
		  "oper = \"%s\"\n",
		port, server_operator("secret"));
	hup("event=reloaded");
	expect_row("level=info event=changed option=rate from=5 to=7\n");
	expect_row("level=info event=changed option=max-line from=4K to=8K\n");
	expect_row("level=info event=changed option=oper from=\"\" to=root:...\n");
	expect_row("level=warning event=needs_restart option=name from=first to=second\n");
	ck_assert_uint_eq(server_log_count(&server, "event=changed"), 3);
	ck_assert_uint_eq(server_log_count(&server, "argon2"), 0);
	hup("event=reloaded");
	ck_assert_uint_eq(server_log_count(&server, "event=changed"), 3);
	ck_assert_uint_eq(server_log_count(&server, "event=needs_restart"), 2);
	server_stop(&server);
}
END_TEST

START_TEST(each_mistake_is_logged_and_changes_nothing)
{
	int port = free_port();
	configure("bind = \"127.0.0.1:%d\"\nmax-line = 100\n", port);
	start();
	client_join(&alice, &server, "alice");
	configure("bind = \"127.0.0.1:%d\"\nrate = x\nmax-lin = 200\nmotd = \"/nowhere\"\n",
		free_port());
	hup(":4: 'motd': cannot read the file '/nowhere'");
	client_say(&alice, "%0150d", 7);
	client_expect(&alice, "!! that line ... too long ... 100 bytes");
	expect_row("level=error event=not_reloaded reason=\"%s:2: 'rate' must be a whole number "
		   "from 0 to 1000000, not 'x'\"\n",
		config);
	expect_row("level=error event=not_reloaded reason=\"%s:3: there is no option 'max-lin'; "
		   "did you mean 'max-line'?\"\n",
		config);
	ck_assert_uint_eq(server_log_count(&server, "event=reloaded"), 0);
	ck_assert_int_eq(knock(port), 0);
	server_stop(&server);
}
END_TEST

START_TEST(listeners_come_and_go)
{
	int first = free_port(), second = free_port();
	configure("bind = \"127.0.0.1:%d\"\n", first);
	start();
	join_at(&alice, first, "alice");
	configure("bind = {\"127.0.0.1:%d\", \"unix:%s,mode=0640\"}\n", second, path);
	hup("event=reloaded");
	expect_row("event=listening address=127.0.0.1:%d ", second);
	expect_row("event=listening address=unix:%s ", path);
	expect_row("event=not_listening address=127.0.0.1:%d\n", first);
	ck_assert_int_eq(knock(first), ECONNREFUSED);
	join_at(&bob, second, "bob");
	struct stat made;
	ck_assert_int_eq(stat(path, &made), 0);
	ck_assert_int_eq(made.st_mode & 0777, 0640);
	unix_connect(&carol, path);
	client_greet(&carol);
	client_sync(&carol);
	client_say(&alice, "hello to all");
	client_await(&bob, "<alice> hello to all");
	client_await(&carol, "<alice> hello to all");
	configure("port = %d\nbind = \"127.0.0.1:%d\"\n", second, first);
	hup("event=reloaded");
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(knock(second), ECONNREFUSED);
	ck_assert_int_eq(knock(first), 0);
	client_say(&carol, "still here");
	client_await(&alice, "still here");
	server_stop(&server);
}
END_TEST

/* The kernel lets nobody listen on one address of a port while another socket has all of them; here
 * nobody is refused at any time. */
START_TEST(an_address_takes_the_port_of_all)
{
	int port = free_port();
	configure("port = %d\n", port);
	start();
	join_at(&alice, port, "alice");
	for (int i = 0; i < 3; i++) {
		configure("bind = \"127.0.0.1:%d\"\n", port);
		hup("event=reloaded");
		ck_assert_int_eq(knock(port), 0);
		configure("port = %d\n", port);
		hup("event=reloaded");
		ck_assert_int_eq(knock(port), 0);
	}
	join_at(&bob, port, "bob");
	client_say(&alice, "hello");
	client_await(&bob, "<alice> hello");
	struct server second;
	char text[16];
	snprintf(text, sizeof text, "%d", port);
	server_spawn(&second, ARGUMENTS("--port", text), NULL); /* it is noticed as before */
	ck_assert_int_eq(server_wait(&second), 1);
	must(strstr(second.log.bytes, "Address already in use"), "%s", second.log.bytes);
	server_free(&second);
	server_stop(&server);
}
END_TEST

START_TEST(one_that_cannot_be_opened_stops_all)
{
	struct server other;
	int first = free_port(), second = free_port();
	server_start(&other, NULL);
	configure("bind = \"127.0.0.1:%d\"\nmax-line = 100\n", first);
	start();
	configure("bind = {\"127.0.0.1:%d\", \"unix:%s\",\n \"127.0.0.1:%d\"}\nmax-line = 200\n"
		  "metrics = \"127.0.0.1:%d\"\n",
		second, path, other.port, free_port());
	hup("event=not_reloaded");
	expect_row("event=not_reloaded reason=\"%s:2: cannot listen on 127.0.0.1 port %d: Address "
		   "already in use; another server has the port\"\n",
		config, other.port);
	ck_assert_int_eq(knock(first), 0);
	ck_assert_int_eq(knock(second), ECONNREFUSED);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_uint_eq(server_log_count(&server, "event=changed"), 0);
	configure("bind = {\"127.0.0.1:%d\", \"127.0.0.1:%d\"}\n", first, first);
	hup("two of --bind ask for the same: leave one out");
	configure("bind = {\"127.0.0.1:%d\", \":%d\"}\n", first, first);
	hup("Address already in use; another listener of this server has the port");
	int figures = free_port();
	configure("bind = \"127.0.0.1:%d\"\nmetrics = \"127.0.0.1:%d\"\n", first, figures);
	hup("event=reloaded");
	configure("bind = {\"127.0.0.1:%d\", \":%d\"}\nmetrics = \"127.0.0.1:%d\"\n", first,
		figures, figures);
	hup("Address already in use; another listener of this server has the port");
	ck_assert_int_eq(knock(first), 0);
	server_stop(&server);
	server_stop(&other);
}
END_TEST

START_TEST(words_alone_take_effect)
{
	struct irc irc;
	struct stat made;
	int port = free_port();
	configure("bind = {\"127.0.0.1:%d,door=irc\", \"unix:%s,mode=0600\"}\n", port, path);
	start();
	irc_join(&irc, &server, "iris", NULL);
	irc_enter(&irc, "#lobby");
	configure("bind = {\"127.0.0.1:%d,door=line\", \"unix:%s,mode=0660\"}\n", port, path);
	hup("event=reloaded");
	ck_assert_int_eq(stat(path, &made), 0);
	ck_assert_int_eq(made.st_mode & 0777, 0660);
	join_at(&bob, port, "bob"); /* an address for IRC alone greets nobody */
	irc_say(&irc, "PRIVMSG #lobby :I stay");
	client_await(&bob, "<iris> I stay");
	ck_assert_uint_eq(server_log_count(&server, "event=not_listening"), 0);
	server_stop(&server);
}
END_TEST

START_TEST(metrics_come_and_go)
{
	int port = free_port(), metrics = free_port();
	char get[200];
	configure("bind = \"127.0.0.1:%d\"\n", port);
	start();
	join_at(&alice, port, "alice");
	configure("bind = \"127.0.0.1:%d\"\nmetrics = %d\n", port, metrics);
	hup("event=reloaded");
	expect_row("event=listening address=127.0.0.1:%d door=metrics", metrics);
	snprintf(get, sizeof get,
		"printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' | timeout 9 nc 127.0.0.1 %d", metrics);
	must(strstr(process_shell(get), "200 OK"), "no answer");
	configure("bind = \"127.0.0.1:%d\"\n", port);
	hup("event=reloaded");
	ck_assert_int_eq(knock(metrics), ECONNREFUSED);
	client_sync(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(many_signals_hurt_nobody)
{
	int ports[] = {free_port(), free_port()};
	configure("bind = \"127.0.0.1:%d\"\n", ports[0]);
	start();
	join_at(&alice, ports[0], "alice");
	for (int i = 1; i <= 20; i++) {
		configure("bind = {\"127.0.0.1:%d\", \"unix:%s\"}\nmax-line = %d\n", ports[i % 2],
			path, 1000 + i);
		server_signal(&server, SIGHUP);
		client_sync(&alice);
	}
	server_expect_log(&server, " to=1020\n");
	server_signal(&server, SIGHUP);
	server_stop(&server); /* whether the last one has ended or not */
}
END_TEST

int main(void)
{
	const TTest *const each[] = {the_log_says_what_has_changed,
		each_mistake_is_logged_and_changes_nothing, listeners_come_and_go,
		an_address_takes_the_port_of_all, one_that_cannot_be_opened_stops_all,
		words_alone_take_effect, metrics_come_and_go, many_signals_hurt_nobody, NULL};
	return run_scenes("reload", each, set_up, tear_down);
}
