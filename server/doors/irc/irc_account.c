#include "irc_account.h"

#include <stdio.h>
#include <string.h>

#include "irc_reply.h"
#include "login.h"
#include "table.h"

bool irc_account_private(const struct irc_peer *peer, const struct core *core)
{
	return core->plain_passwords || conn_is_private(peer->conn);
}

struct proof *irc_account_proof(struct irc_call *call)
{
	struct irc_peer *peer = call->peer;
	if (call->session)
		return session_proof(call->session);
	if (!peer->newcomer->proof) {
		struct origin origin = door_origin(peer->conn);
		peer->newcomer->proof = proof_new(call->door, peer, call->loop->core, &origin);
	}
	return peer->newcomer->proof;
}

static uint32_t password_of(const struct account *account)
{
	return table_hash(account->hash, strlen(account->hash));
}

/* Who has logged in and is not here yet is logged out by another password, and by the end of the
 * token, as all are. */
struct account *irc_account(const struct irc_call *call)
{
	const struct irc_newcomer *newcomer = call->peer->newcomer;
	if (call->session)
		return session_account(call->session);
	struct account *account = account_by_id(call->core, newcomer->account);
	if (!account || password_of(account) != newcomer->password ||
		(newcomer->token != 0 && !tokens_find(&account->tokens, newcomer->token)))
		return NULL;
	return account;
}

bool irc_account_enter(struct irc_call *call, struct account *account, uint32_t token)
{
	struct irc_newcomer *newcomer = call->peer->newcomer;
	char host[SESSION_HOST_SIZE] = "*";
	if (call->session && (session_account(call->session) != account ||
				     (token == 0 && call->session->profile->token != 0)))
		return login_enter(call->session, account, token); /* posts EVENT_ACCOUNT */
	if (!call->session) {
		newcomer->token = token;
		newcomer->account = account->id;
		newcomer->password = password_of(account);
	}
	const char *user = call->session ? session_user(call->session) : newcomer->user;
	irc_numeric(call, RPL_LOGGEDIN, "%s!%s@%s %s :You are now logged in as %s",
		irc_reply_nick(call), user ? user : "*",
		call->session ? session_host(call->session, host) : host, account->name,
		account->name);
	return true;
}

