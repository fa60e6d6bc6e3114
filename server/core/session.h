/* Sessions: the participants. This file knows what a session is and who it is; what happens to it
 * is in session_life.h, what it is sent in session_send.h, how fast it may speak in speed.h.
 *
 * A session belongs to the loop that opened it. Only that loop changes its list of members, its
 * send queue and its lifetime; other loops find it by name under the core lock and leave mailbox
 * items (mailbox.h). All functions are called under the core lock. */
#ifndef SESSION_H
#define SESSION_H

#include "core.h"
#include "door.h"
#include "local_user.h"
#include "name.h"
#include "person.h"
#include "rate.h"
#include "room.h"

#define SESSION_ROOMS_MAX 100
#define SESSION_HOST_SIZE 64
#define SESSION_DIALECT_BITS 12
#define SESSION_SECONDS_BITS 29
#define SESSION_PASS_BITS 13
#define SESSION_SECONDS_MAX ((1U << SESSION_SECONDS_BITS) - 1)
#define SESSION_DIALECT_MAX ((1U << SESSION_DIALECT_BITS) - 1)
#define SESSION_PASS_MAX ((1U << SESSION_PASS_BITS) - 1)

/* Where a session comes from, as far as the core knows it: keyed hashes of its address and of the
 * network around that. Both are 0 for this machine. */
struct origin {
	uint32_t host, net;
};

/* The origin as one number; 0 for this machine. */
static inline uint64_t origin_key(const struct origin *origin)
{
	return (uint64_t)origin->host << 32 | origin->net;
}

/* What only few sessions have, or those of some doors. */
struct profile {
	char *user;			     /* account name as the peer gave it, NULL for none */
	char *real;			     /* real name, likewise */
	const struct local_user *local_user; /* see newcomer; NULL for none */
	char *host;		      /* shown instead of that of the origin; NULL for none */
	char *away;		      /* why, or "" for no reason; NULL while here */
	char *operator_name;	      /* of the server's operators, NULL for none */
	char *killed;		      /* why another loop has killed it, until it is closed */
	struct person writer;	      /* who wrote last, for /reply; name NULL for nobody */
	struct mailbox_item *mailbox; /* the newest first */
	struct person *ignored;
	unsigned ignored_count;
	struct account *account;   /* that it is logged in to, NULL for none; see login.h */
	uint32_t token;		   /* the number of the token by which it is; 0 for none */
	char *certificate;	   /* its fingerprint (door.h), NULL where it has shown none */
	char *asked;		   /* the registered name that it was refused last; NULL for none */
	struct proof *proof;	   /* see proof.h; NULL until the first */
	uint64_t fence;		   /* the one that it waits for; 0 for none */
	struct question *question; /* that it has asked, see question.h; NULL for none */
	uint64_t held;		   /* the round that bytes for it alone wait for; 0 for none */
	uint64_t said;		   /* the round of its last line, see history.h; 0 for none */
	uint64_t first_said;	   /* that of the first one since erase_own_lines(); likewise */
	struct watch *watches;	   /* names, see watch.h */
	unsigned watching;	   /* their number */
	bool watches_changes;	   /* of those people, too: away, real name, host */
};

struct session {
	const struct door *door;
	void *peer; /* the door's */
	struct core_loop *loop;
	UT_hash_handle hh; /* head: core.names. The key is the name's, followed by a NUL and the
			    * name as it is shown, if that differs; owned */
	struct member *members;	       /* the newest first */
	struct send_queue *send_queue; /* NULL while its members share the readers' cursors */
	struct profile *profile;       /* NULL until the first session_profile() */
	struct rate rate;
	uint32_t id;
	uint32_t opened_s : SESSION_SECONDS_BITS; /* seconds of core.now */
	bool shown_apart : 1;			  /* the name as it is shown differs from its key */
	bool echo : 1;	    /* is sent its own lines, at their place among the others */
	bool invisible : 1; /* is not shown to those who share no room with it */
	uint32_t spoke_s;
	struct origin origin;
	unsigned dialect : SESSION_DIALECT_BITS; /* the door's; see session_set_dialect() */
	bool wallops : 1;			 /* wants EVENT_WALLOPS */
	bool bot : 1;				 /* has said that it is a program */
	bool quits : 1;				 /* has said that it leaves */
	bool killed : 1;      /* an operator has removed it; its loop may have yet to close it */
	bool unannounced : 1; /* see announce.h */
	bool replaced : 1;    /* its account has logged in elsewhere; `killed` too */
	bool encrypted : 1;   /* what it sends and reads is encrypted on the way */
	unsigned pass : SESSION_PASS_BITS; /* the last in which it was sent its event, see post.c */
	unsigned char : 0;
	/* From here on: touched by its loop alone, also without the lock. */
	bool closed : 1; /* set under the lock */
	bool slow : 1;	 /* the door has been asked to close it as too slow */
	bool warned : 1; /* has been told that it is too fast */
	bool held : 1;	 /* has lines that wait for its speed */
	bool began : 1;	 /* has sent a line */
	bool booked : 1; /* has spent its next line already, see speed.c */
};

/* NULL where nobody has the name. */
struct session *session_find(struct core *core, const char *name);

/* Enters the session into the table of names, or changes its name there; it keeps its place. False
 * where another session has the name. For session_life.c: nobody is told. */
bool session_take_name(struct session *session, const char *name);

/* For session_life.c, before the name is free: it is not in alike.h any more. */
void session_forget_alike(struct session *session);

const char *session_name(const struct session *session);

/* The key of its name: two names are the same when their keys are. */
const char *session_key(const struct session *session);

const char *session_user(const struct session *session);
const char *session_real(const struct session *session);

/* The host that others see: a cloak, "localhost", "unix:alice", or what an operator has set. The
 * result may be `out`. */
const char *session_host(const struct session *session, char out[SESSION_HOST_SIZE]);

/* The user of this machine who it is, as the kernel says; NULL where that does not know. */
const struct local_user *session_local_user(const struct session *session);

/* The name under which it is one of the server's operators, or NULL. */
const char *session_operator(const struct session *session);

/* Whether its name was given by the server. */
bool session_is_guest(const struct session *session);

/* Never NULL: made with the first call. */
struct profile *session_profile(struct session *session);

/* Why it is away, "" for no reason, NULL while it is here. */
const char *session_away(const struct session *session);

/* The room that it entered last of those it is in; NULL for none. */
struct room *session_room(const struct session *session);

void session_set_invisible(struct session *session, bool invisible);

/* Notes the time: somebody is there. Not for what a program sends by itself. */
void session_spoke(struct session *session);

/* An event done by this session, with its name, a new id and the time. */
struct event session_event(struct session *actor, enum event_type type);

#endif
