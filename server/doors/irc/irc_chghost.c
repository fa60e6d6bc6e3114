#include "irc_commands.h"

#include <string.h>

#include "announce.h"
#include "ascii.h"
#include "irc_encode.h"
#include "irc_oper.h"
#include "irc_reply.h"
#include "journal.h"
#include "self.h"
#include "session_send.h"
#include "speech.h"

/* A pass over the clients that are told by QUIT and JOIN. */
struct other {
	const struct door *door;     /* the IRC door */
	const struct member *target; /* the person in one of its rooms */
	void (*tell)(const struct other *other, struct session *to);
};

/* QUIT is sent once, for the first room where both are. */
static void tell_gone(const struct other *other, struct session *to)
{
	struct session *target = other->target->session;
	const struct member *member = target->members;
	while (member->gone || !room_member(member_room(member), to))
		member = member->next;
	if (member != other->target)
		return;
	struct event event = session_event(target, EVENT_QUIT);
	event.text = "Changing host";
	session_post(to, &event);
}

static void tell_back(const struct other *other, struct session *to)
{
	static const struct {
		enum role role;
		enum mode mode;
	} given[] = {{ROLE_FOUNDER, MODE_FOUNDER}, {ROLE_OPERATOR, MODE_OPERATOR},
		{ROLE_VOICE, MODE_VOICE}};
	struct change changes[3];
	struct session *target = other->target->session;
	struct event event = session_event(target, EVENT_JOINED);
	event.room = member_room(other->target)->name;
	event.silent = speech_allowed(target, member_room(other->target)) != OUTCOME_DONE;
	session_post(to, &event);
	event = (struct event){.type = EVENT_CHANGED, .room = event.room, .changes = changes};
	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
		if (other->target->roles & given[i].role)
			changes[event.change_count++] = (struct change){.mode = given[i].mode,
				.on = true,
				.argument = (char *)(uintptr_t)session_name(target)};
	if (event.change_count > 0)
		session_post(to, &event);
}

static bool visit(const struct member *member, void *data)
{
	const struct other *other = data;
	const struct session *to = member->session;
	if (to != other->target->session && irc_encode_is_for(to) && !(to->dialect & IRC_CHGHOST))
		other->tell(other, member->session);
	return true;
}

/* Posts to each client individually: the order between feeds of several rooms is not kept. */
static void each_other(const struct irc_call *call, const struct session *target,
	void (*tell)(const struct other *other, struct session *to))
{
	struct other other = {.door = call->door, .tell = tell};
	for (const struct member *member = target->members; member; member = member->next) {
		other.target = member;
		if (!member->gone)
			room_each(member_room(member), visit, &other);
	}
}

/* Copies a host in lower case. False where it could not stand in a source or a mask. */
static bool take_host(char out[SESSION_HOST_SIZE], const char *given)
{
	size_t length = strlen(given);
	if (length == 0 || length >= SESSION_HOST_SIZE || given[0] == ':')
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!ascii_is_alnum(given[i]) && !strchr("-./:_", given[i]))
			return false;
		out[i] = ascii_lower(given[i]);
	}
	out[length] = '\0';
	return true;
}

void irc_chghost(struct irc_call *call)
{
	char host[SESSION_HOST_SIZE], old[SESSION_HOST_SIZE];
	if (!irc_oper_check(call))
		return;
	struct session *target = session_find(call->core, call->params[0]);
	if (!target) {
		irc_no_such_nick(call, call->params[0]);
		return;
	}
	if (!take_host(host, call->params[1])) {
		irc_standard(call, "FAIL", "INVALID_HOST", irc_word(call->params[1]),
			"A host has 1 to 63 letters, digits and - . / : _");
		return;
	}
	if (strcmp(session_host(target, old), host) != 0) {
		announce_session(target);
		each_other(call, target, tell_gone);
		journal(call->session, LOG_INFO, "chghost",
			LOG_TEXT("target", session_name(target)), LOG_ADDRESS("host", host));
		self_set_host(target, host);
		each_other(call, target, tell_back);
	}
	irc_say(call, "NOTICE %s :The host of %s is now %s", session_name(call->session),
		session_name(target), host);
}
