/* What the server prints about joining is tried as it stands. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "temporary.h"

#define HERE "  on this machine:    "
#define THERE "  from another one:   "

static struct server server;
static char banner[8192];

/* The whole of it; the server goes on. */
static const char *start(const char *bind)
{
	if (bind)
		server_spawn(&server, ARGUMENTS("--port", "0", "--bind", bind), NULL);
	else
		server_spawn(&server, ARGUMENTS("--port", "0"), NULL);
	server_expect_listening(&server);
	while (!server.out.bytes || !strstr(server.out.bytes, "Ctrl-C ends it.\n")) {
		must(wait_fd(server.out_fd, POLLIN, now_ms() + WAIT_MS), "the banner does not end");
		text_read(&server.out, server.out_fd);
	}
	snprintf(banner, sizeof banner, "%s", server.out.bytes);
	return banner;
}

/* What stands behind this on its line; NULL if there is no such line. */
static char *behind(const char *label)
{
	static char line[2048];
	const char *found = strstr(banner, label);
	if (!found)
		return NULL;
	snprintf(line, sizeof line, "%s", found + strlen(label));
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static const char *here(void)
{
	const char *join = behind(HERE);
	must(join != NULL, "nothing for this machine in: %s", banner);
	return join;
}

static void stop(void)
{
	server_stop(&server);
}

/* The option of chat-client with what is printed, for a program that cannot ask a person. */
static const char *fingerprint(void)
{
	static char option[256];
	char *found = strstr(banner, "Its fingerprint:  ");
	option[0] = '\0';
	if (found)
		snprintf(option, sizeof option, "--fingerprint '%.*s'",
			(int)strcspn(found + 18, "\n"), found + 18);
	return option;
}

/* What is printed for this machine is entered into a shell here. */
static void join_here(void)
{
	char command[4096];
	const char *join = here();
	if (strstr(join, "chat-client"))
		snprintf(command, sizeof command, "%s --nick tester -m 'it works' %s </dev/null",
			join, fingerprint());
	else
		snprintf(command, sizeof command,
			"printf '%%s\\n' '/nick tester' 'it works' /quit | %s >/dev/null", join);
	int status = system(command);
	ck_assert_msg(status == 0, "status %d of: %s", status, command);
}

static const char *const binds[] = {NULL, "127.0.0.1", "127.0.0.2", "0.0.0.0", "[::]", ":0",
	"[::1]", "localhost", "127.0.0.1,door=line", "0.0.0.0,door=line", "127.0.0.1,door=irc",
	"[::],door=irc"};

START_TEST(what_it_names_here_works)
{
	struct client witness;
	start(binds[_i]);
	bool line = binds[_i] && strstr(binds[_i], "door=line");
	bool irc = binds[_i] && strstr(binds[_i], "door=irc");
	ck_assert_int_eq(strstr(here(), "chat-client") == NULL, line);
	if (!irc && binds[_i] && strstr(binds[_i], "127.0.0.1")) {
		client_join(&witness, &server, "witness");
		join_here();
		client_await(&witness, "<tester> it works");
		client_close(&witness);
	} else {
		join_here();
	}
	stop();
}
END_TEST

static void start_with(const char *const *arguments)
{
	server_spawn(&server, arguments, NULL);
	server_expect_listening(&server);
	text_await(&server.out, &(size_t){0}, server.out_fd, "Ctrl-C ends it.\n");
	snprintf(banner, sizeof banner, "%s", server.out.bytes);
}

START_TEST(who_does_not_come_in_is_said)
{
	start("127.0.0.1");
	ck_assert_ptr_null(strstr(banner, "Only "));
	stop();
	start_with(ARGUMENTS("--bind", "127.0.0.1:0", "--accounts-only", "--allow", "192.0.2.1"));
	ck_assert_ptr_nonnull(strstr(banner, "\nOnly the addresses of --allow come in, and this "
					     "machine.\nOnly people with an account come in "
					     "(--accounts-only).\n"));
	stop();
}
END_TEST

/* There is no word of a certificate where nobody speaks TLS. */
START_TEST(a_port_of_all_addresses_and_a_plain_one)
{
	start("127.0.0.1,plain");
	must(strstr(server.log.bytes, " door=auto speaks=plain\n"), "%s", server.log.bytes);
	ck_assert_ptr_null(strstr(banner, "fingerprint"));
	stop();
	start(":0");
	must(strstr(banner, ", IPv4 and IPv6. People"), "%s", banner);
	must(strstr(server.log.bytes, " families=both\n"), "%s", server.log.bytes);
	stop();
}
END_TEST

/* How to join is told once. */
START_TEST(each_further_address_is_one_line)
{
	char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 16], line[200];
	temporary_subfolder(folder, "socket");
	snprintf(path, sizeof path, "unix:%s/chat", folder);
	start_with(ARGUMENTS("--bind", "127.0.0.1:0,door=irc", "--bind", "127.0.0.1:0", "--bind",
		path, "--bind", ":0", "--bind", "127.0.0.1:0,tls", "--bind",
		"[::1]:0,door=line,plain"));
	ck_assert_ptr_nonnull(strstr(banner, ", IPv4 and IPv6. People join with:\n"));
	const char *first = strstr(banner, "People join with:\n");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "People join with:\n"));
	ck_assert_ptr_nonnull(here());
	ck_assert_ptr_nonnull(strstr(banner, "\nIt also listens on 127.0.0.1, port "));
	ck_assert_ptr_nonnull(strstr(banner, ", for IRC clients.\n"));
	snprintf(line, sizeof line, "\nIt also listens on %s/chat, a unix socket.\n", folder);
	ck_assert_ptr_nonnull(strstr(banner, line));
	ck_assert_ptr_nonnull(strstr(banner, ", with TLS alone.\n"));
	ck_assert_ptr_nonnull(strstr(banner, ", for people with nc, without TLS.\n"));
	stop();
}
END_TEST

