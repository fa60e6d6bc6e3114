/* The world of the fuzz target irc_door, and what must be true of it between two steps. */
#ifndef IRC_DOOR_H
#define IRC_DOOR_H

#include "irc_view.h"
#include "operators.h"

#define LOOPS 2
#define CLIENTS 4
#define PING_SECONDS 20

struct client {
	int fd;		     /* -1: gone */
	unsigned short port; /* by which its conn is known */
	bool irc;
	bool reading;
	struct irc_view view;
	struct buffer lines; /* that one with nc was sent, not yet whole */
};

struct world {
	struct core core;
	struct loop loops[LOOPS];
	struct door_loop doors[LOOPS];
	struct client clients[CLIENTS];
	struct client *last; /* who typed */
	int64_t now;
	unsigned short ports;	/* the last one given */
	unsigned turns;		/* of this step */
	struct proof *checking; /* NULL: the prover has nothing to do */
	bool password_good, password_new;
	bool shown; /* all that happens, see irc_door.c */
};

extern struct world world;

/* The server's core, as it begins. */
void make_core(enum history_mode history);

/* Its conn, while it is open; else NULL. */
struct conn *conn_of(const struct client *client);

/* All that are open. */
unsigned count_conns(void);

/* What one with nc was sent begins as it must, and is safe to show. `whole`: there is no more. */
void check_lines(struct client *client, bool whole);

/* Nothing lies about that should have been done, and numbers agree. */
void check_world(void);

#endif
