/* The life of a session: open, closed (out of its rooms and of the table of names, perhaps with
 * something left to be sent), freed; and what changes it on the way.
 *
 * Under the core lock, by the session's loop; session_kill() by any. */
#ifndef SESSION_LIFE_H
#define SESSION_LIFE_H

#include "session.h"

/* Who comes. `peer` is handed to the door's functions; texts are copied. */
struct newcomer {
	const struct door *door;
	void *peer;
	struct origin origin;
	unsigned dialect;
	const char *name;		     /* checked; NULL for a guest's */
	const struct local_user *local_user; /* whose name it gets instead; NULL for none */
	const char *user, *real;	     /* NULL for none */
	struct account *account;	     /* to which it has proven to belong; NULL for none */
	uint32_t token;			     /* by the token with this number; 0 for none */
	bool encrypted;			     /* see session.h */
};

/* Opens a session of the current loop, in no room. NULL where names_allowed() refuses
 * the name. */
struct session *session_open(struct core_loop *loop, const struct newcomer *newcomer);

/* A guest's name that nobody has. */
void session_guest_name(struct session *session, char name[NAME_BYTES + 1]);

/* Changes the name, which must have been checked. False where another session has it. The caller
 * tells those who watch the new name. */
bool session_rename(struct session *session, const char *name);

/* From now on the session is sent the feeds of another dialect. */
void session_set_dialect(struct session *session, unsigned dialect);

/* Closes the session: it leaves its rooms, and its name is free. The others are told, with the
 * reason `why`, "" for none; where `why` is NULL they are not. What is in its send queue is still
 * sent; then the door's close() is called. */
void session_close(struct session *session, const char *why);

/* Closes the session as removed by an operator. Another loop's session is `killed` at once, and its
 * own loop closes it when that enters the core next. */
void session_kill(struct session *session, const char *why);

/* The same, but not within this hold of the lock: also for a session whose command is being run. */
void session_kill_soon(struct session *session, const char *why);

/* Closes the session, of any loop, because its account has logged in elsewhere. Its name is free at
 * once. What kept.h keeps for who loses the connection, it keeps for that account. */
void session_replace(struct session *session, const char *why);

/* Closes it, with `why` as session_close(), and frees it with whatever it still had to be sent; its
 * peer goes on without it, if it has one. */
void session_drop(struct session *session, const char *why);

/* Frees a closed session with whatever it still had to be sent. */
void session_free(struct session *session);

#endif
