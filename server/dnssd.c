#include "dnssd.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "detect.h"
#include "server.h"
#include "text.h"

#define NO_NAME "chatd" /* where --name is not given */

/* The interface that has the address; 0 where none is found. */
static unsigned interface_of(const char *host)
{
	struct ifaddrs *all;
	unsigned found = 0;
	if (getifaddrs(&all) != 0)
		return 0;
	for (struct ifaddrs *one = all; one && !found; one = one->ifa_next) {
		char address[ADDRESS_TEXT_SIZE];
		if (!one->ifa_addr)
			continue;
		address_host(address, one->ifa_addr);
		if (strcmp(address, host) == 0)
			found = if_nametoindex(one->ifa_name);
	}
	freeifaddrs(all);
	return found;
}

static enum announced_family family_of(const struct listener *listener)
{
	if (listener->ipv4 && listener->ipv6)
		return ANNOUNCED_BOTH;
	return listener->ipv4 ? ANNOUNCED_IPV4 : ANNOUNCED_IPV6;
}

static enum dnssd_tls tls_of(const struct listener *listener, bool tls)
{
	if (!tls || listener->tls == BIND_PLAIN)
		return DNSSD_TLS_NONE;
	return listener->tls == BIND_TLS ? DNSSD_TLS_REQUIRED : DNSSD_TLS_OPTIONAL;
}

static bool is_joinable(const struct listener *listener)
{
	return listener->fd >= 0 && !listener->loopback && !listener->other && listener->port > 0 &&
	       (listener->tag == DETECT_AUTO || listener->tag == DETECT_IRC);
}

/* One name can stand for one port only, of each type on each interface and family. */
static bool is_taken(const struct announced *list, size_t count, const struct announced *one)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].type, one->type) == 0 &&
			(!list[i].interface || !one->interface ||
				list[i].interface == one->interface) &&
			(list[i].family == ANNOUNCED_BOTH || one->family == ANNOUNCED_BOTH ||
				list[i].family == one->family))
			return true;
	return false;
}

size_t dnssd_choose(
	struct announced list[ANNOUNCED_MAX], const struct listener_list *listeners, bool tls)
{
	size_t count = 0;
	for (size_t i = 0; i < listeners->count; i++) {
		const struct listener *listener = listeners->items[i];
		if (!is_joinable(listener))
			continue;
		struct announced one = {.type = DNSSD_CHATD,
			.interface = listener->any ? 0 : interface_of(listener->host),
			.family = family_of(listener),
			.port = listener->port,
			.tls = tls_of(listener, tls)};
		if (count < ANNOUNCED_MAX && !is_taken(list, count, &one))
			list[count++] = one;
		one.type = one.tls == DNSSD_TLS_REQUIRED ? DNSSD_IRCS : DNSSD_IRC;
		if (count < ANNOUNCED_MAX && !is_taken(list, count, &one))
			list[count++] = one;
	}
	return count;
}

void dnssd_name(char name[DNSSD_NAME_SIZE], const char *server, const char *machine)
{
	char safe[TEXT_SAFE_SIZE(64)];
	size_t label = strcspn(machine, ".");
	if (strcmp(server, NO_NAME) != 0 || label == 0) {
		snprintf(name, DNSSD_NAME_SIZE, "%s", server);
		return;
	}
	text_safe(safe, machine, label < 64 ? label : 64);
	snprintf(name, DNSSD_NAME_SIZE, NO_NAME " on %s", safe);
}

void dnssd_apply(struct server *server, const struct config *config)
{
	struct announced list[ANNOUNCED_MAX];
	char name[DNSSD_NAME_SIZE], machine[65] = "";
	size_t count = config->announce == CONFIG_ANNOUNCE_ON
			       ? dnssd_choose(list, &server->listeners, server->detect.tls)
			       : 0;
	if (count > 0 && !server->announcer)
		server->announcer = announcer_new();
	gethostname(machine, sizeof machine - 1);
	dnssd_name(name, config->name, machine);
	announcer_set(server->announcer, name, list, count);
}

void dnssd_stop(struct server *server)
{
	announcer_free(server->announcer);
	server->announcer = NULL;
}
