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
	BUFFER_BYTES = 256 * 1024
};

enum phase { PHASE_CONNECT, PHASE_TALK, PHASE_HUSH, PHASE_END };

enum client_state { CLIENT_CLOSED, CLIENT_CONNECTING, CLIENT_NAMING, CLIENT_SERVED, CLIENT_LOST };

struct client {
	int fd;
	enum client_state state;
	uint32_t id;
	uint32_t sent;	  /* lines said */
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
	char *buffer;
	uint32_t *next_memory;
	uint16_t *heard_memory;
	uint64_t delivered_here, skipped_here, sent_here;
	struct result seen;

	atomic_uint_fast64_t delivered, reads, served, sent, lost;
	atomic_uint half, done; /* rounds through with half of the listeners here, with all */
	atomic_uint order_seen;
};

struct crowd {
	struct plan plan;
	atomic_int phase;
	atomic_uint lines;
	atomic_uint orders; /* grows with every change of phase */
	unsigned worker_count;
	struct worker *workers;
};

void *worker_run(void *worker);
void worker_wake(struct worker *worker);

/* A listener of this worker is through with a round. */
void worker_round(struct worker *worker, uint32_t round);

/* The client has its name; with plan.connects it makes room for the next. */
void worker_served(struct worker *worker, struct client *client);

void client_open(struct worker *worker, struct client *client, uint32_t id);
void client_close(struct client *client);
void client_event(struct worker *worker, struct client *client, uint32_t events);

/* Says what may be said now, as far as the socket takes it. */
void client_talk(struct worker *worker, struct client *client);

#endif
