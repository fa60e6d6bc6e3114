/* The IRC door: IRC clients (docs/irc.md).
 *
 * Speaks RFC 1459 and 2812 as the Modern IRC Client Protocol describes today's practice, and IRCv3.
 * Calls the core for messages, and encodes the core's events as messages. Its functions run on the
 * conn's loop, whose `data` is a struct door_loop; a conn's `user` is a struct irc_peer.
 *
 * A line from a client: irc.c parses it, finds the row of the command and checks the number of
 * parameters; the command's file calls the core; irc_reply.c appends numerics to the answer, to
 * which the core appends what it posts to the sender meanwhile; irc_answer.c adds the label and
 * sends. Events for others go through irc_encode.c, called by the core. */
#ifndef IRC_H
#define IRC_H

#include "conn.h"
#include "door.h"
#include "door_loop.h"

extern const struct door irc_door;

extern const struct conn_ops irc_conn_ops;

/* For another door whose peers are those of this one: its struct for a peer begins with a struct
 * irc_peer, all zeros at first, which becomes conn->user and is freed by irc_closed(). */
struct irc_peer;
void irc_begin(struct conn *conn, struct irc_peer *peer, const struct door *door);

/* For struct door_reader: the session of such a conn, and a line from it. */
struct session *irc_session(const struct conn *conn);
bool irc_line(struct conn *conn, const char *bytes, size_t length);

/* Tells the peer that its message has a line break within, and was not read. */
void irc_refuse_several(struct conn *conn);

/* For struct door. */
void irc_door_close(void *peer, enum door_close why);
void irc_door_resume(void *peer);
void irc_door_address(const void *peer, char out[DOOR_ADDRESS_SIZE]);
bool irc_door_is_private(const void *peer);
bool irc_door_certificate(const void *peer, char out[DOOR_CERTIFICATE_SIZE]);
void irc_door_log_address(const void *peer, char out[DOOR_ADDRESS_SIZE]);
const unsigned char *irc_door_address_bytes(const void *peer);

/* Functions of irc_conn_ops that protocol detection uses in conn_ops of its own. */
void irc_drained(struct conn *conn);
void irc_farewell(struct conn *conn);
void irc_closed(struct conn *conn, enum conn_why why);

/* Before there are threads. `name` is the server's, from which the source of its messages is made.
 */
void irc_init(const char *name);

/* The store's number, of which ids of lines that history keeps are made. Likewise. */
void irc_set_origin(uint64_t origin);

/* Once a second, by the loop: sends PING to peers that have been silent for `silence` seconds, and
 * closes those that do not answer for as long again; 0 for never. */
void irc_second(struct loop *loop, long silence);

#endif
