/* What happens in a chat, as the rest of the client sees it: typed, and independent of IRC's words.
 *
 * An event and its texts are borrowed for one call. All texts are valid UTF-8 without control
 * characters but TAB; `text` alone may hold IRC formatting codes (common/irc_text.h) where people
 * wrote it. NULL stands for what there is not; `text` is never NULL. Lines of the server
 * (CHAT_INFO, CHAT_REFUSED, CHAT_MODE) are whole sentences in the words of the line door, without
 * its "-- " and "!! ". */
#ifndef CHAT_EVENT_H
#define CHAT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum chat_kind {
	CHAT_READY,   /* registered; name: who we are. `again` where it was so before */
	CHAT_SAID,    /* name said it in room */
	CHAT_ACTION,  /* as SAID: name does it */
	CHAT_NOTICE,  /* as SAID, by a program; never answered by one. room NULL: from the server */
	CHAT_JOINED,  /* name came to room */
	CHAT_LEFT,    /* name left room; text: why, may be empty */
	CHAT_QUIT,    /* name, who was in room, left the server; text: why. One for each room */
	CHAT_KICKED,  /* name put other out of room; text: why */
	CHAT_RENAMED, /* name is other now. One for each shared room; own: one with room NULL too,
			 before those */
	CHAT_TOPIC,   /* name set the topic of room to text (empty: took it away) */
	CHAT_MODE,    /* text: a sentence on what name changed in room */
	CHAT_INVITED, /* name asks us into room; with other: asks other */
	CHAT_AWAY,    /* name, in some room of ours, is away; text: why; empty: is back */
	CHAT_OPENED,  /* we are in room, and its members are known; text: its topic, may be empty;
			 `count` members. `again` where it was so before the connection was lost */
	CHAT_CLOSED,  /* we are in room no more, because we left (own), or name put us out, or, with
			 neither, the server let us not back in; text: why, may be empty */
	CHAT_FORWARDED, /* room does not take us in; the server sends us on to other,
			   where CHAT_OPENED or CHAT_REFUSED follows */
	CHAT_INFO,	/* the server says something; room: where it belongs, if anywhere */
	CHAT_REFUSED,	/* the server refuses something; other, with `ticket`: the text it was about
			 */
	CHAT_UNSURE,	/* own: the connection was lost before the server confirmed text */
};

struct chat_event {
	enum chat_kind kind;
	int64_t time;	  /* ms since 1970: the server's word for it, else when it came */
	const char *room; /* the room; in private talk the other person */
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
