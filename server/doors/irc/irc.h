/* The IRC door: every IRC client (docs/irc.md).
 *
 * RFC 1459 and 2812 as the Modern IRC Client Protocol describes today's practice, and IRCv3. Takes
 * messages to what the core can do, and events to messages. Its functions run on the conn's loop,
 * whose `data` is a struct door_loop; a conn's `user` is a struct irc_peer. */
#ifndef IRC_H
#define IRC_H

#include "conn.h"
#include "door.h"
#include "door_loop.h"

extern const struct door irc_door;

extern const struct conn_ops irc_conn_ops;

/* Functions of these, for protocol detection, which replaces the others. */
void irc_drained(struct conn *conn);
void irc_farewell(struct conn *conn);
void irc_closed(struct conn *conn, enum conn_why why);

/* Before there are threads: what the server is called as a source of messages. */
void irc_init(const char *name);

/* Once a second, by the loop: asks those who have been silent whether they are still there, and
 * ends those who did not answer within `silence` seconds; 0 for never. */
void irc_second(struct loop *loop, long silence);

#endif
