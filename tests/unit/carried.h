/* For the tests of conns that go on in other loops, as in another process: peers, and the server's
 * ends of their sockets. The core stays the same. */
#ifndef CARRIED_H
#define CARRIED_H

#include "core.h"
#include "detect.h"
#include "door_handover.h"
#include "session.h"

#define CARRIED_LOOPS 2
#define CARRIED_PEERS 4

struct carried {
	struct core core;
	struct detect detect;
	struct loop loops[2][CARRIED_LOOPS]; /* those before, and those behind */
	struct loop *running;		     /* the first of those that do */
	int peers[CARRIED_PEERS];
	struct buffer got[CARRIED_PEERS]; /* what each was sent, from carried_forget() on */
	struct buffer state;		  /* what was packed last */
};

extern struct carried carried;

void carried_set_up(void);
void carried_tear_down(void);

/* A peer comes to a listener with these ops. Its number. */
unsigned carried_come(const struct conn_ops *first);

/* One who has a session: with nc, and with an IRC client that knows labels and batches. */
unsigned carried_guest(void);
unsigned carried_irc_client(const char *name);

/* The loops run once; until nothing more happens by itself. */
void carried_turn(void);
void carried_run(void);

/* The peer says it, in pieces where the socket is full. */
void carried_say_bytes(unsigned peer, const char *bytes, size_t length);
void carried_say(unsigned peer, const char *text);

/* Takes what the peer was sent. False where nothing was. */
bool carried_take(unsigned peer);

/* Whether it was sent this; waits until it is, as long as the test may. */
bool carried_has(unsigned peer, const char *text);
void carried_hears(unsigned peer, const char *text);

/* Takes all, and forgets it. */
void carried_forget(unsigned peer);

/* Packs the conn with this number, which it returns, into carried.state. */
struct conn *carried_packed(unsigned number);

/* All conns go on in the other loops. */
void carried_upgrade(void);

/* Where door_restore() makes conns. */
extern const struct door_restoring carried_to;

#endif
