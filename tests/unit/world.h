/* A core with a fake door and no event loop, for the tests of the core.
 *
 * The fake door writes events as told.h says. A peer keeps the bytes that it took, takes no more
 * than its capacity, and fails the test where the core breaks the door's rules. */
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
	uint64_t capacity; /* bytes it still takes; PEER_ANY for no end */
	bool full;	   /* has refused some, and may not be given more before flush_ready() */
	bool sending;
	struct buffer got;
	unsigned sends;		   /* calls of send() */
	unsigned done, wait, slow; /* calls of close() */
	unsigned resumed;	   /* calls of resume() */
};

struct world {
	struct core core;
	int64_t now;
	struct peer peers[WORLD_PEERS_MAX];
	unsigned peer_count;
	unsigned woken[CORE_LOOPS_MAX];
};

extern struct world world;

/* Two that speak alike and are not the same door. The fake one confirms what is said to one person.
 */
extern const struct door fake_door, other_door;

void world_start(unsigned loops);

/* Closes and frees all; a sanitizer sees what the core has left. */
void world_end(void);

/* For a test's fixtures: with two loops. */
void world_set_up(void);

/* A session on a loop. Its greeting has been read and forgotten, and so have all others seen its
 * coming. */
struct peer *world_open(unsigned loop);
struct peer *world_open_with(unsigned loop, const struct door *door);

/* The same, with a name. */
struct peer *world_named(unsigned loop, const char *name);

/* One with a name and a dialect, in no room. */
struct peer *world_program(unsigned loop, const char *name, unsigned dialect);

/* A new session for a peer that has none, in no room; what it is told is kept. */
void peer_open(struct peer *peer, unsigned loop, const struct newcomer *newcomer);
struct peer *world_peer(void);

/* The lock, as the peer's loop holds it. */
void peer_enter(struct peer *peer);
void peer_leave(struct peer *peer);

/* The peer enters a room beside those it is in, with nothing sent yet. */
void peer_join(struct peer *peer, const char *room);
struct room *world_room(const char *name);

/* NULL where it is not in that room. */
struct member *peer_member(const struct peer *peer, const char *room);

/* What a person types, up to the lock's end: "/command rest", or something to say. */
void peer_type(struct peer *peer, const char *line);

/* As peer_type(), and then all loops flush. */
void peer_say(struct peer *peer, const char *line);

/* One loop flushes once, or all of them do until no long answer can go on. */
void world_flush_one(unsigned loop);
void world_flush(void);

/* The peer takes so many bytes more, and says so if it had refused some. */
void peer_take(struct peer *peer, uint64_t bytes);

/* The session ends as a door ends it, and is freed. */
void peer_close(struct peer *peer, const char *why);

/* Frees a session that has been closed. */
void peer_free(struct peer *peer);

/* What it got since the last time. */
const char *peer_text(struct peer *peer);
void peer_forget(struct peer *peer);
void world_forget(void);

/* The peer got exactly this, which is forgotten. */
#define peer_expect(who, wanted)                     \
	do {                                         \
		struct peer *peer_ = (who);          \
		unit_same(peer_text(peer_), wanted); \
		peer_forget(peer_);                  \
	} while (0)

#endif
