#include "irc_nickserv.h"

#include <string.h>
#include <time.h>

#include "ascii.h"
#include "irc_account.h"
#include "irc_encode_account.h"
#include "irc_reply.h"
#include "irc_token.h"
#include "login.h"
#include "ownership.h"
#include "session_life.h"

/* What is changed is told by events, once it is stored (irc_encode_account.c). */
static void register_name(struct irc_call *call, char **words, unsigned count)
{
	bool email = count == 2 && strchr(words[1], '@'); /* which other services ask for */
	const char *password = email ? words[0] : irc_service_rest(words, 0, count);
	irc_service_done(
		call, login_register(call->session, password), session_name(call->session));
}

static void tell_entered(struct irc_call *call, enum outcome named)
{
	irc_service_answer(call, "You are logged in as %s.", session_account(call->session)->name);
	if (named != OUTCOME_DONE)
		irc_service_refuse(call, named, NULL);
}

/* `anyway`: takes the name also from a connection of the account's that is well. */
static void enter(struct irc_call *call, const char *name, const char *password, bool anyway)
{
	enum outcome named = OUTCOME_DONE;
	enum outcome outcome = login_password(call->session, name, password, &named);
	if (outcome == OUTCOME_LOGGED_IN &&
		account_find(call->core, name) == session_account(call->session))
		outcome = OUTCOME_DONE;
	if (!irc_service_done(call, outcome, name))
		return;
	if (anyway)
		named = login_claim_name(call->session, true);
	tell_entered(call, named);
}

/* By the certificate that the client has shown. */
static void enter_by_certificate(struct irc_call *call)
{
	enum outcome named = OUTCOME_DONE, outcome = login_certificate(call->session, &named);
	if (outcome == OUTCOME_CERTIFICATE_NONE)
		irc_service_usage(call, "IDENTIFY");
	else if (irc_service_done(call, outcome, NULL))
		tell_entered(call, named);
}

/* Whether the words are a password without the account `own` in front. It may have blanks. */
static bool is_alone(struct irc_call *call, char **words, unsigned count, const char *own)
{
	return count == 1 || (account_find(call->core, own) && !account_find(call->core, words[0]));
}

static void identify(struct irc_call *call, char **words, unsigned count)
{
	const char *own = session_name(call->session);
	if (count == 0)
		enter_by_certificate(call);
	else if (count == 1 && account_find(call->core, words[0]))
		irc_service_usage(call, "IDENTIFY"); /* a name alone is no password */
	else if (is_alone(call, words, count, own))
		enter(call, own, irc_service_rest(words, 0, count), false);
	else
		enter(call, words[0], irc_service_rest(words, 1, count), false);
}

static void logout(struct irc_call *call, char **words, unsigned count)
{
	if (!session_account(call->session)) {
		irc_service_refuse(call, OUTCOME_NOT_LOGGED_IN, NULL);
		return;
	}
	login_leave(call->session);
	irc_service_answer(call, "You are not logged in any more.");
}

static void regain(struct irc_call *call, char **words, unsigned count)
{
	const struct account *own = session_account(call->session);
	if (count > 1)
		enter(call, words[0], irc_service_rest(words, 1, count), true);
	else if (!own || account_find(call->core, words[0]) != own)
		irc_service_refuse(call, own ? OUTCOME_ACCOUNT_NAME : OUTCOME_NOT_LOGGED_IN, NULL);
	else if (irc_service_done(call, login_claim_name(call->session, true), NULL))
		irc_service_answer(call, "%s is your name now.", own->name);
}

/* The account with this name, if the client has shown that it is its own: by the password or by
 * being logged in. Else refuses. */
static struct account *own_account(struct irc_call *call, const char *name, const char *password)
{
	struct account *account = account_find(call->core, name);
	enum outcome outcome = OUTCOME_DONE;
	if (password)
		outcome = proof_password(irc_account_proof(call), name, password, &account);
	else if (!session_account(call->session))
		outcome = OUTCOME_NOT_LOGGED_IN;
	else if (account != session_account(call->session))
		outcome = OUTCOME_ACCOUNT_NAME;
	return irc_service_done(call, outcome, name) ? account : NULL;
}

static void ghost(struct irc_call *call, char **words, unsigned count)
{
	struct account *account =
		own_account(call, words[0], count > 1 ? irc_service_rest(words, 1, count) : NULL);
	const struct session *holder = account ? session_find(call->core, account->name) : NULL;
	if (holder == call->session && account)
		irc_service_answer(call, "That is you.");
	else if (holder)
		login_make_way(call->core, account, call->session, true);
	if (account && holder != call->session)
		irc_service_answer(call, holder ? "%s is free now." : "Nobody has the name %s now.",
			account->name);
}

static void set(struct irc_call *call, char **words, unsigned count)
{
	if (!ascii_equal(words[0], "PASSWORD"))
		irc_service_answer(call, "The only setting is PASSWORD.");
	else
		irc_service_done(call,
			login_set_password(call->session, irc_service_rest(words, 1, count)), NULL);
}

