/* What a conn speaks, for the figures: conn_ops.kind; and what it belongs to. */
#ifndef DOOR_KIND_H
#define DOOR_KIND_H

#include "loop.h"

enum door_kind {
	DOOR_KIND_NONE, /* not known yet, or a TLS handshake */
	DOOR_KIND_LINE,
	DOOR_KIND_IRC,
	DOOR_KIND_WEBSOCKET,
	DOOR_KIND_WEB,	   /* HTTP, for the page */
	DOOR_KIND_METRICS, /* HTTP, for the figures themselves; the last, since it is no chat */
	DOOR_KINDS
};

/* What conn->user is. */
enum door_user {
	DOOR_USER_NONE,
	DOOR_USER_SESSION,
	DOOR_USER_GATE,	     /* of line_gate.h */
	DOOR_USER_IRC,	     /* struct irc_peer */
	DOOR_USER_WEBSOCKET, /* the same, with more */
	DOOR_USER_WEB,	     /* of web.h */
};

_Static_assert(DOOR_KINDS <= LOOP_KINDS, "loops count them");

#endif
