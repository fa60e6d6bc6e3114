/* REGISTER account email password (IRCv3 account-registration). Nothing is sent to an address, so
 * none is kept, and there is nothing to verify. */
#include <stdio.h>
#include <string.h>

#include "history.h"
#include "irc_account.h"
#include "irc_commands.h"
#include "irc_reply.h"
#include "login.h"

static void fail(struct irc_call *call, const char *code, const char *account, const char *why)
{
	char context[NAME_BYTES + 1];
	snprintf(context, sizeof context, "%.*s", IRC_WORD(account));
	irc_standard(call, "FAIL", code, context, why);
}

static void refuse(struct irc_call *call, enum outcome outcome, const char *account)
{
	static const struct {
		enum outcome outcome;
		const char *code;
	} codes[] = {
		{OUTCOME_NAME_REGISTERED, "ACCOUNT_EXISTS"},
		{OUTCOME_NAME_TAKEN, "ACCOUNT_EXISTS"},
		{OUTCOME_NAME_HELD, "ACCOUNT_EXISTS"},
		{OUTCOME_NAME_ALIKE, "BAD_ACCOUNT_NAME"},
		{OUTCOME_NAME_LOGIN, "BAD_ACCOUNT_NAME"},
		{OUTCOME_PASSWORD_SHORT, "WEAK_PASSWORD"},
		{OUTCOME_PASSWORD_LONG, "UNACCEPTABLE_PASSWORD"},
	};
	char words[IRC_ACCOUNT_WORDS_SIZE];
	size_t i = 0, count = sizeof codes / sizeof codes[0];
	while (i < count && codes[i].outcome != outcome)
		i++;
	fail(call, i < count ? codes[i].code : "TEMPORARILY_UNAVAILABLE", account,
		irc_account_words(call, outcome, NULL, words));
}

void irc_signup(struct irc_call *call)
{
	const char *name = call->params[0];
	const char *password = call->params[2];
	struct account *account = NULL;
	call->core->secret = true;
	if (strcmp(name, "*") == 0)
		name = irc_reply_nick(call);
	if (!call->session) { /* only what a session is sent can wait until it is stored */
		fail(call, "COMPLETE_CONNECTION_REQUIRED", name, "finish connecting first");
	} else if (irc_account(call)) {
		fail(call, "ALREADY_AUTHENTICATED", name, "you are logged in already");
	} else if (name_check(name, strlen(name)) != NAME_GOOD) {
		fail(call, "BAD_ACCOUNT_NAME", name, "that cannot be the name of an account");
	} else {
		enum outcome outcome = login_new(call->session, name, password, &account);
		call->later = outcome == OUTCOME_LATER;
		if (outcome == OUTCOME_DONE) {
			history_hold(call->session, call->core->history.round);
			irc_say(call, "REGISTER SUCCESS %s :Account created", account->name);
			irc_account_enter(call, account, 0);
		} else if (outcome != OUTCOME_LATER) {
			refuse(call, outcome, name);
		}
	}
}
