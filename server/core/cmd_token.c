#include <sodium.h>

#include "ascii.h"
#include "cmd.h"
#include "login_token.h"
#include "session_send.h"

#define TOLD_BYTES 1024 /* of the event with the secret, at most */

static uint64_t number(enum outcome outcome)
{
	return outcome == OUTCOME_TOKENS_FULL	? TOKENS_MAX
	       : outcome == OUTCOME_TOKEN_LABEL ? TOKEN_LABEL_BYTES
						: 0;
}

static enum outcome refuse(const struct request *request, enum outcome outcome)
{
	const struct account *account = session_account(request->session);
	session_refuse(request->session, outcome,
		&(struct event){.name = account ? account->name : "", .total = number(outcome)});
	return OUTCOME_DONE;
}

static enum outcome make(const struct request *request)
{
	char secret[TOKEN_TEXT_BYTES + 1];
	const struct token *token;
	struct core *core = request->core;
	enum outcome outcome = login_token_add(request->session, request->text, secret, &token);
	if (outcome != OUTCOME_DONE)
		return refuse(request, outcome);
	buffer_reserve(&core->scratch, TOLD_BYTES); /* it does not move then, see core.secret */
	session_post(request->session, &(struct event){.type = EVENT_TOKEN,
					       .own = true,
					       .name = token->label,
					       .text = secret,
					       .total = token->number,
					       .flag = history_outlives(&core->history)});
	sodium_memzero(secret, sizeof secret);
	return OUTCOME_DONE;
}

static enum outcome list(const struct request *request)
{
	struct session *session = request->session;
	const struct account *account = session_account(session);
	int64_t now = request->core->now + request->core->clock_offset;
	if (!account)
		return OUTCOME_NOT_LOGGED_IN;
	for (const struct token *token = account->tokens.first; token; token = token->next)
		session_post(session,
			&(struct event){.type = EVENT_TOKEN_IS,
				.name = token->label,
				.total = token->number,
				.seconds = (now - token->made_at) / 1000,
				.idle = token->used_at > 0 ? (now - token->used_at) / 1000 : -1,
				.flag = token->number == session->profile->token});
	session_post(
		session, &(struct event){.type = EVENT_TOKENS, .total = account->tokens.count});
	return OUTCOME_DONE;
}

static enum outcome drop(const struct request *request)
{
	unsigned count;
	enum outcome outcome = login_token_drop(request->session, request->text, &count);
	if (outcome != OUTCOME_DONE)
		return refuse(request, outcome);
	session_post(request->session,
		&(struct event){.type = EVENT_TOKENS_ENDED, .own = true, .total = count});
	return OUTCOME_DONE;
}

enum outcome cmd_token(const struct request *request)
{
	if (!*request->word || ascii_equal(request->word, "list"))
		return list(request);
	if (ascii_equal(request->word, "new") || ascii_equal(request->word, "add"))
		return *request->text ? make(request) : OUTCOME_USAGE;
	if (ascii_equal(request->word, "drop") || ascii_equal(request->word, "del"))
		return *request->text ? drop(request) : OUTCOME_USAGE;
	return OUTCOME_USAGE;
}
