/* What the doors keep for each loop; it is the loop's `data` and belongs to its thread. */
#ifndef DOOR_LOOP_H
#define DOOR_LOOP_H

#include <stdbool.h>

#include "conn.h"
#include "core.h"
#include "session.h"

struct detect;
struct web_settings;

struct door_loop {
	struct core_loop *core;
	struct detect *detect;	  /* the same for all loops */
	struct web_settings *web; /* likewise */
	struct buffer text;	  /* scratch: a line, made safe */
	struct buffer answer;	  /* scratch: the answer to it, in doors that collect that */
	unsigned seconds;	  /* since the start */
	bool upgraded;		  /* `leaving`: another process serves, so they are to come back */
	bool leaving;		  /* all conns have been told goodbye; a new one is told at once */
};

/* Takes the core lock for work on a conn; door_leave() gives it back and asks for an iteration,
 * whose flush sends what was posted. */
struct door_loop *door_enter(struct conn *conn);
void door_leave(struct conn *conn);

/* Where a conn comes from, without its address: hashes of the address (IPv6: of its /64) and of the
 * /24 or /48 around it, under a secret key. Without door_set_secret(), which is called before the
 * first conn, that is the process's random one; with it, bans of hosts match after a restart. */
void door_set_secret(const unsigned char secret[TABLE_SECRET_BYTES]);
/* The secret as it is, for a process that takes this one's place (handover.h). */
void door_get_secret(unsigned char secret[TABLE_SECRET_BYTES]);
struct origin door_origin(const struct conn *conn);
struct origin door_origin_of(const unsigned char address[16]);

/* Another secret, made of that one: the same for the same purpose, which is a word. Under the core
 * lock. */
#define DOOR_DERIVED_BYTES 32
void door_derive_secret(unsigned char out[DOOR_DERIVED_BYTES], const char *purpose);

#endif
