/* What a chat consists of. For this folder alone, whose files meson.build lists from bottom to top.
 */
#ifndef STATE_H
#define STATE_H

#include "batches.h"
#include "caps.h"
#include "chat.h"
#include "identity.h"
#include "isupport.h"
#include "listing.h"
#include "login.h"
#include "outbox.h"
#include "rooms.h"

struct chat {
	const struct chat_user *user;
	void *data;

	enum { CHAT_OFFLINE, CHAT_ENTERING, CHAT_IN } state;
	unsigned entered;		  /* times that the server has let us in */
	bool quitting;			  /* QUIT has been sent */
	bool serves;			  /* as an operator of the server */
	bool upgraded;			  /* the server ends the connection, and is back at once */
	bool heard;			  /* the server has sent its first line */
	bool motd_over;			  /* the message of the day that comes unasked */
	char server[CHAT_NAME_BYTES + 1]; /* its name; "" before it has let us in */

	int64_t now;	 /* of the latest call that told it */
	int64_t begun;	 /* the connection */
	int64_t joining; /* when a JOIN was last sent or answered */

	struct identity identity;
	struct isupport isupport;
	struct caps caps;
	struct login login;
	struct batches batches;
	struct rooms rooms;
	struct listing listing;
	struct outbox outbox;
	struct names ignored; /* people whom the user ignores */
	unsigned recent;      /* lines of its past that are told on entering a room */
	struct found {
		unsigned count;
		uint64_t oldest; /* the number of the first; 0: it has none */
		char *typed;	 /* the words, for the command that goes on */
	} found;		 /* by the last search */
	int64_t answered;	 /* when lines of the past were last asked for, or came */
	uint64_t spoken;	 /* the number of the last thing that was said */

	struct {
		int64_t ctcp_since;
		unsigned ctcp_answers; /* to requests of programs since then */
		unsigned refolds;      /* times that names were compared in another way */
	} limits;

	/* Of the message that is being read. */
	int64_t time;
	const char *id;
	bool past; /* it is of the server's history */

	/* Of the message before it, if somebody said something. */
	struct {
		char *id; /* NULL: it had none */
		char name[CHAT_NAME_BYTES + 1];
		char target[CHAT_NAME_BYTES + 1];
		int64_t time;
	} before;
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
	bool part; /* goes on with what the message before it said, and has its id */
};

/* Whether so much time has passed; a clock that was set back begins anew. */
static inline bool state_passed(const struct chat *chat, int64_t *since, int64_t ms)
{
	if (chat->now < *since)
		*since = chat->now;
	return chat->now - *since >= ms;
}

/* send.c: commands to the server, other than what the user says (outbox.h).
 *
 * False, with nothing sent, where it is no message. */
bool send_message(
	struct chat *chat, const char *command, const char *const *params, unsigned count);
/* With a reason at the end, cut to what fits, which may be NULL; `target` may be NULL. */
bool send_reason(struct chat *chat, const char *command, const char *target, const char *why);
/* A formatted message. */
void send_wire(struct chat *chat, const char *line, size_t length);

/* tell.c: events to the user of the chat.
 *
 * Adds the time, the id and an empty text where there is none. An event of a room that waits for
 * lines of its past waits, too. */
void tell_event(struct chat *chat, struct chat_event event);
#define tell(chat, ...) tell_event(chat, (struct chat_event){__VA_ARGS__})
/* CHAT_INFO or CHAT_REFUSED with a sentence; `room` may be NULL. */
void tell_info(struct chat *chat, enum chat_kind kind, const char *room, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Tells the events of the room that waited. */
void tell_held(struct chat *chat, struct room *room);
/* Drops the oldest of them, but tells the end of a line of our own; false if there is none. */
bool tell_dropped(struct chat *chat, struct room *room);
/* Keeps the room's topic as events show it. */
void tell_set_topic(struct room *room, const char *topic);

/* ignored.c: whether the user ignores this person. */
bool ignored_has(const struct chat *chat, const char *name);

/* mention.c: whether our name is in a text as a word, compared as the server compares names;
 * formatting codes do not count. */
bool mention_find(const struct chat *chat, const char *text);

/* past_page.c: lines of the past that the user asks for by number or time.
 *
 * Notes what is wanted; false where that takes numbers and none are known. */
bool past_page_begin(struct room_past *past, const struct chat_page *wanted);
bool past_page_is_forward(const struct room_past *past);
/* Writes from where the server is to send lines. */
void past_page_refer(const struct room_past *past, char out[IRC_LINE_BYTES]);
/* A line of the answer; false if it is not wanted. */
bool past_page_take(struct room_past *past, const char *id, int64_t time);
void past_page_end(struct chat *chat, struct room *room);

/* search.c: a line that was found, which is always told, and the end of such lines. */
bool search_line(struct chat *chat);
void search_end(struct chat *chat);

/* chathistory.c: lines of the past.
 *
 * We enter the room; its members are known; it, or the connection, is lost. */
void chathistory_enter(struct chat *chat, struct room *room);
void chathistory_opened(struct chat *chat, struct room *room);
void chathistory_lost(struct chat *chat, struct room *room);
/* A line of the past, which is told now if this is true. */
bool chathistory_line(struct chat *chat, const struct incoming *in);
/* The end of a batch with such lines. */
void chathistory_page(struct chat *chat, const struct batch *batch);
/* An error; true if it is the answer to a question for the past. */
bool chathistory_refused(struct chat *chat, const struct incoming *in, const char *sentence);
/* NOTE * LINES_SKIPPED room: chatd has left out lines since we read too slowly; true if they are
 * asked for. */
bool chathistory_skipped(struct chat *chat, const struct incoming *in);
/* Gives up on questions that the server does not answer. */
void chathistory_tick(struct chat *chat);

/* join.c: the way into rooms and out of them. */
/* Joins all rooms that we want to be in, after the server has let us in. */
void join_all(struct chat *chat);
/* Gives up on JOINs that the server does not answer. */
void join_tick(struct chat *chat);
/* We are in the room; its members follow, unless we were in it before. */
void join_entered(struct chat *chat, const char *name);
/* All that is known of the room is known: CHAT_OPENED. */
void join_opened(struct chat *chat, struct room *room);
/* Forgets the room and tells the event that says why. */
void join_over_event(struct chat *chat, struct room *room, struct chat_event event);
#define join_over(chat, room, ...) join_over_event(chat, room, (struct chat_event){__VA_ARGS__})
/* The room could not be entered, the first time or after a loss. */
void join_refused(struct chat *chat, struct room *room, const char *sentence);

/* in_*.c: messages of the server, a function for each command; in_line.c has the table of them.
 *
 * A safe line, which is changed. */
void in_line(struct chat *chat, char *line);

void in_numeric(struct chat *chat, struct incoming *in);
/* Shows it in words: ERROR, FAIL, WARN, NOTE and numerics that mean nothing else to the chat. */
void in_reply(struct chat *chat, struct incoming *in);

void in_names(struct chat *chat, struct incoming *in);
void in_names_end(struct chat *chat, struct incoming *in);
/* 332 and 333: true where they belong to our joining. */
bool in_topic_known(struct chat *chat, struct incoming *in);

/* PRIVMSG and NOTICE. */
void in_talk(struct chat *chat, struct incoming *in);
void in_wallops(struct chat *chat, struct incoming *in);
/* A line is erased (draft/message-redaction). */
void in_redact(struct chat *chat, struct incoming *in);

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

#endif
