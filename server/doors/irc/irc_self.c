/* What somebody changes of oneself; what operators of the server do; and who may see what. */
#include "self.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "glob.h"
#include "irc.h"
#include "irc_reply.h"
#include "journal.h"
#include "operators.h"
#include "session_life.h"
#include "session_send.h"
#include "text.h"
#include "text_copy.h"

#define GIVEN_BYTES 300 /* of what was given that are repeated: IRC_TARGETS_MAX names fit */

static void mark_rooms(const struct session *session, bool marked)
{
	for (const struct member *member = session->members; member; member = member->next)
		member_room(member)->marked = marked && !member->gone;
}

const struct member *irc_shared(const struct irc_call *call, const struct session *other)
{
	const struct member *member = other->members;
	mark_rooms(call->session, true);
	while (member && (!member_room(member)->marked || member->gone))
		member = member->next;
	mark_rooms(call->session, false);
	return member;
}

bool irc_sees(const struct irc_call *call, const struct session *other)
{
	return !other->invisible || other == call->session || session_operator(call->session) ||
	       irc_shared(call, other);
}

bool irc_shows(const struct irc_call *call, const struct member *member)
{
	if (member->gone || member->session->unannounced)
		return false;
	const struct room *room = member_room(member);
	return room_shown(room, call->session) &&
	       (!member->session->invisible || session_operator(call->session) ||
		       room_member(room, call->session));
}

struct room *irc_visible_room(const struct irc_call *call, const char *name)
{
	struct room *room = room_find(call->core, name);
	return room && room_shown(room, call->session) ? room : NULL;
}

struct room *irc_open_room(struct irc_call *call, const char *name)
{
	struct room *room = irc_visible_room(call, name);
	if (!room)
		irc_refuse(call,
			room_find(call->core, name) ? OUTCOME_NOT_IN_ROOM : OUTCOME_NO_SUCH_ROOM,
			name, name);
	return room;
}

const char *irc_word(const char *text)
{
	static char word[GIVEN_BYTES + 1]; /* under the core lock */
	size_t length = strlen(text);
	if (irc_param_needs_colon(text))
		return "*";
	if (length <= GIVEN_BYTES)
		return text;
	*stpncpy(word, text, text_cut(text, length, GIVEN_BYTES)) = '\0';
	return word;
}

bool irc_server_meant(struct irc_call *call, unsigned param)
{
	struct name_key mask, name;
	if (call->count <= param || !*call->params[param])
		return true;
	const char *text = call->params[param];
	name_key(&mask, text, strlen(text));
	name_key(&name, irc_server, strlen(irc_server));
	if (glob_match(mask.bytes, name.bytes) || session_find(call->core, text))
		return true;
	irc_numeric(call, ERR_NOSUCHSERVER, "%s :No such server", irc_word(text));
	return false;
}

bool irc_is_operator(struct irc_call *call)
{
	if (session_operator(call->session))
		return true;
	irc_numeric(call, ERR_NOPRIVILEGES, ":Permission Denied- You're not an IRC operator");
	return false;
}

const char *irc_address(
	const struct irc_call *call, const struct session *other, char out[DOOR_ADDRESS_SIZE + 1])
{
	if (other != call->session && !session_operator(call->session))
		return NULL;
	out[0] = '0'; /* before an IPv6 address that begins with a colon */
	out[1] = '\0';
	other->door->address(other->peer, out + 1);
	if (!out[1])
		return NULL;
	return out[1] == ':' ? out : out + 1;
}

void irc_tell_away(struct irc_call *call, const struct session *session)
{
	const char *why = session_away(session);
	if (why)
		irc_numeric(call, RPL_AWAY, "%s :%s", session_name(session), *why ? why : "Away");
}

void irc_away(struct irc_call *call)
{
	if (call->count == 0 || !*call->params[0]) {
		self_set_away(call->session, NULL);
		irc_numeric(call, RPL_UNAWAY, ":You are no longer marked as being away");
		return;
	}
	char *why = text_copy(call->params[0], IRC_AWAY_BYTES);
	self_set_away(call->session, why);
	free(why);
	irc_numeric(call, RPL_NOWAWAY, ":You have been marked as being away");
}

