/* The core: what chat is, as a monitor.
 *
 * One lock guards sessions, rooms and feeds. A loop takes it with core_enter(), runs the commands
 * of the lines it has read, and gives it back with core_leave(); the code in between is plain
 * single-threaded code. Bytes are sent without the lock, by flush_loop() (flush.h).
 *
 * The core knows no socket, no protocol and no clock: doors encode and send, and time is an
 * argument (milliseconds of a clock that never goes back).
 *
 * The files of this folder call each other one way only; meson.build has them in order. */
#ifndef CORE_H
#define CORE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "access.h"
#include "allowance.h"
#include "buffer.h"
#include "core_list.h"
#include "core_lock.h"
#include "guesses.h"
#include "history.h"
#include "limits.h"
#include "log.h"
#include "speed.h"
#include "table.h"
#include "waiting.h"

#define CORE_LOOPS_MAX 64

struct account;
struct account_certificate;
struct send_queue;
struct alike;
struct handover_ids;
struct kept;
struct local_name;
struct operators;
struct owner;
struct prover;
struct registrations;
struct whowas;
struct room;
struct server_password;
struct session;
struct told_user;
struct walk;
struct watched;

/* What waits in the send queues of a loop, as it was in the last second. The loop writes, any
 * thread reads. */
struct core_queues {
	_Atomic uint64_t count; /* of sessions with one */
	_Atomic uint64_t bytes, largest;
};

/* The core's view of a loop. Only the loop itself touches what is below the line. */
struct core_loop {
	struct core *core;
	unsigned index;
	void (*wake)(void *data); /* makes the loop call flush_loop() soon; by any thread, without
				   * the lock */
	void *wake_data;
	struct core_list dirty;	     /* struct readers with something to read; under the lock */
	struct core_list mailboxes;  /* struct session with mailbox items; under the lock */
	struct core_list killed;     /* struct session to be closed; under the lock */
	struct core_list answered;   /* struct session with an answer, see question.h; likewise */
	struct core_list proofs;     /* struct proof that may try again, see proof.h; likewise */
	struct core_list fenced;     /* struct session that wait for a fence; under the lock */
	uint64_t fence_reached;	     /* under the lock, see fence.h */
	uint64_t held;		     /* the last round that something of it waits for; 0 for none.
				      * Under the lock, see history.h */
	struct waiting_sums waiting; /* under a lock of their own, see waiting.h */
	/* ---- */
	struct core_list walkers;	/* struct session with a walk, see walk.h */
	unsigned next_walker;		/* index in `walkers` */
	struct core_list flushing;	/* struct readers taken from `dirty` */
	struct send_queue *send_queues; /* head: send_queue.next */
	struct limits limits;		/* as they were at the last flush */
	unsigned skips; /* sessions for which lines may yet be skipped now, see skip.h */
	uint64_t fence_noted;
	struct core_queues queues;
	uint64_t open;	 /* history.open at the last flush */
	int64_t late_at; /* round_late_at() at the last flush */
	int64_t now;
};

