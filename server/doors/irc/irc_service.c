#include "irc_service.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "command_words.h"
#include "irc_account.h"
#include "irc_encode_account.h"
#include "irc_reply.h"

#define WORDS_MAX 5

void irc_service_answer(struct irc_call *call, const char *format, ...)
{
	char text[IRC_LINE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	irc_encode_service(call->out, call->service->name, irc_reply_nick(call), text);
}

void irc_service_refuse(struct irc_call *call, enum outcome outcome, const char *name)
{
	char words[IRC_ACCOUNT_WORDS_SIZE];
	const char *why = irc_account_words(call, outcome, name, words);
	irc_service_answer(call, "%c%s.", *why - 'a' + 'A', why + 1);
}

bool irc_service_done(struct irc_call *call, enum outcome outcome, const char *name)
{
	if (outcome == OUTCOME_LATER)
		call->later = true;
	else if (outcome != OUTCOME_DONE && outcome != OUTCOME_SERVER_BANNED) /* it knows */
		irc_service_refuse(call, outcome, name);
	return outcome == OUTCOME_DONE;
}

static const struct irc_service_command *find(const struct irc_service *service, const char *name)
{
	const struct irc_service_command *command = service->commands;
	for (const char *const(*alias)[2] = service->aliases; (*alias)[0]; alias++)
		if (ascii_equal((*alias)[0], name))
			name = (*alias)[1];
	while (command->name && !ascii_equal(command->name, name))
		command++;
	return command->name ? command : NULL;
}

void irc_service_usage(struct irc_call *call, const char *name)
{
	const struct irc_service_command *command = find(call->service, name);
	irc_service_answer(
		call, "Usage: %s%s%s", command->name, *command->usage ? " " : "", command->usage);
}

void irc_service_help(struct irc_call *call, char **words, unsigned count)
{
	const struct irc_service *service = call->service;
	const struct irc_service_command *command = count > 0 ? find(service, words[0]) : NULL;
	if (command) {
		irc_service_usage(call, command->name);
		irc_service_answer(call, "%s", command->text);
		return;
	}
	irc_service_answer(
		call, "What you say to %s reaches the server alone. It knows:", service->name);
	for (command = service->commands; command->name; command++)
		irc_service_answer(call, "%s %s", command->name, command->usage);
	irc_service_answer(call, "HELP and a command tells more.");
}

/* The last word has all that is left. */
static unsigned split(char *text, char *words[WORDS_MAX])
{
	unsigned count = 0;
	text += strspn(text, " \t");
	command_words_trim(text);
	while (*text && count < WORDS_MAX - 1)
		words[count++] = command_words_take(&text);
	if (*text)
		words[count++] = text;
	return count;
}

char *irc_service_rest(char **words, unsigned first, unsigned count)
{
	for (unsigned i = first; i + 1 < count; i++)
		words[i][strlen(words[i])] = ' ';
	return words[first];
}

/* What was typed is not repeated: it may be a password. */
void irc_service_say(struct irc_call *call, const struct irc_service *service, char *text)
{
	char *words[WORDS_MAX];
	unsigned count = split(text, words);
	call->service = service;
	call->core->secret = true;
	const struct irc_service_command *command = count > 0 ? find(service, words[0]) : NULL;
	if (!command)
		irc_service_answer(
			call, "%s does not know that; HELP lists what it does.", service->name);
	else if (count - 1 < command->least)
		irc_service_usage(call, command->name);
	else
		command->run(call, words + 1, count - 1);
}
