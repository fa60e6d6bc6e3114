/* One participant's conversation with an IRC server: lines in, events and lines out.
 *
 * A pure state machine: it knows no socket, no clock and no terminal. Time is an argument, in ms
 * since 1970; calls without one use the latest, so chat_tick() comes first of all. Lines to send
 * leave through chat_user.send, and what happens arrives through chat_user.event, from within the
 * call that caused it. These callbacks may call only const functions of the chat.
 *
 * The chat asks for the IRCv3 capabilities that it uses and works with fewer or none (RFC 1459, the
 * Modern IRC Client Protocol). The limits below bound the memory that a server can use up; what is
 * over a limit is ignored.
 *
 * Each line that chat_say() accepts ends in exactly one of these events:
 *   - an own CHAT_SAID, CHAT_ACTION or CHAT_NOTICE: the server has the line (outbox.h says how that
 *     is known);
 *   - CHAT_REFUSED with the line's ticket: the server does not have it;
 *   - CHAT_UNSURE: the connection was lost after the line was sent. Such a line is kept, like the
 *     lines said without a connection, until chat_resend() or chat_forget(), or until the server's
 *     history has it: then it is told as an own line, with `past`.
 * Where the server has a history (draft/chathistory), the lines that were missed while there was no
 * connection are told when it is back, before anything new of their room: each line once, none
 * missing. At most 256 KiB of new events of a room wait for that; what is dropped of them comes
 * from the history, too.
 *
 * At most a few lines are sent and unconfirmed at a time, since servers close the connection of a
 * client that writes too fast; the others wait their turn. */
#ifndef CHAT_H
#define CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chat;

#define CHAT_ROOMS_MAX 200
#define CHAT_MEMBERS_MAX 20000 /* in all rooms */
#define CHAT_NAME_BYTES 200    /* of a name or room; servers allow less */
#define CHAT_KEY_BYTES 100     /* of a room's key */

/* What happens, typed, and independent of IRC's words. An event and its texts are borrowed for one
 * call. All texts are valid UTF-8 without control characters but TAB; only `text` may hold IRC
 * formatting codes (common/irc_text.h), where people wrote it. NULL stands for what is missing;
 * `text` is never NULL. The text of CHAT_INFO, CHAT_REFUSED and CHAT_MODE is a whole sentence,
 * without the "-- " and "!! " of the line door. */
/* The text of lines that are known to be erased; chatd sends the same. */
#define CHAT_ERASED_TEXT "(erased)"

enum chat_kind {
	CHAT_READY,  /* registered as name. `again`: after a loss */
	CHAT_SAID,   /* name said it in room */
	CHAT_ACTION, /* as SAID: name does it */
	CHAT_NOTICE, /* as SAID, by a program, which no program answers. room NULL: by the server */
	CHAT_JOINED, /* name came to room */
	CHAT_LEFT,   /* name left room; text: why, may be empty */
	CHAT_QUIT,   /* name, who was in room, left the server; text: why. One for each room */
	CHAT_KICKED, /* name kicked other from room; text: why */
	CHAT_RENAMED, /* name is other now. One for each shared room; own: first one without room */
	CHAT_TOPIC,   /* name set the topic of room to text (empty: took it away) */
	CHAT_MODE,    /* text: a sentence on what name changed in room */
	CHAT_INVITED, /* name invites us to room; with other: invites other */
	CHAT_AWAY,    /* name, in some room of ours, is away; text: why; empty: is back */
	CHAT_OPENED,  /* we are in room and know its `count` members; text: its topic, may be empty.
			 `again`: after a loss */
	CHAT_CLOSED,  /* we are not in room any more: we left (own), name kicked us, or, with
			 neither, the server did not let us back in; text: why, may be empty */
	CHAT_FORWARDED, /* the server sends us from room to other: CHAT_OPENED or CHAT_REFUSED
			   follows */
	CHAT_INFO,	/* the server says something; room: where it belongs, if anywhere */
	CHAT_REFUSED,	/* the server refuses something; with `ticket`, other is the line's text */
	CHAT_UNSURE,	/* own: the connection was lost before the server confirmed text */
	CHAT_ERASED,	/* name erased the line `id` of other (NULL: it is not known whose), said at
			   `then` (0: not known); text is why, or empty */
	CHAT_PAST,	/* lines of room's past follow, with `past`; without room: found ones. text:
			   which, "since 14:00", or empty: those before all that were told */
	CHAT_NOW,    /* they have ended. With room: what follows in room is new. text: the command
			that goes on, "later lines: /since 8832", or empty */
	CHAT_MISSED, /* what was said in room since `time` follows, with `past` and what is new
			behind it; `again`: there was no connection meanwhile */
};

