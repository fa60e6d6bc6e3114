/* A server for chat-client that the test itself plays: a listening socket, and one connection as
 * its server sees it.
 *
 * Each wait ends after WAIT_MS at the latest, and then fails the test. All sockets are on loopback
 * addresses and free ports. */
#ifndef PEER_H
#define PEER_H

#include "harness.h"

struct peer {
	int fd;
	struct text got; /* all that has come */
	bool ended;
	char nick[64]; /* what peer_let_in() was told */
};

/* A listening socket; `port` is taken if it is not 0, and set. -1 if the port is taken. */
int peer_listen(int family, int *port);
/* The same port of both loopback addresses. */
void peer_listen_both(int *four, int *six, int *port);
/* A port on which nobody listens at either address, kept taken until both are closed. */
void peer_refuse_both(int *four, int *six, int *port);
void peer_accept(struct peer *peer, int listener);

void peer_send(struct peer *peer, const char *bytes, size_t length);
void peer_say(struct peer *peer, const char *text);
/* Waits for more of it; `what` says for what. */
void peer_take(struct peer *peer, const char *what);
/* Until `text` is in what has come. */
void peer_expect(struct peer *peer, const char *text);
/* Until the client has half-closed. */
void peer_expect_end(struct peer *peer);
void peer_close(struct peer *peer);
/* Ends the connection with a reset. */
void peer_reset(struct peer *peer);

/* The peer as an IRC server called irc.test: sends a line, to which CR LF is added; lets the client
 * in, where `capabilities` ("one two", or "") are to be had; and into a room for which it asks,
 * where bob is. */
void peer_line(struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void peer_let_in(struct peer *peer, const char *capabilities);
void peer_let_join(struct peer *peer, const char *room);

#endif
