#include "irc_talk.h"

#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "ascii.h"
#include "irc_batch.h"
#include "irc_commands.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "irc_said.h"
#include "irc_services.h"
#include "irc_text.h"
#include "memory.h"
#include "slip.h"
#include "talk.h"
#include "text_copy.h"

#define TAGS_MAX 100 /* of one message; further ones are dropped */

static bool comes_again(const struct irc_tag *tag, const struct irc_tag *end)
{
	for (const struct irc_tag *next = tag + 1; next < end; next++)
		if (next->key_length == tag->key_length &&
			memcmp(next->key, tag->key, tag->key_length) == 0)
			return true;
	return false;
}

char *irc_talk_tags(const struct irc_call *call)
{
	struct irc_tag found[TAGS_MAX];
	struct irc_tag *end = found;
	const char *rest = call->message->tags;
	struct buffer tags = {0};
	if (!rest || !(call->peer->caps & IRC_MESSAGE_TAGS))
		return NULL;
	while (end < found + TAGS_MAX && irc_tag_next(&rest, end))
		if (*end->key == '+' && irc_tag_key_valid(end->key, end->key_length))
			end++;
	for (const struct irc_tag *tag = found; tag < end; tag++) {
		if (comes_again(tag, end))
			continue;
		buffer_add_text(&tags, tags.length ? ";" : "");
		buffer_add(&tags, tag->key, tag->key_length);
		if (tag->value && tag->value_length > 0) {
			buffer_add(&tags, "=", 1);
			buffer_add(&tags, tag->value, tag->value_length);
		}
	}
	if (tags.length == 0)
		return NULL;
	buffer_add(&tags, "", 1);
	return tags.bytes;
}

/* What kind of message the text is. Of CTCP ("\1ACTION waves\1") `*text`, which is allocated,
 * becomes the part that the core wants. */
static enum talk take_ctcp(bool notice, char **text)
{
	const char *command, *rest;
	size_t command_length, rest_length;
	if (!irc_ctcp_parse(*text, &command, &command_length, &rest, &rest_length))
		return notice ? TALK_NOTICE : TALK_SAY;
	const char *end = rest + rest_length;
	if (*end && end[1]) /* text behind it: not a CTCP message */
		return notice ? TALK_NOTICE : TALK_SAY;
	bool action = !notice && ascii_is_word(command, command_length, "ACTION");
	const char *from = action ? rest : command;
	char *within = memory_text_n(from, (size_t)(rest + rest_length - from));
	free(*text);
	*text = within;
	return action ? TALK_ACTION : notice ? TALK_REQUEST_REPLY : TALK_REQUEST;
}

static unsigned roles_from(char prefix)
{
	switch (prefix) {
	case '+':
		return ROLE_VOICE | ROLE_OPERATOR | ROLE_FOUNDER;
	case '@':
		return ROLE_OPERATOR | ROLE_FOUNDER;
	case '~':
		return ROLE_FOUNDER;
	default:
		return 0;
	}
}

/* Skips the role prefixes of a room and returns the roles that are meant: those of the lowest. */
static unsigned take_prefixes(const char **target)
{
	unsigned roles = 0, more;
	while ((more = roles_from(**target)) != 0) {
		roles |= more;
		(*target)++;
	}
	return roles;
}

/* Whether the text fits into one line with its source. A longer one is refused; but NOTICE must not
 * be answered, so its text is cut: `speech->text` is then `*cut`, which the caller frees. */
static bool fits(struct irc_call *call, struct speech *speech, const char *target, char **cut)
{
	size_t length = strlen(speech->text), space;
	*cut = NULL;
	if (speech->talk == TALK_TAGS || speech->parts)
		return true;
	space = irc_said_space(call->session, speech->talk, speech->roles ? 1 : 0, target);
	if (length <= space)
		return true;
	if (speech->talk == TALK_NOTICE || speech->talk == TALK_REQUEST_REPLY) {
		*cut = text_copy(speech->text, space);
		speech->text = *cut;
		return true;
	}
	irc_numeric(call, ERR_INPUTTOOLONG,
		":Input line was too long: with your name in front, it has %zu bytes too many",
		length - space);
	return false;
}

/* Whether it is "login NAME PASSWORD", without the slash that it has at the other door. */
static bool logs_in(const struct core *core, const char *text)
{
	static const char login[] = "login ";
	char name[NAME_BYTES + 1];
	const size_t before = sizeof login - 1;
	if (!ascii_equal_n(text, login, before))
		return false;
	size_t length = strcspn(text + before, " ");
	if (length > NAME_BYTES || !text[before + length])
		return false;
	*stpncpy(name, text + before, length) = '\0';
	return account_find(core, name) != NULL;
}

static bool is_room(const char *target)
{
	take_prefixes(&target);
	return *target == '#';
}

/* Whether one of the targets is a room, or a name that was to be a service's. */
static bool is_public(const char *targets)
{
	static const char serv[] = "serv";
	const size_t end = sizeof serv - 1;
	bool found = false;
	for (const char *at = targets; *at && !found; at += *at == ',') {
		size_t length = strcspn(at, ",");
		found = is_room(at) ||
			(length > end && ascii_equal_n(at + length - end, serv, end));
		at += length;
	}
	return found;
}

/* What is for a service, or a mistyped command: a password may be in it, and others would read it.
 * Tells the sender. */
