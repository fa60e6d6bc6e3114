#include "irc_commands.h"

#include <string.h>

#include "ascii.h"
#include "irc_reply.h"

struct help {
	const char *name;
	const char *usage;
	const char *text; /* lines, separated by newlines */
};

static const struct help rows[] = {
	{"ADMIN", "[server]", "Whom to write to about the server."},
	{"AUTHENTICATE", "mechanism | message | + | *",
		"IRCv3 sasl: logs you in to your account. Clients do that by themselves."},
	{"AWAY", "[text]", "Marks you as away, with a reason; without one, as back."},
	{"BAN", "channel nick|mask [time] [reason]",
		"Keeps somebody out of a channel that you run, for a time (90s, 10m, 2h, 7d)\n"
		"or for good, and puts them out. Who is here is banned by where they come from."},
	{"BATCH", "+name draft/multiline target | -name",
		"IRCv3: begins and ends a message of several lines."},
	{"CAP", "LS|LIST|REQ|END [capabilities]", "IRCv3: what client and server both can do."},
	{"CERT", "ADD|DEL|LIST [fingerprint]",
		"Lets a certificate of your client log you in, by SASL EXTERNAL. Without a\n"
		"fingerprint it is the one that your client has shown."},
	{"CHANSERV", "command [arguments]",
		"Whose a channel is: CHANSERV HELP. The same as /msg ChanServ."},
	{"CHATHISTORY", "LATEST|BEFORE|AFTER|AROUND|BETWEEN channel place [place] limit",
		"IRCv3: what was said in a channel that you are in. A place is msgid=...,\n"
		"timestamp=..., or * for LATEST. TARGETS and two times: which of your channels\n"
		"have their last line between them."},
	{"CHGHOST", "nick host", "For the server's operators: changes the host that others see."},
	{"CLOSE", "[reason]",
		"For the server's operators: lets nobody new in, except from this machine and\n"
		"from where its operators are. OPEN takes it back."},
	{"CS", "command [arguments]", "As CHANSERV."},
	{"FORGET", "", "Of this server: erases all that you have said on this connection."},
	{"HELP", "[command]", "All commands, or more on one of them."},
	{"INFO", "[server]", "About this software."},
	{"INVITE", "[nick channel]",
		"Asks somebody into a channel that you are in.\n"
		"Where it is for the invited (+i), only its operators may."},
	{"ISON", "nick [nick...]", "Which of these people are here."},
	{"JOIN", "channel[,channel...] [key[,key...]]",
		"Enters channels. A new one is made, and is yours to run.\n"
		"\"JOIN 0\" leaves all that you are in."},
	{"KICK", "channel nick[,nick...] [reason]", "Puts somebody out of a channel that you run."},
	{"KILL", "nick reason", "For the server's operators: puts somebody off the server."},
	{"KLINE", "nick|account|address[/bits] [time] [reason]",
		"For the server's operators: keeps somebody off the server, for a time (90s,\n"
		"10m, 2h, 7d) or for good. A nick stands for the account, or, if not logged in,\n"
		"for the address. STATS k lists who is kept off."},
	{"LINKS", "[mask]", "The servers: this one."},
	{"LIST", "[channel[,channel...]] [condition[,condition...]]",
		"The channels, with how many are in each, and their topics.\n"
		"Conditions: a mask, !mask, >n and <n people,\n"
		"C>n and C<n made more or less than n minutes ago,\n"
		"T>n and T<n the topic set more or less than n minutes ago."},
	{"LUSERS", "", "How many people and channels there are."},
	{"MARKREAD", "target [timestamp=...]",
		"IRCv3: notes, or tells, up to when you have read it."},
	{"MODE", "target [modes [argument...]]",
		"How a channel, or oneself, is set, or changes that.\n"
		"Channels: b ban, e but not these, I always invited, k key, l limit,\n"
		"i for the invited, m only with a voice, n only from inside, s secret,\n"
		"t topic kept to operators, q founder, o operator, v voice.\n"
		"People: i invisible, w hears WALLOPS, o operator of the server, B bot."},
	{"MONITOR", "+ nick[,nick...] | - nick[,nick...] | C | L | S",
		"Tells you when these people come or go; clears, lists,\n"
		"or says who of them is here."},
	{"MOTD", "[server]", "The message of the day."},
	{"NAMES", "[channel[,channel...]]", "Who is in a channel."},
	{"NICK", "nick", "Changes your name."},
	{"NICKSERV", "command [arguments]",
		"Accounts, and names that are yours: NICKSERV HELP. The same as /msg NickServ."},
	{"NOTICE", "target[,target...] text", "Says something that no program answers to."},
	{"NS", "command [arguments]", "As NICKSERV."},
	{"OPEN", "", "For the server's operators: lets people in again, after CLOSE."},
	{"OPER", "name password", "Makes you one of the server's operators."},
	{"PART", "channel[,channel...] [reason]", "Leaves channels."},
	{"PASS", "password | name:password",
		"Before all else: the server's password, or logs you in to your account."},
	{"PING", "token", "Answered with PONG."},
	{"PONG", "token", "Answers a PING."},
	{"PRIVMSG", "target[,target...] text",
		"Says something to a channel, or to one person alone.\n"
		"@#channel is for its operators, +#channel for those with a voice too."},
	{"QUIT", "[reason]", "Leaves the server."},
	{"REDACT", "channel msgid [reason]",
		"IRCv3: erases what you have said on this connection,\n"
		"or anybody, in a channel that you run."},
	{"REGISTER", "account email password",
		"IRCv3: makes an account of this name, or of your nick (*), and logs you in.\n"
		"No email address is kept; * stands for none."},
	{"REHASH", "", "For the server's operators: reads the configuration again."},
	{"SEARCH", "in=channel;text=words;from=nick;before=time;after=time;limit=number",
		"Finds what was said in a channel that you are in. Only the channel is needed."},
	{"SETNAME", "text", "Changes your real name."},
	{"STATS", "u|o|k|t [server]",
		"How long the server has been up; its operators; its bans; how it fares, in "
		"numbers."},
	{"TAGMSG", "target[,target...]", "IRCv3: sends tags without a text."},
	{"TIME", "[server]", "The server's time."},
	{"TOKEN", "ADD|DEL|LIST [what it is for|number]",
		"Makes a secret that a program gives as your password, lists or ends them.\n"
		"With standard-replies it is answered by NOTE and FAIL."},
	{"TOPIC", "channel [text]", "What a channel is about, or changes that."},
	{"UNBAN", "channel nick|mask", "Lifts a ban, also by the name for which it was made."},
	{"UNKLINE", "account|address[/bits]",
		"For the server's operators: takes back a KLINE, as STATS k shows it."},
	{"USER", "user 0 * text", "Said once, on connecting: who you are."},
	{"USERHOST", "nick [nick...]", "User and host of up to five people."},
	{"VERSION", "[server]", "The version of this software, and what it supports."},
	{"WALLOPS", "text", "For the server's operators: tells all who want to hear it (+w)."},
	{"WHO", "[mask] [o][%fields[,token]]",
		"Who is in a channel, or whose name, user or host the mask matches.\n"
		"o: only the server's operators. Fields: of t c u i h s n f d l a o r."},
	{"WHOIS", "[server] nick[,nick...]", "About somebody."},
	{"WHOWAS", "nick [count]", "About somebody who was here."},
};

