#include "login.h"

#include <string.h>

#include "ascii.h"
#include "changes.h"
#include "fingerprint.h"
#include "history.h"
#include "journal.h"
#include "names.h"
#include "ownership.h"
#include "post.h"
#include "registrations.h"
#include "self.h"
#include "server_ban.h"
#include "session_life.h"
#include "session_send.h"
#include "watch.h"

static void tell(struct session *session)
{
	const struct account *account = session_account(session);
	struct event event = session_event(session, EVENT_ACCOUNT);
	event.other = account ? account->name : NULL;
	post_to_shared_rooms(session, &event);
	event.room = NULL;
	watch_tell_change(session, &event);
	event.own = true;
	session_post(session, &event);
}

static bool has_name_of(const struct session *session, const struct account *account)
{
	return strcmp(session_key(session), account->key) == 0;
}

static void give_roles(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next)
		if (!member->gone)
			changes_give_owned(member);
}

/* Whether somebody would take the session for another one by its name. */
static bool looks_like_another(const struct session *session)
{
	struct asker asker = names_asker(session);
	return !session_is_guest(session) &&
	       names_alike(session->loop->core, session_name(session), &asker);
}

/* `told`: the session and others are, for it gets into no other account. */
static void leave(struct session *session, bool told)
{
	struct account *account = session_account(session);
	if (!account)
		return;
	bool named = has_name_of(session, account);
	journal(session, LOG_INFO, "logout", LOG_TEXT("login", account->name));
	changes_take_owned(session);
	account_remove_session(session);
	if (told)
		tell(session);
	if (named || looks_like_another(session)) /* as one's own names may */
		self_become_guest(session);
}

static void tell_itself(struct session *session)
{
	struct event event = session_event(session, EVENT_ACCOUNT);
	event.other = session_account(session)->name;
	event.own = true;
	session_post(session, &event);
}

/* Who has come by a token may do more after the password. */
static void prove_again(struct session *session, uint32_t token)
{
	if (session->profile->token == 0 || token != 0)
		return;
	session->profile->token = 0;
	tell_itself(session);
}

/* What the account has in its rooms is told behind its name. */
static bool enter(
	struct session *session, struct account *account, uint32_t token, enum outcome *named)
{
	if (session_account(session) == account) {
		prove_again(session, token);
		return true;
	}
	if (server_ban_ends(session, account))
		return false;
	leave(session, false);
	account_add_session(account, session, token);
	account_seen(session->loop->core, account);
	journal(session, LOG_INFO, "login", LOG_TEXT("login", account->name));
	tell(session);
	if (named)
		*named = login_claim_name(session, false);
	give_roles(session);
	if (named && *named == OUTCOME_NAME_SILENCED) /* where a role has given it a voice */
		*named = login_claim_name(session, false);
	return true;
}

bool login_enter(struct session *session, struct account *account, uint32_t token)
{
	return enter(session, account, token, NULL);
}

void login_leave(struct session *session)
{
	leave(session, true);
	server_ban_ends(session, session_account(session));
}

static bool may_take_over(const struct core *core, struct account *account)
{
	if (core->now - account->takeovers_since > LOGIN_TAKEOVERS_MS) {
		account->takeovers_since = core->now;
		account->takeovers = 0;
	}
	return ++account->takeovers <= LOGIN_TAKEOVERS;
}

/* Its owner has come. */
static void take_name_from(struct session *holder, const char *name)
{
	session_post(
		holder, &(struct event){.type = EVENT_NAME_LOST, .actor = holder, .name = name});
	self_become_guest(holder);
}

bool login_make_way(
	struct core *core, struct account *account, const struct session *by, bool anyway)
{
	struct session *holder = session_find(core, account->name);
	if (!holder || holder == by)
		return true;
	bool own = session_account(holder) == account;
	if (own && !anyway && !may_take_over(core, account))
		return false;
	if (!own) {
		take_name_from(holder, account->name);
		return true;
	}
	session_post(holder,
		&(struct event){.type = EVENT_REPLACED, .actor = holder, .name = account->name});
	session_replace(holder, "logged in from elsewhere");
	return true;
}

void login_make_way_here(struct core *core, const struct local_user *user)
{
	struct session *holder = session_find(core, user->name);
	if (!holder || account_find(core, user->name))
		return;
	const struct local_user *other = session_local_user(holder);
	if (!other || other->uid != user->uid)
		take_name_from(holder, user->name);
}

enum outcome login_claim_name(struct session *session, bool anyway)
{
	struct account *account = session_account(session);
	if (!account)
		return OUTCOME_NOT_LOGGED_IN;
	if (has_name_of(session, account))
		return OUTCOME_DONE;
	if (self_silent_room(session))
		return OUTCOME_NAME_SILENCED;
	if (!login_make_way(session->loop->core, account, session, anyway))
		return OUTCOME_NAME_ELSEWHERE;
	self_take_name(session, account->name);
	return OUTCOME_DONE;
}

