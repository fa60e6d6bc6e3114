#include "resolve.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ascii.h"
#include "memory.h"

static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t size = strlen(host);
	if (size && host[size - 1] == '.')
		size--;
	if (size < sizeof name - 1)
		return false;
	const char *end = host + size - (sizeof name - 1);
	return ascii_equal_n(end, name, sizeof name - 1) && (end == host || end[-1] == '.');
}

/* The first node at or behind `from` that is, or is not, of `family`. */
static const struct addrinfo *seek(const struct addrinfo *from, int family, bool same)
{
	while (from && (from->ai_family == family) != same)
		from = from->ai_next;
	return from;
}

size_t resolve_order(const struct addrinfo **list, const struct addrinfo *chain)
{
	size_t count = 0;
	int family = chain ? chain->ai_family : AF_UNSPEC;
	const struct addrinfo *turn[2] = {chain, seek(chain, family, false)};
	for (unsigned i = 0; turn[0] || turn[1]; i = !i) {
		if (!turn[i])
			continue;
		if (list)
			list[count] = turn[i];
		count++;
		turn[i] = seek(turn[i]->ai_next, family, i == 0);
	}
	return count;
}

const char *resolve(struct addresses *addresses, const char *host, int port)
{
	char service[16];
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	snprintf(service, sizeof service, "%d", port);
	*addresses = (struct addresses){0};
	int error =
		getaddrinfo(is_localhost(host) ? NULL : host, service, &hints, &addresses->owned);
	if (error)
		return error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error);
	addresses->count = resolve_order(NULL, addresses->owned);
	addresses->list = memory_get(addresses->count * sizeof *addresses->list);
	resolve_order(addresses->list, addresses->owned);
	return NULL;
}

void resolve_finish(struct addresses *addresses)
{
	free(addresses->list);
	if (addresses->owned)
		freeaddrinfo(addresses->owned);
	*addresses = (struct addresses){0};
}
