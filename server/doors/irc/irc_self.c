#include "irc_self.h"

#include <stdlib.h>
#include <string.h>

#include "irc_commands.h"
#include "irc_reply.h"
#include "journal.h"
#include "operators.h"
#include "self.h"
#include "text.h"
#include "text_copy.h"

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

static void tell_own_modes(struct irc_call *call)
{
	const struct session *session = call->session;
	irc_numeric(call, RPL_UMODEIS, "+%s%s%s%s", session->bot ? "B" : "",
		session->invisible ? "i" : "", session_operator(session) ? "o" : "",
		session->wallops ? "w" : "");
}

/* Sets one mode; true where that changed something. Sets `unknown` where there is no such mode. */
static bool change_own_mode(struct irc_call *call, char letter, bool on, bool *unknown)
{
	struct session *session = call->session;
	bool was = on;
	switch (letter) {
	case 'i':
		was = session->invisible;
		session_set_invisible(session, on);
		break;
	case 'w':
		was = session->wallops;
		session->wallops = on;
		break;
	case 'B':
		was = session->bot;
		session->bot = on;
		break;
	case 'o': /* only OPER gives it */
		was = on || !session_operator(session) ? on : true;
		if (!on && session_operator(session))
			journal(session, LOG_INFO, "oper_ended", {0});
		if (!on)
			operators_leave(session);
		break;
	default:
		*unknown = true;
		break;
	}
	return was != on;
}

static void change_own_modes(struct irc_call *call)
{
	struct buffer done = {0};
	bool on = true, unknown = false;
	char sign = 0;
	for (const char *at = call->params[1]; *at; at++) {
		if (*at == '+' || *at == '-') {
			on = *at == '+';
			continue;
		}
		if (!change_own_mode(call, *at, on, &unknown))
			continue;
		char wanted = on ? '+' : '-';
		if (sign != wanted)
			buffer_add(&done, &wanted, 1);
		sign = wanted;
		buffer_add(&done, at, 1);
	}
	if (done.length > 0) {
		buffer_add(&done, "", 1);
		buffer_add_text(call->out, ":");
		irc_write_source(call->out, call->session);
		buffer_add_all(call->out, " MODE ", session_name(call->session), " ", done.bytes,
			"\r\n", NULL);
	}
	if (unknown) /* after the modes that were set */
		irc_numeric(call, ERR_UMODEUNKNOWNFLAG, ":Unknown MODE flag");
	buffer_finish(&done);
}

void irc_self_modes(struct irc_call *call)
{
	if (call->count < 2)
		tell_own_modes(call);
	else
		change_own_modes(call);
}
