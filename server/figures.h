/* Figures: what the server does and how it fares, in numbers, as they are at one moment.
 *
 * /metrics and the page /stats show them (figures_text.h), and so does the command /stats
 * (figures_words.h). docs/operations.md says what each is good for. */
#ifndef FIGURES_H
#define FIGURES_H

#include "core.h"
#include "counter.h"
#include "door_kind.h"
#include "durations.h"
#include "history.h"

struct server;

struct figures {
	uint64_t counters[COUNTER_COUNT], log_dropped;
	uint64_t conns[DOOR_KINDS][2];			 /* open; without TLS, with it */
	uint64_t conns_most;				 /* that may be open */
	uint64_t sent[DOOR_KINDS], received[DOOR_KINDS]; /* bytes */
	uint64_t sessions, sessions_most, operators, accounts, rooms, rooms_empty;
	unsigned loops;
	struct durations_read turns[CORE_LOOPS_MAX];
	int64_t oldest_second; /* when the loop that is most behind has come round last; monotonic,
				* milliseconds */
	unsigned oldest_loop;
	uint64_t lock_takes;
	struct durations_read lock_waits, lock_holds;
	uint64_t queues, queue_bytes, queue_largest; /* as they were in the last second */
	enum history_mode history;
	uint64_t history_late, history_bytes, history_lines, questions;
	char trouble[128]; /* what the store complains of; "" */
	struct durations_read commits, answers;
	uint64_t passwords;
	uint64_t feed_bytes, recent_bytes;
	uint64_t certificate_until; /* seconds since 1970; 0 for none */
	uint64_t resident, descriptors, descriptors_most;
	uint64_t cpu_us;
	int64_t now_ms, started_ms; /* since 1970 */
	bool stopping;
	const char *libevent, *openssl, *sqlite; /* versions; "" where the build has none */
};

/* Under the core lock, by any loop. All but the open descriptors. */
void figures_take(struct figures *figures, struct server *server);

/* Those; before Linux 6.2 they have to be counted, so it is called without the lock. */
void figures_take_descriptors(struct figures *figures);

#endif