/* Whether other machines may reach this one there. */
static bool is_outside(const char *host)
{
	struct ifaddrs *all;
	char text[INET6_ADDRSTRLEN];
	bool found = false;
	ck_assert_int_eq(getifaddrs(&all), 0);
	for (struct ifaddrs *one = all; one; one = one->ifa_next) {
		const struct sockaddr *address = one->ifa_addr;
		if (!address || (one->ifa_flags & IFF_LOOPBACK))
			continue;
		if (address->sa_family == AF_INET)
			inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text,
				sizeof text);
		else if (address->sa_family == AF_INET6)
			inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr,
				text, sizeof text);
		else
			continue;
		found |= strcmp(host, text) == 0;
	}
	freeifaddrs(all);
	return found;
}

START_TEST(others_are_told_an_address_they_can_reach)
{
	char command[64], *there, *host;
	start(binds[_i]);
	bool line = binds[_i] && strstr(binds[_i], "door=line");
	bool irc = binds[_i] && strstr(binds[_i], "door=irc");
	ck_assert_ptr_null(strstr(banner, "0.0.0.0"));
	ck_assert_ptr_null(strstr(banner, " :: "));
	ck_assert_ptr_null(strstr(banner, "[::]"));
	there = behind(THERE);
	if (binds[_i] && !strstr(binds[_i], "0.0.0.0") && !strstr(binds[_i], "[::]") &&
		binds[_i][0] != ':')
		ck_assert_ptr_null(there);
	if (there) {
		ck_assert_int_eq(strstr(there, "chat-client") == NULL, line);
		ck_assert_int_eq(strstr(there, "nc ") == NULL, irc);
		snprintf(command, sizeof command, " %d", server.port);
		if (!irc) {
			host = strstr(there, "nc ") + 3;
			char *end = strstr(host, command);
			ck_assert_ptr_nonnull(end);
			*end = '\0';
			ck_assert_msg(is_outside(host), "%s is no address of this machine", host);
		}
	}
	ck_assert_int_eq(strstr(banner, "IRC clients come") == NULL, line);
	stop();
}
END_TEST

/* Enters what is printed behind the label into a shell, where it says something, and returns what
 * came back. */
