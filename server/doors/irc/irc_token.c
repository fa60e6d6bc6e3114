#include "irc_token.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "ascii.h"
#include "irc_account.h"
#include "irc_encode_account.h"
#include "irc_reply.h"
#include "login_token.h"

#define ANSWER_BYTES 2048 /* that has the secret, with label and batch, at most */
#define DAY_SIZE 16

/* Whether a program has asked, by TOKEN, and not a person NickServ. */
static bool is_program(const struct irc_call *call)
{
	return strcmp(call->command->name, "TOKEN") == 0 && call->peer->caps & IRC_STANDARD_REPLIES;
}

static void refuse(struct irc_call *call, enum outcome outcome)
{
	static const struct {
		enum outcome outcome;
		const char *code;
	} codes[] = {
		{OUTCOME_NOT_LOGGED_IN, "ACCOUNT_REQUIRED"},
		{OUTCOME_TOKEN_LOGIN, "PASSWORD_REQUIRED"},
		{OUTCOME_TOKENS_FULL, "TOO_MANY_TOKENS"},
		{OUTCOME_TOKEN_LABEL, "INVALID_LABEL"},
		{OUTCOME_TOKEN_NONE, "NO_SUCH_TOKEN"},
		{OUTCOME_NOT_PRIVATE, "NOT_PRIVATE"},
	};
	char words[IRC_ACCOUNT_WORDS_SIZE];
	size_t i = 0, count = sizeof codes / sizeof codes[0];
	if (!is_program(call)) {
		irc_service_refuse(call, outcome, NULL);
		return;
	}
	while (i < count && codes[i].outcome != outcome)
		i++;
	irc_standard(call, "FAIL", i < count ? codes[i].code : "TEMPORARILY_UNAVAILABLE", "",
		irc_account_words(call, outcome, NULL, words));
}

static void usage(struct irc_call *call)
{
	if (is_program(call))
		irc_standard(call, "FAIL", "NEED_MORE_PARAMS", "",
			"ADD and what the token is for, DEL and its number, or LIST");
	else
		irc_service_usage(call, "TOKEN");
}

/* Without printf, which keeps copies, and in a buffer that does not move. */
static void show(struct irc_call *call, const struct token *token, const char *secret)
{
	struct buffer *out = call->out;
	char number[24];
	snprintf(number, sizeof number, "%u", token->number);
	buffer_reserve(out, ANSWER_BYTES);
	size_t start = out->length;
	if (is_program(call))
		buffer_add_all(out, ":", irc_server, " NOTE TOKEN CREATED ", number, " ", secret,
			" :It is shown only now, and logs in as your password does", NULL);
	else
		buffer_add_all(out, ":" IRC_NICKSERV "!" IRC_NICKSERV "@", irc_server, " NOTICE ",
			irc_reply_nick(call), " :Token ", number, " for ", token->label,
			", which is shown only now and logs in as your password does: ", secret,
			NULL);
	irc_write_end(out, start);
}

static void add(struct irc_call *call, const char *label)
{
	char secret[TOKEN_TEXT_BYTES + 1];
	const struct token *token;
	enum outcome outcome = login_token_add(call->session, label, secret, &token);
	if (outcome == OUTCOME_DONE)
		show(call, token, secret);
	else
		refuse(call, outcome);
	sodium_memzero(secret, sizeof secret);
}

static void drop(struct irc_call *call, const char *which)
{
	unsigned count;
	char words[64], number[24];
	enum outcome outcome = login_token_drop(call->session, which, &count);
	if (outcome != OUTCOME_DONE) {
		refuse(call, outcome);
		return;
	}
	snprintf(words, sizeof words, "%u token%s ended", count, count == 1 ? " has" : "s have");
	snprintf(number, sizeof number, "%u", count);
	if (is_program(call))
		irc_standard(call, "NOTE", "REVOKED", number, words);
	else
		irc_service_answer(call, "%s.", words);
}

/* "*" for none. */
static const char *day(char out[DAY_SIZE], int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm parts;
	if (ms == 0)
		return "*";
	gmtime_r(&seconds, &parts);
	strftime(out, DAY_SIZE, "%Y-%m-%d", &parts);
	return out;
}

static void list_one(struct irc_call *call, const struct token *token)
{
	char made[DAY_SIZE], used[DAY_SIZE], context[80];
	bool own = call->session->profile->token == token->number;
	day(made, token->made_at);
	if (is_program(call)) {
		snprintf(context, sizeof context, "%u %s %s %s", token->number, made,
			day(used, token->used_at), own ? "this" : "other");
		irc_standard(call, "NOTE", "ENTRY", context, token->label);
	} else if (token->used_at == 0) {
		irc_service_answer(
			call, "%u %s: made %s, never used", token->number, token->label, made);
	} else {
		irc_service_answer(call, "%u %s: made %s, last used %s%s", token->number,
			token->label, made, day(used, token->used_at),
			own ? "; you have come by it" : "");
	}
}

static void list(struct irc_call *call)
{
	const struct account *account = session_account(call->session);
	char number[24];
	if (!account) {
		refuse(call, OUTCOME_NOT_LOGGED_IN);
		return;
	}
	for (const struct token *token = account->tokens.first; token; token = token->next)
		list_one(call, token);
	snprintf(number, sizeof number, "%u", account->tokens.count);
	if (is_program(call))
		irc_standard(call, "NOTE", "END", number, "These are all tokens of your account");
	else if (account->tokens.count == 0)
		irc_service_answer(call, "Your account has no tokens.");
}

void irc_token_ask(struct irc_call *call, char **words, unsigned count)
{
	const char *rest = count > 1 ? irc_service_rest(words, 1, count) : NULL;
	if (ascii_equal(words[0], "LIST"))
		list(call);
	else if (rest && ascii_equal(words[0], "ADD"))
		add(call, rest);
	else if (rest && ascii_equal(words[0], "DEL"))
		drop(call, rest);
	else
		usage(call);
}
