/* Structs and constants that all files of the IRC door share: peer, call, command, capabilities. */
#ifndef IRC_PEER_H
#define IRC_PEER_H

#include "conn.h"
#include "door_loop.h"
#include "irc_message.h"
#include "session.h"

/* Capabilities (IRCv3). Those of IRC_DIALECT change the bytes of events: together they are a
 * session's dialect, and a room has one feed for each dialect that its members use. */
enum irc_cap {
	IRC_MESSAGE_TAGS = 1 << 0,
	IRC_SERVER_TIME = 1 << 1,
	IRC_AWAY_NOTIFY = 1 << 2,
	IRC_EXTENDED_JOIN = 1 << 3,
	IRC_INVITE_NOTIFY = 1 << 4,
	IRC_SETNAME = 1 << 5,
	IRC_CHGHOST = 1 << 6,
	IRC_REDACTION = 1 << 7,
	IRC_MULTILINE = 1 << 8, /* in a dialect only together with IRC_BATCH */
	IRC_ACCOUNT_NOTIFY = 1 << 9,
	IRC_ACCOUNT_TAG = 1 << 10,
	IRC_DIALECT = (1 << 11) - 1,
	IRC_ECHO_MESSAGE = 1 << 11,
	IRC_LABELED_RESPONSE = 1 << 12,
	IRC_BATCH = 1 << 13,
	IRC_MULTI_PREFIX = 1 << 14,
	IRC_USERHOST_IN_NAMES = 1 << 15,
	IRC_CAP_NOTIFY = 1 << 16,
	IRC_STANDARD_REPLIES = 1 << 17,
	IRC_VISIT = 1 << 18,
	IRC_CHATHISTORY = 1 << 19,
	IRC_EVENT_PLAYBACK = 1 << 20,
	IRC_READ_MARKER = 1 << 21,
	IRC_SEARCH = 1 << 22,
	IRC_EXTENDED_MONITOR = 1 << 23,
	IRC_SASL = 1 << 24,
	IRC_ACCOUNT_REGISTRATION = 1 << 25,
	IRC_CAPS_MASK = (1 << 26) - 1,
	/* Not announced where there is no history. */
	IRC_OF_HISTORY = IRC_REDACTION | IRC_CHATHISTORY | IRC_EVENT_PLAYBACK | IRC_SEARCH,
};

/* Limits, announced by RPL_ISUPPORT (005) but for the last two. */
#define IRC_TARGETS_MAX 4
#define IRC_MODES_MAX 6
#define IRC_AWAY_BYTES 300
#define IRC_KICK_BYTES 300
#define IRC_TOPIC_BYTES 390
#define IRC_REAL_BYTES 150
#define IRC_USER_BYTES 16
#define IRC_LABEL_BYTES 64
#define IRC_BATCH_BYTES 15	 /* of the name of a batch */
#define IRC_MULTILINE_BYTES 4096 /* of one message of several lines */
#define IRC_MULTILINE_LINES 32	 /* likewise */
#define IRC_HISTORY_LINES 100	 /* of one answer */
#define IRC_REGISTER_LINES 100	 /* before registration is done */

/* The bit of a dialect that is no capability: frames of a WebSocket are binary. */
#define IRC_BINARY (1U << 11)
_Static_assert(
	(IRC_DIALECT | IRC_BINARY) <= SESSION_DIALECT_MAX, "session.dialect has so many bits");

/* What a peer has sent before its session is opened. */
struct irc_newcomer {
	const struct door *door;
	char *name, *user, *real; /* NULL until sent */
	unsigned lines;
	uint32_t since_s;    /* seconds of clock_monotonic_ms() */
	bool let_in;	     /* it has given the server's password */
	bool negotiating;    /* CAP LS or REQ came, CAP END did not */
	uint32_t account;    /* the number of the one that it is logged in to; 0 for none */
	uint32_t password;   /* of that one then: a hash of its hash */
	uint32_t token;	     /* the number of the token by which it is; 0 for none */
	struct proof *proof; /* NULL until the first, see irc_account.h */
};

#define IRC_SECONDS_MAX ((1U << 28) - 1) /* of irc_peer.heard_s */

struct irc_peer {
	struct conn *conn;
	struct session *session;       /* NULL until registered */
	struct irc_newcomer *newcomer; /* NULL from then on */
	struct irc_batch *batch;       /* that the client is sending (irc_batch.h); NULL for none */
	struct marks *marks;	       /* what it has read without an account; NULL for nothing */
	struct irc_sasl *sasl;	       /* that it is logging in by (irc_sasl.h); NULL for none */
	uint64_t heard_s : 28; /* when the last line came, seconds of clock_monotonic_ms() */
	uint64_t caps : 26;    /* of enum irc_cap */
	uint64_t tries : 7;    /* how often its line has run for the answer to a question */
	uint64_t modern : 1;   /* sent CAP LS 302 */
	uint64_t pinged : 1;   /* PING was sent, and no line has come since */
	uint64_t binary : 1;   /* a WebSocket with binary frames */
};

/* The bits that change what rooms are sent. */
static inline unsigned irc_dialect(const struct irc_peer *peer)
{
	unsigned without = peer->caps & IRC_BATCH ? 0 : IRC_MULTILINE;
	return (peer->caps & IRC_DIALECT & ~without) | (peer->binary ? IRC_BINARY : 0);
}

/* One message and its answer. Replies are appended to `out`, as are events that the core posts to
 * the sender meanwhile; `out` is sent when the command is done. Lives on the stack, under the core
 * lock. */
struct irc_call {
	const struct door *door; /* the IRC door, or the one for WebSockets */
	struct irc_peer *peer;
	struct session *session; /* NULL until registered */
	struct core *core;
	struct door_loop *loop;
	const struct irc_command *command;
	const struct irc_service *service; /* that is being asked (irc_service.h) */
	struct irc_message *message;	   /* made safe by irc_text_safe() */
	bool too_long, not_utf8, several;  /* the message is refused */
	unsigned count;			   /* of the message's parameters */
	unsigned targets;		   /* taken so far, see irc_param_target() */
	char **params;
	struct buffer *out;
	size_t apart; /* bytes at the start of `out` that are no part of the answer: they get no
			 label */
	char *end;    /* why the session ends; NULL while it goes on. Owned */
	bool later;   /* set by a handler: the line runs again after the door's resume() */
	size_t rows;  /* looked at so far, see irc_walk_unneeded() */
	const char *label;	       /* NULL for none */
	struct irc_batch *ended_batch; /* what it has said; its label may be this one. NULL for none
					*/
	char batch[IRC_BATCH_BYTES +
		   1]; /* name of the batch around the answer, once begun; else "" */
};

struct irc_command {
	const char *name;
	unsigned needed;   /* number of parameters, else ERR_NEEDMOREPARAMS */
	bool unregistered; /* allowed before registration */
	void (*run)(struct irc_call *call);
};

#endif
