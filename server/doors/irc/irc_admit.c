#include "irc_admit.h"

#include <string.h>

#include <sodium.h>

#include "door_admit.h"
#include "irc_account.h"
#include "irc_barred.h"
#include "irc_reply.h"
#include "memory.h"
#include "server_password.h"

/* Whether it is NAME:PASSWORD, or as clients of bouncers write NAME, of an account. */
static bool is_of_account(struct irc_call *call, const char *text)
{
	const char *colon = strchr(text, ':');
	if (!colon || !colon[1])
		return false;
	char *name = memory_text_n(text, (size_t)(colon - text));
	irc_account_cut(name);
	bool found = account_find(call->core, name) != NULL;
	sodium_memzero(name, (size_t)(colon - text));
	free(name);
	return found;
}

void irc_admit_refuse(struct irc_call *call, enum outcome outcome)
{
	long wait = proof_wait(irc_account_proof(call), NULL);
	if (outcome == OUTCOME_PASSWORD_BUSY)
		irc_numeric(call, ERR_PASSWDMISMATCH,
			":Too many passwords are being checked; try again in a moment");
	else if (wait > 0)
		irc_numeric(call, ERR_PASSWDMISMATCH, ":%s; try again in %ld second%s",
			outcome == OUTCOME_PASSWORD_WAIT ? "Wrong passwords came from your address"
							 : "Password incorrect",
			wait, wait == 1 ? "" : "s");
	else
		irc_numeric(call, ERR_PASSWDMISMATCH, ":Password incorrect");
	irc_end(call, "The server's password was not given");
}

bool irc_admit_pass(struct irc_call *call)
{
	struct irc_newcomer *newcomer = call->peer->newcomer;
	char *text = call->params[0];
	if (!newcomer || newcomer->let_in || !server_password_asked(call->core) ||
		is_of_account(call, text))
		return false;
	enum outcome outcome = server_password_check(irc_account_proof(call), text);
	if (outcome == OUTCOME_LATER)
		call->later = true;
	else if (outcome == OUTCOME_DONE)
		newcomer->let_in = true;
	else
		irc_admit_refuse(call, outcome);
	return true;
}

/* Where it needs an account: IRCv3 account-registration. */
static void tell_account_needed(struct irc_call *call)
{
	if (call->peer->caps & IRC_STANDARD_REPLIES)
		irc_say(call, "FAIL * ACCOUNT_REQUIRED :You must log in to an account");
	irc_numeric(call, ERR_YOUREBANNEDCREEP, ":You must log in to an account (SASL)");
}

bool irc_admit(struct irc_call *call, const struct account *account)
{
	struct event refusal;
	const struct irc_newcomer *newcomer = call->peer->newcomer;
	bool known = account || newcomer->let_in || conn_local_user(call->peer->conn);
	if (server_password_asked(call->core) && !known && door_admits_address(call->peer->conn)) {
		irc_numeric(call, ERR_PASSWDMISMATCH,
			":This server asks for a password: set it in your client (PASS)");
		irc_end(call, "This server asks for a password");
		return false;
	}
	if (door_admits(call->peer->conn, account, &refusal))
		return true;
	struct buffer why = {0};
	irc_barred_words(&why, &refusal);
	if (refusal.outcome == OUTCOME_ACCOUNT_NEEDED)
		tell_account_needed(call);
	else if (refusal.outcome != OUTCOME_SERVER_CLOSED)
		irc_numeric(call, ERR_YOUREBANNEDCREEP, ":%s", buffer_text(&why));
	irc_end(call, buffer_text(&why));
	buffer_finish(&why);
	return false;
}
