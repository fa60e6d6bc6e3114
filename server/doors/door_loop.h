/* What the doors keep for each loop: the core's view of it, protocol detection, who is the same for
 * all, and a scratch buffer. It is the loop's `data`, and its own. */
#ifndef DOOR_LOOP_H
#define DOOR_LOOP_H

#include <stdbool.h>

#include "conn.h"
#include "core.h"
#include "session.h"

struct detect;

struct door_loop {
	struct core_loop *core;
	struct detect *detect;
	struct buffer text;   /* a line, made safe */
	struct buffer answer; /* what comes of it, for doors that put that together */
	unsigned seconds;     /* that have passed */
	bool leaving;	      /* all conns have been told goodbye: who comes now is told at once */
};

/* Where a conn comes from, hidden: hashes of its address, or of its /64 (IPv6), and of the /24 or
 * /48 around that, under the process's random key. */
struct origin door_origin(const struct conn *conn);
struct origin door_origin_of(const unsigned char address[16]);

/* clock_monotonic_ms(), as a function that tests can replace. */
int64_t door_now(void);

#endif
