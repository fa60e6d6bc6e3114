/* What one address owns in the server's memory: the rooms that it has made and the masks that it
 * has set.
 *
 * Both stay when who made them has gone, so they count for the address (its origin), as bytes, for
 * as long as they are there. Those of this machine share one account, a larger one. An address that
 * owns nothing takes no memory. Under the core lock. */
#ifndef OWNER_H
#define OWNER_H

#include <stdbool.h>
#include <stddef.h>

#define OWNER_MAX 1048576	 /* bytes of one address, so of one session too */
#define OWNER_LOCAL_MAX 67108864 /* of this machine */
#define OWNER_ROOM 2048		 /* what a room counts for, with its topic, invitations and feeds */

struct owner;
struct session;

/* Whether the session's address may own so much more. */
bool owner_may(const struct session *session, size_t bytes);

/* The same where what `of` owns, `old` bytes, is given back first. */
bool owner_may_replace(
	const struct session *session, const struct owner *of, size_t old, size_t bytes);

/* Counts it. Returns whom to give it back to. */
struct owner *owner_take(const struct session *session, size_t bytes);

/* `owner` may be NULL. */
void owner_give(struct owner *owner, size_t bytes);

#endif
