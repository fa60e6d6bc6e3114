/* What the server answers: numerics and standard replies.
 *
 * Numbers and names as in the Modern IRC Client Protocol, Numerics. */
#ifndef IRC_REPLY_H
#define IRC_REPLY_H

#include "irc_peer.h"

enum irc_numeric {
	RPL_WELCOME = 1,
	RPL_YOURHOST = 2,
	RPL_CREATED = 3,
	RPL_MYINFO = 4,
	RPL_ISUPPORT = 5,
	RPL_ENDOFSTATS = 219,
	RPL_UMODEIS = 221,
	RPL_STATSUPTIME = 242,
	RPL_STATSOLINE = 243,
	RPL_LUSERCLIENT = 251,
	RPL_LUSEROP = 252,
	RPL_LUSERUNKNOWN = 253,
	RPL_LUSERCHANNELS = 254,
	RPL_LUSERME = 255,
	RPL_ADMINME = 256,
	RPL_ADMINLOC1 = 257,
	RPL_ADMINLOC2 = 258,
	RPL_ADMINEMAIL = 259,
	RPL_TRYAGAIN = 263,
	RPL_LOCALUSERS = 265,
	RPL_GLOBALUSERS = 266,
	RPL_AWAY = 301,
	RPL_USERHOST = 302,
	RPL_ISON = 303,
	RPL_UNAWAY = 305,
	RPL_NOWAWAY = 306,
	RPL_WHOISUSER = 311,
	RPL_WHOISSERVER = 312,
	RPL_WHOISOPERATOR = 313,
	RPL_WHOWASUSER = 314,
	RPL_ENDOFWHO = 315,
	RPL_WHOISIDLE = 317,
	RPL_ENDOFWHOIS = 318,
	RPL_WHOISCHANNELS = 319,
	RPL_LISTSTART = 321,
	RPL_LIST = 322,
	RPL_LISTEND = 323,
	RPL_CHANNELMODEIS = 324,
	RPL_CREATIONTIME = 329,
	RPL_NOTOPIC = 331,
	RPL_TOPIC = 332,
	RPL_TOPICWHOTIME = 333,
	RPL_WHOISBOT = 335,
	RPL_INVITELIST = 336,
	RPL_ENDOFINVITELIST = 337,
	RPL_WHOISACTUALLY = 338,
	RPL_INVITING = 341,
	RPL_INVEXLIST = 346,
	RPL_ENDOFINVEXLIST = 347,
	RPL_EXCEPTLIST = 348,
	RPL_ENDOFEXCEPTLIST = 349,
	RPL_VERSION = 351,
	RPL_WHOREPLY = 352,
	RPL_NAMREPLY = 353,
	RPL_WHOSPCRPL = 354,
	RPL_LINKS = 364,
	RPL_ENDOFLINKS = 365,
	RPL_ENDOFNAMES = 366,
	RPL_BANLIST = 367,
	RPL_ENDOFBANLIST = 368,
	RPL_ENDOFWHOWAS = 369,
	RPL_INFO = 371,
	RPL_MOTD = 372,
	RPL_ENDOFINFO = 374,
	RPL_MOTDSTART = 375,
	RPL_ENDOFMOTD = 376,
	RPL_WHOISHOST = 378,
	RPL_YOUREOPER = 381,
	RPL_REHASHING = 382,
	RPL_TIME = 391,
	ERR_UNKNOWNERROR = 400,
	ERR_NOSUCHNICK = 401,
	ERR_NOSUCHSERVER = 402,
	ERR_NOSUCHCHANNEL = 403,
	ERR_CANNOTSENDTOCHAN = 404,
	ERR_TOOMANYCHANNELS = 405,
	ERR_WASNOSUCHNICK = 406,
	ERR_TOOMANYTARGETS = 407,
	ERR_NOORIGIN = 409,
	ERR_INVALIDCAPCMD = 410,
	ERR_NORECIPIENT = 411,
	ERR_NOTEXTTOSEND = 412,
	ERR_INPUTTOOLONG = 417,
	ERR_UNKNOWNCOMMAND = 421,
	ERR_NOMOTD = 422,
	ERR_NOADMININFO = 423,
	ERR_NONICKNAMEGIVEN = 431,
	ERR_ERRONEUSNICKNAME = 432,
	ERR_NICKNAMEINUSE = 433,
	ERR_BANNICKCHANGE = 435,
	ERR_UNAVAILRESOURCE = 437,
	ERR_USERNOTINCHANNEL = 441,
	ERR_NOTONCHANNEL = 442,
	ERR_USERONCHANNEL = 443,
	ERR_NOTREGISTERED = 451,
	ERR_NEEDMOREPARAMS = 461,
	ERR_ALREADYREGISTERED = 462,
	ERR_PASSWDMISMATCH = 464,
	ERR_CHANNELISFULL = 471,
	ERR_UNKNOWNMODE = 472,
	ERR_INVITEONLYCHAN = 473,
	ERR_BANNEDFROMCHAN = 474,
	ERR_BADCHANNELKEY = 475,
	ERR_BANLISTFULL = 478,
	ERR_NOPRIVILEGES = 481,
	ERR_CHANOPRIVSNEEDED = 482,
	ERR_NOOPERHOST = 491,
	ERR_UMODEUNKNOWNFLAG = 501,
	ERR_USERSDONTMATCH = 502,
	ERR_HELPNOTFOUND = 524,
	RPL_HELPSTART = 704,
	RPL_HELPTXT = 705,
	RPL_ENDOFHELP = 706,
	ERR_INVALIDMODEPARAM = 696,
	RPL_MONONLINE = 730,
	RPL_MONOFFLINE = 731,
	RPL_MONLIST = 732,
	RPL_ENDOFMONLIST = 733,
	ERR_MONLISTFULL = 734,
};

/* Appends ":server NNN nick " and what the format says, and ends the line. What does not fit into
 * IRC_LINE_BYTES is cut at a character. */
void irc_numeric(struct irc_call *call, enum irc_numeric numeric, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* For lines made of many items: begins one, and ends it (cutting what does not fit). In between the
 * caller appends to call->out; `start` is where the line begins there. */
size_t irc_numeric_start(struct irc_call *call, enum irc_numeric numeric);
void irc_line_end(struct irc_call *call, size_t start);

/* Bytes that still fit into the line. */
size_t irc_line_room(const struct irc_call *call, size_t start);

/* A standard reply (IRCv3): FAIL, WARN or NOTE as `type`; `context` may be "". */
void irc_standard(struct irc_call *call, const char *type, const char *code, const char *context,
	const char *words);

/* The numeric of an outcome of the core. `name` is what it is about, `room` the room's name or what
 * was given as one. */
void irc_refuse(struct irc_call *call, enum outcome outcome, const char *name, const char *room);

/* A whole line from a source, as ":server " and the format. */
void irc_say(struct irc_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Marks all that was answered with the label (IRCv3 labeled-response): one message by its tag,
 * several by a batch, none by ACK. `start` is where the answer begins in `out`. */
void irc_label(struct buffer *out, size_t start, const char *label);

/* The same for an answer that is sent in parts: begins a batch, marks what follows in it, ends it.
 */
void irc_batch_begin(
	struct buffer *out, size_t start, const char *label, char batch[IRC_BATCH_BYTES + 1]);
void irc_batch_mark(struct buffer *out, size_t start, const char *batch);
void irc_batch_end(struct buffer *out, const char *batch);

#endif
