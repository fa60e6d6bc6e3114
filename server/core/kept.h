/* What an operator who lost the connection keeps for a while.
 *
 * When the only operator of a room is gone without having said so (/quit, QUIT), the name and the
 * rooms are kept for KEPT_SECONDS for whoever comes back from the same address and takes the name.
 * Meanwhile nobody from elsewhere gets the name; others may come into the rooms as their rules say,
 * but are not their operators, and a room that is empty stays as it is set. A guest's name cannot
 * be taken again, so a guest keeps nothing. Under the core lock. */
#ifndef KEPT_H
#define KEPT_H

#include "session.h"

#define KEPT_SECONDS 300
#define KEPT_ROOMS_MAX 8   /* of one person */
#define KEPT_ADDRESS_MAX 4 /* people of one address; the oldest makes place */
#define KEPT_LOCAL_MAX 64  /* of this machine, where all come from who use a tunnel or a proxy */
#define KEPT_NET_MAX 16	   /* of one net, of which one person may have many addresses */
#define KEPT_MAX 256	   /* in all; nothing is kept beyond that */

/* For session_close(), while the session is still in its rooms: keeps what there is to be kept, and
 * tells the rooms; or frees it, where the session ends of its own will or is put off the server. */
void kept_close(struct session *session);

/* Milliseconds for which the name is kept for somebody else than who comes from there; 0 where it
 * is not. */
int64_t kept_name(const struct core *core, const char *name, const struct origin *origin);

/* The session has taken its name: it needs no keeping any more. */
void kept_name_taken(const struct session *session);

/* Gives back the roles that are kept for the member in its room, if any. */
void kept_give_back(struct member *member);

/* For whom the room is kept, and for how many milliseconds more; NULL for nobody. */
const char *kept_for(const struct room *room, int64_t *left);

/* Frees what has been kept long enough; about once a second. */
void kept_expire(struct core *core);
void kept_free(struct core *core);

#endif
