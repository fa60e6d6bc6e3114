/* The upgrade in place, on the side of the process that runs: starts the program at the path that
 * it was started from itself, and hands over its sockets and all that it knows (upgrade_message.h
 * has the order, upgrade_take.h the other side).
 *
 * A thread of its own does that, step by step. Until the new process says that it is ready nothing
 * is given up: whatever fails, the new process is ended, the loops go on, and the log says why.
 * From then on this process only takes leave of those whose connections cannot be carried. */
#ifndef UPGRADE_H
#define UPGRADE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "loop.h"
#include "upgrade_sockets.h"

struct server;

#define UPGRADE_STEP_MS 10000 /* that the new process has for each step */
#define UPGRADE_QUIET_MS 2000 /* until nothing is under way */
#define UPGRADE_BUSY_MS 15000 /* longer, while no further password is taken */

struct upgrade {
	char *program; /* NULL: it is not known */
	pthread_t thread;
	bool started;	     /* there is a thread to join */
	atomic_bool running; /* an attempt is under way */
	atomic_bool handed;  /* the new process serves */
	bool hup;	     /* came meanwhile: for whoever goes on; the first loop's */
	bool usr2;	     /* came during a reload, which it follows; likewise */
	pid_t child;	     /* the new process; the thread's, until `handed` */
	int pidfd;	     /* likewise */
	int fd; /* to it; -1 for none, and `lock` is held where it is opened and closed */
	struct upgrade_sockets sockets; /* that it gets first */
	char version[64];		/* of it, for people */
	char reason[1024];		/* why the attempt failed */
	int64_t paused_at;		/* when the loops stood still, monotonic ms */
	struct conn **conns;		/* that go on in the new process */
	unsigned conn_count;

	/* How the thread has the loops stop. */
	pthread_mutex_t lock;
	pthread_cond_t over;
	atomic_bool asked;	  /* the first loop is to park all */
	bool parked, quiet, good; /* it has; nothing was under way; what came of it */
	bool ending;		  /* no loop runs any more */
	bool waits;		  /* the log says what for */
	int64_t quiet_until;	  /* TLS handshakes are waited for, monotonic ms */
	struct loop_park park;
};

/* Finds out which program this is. At the start, while the current folder is that of the start. */
void upgrade_init(struct upgrade *upgrade);

/* On USR2. Refused, with a log row, where it cannot be. While the configuration is read again
 * nothing happens yet. By the first loop. */
void upgrade_start(struct server *server);

/* Whether upgrade_start() is to be called once more, for a USR2 that came during a reload. By the
 * first loop. */
bool upgrade_is_due(const struct server *server);

/* By the first loop, at the end of an iteration. */
static inline bool upgrade_asks(const struct upgrade *upgrade)
{
	return atomic_load_explicit(&upgrade->asked, memory_order_relaxed);
}
void upgrade_park(struct server *server);

/* Whether the new process serves: what belongs to the server as a whole is not this process's any
 * more. Any thread. */
static inline bool upgrade_handed(const struct upgrade *upgrade)
{
	return atomic_load(&upgrade->handed);
}

/* Whether a HUP is due that came while the new process might have read the configuration already:
 * true once. By the first loop, which is woken for it. */
bool upgrade_take_hup(struct upgrade *upgrade);

/* The server stops: nobody waits for the new process any more. By the first loop. */
void upgrade_stop(struct upgrade *upgrade);

/* A signal that was for the server, not for this process. */
void upgrade_forward(const struct upgrade *upgrade, int signal);

/* Waits for the thread. No loop runs any more. */
void upgrade_finish(struct upgrade *upgrade);

#endif
