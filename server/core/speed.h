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

/* While the server stops, a session and its address may each spend this many lines more at once. */
#define SPEED_LAST_LINES 4000

/* What is being done for one session, between speed_begin() and speed_end(). */
struct cost {
	const struct session *of; /* NULL: for nobody */
	uint64_t bytes;		  /* posted to it */
	uint64_t said;		  /* sent to others because of it; each event counts once */
	unsigned long steps;	  /* of comparing with masks */
};

/* Call these before and after the work for a line of the session, or for a part of a long answer.
 * speed_end() spends `lines`, and more for the bytes and steps counted in between. */
void speed_begin(struct session *session);
void speed_end(struct session *session, long lines);

/* Takes `lines` from the session's rate, and the bytes that others were sent because of it (at
 * least ALLOWANCE_LINE for each line) from its address's allowance. */
void speed_spend(struct session *session, long lines);

/* Since cost.said was `before`, the same bytes were sent to each of `count` sessions. Counts them
 * once, since one reader got them once. */
void speed_said_once(struct core *core, uint64_t before, unsigned count);

/* Milliseconds until the session's next line may be read, 0 for now; its own rate and its address's
 * allowance count. Tells the session the first time that it has to wait, but not while the server
 * stops. */
int64_t speed_wait(struct session *session);

/* Notes that all lines of the session have been read. After it has regained its whole rate, it is
 * told again when it has to wait. */
void speed_caught_up(struct session *session);

#endif
