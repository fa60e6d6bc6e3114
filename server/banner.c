#include "banner.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "listen_log.h"
#include "log.h"
#include "server_password.h"
#include "service.h"
#include "state.h"

#define DEFAULT_PORT 5555 /* where chat-client looks when no port is given */
#define PATH_BYTES 4096

/* An address of this machine that others may reach; empty if the family has none. */
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

/* The path of the program at `where`, relative to the folder of this one; false if there is none.
 */
static bool find_beside(const char *where, char path[PATH_BYTES])
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_BYTES - 1);
	if (length <= 0)
		return false;
	path[length] = '\0';
	char *name = strrchr(path, '/') + 1;
	size_t left = PATH_BYTES - (size_t)(name - path);
	return snprintf(name, left, "%s", where) < (int)left && access(path, X_OK) == 0;
}

/* Prints a path as one word of a shell, relative to the current folder where it is in there. */
static void print_path(const char *path)
{
	char here[PATH_BYTES];
	size_t length = getcwd(here, sizeof here) ? strlen(here) : 0;
	if (length > 1 && strncmp(path, here, length) == 0 && path[length] == '/')
		path += length + 1;
	if (!strpbrk(path, " \t\n\"'\\$`&|;<>()*?[]#~!{}")) {
		printf("%s", path);
		return;
	}
	putchar('\'');
	for (; *path; path++)
		if (*path == '\'')
			printf("'\\''");
		else
			putchar(*path);
	putchar('\'');
}

/* Prints how to call chat-client on this machine: the one of the same build, or the one in the same
 * folder, which is then in PATH. False where there is none. */
static bool print_client(void)
{
	char path[PATH_BYTES];
	if (find_beside("../client/chat-client", path)) {
		char *up = strstr(path, "/server/../");
		if (up) /* build/server/../client is build/client */
			memmove(up, up + strlen("/server/.."),
				strlen(up + strlen("/server/..")) + 1);
		print_path(path);
		return true;
	}
	if (!find_beside("chat-client", path))
		return false;
	printf("chat-client");
	return true;
}

static void print_address(const struct listener *listener, const char *host)
{
	bool bracket = strchr(host, ':') != NULL; /* some shells want these quoted */
	printf(" %s%s%s", bracket ? "'[" : "", host, bracket ? "]" : "");
	if (listener->port != DEFAULT_PORT)
		printf(":%d", listener->port);
	printf("%s", bracket ? "'" : "");
}

static void print_nc(const struct listener *listener, const char *host)
{
	printf(listener->tls == BIND_TLS ? "ncat --ssl %s %d" : "nc %s %d", host, listener->port);
}

/* How else people come to an address with and without TLS. */
static void print_tls(const struct listener *listener, const char *host)
{
	if (listener->tls != BIND_ANY || !tls_context_built() || listener->tag == DETECT_IRC ||
		listener->tag == DETECT_WEB)
		return;
	printf("  with TLS:           ncat --ssl %s %d", host, listener->port);
	printf(listener->tag == DETECT_AUTO ? "    (chat-client does it by itself)\n" : "\n");
}

static void print_page(const struct listener *listener, const char *scheme, const char *host)
{
	printf(strchr(host, ':') ? "%s://[%s]:%d/" : "%s://%s:%d/", scheme, host, listener->port);
}

/* `network`: others may be on the way, and there a browser logs in by https alone. */
static void print_pages(const struct listener *listener, const char *host, bool network)
{
	print_page(listener, listener->tls == BIND_TLS ? "https" : "http", host);
	if (network && listener->tls == BIND_ANY && tls_context_built()) {
		printf("    or, encrypted: ");
		print_page(listener, "https", host);
	}
	printf("\n");
}

/* An address that browsers cannot have is left out. */
static void print_browser(const struct listener *listener, const char *here, const char *outside)
{
	if (listener->tag != DETECT_AUTO && listener->tag != DETECT_WEB)
		return;
	printf("  with a browser:     ");
	print_pages(listener, here, strcmp(here, outside) == 0);
	if (!*outside || strchr(outside, '%') || strcmp(here, outside) == 0)
		return;
	printf("  from elsewhere:     ");
	print_pages(listener, outside, true);
}

