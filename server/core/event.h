/* Events: what happens in the core, before a door encodes it. The comments name the members that an
 * event has beside `type`; `own` events go to the session that did it. */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mode_words.h"
#include "outcome.h"

struct session;

enum event_type {
	EVENT_WELCOME, /* to a new session: name, room, names, total; text: the server's name */
	EVENT_READY,   /* after the welcome, topic and motd: how to go on */
	EVENT_SAID,    /* name, room, talk, text, tags, parts; roles: for members with one of these
			  only */
	EVENT_PRIVATE, /* name: who sent it, other: who receives it, talk, text, tags, parts */
	EVENT_JOINED,  /* name, room; own: names, total as well */
	EVENT_LEFT,    /* name, room, text: why or NULL */
	EVENT_QUIT,    /* name, text: why or NULL; flag: own words; to all who share a room */
	EVENT_KICKED,  /* name, other: who was kicked, room, text: why or NULL; flag: to the kicked;
			  own and flag: kicked oneself */
	EVENT_RENAMED, /* name: the old one, other: the new one */
	EVENT_TOPIC,   /* name: who set it just now, room, text: "" where it was cleared */
	EVENT_TOPIC_IS,	  /* name: who set it, room, text; seconds: ago */
	EVENT_NO_TOPIC,	  /* room */
	EVENT_CHANGED,	  /* room, changes; name: who did it, NULL for the server */
	EVENT_MODES,	  /* how the room is set: room, changes */
	EVENT_INVITED,	  /* name, other: who is invited, room; flag: to that one; own */
	EVENT_KEPT,	  /* name: for whom the room is kept, room; seconds: for so long (kept.h) */
	EVENT_UNINVITED,  /* own: other: whose invitation was taken back, room */
	EVENT_INVITATION, /* a row of the list of invitations: name: who gave it, other: the
			     invited; seconds: ago; idle: seconds until it ends */
	EVENT_INVITATIONS, /* its end: room, total */
	EVENT_NAMES, /* room, names, name_roles, name_accounts, total; flag: more of them, without
		      * room and total
		      */
	EVENT_ROOM,  /* a row of the list of rooms: room, total, text: topic or NULL */
	EVENT_ROOMS, /* its end: total; idle: rows of the list where they are fewer, else 0 */
	EVENT_BAN,   /* a row of the list of bans: name: who set it, other: the mask, text: why or
			  NULL; names: whom it was made for, if that is known; seconds:
			  ago; idle: seconds until it ends, 0 for never */
	EVENT_BANS,  /* its end: room, NULL for the server; total; flag: which is closed */
	EVENT_WHOIS, /* name, room or NULL, user: its account or NULL, host: its user of this
			machine or NULL, text: away or NULL, seconds, idle */
	EVENT_AWAY,  /* name; flag: away or back; text: why or NULL; own */
	EVENT_AWAY_CHANGED, /* to all who share a room: name, text: why, NULL when back */
	EVENT_REAL_NAME,    /* to all who share a room: name, text: the new one */
	EVENT_HOST,    /* to all who share a room: name, text: the new host; other: the old one */
	EVENT_ACCOUNT, /* to all who share a room, and own: name, other: the account that it is
			  logged in to from now on, NULL for none any more */
	EVENT_ACCOUNT_ADDED, /* own: name: is an account now, for somebody else; flag: as the next
			      */
	EVENT_REGISTERED, /* own: name: is an account now; flag: which outlives the server's process
			   */
	EVENT_PASSWORD,	 /* own: it is changed; total: connections that were logged out, idle: login
			    tokens that ended */
	EVENT_DROPPED,	 /* own: name: the account is gone */
	EVENT_NAME_LOST, /* name: its owner has logged in, so the session becomes a guest */
	EVENT_REPLACED,	 /* name: the account has logged in elsewhere, so the session ends */
	EVENT_ACCOUNT_IS,   /* own: name, seconds: made ago, names, total: its other connections */
	EVENT_ACCOUNT_ROOM, /* a row behind it: room; flag: it is the founder */
	EVENT_CERTIFICATE,  /* own: text: 64 hex digits; flag: was added, or removed */
	EVENT_CERTIFICATE_IS, /* a row of the list of certificates: text */
	EVENT_CERTIFICATES,   /* its end: total */
	EVENT_TOKEN,	/* own: a login token was made: text: its secret, name: its label, total:
			   its number; flag: which outlives the server's process */
	EVENT_TOKEN_IS, /* a row of the list of tokens: name, total; seconds: made ago, idle:
			   last used ago, -1 for never; flag: this session's own */
	EVENT_TOKENS,	/* its end: total */
	EVENT_TOKENS_ENDED, /* own: total: so many were revoked */
	EVENT_OWNER, /* name: whose room it is from now on, NULL for nobody's, other: by whom, room;
			flag: by that one itself */
	EVENT_OWNER_IS,	  /* room, name: founder or NULL, names, total: operators with accounts */
	EVENT_WATCHED,	  /* other: who watches, name: has come or (flag false) gone */
	EVENT_MOTD,	  /* text: may have several lines; NULL where there is none */
	EVENT_HELP,	  /* a row of the help: name: a command, other: its arguments, text */
	EVENT_HELP_END,	  /* after all rows */
	EVENT_HELP_MORE,  /* after the help on one command: text, of several lines */
	EVENT_ALIASES,	  /* after the help on one command: text */
	EVENT_IGNORING,	  /* name; flag: from now on, or no longer */
	EVENT_IGNORED,	  /* names, total: whom the session ignores */
	EVENT_OPERATOR,	  /* own: is one of the server's operators from now on */
	EVENT_WALLOPS,	  /* name, text: to the server's operators and sessions that want it */
	EVENT_SERVER_BAN, /* to the server's operators, own: name has banned (flag) other from the
			     server, or lifted that; text: why or NULL; seconds: for so long, 0 for
			     ever; total: people who had to leave */
	EVENT_SERVER_CLOSED, /* likewise: name has closed (flag) or opened the server; text: why or
				NULL */
	EVENT_STATS,	     /* a line of how the server fares: text */
	EVENT_KILLED,	     /* to a session that is killed: name: by whom, other, text: why */
	EVENT_REFUSED, /* outcome; name: the word it is about; other: the way out; total: a limit */
	EVENT_PAST_GAP,	   /* before lines of the past: room, time: of the next one, seconds: ago;
			      flag: it is the first one; total: lines before it that were not kept */
	EVENT_PAST_ERASED, /* past: in the place of total lines one behind the other: room, time,
			      number: of the first one; name: whose they were, other: by whom they
			      were erased, text: why; "" where they differ or are not known */
	EVENT_PAST_END,	   /* behind a page of them: room, number: of the room's last line, total:
			      lines of the page; text: the command that goes on or NULL; flag: with
			      later lines, else with earlier ones; other: where later ones had to end,
			      or NULL */
	EVENT_PAST_BEHIND, /* before the next, where what was said last is not stored yet, and so
			      is not found: room */
	EVENT_FOUND,	/* behind lines that were found: room, total; text: the command that goes on
			   or NULL; flag: the search was ended before it was through */
	EVENT_NUMBERED, /* own; flag: lines are shown with their numbers, or no longer */
	EVENT_HISTORY,	/* room or NULL; flag: lines are sent before they are stored, or no longer;
			   text: why, to operators of the server; total: lines that were not kept */
	EVENT_ERASED, /* room, number: of the line, name: by whom, other: who had said it, text: why
			 or NULL; flag: by who had said it; own */
	EVENT_FORGOTTEN, /* own: all that it has said on this connection is erased; flag: there was
			    something */
	EVENT_SKIPPED,	/* to a session that reads too slowly: total: lines; actor, name: who it is;
			   room: where they were said, NULL for rooms that it has left; room_id,
			   number: of the first one or one before it, 0 where there is no history */
	EVENT_FAREWELL, /* the server stops; text: its name */
	EVENT_BYE,	/* to a session that quits; text: why or "" */
};

