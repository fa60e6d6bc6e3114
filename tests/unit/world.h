/* For the tests of the core: a core with fake doors and without event loops.
 *
 * The doors encode events as told.h says. A peer keeps the bytes that it took, takes no more than
 * its capacity, and fails the test if the core breaks a rule of struct door. */
#ifndef WORLD_H
#define WORLD_H

#include "commands.h"
#include "core.h"
#include "door.h"
#include "session_life.h"
#include "session_send.h"

#define WORLD_PEERS_MAX 80
#define PEER_ANY UINT64_MAX

struct peer {
	struct session *session;
	unsigned char address[16]; /* all 0: of this machine */
	uint64_t capacity;	   /* bytes it still takes; PEER_ANY for no end */
	bool full; /* refused bytes, and must not be sent more before flush_ready() */
	bool sending;
	struct buffer got;
	unsigned sends;				 /* calls of send() */
	unsigned done, wait, slow;		 /* calls of close() */
	unsigned resumed;			 /* calls of resume() */
	bool overheard;				 /* is not private */
	char certificate[DOOR_CERTIFICATE_SIZE]; /* "" for none */
};

struct world {
	struct core core;
	int64_t now;
	struct peer peers[WORLD_PEERS_MAX];
	unsigned peer_count;
	unsigned woken[CORE_LOOPS_MAX];
};

extern struct world world;

/* Two doors with the same encoder. fake_door confirms private lines. */
extern const struct door fake_door, other_door;

void world_start(unsigned loops);

/* Closes and frees all, so that a sanitizer finds what leaked. */
void world_end(void);

/* A fixture: world_start() with two loops. */
void world_set_up(void);

/* A session on a loop. It has read its greeting and the others that it joined; all have forgotten
 * that.
 */
struct peer *world_open(unsigned loop);
struct peer *world_open_with(unsigned loop, const struct door *door);

/* The same, with a name. */
struct peer *world_named(unsigned loop, const char *name);

/* A session with a name and a dialect, in no room. */
struct peer *world_program(unsigned loop, const char *name, unsigned dialect);

/* alice, and bob on another loop: she has made #tea, and he is in it; carol, on hers, is in the
 * lobby. Nobody has been told of anything. */
void world_tea(struct peer **alice, struct peer **bob, struct peer **carol);

/* Opens a session for a peer that has none, in no room, and forgets nothing. */
void peer_open(struct peer *peer, unsigned loop, const struct newcomer *newcomer);
struct peer *world_peer(void);

/* For core_loop.wake: counts in the `unsigned` at `data`. */
void world_wake(void *data);

/* Take and release the core's lock for the peer's loop. */
void peer_enter(struct peer *peer);
void peer_leave(struct peer *peer);

/* The peer joins one more room; nothing is flushed. */
void peer_join(struct peer *peer, const char *room);
struct room *world_room(const char *name);
/* The last lines of a room that are at hand, "3 text;4 text;"; good until the next call. */
const char *world_recent(const char *room);

/* NULL if it is not in that room. */
struct member *peer_member(const struct peer *peer, const char *room);

/* Runs "/command rest", or says a line, under the lock. */
void peer_type(struct peer *peer, const char *line);

/* As peer_type(), and then all loops flush. */
void peer_say(struct peer *peer, const char *line);

/* Flush one loop once; all loops, until no walk can advance. */
void world_flush_one(unsigned loop);
void world_flush(void);

/* Raises the peer's capacity, and calls flush_ready() if it had refused bytes. */
void peer_take(struct peer *peer, uint64_t bytes);

/* Closes the session as a door does, and frees it. */
void peer_close(struct peer *peer, const char *why);

/* Frees a session that has been closed. */
void peer_free(struct peer *peer);

/* What it got since peer_forget(). */
const char *peer_text(struct peer *peer);
void peer_forget(struct peer *peer);
void world_forget(void);

/* The peer got exactly this; forgets it. */
#define peer_expect(who, wanted)                     \
	do {                                         \
		struct peer *peer_ = (who);          \
		unit_same(peer_text(peer_), wanted); \
		peer_forget(peer_);                  \
	} while (0)

#endif
