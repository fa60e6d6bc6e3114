/* What is kept for an operator of a room who has lost the connection.
 *
 * When the session of a room's only operator ends without /quit or QUIT, its name and its rooms are
 * kept for KEPT_SECONDS, for a session from the same address, or of the same account, that takes
 * the name. Meanwhile nobody from elsewhere gets the name. Others may enter the rooms as their
 * rules allow, but do not become operators, and an empty room keeps its settings. Nothing is kept
 * for a guest, since nobody can take a guest's name. Under the core lock. */
#ifndef KEPT_H
#define KEPT_H

#include "pack.h"
#include "session.h"

#define KEPT_SECONDS 300
#define KEPT_ROOMS_MAX 8   /* of one person */
#define KEPT_ADDRESS_MAX 4 /* people of one address; a new one replaces the oldest */
#define KEPT_LOCAL_MAX 64  /* of this machine, from where all users of a tunnel or a proxy come */
#define KEPT_NET_MAX 16	   /* of one network, in which one person may have many addresses */
#define KEPT_MAX 256	   /* in all; nothing is kept beyond that */

/* For session_close(), before the session leaves its rooms: keeps the name and the rooms and tells
 * the rooms; if the session quits or is killed, frees what was kept for it before. */
void kept_close(struct session *session);

/* Milliseconds for which the name is still kept from whoever comes from `origin` and is in
 * `account` (NULL: in none); 0 if it is not. */
int64_t kept_from(
	const struct kept *kept, const struct origin *origin, const struct account *account);

/* The one whose name has this key and is kept from them; NULL for none. */
const struct kept *kept_find(const struct core *core, const char *key, const struct origin *origin,
	const struct account *account);

const char *kept_name(const struct kept *kept);

/* The session has taken its name, which is kept no longer. */
void kept_name_taken(const struct session *session);

/* Gives back the roles that are kept for the member in its room, if any. */
void kept_give_back(struct member *member);

/* The name of whom the room is kept for, NULL for nobody; `*left` becomes the milliseconds left. */
const char *kept_for(const struct room *room, int64_t *left);

/* Frees what has been kept for KEPT_SECONDS; call it about once a second. */
void kept_expire(struct core *core);
void kept_free(struct core *core);

/* For another process (handover.h), which has the rooms already, and nothing that is kept. */
void kept_pack(const struct core *core, struct pack *out);
void kept_unpack(struct core *core, struct unpack *in);

#endif
