/* What the IRC door's own files share: a peer, a call, and the table of commands. */
#ifndef IRC_PEER_H
#define IRC_PEER_H

#include "conn.h"
#include "door_loop.h"
#include "irc_message.h"
#include "session.h"

/* Capabilities (IRCv3). The first ones change the bytes of what is said in rooms: together they are
 * a session's dialect, and a room has one feed for each dialect that its members have chosen. */
enum irc_cap {
	IRC_MESSAGE_TAGS = 1 << 0,
	IRC_SERVER_TIME = 1 << 1,
	IRC_AWAY_NOTIFY = 1 << 2,
	IRC_EXTENDED_JOIN = 1 << 3,
	IRC_INVITE_NOTIFY = 1 << 4,
	IRC_SETNAME = 1 << 5,
	IRC_CHGHOST = 1 << 6,
	IRC_DIALECT = (1 << 7) - 1,
	IRC_ECHO_MESSAGE = 1 << 7,
	IRC_LABELED_RESPONSE = 1 << 8,
	IRC_BATCH = 1 << 9,
	IRC_MULTI_PREFIX = 1 << 10,
	IRC_USERHOST_IN_NAMES = 1 << 11,
	IRC_CAP_NOTIFY = 1 << 12,
	IRC_STANDARD_REPLIES = 1 << 13,
	IRC_VISIT = 1 << 14,
};

_Static_assert(IRC_DIALECT <= 0xFF, "session.dialect is a byte");

/* Limits that are told with RPL_ISUPPORT (005). */
#define IRC_TARGETS_MAX 4
#define IRC_MODES_MAX 6
#define IRC_AWAY_BYTES 300
#define IRC_KICK_BYTES 300
#define IRC_TOPIC_BYTES 390
#define IRC_REAL_BYTES 150
#define IRC_USER_BYTES 16
#define IRC_LABEL_BYTES 64
#define IRC_BATCH_BYTES 15 /* of what a batch is called */

/* What somebody has said before being let in. */
struct irc_newcomer {
	char *name, *user, *real; /* NULL until said */
	unsigned lines;
	uint32_t since_s; /* seconds of door_now() */
	bool negotiating; /* CAP LS or REQ came, CAP END did not */
};

struct irc_peer {
	struct conn *conn;
	struct session *session;       /* NULL until registered */
	struct irc_newcomer *newcomer; /* NULL from then on */
	uint32_t caps;		       /* of enum irc_cap */
	uint32_t heard_s;	       /* when something last came, seconds of door_now() */
	bool modern : 1;	       /* CAP LS 302 */
	bool pinged : 1;	       /* has not answered since */
};

/* One message that is being answered. All that it leads to for its sender, events too, is appended
 * to `out` and sent when the command is done. Under the core lock. */
struct irc_call {
	struct irc_peer *peer;
	struct session *session; /* NULL until registered */
	struct core *core;
	struct door_loop *loop;
	const struct irc_command *command;
	struct irc_message *message; /* safe (irc_text_safe) */
	bool too_long, not_utf8;     /* it is refused */
	unsigned count;		     /* of the message's parameters */
	unsigned targets;	     /* that have been taken */
	char **params;
	struct buffer *out;
	size_t apart; /* bytes that `out` begins with and that are no answer: they bear no label */
	const char *end;		 /* set by irc_end(): why the session ends */
	bool later;			 /* set by a handler: run again after the door's resume() */
	size_t rows;			 /* that have been looked at, see irc_walk.h */
	const char *label;		 /* NULL for none */
	char batch[IRC_BATCH_BYTES + 1]; /* around the answer, once it has been begun; else "" */
};

struct irc_command {
	const char *name;
	unsigned needed;   /* parameters, else ERR_NEEDMOREPARAMS */
	bool unregistered; /* may be used before being let in */
	void (*run)(struct irc_call *call);
};

/* What has been answered so far goes on its way, in a batch where there is a label. */
void irc_answer_part(struct irc_call *call);

/* Ends the peer: ERROR with these words. Its session is closed, with the words as the reason. */
void irc_end(struct irc_call *call, const char *why);

/* If everything needed has been said: opens the session and welcomes it. */
void irc_register(struct irc_call *call);

/* Source of what the server itself says. A name with a dot, which no person's has. */
extern char irc_server[80];

/* "nick!user@host". */
void irc_add_source(struct buffer *out, const struct session *session);

