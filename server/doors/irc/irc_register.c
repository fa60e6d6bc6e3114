#include "irc_register.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "announce.h"
#include "ascii.h"
#include "fence.h"
#include "irc_account.h"
#include "irc_admit.h"
#include "irc_commands.h"
#include "irc_info.h"
#include "irc_reply.h"
#include "irc_sasl.h"
#include "login.h"
#include "memory.h"
#include "names.h"
#include "self.h"
#include "server_password.h"
#include "session_life.h"
#include "text.h"
#include "text_copy.h"

static void welcome_peer(struct irc_call *call)
{
	char created[64];
	time_t started = (time_t)(call->core->started / 1000);
	struct tm parts;
	gmtime_r(&started, &parts);
	strftime(created, sizeof created, "%Y-%m-%d %H:%M:%S UTC", &parts);
	size_t start = irc_numeric_start(call, RPL_WELCOME);
	buffer_add_all(call->out, ":Welcome to ", call->core->name, ", ", NULL);
	irc_write_source(call->out, call->session);
	irc_write_end(call->out, start);
	irc_numeric(call, RPL_YOURHOST, ":Your host is %s, running version chatd-%s", irc_server,
		CHATD_VERSION);
	irc_numeric(call, RPL_CREATED, ":This server was created %s", created);
	irc_numeric(call, RPL_MYINFO, "%s chatd-%s Biow HIbeiklmnoqstv HIbeklqov", irc_server,
		CHATD_VERSION);
	irc_info_isupport(call);
	irc_info_lusers(call);
	irc_info_motd(call);
}

void irc_register_caps(const struct irc_peer *peer)
{
	struct session *session = peer->session;
	session->echo = peer->caps & IRC_ECHO_MESSAGE;
	session_profile(session)->watches_changes = peer->caps & IRC_EXTENDED_MONITOR;
	session_set_dialect(session, irc_dialect(peer));
}

static struct asker asker_of(const struct irc_call *call)
{
	if (call->session)
		return names_asker(call->session);
	return (struct asker){
		.origin = door_origin(call->peer->conn), .account = irc_account(call)};
}

/* Whether the peer may take the name. Who is logged in takes that of the account from others, which
 * happens with `take`. */
static enum outcome check_name(struct irc_call *call, const char *name, bool take)
{
	struct account *account = irc_account(call);
	struct asker asker = asker_of(call);
	if (conn_local_user(call->peer->conn)) /* gets another name from session_open() */
		return OUTCOME_DONE;
	enum outcome outcome = names_allowed(call->core, name, &asker);
	if (outcome != OUTCOME_NAME_TAKEN || !account || account_find(call->core, name) != account)
		return outcome;
	return !take || login_make_way(call->core, account, NULL, false) ? OUTCOME_DONE : outcome;
}

static void refuse_name(struct irc_call *call, enum outcome outcome, const char *name)
{
	const char *other = NULL;
	struct asker asker = asker_of(call);
	if (outcome == OUTCOME_NAME_ALIKE)
		other = names_alike(call->core, name, &asker);
	else if (outcome == OUTCOME_NAME_SILENCED)
		other = self_silent_room(call->session)->name;
	irc_refuse(call, outcome, name, other ? other : "");
}

void irc_register(struct irc_call *call)
{
	struct irc_peer *peer = call->peer;
	struct irc_newcomer *newcomer = peer->newcomer;
	if (call->session || !newcomer || newcomer->negotiating || !newcomer->name ||
		!newcomer->user)
		return;
	irc_sasl_abort(call);
	if (!irc_admit(call, irc_account(call))) /* before others give the name up for it */
		return;
	enum outcome outcome = check_name(call, newcomer->name, true);
	if (outcome != OUTCOME_DONE) {
		char *name = newcomer->name;
		newcomer->name = NULL;
		refuse_name(call, outcome, name);
		free(name);
		return;
	}
	if (conn_local_user(peer->conn))
		login_make_way_here(call->core, conn_local_user(peer->conn));
	struct newcomer who = {.door = call->door,
		.peer = peer,
		.origin = door_origin(peer->conn),
		.dialect = irc_dialect(peer),
		.name = newcomer->name,
		.local_user = conn_local_user(peer->conn),
		.user = newcomer->user,
		.real = newcomer->real,
		.account = irc_account(call),
		.token = newcomer->token,
		.encrypted = conn_is_tls(peer->conn)};
	peer->session = session_open(call->loop->core, &who);
	irc_register_caps(peer);
	if (peer->caps & IRC_VISIT)
		announce_later(peer->session);
	call->session = peer->session;
	welcome_peer(call);
}

