/* Sending to one session alone, at a place in the order of what its rooms say.
 *
 * The session's own loop adds the bytes to the send queue at once; another loop leaves a mailbox
 * item (mailbox.h). Under the core lock. Any loop may call a function if nothing else is said. */
#ifndef SESSION_SEND_H
#define SESSION_SEND_H

#include "session.h"

/* Sends an event behind all that the session's rooms have said so far. */
void session_post(struct session *session, const struct event *event);

/* Posts EVENT_REFUSED. The members of `about` that the outcome does not use are left zero. */
void session_refuse(struct session *session, enum outcome outcome, const struct event *about);

/* As session_post(), with lines that the session's door has encoded already. */
void session_send(struct session *session, const char *lines, size_t length);

/* As session_send(), with bytes that are as they are sent (door.wrap). */
void session_send_as_is(struct session *session, const char *bytes, size_t length);

/* As session_send(), for a long answer, by the session's loop. Its bytes do not count as unread,
 * since no client can take a long answer at once. The door reads nothing more from that peer until
 * the answer is sent. */
void session_answer(struct session *session, const char *lines, size_t length);

/* Bytes of long answers that are still to be sent, plus one for each walk that has not ended; 0 if
 * the session has got all its answers. By the session's loop; does not need the lock. */
uint64_t session_unanswered(const struct session *session);

/* All other bytes that are still to be sent to the session. By the session's loop. */
uint64_t session_unread(const struct session *session);

/* Makes the member skip `length` bytes of its feed, from `start` on. */
void session_skip(struct member *member, struct cursor start, size_t length);

/* Makes the member skip the last `length` bytes of its feed, which begin at `start`, and sends
 * `bytes` (as many, as they are sent) behind all that the session's rooms have said. */
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

#endif
