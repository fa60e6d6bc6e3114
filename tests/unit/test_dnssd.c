/* Which listeners are announced on the local network, and under which name. */
#include "dnssd.h"

#include <net/if.h>
#include <stdio.h>

#include "detect.h"
#include "text.h"
#include "unit.h"

static struct listener all(int port)
{
	return (struct listener){
		.fd = 3, .host = "::", .port = port, .ipv6 = true, .ipv4 = true, .any = true};
}

/* "_chatd._tcp 5555 both optional" for each, with blanks between them. */
static const char *chosen(struct listener *first, struct listener *second, bool tls)
{
	static const char *const families[] = {"both", "ipv4", "ipv6"};
	static char text[1024];
	struct listener *items[] = {first, second};
	struct listener_list listeners = {.items = items, .count = second ? 2 : 1};
	struct announced list[ANNOUNCED_MAX];
	size_t count = dnssd_choose(list, &listeners, tls), used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %d %s %s%s",
			i > 0 ? ", " : "", list[i].type, list[i].port, families[list[i].family],
			dnssd_tls_words[list[i].tls], list[i].interface ? " one interface" : "");
	return text;
}

START_TEST(what_others_reach_is_announced)
{
	struct listener listener = all(5555);
	unit_same(chosen(&listener, NULL, true),
		"_chatd._tcp 5555 both optional, _irc._tcp 5555 both optional");
	unit_same(chosen(&listener, NULL, false),
		"_chatd._tcp 5555 both none, _irc._tcp 5555 both none");
	listener.tag = DETECT_IRC;
	listener.tls = BIND_PLAIN;
	listener.ipv4 = false;
	unit_same(chosen(&listener, NULL, true),
		"_chatd._tcp 5555 ipv6 none, _irc._tcp 5555 ipv6 none");
	listener.tls = BIND_TLS;
	unit_same(chosen(&listener, NULL, true),
		"_chatd._tcp 5555 ipv6 required, _ircs-u._tcp 5555 ipv6 required");
}
END_TEST

START_TEST(what_they_cannot_is_not)
{
	struct listener listener = all(5555);
	listener.loopback = true;
	unit_same(chosen(&listener, NULL, true), "");
	listener = all(5555);
	listener.other = true;
	unit_same(chosen(&listener, NULL, true), "");
	listener = all(5555);
	listener.fd = -1;
	unit_same(chosen(&listener, NULL, true), "");
	listener = all(5555);
	listener.tag = DETECT_LINE;
	unit_same(chosen(&listener, NULL, true), "");
	listener.tag = DETECT_WEB;
	unit_same(chosen(&listener, NULL, true), "");
}
END_TEST

START_TEST(one_name_has_one_port)
{
	struct listener first = all(5555), second = all(6697);
	second.tls = BIND_TLS;
	unit_same(chosen(&first, &second, true),
		"_chatd._tcp 5555 both optional, _irc._tcp 5555 both optional, "
		"_ircs-u._tcp 6697 both required");
	first.ipv6 = second.ipv4 = false;
	second.tls = BIND_ANY;
	unit_same(chosen(&first, &second, true),
		"_chatd._tcp 5555 ipv4 optional, _irc._tcp 5555 ipv4 optional, "
		"_chatd._tcp 6697 ipv6 optional, _irc._tcp 6697 ipv6 optional");
}
END_TEST

START_TEST(an_address_is_announced_on_its_interface)
{
	struct listener listener = all(5555);
	if (if_nametoindex("lo") == 0)
		return;
	listener.any = listener.ipv6 = false;
	snprintf(listener.host, sizeof listener.host, "127.0.0.1");
	unit_same(chosen(&listener, NULL, true), "_chatd._tcp 5555 ipv4 optional one interface, "
						 "_irc._tcp 5555 ipv4 optional one interface");
	snprintf(listener.host, sizeof listener.host, "192.0.2.1"); /* nobody's (RFC 5737) */
	unit_same(chosen(&listener, NULL, true),
		"_chatd._tcp 5555 ipv4 optional, _irc._tcp 5555 ipv4 optional");
}
END_TEST

static const struct {
	const char *server, *machine, *name;
} names[] = {
	{"chatd", "alice", "chatd on alice"},
	{"chatd", "alice.example.org", "chatd on alice"},
	{"chatd", "", "chatd"},
	{"Tea Room", "alice", "Tea Room"},
	{"chatd", "\x1b[2Jx\xFF", "chatd on \uFFFD[2Jx\uFFFD"},
};

START_TEST(a_server_without_a_name_has_that_of_its_machine)
{
	char name[DNSSD_NAME_SIZE];
	dnssd_name(name, names[_i].server, names[_i].machine);
	unit_same(name, names[_i].name);
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {{what_others_reach_is_announced, 1},
		{what_they_cannot_is_not, 1}, {one_name_has_one_port, 1},
		{an_address_is_announced_on_its_interface, 1},
		{a_server_without_a_name_has_that_of_its_machine, sizeof names / sizeof *names},
		{NULL, 0}};
	return unit_loops_with("dnssd", NULL, NULL, loops);
}