/* Letters of roles and modes. */
char irc_mode_letter(enum mode mode);
/* "@+" or only the highest of them; "" for none. */
const char *irc_prefixes(unsigned roles, bool all);

/* Whether what the person is and does may be seen by the one who asks: not invisible, oneself, or
 * in a room together; operators of the server see all. */
bool irc_sees(const struct irc_call *call, const struct session *other);

/* The other's place in a room where both are, or NULL. */
const struct member *irc_shared(const struct irc_call *call, const struct session *other);

/* Whether it may be shown that the member is in its room: one is in it too, or neither the room is
 * secret nor the member invisible, or one is an operator of the server. */
bool irc_shows(const struct irc_call *call, const struct member *member);

/* The room, if it may be seen: not secret, or one is in it, or an operator of the server. */
struct room *irc_visible_room(const struct irc_call *call, const char *name);

/* The same, where it has to be there: refuses others. */
struct room *irc_open_room(struct irc_call *call, const char *name);

/* Refuses for too few parameters. */
void irc_need_more(struct irc_call *call);

/* Whether the parameter, if there is one, names this server: by a mask, or by somebody who is on
 * it. Else this is refused (ERR_NOSUCHSERVER). */
bool irc_server_meant(struct irc_call *call, unsigned param);

/* Whether the one who asks is an operator of the server. Else this is refused (ERR_NOPRIVILEGES).
 */
bool irc_is_operator(struct irc_call *call);

/* What was given, where it can stand before another parameter, else "*"; cut at a character where
 * no place would be left for that. Good until the next call. */
const char *irc_word(const char *text);

/* For "%.*s": the front of a word, cut at a character. */
#define IRC_WORD_BYTES 200
#define IRC_WORD(word) (int)text_cut(word, strlen(word), IRC_WORD_BYTES), word

/* The address that somebody comes from, fit to be a parameter, for those who may know it: that one
 * and the server's operators; else NULL. */
const char *irc_address(
	const struct irc_call *call, const struct session *other, char out[DOOR_ADDRESS_SIZE + 1]);

/* Splits a list "a,b,c" in place: the next item, or NULL at the end. Empty items are passed over.
 */
char *irc_next(char **list);

/* The same for what a command is done to: each but the first costs a line of speed. */
char *irc_next_target(struct irc_call *call, char **list);

/* Replies that more than one command gives. */
void irc_tell_topic(struct irc_call *call, const struct room *room, bool always);
void irc_tell_names(struct irc_call *call, const struct room *room);
void irc_tell_motd(struct irc_call *call);
void irc_tell_lusers(struct irc_call *call);
void irc_tell_isupport(struct irc_call *call);
void irc_tell_away(struct irc_call *call, const struct session *session);

void irc_cap(struct irc_call *call);
void irc_pass(struct irc_call *call);
void irc_nick(struct irc_call *call);
void irc_user(struct irc_call *call);
void irc_ping(struct irc_call *call);
void irc_pong(struct irc_call *call);
void irc_quit(struct irc_call *call);
void irc_join(struct irc_call *call);
void irc_part(struct irc_call *call);
void irc_topic(struct irc_call *call);
void irc_names(struct irc_call *call);
void irc_list(struct irc_call *call);
void irc_kick(struct irc_call *call);
void irc_invite(struct irc_call *call);
void irc_uninvite(struct irc_call *call);
void irc_ban(struct irc_call *call);
void irc_unban(struct irc_call *call);
void irc_mode(struct irc_call *call);
void irc_privmsg(struct irc_call *call);
void irc_notice(struct irc_call *call);
void irc_tagmsg(struct irc_call *call);
void irc_who(struct irc_call *call);
void irc_whois(struct irc_call *call);
void irc_whowas(struct irc_call *call);
void irc_userhost(struct irc_call *call);
void irc_ison(struct irc_call *call);
void irc_away(struct irc_call *call);
void irc_setname(struct irc_call *call);
void irc_monitor(struct irc_call *call);
void irc_oper(struct irc_call *call);
void irc_kill(struct irc_call *call);
void irc_wallops(struct irc_call *call);
void irc_rehash(struct irc_call *call);
void irc_chghost(struct irc_call *call);
void irc_motd(struct irc_call *call);
void irc_lusers(struct irc_call *call);
void irc_version(struct irc_call *call);
void irc_time_command(struct irc_call *call);
void irc_info(struct irc_call *call);
void irc_admin(struct irc_call *call);
void irc_help(struct irc_call *call);
void irc_links(struct irc_call *call);
void irc_stats(struct irc_call *call);

#endif