static const char *const words[OUTCOME_COUNT] = {
	[OUTCOME_TOKEN_LOGIN] =
		"you have logged in by a token, which cannot do that: IDENTIFY with "
		"the password first",
	[OUTCOME_TOKENS_FULL] = "an account has at most 16 tokens: TOKEN LIST, TOKEN DEL number",
	[OUTCOME_TOKEN_LABEL] =
		"say what the token is for in up to 60 bytes, and not with a number "
		"alone",
	[OUTCOME_TOKEN_NONE] = "your account has no such token: TOKEN LIST shows them",
	[OUTCOME_PASSWORD_BUSY] = "too many passwords are being checked; try again in a moment",
	[OUTCOME_PASSWORD_WAIT] = "wrong passwords came from your address",
	[OUTCOME_PASSWORD_SHORT] = "a password has at least 8 characters",
	[OUTCOME_PASSWORD_LONG] = "a password has at most 300 bytes",
	[OUTCOME_NOT_PRIVATE] = "others could read the password on its way: connect with TLS, and "
				"change a password that you have just sent",
	[OUTCOME_LOGIN_WRONG] = "there is no account with that name and password",
	[OUTCOME_LOGIN_WAIT] = "too many wrong passwords for that account",
	[OUTCOME_NOT_LOGGED_IN] = "you are not logged in",
	[OUTCOME_LOGGED_IN] = "you are logged in already: LOGOUT first",
	[OUTCOME_GUEST] = "that is a guest's name: choose one of your own first",
	[OUTCOME_NAME_ELSEWHERE] = "another connection of yours has the name; REGAIN takes it",
	[OUTCOME_NAME_SILENCED] =
		"you cannot change your name while you may not speak in a channel",
	[OUTCOME_NAME_REGISTERED] = "that name belongs to somebody who has registered it",
	[OUTCOME_NAME_ALIKE] = "that name looks like one that is not free",
	[OUTCOME_NAME_LOGIN] = "that name is the login of another user of the server's machine",
	[OUTCOME_NAME_TAKEN] = "somebody else has that name now",
	[OUTCOME_NAME_HELD] = "that name is kept for somebody who lost the connection",
	[OUTCOME_REGISTRATION_CLOSED] = "on this server only operators make accounts",
	[OUTCOME_ACCOUNTS_FULL] = "the server has as many accounts as it may",
	[OUTCOME_ACCOUNTS_ADDRESS] = "your address has registered as many names as it may in an "
				     "hour",
	[OUTCOME_ACCOUNT_NAME] = "your account has another name",
	[OUTCOME_NO_ACCOUNT] = "nobody has an account of that name",
	[OUTCOME_NOT_MEMBER] = "nobody of that account is in the channel",
	[OUTCOME_ROOM_OF_SERVER] = "that channel belongs to the server",
	[OUTCOME_ROOM_OWNED] = "that channel belongs to somebody: INFO tells whom",
	[OUTCOME_NOT_FOUNDER] = "only the founder of the channel can do that",
	[OUTCOME_NOT_OPERATOR] = "only the operators of the channel can do that",
	[OUTCOME_ROOMS_OWNED_MAX] = "that account has as many channels as it may",
	[OUTCOME_NOT_SERVER_OPERATOR] = "only the server's operators can do that",
	[OUTCOME_NAME_LONG] = "that cannot be the name of an account",
	[OUTCOME_NAME_START] = "that cannot be the name of an account",
	[OUTCOME_NAME_CHARACTER] = "that cannot be the name of an account",
	[OUTCOME_NAME_KEPT] = "that cannot be the name of an account",
	[OUTCOME_NAME_MIXED] = "that cannot be the name of an account",
	[OUTCOME_NAME_UNFOLDS] = "that cannot be the name of an account",
	[OUTCOME_CERTIFICATE_UNKNOWN] =
		"the certificate that your client has sent belongs to no account: IDENTIFY with "
		"the password, then CERT ADD",
	[OUTCOME_CERTIFICATE_NONE] = "your client has sent no certificate",
	[OUTCOME_CERTIFICATE_OTHER] = "that certificate belongs to another account",
	[OUTCOME_CERTIFICATE_BAD] = "your account has no such certificate",
	[OUTCOME_FINGERPRINT] = "a fingerprint has 64 hexadecimal digits (SHA-256), with or "
				"without colons",
	[OUTCOME_CERTIFICATES_FULL] = "your account has as many certificates as it may",
	[OUTCOME_UNCHANGED] = "your account has that certificate already",
	[OUTCOME_NO_HISTORY] = "this server keeps nothing, and so no accounts",
	[OUTCOME_HISTORY_FAILED] = "the server cannot store anything now; try again later",
};

_Static_assert(TOKENS_MAX == 16 && TOKEN_LABEL_BYTES == 60, "the words say so");
_Static_assert(PROOF_PASSWORD_MIN == 8 && PROOF_PASSWORD_MAX == 300, "the words say so");

const char *irc_account_words(struct irc_call *call, enum outcome outcome, const char *name,
	char out[IRC_ACCOUNT_WORDS_SIZE])
{
	const char *text = words[outcome] ? words[outcome] : "that could not be done";
	bool wait = outcome == OUTCOME_PASSWORD_WAIT || outcome == OUTCOME_LOGIN_WAIT ||
		    outcome == OUTCOME_LOGIN_WRONG;
	long seconds = wait ? proof_wait(irc_account_proof(call), name) : 0;
	if (seconds == 0)
		return text;
	snprintf(out, IRC_ACCOUNT_WORDS_SIZE, "%s; wait %ld second%s before the next try", text,
		seconds, seconds == 1 ? "" : "s");
	return out;
}

void irc_account_cut(char *name)
{
	name[strcspn(name, "/@")] = '\0';
}