static const char *join_with(const char *label)
{
	static char got[4096];
	char command[4096], *join = behind(label);
	must(join, "no '%s' in: %s", label, banner);
	join[strcspn(join, "(")] = '\0';
	snprintf(command, sizeof command, "printf '%%s\\n' '/nick tester' /quit | %s", join);
	FILE *from = popen(command, "r");
	got[fread(got, 1, sizeof got - 1, from)] = '\0';
	ck_assert_msg(pclose(from) == 0, "%s: %s", command, got);
	return got;
}

START_TEST(with_tls_it_works_as_printed)
{
	static const char *const each[] = {"127.0.0.1", "127.0.0.1,door=line", "[::1]", "0.0.0.0"};
	start(each[_i]);
	must(strstr(join_with("  with TLS:           "), "-- You are tester now."), "%s", banner);
	stop();
}
END_TEST

START_TEST(an_address_with_tls_alone_says_so)
{
	start("127.0.0.1,door=line,tls");
	ck_assert_ptr_null(behind("  with TLS:           "));
	must(strstr(join_with(HERE), "-- You are tester now."), "%s", banner);
	stop();
	start("127.0.0.1,tls");
	ck_assert_ptr_nonnull(strstr(banner, "IRC clients come to the same port, with TLS.\n"));
	join_here();
	stop();
	start("127.0.0.1,plain");
	ck_assert_ptr_null(behind("  with TLS:           "));
	ck_assert_ptr_nonnull(strstr(banner, "IRC clients come to the same port, without TLS.\n"));
	stop();
}
END_TEST

/* Where a browser is served, and by which scheme; NULL for nowhere. */
static const struct {
	const char *bind, *scheme;
} pages[] = {{"127.0.0.1", "http"}, {"127.0.0.1,door=web", "http"}, {"127.0.0.1,door=irc", NULL},
	{"127.0.0.1,door=line", NULL}, {"127.0.0.1,tls", "https"}};

START_TEST(browsers_are_told_where_to_go)
{
	char line[64];
	start(pages[_i].bind);
	snprintf(line, sizeof line, "  with a browser:     %s://127.0.0.1:%d/\n",
		pages[_i].scheme ? pages[_i].scheme : "", server.port);
	ck_assert_int_eq(strstr(banner, line) != NULL, pages[_i].scheme != NULL);
	ck_assert_int_eq(strstr(banner, "browser") != NULL, pages[_i].scheme != NULL);
	stop();
}
END_TEST

/* In a network that has nothing but lo, nobody else can come. */
START_TEST(nobody_else_is_asked_where_nobody_can_come)
{
	network_enter();
	start(NULL);
	ck_assert_ptr_nonnull(here());
	ck_assert_ptr_null(behind(THERE));
	stop();
}
END_TEST

/* Adds fe80::1 to lo. A netlink request is done when it is answered, and with IFA_F_NODAD the
 * kernel lets the address be used at once, which it does not for one of SIOCSIFADDR. */
static void add_link_local(void)
{
	struct {
		struct nlmsghdr head;
		struct ifaddrmsg body;
		struct rtattr local;
		struct in6_addr address;
	} request = {{sizeof request, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, 0, 0},
		{AF_INET6, 64, IFA_F_NODAD, RT_SCOPE_LINK, if_nametoindex("lo")},
		{RTA_LENGTH(sizeof request.address), IFA_LOCAL}, {{{0}}}};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr body;
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	ck_assert_int_eq(inet_pton(AF_INET6, "fe80::1", &request.address), 1);
	ck_assert_int_eq(send(fd, &request, sizeof request, 0), sizeof request);
	ck_assert_int_ge(recv(fd, &answer, sizeof answer, 0), sizeof answer);
	ck_assert_int_eq(answer.head.nlmsg_type, NLMSG_ERROR);
	ck_assert_int_eq(answer.body.error, 0);
	close(fd);
}

