/* What happens in a chat, as the rest of the client sees it: typed, and independent of IRC's words.
 *
 * An event and its texts are borrowed for one call. All texts are valid UTF-8 without control
 * characters but TAB; only `text` may hold IRC formatting codes (common/irc_text.h), where people
 * wrote it. NULL stands for what is missing; `text` is never NULL. The text of CHAT_INFO,
 * CHAT_REFUSED and CHAT_MODE is a whole sentence, without the "-- " and "!! " of the line door. */
#ifndef CHAT_EVENT_H
#define CHAT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

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
};

struct chat_event {
	enum chat_kind kind;
	int64_t time;	  /* ms since 1970: as the server says, else when it came */
	const char *room; /* in private talk the other person */
	const char *name;
	const char *other;
	const char *text;
	const char *id;	      /* the server's id of the message */
	const char *with;     /* CHAT_OPENED: the others, "alice, bob and 3 more"; NULL: nobody */
	unsigned long ticket; /* own lines: what chat_say() returned; else 0 */
	unsigned count;
	bool own;     /* we did it, and the server has confirmed it */
	bool private; /* between two people */
	bool mention; /* our name is in it, and we did not say it */
	bool again;
};

#endif
