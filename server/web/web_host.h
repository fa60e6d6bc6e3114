/* Which hosts a browser may think that it talks to, and pages of which hosts may open a WebSocket.
 * Pure.
 *
 * A page of another site can make a browser send requests here. That it cannot open a WebSocket is
 * up to Origin (RFC 6454, section 7), which browsers send. A hostile site can also give its own
 * name the address of this machine (DNS rebinding): then Origin and Host are the same, and only the
 * name tells. An address cannot be given away like that. */
#ifndef WEB_HOST_H
#define WEB_HOST_H

#include <stdbool.h>

#include "http.h"
#include "option.h"

/* Whether the host, of a Host field with or without a port, is an IP address, "localhost" or one of
 * these names. */
bool web_host_is_known(struct http_text host, const struct option_list *names);

/* Whether the origin is the host itself, with the same port, or one of these origins. Where one has
 * no port, it is that of the origin's scheme: 80 or 443. */
bool web_host_lets_in(
	struct http_text origin, struct http_text host, const struct option_list *origins);

/* What is wrong with a name, or an origin, for the lists; NULL for nothing. */
const char *web_host_wrong_name(const char *name);
const char *web_host_wrong_origin(const char *origin);

#endif
