/* The core: what chat is, as a monitor.
 *
 * One lock guards sessions, rooms and feeds. A loop takes it with core_enter(), runs the commands
 * of the lines it has read, and gives it back with core_leave(); the code in between is plain
 * single-threaded code. What is sent is sent without the lock, by flush_loop() (see flush.h).
 *
 * The core knows no socket, no protocol and no clock: doors encode and send, time is an
 * argument (milliseconds of a clock that never goes back). */
#ifndef CORE_H
#define CORE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "allowance.h"
#include "buffer.h"
#include "core_list.h"
#include "limits.h"
#include "log.h"
#include "speed.h"
#include "table.h"
#include "waiting.h"

#define CORE_LOOPS_MAX 64

struct send_queue;
struct kept;
struct operators;
struct owner;
struct whowas;
struct readers;
struct room;
struct session;
struct watch;
struct walk;
struct watched;

/* The core's view of a loop. Members below the line are its own, untouched by others. */
struct core_loop {
	struct core *core;
	unsigned index;
	void (*wake)(void *data); /* makes the loop call flush_loop() soon; any thread, no lock */
	void *wake_data;
	struct core_list dirty;	     /* struct readers with something to read; under the lock */
	struct core_list mailboxes;  /* struct session with mailbox items; under the lock */
	struct core_list killed;     /* struct session to be closed; under the lock */
	struct core_list fenced;     /* struct session that wait for a fence; under the lock */
	uint64_t fence_reached;	     /* under the lock, see fence.h */
	struct waiting_sums waiting; /* under a lock of their own, see waiting.h */
	/* ---- */
	struct core_list walkers;	/* struct session with a walk, see walk.h */
	unsigned walker;		/* whose turn it is */
	struct core_list flushing;	/* struct readers taken from `dirty` */
	struct send_queue *send_queues; /* head: send_queue.next */
	struct limits limits;		/* as they were at the last flush */
	uint64_t fence_noted;
	int64_t now;
};

struct core {
	pthread_mutex_t lock;
	pthread_mutex_t waiting_lock; /* of what loops leave each other, see waiting.h */
	struct core_loop *current;    /* who holds the lock */
	uint64_t wake;		      /* a bit for each loop to wake on leaving */
	struct core_loop loops[CORE_LOOPS_MAX];
	unsigned loop_count;
	struct session *names;	   /* table by key */
	struct room *rooms;	   /* table by key */
	struct core_list ignorers; /* struct session that ignore somebody */
	struct owner *owners;	   /* table by origin, see owner.h */
	struct core_list large;	   /* struct room_feed with a large tail */
	struct core_list quiet;	   /* struct session that announce_overdue() looks at */
	unsigned session_count;
	unsigned session_most; /* there have been at once */
	unsigned operator_count, invisible_count;
	unsigned empty_rooms;	 /* kept (kept.h) and without a member: nobody is shown them */
	uint32_t session_ids;	 /* the last one given */
	uint32_t room_ids;	 /* likewise */
	struct walk *walks;	 /* under way */
	uint64_t room_pass;	 /* see room_shared() */
	unsigned char pass;	 /* see post.c */
	unsigned rows_at_once;	 /* of an answer that is made without a walk */
	unsigned walk_rows;	 /* looked at by one loop in a turn */
	uint64_t event_ids;	 /* likewise */
	uint64_t fences;	 /* likewise, see fence.h */
	struct watched *watched; /* table by key */
	struct whowas *whowas;
	struct kept *kept; /* the newest first, see kept.h */
	struct operators *operators;
	unsigned ending_masks; /* bans with an end, at most so many */
	struct cost cost;
	struct allowances allowances;
	struct session *captured; /* see session_capture_begin(); NULL for none */
	struct buffer *capture;
	bool stopping;	      /* leaves are not announced any more */
	int64_t now;	      /* of the last core_enter(), milliseconds */
	int64_t clock_offset; /* from `now` to milliseconds since 1970 (UTC) */
	int64_t started;      /* milliseconds since 1970 */
	struct limits limits;
	char *name;	   /* the server's */
	char *motd;	   /* NULL for none */
	char *description; /* what the server is; never NULL */
	char *admin;	   /* whom to write to about the server, NULL for nobody */
	struct buffer scratch;
	struct log_lines log; /* see journal.h */
};

/* `name` is copied. `limits` may be changed later under the lock. */
void core_init(struct core *core, const char *name, const struct limits *limits, unsigned loops);

/* All sessions must have been freed. */
void core_finish(struct core *core);

void core_enter(struct core_loop *loop, int64_t now);

/* Gives the lock back, wakes the loops that got something to send, but the caller's, which must
 * call flush_loop() before it sleeps, and writes what was noted for the log. */
void core_leave(struct core_loop *loop);

/* Text safe to show, or NULL for none; copied. Under the lock. */
void core_set_motd(struct core *core, const char *motd);

/* An address that answers for the server; otherwise as above. */
void core_set_admin(struct core *core, const char *admin);

/* What the server is, in a few words; copied. Under the lock. */
void core_set_description(struct core *core, const char *description);

/* Sets the clock: milliseconds since 1970 for what core_enter() was told. Under the lock. */
void core_set_clock(struct core *core, int64_t utc);

/* Notes that the loop has something to send: core_leave() wakes it. For the core's own files. */
static inline void core_wake(struct core_loop *loop)
{
	loop->core->wake |= UINT64_C(1) << loop->index;
}

#endif
