/* The doorman: finds out which door a new conn has come for, and lets it in (docs/protocol.md).
 *
 * Where a listener's door is DOORMAN_AUTO, a conn waits without a session until its first bytes
 * tell, or until it has said nothing for a moment: that is a person with nc, who is greeted. An IRC
 * client may be later than that, so the first line of one who has been greeted is looked at too,
 * and may still choose the IRC door; until then, or for some seconds, the others are not told of
 * it. Where it is one door, that is opened at once. Either way the first bytes are looked at before
 * the door sees them, and stay where they are; who turns out to speak something else (HTTP, TLS,
 * SSH ...) is turned away in its language. Once that is told, conn->ops are the door's own, and
 * nothing is left of the doorman.
 *
 * His functions run on the conn's loop, whose `data` is a struct door_loop. */
#ifndef DOORMAN_H
#define DOORMAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "conn.h"

enum doorman_door { DOORMAN_AUTO, DOORMAN_LINE, DOORMAN_IRC, DOORMAN_DOORS };

/* The names of the doors in their order, ended by NULL. */
extern const char *const doorman_names[];

/* A door's conn_ops, before and after the first bytes. */
struct doorman_way {
	struct conn_ops watched;
	struct conn_ops plain;
};

struct doorman {
	struct conn_ops waiting;
	struct doorman_way ways[DOORMAN_DOORS]; /* that of DOORMAN_AUTO: after a greeting */
	atomic_long greet_ms; /* of silence, until one is greeted; 0: at once. Any thread */
};

/* `freed` becomes that of all conns; see struct conn_ops. */
void doorman_init(struct doorman *doorman, void (*freed)(struct conn *conn));

/* With which a conn begins that has come for this door. */
const struct conn_ops *doorman_ops(const struct doorman *doorman, enum doorman_door door);

/* What one is told who is not let in. */
enum doorman_refusal {
	DOORMAN_FULL,
	DOORMAN_ADDRESS_FULL,
	DOORMAN_ADDRESS_OFTEN,
	DOORMAN_REFUSALS
};

/* Why somebody is not let in, in the language of the door, or, where that is DOORMAN_AUTO, of the
 * bytes that came with the call: the server is full, the caller's address has its share, or it
 * connects too often. */
const char *doorman_refusal(
	enum doorman_door door, enum doorman_refusal why, const char *bytes, size_t length);

#endif
