#include "address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

int address_port(const char *text)
{
	int port = 0;
	if (!*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		port = port * 10 + (*text - '0');
		if (port > 65535)
			return -1;
	}
	return port;
}

static enum address_error set_host(struct address *address, const char *text, size_t length)
{
	if (length > ADDRESS_HOST_BYTES)
		return ADDRESS_BAD_HOST;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7F || text[i] == '[' ||
			text[i] == ']')
			return ADDRESS_BAD_HOST;
	memcpy(address->host, text, length);
	address->host[length] = '\0';
	return ADDRESS_GOOD;
}

static enum address_error set_port(struct address *address, const char *text)
{
	address->port = address_port(text);
	return address->port < 0 ? ADDRESS_BAD_PORT : ADDRESS_GOOD;
}

static enum address_error parse_bracketed(struct address *address, const char *text)
{
	const char *end = strchr(text, ']');
	if (!end || end == text + 1 || (end[1] && end[1] != ':'))
		return ADDRESS_BAD_BRACKET;
	enum address_error error = set_host(address, text + 1, (size_t)(end - text - 1));
	if (error != ADDRESS_GOOD || !end[1])
		return error;
	return set_port(address, end + 2);
}

enum address_error address_parse(struct address *address, const char *text)
{
	address->host[0] = '\0';
	address->port = -1;
	if (text[0] == '[')
		return parse_bracketed(address, text);
	const char *colon = strchr(text, ':');
	if (!colon || strchr(colon + 1, ':'))
		return set_host(address, text, strlen(text));
	enum address_error error = set_host(address, text, (size_t)(colon - text));
	return error != ADDRESS_GOOD ? error : set_port(address, colon + 1);
}

bool address_is_path(const char *host)
{
	return strchr(host, '/') != NULL;
}

enum address_error address_parse_server(struct address *address, const char *text)
{
	static const char prefix[] = "unix:";
	bool prefixed = strncmp(text, prefix, sizeof prefix - 1) == 0;
	const char *path = prefixed ? text + sizeof prefix - 1 : text;
	if (!prefixed && !address_is_path(text))
		return address_parse(address, text);
	address->port = 0;
	size_t length = strlen(path);
	if (length == 0 || length > ADDRESS_PATH_BYTES)
		return ADDRESS_BAD_PATH;
	snprintf(address->host, sizeof address->host, "%s%s", address_is_path(path) ? "" : "./",
		path);
	return ADDRESS_GOOD;
}

const char *address_error_text(enum address_error error)
{
	switch (error) {
	case ADDRESS_GOOD:
		return "a good address";
	case ADDRESS_BAD_PORT:
		return "the port must be a whole number from 0 to 65535";
	case ADDRESS_BAD_HOST:
		return "the host must have 1 to 255 characters, no blanks and no stray brackets";
	case ADDRESS_BAD_BRACKET:
		return "an address in brackets must look like [::1] or [::1]:5555";
	case ADDRESS_BAD_PATH:
		return "the path of a unix socket must have 1 to 107 bytes";
	}
	return "";
}

static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};

bool address_is_ipv4(const unsigned char bytes[16])
{
	return memcmp(bytes, mapped, sizeof mapped) == 0;
}

bool address_bytes(unsigned char out[16], const struct sockaddr *from)
{
	if (from->sa_family == AF_INET6) {
		memcpy(out, &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
		return true;
	}
	if (from->sa_family == AF_INET) {
		memcpy(out, mapped, sizeof mapped);
		memcpy(out + 12, &((const struct sockaddr_in *)from)->sin_addr, 4);
		return true;
	}
	return false;
}

bool address_is_any(const struct sockaddr *from)
{
	if (from->sa_family == AF_INET)
		return ((const struct sockaddr_in *)from)->sin_addr.s_addr == htonl(INADDR_ANY);
	return from->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_UNSPECIFIED(&((const struct sockaddr_in6 *)from)->sin6_addr);
}

bool address_is_other(const unsigned char bytes[16])
{
	return bytes[0] == ADDRESS_OTHER && bytes[1] == 0;
}

void address_share(unsigned char out[16], const unsigned char bytes[16])
{
	struct in6_addr address;
	memcpy(&address, bytes, sizeof address);
	memcpy(out, bytes, 16);
	if (address_is_other(bytes))
		memset(out + ADDRESS_OTHER_PORT, 0, 4);
	else if (!address_is_ipv4(bytes) && !IN6_IS_ADDR_LINKLOCAL(&address))
		memset(out + 8, 0, 8);
}

bool address_is_loopback(const unsigned char bytes[16])
{
	struct in6_addr address;
	memcpy(&address, bytes, sizeof address);
	if (address_is_ipv4(bytes))
		return address.s6_addr32[3] == htonl(INADDR_LOOPBACK);
	return IN6_IS_ADDR_LOOPBACK(&address);
}

unsigned short address_port_of(const struct sockaddr *from)
{
	if (from->sa_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)from)->sin_port);
	if (from->sa_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)from)->sin6_port);
	return 0;
}

void address_set_port(struct sockaddr *address, int port)
{
	if (address->sa_family == AF_INET6)
		((struct sockaddr_in6 *)address)->sin6_port = htons((uint16_t)port);
	else
		((struct sockaddr_in *)address)->sin_port = htons((uint16_t)port);
}

/* Nobody can connect to a link-local address without its interface. */
static void add_scope(char out[ADDRESS_TEXT_SIZE], unsigned index)
{
	char name[IF_NAMESIZE];
	size_t length = strlen(out);
	if (index == 0)
		return;
	if (if_indextoname(index, name))
		snprintf(out + length, ADDRESS_TEXT_SIZE - length, "%%%s", name);
	else
		snprintf(out + length, ADDRESS_TEXT_SIZE - length, "%%%u", index);
}

void address_host(char out[ADDRESS_TEXT_SIZE], const struct sockaddr *from)
{
	unsigned char bytes[16];
	struct in6_addr address;
	if (!address_bytes(bytes, from)) {
		snprintf(out, ADDRESS_TEXT_SIZE, "%s",
			from->sa_family == AF_UNIX ? "unix" : "unknown");
		return;
	}
	memcpy(&address, bytes, sizeof address);
	if (address_is_ipv4(bytes))
		inet_ntop(AF_INET, bytes + 12, out, ADDRESS_TEXT_SIZE);
	else
		inet_ntop(AF_INET6, bytes, out, ADDRESS_TEXT_SIZE);
	if (from->sa_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&address))
		add_scope(out, ((const struct sockaddr_in6 *)from)->sin6_scope_id);
}

void address_text(char out[ADDRESS_TEXT_SIZE], const struct sockaddr *from)
{
	char host[ADDRESS_TEXT_SIZE];
	unsigned char bytes[16];
	address_host(host, from);
	if (!address_bytes(bytes, from))
		snprintf(out, ADDRESS_TEXT_SIZE, "%s", host);
	else
		snprintf(out, ADDRESS_TEXT_SIZE, strchr(host, ':') ? "[%.*s]:%u" : "%.*s:%u",
			ADDRESS_TEXT_SIZE - 9, host, (unsigned)address_port_of(from));
}