struct chat_event {
	enum chat_kind kind;
	int64_t time;	  /* ms since 1970: as the server says, else when it came */
	const char *room; /* in private talk the other person */
	const char *name;
	const char *other;
	const char *text;
	const char *id;	      /* the server's id of the message */
	uint64_t number;      /* of the line in its room, on servers that have such; else 0 */
	int64_t then;	      /* CHAT_ERASED */
	const char *with;     /* CHAT_OPENED: the others, "alice, bob and 3 more"; NULL: nobody */
	unsigned long ticket; /* own lines: what chat_say() returned; else 0 */
	unsigned count;
	bool own;     /* we did it, and the server has confirmed it */
	bool private; /* between two people */
	bool mention; /* our name is in it, and we did not say it */
	bool past;    /* of the server's history. `again`: it came since we were there last */
	bool again;
};

struct chat_user {
	/* A whole line without CR LF. */
	void (*send)(void *data, const char *line, size_t length);
	void (*event)(void *data, const struct chat_event *event);
	/* The connection is useless: end it, for this reason (a phrase). */
	void (*drop)(void *data, const char *why);
};

struct chat_settings {
	const char *nick; /* wanted; made fit for IRC, and varied where it is taken */
	bool visit;	  /* the server need not tell others that we come and go */
	unsigned recent;  /* lines of its past that are told when we enter a room */
};

/* For an account that is logged in to before the server lets us in, and again after each loss. The
 * functions get the chat's `data`. */
struct chat_login {
	bool external; /* without a password, by the certificate that the connection shows */
	/* A password is wanted, which chat_password() gives, in this call or later. `why`: what the
	 * server says of the one before, or NULL. */
	void (*ask)(void *data, const char *why);
	/* It came to nothing, for this reason, a phrase. The connection is to be ended. */
	void (*failed)(void *data, const char *why);
};

/* Borrows `user` and `data`, copies the settings. */
struct chat *chat_new(
	const struct chat_settings *settings, const struct chat_user *user, void *data);
void chat_free(struct chat *chat);

/* The connection is up (registers), has brought a line (any bytes), is quiet (sends a PING), is
 * lost. After a loss chat_begin() leads back to the same rooms, name and away text. */
void chat_begin(struct chat *chat, int64_t now);
void chat_line(struct chat *chat, const char *bytes, size_t length, int64_t now);
void chat_quiet(struct chat *chat, int64_t now);
void chat_lost(struct chat *chat, int64_t now);

/* The server has said that it was upgraded: it ends the connection, and is back at once, which
 * holds until it has let us in or has failed. Lines that it has not confirmed are said again. */
bool chat_is_upgraded(const struct chat *chat);

/* Before chat_begin(): nobody on the way can read what the connection carries. Passwords are not
 * sent otherwise. */
void chat_set_private(struct chat *chat, bool is_private);
bool chat_is_private(const struct chat *chat);

/* Before chat_begin(): the password that the server has for all (PASS); NULL for none. Copied, and
 * wiped at the end. */
void chat_set_server_password(struct chat *chat, const char *password);
/* The connection was dropped because the server wants one, or has not taken that one; or it could
 * not be sent, since the connection is not private. */
bool chat_server_password_wanted(const struct chat *chat);

