/* One participant's conversation with an IRC server: lines in, events and lines out.
 *
 * A pure state machine: it knows no socket, no clock and no terminal. Time is an argument, in ms
 * since 1970; lines to send leave through chat_user.send; what happens arrives through
 * chat_user.event, from within the call that caused it. Neither may call anything of the chat that
 * is not const.
 *
 * It asks for the IRCv3 capabilities that it uses and works, with less, without any (RFC 1459, the
 * Modern IRC Client Protocol). Nothing the server sends costs more than bounded memory: see the
 * limits below; what is over one is passed over.
 *
 * What is said is confirmed. Each line that chat_say() accepts ends in exactly one of
 *   - an own CHAT_SAID, CHAT_ACTION or CHAT_NOTICE: the server has it. With echo-message the text
 * is the server's; without it, the answer to a PING behind the line stands for it;
 *   - CHAT_REFUSED with its ticket: the server does not have it;
 *   - CHAT_UNSURE: the connection was lost after it had been sent. Such a line is kept, like those
 *     said while there is no connection, until chat_resend() or chat_forget().
 * At most a few lines are unconfirmed at a time (servers close who writes too fast); the others
 * wait their turn, in order. */
#ifndef CHAT_H
#define CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_event.h"

struct chat;

#define CHAT_ROOMS_MAX 200
#define CHAT_MEMBERS_MAX 20000 /* in all rooms */
#define CHAT_NAME_BYTES 200    /* of a name or room that a server may come with */

struct chat_user {
	/* A whole line without CR LF. */
	void (*send)(void *data, const char *line, size_t length);
	void (*event)(void *data, const struct chat_event *event);
	/* The connection is of no use: end it, for this reason (a phrase). */
	void (*drop)(void *data, const char *why);
};

struct chat_settings {
	const char *nick;      /* wanted; made fit for IRC, and changed where it is taken */
	const char *real_name; /* NULL: the nick */
	bool visit;	       /* the others need not be told that it comes and goes */
};

/* `user` and `data` are borrowed; the settings are copied. */
struct chat *chat_new(
	const struct chat_settings *settings, const struct chat_user *user, void *data);
void chat_free(struct chat *chat);

/* The connection: it has come up (registers), has brought a line (any bytes), is quiet (asks a
 * PING), is gone. After chat_lost() everything is as before but not ready, and chat_begin() leads
 * back to the same rooms, name and away text. */
void chat_begin(struct chat *chat, int64_t now);
void chat_line(struct chat *chat, const char *bytes, size_t length, int64_t now);
void chat_quiet(struct chat *chat, int64_t now);
void chat_lost(struct chat *chat, int64_t now);

/* To be called about once a second: registration and JOINs without an end, a nick to win back,
 * lines that nobody confirms. And first of all, since calls without `now` take the latest. */
void chat_tick(struct chat *chat, int64_t now);

/* Rooms are joined now, or as soon as there is a connection, and again after each loss. `key` may
 * be NULL. A name without one of the server's room signs gets the first of them ('#'). */
void chat_join(struct chat *chat, const char *room, const char *key);
void chat_part(struct chat *chat, const char *room, const char *why);

/* Says text (kind: CHAT_SAID, CHAT_ACTION or CHAT_NOTICE) to a room or person; one that is too long
 * for a message is said in several, each with a ticket of its own. Returns the first ticket, which
 * is never 0; `parts` gets their number, and may be NULL. CR, LF and NUL cannot be in it: other
 * control characters are sent as they are. */
unsigned long chat_say(struct chat *chat, enum chat_kind kind, const char *target, const char *text,
	unsigned *parts);

/* Lines that have been said and are neither confirmed nor refused: on their way (sent, or waiting
 * their turn), and kept (see above). */
size_t chat_unconfirmed(const struct chat *chat);
size_t chat_kept(const struct chat *chat);
/* When the oldest of those on their way was said, in ms since 1970; 0 without any. */
int64_t chat_unconfirmed_since(const struct chat *chat);
/* Kept line `i`, oldest first; NULL if there are no more. `unsure`: it may have been delivered. */
const char *chat_kept_line(const struct chat *chat, size_t i, const char **target, bool *unsure);
void chat_resend(struct chat *chat);
void chat_forget(struct chat *chat);

/* Any command, from up to 15 parameters. False, with nothing sent, where there is no connection or
 * it cannot be written as a message. The answers come as events, mostly CHAT_INFO. */
bool chat_command(
	struct chat *chat, const char *command, const char *const *params, unsigned count);
/* A line as the user typed it; the same. */
bool chat_raw(struct chat *chat, const char *line);

/* Sends a fence: a PING, whose PONG says that the server has done all that it was sent before.
 * Whether that has come since; never, if the connection was lost meanwhile or there is none. From
 * chatd the PONG also means that what was said before has been handed on to everyone who keeps up,
 * so that even the end of the server cannot undo it. */
void chat_fence(struct chat *chat);
bool chat_fence_passed(const struct chat *chat);

/* Changes the wanted nick too; before there is a connection, that alone. False, with nothing done,
 * where it can be no name; one that the server has to judge is refused by an event. */
bool chat_nick(struct chat *chat, const char *nick);
/* NULL or "": back. Kept over a loss. */
void chat_away(struct chat *chat, const char *why);
bool chat_is_away(const struct chat *chat);
void chat_quit(struct chat *chat, const char *why);

/* Nothing that this person says or does is told any more, until taken back. */
void chat_ignore(struct chat *chat, const char *name);
bool chat_unignore(struct chat *chat, const char *name);
/* The `i`th; NULL if there are no more. */
const char *chat_ignored(const struct chat *chat, size_t i);

/* A ban is being lifted, and the list of bans asked for behind it: if the one was there and was the
 * last, the list is not told. */
void chat_lifting(struct chat *chat);
/* Whether the server is a chatd that knows bans of people by name, and for a time. */
bool chat_is_chatd(const struct chat *chat);

bool chat_is_ready(const struct chat *chat);
bool chat_is_entering(const struct chat *chat); /* connected, but not let in yet */
const char *chat_name(const struct chat *chat); /* who we are, or want to be */
bool chat_is_room(const struct chat *chat, const char *text);
bool chat_in_room(const struct chat *chat, const char *room);
/* We want to be in it and have never been: it has been asked for, or will be. */
bool chat_is_joining(const struct chat *chat, const char *room);
bool chat_same(
	const struct chat *chat, const char *a, const char *b); /* the server's CASEMAPPING */

/* The room `i` that we are in, in the order in which they were joined; NULL if there are no more.
 */
const char *chat_room(const struct chat *chat, size_t i);
/* The room `i` of the last list that the server sent in this connection; NULL if there are no more.
 */
const char *chat_listed(const struct chat *chat, size_t i);
/* A room that is about to be joined is not in that list, but another one nearly is: that one, once
 * for each name; else NULL. */
const char *chat_doubt(struct chat *chat, const char *room);
const char *chat_topic(const struct chat *chat, const char *room); /* "" for none */

/* Where somebody comes from, as others see it: who is in a room of ours or has gone a while ago.
 * NULL: not known. */
const char *chat_host(const struct chat *chat, const char *name);

/* One member of a room. */
struct chat_member {
	const char *name;
	const char *roles; /* the signs of the roles, the highest first: "@" */
	uint64_t spoke;	   /* larger for who spoke later; 0 for who has not */
	bool away;
};
/* Calls `each` for all members of a room, in no order. */
void chat_members(const struct chat *chat, const char *room,
	void (*each)(void *data, const struct chat_member *member), void *data);

#endif
