/* What is sent to one session alone, at its place among what its rooms say.
 *
 * On the session's own loop it goes into the send queue at once, from another loop into the mailbox
 * (mailbox.h). Under the core lock; by any loop, where nothing else is said. */
#ifndef SESSION_SEND_H
#define SESSION_SEND_H

#include "session.h"

/* Sends an event behind all that the session's rooms have said so far. */
void session_post(struct session *session, const struct event *event);

/* Posts EVENT_REFUSED. The members of `about` that the outcome does not use are left zero. */
void session_refuse(struct session *session, enum outcome outcome, const struct event *about);

/* As session_post(), with bytes that the session's door has encoded already. */
void session_send(struct session *session, const char *bytes, size_t length);

/* The same for a long answer, by the session's loop. It does not count as unread, since who asks
 * for it cannot take it all at once; the door reads nothing more from that peer until it is sent.
 */
void session_answer(struct session *session, const char *bytes, size_t length);

/* Bytes of such answers, and walks, that are not yet sent, as far as they are known: 0 when all is.
 * By the session's loop; the lock is not needed. */
uint64_t session_unanswered(const struct session *session);

/* All other bytes that it has yet to be sent. By the session's loop. */
uint64_t session_unread(const struct session *session);

/* Leaves `length` bytes of the member's feed out, from `start` on. */
void session_skip(struct member *member, struct cursor start, size_t length);

/* Leaves out as many bytes, with which the feed ends, and sends these behind all that the rooms
 * have said. */
void session_send_instead(
	struct member *member, struct cursor start, const char *bytes, size_t length);

/* Capturing: until session_capture_end(), session_post() and session_refuse() append to `out` what
 * they would send to this session, so that the door can put a label or a batch around all that
 * answers one command. What its rooms say, session_send() and session_answer() are not captured,
 * nor is anything for other sessions.
 *
 * One session at a time, of the current loop, between core_enter() and core_leave(). The door sends
 * what it has captured before it calls session_capture_end(): that calls the door's close() where
 * the session was closed meanwhile and has nothing left to be sent. */
void session_capture_begin(struct session *session, struct buffer *out);
void session_capture_end(struct core *core);
bool session_is_captured(const struct session *session);

#endif