/* Before the first chat_begin(); `user` is borrowed. */
void chat_set_login(struct chat *chat, const char *account, const struct chat_login *user);
/* The password for it; NULL: the user gives none. Copied, and wiped when it is wrong and at the
 * end. */
void chat_password(struct chat *chat, const char *password);
/* Logs in, also to another account; events tell what comes of it. False if the server has no
 * accounts (SASL), has not let us in, or is busy with another login. */
bool chat_log_in(struct chat *chat, const char *account, const char *password);

/* Makes an account of our name, and logs in to it (IRCv3 account-registration). False as above. */
bool chat_register(struct chat *chat, const char *password);

/* To be called about once a second: drives everything that has a time limit. */
void chat_tick(struct chat *chat, int64_t now);

/* Joins the room now or as soon as there is a connection, and again after each loss. `key` may be
 * NULL. A name without one of the server's room signs gets the first of them ('#'). */
void chat_join(struct chat *chat, const char *name, const char *key);
void chat_part(struct chat *chat, const char *name, const char *why);

/* What is told of the room's past when we first enter it: the lines behind the one with this id,
 * said at `time`; where the id is NULL or not known, those since then; with a number, those behind
 * the line with that number. To be called behind chat_join(). */
void chat_since(struct chat *chat, const char *room, const char *id, int64_t time, uint64_t number);
/* The last line that was told of the room (talk, or what changed it): its id, which may be NULL,
 * and its time; without any, the time when we came. False if we have not come yet. */
bool chat_last(const struct chat *chat, const char *room, const char **id, int64_t *time);

/* What comes of these calls are events with `past`, between CHAT_PAST and CHAT_NOW. False if the
 * server has no history, or cannot search.
 *
 * Asks for lines before those that were told of the room. */
bool chat_earlier(struct chat *chat, const char *room, unsigned count);

/* Asks for other lines of it, whether they have been told or not; texts are copied. */
struct chat_page {
	uint32_t first;	   /* from the line with this number on */
	int64_t since;	   /* or from this time on, in ms since 1970; both 0: the newest lines */
	uint32_t before;   /* only those before this number; 0: no bound */
	int64_t until;	   /* only those until this time; 0: no bound */
	unsigned count;	   /* so many at most; 0: as many as the server sends at once */
	const char *words; /* for CHAT_PAST */
	const char *bound; /* the bound as it was typed, "before:15:00", for CHAT_NOW; or "" */
};
bool chat_page(struct chat *chat, const char *room, const struct chat_page *page);

/* Asks for the newest lines of a room that we are in with all words. */
struct chat_search {
	const char *words;
	const char *name;  /* said by this person; "" for anybody */
	uint32_t before;   /* as of a page */
	int64_t until;	   /* likewise */
	const char *typed; /* all but the bound as it was typed, " tea from:bob", for CHAT_NOW */
};
bool chat_search(struct chat *chat, const char *room, const struct chat_search *search);

/* Erases a line by its number, ours or of a room that we run; `why` may be NULL. False if the
 * server cannot, or the line cannot be named. */
bool chat_erase(struct chat *chat, const char *room, uint32_t number, const char *why);
/* Erases all that we have said over this connection. False if the server cannot. */
bool chat_erase_own(struct chat *chat);

/* Says text (kind: CHAT_SAID, CHAT_ACTION or CHAT_NOTICE) to a room or person. A text that is too
 * long for one message is said in several lines, each with a ticket of its own. Returns the first
 * ticket, never 0; `parts`, which may be NULL, gets their number. CR and LF become spaces; other
 * control characters are sent as they are. */
unsigned long chat_say(struct chat *chat, enum chat_kind kind, const char *target, const char *text,
	unsigned *parts);

