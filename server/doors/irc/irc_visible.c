#include "irc_visible.h"

bool irc_visible_person(const struct irc_call *call, const struct session *other)
{
	return !other->invisible || other == call->session || session_operator(call->session) ||
	       room_shared(call->session, other) != NULL;
}

bool irc_visible_member(const struct irc_call *call, const struct member *member)
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

const char *irc_visible_address(
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
