/* From a host and a port to the addresses to try, in the order in which to try them.
 *
 * getaddrinfo(3) asks for both families, sorts by RFC 6724, and knows every source of names the
 * system knows; it waits for its answer, so the loop calls it through lookup.h. (RFC 8305, section
 * 3, would begin with the first family that answers; that needs a resolver of our own, which would
 * know fewer names.) The list is then made to alternate between the families, beginning with that
 * of the first address (RFC 8305, section 4). Any thread may call these. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include <stddef.h>

struct addrinfo;

struct addresses {
	const struct addrinfo **list; /* in the order to try; point into `owned` */
	size_t count;
	struct addrinfo *owned;
};

/* NULL on success, with at least one address; otherwise words that say what went wrong, and
 * nothing to free. "localhost" and names under it mean the loopback addresses of both families
 * whatever the resolver says (RFC 6761, section 6.3). */
const char *resolve(struct addresses *addresses, const char *host, int port);

void resolve_finish(struct addresses *addresses);

/* Fills `list` with the nodes of a chain in alternating order; returns their number. `list` may
 * be NULL to count only. */
size_t resolve_order(const struct addrinfo **list, const struct addrinfo *chain);

#endif