/* Lines on their way (sent, or waiting their turn), and kept lines. */
size_t chat_unconfirmed(const struct chat *chat);
size_t chat_kept(const struct chat *chat);
/* When the oldest line on its way was said, in ms since 1970; 0 without any. */
int64_t chat_unconfirmed_since(const struct chat *chat);
/* Kept line `i`, the oldest first; NULL behind the last. `unsure`: it may have been delivered. */
const char *chat_kept_line(const struct chat *chat, size_t i, const char **target, bool *unsure);
void chat_resend(struct chat *chat);
void chat_forget(struct chat *chat);
void chat_forget_unsure(struct chat *chat);

/* Sends any command with up to 15 parameters, or a line as the user typed it. Returns false, with
 * nothing sent, without a connection or if it is no valid message. Answers come as events, mostly
 * CHAT_INFO. */
bool chat_command(
	struct chat *chat, const char *command, const char *const *params, unsigned count);
bool chat_raw(struct chat *chat, const char *line);

/* Sends a fence: a PING, whose PONG says that the server has done all that it was sent before; and
 * whether the PONG has come, which never happens if there is no connection or it was lost
 * meanwhile. A PONG of chatd also means that what was said before has been handed on to everyone
 * who keeps up, so that even the end of the server cannot undo it. */
void chat_fence(struct chat *chat);
bool chat_fence_passed(const struct chat *chat);

/* Changes the wanted nick and, with a connection, asks the server for it. Returns false, with
 * nothing done, if it can be no name. */
bool chat_nick(struct chat *chat, const char *nick);
/* NULL or "": back. Kept over a loss. */
void chat_away(struct chat *chat, const char *why);
bool chat_is_away(const struct chat *chat);
void chat_quit(struct chat *chat, const char *why);

/* Hides what this person says and does. */
void chat_ignore(struct chat *chat, const char *name);
bool chat_unignore(struct chat *chat, const char *name);
/* Ignored person `i`; NULL behind the last. */
const char *chat_ignored(const struct chat *chat, size_t i);

/* The user lifts a ban, and the list of bans was asked for behind it: it is not shown if the ban
 * was there and was the last. */
void chat_lifting(struct chat *chat);
/* Whether the server is a chatd that knows bans of people by name, and for a time. */
bool chat_is_chatd(const struct chat *chat);

/* An operator of the server. */
bool chat_is_server_operator(const struct chat *chat);
/* The account that we are logged in to; NULL for none. */
const char *chat_account(const struct chat *chat);

bool chat_is_ready(const struct chat *chat);	/* registered */
bool chat_is_entering(const struct chat *chat); /* connected, but not registered yet */
const char *chat_name(const struct chat *chat); /* ours, or the one we want */
bool chat_is_room(const struct chat *chat, const char *text);
bool chat_in_room(const struct chat *chat, const char *room);
/* We want to be in the room, and CHAT_OPENED has never told it. */
bool chat_is_joining(const struct chat *chat, const char *room);
/* Whether two names are the same for the server (CASEMAPPING). */
bool chat_same(const struct chat *chat, const char *a, const char *b);

/* Room `i` of those we are in, in the order of joining; NULL behind the last. */
const char *chat_room(const struct chat *chat, size_t i);
/* Room `i` of the last list that the server sent in this connection; NULL behind the last. */
const char *chat_listed(const struct chat *chat, size_t i);
/* A room of that list whose name is nearly this one, if this one is not in it: once for each name;
 * else NULL. */
const char *chat_doubt(struct chat *chat, const char *room);
const char *chat_topic(const struct chat *chat, const char *name); /* "" for none */

/* The host of somebody who is in a room of ours or left a while ago; NULL if it is not known. */
const char *chat_host(const struct chat *chat, const char *name);

struct chat_member {
	const char *name;
	const char *roles; /* signs, the highest first: "@" */
	uint64_t spoke;	   /* larger for somebody who spoke later; 0: never */
	bool away;
};
/* The sign of somebody's highest role in a room, ' ' for no role; NUL for who is not there. */
char chat_role(const struct chat *chat, const char *room, const char *name);
/* Calls `each` for all members of a room, in no order. */
void chat_members(const struct chat *chat, const char *name,
	void (*each)(void *data, const struct chat_member *member), void *data);

#endif
