#include "roles.h"

bool roles_is_operator(const struct session *session, const struct room *room)
{
	const struct member *member = room_member(room, session);
	return member && (member->roles & (ROLE_OPERATOR | ROLE_FOUNDER));
}

bool roles_outrank(const struct session *by, const struct member *member)
{
	const struct member *own = room_member(member_room(member), by);
	return !(member->roles & ROLE_FOUNDER) || (own && (own->roles & ROLE_FOUNDER));
}
