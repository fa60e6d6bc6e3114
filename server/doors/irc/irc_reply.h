/* Replies of the server: numerics, standard replies, refusals, the end.
 *
 * Each function appends whole lines to call->out. A line that is longer than IRC_LINE_TEXT_MAX is
 * cut at a character. Names of numerics: numeric.h. */
#ifndef IRC_REPLY_H
#define IRC_REPLY_H

#include "irc_peer.h"
#include "irc_write.h"
#include "numeric.h"
#include "outcome.h"

/* The sender's nick; "*" before it has given one. */
const char *irc_reply_nick(const struct irc_call *call);

/* ":server NNN nick " and what the format says. */
void irc_numeric(struct irc_call *call, enum numeric numeric, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The beginning alone, ":server NNN nick "; returns where the line begins. The caller appends the
 * rest to call->out and calls irc_write_end(). */
size_t irc_numeric_start(struct irc_call *call, enum numeric numeric);

/* ":server " and what the format says. */
void irc_say(struct irc_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A standard reply (IRCv3): FAIL, WARN or NOTE as `type`; `context` may be "". */
void irc_standard(struct irc_call *call, const char *type, const char *code, const char *context,
	const char *words);

/* A time of core.now's clock in seconds since 1970. */
long long irc_reply_time(const struct irc_call *call, int64_t ms);

/* Whether the command is one for this client: it has asked for the capability, and the server has
 * it. Else refuses. */
bool irc_known(struct irc_call *call, enum irc_cap cap, const char *name);

/* What a client has given, to be repeated as a parameter: at most IRC_WORD_MAX bytes of it, cut at
 * a character, or "*" where other parameters could not follow. For "%.*s". */
#define IRC_WORD_MAX 300
#define IRC_WORD(text) irc_word_length(irc_word(text), IRC_WORD_MAX), irc_word(text)
/* The same where a room's name stands in the line, too. */
#define IRC_SHORT_WORD_MAX 200
#define IRC_SHORT_WORD(text) irc_word_length(irc_word(text), IRC_SHORT_WORD_MAX), irc_word(text)
const char *irc_word(const char *text);
int irc_word_length(const char *text, size_t most);

/* The numeric of an outcome of the core. `name` is the person or mask that it is about, `room` the
 * room's name or what was given as one. */
void irc_refuse(struct irc_call *call, enum outcome outcome, const char *name, const char *room);

/* ERR_NEEDMOREPARAMS, ERR_NOSUCHNICK and ERR_NONICKNAMEGIVEN. */
void irc_need_more(struct irc_call *call);
void irc_no_such_nick(struct irc_call *call, const char *name);
void irc_no_nick_given(struct irc_call *call);

/* RPL_AWAY where the session is away. */
void irc_reply_away(struct irc_call *call, const struct session *session);

/* ERROR with these words. Once the answer has been sent, the session is closed, with the words as
 * the reason. */
void irc_end(struct irc_call *call, const char *why);

/* Closes the session in the same way, without ERROR. */
void irc_end_silently(struct irc_call *call, const char *why);

#endif
