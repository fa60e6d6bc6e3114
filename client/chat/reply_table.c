#include "reply.h"

#define INFO(n, text) .number = (n), .kind = REPLY_INFO, .words = (text)
#define REFUSED(n, text) .number = (n), .kind = REPLY_REFUSED, .words = (text)
#define NOTHING(n) .number = (n), .kind = REPLY_NOTHING
#define FORM(n, by) .number = (n), .kind = REPLY_INFO, .form = (by)
#define NONE(n, text) INFO(n, text), .when = REPLY_NONE

/* In the words of the line door (server/doors/line_words.c and line_encode.c) where it has any. */
const struct reply_row reply_rows[] = {
	{INFO(RPL_STATSKLINE, "  %2 %5")},
	{NONE(RPL_ENDOFSTATS, "That is all (STATS %1).")},
	{INFO(RPL_ENDOFSTATS, "%# ban%+ from the server. /server-unban WHOM lifts one.")},
	{INFO(RPL_UMODEIS, "Your modes are: %1")},
	{FORM(RPL_LOCALUSERS, REPLY_LINE)},
	{FORM(RPL_GLOBALUSERS, REPLY_LINE)},
	{INFO(RPL_AWAY, "%1 is away."), .when = "away"},
	{INFO(RPL_AWAY, "%1 is away: %2")},
	{INFO(RPL_AWAY, "%1 is away.")},
	{INFO(RPL_WHOISUSER, "%1 is %2@%3%(5")},
	{INFO(RPL_WHOISSERVER, "%1's server: %2%(3")},
	{INFO(RPL_WHOWASUSER, "%1 was %2@%3%(5")},
	{INFO(RPL_WHOISIDLE, "%1 came %a3 and last typed %s2")},
	{INFO(RPL_WHOISIDLE, "%1 last typed %s2")},
	{NOTHING(RPL_ENDOFWHOIS)},
	{INFO(RPL_WHOISCHANNELS, "%1 is in %2")},
	{NOTHING(RPL_LISTSTART)},
	{FORM(RPL_LIST, REPLY_ROOM)},
	{NONE(RPL_LISTEND, "There are no rooms. /join ROOM makes one.")},
	{INFO(RPL_LISTEND, "%# room%+. /join ROOM takes you to one.")},
	{FORM(RPL_CHANNELMODEIS, REPLY_MODES)},
	{INFO(RPL_CREATIONTIME, "%1 was made %a2")},
	{INFO(RPL_WHOISACCOUNT, "%1 is logged in as %2")},
	{INFO(RPL_NOTOPIC, "%1 has no topic. /topic TEXT gives it one.")},
	{INFO(RPL_TOPIC, "The topic of %1 is: %2")},
	{INFO(RPL_TOPICWHOTIME, "The topic of %1 was set by %n2 %a3")},
	{INFO(RPL_INVITELIST, "  %2")},
	{INFO(RPL_INVITELIST, "You are invited to %1. /join %1 takes you there.")},
	{NONE(RPL_ENDOFINVITELIST, "There are no invitations.")},
	{NOTHING(RPL_ENDOFINVITELIST)},
	{INFO(RPL_INVITING, "You asked %1 to come to %2.")},
	{INFO(RPL_INVEXLIST, "  %2 by %n3 %a4")},
	{INFO(RPL_INVEXLIST, "  %2")},
	{NONE(RPL_ENDOFINVEXLIST, "Nobody is invited to %1.")},
	{NOTHING(RPL_ENDOFINVEXLIST)},
	{INFO(RPL_EXCEPTLIST, "  %2 by %n3 %a4")},
	{INFO(RPL_EXCEPTLIST, "  %2")},
	{NONE(RPL_ENDOFEXCEPTLIST, "Nobody is excepted from the bans of %1.")},
	{NOTHING(RPL_ENDOFEXCEPTLIST)},
	{INFO(RPL_BANLIST, "  %2 by %n3 %a4")},
	{INFO(RPL_BANLIST, "  %2")},
	{NONE(RPL_ENDOFBANLIST, "Nobody is banned from %1.")},
	{INFO(RPL_ENDOFBANLIST, "%# ban%+. /unban NAME lifts one.")},
	{NOTHING(RPL_ENDOFWHOWAS)},
	{FORM(RPL_INFO, REPLY_LINE)},
	{NOTHING(RPL_ENDOFINFO)},
	{INFO(RPL_YOUREOPER, "You are one of the server's operators now.")},

	{REFUSED(ERR_NOSUCHNICK, "there is no room %r1; /list shows all")},
	{REFUSED(ERR_NOSUCHNICK, "nobody here is called %1; /who shows the names")},
	{INFO(ERR_NOMOTD, "This server has no message of the day.")},
	{REFUSED(ERR_NICKNAMEINUSE, "the name %1 is taken; choose another with /nick NAME")},
	{REFUSED(ERR_NICKCOLLISION, "the name %1 is taken; choose another with /nick NAME")},
	{REFUSED(ERR_USERNOTINCHANNEL, "%1 is not in %2; /who shows who is")},
	{REFUSED(ERR_NOTONCHANNEL, "you are not in %1; /join %1 takes you there")},
	{REFUSED(ERR_USERONCHANNEL, "%1 is in %2 already")},
	{REFUSED(ERR_INVITEONLYCHAN, "%1 is for those who have been invited; ask somebody in it")},
	{REFUSED(ERR_BANNEDFROMCHAN, "you are banned from %1; its operators can lift that")},
	{REFUSED(ERR_BADCHANNELKEY, "%1 wants a key: /join %1 KEY")},

	{FORM(RPL_HELPSTART, REPLY_LINE)},
	{FORM(RPL_HELPTXT, REPLY_LINE)},
	{FORM(RPL_ENDOFHELP, REPLY_LINE)},
	{INFO(RPL_MONONLINE, "Here: %n1")},
	{INFO(RPL_MONOFFLINE, "Not here: %n1")},
};

const size_t reply_row_count = sizeof reply_rows / sizeof *reply_rows;