void irc_setname(struct irc_call *call)
{
	const char *real = call->params[0];
	size_t length = strlen(real);
	if (length > IRC_REAL_BYTES || text_blank(real, length))
		irc_standard(call, "FAIL", "INVALID_REALNAME", "", "Realname is not valid");
	else
		self_set_real_name(call->session, real);
}

static void refuse_password(struct irc_call *call, long seconds)
{
	if (seconds > 0)
		irc_numeric(call, ERR_PASSWDMISMATCH,
			":Password incorrect; wait %ld seconds before the next try", seconds);
	else
		irc_numeric(call, ERR_PASSWDMISMATCH, ":Password incorrect");
}

void irc_oper(struct irc_call *call)
{
	switch (operators_enter(call->session, call->params[0], call->params[1])) {
	case OUTCOME_DONE: /* the event has told */
		break;
	case OUTCOME_LATER:
		call->later = true;
		break;
	case OUTCOME_OPER_NONE:
		irc_numeric(call, ERR_NOOPERHOST, ":No O-lines for your host");
		break;
	case OUTCOME_OPER_BUSY:
		irc_numeric(call, RPL_TRYAGAIN, "OPER :Please wait a while and try again.");
		break;
	case OUTCOME_OPER_WAIT:
		irc_numeric(call, RPL_TRYAGAIN,
			"OPER :Wrong passwords came from your address: wait %ld seconds",
			operators_wait(call->session));
		break;
	default:
		refuse_password(call, operators_wait(call->session));
		break;
	}
}

/* What others are told of the end, and ERROR. */
static void tell_own_end(struct session *target, const char *reason)
{
	struct event event = session_event(target, EVENT_QUIT);
	event.own = true;
	event.text = reason;
	session_post(target, &event);
	event.type = EVENT_BYE;
	session_post(target, &event);
}

void irc_kill(struct irc_call *call)
{
	const char *by = session_name(call->session);
	if (!irc_is_operator(call))
		return;
	struct session *target = session_find(call->core, call->params[0]);
	if (!target || session_dies(target)) {
		irc_numeric(call, ERR_NOSUCHNICK, "%s :No such nick/channel",
			irc_word(call->params[0]));
		return;
	}
	char *given = text_copy(call->count > 1 ? call->params[1] : "", IRC_KICK_BYTES);
	const char *why = *given ? given : by;
	static char reason[IRC_LINE_BYTES]; /* under the core lock; outlives the call */
	snprintf(reason, sizeof reason, "Killed (%s (%s))", by, why);
	struct event event = session_event(call->session, EVENT_KILLED);
	event.other = session_name(target);
	event.text = why;
	session_post(target, &event);
	char peer[DOOR_ADDRESS_SIZE];
	journal_peer(target, peer);
	journal(call->session, LOG_INFO, "kill", LOG_TEXT("target", session_name(target)),
		LOG_TEXT("target_peer", peer), LOG_TEXT("reason", given));
	if (target->door == &irc_door)
		tell_own_end(target, reason);
	if (target == call->session)
		call->end = reason;
	else
		session_kill(target, reason);
	free(given);
}

void irc_wallops(struct irc_call *call)
{
	if (!irc_is_operator(call))
		return;
	if (!*call->params[0]) {
		irc_numeric(call, ERR_NEEDMOREPARAMS, "WALLOPS :Not enough parameters");
		return;
	}
	journal(call->session, LOG_INFO, "wallops", {0});
	operators_tell(call->session, call->params[0]);
}

void irc_rehash(struct irc_call *call)
{
	if (!irc_is_operator(call))
		return;
	journal(call->session, LOG_INFO, "rehash", {0});
	irc_numeric(call, RPL_REHASHING, "configuration :Rehashing");
	kill(getpid(), SIGHUP); /* taken by the server's first loop, in its own time */
}
