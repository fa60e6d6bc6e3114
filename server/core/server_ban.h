/* Bans from the server, and closing it: what its operators do at every door (access.h has the
 * rules).
 *
 * An operator names a person, an account, an address or a range of addresses. A person who is
 * logged in stands for the account, another one for the address, so that somebody can be banned
 * whose address is not shown. Whoever is banned is ended at once, with the reason. Bans are kept in
 * the history and hold after a restart; so does the closing. Without a history they hold until the
 * server ends. Under the core lock. */
#ifndef SERVER_BAN_H
#define SERVER_BAN_H

#include "account.h"
#include "outcome.h"
#include "session.h"

struct record_server_ban;

/* For `seconds`, 0 for ever. `why` may be "". OUTCOME_DONE where the operators have been told, or
 * why not. */
enum outcome server_ban_set(struct session *by, const char *whom, int64_t seconds, const char *why);
enum outcome server_ban_lift(struct session *by, const char *whom);

/* Lets nobody in from now on, and again. */
enum outcome server_close(struct session *by, const char *why);
enum outcome server_open(struct session *by);

/* Calls `visit` for each ban that has not ended, the oldest first. */
void server_ban_each(const struct core *core,
	void (*visit)(const struct access_ban *ban, void *data), void *data);

/* Ends the sessions that may not be here any more; their number. */
unsigned server_ban_end_all(struct core *core);

/* Ends the session if it may not be here with this account (NULL: with none); it is told why. */
bool server_ban_ends(struct session *session, const struct account *account);

/* As it was stored, at the start, before the first session. */
void server_ban_restore(struct core *core, const struct record_server_ban *record);

/* Ends bans whose time is over; call it about once a second. */
void server_ban_expire(struct core *core);

#endif
