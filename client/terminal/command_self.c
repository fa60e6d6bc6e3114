/* Commands about oneself, the connection, and the commands. */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMNS 18

static void help_row(const struct request *request, const struct command_row *row)
{
	const struct command_words *words = row->words;
	const char *help = row->help ? row->help : words->help;
	int used = (int)(strlen(words->name) + strlen(words->usage));
	if (used <= HELP_COLUMNS) {
		request_answer(request, "  /%s %s%*s %s", words->name, words->usage,
			HELP_COLUMNS - used, "", help);
		return;
	}
	request_answer(request, "  /%s %s", words->name, words->usage);
	request_answer(request, "%*s%s", HELP_COLUMNS + 5, "", help);
}

static void help_aliases(const struct request *request, const char *aliases)
{
	char text[64] = "";
	char *at = text;
	for (const char *alias = aliases; *alias; alias += strspn(alias, " ")) {
		int length = (int)strcspn(alias, " ");
		at += snprintf(at, sizeof text - (size_t)(at - text), " /%.*s", length, alias);
		alias += length;
	}
	if (*text)
		request_answer(request, "  the same:%s", text);
}

static void help_further(const struct request *request, const char *more)
{
	for (const char *line = more; line && *line; line += *line == '\n') {
		int length = (int)strcspn(line, "\n");
		request_answer(request, "  %.*s", length, line);
		line += length;
	}
}

/* Leaves out the commands that the user cannot use now. */
static void help_rows(const struct request *request)
{
	const struct chat *chat = request->chat;
	char role = request->front ? chat_role(chat, request->front, chat_name(chat)) : '\0';
	bool may = role && role != ' ' && role != '+';
	for (const struct command_row *row = request->rows; row->words; row++)
		if ((!(row->need & NEED_OPERATOR) || may) &&
			(!(row->need & NEED_SERVER) || chat_is_server_operator(chat)) &&
			(!(row->need & NEED_KEPT) || chat_kept(chat)))
			help_row(request, row);
}

void command_help(const struct request *request)
{
	const char *name = request->word + (*request->word == '/');
	if (*name) {
		const struct command_row *row = command_find(request->rows, name);
		if (!row) {
			request_refuse_unknown(request, name, false);
			return;
		}
		help_row(request, row);
		help_aliases(request, row->words->aliases);
		help_further(request, row->words->more);
		return;
	}
	help_rows(request);
	request_answer(request,
		"Anything else is said to the room or person in the prompt; //x says /x. "
		"/help COMMAND says more.");
}

void command_nick(const struct request *request)
{
	if (chat_is_ready(request->chat) && strcmp(request->word, chat_name(request->chat)) == 0) {
		request_refuse(request, "you are %s already", request->word);
		return;
	}
	if (!chat_nick(request->chat, request->word))
		request_refuse(request,
			"a name has at most 32 letters, digits and -_[]{}|^`\\ and begins with "
			"neither a digit nor '-'");
	else if (!chat_is_ready(request->chat))
		request_answer(request, "You will be %s.", request->word);
}

void command_away(const struct request *request)
{
	bool back = chat_is_away(request->chat) && !*request->text;
	const char *why = *request->text ? request->text : "away";
	chat_away(request->chat, back ? NULL : why);
	if (!chat_is_ready(request->chat))
		request_answer(request, "You will be marked as %s when there is a connection.",
			back ? "back" : "away");
}

void command_quit(const struct request *request)
{
	request->world->leave(request->world->data, *request->text ? request->text : NULL);
}

void command_raw(const struct request *request)
{
	if (chat_raw(request->chat, request->text))
		return;
	if (chat_is_ready(request->chat))
		request_refuse(
			request, "that is no line that a server can be sent: %s", request->text);
	else
		request_refuse_unsent(request);
}

void command_reconnect(const struct request *request)
{
	if (chat_is_ready(request->chat))
		request_answer(request, "The connection is there.");
	else
		request->world->reconnect(request->world->data);
}
