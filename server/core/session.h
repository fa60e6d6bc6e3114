/* Sessions: the participants.
 *
 * A session belongs to the loop that opened it. Only that loop touches its members, its send queue
 * and its lifetime; others find it by name under the lock and leave mailbox items. Its life: open,
 * closed (out of its rooms and of the table of names, with perhaps something left to be sent),
 * freed. Functions are called under the core lock unless they say otherwise. */
#ifndef SESSION_H
#define SESSION_H

#include "core.h"
#include "door.h"
#include "name.h"
#include "person.h"
#include "rate.h"
#include "room.h"

#define SESSION_ROOMS_MAX 100
#define SESSION_HOST_SIZE 64

/* Where a mailbox item belongs in the order of things: before what `member`'s feed says from `at`
 * on. */
struct mark {
	struct member *member;
	struct cursor at;
};

/* Something from another loop: bytes for the session alone, or bytes of a room to leave out. */
struct mailbox_item {
	struct mailbox_item *next; /* head: profile.mailbox items, the newest first */
	struct mark *marks;
	unsigned mark_count;
	bool leave;    /* take the (only) mark's member out of its room, at that place */
	bool kill;     /* close the session; `bytes` say why */
	size_t skip;   /* bytes to leave out behind the first mark */
	size_t length; /* of `bytes` */
	char bytes[];
};

/* Where a session comes from, as others may know it: keyed hashes of its address and of the network
 * around that. Both 0: from this machine. */
struct origin {
	uint32_t host, net;
};

/* As one number; 0 for this machine. */
static inline uint64_t origin_key(const struct origin *origin)
{
	return (uint64_t)origin->host << 32 | origin->net;
}

/* How far the proof of a password is, see operators.h. */
enum proof { PROOF_NONE, PROOF_WAITING, PROOF_GOOD, PROOF_BAD };

/* What few sessions have, or those of some doors. */
struct profile {
	char *user;	      /* account name as the peer gave it, NULL for none */
	char *real;	      /* real name, likewise */
	char *host;	      /* shown instead of that of the origin; NULL for none */
	char *away;	      /* why, or "" for no reason; NULL while here */
	char *operator_name;  /* of the server's operators, NULL for none */
	char *killed;	      /* why it is about to be closed by another loop */
	struct person writer; /* who wrote last, for /reply; name NULL for nobody */
	struct mailbox_item *mailbox;
	struct person *ignored;
	unsigned ignored_count;
	enum proof proof;
	uint64_t fence;	       /* that it waits for; 0 for none */
	struct watch *watches; /* names, see watch.h */
	unsigned watching;     /* so many */
};

struct session {
	const struct door *door;
	void *peer; /* the door's */
	struct core_loop *loop;
	UT_hash_handle hh; /* head: core.names. Its key is the name's, followed by a NUL and by the
			    * name as it is shown, if that is another; owned */
	struct member *members;
	struct send_queue *send_queue; /* NULL: nothing of its own to be sent */
	struct profile *profile;       /* NULL until something is in it */
	struct rate rate;
	uint32_t id;
	uint32_t opened_s; /* seconds of core.now */
	uint32_t spoke_s;
	struct origin origin;
	unsigned char dialect; /* the door's; changed by session_speak() */
	bool shown_apart : 1;  /* the name as it is shown is another than its key */
	bool echo : 1;	       /* is told what it says, in its place among the others */
	bool invisible : 1;    /* not shown to those who share no room with it */
	bool wallops : 1;      /* wants EVENT_WALLOPS */
	bool bot : 1;	       /* says that it is a program */
	bool told : 1;	       /* for room_post_around() */
	bool quits : 1;	       /* has said that it leaves */
	bool killed : 1;       /* is put off the server */
	bool unannounced : 1;  /* its rooms have not been told that it came */
	unsigned char : 0;
	/* From here on: touched by its loop alone, also without the lock. */
	bool closed : 1; /* set under the lock */
	bool slow : 1;	 /* DOOR_CLOSE_SLOW has been asked for */
	bool warned : 1; /* has been told that it is too fast */
	bool held : 1;	 /* has lines that wait for its speed */
	bool began : 1;	 /* has sent a line */
	bool booked : 1; /* its next line has been spent, see allowance.h */
};

/* Who comes. `peer` is handed to the door's functions; texts are copied. */
struct newcomer {
	const struct door *door;
	void *peer;
	struct origin origin;
	unsigned dialect;
	const char *name;	 /* checked; NULL for a guest's */
	const char *user, *real; /* NULL for none */
};

