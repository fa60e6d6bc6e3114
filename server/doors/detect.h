/* Protocol detection: finds out which door a new conn has come for, and lets it in
 * (docs/protocol.md).
 *
 * Where a listener's door is DETECT_AUTO, a conn waits without a session until its first bytes
 * tell, or until it has said nothing for a moment: that is a person with nc, who is greeted. An IRC
 * client may be later than that, so the first line of one who has been greeted is looked at too,
 * and may still choose the IRC door; until then, or for some seconds, the others are not told of
 * it. Where it is one door, that is opened at once. Either way the first bytes are looked at before
 * the door sees them, and stay where they are; who turns out to speak something else (HTTP, TLS,
 * SSH ...) is turned away in its language. Once that is told, conn->ops are the door's own, and
 * nothing is left of protocol detection.
 *
 * His functions run on the conn's loop, whose `data` is a struct door_loop. */
#ifndef DETECT_H
#define DETECT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "conn.h"

enum detect_door { DETECT_AUTO, DETECT_LINE, DETECT_IRC, DETECT_DOORS };

/* The names of the doors in their order, ended by NULL. */
extern const char *const detect_names[];

/* A door's conn_ops, before and after the first bytes. */
struct detect_way {
	struct conn_ops watched;
	struct conn_ops plain;
};

struct detect {
	struct conn_ops waiting;
	struct detect_way ways[DETECT_DOORS]; /* that of DETECT_AUTO: after a greeting */
	atomic_long greet_ms; /* of silence, until one is greeted; 0: at once. Any thread */
};

/* `freed` becomes that of all conns; see struct conn_ops. */
void detect_init(struct detect *detect, void (*freed)(struct conn *conn));

/* With which a conn begins that has come for this door. */
const struct conn_ops *detect_ops(const struct detect *detect, enum detect_door door);

/* What one is told who is not let in. */
enum detect_refusal { DETECT_FULL, DETECT_ADDRESS_FULL, DETECT_ADDRESS_OFTEN, DETECT_REFUSALS };

/* Why somebody is not let in, in the language of the door, or, where that is DETECT_AUTO, of the
 * bytes that came with the call: the server is full, the caller's address has its share, or it
 * connects too often. */
const char *detect_refusal(
	enum detect_door door, enum detect_refusal why, const char *bytes, size_t length);

#endif