START_TEST(a_link_local_address_keeps_its_interface)
{
	network_enter();
	add_link_local();
	start("[fe80::1%lo]");
	ck_assert_ptr_nonnull(strstr(server.log.bytes, "address=[fe80::1%lo]:"));
	ck_assert_ptr_nonnull(strstr(banner, "listens on fe80::1%lo, port"));
	ck_assert_ptr_nonnull(strstr(behind(THERE), "'[fe80::1%lo]:"));
	ck_assert_ptr_nonnull(strstr(behind(THERE), "nc fe80::1%lo "));
	join_here();
	server_expect_log(&server, "peer=[fe80::1%lo]:");
	stop();
}
END_TEST

/* chatd and, where `client` names one, chat-client are copied to these places of a new folder. */
static void install(const char *chatd, const char *client)
{
	static char folder[TEMPORARY_PATH_SIZE];
	char command[2048], path[TEMPORARY_PATH_SIZE + 64];
	temporary_subfolder(folder, "it's \"here\"");
	snprintf(path, sizeof path, "%s/%s", folder, chatd);
	setenv("FOLDER", folder, 1);
	snprintf(command, sizeof command,
		"cd \"$FOLDER\" && mkdir bin server client && cp \"$CHATD\" %s && "
		"{ test -z '%s' || cp \"$CHAT_CLIENT\" ./%s; }",
		chatd, client, client);
	ck_assert_int_eq(system(command), 0);
	setenv("CHATD", path, 1);
}

START_TEST(the_client_of_a_build_is_named_by_its_path)
{
	char wanted[TEMPORARY_PATH_SIZE + 64];
	install("server/chatd", "client/chat-client");
	start("127.0.0.1");
	ck_assert_ptr_nonnull(strstr(here(), "/client/chat-client' 127.0.0.1:"));
	ck_assert_ptr_null(strstr(here(), ".."));
	join_here();
	stop();
	ck_assert_int_eq(chdir(getenv("FOLDER")), 0);
	start("127.0.0.1");
	snprintf(wanted, sizeof wanted, "client/chat-client 127.0.0.1:%d", server.port);
	ck_assert_str_eq(here(), wanted);
	join_here();
	stop();
}
END_TEST

START_TEST(an_installed_client_is_named_as_it_is_called)
{
	char wanted[64];
	install("bin/chatd", "bin/chat-client");
	start("127.0.0.1");
	snprintf(wanted, sizeof wanted, "chat-client 127.0.0.1:%d", server.port);
	ck_assert_str_eq(here(), wanted);
	stop();
}
END_TEST

START_TEST(without_a_client_there_is_nc)
{
	char wanted[64];
	install("bin/chatd", "");
	start("127.0.0.1");
	snprintf(wanted, sizeof wanted, "nc 127.0.0.1 %d", server.port);
	ck_assert_str_eq(here(), wanted);
	join_here();
	stop();
}
END_TEST

int main(void)
{
	bool private = network_available();
	Suite *suite = suite_create("banner");
	TCase *all = tcase_create("banner");
	if (!private)
		note("addresses of another network: no private network is permitted here");
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	tcase_set_timeout(all, 100);
	tcase_add_loop_test(all, what_it_names_here_works, 0, sizeof binds / sizeof *binds);
	tcase_add_loop_test(
		all, others_are_told_an_address_they_can_reach, 0, sizeof binds / sizeof *binds);
	if (*getenv("TLS")) {
		tcase_add_loop_test(all, with_tls_it_works_as_printed, 0, 4);
		tcase_add_test(all, an_address_with_tls_alone_says_so);
		tcase_add_test(all, each_further_address_is_one_line);
	}
	if (private) {
		tcase_add_test(all, nobody_else_is_asked_where_nobody_can_come);
		tcase_add_test(all, a_link_local_address_keeps_its_interface);
	}
	tcase_add_loop_test(all, browsers_are_told_where_to_go, 0, *getenv("TLS") ? 5 : 4);
	tcase_add_test(all, who_does_not_come_in_is_said);
	tcase_add_test(all, a_port_of_all_addresses_and_a_plain_one);
	tcase_add_test(all, the_client_of_a_build_is_named_by_its_path);
	tcase_add_test(all, an_installed_client_is_named_as_it_is_called);
	tcase_add_test(all, without_a_client_there_is_nc);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