struct core {
	struct core_lock lock;
	pthread_mutex_t waiting_lock; /* of what loops leave each other, see waiting.h */
	struct core_loop *current;    /* the loop that holds the lock; NULL for none */
	uint64_t wake;		      /* a bit for each loop to wake on leaving */
	struct core_loop loops[CORE_LOOPS_MAX];
	unsigned loop_count;
	struct session *names;	      /* table by key */
	struct room *rooms;	      /* table by key */
	struct core_list ignorers;    /* struct session that ignore somebody */
	struct owner *owners;	      /* table by origin, see owner.h */
	struct core_list large;	      /* struct room_feed with a large tail */
	struct core_list unannounced; /* struct session that announce_overdue() looks at */
	unsigned session_count;
	unsigned session_most; /* the highest session_count so far */
	unsigned operator_count, invisible_count;
	unsigned empty_rooms;	 /* without a member: nobody is shown them */
	struct room *swept;	 /* the next that room_sweep() looks at; NULL: the first */
	uint32_t session_ids;	 /* the last one given */
	uint32_t room_ids;	 /* likewise */
	struct walk *walks;	 /* those of people and rooms that have not come to their end */
	uint64_t room_pass;	 /* see room_shared() */
	uint16_t pass;		 /* see post.c */
	unsigned rows_at_once;	 /* rows up to which an answer is made without a walk */
	unsigned walk_rows;	 /* rows that one loop looks at in an iteration */
	uint64_t event_ids;	 /* the last one given */
	uint64_t fences;	 /* the last one asked for, see fence.h */
	struct watched *watched; /* table by key */
	struct whowas *whowas;
	bool (*local_login)(const char *key, uid_t *uid); /* whether a name with this key is the
							     login of a user of this machine; NULL:
							     nobody knows */
	void (*stats)(void *data, void (*row)(void *to, const char *line),
		void *to); /* calls `row` with each line of how the server fares; NULL: nobody
			    * knows. Under the lock */
	void *stats_data;
	struct local_name *local_names; /* table by key, see local_names.h */
	struct told_user *told_users;	/* table by all of it, see local_names.c */
	struct alike *alikes;		/* table by skeleton, see alike.h */
	struct kept *kept;		/* the newest first */
	struct account *accounts;	/* table by key of the name */
	struct account *accounts_by_id; /* table */
	struct account_certificate *account_certificates; /* table by fingerprint */
	uint32_t account_ids;				  /* the highest one given */
	struct registrations *registrations;		  /* NULL until the first account is made */
	struct prover *prover;	/* NULL: passwords are checked at once, see proof.h */
	struct guesses guesses; /* of passwords */
	uint32_t proof_ids;	/* the last one given, see proof.c */
	bool secret; /* the line that is being read has a password: who reads it wipes it */
	bool plain_passwords; /* passwords are taken where others on the way can read them */
	struct operators *operators;
	struct access access;
	struct server_password *password; /* NULL for none */
	bool accounts_only;		  /* who is in no account may not be here */
	struct core_list ending;	  /* struct room with a mask that ends by itself */
	int64_t ending_at;		  /* no such mask ends before; milliseconds of `now` */
	struct cost cost;
	struct allowances allowances;
	struct history history;
	struct session *captured; /* see session_capture_begin(); NULL for none */
	struct buffer *capture;
	bool stopping;	      /* the server ends: leaving is not announced any more */
	int64_t now;	      /* of the last core_enter(), milliseconds */
	int64_t clock_offset; /* from `now` to milliseconds since 1970 (UTC) */
	int64_t started;      /* milliseconds since 1970 */
	struct limits limits;
	char *name;		     /* the server's */
	char *motd;		     /* NULL for none */
	char *description;	     /* what the server is; never NULL */
	char *admin;		     /* an address for questions about the server; NULL for none */
	struct handover_ids *handed; /* NULL but while an upgrade goes on, see handover.h */
	struct buffer scratch;
	struct log_lines log; /* see journal.h */
};

/* `name` and `limits` are copied; core.limits may be changed later under the lock. */
void core_init(struct core *core, const char *name, const struct limits *limits, unsigned loops);

/* All sessions must have been freed. */
void core_finish(struct core *core);

/* Takes the lock, and takes in what other loops have left for the loop's sessions. */
void core_enter(struct core_loop *loop, int64_t now);

/* Gives the lock back, wakes the other loops that have something to send, and writes the log. The
 * caller's loop must call flush_loop() before it sleeps. */
void core_leave(struct core_loop *loop);

/* These copy the text, which must be safe to show (text.h). Under the lock. The first: the message
 * of the day, NULL for none. */
void core_set_motd(struct core *core, const char *motd);

/* An address for questions about the server; NULL for none. */
void core_set_admin(struct core *core, const char *admin);

/* What the server is, in a few words. */
void core_set_description(struct core *core, const char *description);

/* `utc` is core.now in milliseconds since 1970. Under the lock. */
void core_set_clock(struct core *core, int64_t utc);

/* Calls `row` with each line of how the server fares, if somebody knows. Under the lock. */
static inline void core_stats(
	const struct core *core, void (*row)(void *to, const char *line), void *to)
{
	if (core->stats)
		core->stats(core->stats_data, row, to);
}

/* Notes that the loop has something to send: core_leave() wakes it. For the core's own files. */
static inline void core_wake(struct core_loop *loop)
{
	loop->core->wake |= UINT64_C(1) << loop->index;
}

/* Wakes the loops whose bits are set. Any thread, without the lock. */
static inline void core_wake_now(struct core *core, uint64_t loops)
{
	for (unsigned i = 0; loops; i++, loops >>= 1)
		if ((loops & 1) && core->loops[i].wake)
			core->loops[i].wake(core->loops[i].wake_data);
}

#endif