/* The server's password, or "name:password", which logs in, as clients of bouncers do it; any other
 * one is accepted. */
void irc_pass(struct irc_call *call)
{
	char *text = call->params[0], *colon = strchr(text, ':');
	char words[IRC_ACCOUNT_WORDS_SIZE];
	struct account *account;
	call->core->secret = true;
	if (call->session)
		irc_numeric(call, ERR_ALREADYREGISTERED, ":You may not reregister");
	if (call->session || irc_admit_pass(call) || !colon || !colon[1])
		return;
	*colon = '\0';
	irc_account_cut(text);
	if (!name_possible(text))
		return;
	enum outcome outcome = proof_password(irc_account_proof(call), text, colon + 1, &account);
	if (outcome == OUTCOME_LATER) {
		call->later = true;
	} else if (outcome == OUTCOME_DONE) {
		irc_account_enter(call, account, irc_account_proof(call)->token);
	} else if (outcome == OUTCOME_LOGIN_WRONG && server_password_asked(call->core)) {
		irc_admit_refuse(call, OUTCOME_PASSWORD_WRONG); /* as without such an account */
	} else {
		const char *why = irc_account_words(call, outcome, text, words);
		irc_numeric(call, ERR_PASSWDMISMATCH, ":Not logged in: %s", why);
		irc_end(call, "Not logged in");
	}
}

/* NICK before registration. While a client negotiates, it may be about to log in: whose the name is
 * counts at the end. */
static void choose_name(struct irc_call *call, const char *name)
{
	struct irc_newcomer *newcomer = call->peer->newcomer;
	enum outcome outcome = OUTCOME_DONE;
	if (!conn_local_user(call->peer->conn))
		outcome = outcome_of_name(name_check(name, strlen(name)));
	if (outcome == OUTCOME_DONE && !newcomer->negotiating)
		outcome = check_name(call, name, false);
	if (outcome != OUTCOME_DONE) {
		refuse_name(call, outcome, name);
		return;
	}
	free(newcomer->name);
	newcomer->name = memory_text(name);
	irc_register(call);
}

void irc_nick(struct irc_call *call)
{
	const char *name = call->count > 0 ? call->params[0] : "";
	if (!*name) {
		irc_no_nick_given(call);
	} else if (!call->session) {
		choose_name(call, name);
	} else {
		enum outcome outcome = self_set_name(call->session, name);
		if (outcome != OUTCOME_DONE && outcome != OUTCOME_NAME_SAME)
			refuse_name(call, outcome, name);
	}
}

static bool user_byte(char c)
{
	return ascii_is_alnum(c) || strchr("-_.[]{}|^~", c) || (c & 0x80);
}

void irc_user(struct irc_call *call)
{
	struct irc_newcomer *newcomer = call->peer->newcomer;
	if (call->session) {
		irc_numeric(call, ERR_ALREADYREGISTERED, ":You may not reregister");
		return;
	}
	const char *user = call->params[0], *real = call->params[3];
	if (!*user || !*real) {
		irc_need_more(call);
		return;
	}
	free(newcomer->user);
	free(newcomer->real);
	newcomer->user = memory_text_n(user, text_cut(user, strlen(user), IRC_USER_BYTES));
	for (char *at = newcomer->user; *at; at++)
		if (!user_byte(*at))
			*at = '-';
	newcomer->real = text_copy(real, IRC_REAL_BYTES);
	irc_register(call);
}

void irc_ping(struct irc_call *call)
{
	if (call->count == 0)
		irc_need_more(call);
	else if (!*call->params[0])
		irc_numeric(call, ERR_NOORIGIN, ":No origin specified");
	else if (call->session && !fence_passed(call->session))
		call->later = true;
	else
		irc_say(call, "PONG %s :%s", irc_server, call->params[0]);
}

void irc_pong(struct irc_call *call)
{
	/* irc.c has noted that the peer is there */
}

void irc_quit(struct irc_call *call)
{
	if (call->session)
		call->session->quits = true;
	irc_end(call, call->count > 0 ? call->params[0] : "");
}
