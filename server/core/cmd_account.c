#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ascii.h"
#include "cmd.h"
#include "founder.h"
#include "login.h"
#include "memory.h"
#include "ownership.h"
#include "registrations.h"
#include "self.h"
#include "session_send.h"

#define NAMES_MAX 20	/* of connections and operators that are shown; the rest is a number */
#define ROOMS_A_LINE 20 /* that are shown for the price of a line, see speed.h */

/* What a refusal names: never a word that could be the password. */
static const char *subject(struct session *session, enum outcome outcome, const char *name)
{
	const struct account *account = session_account(session);
	if (outcome == OUTCOME_NAME_SILENCED)
		return self_silent_room(session)->name;
	if (account && (outcome == OUTCOME_LOGGED_IN || outcome == OUTCOME_NAME_ELSEWHERE ||
			       outcome == OUTCOME_TOKEN_LOGIN))
		return account->name;
	return name;
}

static uint64_t number(struct session *session, enum outcome outcome, const char *name)
{
	switch (outcome) {
	case OUTCOME_LOGIN_WRONG:
	case OUTCOME_LOGIN_WAIT:
	case OUTCOME_PASSWORD_WAIT:
		return (uint64_t)proof_wait(session_proof(session), name);
	case OUTCOME_ACCOUNTS_ADDRESS:
		return (uint64_t)registrations_wait(session->loop->core, &session->origin);
	case OUTCOME_PASSWORD_SHORT:
		return PROOF_PASSWORD_MIN;
	case OUTCOME_PASSWORD_LONG:
		return PROOF_PASSWORD_MAX;
	case OUTCOME_CERTIFICATES_FULL:
		return ACCOUNT_CERTIFICATES_MAX;
	case OUTCOME_ROOMS_OWNED_MAX:
		return OWNERSHIP_ROOMS_MAX;
	default:
		return 0;
	}
}

/* `name`: of whose account, or what was typed that is no secret. */
static enum outcome answer(const struct request *request, enum outcome outcome, const char *name)
{
	struct session *session = request->session;
	if (outcome == OUTCOME_DONE || outcome == OUTCOME_LATER)
		return outcome;
	if (outcome == OUTCOME_SERVER_BANNED)
		return OUTCOME_DONE; /* it knows */
	session_refuse(session, outcome,
		&(struct event){.name = subject(session, outcome, name),
			.total = number(session, outcome, name)});
	return OUTCOME_DONE;
}

enum outcome cmd_register(const struct request *request)
{
	return answer(request, login_register(request->session, request->text),
		session_name(request->session));
}

/* Without a name: that of who is in it, or the one that was refused last. */
static const char *own_name(struct session *session)
{
	const char *name = session_name(session);
	const char *asked = session->profile ? session->profile->asked : NULL;
	return !account_find(session->loop->core, name) && asked ? asked : name;
}

/* A password may have blanks. Where no account has the first word's name, it is its beginning. */
static enum outcome log_in(const struct request *request, const char **name, enum outcome *named)
{
	struct session *session = request->session;
	const char *own = own_name(session);
	bool alone = !*request->text || (account_find(request->core, own) &&
						!account_find(request->core, request->word));
	*name = alone ? own : request->word;
	if (!alone || !*request->text)
		return login_password(session, *name, alone ? request->word : request->text, named);
	char *password = memory_format("%s %s", request->word, request->text);
	enum outcome outcome = login_password(session, own, password, named);
	sodium_memzero(password, strlen(password));
	free(password);
	return outcome;
}

/* Whether it is a name alone, and the peer has shown a certificate of that account. */
static bool is_certified(const struct request *request)
{
	const struct profile *profile = request->session->profile;
	const char *shown = profile ? profile->certificate : NULL;
	const struct account *account = account_find(request->core, request->word);
	return !*request->text && account && shown &&
	       account_by_certificate(request->core, shown) == account;
}

enum outcome cmd_login(const struct request *request)
{
	struct session *session = request->session;
	enum outcome named = OUTCOME_DONE, outcome;
	const char *name = NULL;
	if (!*request->word || is_certified(request))
		outcome = login_certificate(session, &named);
	else if (!*request->text && account_find(request->core, request->word))
		return OUTCOME_USAGE; /* else the name would count as a wrong password */
	else
		outcome = log_in(request, &name, &named);
	if (outcome == OUTCOME_CERTIFICATE_NONE)
		return OUTCOME_USAGE;
	return answer(request, outcome == OUTCOME_DONE ? named : outcome, name);
}

enum outcome cmd_logout(const struct request *request)
{
	if (!session_account(request->session))
		return OUTCOME_NOT_LOGGED_IN;
	login_leave(request->session);
	return OUTCOME_DONE;
}

enum outcome cmd_password(const struct request *request)
{
	return answer(request, login_set_password(request->session, request->text), NULL);
}