static void drop(struct irc_call *call, char **words, unsigned count)
{
	const struct account *own = session_account(call->session);
	struct account *account;
	if (!own) {
		irc_service_refuse(call, OUTCOME_NOT_LOGGED_IN, NULL);
		return;
	}
	bool alone = is_alone(call, words, count, own->name);
	const char *name = alone ? own->name : words[0];
	enum outcome outcome = proof_password(irc_account_proof(call), name,
		irc_service_rest(words, alone ? 0 : 1, count), &account);
	if (outcome == OUTCOME_DONE && irc_account_proof(call)->token != 0)
		outcome = OUTCOME_TOKEN_LOGIN;
	if (outcome == OUTCOME_DONE && account == own &&
		login_enter(call->session, account, 0)) /* the password has been given */
		outcome = login_drop(call->session, name);
	else if (outcome == OUTCOME_DONE)
		outcome = OUTCOME_ACCOUNT_NAME;
	irc_service_done(call, outcome, NULL);
}

static void list_certificates(struct irc_call *call, const struct account *account)
{
	char text[FINGERPRINT_TEXT_SIZE];
	if (!account->certificates)
		irc_service_answer(call, "Your account has no certificates.");
	for (const struct account_certificate *each = account->certificates; each;
		each = each->next)
		irc_service_answer(call, "%s", irc_encode_fingerprint(text, each->fingerprint));
}

static void cert(struct irc_call *call, char **words, unsigned count)
{
	struct session *session = call->session;
	const char *given = count > 1 ? words[1] : NULL;
	if (!session_account(session))
		irc_service_refuse(call, OUTCOME_NOT_LOGGED_IN, NULL);
	else if (ascii_equal(words[0], "LIST"))
		list_certificates(call, session_account(session));
	else if (ascii_equal(words[0], "ADD"))
		irc_service_done(call, login_add_certificate(session, given), NULL);
	else if (ascii_equal(words[0], "DEL"))
		irc_service_done(call, login_remove_certificate(session, given), NULL);
	else
		irc_service_answer(call, "CERT knows ADD, DEL and LIST.");
}

static void list_channels(struct irc_call *call, const struct account *account)
{
	for (const struct room *room = call->core->rooms; room; room = room->hh.next) {
		unsigned roles = ownership_roles(room, account);
		if (roles != 0)
			irc_service_answer(call, "%s %s", room->name,
				roles & ROLE_FOUNDER ? "is yours." : "has you as operator.");
	}
}

static void info(struct irc_call *call, char **words, unsigned count)
{
	const struct account *own = session_account(call->session);
	const char *name = count > 0 ? words[0] : own ? own->name : session_name(call->session);
	const struct account *account = account_find(call->core, name);
	char day[32];
	struct tm parts;
	if (!account) {
		irc_service_answer(call, "Nobody has registered that name.");
		return;
	}
	time_t made = (time_t)(account->made_at / 1000);
	gmtime_r(&made, &parts);
	strftime(day, sizeof day, "%Y-%m-%d", &parts);
	irc_service_answer(call, "%s has been registered since %s.", account->name, day);
	if (account != own)
		return;
	irc_service_answer(call,
		"It is yours; connections that are logged in: %u, certificates: %u.",
		account->sessions.count, account->certificate_count);
	list_channels(call, account);
}

/* For operators of the server. */
static void register_other(struct irc_call *call, char **words, unsigned count)
{
	enum outcome outcome = OUTCOME_NOT_SERVER_OPERATOR;
	if (session_operator(call->session))
		outcome = login_make(call->session, words[0], irc_service_rest(words, 1, count));
	irc_service_done(call, outcome, words[0]);
}

static const struct irc_service_command commands[] = {
	{"CERT", "ADD|DEL|LIST [fingerprint]",
		"Lets a certificate of your client log you in, by SASL EXTERNAL. Without a "
		"fingerprint it is the one that your client has sent.",
		1, cert},
	{"DROP", "[account] password", "Gives your account up, with its name and its channels.", 1,
		drop},
	{"GHOST", "account [password]", "Takes the name of your account from whoever has it.", 1,
		ghost},
	{"HELP", "[command]", "All commands, or more on one of them.", 0, irc_service_help},
	{"IDENTIFY", "[account] password",
		"Logs you in, and gives you the account's name. Without an account it is that of "
		"your nick; alone, by the certificate that your client has sent.",
		0, identify},
	{"INFO", "[account]",
		"Since when a name has been registered. Of your own: also what belongs to it.", 0,
		info},
	{"LOGOUT", "", "Logs you out. Whoever has the account's name becomes a guest.", 0, logout},
	{"REGAIN", "account [password]",
		"Gives you the name of your account, also where another connection of yours has "
		"it.",
		1, regain},
	{"REGISTER", "password",
		"Makes your nick yours: nobody else can use it, also while you are away. A "
		"password has at least 8 characters.",
		1, register_name},
	{"SAREGISTER", "account password",
		"For the server's operators: makes an account for somebody, who can change the "
		"password.",
		2, register_other},
	{"SET", "PASSWORD password", "Changes your password, and ends your login tokens.", 2, set},
	{"TOKEN", "ADD|DEL|LIST [what it is for|number]",
		"Makes a token, which a program (a browser, a bot) gives as your password, and "
		"which is shown once. Lists your tokens; ends one by number or by what it is for, "
		"or all (*). Who has come by a token can make none and not change the password.",
		1, irc_token_ask},
	{0},
};

/* As other services call them. */
static const char *const aliases[][2] = {{"ID", "IDENTIFY"}, {"LOGIN", "IDENTIFY"},
	{"RECOVER", "REGAIN"}, {"RELEASE", "GHOST"}, {"UNREGISTER", "DROP"}, {NULL, NULL}};

const struct irc_service irc_nickserv = {
	IRC_NICKSERV, "answers for accounts: /msg " IRC_NICKSERV " HELP", commands, aliases};
