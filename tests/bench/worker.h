/* One thread of the crowd, and the clients that are its own: nobody else touches them while it
 * runs. Client k of worker i has the id k * workers + i. The atomics are what the others see of
 * it: counters, written by this thread alone. */
#ifndef WORKER_H
#define WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "crowd.h"
#include "line.h"

enum {
	ROUNDS = 4 * CROWD_WINDOW_MAX, /* more than anyone can be ahead of anyone */
	BATCH_LINES = 64,
	OUT_BYTES = (BATCH_LINES + 4) * IRC_SAID_BYTES, /* some room is left for commands */
	BUFFER_BYTES = 256 * 1024
};

enum phase { PHASE_CONNECT, PHASE_JOIN, PHASE_TALK, PHASE_HUSH, PHASE_END };

enum client_state {
	CLIENT_CLOSED,
	CLIENT_CONNECTING,
	CLIENT_SHAKING,	  /* the handshake of TLS is under way */
	CLIENT_UPGRADING, /* that of the WebSocket */
	CLIENT_NAMING,
	CLIENT_SERVED,
	CLIENT_LOST
};

struct client {
	int fd;
	struct secure *secure; /* NULL: plain text */
	enum client_state state;
	bool irc;
	bool websocket; /* its lines are in frames */
	bool inside;	/* plan.gather: the names of those who are in the room have all come */
	uint32_t id;
	uint32_t met;	  /* plan.gather: of `known`, how many */
	bool *known;	  /* plan.gather: per client, whether this one knows that it is there */
	uint32_t sent;	  /* lines said */
	uint64_t due;	  /* PACE_RATE: when the next one is */
	uint32_t done;	  /* rounds of which every other speaker's line was heard */
	uint32_t awaited; /* lines of one round */
	uint64_t opened;
	uint32_t *next;	 /* per speaker, the sequence number that must come */
	uint16_t *heard; /* lines of the rounds from `done` on, a ring of ROUNDS */
	char *rest;	 /* an incomplete line */
	size_t rest_length;
	char *out; /* speakers only */
	size_t out_start, out_end;
};

struct worker {
	struct crowd *crowd;
	const struct plan *plan;
	unsigned index;
	pthread_t thread;
	int epoll;
	int wake;
	enum phase phase;
	struct client *clients;
	unsigned count, speakers;
	unsigned opened, quota; /* connections, in all */
	unsigned opening;	/* under way */
	unsigned opening_limit;
	unsigned listeners;
	unsigned reached[ROUNDS]; /* listeners that are through with a round */
	uint32_t lines;		  /* of each speaker, in all; 0: no limit */
	struct irc_room room;	  /* of those who speak IRC, while there is only one */
	uint64_t join_ns;	  /* when all were told to join; 0: not yet */
	char *buffer;
	uint32_t *next_memory;
	uint16_t *heard_memory;
	bool *known_memory;
	uint64_t delivered_here, skipped_here, sent_here, met_here, gathered_here;
	struct result seen;

	atomic_uint_fast64_t delivered, reads, served, sent, lost, met, gathered;
	atomic_uint half, done; /* rounds through with half of the listeners here, with all */
	atomic_uint order_seen;
};

struct crowd {
	struct plan plan;
	atomic_int phase;
	atomic_uint lines;
	atomic_uint_fast64_t talk_ns; /* when the crowd was last told to talk */
	atomic_uint orders;	      /* grows with every change of phase */
	unsigned worker_count;
	struct worker *workers;
};

void *worker_run(void *worker);
void worker_wake(struct worker *worker);

/* A listener of this worker is through with a round. */
void worker_round(struct worker *worker, uint32_t round);

/* The client has its name; with plan.connects it makes room for the next. */
void worker_served(struct worker *worker, struct client *client);

/* One thread writes a counter, so this is no read-modify-write. */
static inline void worker_count(atomic_uint_fast64_t *counter, uint64_t value)
{
	atomic_store_explicit(counter, value, memory_order_relaxed);
}

void client_open(struct worker *worker, struct client *client, uint32_t id);
void client_close(struct client *client);
void client_event(struct worker *worker, struct client *client, uint32_t events);

/* Says what may be said now, as far as the socket takes it. */
void client_talk(struct worker *worker, struct client *client);

/* What a client that reads (client.c, irc_client.c) found: its name confirmed, a line that was
 * said, the server's no, and something that no server should have sent. */
void client_served(struct worker *worker, struct client *client, uint64_t now);
void client_heard(
	struct worker *worker, struct client *client, const struct line *line, uint64_t now);
void client_refused(struct worker *worker, struct client *client, const char *bytes, size_t length);
void client_corrupt(struct worker *worker, struct client *client, const char *bytes, size_t length);

/* Sends a command without its ending, whole and not into the middle of a line. */
void client_command(struct worker *worker, struct client *client, const char *bytes, size_t length);

/* irc_client.c: a client that speaks IRC. It registers when it is connected, answers PING, and
 * joins its room by itself, unless plan.gather says that it has to be told. Lines come without
 * their ending. */
void irc_client_register(struct worker *worker, struct client *client);
void irc_client_join(struct worker *worker, struct client *client);
void irc_client_line(struct worker *worker, struct client *client, const char *bytes, size_t length,
	uint64_t now);

#endif
