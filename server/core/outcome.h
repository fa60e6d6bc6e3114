/* What a command can come to. Each door has one table from outcomes to words; the comments name the
 * members of struct event that come with EVENT_REFUSED. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "name.h"

enum outcome {
	OUTCOME_DONE,
	OUTCOME_UNKNOWN_COMMAND, /* name: the word, other: the nearest known one or NULL */
	OUTCOME_USAGE,		 /* name: the command, other: its arguments */
	OUTCOME_NO_ROOM,	 /* the session must be in a room for this */
	OUTCOME_NAME_TAKEN,	 /* name */
	OUTCOME_NAME_LONG,	 /* total: characters at most */
	OUTCOME_NAME_START,	 /* name */
	OUTCOME_NAME_CHARACTER,	 /* name */
	OUTCOME_NAME_RESERVED,	 /* name: the reserved prefix */
	OUTCOME_NAME_KEPT,	 /* name: a word that would pass for the server */
	OUTCOME_NAME_SAME,	 /* name */
	OUTCOME_NAME_MIXED,	 /* name */
	OUTCOME_ROOM_MIXED,	 /* name */
	OUTCOME_NAME_UNFOLDS,	 /* name */
	OUTCOME_ROOM_LONG,	 /* total: characters at most */
	OUTCOME_ROOM_CHARACTER,	 /* name */
	OUTCOME_ROOM_UNFOLDS,	 /* name */
	OUTCOME_NO_SUCH_ROOM,	 /* name */
	OUTCOME_IN_ROOM,	 /* name: the session is there already */
	OUTCOME_NOBODY,		 /* name */
	OUTCOME_YOURSELF,
	OUTCOME_NO_REPLY,      /* nobody wrote yet */
	OUTCOME_REPLY_GONE,    /* name */
	OUTCOME_IGNORED_BY,    /* name */
	OUTCOME_NOT_IGNORED,   /* name */
	OUTCOME_IGNORE_FULL,   /* total */
	OUTCOME_UNCHANGED,     /* name: it is so already */
	OUTCOME_BANNED,	       /* name: the room, other: why or NULL */
	OUTCOME_INVITE_ONLY,   /* name: the room */
	OUTCOME_KEY_WRONG,     /* name: the room */
	OUTCOME_ROOM_FULL,     /* name: the room */
	OUTCOME_ROOMS_MAX,     /* total: rooms of one session */
	OUTCOME_NOT_IN_ROOM,   /* name: the room that the session must be in */
	OUTCOME_NOT_MEMBER,    /* name: a person who is not in the room, other: the room */
	OUTCOME_IS_MEMBER,     /* name: a person who is in the room already, other: the room */
	OUTCOME_NOT_OPERATOR,  /* name: the room whose operator it must be */
	OUTCOME_OUTRANKED,     /* name: a person with a higher role */
	OUTCOME_OUTSIDE,       /* name: a room that only members may speak to */
	OUTCOME_MODERATED,     /* name: the room */
	OUTCOME_SILENCED,      /* name: the room from which it is banned */
	OUTCOME_NAME_SILENCED, /* name: the room in which it may not speak */
	OUTCOME_NAME_LOGIN,    /* name: the login of another user of this machine */
	OUTCOME_NAME_ALIKE,    /* name, other: the one that it looks like (names.h) */
	OUTCOME_NAME_HELD,     /* name, total: seconds for which it is kept (kept.h) */
	OUTCOME_LOBBY_TOPIC,   /* name: the room whose topic only the server's operators set */
	OUTCOME_NOT_INVITED,   /* name: a person without an invitation, other: the room */
	OUTCOME_MASK,	       /* name: the text that is no mask */
	OUTCOME_MASKS_FULL,    /* total: masks of one room */
	OUTCOME_TIME,	       /* see ban_take_time() */
	OUTCOME_OWN_ROOMS,     /* the address owns too much to make a room, see owner.h */
	OUTCOME_OWN_MASKS,     /* or to set a mask */
	OUTCOME_NO_MASK,       /* name: a mask that is not in the list */
	OUTCOME_MODE,	       /* name: an unknown mode, other: the nearest known one or NULL */
	OUTCOME_KEY,	       /* name: the text that cannot be a key */
	OUTCOME_LIMIT,	       /* name: the text that cannot be a limit */
	OUTCOME_KEEP,	       /* name: the text that is no time, other: the longest one or NULL */
	OUTCOME_OPER_WRONG,    /* no such operator, or another password; total: seconds to wait */
	OUTCOME_OPER_NONE,     /* the server has no operators */
	OUTCOME_PASSWORD_WRONG,
	OUTCOME_PASSWORD_BUSY,	/* too many passwords are being checked */
	OUTCOME_PASSWORD_WAIT,	/* total: seconds, after wrong passwords of the same address */
	OUTCOME_PASSWORD_SHORT, /* total: characters at least */
	OUTCOME_PASSWORD_LONG,	/* total: bytes at most */
	OUTCOME_NOT_PRIVATE,	/* others on the way could read the password */
	OUTCOME_LOGIN_WRONG,	/* name: no such account, or another password; total: seconds */
	OUTCOME_LOGIN_WAIT,	/* name: an account, total: seconds, after wrong passwords for it */
	OUTCOME_NOT_LOGGED_IN,
	OUTCOME_LOGGED_IN,	     /* name: the account that it is logged in to */
	OUTCOME_GUEST,		     /* it has no name of its own to register */
	OUTCOME_NAME_ELSEWHERE,	     /* name: another connection of the same account has it */
	OUTCOME_OPERATORS_FULL,	     /* name: the room, total: accounts that operate a room */
	OUTCOME_ROOM_OF_SERVER,	     /* name: the room, which is the server's */
	OUTCOME_ROOM_OWNED,	     /* name: the room; it belongs to an account already */
	OUTCOME_NOT_FOUNDER,	     /* name: the room */
	OUTCOME_ROOMS_OWNED_MAX,     /* name: whose account, total: rooms of one account */
	OUTCOME_NO_ACCOUNT,	     /* name: a text that is no account's */
	OUTCOME_NAME_REGISTERED,     /* name: it belongs to an account */
	OUTCOME_ACCOUNTS_FULL,	     /* the server has as many accounts as it may */
	OUTCOME_ACCOUNTS_ADDRESS,    /* the address has made as many as it may; total: seconds */
	OUTCOME_ACCOUNT_NAME,	     /* name: a text that is not the name of the own account */
	OUTCOME_CERTIFICATE_NONE,    /* the peer has shown none */
	OUTCOME_CERTIFICATE_UNKNOWN, /* it belongs to no account */
	OUTCOME_CERTIFICATE_OTHER,   /* it belongs to another account */
	OUTCOME_CERTIFICATE_BAD,     /* name: a text that is no fingerprint of the account's */
	OUTCOME_FINGERPRINT,	     /* name: a text that is no fingerprint at all */
	OUTCOME_CERTIFICATES_FULL,   /* total: certificates of one account */
	OUTCOME_TOKEN_LOGIN,	     /* name: its account; a token does not suffice for that */
	OUTCOME_TOKENS_FULL,	     /* total: login tokens of one account */
	OUTCOME_TOKEN_LABEL,	     /* total: bytes at most */
	OUTCOME_TOKEN_NONE,	     /* the account has no such token */
	OUTCOME_TOKEN_SAID,	     /* it was not said, for a login token is in it */
	OUTCOME_NOT_SERVER_OPERATOR,
	OUTCOME_NO_HISTORY,	     /* the server keeps none */
	OUTCOME_HISTORY_FAILED,	     /* the disk does not answer */
	OUTCOME_NO_SUCH_LINE,	     /* name: the number as it was typed, other: the room */
	OUTCOME_LINE_ERASED,	     /* name: the number; it is erased already */
	OUTCOME_LINE_NOT_OWN,	     /* name: the number; only operators may erase it */
	OUTCOME_LINE_NUMBER,	     /* name: the text that is no number of a line */
	OUTCOME_WHEN,		     /* name: the text that is no time (when.h) */
	OUTCOME_WHEN_FUTURE,	     /* name: a time that has not come yet */
	OUTCOME_PAGE_SIZE,	     /* total: lines of a page at most */
	OUTCOME_SEARCH_WORDS,	     /* nothing that can be searched for */
	OUTCOME_LATER,		     /* run the command again after door.resume() */
	OUTCOME_SLIP_COMMAND,	     /* name: a command; the line was not said, see slip.h */
	OUTCOME_SLIP_SECRET,	     /* name: a command that carries a secret; likewise */
	OUTCOME_SLIP_IRC,	     /* likewise for what IRC clients begin with */
	OUTCOME_TOO_LONG,	     /* total: bytes of a line */
	OUTCOME_TOO_FAST,	     /* total: lines a second */
	OUTCOME_ADDRESS_TOO_FAST,    /* likewise, of all sessions of the address */
	OUTCOME_BAN_WHOM,	     /* name: neither a person nor an account nor an address */
	OUTCOME_BAN_HERE,	     /* name: a person of this machine, without an account */
	OUTCOME_SERVER_BANS_FULL,    /* there are ACCESS_BANS_MAX */
	OUTCOME_NO_SERVER_BAN,	     /* name: what is not banned */
	OUTCOME_SERVER_OPEN,	     /* it is not closed */
	OUTCOME_ADDRESS_DENIED,	     /* by the configuration, see access.h */
	OUTCOME_ACCOUNT_NEEDED,	     /* the server is for people with an account */
	OUTCOME_REGISTRATION_CLOSED, /* only operators make accounts */
	OUTCOME_SERVER_BANNED,	     /* other: why or NULL; idle: seconds until it ends, or 0 */
	OUTCOME_SERVER_CLOSED,	     /* other: why or NULL */
	OUTCOME_UNREAD,	  /* total: bytes that the server did not read before it stopped */
	OUTCOME_TOO_SLOW, /* total: bytes unread */
	OUTCOME_COUNT
};

/* What is wrong with a name, or with a room's; OUTCOME_DONE for NAME_GOOD. */
enum outcome outcome_of_name(enum name_error error);
enum outcome outcome_of_room_name(enum name_error error);

#endif
