/* Listening sockets.
 *
 * One loop accepts, a bounded number of callers in each iteration. When the process is out of
 * descriptors, it gives up a reserve descriptor to accept one caller and tell it so, and pauses
 * for a moment instead of spinning. All calls are for that loop. */
#ifndef LISTENER_H
#define LISTENER_H

#include <stdbool.h>

#include "address.h"
#include "loop.h"
#include "pack.h"
#include "socket_file.h"

#define LISTENER_ERROR_SIZE 256

/* What callers of a listener may speak. */
enum bind_tls { BIND_ANY, BIND_TLS, BIND_PLAIN, BIND_KINDS };

struct listener;

struct listener_ops {
	/* A new socket, non-blocking; the callee owns it. `peer` has `length` bytes. */
	void (*accepted)(
		struct listener *listener, int fd, const struct sockaddr *peer, socklen_t length);
	/* The process is out of descriptors; `fd` is closed after the call. */
	void (*exhausted)(struct listener *listener, int fd);
};

struct listener {
	int fd; /* -1 when not open */
	int reserve_fd;
	struct loop *loop;
	const struct listener_ops *ops;
	void *data;	   /* the owner's */
	int tag;	   /* likewise */
	enum bind_tls tls; /* likewise */
	char *asked; /* what it was opened for: "HOST PORT" ("*" is all addresses) or a path; NULL
		      * for a socket that was given */
	struct event *event, *resume_event;
	struct socket_file file;      /* of a unix socket; its path is empty for others */
	char host[ADDRESS_TEXT_SIZE]; /* the address it listens on */
	bool other;		      /* neither IP nor unix: `host` is the whole address */
	int port;
	bool ipv6, ipv4; /* families of the clients that it can serve */
	bool any;	 /* on all addresses */
	bool loopback;	 /* other machines cannot reach it */
};

/* A growing array; the listeners stay where they are in memory. */
struct listener_list {
	struct listener **items;
	size_t count;
	bool beside; /* new ones may have a port that listener_share_port() shares */
};

/* Binds, listens and adds to the list. `host` is an address, or a name, which stands for all of its
 * addresses that this machine has; NULL is all addresses of both families, or of the one family
 * that there is. Port 0 takes a free one, the same for all addresses of a name. Returns 0; or, with
 * a sentence, an error number, -1 where the name was not found. Nothing is accepted before
 * listener_start(). */
int listener_open(
	struct listener_list *list, const char *host, int port, char error[LISTENER_ERROR_SIZE]);

/* The same on a unix socket at this path, with this mode. */
int listener_open_unix(
	struct listener_list *list, const char *path, int mode, char error[LISTENER_ERROR_SIZE]);

/* Adds a socket that this process was given: one that listens, for a stream, of whatever family.
 * False, and the socket is left alone, where it is none. */
bool listener_take(struct listener_list *list, int fd);

void listener_start(struct listener *listener, struct loop *loop, const struct listener_ops *ops);

/* What another process needs to know of it, beside its descriptor (inherited.h). */
void listener_pack(const struct listener *listener, struct pack *out);

/* Another process listens on from now on: closes the descriptor, and leaves a socket's file. */
void listener_let_go(struct listener *listener);

/* Stops listening. May be called again. */
void listener_close(struct listener *listener);

/* The same, but first those are accepted who wait for it. */
void listener_end(struct listener *listener);

/* Also closes it. */
void listener_free(struct listener *listener);

/* Lets another listener of this user have the same port; a list's `beside` asks for that. For the
 * moment of an exchange: else a second server on the port would go unnoticed. */
void listener_share_port(int fd, bool share);

/* See struct listener; to free(3). */
char *listener_asked(const char *host, int port);

/* Closes all that are open and empties the list. */
void listener_list_finish(struct listener_list *list);

#endif