static void print_irc(const struct listener *listener)
{
	static const char *const how[] = {", with TLS or without", ", with TLS", ", without TLS"};
	bool socket = listener->file.path[0] || listener->other;
	if (listener->tag == DETECT_AUTO || listener->tag == DETECT_IRC)
		printf("  IRC clients come to the same %s%s.\n", socket ? "socket" : "port",
			socket || !tls_context_built() ? "" : how[listener->tls]);
}

static void print_here(const struct listener *listener, const char *host)
{
	printf("  on this machine:    ");
	if (listener->tag != DETECT_LINE && print_client())
		print_address(listener, host);
	else if (listener->tag != DETECT_IRC)
		print_nc(listener, host);
	else
		printf("an IRC client at %s, port %d", host, listener->port);
	printf("\n");
}

static void print_there(const struct listener *listener, const char *host)
{
	printf("  from another one:   ");
	if (listener->tag != DETECT_LINE) {
		printf("chat-client");
		print_address(listener, host);
	}
	if (listener->tag == DETECT_AUTO)
		printf("    or    ");
	if (listener->tag != DETECT_IRC)
		print_nc(listener, host);
	printf("\n");
	if (strchr(host, '%'))
		printf("  (There, the name behind the %% is that of the other machine's "
		       "interface.)\n");
}

static void print_socket(const struct listener *listener)
{
	const char *path = listener->file.path;
	printf("chatd " CHATD_VERSION " listens on %s, a unix socket", path);
	if (listener->tag == DETECT_WEB) {
		printf(", for browsers.\n");
		return;
	}
	printf(". People join with:\n  on this machine:    ");
	if (listener->tag != DETECT_LINE && print_client()) {
		printf(strchr(path, '/') ? " " : " unix:");
		print_path(path);
		printf(listener->tag == DETECT_AUTO ? "    or    " : "");
	}
	if (listener->tag != DETECT_IRC) {
		printf("nc -U ");
		print_path(path);
	}
	printf("\n");
}

static void print_other(const struct listener *listener)
{
	printf("chatd " CHATD_VERSION " listens on %s, a socket that it was given.\n",
		listener->host);
}

static const char *families(const struct listener *listener)
{
	return !listener->ipv6 ? "IPv4 only" : listener->ipv4 ? "IPv4 and IPv6" : "IPv6 only";
}

static void print_listener(const struct listener *listener, bool web, const char *web_name)
{
	char outside[ADDRESS_TEXT_SIZE] = "";
	const char *here = listener->host;
	if (listener->file.path[0]) {
		print_socket(listener);
		return;
	}
	if (listener->other) {
		print_other(listener);
		return;
	}
	if (!listener->any) {
		printf("chatd " CHATD_VERSION " listens on %s, port %d. People join with:\n",
			listener->host, listener->port);
		if (!listener->loopback)
			snprintf(outside, sizeof outside, "%s", listener->host);
	} else {
		printf("chatd " CHATD_VERSION " listens on port %d, %s. People join with:\n",
			listener->port, families(listener));
		here = listener->ipv4 ? "localhost" : "::1";
		if (listener->ipv4)
			find_outside(AF_INET, outside);
		if (!outside[0] && listener->ipv6)
			find_outside(AF_INET6, outside);
	}
	if (listener->tag != DETECT_WEB)
		print_here(listener, here);
	if (outside[0] && listener->tag != DETECT_WEB)
		print_there(listener, outside);
	print_tls(listener, outside[0] ? outside : here);
	if (web)
		print_browser(listener, here, *web_name && outside[0] ? web_name : outside);
}

/* Where else people can come: what there is to say of how is the same. */
static void print_more(const struct listener *listener)
{
	static const char *const whom[] = {[DETECT_LINE] = ", for people with nc",
		[DETECT_IRC] = ", for IRC clients",
		[DETECT_WEB] = ", for browsers",
		[DETECT_AUTO] = ""};
	static const char *const how[] = {
		[BIND_ANY] = "", [BIND_TLS] = ", with TLS alone", [BIND_PLAIN] = ", without TLS"};
	bool path = listener->file.path[0];
	printf("It also listens on ");
	if (path)
		printf("%s, a unix socket", listener->file.path);
	else if (listener->other)
		printf("%s, a socket that it was given", listener->host);
	else if (listener->any)
		printf("port %d, %s", listener->port, families(listener));
	else
		printf("%s, port %d", listener->host, listener->port);
	printf("%s%s.\n", whom[listener->tag], path ? "" : how[listener->tls]);
}