enum outcome login_password(
	struct session *session, const char *name, const char *password, enum outcome *named)
{
	struct account *account = session_account(session);
	struct proof *proof = session_proof(session);
	if (account &&
		(session->profile->token == 0 || account_find(proof->loop->core, name) != account))
		return OUTCOME_LOGGED_IN;
	enum outcome outcome = proof_password(proof, name, password, &account);
	if (outcome == OUTCOME_LOGIN_WRONG)
		speed_spend(session, PROOF_LINES_A_TRY);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (session_account(session) == account && proof->token != 0)
		return OUTCOME_LOGGED_IN;
	return enter(session, account, proof->token, named) ? OUTCOME_DONE : OUTCOME_SERVER_BANNED;
}

enum outcome login_certificate(struct session *session, enum outcome *named)
{
	char fingerprint[DOOR_CERTIFICATE_SIZE];
	if (session_account(session))
		return OUTCOME_LOGGED_IN;
	if (!session->door->certificate(session->peer, fingerprint))
		return OUTCOME_CERTIFICATE_NONE;
	struct account *account = account_by_certificate(session->loop->core, fingerprint);
	if (!account)
		return OUTCOME_CERTIFICATE_UNKNOWN;
	return enter(session, account, 0, named) ? OUTCOME_DONE : OUTCOME_SERVER_BANNED;
}

/* Whether the name can become that of an account, by this session. */
static enum outcome check_name(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	struct asker asker = names_asker(session);
	enum outcome outcome = outcome_of_name(name_check(name, strlen(name)));
	if (outcome == OUTCOME_NAME_RESERVED)
		return OUTCOME_GUEST;
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (account_find(core, name))
		return OUTCOME_NAME_REGISTERED;
	return session_find(core, name) == session ? OUTCOME_DONE
						   : names_allowed(core, name, &asker);
}

/* The name has been checked. */
static enum outcome make_account(
	struct proof *proof, const char *name, const char *password, struct account **account)
{
	struct core *core = proof->loop->core;
	if (account_count(core) >= ACCOUNTS_MAX)
		return OUTCOME_ACCOUNTS_FULL;
	if (history_may_keep(core) == OUTCOME_HISTORY_FAILED)
		return OUTCOME_HISTORY_FAILED;
	enum outcome outcome = proof_make(proof, password);
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct proof_password *made = proof_take(proof);
	*account = account_make(core, name, made->hash, &made->scram);
	proof_password_free(made);
	return OUTCOME_DONE;
}

enum outcome login_new(
	struct session *session, const char *name, const char *password, struct account **account)
{
	struct core *core = session->loop->core;
	struct proof *proof = session_proof(session);
	core->secret = true;
	if (!proof_is_private(proof)) /* before the peer is asked to send it again */
		return OUTCOME_NOT_PRIVATE;
	enum outcome outcome = check_name(session, name);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (core->accounts_only)
		return OUTCOME_REGISTRATION_CLOSED;
	if (registrations_wait(core, &proof->origin) > 0)
		return OUTCOME_ACCOUNTS_ADDRESS;
	outcome = make_account(proof, name, password, account);
	if (outcome != OUTCOME_DONE)
		return outcome;
	account_add_home(*account, &proof->origin);
	registrations_note(core, &proof->origin);
	return OUTCOME_DONE;
}

/* What the session is told next waits until it is stored. */
static void hold(struct session *session)
{
	history_hold(session, session->loop->core->history.round);
}

enum outcome login_register(struct session *session, const char *password)
{
	struct account *account = session_account(session);
	if (account)
		return OUTCOME_LOGGED_IN;
	enum outcome outcome = login_new(session, session_name(session), password, &account);
	if (outcome != OUTCOME_DONE)
		return outcome;
	hold(session);
	journal(session, LOG_INFO, "registered", {0});
	session_post(session, &(struct event){.type = EVENT_REGISTERED,
				      .actor = session,
				      .own = true,
				      .name = account->name,
				      .flag = history_outlives(&session->loop->core->history)});
	return login_enter(session, account, 0) ? OUTCOME_DONE : OUTCOME_SERVER_BANNED;
}

/* All of the account but this one. */
static unsigned put_others_out(struct account *account, const struct session *session)
{
	unsigned count = 0;
	for (unsigned i = account->sessions.count; i-- > 0;) {
		if (account->sessions.items[i] == session)
			continue;
		login_leave(account->sessions.items[i]);
		count++;
	}
	return count;
}

enum outcome login_make(struct session *by, const char *name, const char *password)
{
	struct core *core = by->loop->core;
	struct proof *proof = session_proof(by);
	struct account *account;
	enum outcome outcome = check_name(by, name);
	if (outcome == OUTCOME_DONE || outcome == OUTCOME_NAME_LOGIN) /* it may be for that user */
		outcome = make_account(proof, name, password, &account);
	if (outcome != OUTCOME_DONE)
		return outcome;
	hold(by);
	journal(by, LOG_INFO, "account_added", LOG_TEXT("login", account->name));
	session_post(by, &(struct event){.type = EVENT_ACCOUNT_ADDED,
				 .actor = by,
				 .own = true,
				 .name = account->name,
				 .flag = history_outlives(&core->history)});
	return OUTCOME_DONE;
}

