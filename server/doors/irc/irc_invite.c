#include "irc_commands.h"

#include "invite.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "irc_walk.h"
#include "memory.h"
#include "roles.h"

static void tell_if_invited(struct irc_call *call, const struct room *room)
{
	if (rules_invited(&room->rules, call->session))
		irc_numeric(call, RPL_INVITELIST, "%s", room->name);
}

static void walk_over(struct walk *walk, const struct room *room)
{
	struct irc_walk *irc = (struct irc_walk *)walk;
	struct irc_call call;
	size_t start = irc_walk_row_start(irc, &call);
	tell_if_invited(&call, room);
	irc_walk_row_end(irc, start);
}

/* The rooms to which the sender is invited. */
static void list_own(struct irc_call *call)
{
	static const struct walk_kind kind = {.room = walk_over, .free = irc_walk_free};
	const struct room *room = call->core->rooms;
	if (irc_walk_unneeded(call, HASH_COUNT(room))) {
		for (; room; room = room->hh.next)
			tell_if_invited(call, room);
	} else {
		struct irc_walk *walk = memory_zero(sizeof *walk);
		irc_walk_prepare(call, walk);
		walk_rooms(call->session, &walk->walk, &kind);
	}
	irc_numeric(call, RPL_ENDOFINVITELIST, ":End of /INVITE list");
}

/* The invitations to the room that nobody has used yet. */
static void list_of_room(struct irc_call *call, const char *name)
{
	struct room *room = irc_param_room(call, name);
	if (!room)
		return;
	if (!roles_is_operator(call->session, room)) {
		irc_refuse(call, OUTCOME_NOT_OPERATOR, name, room->name);
		return;
	}
	rules_expire_invitations(&room->rules, call->core->now);
	for (unsigned i = 0; i < room->rules.invited_count; i++) {
		const struct invitation *row = &room->rules.invited[i];
		irc_numeric(call, RPL_INVEXLIST, "%s %s %s %lld", room->name, row->guest_name,
			row->host_name, irc_reply_time(call, row->at));
	}
	irc_numeric(call, RPL_ENDOFINVEXLIST, "%s :End of channel invitation list", room->name);
}

void irc_invite(struct irc_call *call)
{
	if (call->count == 0) {
		list_own(call);
		return;
	}
	if (call->count == 1) {
		if (*call->params[0] == '#')
			list_of_room(call, call->params[0]);
		else
			irc_need_more(call);
		return;
	}
	const char *name = call->params[0], *room_name = call->params[1];
	struct session *target = session_find(call->core, name);
	struct room *room = room_find_used(call->core, room_name);
	enum outcome outcome = OUTCOME_NOBODY;
	if (target)
		outcome = room ? invite_give(call->session, room, target) : OUTCOME_NO_SUCH_ROOM;
	if (outcome != OUTCOME_DONE) {
		irc_refuse(call, outcome, name, room_name);
		return;
	}
	irc_numeric(call, RPL_INVITING, "%s %s", session_name(target), room->name);
	if (session_away(target))
		irc_reply_away(call, target);
}

void irc_uninvite(struct irc_call *call)
{
	const char *name = call->params[0], *room_name = call->params[1];
	struct room *room = room_find_used(call->core, room_name);
	enum outcome outcome =
		room ? invite_take_back(call->session, room, name) : OUTCOME_NO_SUCH_ROOM;
	if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, room_name);
}
