/* The names of users of this machine, looked up by a thread of its own, since the system may ask
 * another machine for them (NSS: LDAP, SSSD ...) and wait.
 *
 * A peer of a unix socket is let in when the name of its user is known; a name is known for
 * LOCAL_USERS_FRESH_MS, so only the first of many connections waits. The thread starts with the
 * first one. Except where a function says otherwise, any thread may call. */
#ifndef LOCAL_USERS_H
#define LOCAL_USERS_H

#include <stdbool.h>

#include "local_user.h"
#include "loop.h"
#include "pack.h"

#define LOCAL_USERS_FRESH_MS 60000
#define LOCAL_USERS_LISTED_MAX 20000

/* `arrived` is called for each arrival that local_users_admit() was given, by the thread or within
 * that call. Before the first loop runs. */
void local_users_init(void (*arrived)(void *data, struct arrival *arrival), void *data);

/* Ends the thread and closes the arrivals that wait. Called when no loop runs any more and before
 * the first one is freed. A thread that the system keeps waiting is left behind. */
void local_users_stop(void);

/* After local_users_stop(): forgets the names. */
void local_users_finish(void);

/* Passes the arrival on to `arrived` when its user's name is known. */
void local_users_admit(uid_t uid, struct arrival *arrival);

/* Whether a name in the chat with this key (name.h) is that of a user of this machine, as the
 * system listed them when somebody was looked up last; `*uid` is whose. Directories that do not
 * list their users, and users beyond LOCAL_USERS_LISTED_MAX, are not known. */
bool local_users_has(const char *key, uid_t *uid);

/* The user; NULL where it has not been looked up. It lives until local_users_finish(). */
const struct local_user *local_users_find(uid_t uid);

/* Whether an arrival waits for a name. */
bool local_users_busy(void);

/* For another process: those who have been looked up, and all who are listed. Before the first loop
 * runs there. */
void local_users_pack(struct pack *out);
void local_users_unpack(struct unpack *in);

#endif
