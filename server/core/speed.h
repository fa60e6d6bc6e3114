/* How fast a session may speak, and what its lines cost.
 *
 * A session regains limits.rate lines a second up to limits.burst, and its address has an allowance
 * of bytes for all of its sessions (allowance.h). While a loop works for a session, core.cost
 * counts what that causes: what the session is sent, what the others are sent because of it, and
 * steps of comparing with masks. Under the core lock, by the session's loop. */
#ifndef SPEED_H
#define SPEED_H

#include <stdint.h>

struct core;
struct session;

/* While the server stops, a session and its address may each spend so many lines at once beside
 * what they have left. */
#define SPEED_LAST_LINES 4000

/* What is being done for one session, between speed_begin() and speed_end(). */
struct cost {
	const struct session *of; /* NULL: for nobody */
	uint64_t bytes;		  /* posted to it */
	uint64_t said;		  /* sent to others because of it; each event once */
	unsigned long steps;	  /* of comparing with masks */
};

/* Around what is done for a line of the session, or for a part of a long answer: speed_end() spends
 * `lines`, and more for what was counted in between. */
void speed_begin(struct session *session);
void speed_end(struct session *session, long lines);

/* Spends `lines` of the session's speed, and what others have been sent because of it of its
 * address's allowance. */
void speed_spend(struct session *session, long lines);

/* `count` sessions were each sent the same since cost.said was `before`: counts it once, since no
 * reader got all of it. */
void speed_said_once(struct core *core, uint64_t before, unsigned count);

/* Milliseconds until the session may be read again, for its own sake or its address's. The first
 * time it has to wait it is told so, but not while the server stops. */
int64_t speed_wait(struct session *session);

/* All lines that the session has sent are read: once it has regained everything, it is told again
 * when it has to wait. */
void speed_caught_up(struct session *session);

#endif
