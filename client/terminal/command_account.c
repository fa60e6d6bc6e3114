/* Commands with a password. It may be left out, and is then asked for and not shown. */
#include "request.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "memory.h"

/* Runs the command again, with this name if any, and what the user then types as last argument. */
__attribute__((format(printf, 4, 5))) static void ask(
	const struct request *request, bool twice, const char *name, const char *prompt, ...)
{
	va_list values;
	const char *command = request->row->words->name;
	va_start(values, prompt);
	char *question = memory_vformat(prompt, values);
	va_end(values);
	char *line = name ? memory_format("/%s %s", command, name) : memory_format("/%s", command);
	request->world->ask(request->world->data, question, line, twice);
	free(question);
	free(line);
}

/* A password is not sent where others can read it. */
static bool is_private(const struct request *request)
{
	if (chat_is_private(request->chat))
		return true;
	request_refuse_exposed(request);
	return false;
}

void command_oper(const struct request *request)
{
	if (!is_private(request))
		return;
	if (*request->text)
		request_send(request, "OPER", request->word, request->text, NULL);
	else
		ask(request, false, request->word, "Password of the operator %s: ", request->word);
}

void command_register(const struct request *request)
{
	if (!is_private(request))
		return;
	if (!*request->text)
		ask(request, true, NULL, "New password for %s: ", chat_name(request->chat));
	else if (!chat_register(request->chat, request->text))
		request_refuse(request, "this server makes accounts in a way of its own, often "
					"told by /msg NickServ help");
}

void command_login(const struct request *request)
{
	const char *name = *request->word ? request->word : chat_name(request->chat);
	if (!is_private(request))
		return;
	if (!*request->text)
		ask(request, false, name, "Password for %s: ", name);
	else if (!chat_log_in(request->chat, name, request->text))
		request_refuse(request, "this server does not offer to log in (SASL)");
}

void command_logout(const struct request *request)
{
	request_send(request, "NS", "LOGOUT", NULL);
}

void command_account(const struct request *request)
{
	request_send(request, "NS", "INFO", NULL);
}

void command_password(const struct request *request)
{
	if (!is_private(request))
		return;
	if (!*request->text) {
		ask(request, true, NULL, "New password for %s: ", chat_name(request->chat));
		return;
	}
	request_send(request, "NS", "SET", "PASSWORD", request->text, NULL);
	chat_password(request->chat, request->text);
}

void command_cert(const struct request *request)
{
	const char *what = *request->word ? request->word : "LIST";
	request_send(request, "NS", "CERT", what, *request->text ? request->text : NULL, NULL);
}

void command_token(const struct request *request)
{
	const char *word = request->word;
	bool makes = ascii_equal(word, "new") || ascii_equal(word, "add");
	bool drops = ascii_equal(word, "drop") || ascii_equal(word, "del");
	if (!*word || ascii_equal(word, "list"))
		request_send(request, "NS", "TOKEN", "LIST", NULL);
	else if ((!makes && !drops) || !*request->text)
		request_refuse_usage(request);
	else if (drops || is_private(request))
		request_send(request, "NS", "TOKEN", makes ? "ADD" : "DEL", request->text, NULL);
}

void command_regain(const struct request *request)
{
	const char *account = chat_account(request->chat);
	if (account)
		request_send(request, "NS", "REGAIN", account, NULL);
	else
		request_refuse(request, "you are not logged in; /login NAME does that, and takes "
					"the name from a dead connection");
}

/* What services of other servers call it. */
void command_account_add(const struct request *request)
{
	if (!is_private(request))
		return;
	if (*request->text)
		request_send(request, "NS", "SAREGISTER", request->word, request->text, NULL);
	else
		ask(request, true, request->word, "Password for %s: ", request->word);
}

void command_drop(const struct request *request)
{
	if (!*request->word)
		command_drop_kept(request);
	else if (!is_private(request))
		return;
	else if (*request->text)
		request_send(request, "NS", "DROP", request->word, request->text, NULL);
	else
		ask(request, false, request->word,
			"Password for %s, which is given up: ", request->word);
}
