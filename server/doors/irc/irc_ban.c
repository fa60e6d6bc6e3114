/* BAN and UNBAN, which no document of IRC has: bans of a person by name and for a time, as at the
 * line door. A client that cannot send them has MODE. */
#include "ban.h"
#include "irc_reply.h"
#include "moderation.h"

static void answer(struct irc_call *call, enum outcome outcome)
{
	const char *command = call->command->name, *name = call->params[1];
	if (outcome == OUTCOME_YOURSELF)
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :That is you", command);
	else if (outcome == OUTCOME_UNCHANGED)
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :They are banned already", command);
	else if (outcome == OUTCOME_NO_MASK)
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :There is no such ban", command);
	else if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, call->params[0]);
}

/* A third parameter that is no time is the reason. */
void irc_ban(struct irc_call *call)
{
	struct room *room = irc_open_room(call, call->params[0]);
	if (!room)
		return;
	int64_t seconds = call->count > 2 ? ban_seconds(call->params[2]) : 0;
	unsigned at = seconds > 0 ? 3 : 2;
	const char *why = call->count > at ? call->params[at] : "";
	answer(call, ban_set(call->session, room, call->params[1], seconds, why));
}

void irc_unban(struct irc_call *call)
{
	struct room *room = irc_open_room(call, call->params[0]);
	if (room)
		answer(call, ban_lift(call->session, room, call->params[1]));
}
