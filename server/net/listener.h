/* Listening sockets.
 *
 * Accepting is done by one loop, a bounded number at a time. When the process is out of
 * descriptors, a reserve one is given up to tell the caller so, and accepting pauses for a
 * moment instead of spinning. All calls are the loop's own. */
#ifndef LISTENER_H
#define LISTENER_H

#include <stdbool.h>

#include "address.h"
#include "loop.h"

#define LISTENER_ERROR_SIZE 256

struct listener;

struct listener_ops {
	/* A new socket, non-blocking and owned by who is called. */
	void (*accepted)(struct listener *listener, int fd, const struct sockaddr *peer);
	/* The process is out of descriptors; `fd` is closed behind the call. */
	void (*exhausted)(struct listener *listener, int fd);
};

struct listener {
	int fd; /* -1 when not open */
	int reserve_fd;
	struct loop *loop;
	const struct listener_ops *ops;
	void *data; /* the owner's */
	int tag;    /* likewise */
	struct event *event, *resume_event;
	char host[ADDRESS_TEXT_SIZE]; /* the address it listens on */
	int port;
	bool ipv6, ipv4; /* whose clients it can serve */
	bool any;	 /* on all addresses */
	bool loopback;	 /* which other machines cannot reach */
};

/* Those that one wish has opened. `items` is freed with free(). */
struct listener_list {
	struct listener *items;
	size_t count;
};

/* Binds, listens and adds to the list. `host` is an address, or a name, which is listened on at all
 * of its addresses that this machine has; NULL is all addresses of both families, or of the one
 * family that there is. Port 0 takes a free one, the same for all addresses of a name. False with
 * a sentence where it cannot, and errno is EADDRINUSE or EACCES if that is why. Nothing is accepted
 * before listener_start(). */
bool listener_open(
	struct listener_list *list, const char *host, int port, char error[LISTENER_ERROR_SIZE]);

void listener_start(struct listener *listener, struct loop *loop, const struct listener_ops *ops);

/* Stops listening. May be called again. */
void listener_close(struct listener *listener);

#endif
