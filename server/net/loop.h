/* A loop: a thread with its own event_base and its own conns.
 *
 * Its turn is: read what is ready (conns call their ops->data), then once, behind all that was
 * ready, ops->turn: that is where everything that was read is sent on. When many conns had
 * something, the loop first looks once more for what has come while it was reading: to a room in
 * which many talk, two batches are sent for the price of one. Nothing of a loop may be
 * touched from another thread but by loop_wake() and loop_adopt(). The base has no locks. */
#ifndef LOOP_H
#define LOOP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include <event2/event.h>

/* Accepting comes first: thousands of conns with something to read take longer than the kernel
 * keeps a thousand callers waiting. But a listener that has had its share of a turn rests until
 * the turn's end (loop_defer_event()), or a storm of callers would have all of it. Everything else
 * has the same priority, which is libevent's default where there are two; a flush of lower priority
 * would starve. */
#define LOOP_DEFERRED_MAX 64

enum loop_priority { LOOP_PRIORITY_ACCEPT, LOOP_PRIORITY_CONNS, LOOP_PRIORITIES };

struct conn;
struct conn_ops;

struct loop;

/* Milliseconds of a clock that never goes back. Any thread. */
int64_t loop_now(void);

struct loop_ops {
	/* At the end of each turn in which loop_iterate_soon() was called, or another thread called
	 * loop_wake(). */
	void (*turn)(struct loop *loop);
	/* About once a second. */
	void (*second)(struct loop *loop);
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
	struct event *wake_event, *turn_event, *again_event, *second_event;
	struct event *resting[LOOP_DEFERRED_MAX]; /* to be added again at the turn's end */
	unsigned resting_count;
	bool turning;		 /* the turn's end has been asked for */
	bool looked;		 /* it has been put off once to look for more */
	unsigned reads;		 /* conns that had something since the last turn */
	unsigned moves;		 /* conns made and conns freed, since ever */
	struct conn_list conns;	 /* all of this loop's */
	struct conn_list again;	 /* conns with something to do in the next turn */
	struct conn_list ending; /* conns whose end is to be told */
	unsigned hurrying;	 /* conns, see conn_drain_input() */
	atomic_uint load;	 /* conns here and on their way here */
	atomic_long drain_ms;	 /* that a conn gets to send the rest when it ends; any thread */
};

/* Ends the program where the system gives no event base or no pipe. */
void loop_init(struct loop *loop, unsigned index, const struct loop_ops *ops);

/* All conns must be gone. */
void loop_finish(struct loop *loop);

/* Runs until loop_stop(), by the thread that calls it. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Asks for ops->turn, once, behind all that is ready now. */
void loop_iterate_soon(struct loop *loop);

/* The same, behind all that comes meanwhile too: for work that goes on in steps. */
void loop_iterate_later(struct loop *loop);

/* The event is out until the end of a turn, which comes soon. False where LOOP_DEFERRED_MAX are. */
bool loop_defer_event(struct loop *loop, struct event *event);

/* It does not come back. */
void loop_forget_event(struct loop *loop, const struct event *event);

/* For conns, behind ops->data: counts, and ends the turn where it has become long. */
void loop_did_read(struct loop *loop);

/* Asks for ops->turn from any thread. */
void loop_wake(struct loop *loop);

/* Gives the loop a socket, from any thread. The loop owns it from now on. */
void loop_adopt(struct loop *loop, struct arrival *arrival);

#endif