enum outcome cmd_account_add(const struct request *request)
{
	if (!session_operator(request->session))
		return OUTCOME_NOT_SERVER_OPERATOR;
	return answer(
		request, login_make(request->session, request->word, request->text), request->word);
}

enum outcome cmd_regain(const struct request *request)
{
	const struct session *session = request->session;
	const struct account *own = session_account(session);
	if (own && strcmp(own->key, session_key(session)) == 0)
		return answer(request, OUTCOME_NAME_SAME, session_name(session));
	return answer(request, login_claim_name(request->session, true), NULL);
}

enum outcome cmd_drop(const struct request *request)
{
	return answer(request, login_drop(request->session, request->word), request->word);
}

static void show_rooms(const struct request *request, const struct account *account)
{
	speed_spend(request->session, account->roles.count / ROOMS_A_LINE);
	for (unsigned i = 0; i < account->roles.count; i++) {
		const struct room *room = account->roles.items[i];
		session_post(request->session, &(struct event){.type = EVENT_ACCOUNT_ROOM,
						       .room = room->name,
						       .flag = room->founder == account->id});
	}
}

static void show_certificates(const struct request *request, const struct account *account)
{
	const struct account_certificate *each = account->certificates;
	for (; each; each = each->next)
		session_post(request->session,
			&(struct event){.type = EVENT_CERTIFICATE_IS, .text = each->fingerprint});
}

enum outcome cmd_account(const struct request *request)
{
	const struct account *account = session_account(request->session);
	const char *names[NAMES_MAX];
	size_t count = 0;
	if (!account)
		return OUTCOME_NOT_LOGGED_IN;
	for (unsigned i = 0; i < account->sessions.count && count < NAMES_MAX; i++)
		if (account->sessions.items[i] != request->session)
			names[count++] = session_name(account->sessions.items[i]);
	session_post(request->session,
		&(struct event){.type = EVENT_ACCOUNT_IS,
			.own = true,
			.name = account->name,
			.seconds = (request->core->now + request->core->clock_offset -
					   account->made_at) /
				   1000,
			.names = names,
			.name_count = count,
			.total = account->sessions.count - 1});
	show_certificates(request, account);
	show_rooms(request, account);
	return OUTCOME_DONE;
}

enum outcome cmd_cert(const struct request *request)
{
	struct session *session = request->session;
	const struct account *account = session_account(session);
	const char *given = *request->text ? request->text : NULL;
	if (!account)
		return OUTCOME_NOT_LOGGED_IN;
	if (ascii_equal(request->word, "add"))
		return answer(request, login_add_certificate(session, given), given);
	if (ascii_equal(request->word, "remove") || ascii_equal(request->word, "del"))
		return answer(request, login_remove_certificate(session, given), given);
	if (*request->word && !ascii_equal(request->word, "list"))
		return OUTCOME_USAGE;
	show_certificates(request, account);
	session_post(session,
		&(struct event){.type = EVENT_CERTIFICATES, .total = account->certificate_count});
	return OUTCOME_DONE;
}

static void show_owner(const struct request *request)
{
	const struct room *room = request->room;
	const struct account *founder = account_by_id(request->core, room->founder);
	const char *names[NAMES_MAX];
	size_t count = 0;
	for (unsigned i = 0; i < room->operator_count && count < NAMES_MAX; i++) {
		const struct account *account = account_by_id(request->core, room->operators[i]);
		if (account)
			names[count++] = account->name;
	}
	session_post(request->session, &(struct event){.type = EVENT_OWNER_IS,
					       .room = room->name,
					       .name = founder ? founder->name : NULL,
					       .names = names,
					       .name_count = count,
					       .total = room->operator_count});
}

enum outcome cmd_room(const struct request *request)
{
	struct session *session = request->session;
	enum outcome outcome = OUTCOME_USAGE;
	if (!*request->word) {
		show_owner(request);
		outcome = OUTCOME_DONE;
	} else if (ascii_equal(request->word, "claim") && !*request->text) {
		outcome = founder_claim(session, request->room);
	} else if (ascii_equal(request->word, "drop") && !*request->text) {
		outcome = founder_drop(session, request->room);
	} else if (ascii_equal(request->word, "give") && *request->text) {
		outcome = founder_give(session, request->room, request->text);
	}
	switch (outcome) {
	case OUTCOME_ROOM_OF_SERVER:
	case OUTCOME_ROOM_OWNED:
	case OUTCOME_NOT_FOUNDER:
		return answer(request, outcome, request->room->name);
	case OUTCOME_NO_ACCOUNT:
		return answer(request, outcome, request->text);
	case OUTCOME_NOT_MEMBER:
		session_refuse(session, outcome,
			&(struct event){.name = request->text, .other = request->room->name});
		return OUTCOME_DONE;
	case OUTCOME_ROOMS_OWNED_MAX:
		return answer(request, outcome,
			*request->text ? request->text : session_account(session)->name);
	default:
		return outcome;
	}
}
