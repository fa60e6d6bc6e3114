#include "irc_reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counter.h"
#include "irc_message.h"
#include "memory.h"
#include "text.h"

const char *irc_reply_nick(const struct irc_call *call)
{
	if (call->session)
		return session_name(call->session);
	const struct irc_newcomer *newcomer = call->peer->newcomer;
	return newcomer && newcomer->name ? newcomer->name : "*";
}

size_t irc_numeric_start(struct irc_call *call, enum numeric numeric)
{
	size_t start = call->out->length;
	buffer_format(call->out, ":%s %03d %s ", irc_server, (int)numeric, irc_reply_nick(call));
	return start;
}

static void add_formatted(struct buffer *out, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static void add_formatted(struct buffer *out, const char *format, va_list arguments)
{
	char line[4 * IRC_LINE_BYTES];
	vsnprintf(line, sizeof line, format, arguments);
	buffer_add_text(out, line);
}

void irc_numeric(struct irc_call *call, enum numeric numeric, const char *format, ...)
{
	va_list arguments;
	size_t start = irc_numeric_start(call, numeric);
	va_start(arguments, format);
	add_formatted(call->out, format, arguments);
	va_end(arguments);
	irc_write_end(call->out, start);
}

void irc_say(struct irc_call *call, const char *format, ...)
{
	va_list arguments;
	size_t start = call->out->length;
	buffer_add_all(call->out, ":", irc_server, " ", NULL);
	va_start(arguments, format);
	add_formatted(call->out, format, arguments);
	va_end(arguments);
	irc_write_end(call->out, start);
}

void irc_standard(struct irc_call *call, const char *type, const char *code, const char *context,
	const char *words)
{
	const char *command = call->command ? call->command->name : "*";
	irc_say(call, "%s %s %s%s%.*s :%s", type, command, code, *context ? " " : "",
		irc_word_length(context, IRC_WORD_MAX), context, words);
}

bool irc_known(struct irc_call *call, enum irc_cap cap, const char *name)
{
	const char *command = call->command->name;
	if ((cap & IRC_OF_HISTORY) && !history_on(&call->core->history))
		irc_numeric(call, ERR_UNKNOWNCOMMAND, "%s :Unknown command", command);
	else if (!(call->peer->caps & cap))
		irc_numeric(call, ERR_UNKNOWNCOMMAND, "%s :Ask for %s first", command, name);
	else
		return true;
	return false;
}

/* The numeric of each outcome and its text: %n is the name, %r the room. */
static const struct {
	enum numeric numeric;
	const char *words;
} replies[OUTCOME_COUNT] = {
	[OUTCOME_NAME_TAKEN] = {ERR_NICKNAMEINUSE, "%n :Nickname is already in use"},
	[OUTCOME_NAME_LONG] = {ERR_ERRONEUSNICKNAME, "%n :A nickname has at most 32 characters"},
	[OUTCOME_NAME_START] = {ERR_ERRONEUSNICKNAME,
		"%n :A nickname cannot begin with a digit or '-'"},
	[OUTCOME_NAME_CHARACTER] = {ERR_ERRONEUSNICKNAME,
		"%n :A nickname is made of letters, digits and -_[]{}|^`\\"},
	[OUTCOME_NAME_RESERVED] = {ERR_ERRONEUSNICKNAME,
		"%n :Nicknames that begin with guest- are given by the server"},
	[OUTCOME_NAME_KEPT] = {ERR_ERRONEUSNICKNAME,
		"%n :That word would be mistaken for the server"},
	[OUTCOME_NAME_MIXED] = {ERR_ERRONEUSNICKNAME,
		"%n :A nickname cannot mix Latin, Greek and Cyrillic letters"},
	[OUTCOME_ROOM_MIXED] = {ERR_NOSUCHCHANNEL,
		"%r :A channel's name cannot mix Latin, Greek and Cyrillic letters"},
	[OUTCOME_NAME_UNFOLDS] = {ERR_ERRONEUSNICKNAME,
		"%n :Some characters of that nickname stand for many letters each"},
	[OUTCOME_ROOM_LONG] = {ERR_NOSUCHCHANNEL, "%r :A channel's name has at most 50 characters"},
	[OUTCOME_ROOM_CHARACTER] = {ERR_NOSUCHCHANNEL,
		"%r :A channel's name is a # and letters, digits and most punctuation"},
	[OUTCOME_ROOM_UNFOLDS] = {ERR_NOSUCHCHANNEL,
		"%r :Some characters of that channel's name stand for many letters each"},
	[OUTCOME_NO_SUCH_ROOM] = {ERR_NOSUCHCHANNEL, "%r :No such channel"},
	[OUTCOME_NOBODY] = {ERR_NOSUCHNICK, "%n :No such nick/channel"},
	[OUTCOME_IGNORED_BY] = {ERR_CANNOTSENDTOCHAN, "%n :They ignore you"},
	[OUTCOME_BANNED] = {ERR_BANNEDFROMCHAN, "%r :Cannot join channel (+b) - you are banned"},
	[OUTCOME_INVITE_ONLY] = {ERR_INVITEONLYCHAN,
		"%r :Cannot join channel (+i) - you must be invited"},
	[OUTCOME_KEY_WRONG] = {ERR_BADCHANNELKEY, "%r :Cannot join channel (+k) - bad key"},
	[OUTCOME_ROOM_FULL] = {ERR_CHANNELISFULL, "%r :Cannot join channel (+l) - channel is full"},
	[OUTCOME_ROOMS_MAX] = {ERR_TOOMANYCHANNELS, "%r :You have joined too many channels"},
	[OUTCOME_NOT_IN_ROOM] = {ERR_NOTONCHANNEL, "%r :You're not on that channel"},
	[OUTCOME_NOT_MEMBER] = {ERR_USERNOTINCHANNEL, "%n %r :They aren't on that channel"},
	[OUTCOME_IS_MEMBER] = {ERR_USERONCHANNEL, "%n %r :is already on channel"},
	[OUTCOME_NOT_OPERATOR] = {ERR_CHANOPRIVSNEEDED, "%r :You're not channel operator"},
	[OUTCOME_OUTRANKED] = {ERR_CHANOPRIVSNEEDED, "%r :That is for the founders of the channel"},
	[OUTCOME_OUTSIDE] = {ERR_CANNOTSENDTOCHAN,
		"%r :Cannot send to channel (+n) - you are not on it"},
	[OUTCOME_MODERATED] = {ERR_CANNOTSENDTOCHAN,
		"%r :Cannot send to channel (+m) - you have no voice"},
	[OUTCOME_SILENCED] = {ERR_CANNOTSENDTOCHAN,
		"%r :Cannot send to channel (+b) - you are banned"},
	[OUTCOME_TOKEN_SAID] = {ERR_CANNOTSENDTOCHAN, "%r :Not said, for a login token is in it"},
	[OUTCOME_NAME_SILENCED] = {ERR_BANNICKCHANGE,
		"%n %r :Cannot change nickname while you may not speak on that channel"},
	[OUTCOME_NAME_LOGIN] = {ERR_NICKNAMEINUSE,
		"%n :Nickname is the login of another user of the server's machine"},
	[OUTCOME_NAME_ALIKE] = {ERR_NICKNAMEINUSE,
		"%n :Nickname looks like %r, which is not free; choose another one"},
	[OUTCOME_NAME_HELD] = {ERR_UNAVAILRESOURCE,
		"%n :Nickname is kept for a few minutes for the person who lost the connection"},
	[OUTCOME_NAME_REGISTERED] = {ERR_NICKNAMEINUSE,
		"%n :Nickname belongs to somebody who has registered it; if that is you, log in "
		"by SASL, or choose another one and say /msg NickServ IDENTIFY nickname password"},
	[OUTCOME_LOBBY_TOPIC] = {ERR_CHANOPRIVSNEEDED, "%r :Only IRC operators set its topic"},
	[OUTCOME_NOT_INVITED] = {ERR_USERNOTINCHANNEL, "%n %r :They have not been invited"},
	[OUTCOME_OWN_ROOMS] = {ERR_TOOMANYCHANNELS,
		"%r :Your address has made as many channels and bans as one may"},
	[OUTCOME_OWN_MASKS] = {ERR_BANLISTFULL,
		"%r %n :Your address has made as many channels and bans as one may"},
	[OUTCOME_MASKS_FULL] = {ERR_BANLISTFULL, "%r %n :Channel list is full"},
	[OUTCOME_OPER_WRONG] = {ERR_PASSWDMISMATCH, ":Password incorrect"},
	[OUTCOME_OPER_NONE] = {ERR_NOOPERHOST, ":This server has no operators"},
	[OUTCOME_NOT_SERVER_OPERATOR] = {ERR_NOPRIVILEGES,
		":Permission Denied- You're not an IRC operator"},
};

void irc_refuse(struct irc_call *call, enum outcome outcome, const char *name, const char *room)
{
	const char *words = replies[outcome].words;
	counter_add(COUNTER_REFUSED_COMMANDS, 1);
	if (!words) {
		irc_numeric(
			call, ERR_UNKNOWNERROR, "%s :That could not be done", call->command->name);
		return;
	}
	size_t start = irc_numeric_start(call, replies[outcome].numeric);
	while (*words) {
		size_t run = strcspn(words, "%");
		buffer_add(call->out, words, run);
		words += run;
		if (!*words)
			break;
		const char *typed = irc_word(words[1] == 'n' ? name : room);
		buffer_add(call->out, typed, text_cut(typed, strlen(typed), ROOM_NAME_BYTES));
		words += 2;
	}
	irc_write_end(call->out, start);
}

long long irc_reply_time(const struct irc_call *call, int64_t ms)
{
	return (ms + call->core->clock_offset) / 1000;
}

const char *irc_word(const char *text)
{
	return irc_param_needs_colon(text) ? "*" : text;
}

int irc_word_length(const char *text, size_t most)
{
	return (int)text_cut(text, strlen(text), most);
}

void irc_need_more(struct irc_call *call)
{
	irc_numeric(call, ERR_NEEDMOREPARAMS, "%s :Not enough parameters", call->command->name);
}

void irc_no_such_nick(struct irc_call *call, const char *name)
{
	irc_numeric(call, ERR_NOSUCHNICK, "%.*s :No such nick/channel", IRC_WORD(name));
}

void irc_no_nick_given(struct irc_call *call)
{
	irc_numeric(call, ERR_NONICKNAMEGIVEN, ":No nickname given");
}

void irc_reply_away(struct irc_call *call, const struct session *session)
{
	const char *why = session_away(session);
	if (why)
		irc_numeric(call, RPL_AWAY, "%s :%s", session_name(session), *why ? why : "Away");
}

void irc_end(struct irc_call *call, const char *why)
{
	irc_write_error(call->out, why);
	irc_end_silently(call, why);
}

void irc_end_silently(struct irc_call *call, const char *why)
{
	free(call->end);
	call->end = memory_text(why);
}
