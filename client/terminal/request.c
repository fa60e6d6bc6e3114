#include "request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"
#include "nearest.h"
#include "slip.h"
#include "text.h"

#define ANSWER_BYTES 2047
#define TYPED_BYTES 99 /* of what was typed are repeated */
#define NEAREST_SIZE 64
#define PARAMS_MAX 15

const struct command_row *command_find(const struct command_row *rows, const char *name)
{
	for (const struct command_row *row = rows; row->words; row++)
		if (command_words_is(row->words, name))
			return row;
	return NULL;
}

static const char *name_of(const void *data, size_t i)
{
	const struct command_row *row = (const struct command_row *)data + i;
	return row->words ? row->words->name : NULL;
}

enum keep command_row_keep(
	const struct command_row *row, const char *word, const char *text, bool room_in_front)
{
	/* If the first argument, a room or a person, may stand alone, only the last one is hidden.
	 */
	bool behind_word = row->words->words && row->words->needed < 2;
	bool hidden = *text || (!behind_word && *word);
	if (row->hides == HIDES_PASSWORD)
		return *text || *word ? KEEP_NOWHERE : KEEP_DISK;
	if (!hidden || row->hides == HIDES_NOTHING || (row->hides == HIDES_TALK && room_in_front))
		return KEEP_DISK;
	return row->hides == HIDES_SECRET ? KEEP_NOWHERE : KEEP_RUN;
}

/* The name of the command `i` of those that hide something. */
static const char *hiding(const void *data, size_t i)
{
	const struct command_row *row = data;
	for (;; row++)
		if (!row->words || (row->hides > HIDES_TALK && i-- == 0))
			return row->words ? row->words->name : NULL;
}

/* The command that was probably meant. A mistyped word counts as one that hides something if it is
 * near enough to that, even if another command is nearer. */
static const struct command_row *meant(const struct command_row *rows, const char *typed)
{
	const struct command_row *row = command_find(rows, typed);
	const char *near = row ? NULL : nearest_word(typed, hiding, rows);
	return near ? command_find(rows, near) : row;
}

/* Where a command that is not run may be kept. `line` has no '/'; `row` gets what was probably
 * meant, or NULL. */
static enum keep line_keep(
	const struct command_row *rows, const char *line, const struct command_row **row)
{
	char *copy = memory_text(line), *rest = copy;
	enum keep keep = KEEP_RUN;
	*row = meant(rows, command_words_take(&rest));
	if (*row) {
		const char *word = (*row)->words->words ? command_words_take(&rest) : "";
		keep = command_row_keep(*row, word, rest, true);
	}
	free(copy);
	return keep;
}

enum keep command_unknown_keep(const struct command_row *rows, const char *line)
{
	const struct command_row *row;
	return line_keep(rows, line, &row) == KEEP_NOWHERE ? KEEP_NOWHERE : KEEP_RUN;
}

/* The command of a line without its slash: only "oper NAME PASSWORD", which nobody says by chance.
 */
static const struct command_row *without_slash(const struct command_row *rows, const char *line)
{
	char *copy = memory_text(line), *rest = copy;
	const struct command_row *row = command_find(rows, command_words_take(&rest));
	bool secret = row && row->hides == HIDES_PASSWORD && row->words->needed > 0;
	bool whole = *command_words_take(&rest) && *rest;
	free(copy);
	return secret && whole ? row : NULL;
}

const struct command_row *command_slip(
	const struct command_row *rows, const char *line, enum keep *keep)
{
	const char *start = line + strspn(line, " \t");
	const struct command_row *row = *start == '/' ? NULL : without_slash(rows, start);
	*keep = row ? KEEP_NOWHERE : KEEP_DISK;
	if (*start == '/' && start[1] != '/')
		*keep = line_keep(rows, start + 1, &row);
	return *keep != KEEP_DISK ? row : NULL;
}

__attribute__((format(printf, 3, 0))) static void put(
	const struct request *request, enum chat_kind kind, const char *format, va_list arguments)
{
	char text[ANSWER_BYTES + 1], safe[TEXT_SAFE_SIZE(ANSWER_BYTES)];
	vsnprintf(text, sizeof text, format, arguments);
	text_safe(safe, text, text_cut(text, strlen(text), ANSWER_BYTES - 1));
	request->world->answer(request->world->data, kind, safe);
}