#define ROWS (sizeof rows / sizeof rows[0])

/* One numeric for each line of the text. */
static void tell_text(struct irc_call *call, const char *subject, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		irc_numeric(call, RPL_HELPTXT, "%s :%.*s", subject, (int)length, text);
		text += length + (text[length] != '\0');
	}
}

static void tell_commands(struct irc_call *call)
{
	irc_numeric(call, RPL_HELPSTART, "* :** Commands **");
	irc_numeric(call, RPL_HELPTXT, "* :");
	for (size_t i = 0; i < ROWS; i++)
		irc_numeric(call, RPL_HELPTXT, "* :%s%s%s", rows[i].name, *rows[i].usage ? " " : "",
			rows[i].usage);
	irc_numeric(call, RPL_ENDOFHELP, "* :HELP and a command tells more.");
}

void irc_help(struct irc_call *call)
{
	const char *subject = call->count > 0 ? call->params[0] : "";
	if (!*subject) {
		tell_commands(call);
		return;
	}
	for (size_t i = 0; i < ROWS; i++) {
		const struct help *help = &rows[i];
		if (!ascii_equal(help->name, subject))
			continue;
		irc_numeric(call, RPL_HELPSTART, "%s :** %s **", subject, help->name);
		irc_numeric(call, RPL_HELPTXT, "%s :", subject);
		tell_text(call, subject, help->text);
		irc_numeric(call, RPL_HELPTXT, "%s :", subject);
		irc_numeric(call, RPL_ENDOFHELP, "%s :%s%s%s", subject, help->name,
			*help->usage ? " " : "", help->usage);
		return;
	}
	irc_numeric(
		call, ERR_HELPNOTFOUND, "%.*s :No help available on this topic", IRC_WORD(subject));
}
