#include "irc_commands.h"

#include "ban.h"
#include "irc_param.h"
#include "irc_reply.h"

static void answer(struct irc_call *call, enum outcome outcome)
{
	const char *command = call->command->name, *name = call->params[1];
	if (outcome == OUTCOME_YOURSELF)
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :That is you", command);
	else if (outcome == OUTCOME_UNCHANGED)
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :They are banned already", command);
	else if (outcome == OUTCOME_TIME)
		irc_numeric(call, ERR_UNKNOWNERROR,
			"%s :A time is written 90s, 10m, 2h or 7d, up to 36500d; a reason that "
			"begins with a digit needs a time or a word before it",
			command);
	else if (outcome == OUTCOME_NO_MASK)
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :There is no such ban", command);
	else if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, call->params[0]);
}

/* The third parameter is a time, a reason, or both as at the line door. */
void irc_ban(struct irc_call *call)
{
	struct room *room = irc_param_room(call, call->params[0]);
	if (!room)
		return;
	const char *why = call->count > 2 ? call->params[2] : "";
	int64_t seconds;
	if (!ban_take_time(&why, &seconds)) {
		answer(call, OUTCOME_TIME);
		return;
	}
	if (seconds > 0 && !*why && call->count > 3)
		why = call->params[3];
	answer(call, ban_set(call->session, room, call->params[1], seconds, why));
}

void irc_unban(struct irc_call *call)
{
	struct room *room = irc_param_room(call, call->params[0]);
	if (room)
		answer(call, ban_lift(call->session, room, call->params[1]));
}
