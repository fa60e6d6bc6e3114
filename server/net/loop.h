/* A loop: a thread with its own event_base and its own conns.
 *
 * One iteration: libevent calls back for all that is ready (conns read and call ops->data), then
 * the loop calls ops->iterate once, which sends on all that was read. When many conns had
 * something to read, the loop first polls once more for what has come meanwhile: in a room where
 * many talk, two batches are then sent for the price of one.
 *
 * Nothing of a loop may be touched from another thread, except through loop_wake() and
 * loop_adopt(): the event_base has no locks. The loop knows nothing about conns but their lists;
 * what conn.c and the owner do for it stands in struct loop_ops. */
#ifndef LOOP_H
#define LOOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include <event2/event.h>

#include "clock.h"
#include "durations.h"

/* Accepting has the higher priority: to read from thousands of conns takes longer than the kernel
 * keeps a thousand callers waiting. A listener that has used its share of an iteration is deferred
 * until the iteration's end (loop_defer_event()), so that a storm of callers does not take all of
 * it. Everything else has the same priority, libevent's default; a flush of lower priority would
 * starve. */
enum loop_priority { LOOP_PRIORITY_ACCEPT, LOOP_PRIORITY_CONNS, LOOP_PRIORITIES };

#define LOOP_DEFERRED_MAX 64
#define LOOP_KINDS 8 /* of conns, see loop_figures */

struct arrival;
struct conn;
struct conn_ops;
struct handshake;
struct loop;
struct loop_park;

struct loop_ops {
	/* A socket given by loop_adopt(): conn_new(). */
	void (*arrived)(struct loop *loop, const struct arrival *arrival);

	/* The end of an iteration in which loop_iterate_soon() or, by any thread, loop_wake() was
	 * called. The owner flushes, and then calls conn_end_iteration(). */
	void (*iterate)(struct loop *loop);

	/* Asked for by loop_iterate_later(); another iteration follows: conn_run_pending(). */
	void (*pending)(struct loop *loop);

	/* About once a second. */
	void (*second)(struct loop *loop);

	/* A conn is about to be freed, so that its place may be taken by another. */
	void (*freed)(struct conn *conn);
};

/* An accepted socket on its way to its loop. */
struct arrival {
	struct arrival *next;
	int fd;
	const struct conn_ops *ops;
	unsigned char address[16]; /* see address_bytes() */
	unsigned short port;
};

struct conn_list {
	struct conn **items;
	unsigned count, size;
};

/* What a loop has done. Its own thread writes, any thread reads. */
struct loop_figures {
	struct durations turns; /* from the first event that woke the loop until it waits again */
	/* By conn_ops.kind: bytes, before TLS and after it; and open conns, without TLS and with
	 * it. */
	_Atomic uint64_t sent[LOOP_KINDS], received[LOOP_KINDS];
	_Atomic uint64_t conns[LOOP_KINDS][2];
	_Atomic int64_t second_ms; /* when `second` was last called (monotonic) */
};

struct loop {
	unsigned index;
	const struct loop_ops *ops;
	void *data; /* the owner's */
	struct event_base *base;
	pthread_t thread;
	int wake_fd[2]; /* a pipe; at most one byte in it */
	atomic_bool woken;
	pthread_mutex_t arrivals_lock;
	struct arrival *arrivals; /* the newest first */
	struct event *wake_event, *iterate_event, *pending_event, *second_event;
	struct event *deferred[LOOP_DEFERRED_MAX]; /* added again at the iteration's end */
	unsigned deferred_count;
	bool iterate_asked;   /* loop_iterate_soon() was called since the last iteration */
	bool polled_again;    /* the iteration's end was put off once to read more */
	unsigned reads;	      /* conns that had something since the last iteration */
	atomic_uint load;     /* conns here and on their way here */
	atomic_long drain_ms; /* that a closing conn gets to send the rest; any thread */
	_Atomic(struct loop_park *) park; /* it is to stop for, see loop_park(); NULL for none */
	int64_t turn_ns; /* when this turn began (monotonic); 0 while the loop waits */
	struct loop_figures figures;

	/* For conn.c, which fills these: */
	struct conn_list conns;	      /* all of this loop's */
	struct conn_list pending;     /* ops->data is called in the next iteration */
	struct conn_list closing;     /* ops->closed is called at the end of this one */
	unsigned draining;	      /* conns, see conn_drain_input() */
	unsigned moves;		      /* conns made and conns freed, since the start */
	struct handshake *handshakes; /* that wait for their turn; for handshake.c */
	unsigned handshaking;	      /* all that are under way; likewise */
};

/* Ends the program where the system gives no event base or no pipe. */
void loop_init(struct loop *loop, unsigned index, const struct loop_ops *ops);

/* All conns must be gone. */
void loop_finish(struct loop *loop);

/* Runs until loop_stop(), in the thread that calls it. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Each callback of an event begins with it: the first one begins a turn. */
static inline void loop_begin(struct loop *loop)
{
	if (loop->turn_ns == 0)
		loop->turn_ns = clock_ns(CLOCK_MONOTONIC);
}

/* Asks for ops->iterate, once, behind all that is ready now. */
void loop_iterate_soon(struct loop *loop);

/* Asks for ops->pending and an iteration, behind all that comes meanwhile too: for work that goes
 * on in steps. */
void loop_iterate_later(struct loop *loop);

/* Removes the event until the end of an iteration, which comes soon. False where
 * LOOP_DEFERRED_MAX are removed already. */
bool loop_defer_event(struct loop *loop, struct event *event);

/* A deferred event is not added again. */
void loop_forget_event(struct loop *loop, const struct event *event);

/* For conns, behind ops->data: counts the read, and ends the iteration where it has become long. */
void loop_did_read(struct loop *loop);

/* Stops loops between two of their turns and lets them go on together. */
struct loop_park {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	const struct loop *first;
	unsigned expected, waiting; /* loops beside the first one; those that stand still */
	bool over;
	void (*work)(void *data);
	void *data;
};

/* Has `count` loops, of which the caller runs the first one, stop between two turns. Once all stand
 * still, the first one's thread calls `work`, which may touch whatever belongs to any of them; when
 * it returns, all go on, and loop_park() may be called again. `work` does not stop loops, and none
 * may have ended. `park` lives until then. */
void loop_park(struct loop_park *park, struct loop *const loops[], unsigned count,
	void (*work)(void *data), void *data);

/* Calls ops->arrived for what loop_adopt() has brought. */
void loop_take_arrivals(struct loop *loop);

/* Asks for ops->iterate from any thread. */
void loop_wake(struct loop *loop);

/* Gives the loop a socket, from any thread. The loop owns it from now on. */
void loop_adopt(struct loop *loop, struct arrival *arrival);

#endif
