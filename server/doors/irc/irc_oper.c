#include "irc_oper.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "irc_commands.h"
#include "irc_encode.h"
#include "irc_reply.h"
#include "journal.h"
#include "operators.h"
#include "proof.h"
#include "session_life.h"
#include "session_send.h"
#include "text_copy.h"

bool irc_oper_check(struct irc_call *call)
{
	if (session_operator(call->session))
		return true;
	irc_numeric(call, ERR_NOPRIVILEGES, ":Permission Denied- You're not an IRC operator");
	return false;
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
	case OUTCOME_DONE: /* the core has posted EVENT_OPERATOR */
		break;
	case OUTCOME_LATER:
		call->later = true;
		break;
	case OUTCOME_OPER_NONE:
		irc_numeric(call, ERR_NOOPERHOST, ":No O-lines for your host");
		break;
	case OUTCOME_PASSWORD_BUSY:
		irc_numeric(call, RPL_TRYAGAIN, "OPER :Please wait a while and try again.");
		break;
	case OUTCOME_PASSWORD_WAIT:
		irc_numeric(call, RPL_TRYAGAIN,
			"OPER :Wrong passwords came from your address: wait %ld seconds",
			proof_wait(session_proof(call->session), NULL));
		break;
	default:
		refuse_password(call, proof_wait(session_proof(call->session), NULL));
		break;
	}
}

/* Tells an IRC client of its end: the QUIT that others read, and ERROR. */
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
	if (!irc_oper_check(call))
		return;
	struct session *target = session_find(call->core, call->params[0]);
	if (!target || target->killed) {
		irc_no_such_nick(call, call->params[0]);
		return;
	}
	char *given = text_copy(call->count > 1 ? call->params[1] : "", IRC_KICK_BYTES);
	const char *why = *given ? given : by;
	char reason[IRC_LINE_BYTES];
	snprintf(reason, sizeof reason, "Killed (%s (%s))", by, why);
	struct event event = session_event(call->session, EVENT_KILLED);
	event.other = session_name(target);
	event.text = why;
	session_post(target, &event);
	char peer[DOOR_ADDRESS_SIZE];
	journal_peer(target, peer);
	journal(call->session, LOG_INFO, "kill", LOG_TEXT("target", session_name(target)),
		LOG_ADDRESS("target_peer", peer), LOG_TEXT("reason", given));
	if (irc_encode_is_for(target))
		tell_own_end(target, reason);
	if (target == call->session)
		irc_end_silently(call, reason);
	else
		session_kill(target, reason);
	free(given);
}

void irc_wallops(struct irc_call *call)
{
	if (!irc_oper_check(call))
		return;
	if (!*call->params[0]) {
		irc_need_more(call);
		return;
	}
	journal(call->session, LOG_INFO, "wallops", {0});
	operators_tell(call->session, call->params[0]);
}

void irc_rehash(struct irc_call *call)
{
	if (!irc_oper_check(call))
		return;
	journal(call->session, LOG_INFO, "rehash", {0});
	irc_numeric(call, RPL_REHASHING, "configuration :Rehashing");
	kill(getpid(), SIGHUP); /* handled by the server's first loop */
}