/* How something is said. */
enum talk {
	TALK_SAY,
	TALK_ACTION,
	TALK_NOTICE,	    /* programs must not answer it */
	TALK_REQUEST,	    /* from program to program: people do not see it */
	TALK_REQUEST_REPLY, /* the answer to one */
	TALK_TAGS,	    /* nothing but tags */
};

/* What a member of a room is: bits. */
enum role { ROLE_VOICE = 1, ROLE_OPERATOR = 2, ROLE_FOUNDER = 4 };

/* One mode that was set, added or given (`on`), or the opposite. */
struct change {
	enum mode mode;
	bool on;
	char *argument;	 /* key, number, mask or name; NULL for none */
	int64_t seconds; /* after which it ends by itself; 0 for never */
};

/* The poster keeps all that the pointers point to. Texts are safe (text.h), but may have formatting
 * codes, which doors for plain terminals leave out (irc_text.h). */
struct event {
	enum event_type type;
	enum outcome outcome;
	enum talk talk;
	bool own; /* goes to the session that did it */
	bool flag;
	bool silent; /* EVENT_JOINED: the actor may not speak there, so its real name and its
			reason for being away are left out */
	bool past;   /* told again from history: has user, host and seconds: ago, but no actor */
	bool found;  /* past: by a search; it stands alone */
	bool erased; /* past: what it said has been erased; other: by whom, text: why, or "" */
	bool minor;  /* joining or leaving a large room: people are not told */
	unsigned char roles;
	const struct session *actor; /* who did it, and had `name` then */
	const char *name;
	const char *other;
	const char *user, *host; /* of the sender, where `past` */
	const char *room;
	const char *text;
	const char *tags;  /* raw, "key=value;...", for doors that have them; NULL for none */
	const char *parts; /* of what was said in several lines, as one message: `text` has '\n'
			      between them. In which places of it a line was only continued: "12 40"
			      or ""; NULL for one line */
	const char *const *names;
	const unsigned char *name_roles;  /* as member.roles, one for each name; NULL for none */
	const char *const *name_accounts; /* to which each is logged in, NULL for none */
	size_t name_count;		  /* may be less than total */
	const struct change *changes;
	size_t change_count;
	uint64_t total;
	int64_t seconds;
	int64_t idle;
	uint64_t id;  /* of what was said or done; the same for all who are told. 0: none */
	int64_t time; /* milliseconds since 1970 (UTC); 0 where `id` is */
	uint32_t room_id, number; /* of a line that history keeps, see history.h; else 0 */
};

#endif
