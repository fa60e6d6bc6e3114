/* What one address owns of the server's memory: the rooms that it has made and the masks that it
 * has set.
 *
 * Both may outlive the session that made them, so they count for its address (its origin), in
 * bytes, for as long as they exist. All sessions of this machine share one owner with a larger
 * limit. An address that owns nothing takes no memory.
 *
 * A room that nobody is in, and that stays for its past alone, is idle: it makes place when its
 * owner takes more. Under the core lock. */
#ifndef OWNER_H
#define OWNER_H

#include <stdbool.h>
#include <stddef.h>

#define OWNER_MAX 1048576	 /* bytes of one address, so of one session too */
#define OWNER_LOCAL_MAX 67108864 /* of this machine */
#define OWNER_ROOM 2048		 /* for a room with its topic, invitations and feeds */

struct core;
struct origin;
struct owner;
struct room;
struct session;

/* Whether the session's address may own so many bytes more, once its idle rooms have ended. */
bool owner_may(const struct session *session, size_t bytes);

/* The same, where `of` (NULL for none) gives `old` bytes back at the same time. */
bool owner_may_replace(
	const struct session *session, const struct owner *of, size_t old, size_t bytes);

/* Counts them for the session's address. Returns whom to give them back to. */
struct owner *owner_take(const struct session *session, size_t bytes);

/* The same for an address from which nobody need be here; and which one it is. */
struct owner *owner_take_for(struct core *core, const struct origin *origin, size_t bytes);
const struct origin *owner_origin(const struct owner *owner);

/* `owner` may be NULL. */
void owner_give(struct owner *owner, size_t bytes);

/* The room becomes idle, or is not any more. For rooms that have an owner. */
void owner_add_idle(struct room *room);
void owner_remove_idle(struct room *room);

/* The room that has been idle for the longest, which leads to the others by idle_next; NULL for
 * none. */
struct room *owner_idle(const struct owner *owner);

/* The same, where the owner has more than it may; else NULL. */
struct room *owner_excess(const struct owner *owner);

#endif
