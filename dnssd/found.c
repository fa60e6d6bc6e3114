#include "found.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"

#define HOST_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

/* Names under ".local" mean nothing outside of the local network (RFC 6762, 3), so that nobody can
 * give another server's name here. */
static bool is_local_name(const char *host)
{
	static const char end[] = ".local";
	size_t length = strlen(host), size = sizeof end - 1;
	return length > size && length <= ADDRESS_HOST_BYTES && host[0] != '.' &&
	       !host[strspn(host, HOST_LETTERS)] && ascii_equal_n(host + length - size, end, size);
}

static void set_host(struct found *found, const struct answer *answer)
{
	char address[ADDRESS_TEXT_SIZE];
	address_host(address, (const struct sockaddr *)&answer->address);
	snprintf(found->host, sizeof found->host, "%s",
		is_local_name(answer->host) ? answer->host : address);
}

static bool is_of_this_machine(const unsigned char bytes[16])
{
	return address_is_loopback(bytes) ||
	       (address_is_ipv4(bytes) && bytes[12] == IN_LOOPBACKNET);
}

static bool set_port(struct sockaddr_storage *address, int port)
{
	unsigned char bytes[16];
	if (port < 1 || port > 65535 || !address_bytes(bytes, (struct sockaddr *)address) ||
		is_of_this_machine(bytes) || address_is_any((struct sockaddr *)address))
		return false;
	address_set_port((struct sockaddr *)address, port);
	return true;
}

static enum dnssd_tls tls_of(const char *word)
{
	enum dnssd_tls tls = DNSSD_TLS_NONE;
	while (word && dnssd_tls_words[tls] && strcmp(dnssd_tls_words[tls], word) != 0)
		tls++;
	return word ? tls : DNSSD_TLS_UNKNOWN;
}

static struct found *same(struct found_list *list, const struct found *as)
{
	for (size_t i = 0; i < list->count; i++) {
		struct found *found = &list->items[i];
		if (found->port == as->port && strcmp(found->name, as->name) == 0 &&
			strcmp(found->host, as->host) == 0)
			return found;
	}
	return NULL;
}

static bool add_address(struct found *found, const struct sockaddr_storage *address)
{
	for (size_t i = 0; i < found->address_count; i++)
		if (memcmp(&found->addresses[i], address, sizeof *address) == 0)
			return true;
	if (found->address_count == FOUND_ADDRESSES_MAX)
		return false;
	found->addresses[found->address_count++] = *address;
	return true;
}

bool found_add(struct found_list *list, const struct answer *answer)
{
	struct found found = {.port = answer->port, .tls = tls_of(answer->tls)};
	struct sockaddr_storage address = answer->address;
	size_t length = strnlen(answer->name, DNSSD_NAME_BYTES + 1);
	if (length == 0 || length > DNSSD_NAME_BYTES || !set_port(&address, answer->port))
		return false;
	text_safe(found.name, answer->name, length);
	set_host(&found, answer);
	struct found *known = same(list, &found);
	if (!known && list->count == BROWSER_MAX)
		return false;
	if (!known) {
		known = &list->items[list->count++];
		*known = found;
	}
	return add_address(known, &address);
}

static int compare(const void *one, const void *other)
{
	const struct found *a = one, *b = other;
	int order = strcmp(a->name, b->name);
	if (order == 0)
		order = strcmp(a->host, b->host);
	return order != 0 ? order : a->port - b->port;
}

static bool is_link_local(const struct sockaddr_storage *address)
{
	return address->ss_family == AF_INET6 &&
	       IN6_IS_ADDR_LINKLOCAL(&((const struct sockaddr_in6 *)address)->sin6_addr);
}

/* Those that people can type come first. */
static void sort_addresses(struct found *found)
{
	struct sockaddr_storage sorted[FOUND_ADDRESSES_MAX];
	size_t count = 0;
	for (int last = 0; last <= 1; last++)
		for (size_t i = 0; i < found->address_count; i++)
			if (is_link_local(&found->addresses[i]) == last)
				sorted[count++] = found->addresses[i];
	memcpy(found->addresses, sorted, count * sizeof *sorted);
}

void found_sort(struct found_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		sort_addresses(&list->items[i]);
	qsort(list->items, list->count, sizeof *list->items, compare);
}
