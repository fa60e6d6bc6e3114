#include "banner.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "log.h"

#define DEFAULT_PORT 5555 /* where chat-client looks when no port is given */

/* An address of this machine that others may reach, of the family; empty if there is none. */
static void find_outside(int family, char out[ADDRESS_TEXT_SIZE])
{
	struct ifaddrs *all;
	out[0] = '\0';
	if (getifaddrs(&all) != 0)
		return;
	for (struct ifaddrs *one = all; one && !out[0]; one = one->ifa_next) {
		const struct sockaddr *address = one->ifa_addr;
		if (!address || address->sa_family != family || (one->ifa_flags & IFF_LOOPBACK))
			continue;
		if (family == AF_INET6 &&
			IN6_IS_ADDR_LINKLOCAL(&((const struct sockaddr_in6 *)address)->sin6_addr))
			continue;
		address_host(out, address);
	}
	freeifaddrs(all);
}

static void print_join(const struct listener *listener, const char *from, const char *host)
{
	bool bracket = strchr(host, ':') != NULL;
	int port = listener->port;
	if (listener->tag == DOORMAN_IRC) {
		printf("  %san IRC client at %s, port %d\n", from, host, port);
		return;
	}
	printf("  %snc %s %d    or    chat-client %s%s%s", from, host, port, bracket ? "[" : "",
		host, bracket ? "]" : "");
	if (port != DEFAULT_PORT)
		printf(":%d", port);
	printf("\n");
}

static void print_listener(const struct listener *listener)
{
	char outside[ADDRESS_TEXT_SIZE] = "";
	if (!listener->any) {
		printf("chatd " CHATD_VERSION " listens on %s, port %d. People join with:\n",
			listener->host, listener->port);
		print_join(listener, "", listener->host);
		return;
	}
	printf("chatd " CHATD_VERSION " listens on port %d, %s. People join with:\n",
		listener->port,
		listener->ipv4 && listener->ipv6 ? "IPv4 and IPv6"
		: listener->ipv4		 ? "IPv4 only"
						 : "IPv6 only");
	print_join(listener, "on this machine:    ", "localhost");
	if (listener->ipv4)
		find_outside(AF_INET, outside);
	if (!outside[0] && listener->ipv6)
		find_outside(AF_INET6, outside);
	if (outside[0])
		print_join(listener, "from another one:   ", outside);
}

void banner_print(const struct server *server)
{
	for (size_t i = 0; i < server->listeners.count; i++) {
		const struct listener *listener = &server->listeners.items[i];
		char text[ADDRESS_TEXT_SIZE + 8];
		snprintf(text, sizeof text, strchr(listener->host, ':') ? "[%s]:%d" : "%s:%d",
			listener->host, listener->port);
		print_listener(listener);
		if (listener->tag == DOORMAN_AUTO)
			printf("  IRC clients come to the same port.\n");
		log_event(LOG_INFO, "listening", LOG_TEXT("address", text),
			LOG_TEXT("door", doorman_names[listener->tag]));
	}
	printf("Ctrl-C ends it.\n");
	fflush(stdout);
}