static bool holds_back(struct irc_call *call, const char *targets, const struct speech *speech)
{
	if (speech->talk != TALK_SAY || !is_public(targets) ||
		!(slip_asks(speech->text) || logs_in(call->core, speech->text)))
		return false;
	call->core->secret = true;
	irc_numeric(call, ERR_CANNOTSENDTOCHAN,
		"%.*s :Not said, for a password seems to be in it; if none is, put a word in front "
		"of it",
		IRC_SHORT_WORD(targets));
	return true;
}

static void to_room(
	struct irc_call *call, const char *target, const struct speech *speech, bool silent)
{
	struct speech said = *speech;
	const char *name = target;
	char *cut = NULL;
	said.roles = (unsigned char)take_prefixes(&name);
	struct room *room = room_find_used(call->core, name);
	enum outcome outcome = OUTCOME_NO_SUCH_ROOM;
	if (room && !fits(call, &said, room->name, &cut))
		return;
	if (room)
		outcome = talk_to_room(call->session, room, &said);
	free(cut);
	if (outcome != OUTCOME_DONE && !silent)
		irc_refuse(call, outcome, target, target);
}

/* A message to the sender itself is no part of the answer: moves it, from `start` of call->out, to
 * the bytes that are set apart. With echo-message the echo follows it and stays in the answer. */
static void set_apart(struct irc_call *call, size_t start)
{
	struct buffer *out = call->out;
	size_t size = (out->length - start) / (call->session->echo ? 2 : 1);
	char *message = memory_get(size + 1), *to = out->bytes + call->apart;
	memcpy(message, out->bytes + start, size);
	memmove(to + size, to, start - call->apart);
	memcpy(to, message, size);
	call->apart += size;
	free(message);
}

static void to_person(
	struct irc_call *call, const char *target, const struct speech *speech, bool silent)
{
	struct session *to = session_find(call->core, target);
	struct speech said = *speech;
	char *cut = NULL;
	if (to && !fits(call, &said, session_name(to), &cut))
		return;
	size_t start = call->out->length;
	enum outcome outcome = to ? talk_to_person(call->session, to, &said) : OUTCOME_NOBODY;
	free(cut);
	if (to == call->session && call->out->length > start)
		set_apart(call, start);
	if (outcome != OUTCOME_DONE && !silent)
		irc_refuse(call, outcome, target, target);
	else if (outcome == OUTCOME_DONE && !silent && speech->talk != TALK_TAGS)
		irc_reply_away(call, to);
}

void irc_talk_say(
	struct irc_call *call, const char *target, const struct speech *speech, bool silent)
{
	if (holds_back(call, target, speech))
		return;
	if (is_room(target))
		to_room(call, target, speech, silent);
	else
		to_person(call, target, speech, silent);
}

static void no_recipient(struct irc_call *call)
{
	irc_numeric(call, ERR_NORECIPIENT, ":No recipient given (%s)", call->command->name);
}

/* `silent`: no errors are sent (NOTICE). */
static void speak(struct irc_call *call, char *targets, const struct speech *speech, bool silent)
{
	unsigned count = 0;
	if (strchr(targets, ',') && holds_back(call, targets, speech))
		return;
	for (char *target; (target = irc_param_target(call, &targets)) != NULL;) {
		if (++count > IRC_TARGETS_MAX) {
			if (!silent)
				irc_numeric(call, ERR_TOOMANYTARGETS, "%.*s :Too many targets",
					IRC_WORD(target));
			return;
		}
		irc_talk_say(call, target, speech, silent);
	}
	if (count == 0 && !silent)
		no_recipient(call);
}

static void message(struct irc_call *call, bool notice)
{
	if (call->message->tags && irc_batch_take(call, notice))
		return;
	if (call->count == 0 || !*call->params[0]) {
		if (!notice)
			no_recipient(call);
		return;
	}
	if (call->count < 2 || !*call->params[1]) {
		if (!notice)
			irc_numeric(call, ERR_NOTEXTTOSEND, ":No text to send");
		return;
	}
	const struct irc_service *service = irc_services_target(call->params[0]);
	if (service) { /* and nobody else is told */
		if (!notice)
			irc_service_say(call, service, call->params[1]);
		return;
	}
	char *tags = irc_talk_tags(call);
	char *text = memory_text(call->params[1]);
	struct speech speech = {.tags = tags};
	speech.talk = take_ctcp(notice, &text);
	speech.text = text;
	speak(call, call->params[0], &speech, notice);
	free(text);
	free(tags);
}

void irc_privmsg(struct irc_call *call)
{
	message(call, false);
}

void irc_notice(struct irc_call *call)
{
	message(call, true);
}

void irc_tagmsg(struct irc_call *call)
{
	if (!(call->peer->caps & IRC_MESSAGE_TAGS)) {
		irc_numeric(call, ERR_UNKNOWNCOMMAND, "TAGMSG :Ask for message-tags first");
		return;
	}
	if (call->count == 0 || !*call->params[0]) {
		no_recipient(call);
		return;
	}
	if (irc_services_target(call->params[0]))
		return;
	char *tags = irc_talk_tags(call);
	speak(call, call->params[0], &(struct speech){.talk = TALK_TAGS, .text = "", .tags = tags},
		false);
	free(tags);
}