void request_answer(const struct request *request, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	put(request, CHAT_INFO, format, arguments);
	va_end(arguments);
}

void request_refuse(const struct request *request, const char *format, ...)
{
	va_list arguments;
	*request->refused = true;
	va_start(arguments, format);
	put(request, CHAT_REFUSED, format, arguments);
	va_end(arguments);
}

void request_refuse_unknown(const struct request *request, const char *name, bool entered)
{
	const char *nearest = nearest_word(name, name_of, request->rows);
	int shown = (int)text_cut(name, strlen(name), TYPED_BYTES);
	const char *more = name[shown] ? "..." : "";
	char way_out[NEAREST_SIZE] = "/help lists them", as_text[TYPED_BYTES + 32] = "";
	if (nearest)
		snprintf(way_out, sizeof way_out, "did you mean /%s?", nearest);
	if (entered && *name)
		snprintf(as_text, sizeof as_text, "%s //%.*s%s says it", nearest ? "" : ".", shown,
			name, more);
	request_refuse(
		request, "there is no command /%.*s%s; %s%s", shown, name, more, way_out, as_text);
}

void request_refuse_usage(const struct request *request)
{
	request_refuse(request, "type it like this: /%s%s%s", request->row->words->name,
		*request->row->words->usage ? " " : "", request->row->words->usage);
}

/* Whether it is a password for a service that others could read on its way. */
static bool is_exposed(const struct request *request, const char *target, const char *text)
{
	struct slip slip;
	if (chat_is_private(request->chat) || chat_is_room(request->chat, target))
		return false;
	char *line = memory_format("%s %s", target, text);
	bool secret = slip_find(&slip, line, false) &&
		      (slip.kind == SLIP_SECRET || slip.kind == SLIP_TOKEN);
	sodium_memzero(line, strlen(line));
	free(line);
	return secret;
}

void request_refuse_exposed(const struct request *request)
{
	request_refuse(request, "the connection is not encrypted, and a password is not sent that "
				"way; --tls=always encrypts it where the server can");
}

void request_say(
	const struct request *request, enum chat_kind kind, const char *target, const char *text)
{
	if (is_exposed(request, target, text)) {
		request_refuse_exposed(request);
		return;
	}
	chat_say(request->chat, kind, target, text, NULL);
	if (!chat_is_ready(request->chat))
		request->world->kept(request->world->data, text);
}

void request_refuse_unsent(const struct request *request)
{
	if (chat_is_ready(request->chat))
		request_refuse(request, "that is too long, or cannot be said to a server");
	else if (chat_is_entering(request->chat))
		request_refuse(request, "the server has not let you in yet; try again in a moment");
	else
		request_refuse(request, "there is no connection now; /reconnect tries to get one");
}

static void send_params(const struct request *request, const char *const *params, unsigned count)
{
	if (!chat_command(request->chat, params[0], params + 1, count - 1))
		request_refuse_unsent(request);
}

void request_send(const struct request *request, const char *command, ...)
{
	const char *params[PARAMS_MAX + 1] = {command};
	unsigned count = 1;
	va_list arguments;
	va_start(arguments, command);
	while (count <= PARAMS_MAX && (params[count] = va_arg(arguments, const char *)))
		count++;
	va_end(arguments);
	send_params(request, params, count);
}

void request_send_line(const struct request *request, const char *line)
{
	const char *params[PARAMS_MAX + 1];
	unsigned count = 0;
	char *copy = memory_text(line), *rest = copy;
	while (*rest && count <= PARAMS_MAX) {
		const char *word = command_words_take(&rest);
		if (strcmp(word, "%f") == 0)
			word = request->front;
		else if (strcmp(word, "%w") == 0)
			word = request->word;
		else if (strcmp(word, "%t") == 0)
			word = request->text;
		if (*word)
			params[count++] = word;
	}
	send_params(request, params, count);
	free(copy);
}

bool request_room_in_front(const struct request *request)
{
	return request->front && chat_is_room(request->chat, request->front);
}

char *request_full_room(const struct request *request, const char *name)
{
	return memory_format("%s%s", chat_is_room(request->chat, name) ? "" : "#", name);
}
