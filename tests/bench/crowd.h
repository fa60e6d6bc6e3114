/* The crowd: all clients of one run, driven by one or two threads, and what they saw.
 *
 * The thread that holds the crowd starts it, says when to talk, waits, and takes the result; it
 * never touches a socket. Every client checks every line it hears: per speaker nothing may be
 * missing, doubled, out of order or altered, and nobody may hear its own line. The speakers are
 * the first clients. Those who speak IRC count as served when they are in their room,
 * or, with plan.gather, when the server has welcomed them.
 *
 *     crowd_new -> crowd_wait_served -> (crowd_talk -> crowd_drain) as often as wanted
 *     -> crowd_free */
#ifndef CROWD_H
#define CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "histogram.h"
#include "irc.h"

enum {
	CROWD_WINDOW_MAX = 16,
	CROWD_STALL_MS = 15000 /* without any progress: given up */
};

enum pace {
	PACE_NONE, /* as fast as the socket takes */
	PACE_OWN,  /* a speaker is at most `window` lines ahead of what it heard of all others */
	PACE_ALL,  /* the one speaker is at most `window` lines ahead of its slowest listener */
	/* The same, and it says its next line only when half of them have the last: so the server
	 * always has work, and yet lines do not travel in pairs. */
	PACE_HALF,
	/* Lines are due at plan.rate, whatever has become of the earlier ones. How long one takes
	 * is counted from when it was due. */
	PACE_RATE
};

enum protocol {
	PROTOCOL_LINE,
	PROTOCOL_IRC,
	PROTOCOL_WEBSOCKET, /* IRC, in frames */
	PROTOCOL_MIXED	    /* half of them this, half that, in the room where line clients find
			       themselves: #lobby */
};

struct plan {
	int port;
	enum protocol protocol;
	unsigned rooms; /* over which those who speak IRC spread; 0 is one, and only one may talk */
	bool tls;
	bool gather;	  /* IRC: they wait outside the room until crowd_join() */
	unsigned clients; /* at the same time */
	unsigned speakers;
	enum pace pace;
	unsigned window;
	unsigned rate; /* lines a second of all speakers together */

	unsigned opening;  /* connects under way at once; 0: no limit */
	unsigned connects; /* in all: a client that was served leaves and comes back; 0: it stays */
};

/* What becomes of the client with that id: whether it speaks IRC, and in which room. */
bool crowd_speaks_irc(const struct plan *plan, uint32_t id);
void crowd_room(struct irc_room *room, const struct plan *plan, uint32_t id);

struct counts {
	uint64_t delivered;
	uint64_t reads;	 /* of the clients that carried a line: with `delivered`, how much coalesced
			  */
	uint64_t served; /* clients that connected and got their name */
	uint64_t sent;
	uint64_t lost;	   /* connections that failed or that the server ended */
	uint64_t met;	   /* plan.gather: how many know of how many, in all */
	uint64_t gathered; /* plan.gather: clients that know of all */
};

struct result {
	struct histogram latency; /* of lines */
	struct histogram joins;	  /* from connect until the name is confirmed */
	struct histogram entries; /* plan.gather: from crowd_join() until all names have come */
	uint64_t missing, doubled, corrupt, own, refused, lost;
};

struct crowd;

struct crowd *crowd_new(const struct plan *plan);

/* Until that many were served; false when some were lost or nothing moved for too long. */
bool crowd_wait_served(struct crowd *crowd, uint64_t wanted);

/* With plan.gather, after all were served: all join the one room at once. Waits until each has seen
 * every client's JOIN (or its name among those who were there first) and the end of the names;
 * false when some were lost or nothing moved for too long. */
bool crowd_join(struct crowd *crowd);

/* Each speaker says that many lines, or goes on until the crowd is drained (0). */
void crowd_talk(struct crowd *crowd, unsigned lines);
struct counts crowd_counts(struct crowd *crowd);

/* No new lines if their number has no limit; then waits until every line reached everybody. */
bool crowd_drain(struct crowd *crowd);

/* Closes all connections and adds up what was seen. */
void crowd_free(struct crowd *crowd, struct result *result);

uint64_t result_errors(const struct result *result);

/* What went wrong, in words, on stderr; nothing when nothing did. */
void result_complain(const struct result *result, const char *who);

#endif