enum outcome login_may_change(const struct session *session, bool owner, struct account **account)
{
	*account = session_account(session);
	if (!*account)
		return OUTCOME_NOT_LOGGED_IN;
	if (owner && session->profile->token != 0)
		return OUTCOME_TOKEN_LOGIN;
	bool kept = history_may_keep(session->loop->core) != OUTCOME_HISTORY_FAILED;
	return kept ? OUTCOME_DONE : OUTCOME_HISTORY_FAILED;
}

enum outcome login_set_password(struct session *session, const char *password)
{
	struct core *core = session->loop->core;
	struct proof *proof = session_proof(session);
	struct account *account;
	enum outcome outcome = login_may_change(session, true, &account);
	if (outcome == OUTCOME_DONE)
		outcome = proof_make(proof, password);
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct proof_password *made = proof_take(proof);
	int64_t tokens = account->tokens.count;
	account_set_password(core, account, made->hash, &made->scram);
	proof_password_free(made);
	hold(session);
	journal(session, LOG_INFO, "password", LOG_TEXT("login", account->name));
	session_post(session, &(struct event){.type = EVENT_PASSWORD,
				      .actor = session,
				      .own = true,
				      .total = put_others_out(account, session),
				      .idle = tokens});
	return OUTCOME_DONE;
}

enum outcome login_drop(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	struct account *account;
	enum outcome outcome = login_may_change(session, true, &account);
	if (outcome == OUTCOME_DONE && account_find(core, name) != account)
		outcome = OUTCOME_ACCOUNT_NAME;
	if (outcome != OUTCOME_DONE)
		return outcome;
	hold(session);
	journal(session, LOG_INFO, "account_dropped", LOG_TEXT("login", account->name));
	session_post(session, &(struct event){.type = EVENT_DROPPED,
				      .actor = session,
				      .own = true,
				      .name = account->name});
	put_others_out(account, NULL);
	ownership_forget(account);
	proof_forget_account(core, account);
	account_free(core, account, true);
	return OUTCOME_DONE;
}

/* Writes 64 small hex digits. */
static enum outcome find_fingerprint(
	const struct session *session, const char *given, char out[DOOR_CERTIFICATE_SIZE])
{
	char text[FINGERPRINT_TEXT_SIZE];
	if (!given)
		return session->door->certificate(session->peer, out) ? OUTCOME_DONE
								      : OUTCOME_CERTIFICATE_NONE;
	if (!fingerprint_read(text, given))
		return OUTCOME_FINGERPRINT;
	for (const char *at = text; *at; at++)
		if (*at != ':')
			*out++ = ascii_lower(*at);
	*out = '\0';
	return OUTCOME_DONE;
}

static bool has_shown(const struct session *session, const char *fingerprint)
{
	char shown[DOOR_CERTIFICATE_SIZE];
	return session->door->certificate(session->peer, shown) && strcmp(shown, fingerprint) == 0;
}

static void tell_certificate(struct session *session, const char *fingerprint, bool added)
{
	hold(session);
	journal(session, LOG_INFO, added ? "certificate_added" : "certificate_removed",
		LOG_TEXT("fingerprint", fingerprint));
	session_post(session, &(struct event){.type = EVENT_CERTIFICATE,
				      .actor = session,
				      .own = true,
				      .flag = added,
				      .text = fingerprint});
}

enum outcome login_add_certificate(struct session *session, const char *fingerprint)
{
	char found[DOOR_CERTIFICATE_SIZE];
	struct account *account;
	enum outcome outcome = login_may_change(session, true, &account);
	if (outcome == OUTCOME_DONE)
		outcome = find_fingerprint(session, fingerprint, found);
	bool shown = outcome == OUTCOME_DONE && has_shown(session, found);
	if (outcome == OUTCOME_DONE)
		outcome = account_add_certificate(session->loop->core, account, found, shown);
	if (outcome == OUTCOME_DONE)
		tell_certificate(session, found, true);
	return outcome;
}

enum outcome login_remove_certificate(struct session *session, const char *fingerprint)
{
	char found[DOOR_CERTIFICATE_SIZE];
	struct account *account;
	enum outcome outcome = login_may_change(session, true, &account);
	if (outcome == OUTCOME_DONE)
		outcome = find_fingerprint(session, fingerprint, found);
	if (outcome == OUTCOME_DONE &&
		!account_remove_certificate(session->loop->core, account, found))
		outcome = OUTCOME_CERTIFICATE_BAD;
	if (outcome == OUTCOME_DONE)
		tell_certificate(session, found, false);
	return outcome;
}
