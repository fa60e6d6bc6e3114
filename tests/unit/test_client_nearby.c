/* Which server is joined where none was named. */
#include "nearby.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

static struct nearby nearby;
static struct settings settings;

/* A socket of this machine with a port of its own; it is the server of the settings. */
static int open_port(void)
{
	struct sockaddr_in bound = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof bound;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&bound, sizeof bound), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&bound, &length), 0);
	snprintf(settings.server.host, sizeof settings.server.host, "localhost");
	settings.server.port = ntohs(bound.sin_port);
	return fd;
}

/* Without D-Bus nothing can be found. */
static void set_up(void)
{
	setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", 1);
}

START_TEST(a_server_that_is_named_is_joined)
{
	int fd = open_port(); /* and nobody listens */
	settings.named = true;
	ck_assert_int_eq(nearby_choose(&nearby, &settings, true), NEARBY_HERE);
	ck_assert(!nearby.looked);
	close(fd);
}
END_TEST

START_TEST(a_server_that_listens_here_is_joined)
{
	int fd = open_port();
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(nearby_choose(&nearby, &settings, true), NEARBY_HERE);
	ck_assert(!nearby.looked);
	close(fd);
}
END_TEST

START_TEST(others_are_looked_for_where_nobody_listens)
{
	int fd = open_port();
	ck_assert_int_eq(nearby_choose(&nearby, &settings, true), NEARBY_HERE);
	ck_assert(nearby.looked == browser_built());
	ck_assert_ptr_null(settings.addresses);
	close(fd);
}
END_TEST

static const struct {
	const char *name, *host, *address, *text;
	enum dnssd_tls tls;
} texts[] = {
	{"tea", "alice.local", "192.0.2.1", "tea, at alice.local (192.0.2.1) port 5555, encrypted",
		DNSSD_TLS_OPTIONAL},
	{"tea", "alice.local", "192.0.2.1", "tea, at alice.local (192.0.2.1) port 5555, encrypted",
		DNSSD_TLS_REQUIRED},
	{"tea", "192.0.2.1", "192.0.2.1", "tea, at 192.0.2.1 port 5555, not encrypted",
		DNSSD_TLS_NONE},
	{"tea", "2001:db8::1", "2001:db8::1", "tea, at 2001:db8::1 port 5555", DNSSD_TLS_UNKNOWN},
};

START_TEST(what_was_found_is_said)
{
	char text[NEARBY_TEXT_SIZE];
	struct found found = {.port = 5555, .tls = texts[_i].tls, .address_count = 1};
	struct sockaddr_in *four = (struct sockaddr_in *)&found.addresses[0];
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&found.addresses[0];
	snprintf(found.name, sizeof found.name, "%s", texts[_i].name);
	snprintf(found.host, sizeof found.host, "%s", texts[_i].host);
	if (inet_pton(AF_INET, texts[_i].address, &four->sin_addr) == 1)
		four->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, texts[_i].address, &six->sin6_addr) == 1)
		six->sin6_family = AF_INET6;
	nearby_text(text, &found);
	unit_same(text, texts[_i].text);
}
END_TEST

START_TEST(the_longest_fits)
{
	char text[NEARBY_TEXT_SIZE];
	struct found found = {.port = 65535, .tls = DNSSD_TLS_NONE, .address_count = 1};
	memset(found.name, 'n', sizeof found.name - 1);
	memset(found.host, 'h', sizeof found.host - 1);
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&found.addresses[0];
	six->sin6_family = AF_INET6;
	inet_pton(AF_INET6, "fe80:1111:2222:3333:4444:5555:6666:7777", &six->sin6_addr);
	six->sin6_scope_id = 4294967295;
	nearby_text(text, &found);
	ck_assert(strlen(text) > 12);
	unit_same(text + strlen(text) - strlen("port 65535, not encrypted"),
		"port 65535, not encrypted");
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {{a_server_that_is_named_is_joined, 1},
		{a_server_that_listens_here_is_joined, 1},
		{others_are_looked_for_where_nobody_listens, 1},
		{what_was_found_is_said, sizeof texts / sizeof *texts}, {the_longest_fits, 1},
		{NULL, 0}};
	return unit_loops_with("client_nearby", set_up, NULL, loops);
}