/* How many people can use it. */
static int reach(const struct listener *listener)
{
	return listener->tag != DETECT_AUTO		   ? 0
	       : listener->file.path[0] || listener->other ? 1
	       : listener->any				   ? 3
							   : 2;
}

static size_t find_first(const struct listener_list *listeners)
{
	size_t best = 0;
	for (size_t i = 1; i < listeners->count; i++)
		if (reach(listeners->items[i]) > reach(listeners->items[best]))
			best = i;
	return best;
}

static void print_listeners(struct server *server)
{
	const struct listener_list *listeners = &server->listeners;
	size_t first = find_first(listeners);
	char web_name[ADDRESS_HOST_BYTES + 1];
	web_settings_name(&server->web, web_name);
	if (listeners->count > 0) {
		print_listener(listeners->items[first], atomic_load(&server->web.on), web_name);
		print_irc(listeners->items[first]);
	}
	for (size_t i = 0; i < listeners->count; i++)
		if (i != first)
			print_more(listeners->items[i]);
}

static void print_history(const struct archive *archive)
{
	char text[STORE_PATH_SIZE + 200];
	archive_describe(archive, text, sizeof text);
	printf("%s\n", text);
	if (!*archive->keeper.info.aside)
		return;
	const struct store_info *info = &archive->keeper.info;
	printf("The history there was damaged and is now in %s. ", info->aside);
	if (info->salvaged == 0)
		printf("No account could be read in it.\n");
	else
		printf("%u account%s could be read in it, and %s kept.\n", info->salvaged,
			info->salvaged == 1 ? "" : "s", info->salvaged == 1 ? "is" : "are");
	log_event(LOG_WARNING, "history_damaged", LOG_TEXT("moved_to", info->aside),
		LOG_NUMBER("accounts", info->salvaged));
}

/* Nobody needs TLS on a unix socket. */
static bool speaks_tls(const struct listener_list *listeners)
{
	bool any = false;
	for (size_t i = 0; i < listeners->count && !any; i++)
		any = listeners->items[i]->tls != BIND_PLAIN && !listeners->items[i]->file.path[0];
	return any;
}

static void print_certificate(const struct certificate *certificate)
{
	char text[STATE_PATH_SIZE + OPTION_ERROR_SIZE];
	certificate_describe(certificate, text, sizeof text);
	printf("%s\n", text);
}

/* Whether an operator has closed it before it was started. */
static bool is_closed(struct server *server)
{
	struct core *core = &server->core;
	core_enter(&core->loops[0], clock_monotonic_ms());
	bool closed = access_find(core, false, ACCESS_EVERYBODY) != NULL;
	core_leave(&core->loops[0]);
	return closed;
}

/* Who does not come in. */
static void print_closed(struct server *server, bool closed)
{
	struct core *core = &server->core;
	core_enter(&core->loops[0], clock_monotonic_ms());
	if (closed)
		printf("It is closed: nobody new comes in before an operator says /open.\n");
	if (core->access.rules.allow_only)
		printf("Only the addresses of --allow come in, and this machine.\n");
	if (core->accounts_only)
		printf("Only people with an account come in (--accounts-only).\n");
	if (server_password_asked(core))
		printf("It asks for the password of --password-file.\n");
	core_leave(&core->loops[0]);
}

static void print_metrics(const struct listener_list *metrics)
{
	for (size_t i = 0; i < metrics->count; i++) {
		const struct listener *listener = metrics->items[i];
		const char *host = listener->any ? "localhost" : listener->host;
		bool bracket = strchr(host, ':') != NULL;
		printf("How it fares is at http://%s%s%s:%d/stats, for Prometheus at /metrics.\n",
			bracket ? "[" : "", host, bracket ? "]" : "", listener->port);
	}
}

void banner_log(struct server *server)
{
	archive_log(&server->archive);
	certificate_log(&server->certificate);
	listen_log(&server->listeners, NULL);
	listen_log(&server->metrics, "metrics");
	if (is_closed(server))
		log_plain(LOG_WARNING, "server_closed");
}

void banner_print(struct server *server)
{
	bool closed = is_closed(server);
	print_listeners(server);
	print_closed(server, closed);
	if (speaks_tls(&server->listeners))
		print_certificate(&server->certificate);
	print_history(&server->archive);
	print_metrics(&server->metrics);
	if (!service_is_managed())
		printf("Ctrl-C ends it.\n");
	fflush(stdout);
}