/* Opens a session of the current loop, in no room. NULL where its name is taken. */
struct session *session_open(struct core_loop *loop, const struct newcomer *newcomer);

/* Ends it: out of its rooms, its name free. The others are told, with the reason `why` or "" for
 * none, but where it is NULL.
 * What is on its way to it stays in its send queue; the door's close() is called when that is sent.
 */
void session_close(struct session *session, const char *why);

/* Ends it and frees it, with whatever it still had to be sent; its peer goes on without it. */
void session_drop(struct session *session);

/* Frees a closed session with whatever it still had to be sent. */
void session_free(struct session *session);

const char *session_name(const struct session *session);
const char *session_user(const struct session *session);
const char *session_real(const struct session *session);

/* The host that others see: a cloak, "localhost", or what an operator has set. */
const char *session_host(const struct session *session, char out[SESSION_HOST_SIZE]);

/* The name under which it is one of the server's operators, or NULL. */
const char *session_operator(const struct session *session);

/* From now on it is sent the feeds of another dialect. By its own loop. */
void session_speak(struct session *session, unsigned dialect);

/* Whether the name was given by the server. */
bool session_is_guest(const struct session *session);

/* Whether those who share no room with the session are shown it. */
void session_set_invisible(struct session *session, bool invisible);

/* An event done by this session, with its name, an id and the time. */
struct event session_event(struct session *actor, enum event_type type);

/* NULL where nobody has the name. */
struct session *session_find(struct core *core, const char *name);

/* The name must have been checked. False if another session has it. Those who watch the new name
 * are the caller's to be told. */
bool session_rename(struct session *session, const char *name);

/* Posts an event to this session alone, behind all that its rooms have said so far. */
void session_post(struct session *session, const struct event *event);

/* Tells the session that something was refused: posts `about` as EVENT_REFUSED, with the members
 * that the outcome uses (outcome.h). */
void session_refuse(struct session *session, enum outcome outcome, const struct event *about);

/* The same as session_post() with bytes that its door has encoded already. */
void session_send(struct session *session, const char *bytes, size_t length);

/* The same, by its own loop, for a long answer: it does not count as unread, since who has asked
 * for it cannot take it all at once. Its door lets nothing more be asked until all of it is sent.
 */
void session_answer(struct session *session, const char *bytes, size_t length);

/* Bytes of such an answer, and of walks, that are not yet sent, as far as they are known: 0 when
 * all is. By its own loop; the lock is not needed. */
uint64_t session_unanswered(const struct session *session);

/* Leaves `length` bytes from `start` on of the member's feed out of what it is sent. */
void session_skip(struct member *member, struct cursor start, size_t length);

/* Both: the bytes are sent for as many from `start` on, with which the member's feed ends. */
void session_send_instead(
	struct member *member, struct cursor start, const char *bytes, size_t length);

/* For room_leave(): the member is of another loop and stops reading here. */
void session_leave_later(struct member *member, struct cursor end);

/* As session_close(), of any loop. */
void session_kill(struct session *session, const char *why);

/* Whether session_kill() has been called for it and its own loop has yet to close it. */
bool session_dies(const struct session *session);

/* For core_enter(): takes in what other loops have left. */
void mailbox_read(struct session *session);

/* The room it is in, the last that it entered of several; NULL for none. */
struct room *session_room(const struct session *session);

/* The key of the session's name. */
const char *session_key(const struct session *session);

struct profile *session_profile(struct session *session);
const char *session_away(const struct session *session);
/* Milliseconds until the session may be read again, for its own sake or its address's; tells it,
 * once, that it has to wait. While the server stops, both may spend SESSION_LAST_LINES at once
 * beside what they have left, and nobody is told. */
#define SESSION_LAST_LINES 4000
int64_t session_wait(struct session *session);

/* Counts what a line costs, and what others are sent because of it. */
void session_spend(struct session *session, long lines);

/* Around what is done for a line of the session, or for a part of a long answer: session_served()
 * counts `lines`, what the session was sent meanwhile, and what was compared with masks. */
void session_serve(struct session *session);
void session_served(struct session *session, long lines);

/* Somebody is there: what a program sends by itself does not count. */
void session_spoke(struct session *session);

/* All that the session has sent is read: from now on it may be told again that it is too fast, once
 * it has regained all. */
void session_caught_up(struct session *session);

#endif
