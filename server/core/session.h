/* Sessions: the participants.
 *
 * A session belongs to the loop that opened it. Only that loop touches its members, its backlog
 * and its lifetime; others find it by name under the lock and leave letters. Its life: open,
 * closed (out of its rooms and of the table of names, with perhaps something left to be sent),
 * freed. Functions are called under the core lock unless they say otherwise. */
#ifndef SESSION_H
#define SESSION_H

#include "core.h"
#include "door.h"
#include "name.h"
#include "rate.h"
#include "room.h"

#define SESSION_IGNORES_MOST 100

/* Where a letter belongs in the order of things: before what `member`'s feed says from `at` on. */
struct mark {
	struct member *member;
	struct cursor at;
};

/* Something from another loop: bytes for the session alone, or bytes of a room to leave out. */
struct letter {
	struct letter *next; /* head: profile.letters, the newest first */
	struct mark *marks;
	unsigned mark_count;
	size_t skip;   /* bytes to leave out behind the (only) mark */
	size_t length; /* of `bytes` */
	char bytes[];
};

/* Somebody who is remembered, and may be gone. */
struct person {
	uint32_t id; /* of the session */
	char *name;
	char *key; /* the name's */
};

/* What few sessions have. */
struct profile {
	char *away;	      /* why, or "" for no reason; NULL while here */
	struct person writer; /* who wrote last, for /reply; name NULL for nobody */
	struct letter *letters;
	struct person *ignored;
	unsigned ignored_count;
};

struct session {
	const struct door *door;
	void *peer; /* the door's */
	struct core_loop *loop;
	UT_hash_handle hh; /* head: core.names; its key is the first part of `name` */
	char *name;	   /* the key, a NUL, and the name as it is shown, if that is another */
	struct member *members;
	struct backlog *backlog; /* NULL: nothing of its own to be sent */
	struct profile *profile; /* NULL until something is in it */
	struct rate rate;
	uint32_t id;
	uint32_t opened_s; /* seconds of core.now */
	uint32_t spoke_s;
	bool shown_apart; /* `name` has a second part */
	bool closed : 1;  /* from here on: touched by its loop alone, also without the lock */
	bool slow : 1;	  /* DOOR_CLOSE_SLOW has been asked for */
	bool warned : 1;  /* has been told that it is too fast */
	bool held : 1;	  /* has lines that wait for its speed */
};

/* Opens a session of the current loop: gives it a guest's name, welcomes it, and puts it into
 * the lobby. `peer` is handed to the door's functions. */
struct session *session_open(struct core_loop *loop, const struct door *door, void *peer);

/* Ends it: out of its rooms, its name free. The others are told, with the reason `why` or "" for
 * none, but where it is NULL.
 * What is on its way to it stays in its backlog; the door's close() is called when that is sent. */
void session_close(struct session *session, const char *why);

/* Frees a closed session with whatever it still had to be sent. */
void session_free(struct session *session);

const char *session_name(const struct session *session);

/* NULL where nobody has the name. */
struct session *session_find(struct core *core, const char *name);

/* The name must have been checked. False if another session has it. */
bool session_rename(struct session *session, const char *name);

/* Posts an event to this session alone, behind all that its rooms have said so far. */
void session_post(struct session *session, const struct event *event);

/* Leaves `length` bytes from `start` on of the member's feed out of what it is sent. */
void session_skip(struct member *member, struct cursor start, size_t length);

/* For core_enter(): takes in what other loops have left. */
void session_read_mail(struct session *session);

/* The session's only room, or NULL. */
struct room *session_room(const struct session *session);

/* The key of the session's name. */
const char *session_key(const struct session *session);

void person_set(struct person *person, const struct session *session);
void person_clear(struct person *person);

struct profile *session_profile(struct session *session);
const char *session_away(const struct session *session);
bool session_ignores_any(const struct session *session);
bool session_ignores(const struct session *session, const struct session *other);

/* Who is ignored stays so under a new name, and as a new session under the old one. Both keep the
 * rooms' lists of ignorers right and are false where there is nothing to do. */
bool session_ignore(struct session *session, const struct session *other);
bool session_unignore(struct session *session, const char *name);

/* For session_rename() and session_close(). */
void session_rename_ignored(struct session *session);
void session_forget_ignored(struct session *session);

/* Milliseconds until the session may be read again; tells it, once, that it has to wait. */
int64_t session_wait(struct session *session);

/* Counts what a line costs. */
void session_spend(struct session *session, long lines);

/* All that the session has sent is read: from now on it may be told again that it is too fast, once
 * it has regained all. */
void session_caught_up(struct session *session);

#endif
