/* What a chat consists of, and what its files do for each other. For this folder alone.
 *
 *   chat.c       life of the chat and of its connection
 *   calls.c      what the user does
 *   incoming.c   a line's way to one of the in_... functions, each for one command
 *   register.c   being let in: names, what is done at once then
 *   people.c     who comes, goes and changes what
 *   names.c      lists of members, topics on joining
 *   talk.c       what people say
 *   answers.c    numerics
 *   tell.c       events
 */
#ifndef STATE_H
#define STATE_H

#include "batches.h"
#include "caps.h"
#include "chat.h"
#include "irc_message.h"
#include "isupport.h"
#include "listed.h"
#include "nick.h"
#include "outbox.h"
#include "reply.h"
#include "rooms.h"
#include "send.h"

#define ROOM_KEY_BYTES 100	/* of a room's key */
#define ASKED_NAMES_BYTES 65536 /* of an answer to NAMES */
#define CTCP_ANSWERS 3		/* in CTCP_MS */
#define CTCP_MS 10000
#define REFOLDS_MAX 8 /* in one connection: all names are gone through */

struct ignored {
	struct ignored *next;
	char fold[FOLD_SIZE];
	char name[];
};

struct chat {
	const struct chat_user *user;
	void *data;
	char *wanted; /* the nick, as the user wants it */
	char *real_name;
	char *away; /* NULL: not away */

	struct isupport isupport;
	struct caps caps;
	struct batches batches;
	struct rooms rooms;
	struct listed listed;
	struct outbox *outbox;
	struct ignored *ignored;
	uint64_t spoken;

	enum { CHAT_OFFLINE, CHAT_ENTERING, CHAT_IN } state;
	bool again;	    /* was let in before */
	bool quitting;	    /* QUIT has been said */
	bool heard;	    /* the server has sent its first line */
	unsigned refolds;   /* times that names were compared in another way */
	bool motd_over;	    /* the one that comes unasked */
	bool motd_known;    /* that one has been shown before the connection was lost */
	bool away_restored; /* its confirmation is not told */
	int64_t now;	    /* of the latest call that told it */
	int64_t begun;	    /* the connection */
	int64_t settled;    /* when a line was last, or could be */
	int64_t joining;    /* when a JOIN was last sent or answered */

	char server[CHAT_NAME_BYTES + 1]; /* its name; "" before it has let us in */
	char name[CHAT_NAME_BYTES + 1];	  /* who we are, or try to be */
	char base[NICK_SIZE];		  /* the wanted nick, as this server may have it */
	unsigned others;		  /* names tried in its place */
	size_t most;			  /* bytes of such a name; 0: not known */
	unsigned simpler;		  /* times that it was made simpler */
	bool regain;			  /* it is to be won back */
	unsigned regain_tries;
	unsigned regain_pending;	 /* tries without an answer */
	int64_t regained;		 /* the last try */
	char asked[CHAT_NAME_BYTES + 1]; /* what the user wants to be called now; "" for nothing */

	size_t source_bytes; /* of nick!user@host, as others see us; 0: not known */
	int64_t ctcp_since;
	unsigned ctcp_answers;
	char *names; /* the answer to NAMES that is on its way, without the joining of rooms */
	size_t names_length;
	enum { LIFT_NOTHING, LIFT_ASKED, LIFT_DONE } lift; /* of chat_lifting() */
	unsigned list_end;  /* the number that ends the list that is on its way; 0: none is */
	unsigned list_rows; /* of it, so far */

	/* Of the message that is being read. */
	int64_t time;
	const char *id;
};

/* A message that is being read. */
struct incoming {
	struct irc_message message;
	unsigned number;		/* 0: no numeric */
	char name[CHAT_NAME_BYTES + 1]; /* the nick of its source; "" where that cannot be one */
	char label[BATCH_NAME_SIZE];	/* "" for none */
	bool server;			/* comes from no person */
	bool own;			/* comes from us */
	bool ignored;
};

/* tell.c */
/* Time, id and an empty text are added. */
void chat_tell(struct chat *chat, struct chat_event event);

void chat_info(struct chat *chat, enum chat_kind kind, const char *room, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* As an event's text. */
void chat_set_topic(struct room *room, const char *topic);
bool chat_is_me(const struct chat *chat, const char *name);
bool chat_is_ignored(const struct chat *chat, const char *name);
/* Whether others may have such a name: not empty, not too long, no control characters. */
bool chat_name_good(const char *name);
bool chat_mentions(const struct chat *chat, const char *text);

/* people.c; from "nick!user@host" or a part of it, which may be without one. */
void chat_set_host(struct member *member, const char *source);

/* chat.c */
void chat_settled(void *data, const struct outbox_line *line, enum outbox_fate fate, bool echo,
	const char *why);

/* register.c */
void register_begin(struct chat *chat);
void register_tick(struct chat *chat);
/* The wanted nick may be free now. */
void register_regain(struct chat *chat);
/* The answer to one of our NICKs; false where it is to be told. */
bool register_nick_refused(struct chat *chat, const struct incoming *in);
/* How lines are confirmed, by the capabilities that are on. */
void register_confirming(struct chat *chat);
void register_welcome(struct chat *chat, const struct incoming *in);
void register_renamed(struct chat *chat, const char *name);
void register_want(struct chat *chat, const char *nick);

/* answers.c; the room could not be entered, the first time or after a loss: it is forgotten. */
void answers_shut_out(struct chat *chat, struct room *room, const char *sentence);

/* names.c; all that is known of the room is known. */
void names_open(struct chat *chat, struct room *room);

/* calls.c */
void calls_join_all(struct chat *chat);
/* No JOIN is waited for without an end. */
void calls_tick(struct chat *chat);
/* Names are compared in another way now. */
void calls_refold(struct chat *chat);

/* Whether so much time has gone by; a clock that was set back begins anew. */
bool chat_passed(const struct chat *chat, int64_t *since, int64_t ms);

void in_line(struct chat *chat, char *line);
void in_numeric(struct chat *chat, struct incoming *in);
void in_reply(struct chat *chat, struct incoming *in);
void in_privmsg(struct chat *chat, struct incoming *in);
void in_notice(struct chat *chat, struct incoming *in);
void in_wallops(struct chat *chat, struct incoming *in);
void in_join(struct chat *chat, struct incoming *in);
void in_part(struct chat *chat, struct incoming *in);
void in_quit(struct chat *chat, struct incoming *in);
void in_kick(struct chat *chat, struct incoming *in);
void in_nick(struct chat *chat, struct incoming *in);
void in_topic(struct chat *chat, struct incoming *in);
void in_mode(struct chat *chat, struct incoming *in);
void in_invite(struct chat *chat, struct incoming *in);
void in_away(struct chat *chat, struct incoming *in);
void in_chghost(struct chat *chat, struct incoming *in);
void in_kill(struct chat *chat, struct incoming *in);
void in_names(struct chat *chat, struct incoming *in);
void in_names_end(struct chat *chat, struct incoming *in);
/* 332 and 333: true where they belong to our joining. */
bool in_topic_known(struct chat *chat, struct incoming *in);

#endif
