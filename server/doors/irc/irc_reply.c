#include "irc_reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "counter.h"
#include "irc_text.h"
#include "text.h"

#define LINE_BYTES_MAX (IRC_LINE_BYTES - 2)

static const char *nick_of(const struct irc_call *call)
{
	if (call->session)
		return session_name(call->session);
	const struct irc_newcomer *newcomer = call->peer->newcomer;
	return newcomer && newcomer->name ? newcomer->name : "*";
}

size_t irc_numeric_start(struct irc_call *call, enum numeric numeric)
{
	size_t start = call->out->length;
	buffer_format(call->out, ":%s %03d %s ", irc_server, (int)numeric, nick_of(call));
	return start;
}

size_t irc_line_room(const struct irc_call *call, size_t start)
{
	size_t used = call->out->length - start;
	return used < LINE_BYTES_MAX ? LINE_BYTES_MAX - used : 0;
}

void irc_line_end(struct irc_call *call, size_t start)
{
	struct buffer *out = call->out;
	size_t length = out->length - start;
	if (length > LINE_BYTES_MAX)
		out->length = start + text_cut(out->bytes + start, length, LINE_BYTES_MAX);
	buffer_add(out, "\r\n", 2);
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
	irc_line_end(call, start);
}

void irc_say(struct irc_call *call, const char *format, ...)
{
	va_list arguments;
	size_t start = call->out->length;
	buffer_add_all(call->out, ":", irc_server, " ", NULL);
	va_start(arguments, format);
	add_formatted(call->out, format, arguments);
	va_end(arguments);
	irc_line_end(call, start);
}

void irc_standard(struct irc_call *call, const char *type, const char *code, const char *context,
	const char *words)
{
	const char *command = call->command ? call->command->name : "*";
	irc_say(call, "%s %s %s%s%s :%s", type, command, code, *context ? " " : "", context, words);
}

/* The numeric of an outcome, and what stands behind the nick: %n is the name, %r the room. */
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
	[OUTCOME_NAME_SILENCED] = {ERR_BANNICKCHANGE,
		"%n %r :Cannot change nickname while you may not speak on that channel"},
	[OUTCOME_NAME_HELD] = {ERR_UNAVAILRESOURCE,
		"%n :Nickname is kept for a few minutes for the person who lost the connection"},
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
		const char *typed = words[1] == 'n' ? name : room;
		typed = irc_word(typed);
		buffer_add(call->out, typed, text_cut(typed, strlen(typed), ROOM_NAME_BYTES));
		words += 2;
	}
	irc_line_end(call, start);
}

static unsigned count_lines(const char *bytes, size_t length)
{
	unsigned count = 0;
	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

/* Appends the lines, each with the tag. */
static void add_tagged(struct buffer *out, const char *lines, size_t length, const char *tag)
{
	for (size_t at = 0; at < length;) {
		const char *line = lines + at;
		size_t size = (size_t)((const char *)memchr(line, '\n', length - at) - line) + 1;
		at += size;
		buffer_add_all(out, "@", tag, NULL);
		if (*line == '@') {
			line++;
			size--;
			buffer_add(out, ";", 1);
		} else {
			buffer_add(out, " ", 1);
		}
		buffer_add(out, line, size);
	}
}

void irc_batch_mark(struct buffer *out, size_t start, const char *batch)
{
	struct buffer lines = {0};
	char tag[IRC_BATCH_BYTES + 8];
	snprintf(tag, sizeof tag, "batch=%s", batch);
	buffer_add(&lines, out->bytes + start, out->length - start);
	out->length = start;
	add_tagged(out, lines.bytes, lines.length, tag);
	buffer_finish(&lines);
}

void irc_batch_begin(
	struct buffer *out, size_t start, const char *label, char batch[IRC_BATCH_BYTES + 1])
{
	static unsigned batches; /* under the core lock */
	struct buffer lines = {0};
	buffer_add(&lines, out->bytes + start, out->length - start);
	out->length = start;
	snprintf(batch, IRC_BATCH_BYTES + 1, "%x", ++batches);
	buffer_format(
		out, "@label=%s :%s BATCH +%s labeled-response\r\n", label, irc_server, batch);
	start = out->length;
	buffer_add(out, lines.bytes, lines.length);
	irc_batch_mark(out, start, batch);
	buffer_finish(&lines);
}

void irc_batch_end(struct buffer *out, const char *batch)
{
	buffer_format(out, ":%s BATCH -%s\r\n", irc_server, batch);
}

void irc_label(struct buffer *out, size_t start, const char *label)
{
	char tag[IRC_LABEL_BYTES + 16], batch[IRC_BATCH_BYTES + 1];
	unsigned count = count_lines(out->bytes + start, out->length - start);
	snprintf(tag, sizeof tag, "label=%s", label);
	if (count > 1) {
		irc_batch_begin(out, start, label, batch);
		irc_batch_end(out, batch);
		return;
	}
	struct buffer answer = {0};
	buffer_add(&answer, out->bytes + start, out->length - start);
	out->length = start;
	if (count == 0)
		buffer_format(out, "@%s :%s ACK\r\n", tag, irc_server);
	else
		add_tagged(out, answer.bytes, answer.length, tag);
	buffer_finish(&answer);
}
