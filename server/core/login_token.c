#include "login_token.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "history.h"
#include "journal.h"

static bool is_all(const char *which)
{
	return ascii_equal(which, "all") || strcmp(which, "*") == 0;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* None that means something else to login_token_drop(), and no secret. */
static bool is_label(const char *label)
{
	return *label && strlen(label) <= TOKEN_LABEL_BYTES && !is_number(label) &&
	       !is_all(label) && !ascii_equal(label, "this") && !token_text_within(label);
}

enum outcome login_token_add(struct session *session, const char *label,
	char secret[TOKEN_TEXT_BYTES + 1], const struct token **token)
{
	struct core *core = session->loop->core;
	struct account *account;
	core->secret = true;
	if (!proof_is_private(session_proof(session)))
		return OUTCOME_NOT_PRIVATE;
	enum outcome outcome = login_may_change(session, true, &account);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (!is_label(label))
		return OUTCOME_TOKEN_LABEL;
	if (account->tokens.count >= TOKENS_MAX)
		return OUTCOME_TOKENS_FULL;
	*token = account_add_token(core, account, label, secret);
	history_hold(session, core->history.round);
	journal(session, LOG_INFO, "token_made", LOG_TEXT("login", account->name),
		LOG_NUMBER("token", (*token)->number));
	return OUTCOME_DONE;
}

static void log_out_by(struct account *account, uint32_t number)
{
	for (unsigned i = account->sessions.count; i-- > 0;) {
		struct session *session = account->sessions.items[i];
		if (session->profile->token == number)
			login_leave(session);
	}
}

static bool is_meant(const struct token *token, const char *which, uint32_t own)
{
	if (is_all(which))
		return true;
	if (ascii_equal(which, "this"))
		return token->number == own;
	if (is_number(which))
		return token->number == strtoul(which, NULL, 10);
	return strcmp(token->label, which) == 0;
}

enum outcome login_token_drop(struct session *session, const char *which, unsigned *count)
{
	struct core *core = session->loop->core;
	struct account *account;
	enum outcome outcome = login_may_change(session, false, &account);
	if (outcome != OUTCOME_DONE)
		return outcome;
	uint32_t own = session->profile->token;
	*count = 0;
	for (struct token *token = account->tokens.first, *next; token; token = next) {
		uint32_t number = token->number;
		next = token->next;
		if (!is_meant(token, which, own))
			continue;
		account_remove_token(core, account, token);
		history_hold(session, core->history.round);
		journal(session, LOG_INFO, "token_revoked", LOG_TEXT("login", account->name),
			LOG_NUMBER("token", number));
		log_out_by(account, number);
		++*count;
	}
	return *count > 0 ? OUTCOME_DONE : OUTCOME_TOKEN_NONE;
}
