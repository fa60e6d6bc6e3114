/* From a host and a port to the addresses to try, without blocking the event loop.
 *
 * getaddrinfo(3) asks for both families, sorts by RFC 6724 and uses every source of names that the
 * system has. It blocks, and cannot be interrupted, so lookup_start() runs it in a thread. The
 * thread shares with the loop only the look-up's task and a pipe that it closes when it has the
 * answer. A look-up that is given up does not wait: its thread frees the task when it is done. (RFC
 * 8305, section 3, would start with the first family that answers; that takes a resolver of our
 * own, which would know fewer names.) */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <netdb.h>
#include <stddef.h>
#include <sys/un.h>

struct event_base;
struct lookup;

/* Not to be copied. */
struct addresses {
	const struct addrinfo **list; /* in the order in which to try them; point into `owned` */
	size_t count;
	struct addrinfo *owned;
	struct addrinfo path_info; /* of a unix socket, in the place of `owned` */
	struct sockaddr_un path;
};

/* Called once, from the event loop and never from lookup_start() itself. `error` is NULL or a
 * phrase that says what went wrong; then there are no addresses. Both last until lookup_free(). */
typedef void lookup_done_fn(void *data, const struct addresses *addresses, const char *error);

/* `host` is copied; it may be the path of a unix socket (address_is_path()). Belongs to the thread
 * of its base. */
struct lookup *lookup_start(
	struct event_base *base, const char *host, int port, lookup_done_fn *done, void *data);

/* May be called at any time except from `done`. Never blocks. */
void lookup_free(struct lookup *lookup);

/* The look-up itself, which blocks; any thread may call it. Returns NULL and at least one address,
 * or a phrase that says what went wrong and nothing to free. "localhost" and names under it are the
 * loopback addresses of both families, whatever the resolver says (RFC 6761, section 6.3). */
const char *lookup_wait(struct addresses *addresses, const char *host, int port);

void addresses_finish(struct addresses *addresses);

/* Fills `list` with the nodes of a chain so that the families alternate, beginning with the first
 * node's (RFC 8305, section 4); returns their number. `list` may be NULL to count them. */
size_t addresses_order(const struct addrinfo **list, const struct addrinfo *chain);

#endif
