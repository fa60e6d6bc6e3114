/* The server's operators: the rows of the configuration, and how a session becomes one.
 *
 * Checking a password against its hash (Argon2id, RFC 9106) takes long on purpose, so it is done by
 * a password checker of the server and not under the core lock. Meanwhile the session's command
 * waits: it answers OUTCOME_LATER and is run again after operators_checked(). Without a password
 * checker, passwords are checked at once. Under the core lock, unless a function says otherwise. */
#ifndef OPERATORS_H
#define OPERATORS_H

#include "session.h"

struct password_checker {
	/* Checks the password elsewhere and has operators_checked() called on the session's loop,
	 * unless forget() comes before. False if too many wait already. Texts are copied. Sessions
	 * with fewer `wrong` passwords so far come first. */
	bool (*check)(void *data, struct session *session, const char *hash, const char *password,
		unsigned wrong);
	void (*forget)(void *data, struct session *session);
	void *data;
};

/* Replaces all rows, "NAME:HASH" each. Sessions that are operators stay so. */
void operators_set(struct core *core, const char *const *rows, size_t count);
void operators_set_password_checker(
	struct core *core, const struct password_checker *password_checker);
bool operators_exist(const struct core *core);

/* Calls `visit` with the name of each row. */
void operators_each(const struct core *core, void (*visit)(const char *name, void *), void *data);
void operators_free(struct core *core);

/* Whether the row is a name and a hash that can be checked. Any thread, no lock. */
bool operators_row_good(const char *row);

/* Writes the hash of a password, for a row of the configuration. Any thread, no lock. */
#define OPERATORS_HASH_SIZE 128
bool operators_hash(char out[OPERATORS_HASH_SIZE], const char *password);

/* Whether the password has this hash. Takes long; any thread, no lock. */
bool operators_verify(const char *hash, const char *password);

/* Makes the session an operator, and tells it: OUTCOME_DONE, _LATER, or why not. */
enum outcome operators_enter(struct session *session, const char *name, const char *password);

/* Seconds until the next password of the session is looked at, see guesses.h; 0 for at once. */
long operators_wait(const struct session *session);

/* The session's password has been checked. By its loop. */
void operators_checked(struct session *session, bool good);

/* Says something to all operators, and to the sessions that want EVENT_WALLOPS. */
void operators_tell(struct session *by, const char *text);

/* The session is an operator no longer. */
void operators_leave(struct session *session);

/* For session_close(): no password of the session is checked any more. */
void operators_forget(struct session *session);

#endif
