#include "nearby.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "password.h"
#include "report.h"

#define FIND_MS 1000
#define ANSWER_MS 500 /* of this machine to itself */

/* Whether nobody listens there; a server that is slow to answer is one. */
static bool is_refused(const struct addrinfo *to)
{
	int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error = 0;
	socklen_t size = sizeof error;
	if (fd < 0)
		return true;
	if (connect(fd, to->ai_addr, to->ai_addrlen) != 0)
		error = errno;
	if (error == EINPROGRESS) {
		struct pollfd ready = {.fd = fd, .events = POLLOUT};
		if (poll(&ready, 1, ANSWER_MS) != 1 ||
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
			error = 0;
	}
	close(fd);
	return error != 0;
}

static bool nobody_answers(const struct address *server)
{
	struct addresses addresses;
	bool refused = true;
	if (lookup_wait(&addresses, server->host, server->port))
		return false;
	for (size_t i = 0; refused && i < addresses.count; i++)
		refused = is_refused(addresses.list[i]);
	addresses_finish(&addresses);
	return refused;
}

void nearby_text(char text[NEARBY_TEXT_SIZE], const struct found *found)
{
	char address[ADDRESS_TEXT_SIZE];
	address_host(address, (const struct sockaddr *)&found->addresses[0]);
	bool known = found->tls != DNSSD_TLS_UNKNOWN, named = strcmp(found->host, address) != 0;
	snprintf(text, NEARBY_TEXT_SIZE, "%s, at %s%s%s%s port %d%s", found->name, found->host,
		named ? " (" : "", named ? address : "", named ? ")" : "", found->port,
		!known			       ? ""
		: found->tls == DNSSD_TLS_NONE ? ", not encrypted"
					       : ", encrypted");
}

/* Makes it the server of the settings. */
static void take(struct nearby *nearby, struct settings *settings, const struct found *found)
{
	struct addrinfo *chain = NULL;
	for (size_t i = found->address_count; i-- > 0; chain = &nearby->infos[i])
		nearby->infos[i] = (struct addrinfo){
			.ai_family = found->addresses[i].ss_family,
			.ai_socktype = SOCK_STREAM,
			.ai_addr = (struct sockaddr *)(uintptr_t)&found->addresses[i],
			.ai_addrlen = found->addresses[i].ss_family == AF_INET
					      ? sizeof(struct sockaddr_in)
					      : sizeof(struct sockaddr_in6),
			.ai_next = chain,
		};
	nearby->addresses = (struct addresses){
		.list = nearby->order, .count = addresses_order(nearby->order, chain)};
	snprintf(settings->server.host, sizeof settings->server.host, "%s", found->host);
	settings->server.port = found->port;
	settings->addresses = &nearby->addresses;
}

/* Whether the server would be given what is not for anybody. */
static bool has_secrets(const struct settings *settings)
{
	const char *password = getenv(PASSWORD_SERVER_VARIABLE);
	bool key = false;
	for (size_t i = 0; settings->keys && i < settings->rooms.count; i++)
		key |= settings->keys[i] != NULL;
	return key || settings->login || settings->client_cert || settings->server_password_file ||
	       settings->server_password_command || (password && *password);
}

static void print_list(const struct nearby *nearby, size_t count)
{
	char text[NEARBY_TEXT_SIZE];
	printf("No server answers on this machine. On the local network:\n");
	for (size_t i = 0; i < count; i++) {
		nearby_text(text, &nearby->list[i]);
		printf("%3zu  %s\n", i + 1, text);
	}
}

/* The number in a line of the user's: 0 for none, -1 where it is neither. */
static int read_number(const char *line, size_t most)
{
	int number = 0;
	line += strspn(line, " \t");
	for (; *line >= '0' && *line <= '9'; line++)
		if ((number = number * 10 + (*line - '0')) > (int)most)
			return -1;
	line += strspn(line, " \t\r\n");
	return *line ? -1 : number;
}

/* The index of the one that the user wants, or `count` for none. */
static size_t ask(size_t count)
{
	char line[64];
	for (;;) {
		if (count == 1)
			printf("Join it? (1, or Enter for no) ");
		else
			printf("Which one? (1 to %zu, or Enter for none) ", count);
		fflush(stdout);
		if (!fgets(line, sizeof line, stdin)) {
			putchar('\n');
			return count;
		}
		if (!strchr(line, '\n'))
			for (int c = getchar(); c != '\n' && c != EOF; c = getchar())
				;
		int number = read_number(line, count);
		if (number >= 0)
			return number > 0 ? (size_t)number - 1 : count;
		printf("That is none of them. ");
	}
}

static enum nearby_end choose(struct nearby *nearby, struct settings *settings, size_t count)
{
	char text[NEARBY_TEXT_SIZE];
	size_t index = 0;
	if (count > 1 || has_secrets(settings)) {
		print_list(nearby, count);
		index = ask(count);
	} else {
		nearby_text(text, &nearby->list[0]);
		printf("No server answers on this machine. Joining the one on the local network: "
		       "%s\n",
			text);
	}
	fflush(stdout);
	if (index == count)
		return NEARBY_LEAVE;
	take(nearby, settings, &nearby->list[index]);
	return NEARBY_FOUND;
}

static enum nearby_end tell(const struct nearby *nearby, size_t count)
{
	char text[NEARBY_TEXT_SIZE];
	report("no server answers on this machine; name the one to join, as in 'chat-client HOST "
	       "PORT'. On the local network:");
	for (size_t i = 0; i < count; i++) {
		nearby_text(text, &nearby->list[i]);
		report("%s", text);
	}
	return NEARBY_LEAVE;
}

enum nearby_end nearby_choose(struct nearby *nearby, struct settings *settings, bool person)
{
	*nearby = (struct nearby){0};
	if (settings->named || !browser_built() || !nobody_answers(&settings->server))
		return NEARBY_HERE;
	size_t count = browser_find(nearby->list, FIND_MS, &nearby->asked);
	nearby->looked = count == 0;
	if (count == 0)
		return NEARBY_HERE;
	return person ? choose(nearby, settings, count) : tell(nearby, count);
}
