#include "web_host.h"

#include <arpa/inet.h>
#include <string.h>

#include "address.h"
#include "ascii.h"

#define HTTP_PORT 80
#define HTTPS_PORT 443

/* A host with its port. */
struct place {
	struct http_text host; /* without brackets */
	int port;
	bool bracketed;
};

/* False where the text is no host with a port, or without one. */
static bool split(struct place *place, struct http_text text, int default_port)
{
	char port[8] = "";
	size_t end = 0;
	*place = (struct place){.bracketed = text.length > 0 && text.bytes[0] == '['};
	while (end < text.length && text.bytes[end] != (place->bracketed ? ']' : ':'))
		end++;
	if (place->bracketed && end == text.length)
		return false;
	place->host =
		(struct http_text){text.bytes + place->bracketed, end - (place->bracketed ? 1 : 0)};
	end += place->bracketed;
	if (place->host.length == 0 || (end < text.length && text.bytes[end] != ':'))
		return false;
	size_t digits = end < text.length ? text.length - end - 1 : 0;
	if (digits >= sizeof port)
		return false;
	if (digits > 0)
		memcpy(port, text.bytes + end + 1, digits);
	place->port = digits > 0 ? address_port(port) : default_port;
	return place->port >= 0;
}

/* "http://host:port"; false for anything else, such as "null". */
static bool split_origin(struct place *place, struct http_text origin)
{
	size_t scheme = 0;
	if (origin.length > 7 && ascii_equal_n(origin.bytes, "http://", 7))
		scheme = 7;
	else if (origin.length > 8 && ascii_equal_n(origin.bytes, "https://", 8))
		scheme = 8;
	struct http_text rest = {origin.bytes + scheme, origin.length - scheme};
	return scheme > 0 && split(place, rest, scheme == 8 ? HTTPS_PORT : HTTP_PORT);
}

static bool is_same_text(struct http_text a, struct http_text b)
{
	return a.length == b.length && ascii_equal_n(a.bytes, b.bytes, a.length);
}

static bool is_same_place(const struct place *a, const struct place *b)
{
	return a->port == b->port && is_same_text(a->host, b->host);
}

static struct http_text text_of(const char *text)
{
	return (struct http_text){text, strlen(text)};
}

static bool is_address(const struct place *place)
{
	char host[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	if (place->host.length >= sizeof host)
		return false;
	memcpy(host, place->host.bytes, place->host.length);
	host[place->host.length] = '\0';
	return inet_pton(place->bracketed ? AF_INET6 : AF_INET, host, bytes) == 1;
}

bool web_host_is_known(struct http_text host, const struct option_list *names)
{
	struct place place;
	if (!split(&place, host, 0))
		return false;
	if (is_address(&place))
		return true;
	if (place.bracketed)
		return false;
	if (is_same_text(place.host, text_of("localhost")))
		return true;
	for (size_t i = 0; i < names->count; i++)
		if (is_same_text(place.host, text_of(names->values[i])))
			return true;
	return false;
}

bool web_host_lets_in(
	struct http_text origin, struct http_text host, const struct option_list *origins)
{
	struct place from, to;
	if (!split_origin(&from, origin))
		return false;
	bool secure = ascii_equal_n(origin.bytes, "https:", 6);
	if (split(&to, host, secure ? HTTPS_PORT : HTTP_PORT) && is_same_place(&from, &to))
		return true;
	for (size_t i = 0; i < origins->count; i++) {
		struct http_text one = text_of(origins->values[i]);
		if (split_origin(&to, one) && is_same_place(&from, &to) &&
			secure == (bool)ascii_equal_n(one.bytes, "https:", 6))
			return true;
	}
	return false;
}

const char *web_host_wrong_name(const char *name)
{
	size_t length = strlen(name);
	if (length == 0 || length > ADDRESS_HOST_BYTES)
		return "a name has 1 to 255 bytes";
	for (const char *at = name; *at; at++)
		if (!ascii_is_alnum(*at) && !strchr("-._", *at))
			return "a name has no port and no slash, such as chat.example.org";
	return NULL;
}

const char *web_host_wrong_origin(const char *origin)
{
	struct place place;
	if (split_origin(&place, text_of(origin)) && !strpbrk(strchr(origin, '/') + 2, "/?#@ "))
		return NULL;
	return "it must be like https://chat.example.org or http://192.0.2.1:8000";
}
