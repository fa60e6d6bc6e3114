/* IRC over WebSocket (ircv3.net/specs/extensions/websocket), for the page and for web clients.
 *
 * A peer is one of the IRC door, so commands, capabilities and answers are that door's: each
 * message is one line without its CR LF. What that door encodes is put into frames once, for a
 * room's feed or for the answer to one peer. Pings are answered for each conn, and a conn ends with
 * a CLOSE. */
#ifndef WEBSOCKET_DOOR_H
#define WEBSOCKET_DOOR_H

#include <stdbool.h>

#include "conn.h"
#include "door.h"
#include "pack.h"

extern const struct door websocket_door;

/* The conn, whose request has been answered, goes on as a WebSocket. `binary`: it is sent binary
 * messages (binary.ircv3.net), otherwise text. */
void websocket_open(struct conn *conn, bool binary);

extern const struct conn_ops websocket_conn_ops;

/* For an upgrade: what is known of such a conn beside its session, and conn->user made of that for
 * a conn with this input; NULL where the bytes are wrong. A session of NULL: a newcomer. */
void websocket_door_pack(const struct conn *conn, struct pack *out);
void *websocket_door_unpack(
	struct unpack *in, struct session *session, const char *input, size_t length);

#endif
