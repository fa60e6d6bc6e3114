/* The server's operators, from the configuration, and how somebody becomes one.
 *
 * A password is checked against its hash (Argon2id, RFC 9106), which takes long on purpose. So it
 * is not checked under the lock but by a password checker, which the server gives; meanwhile the
 * session's command waits (OUTCOME_LATER) and is run again when session_proved() has been called.
 * Without a password checker it is checked at once. */
#ifndef OPERATORS_H
#define OPERATORS_H

#include "session.h"

struct password_checker {
	/* Checks the password, elsewhere, and has session_proved() called for the session, unless
	 * password checker->forget() came before. False where too many wait already. Texts are
	 * copied. Those with fewer `wrong` ones before come first. */
	bool (*check)(void *data, struct session *session, const char *hash, const char *password,
		unsigned wrong);
	void (*forget)(void *data, struct session *session);
	void *data;
};

/* Replaces all; each row is "NAME:HASH". Those who are operators stay so. */
void operators_set(struct core *core, const char *const *rows, size_t count);
void operators_set_password_checker(
	struct core *core, const struct password_checker *password_checker);
bool operators_exist(const struct core *core);

/* Calls `visit` with the name of each row. */
void operators_each(const struct core *core, void (*visit)(const char *name, void *), void *data);
void operators_free(struct core *core);

/* The row is a name and a hash that can be checked. */
bool operators_row_good(const char *row);

/* Writes a password's hash; by the program that makes one for the configuration. */
#define OPERATORS_HASH_SIZE 128
bool operators_hash(char out[OPERATORS_HASH_SIZE], const char *password);

/* Whether the password has this hash. Takes long; any thread, no lock. */
bool operators_verify(const char *hash, const char *password);

/* What a session does to become one. OUTCOME_DONE, _LATER, or why not. */
enum outcome operators_enter(struct session *session, const char *name, const char *password);

/* Seconds until another password of the session is looked at, see guesses.h; 0 for now. */
long operators_wait(const struct session *session);

/* By the session's loop, under the lock. */
void operators_checked(struct session *session, bool good);

/* Says something to all of them, and to those who want to hear that. */
void operators_tell(struct session *by, const char *text);

/* No longer one. */
void operators_leave(struct session *session);

/* For session_close(). */
void operators_forget(struct session *session);

#endif
