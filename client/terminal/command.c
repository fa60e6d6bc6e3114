#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "command_row.h"
#include "memory.h"
#include "slip.h"
#include "text.h"

#define ANSWER_BYTES 2047
#define TYPED_BYTES 99 /* of what was typed are repeated */
#define NEAREST_SIZE 64
#define PARAMS_MAX 15

static void put(const struct request *request, void (*to)(void *data, const char *text),
	const char *format, va_list arguments)
{
	char text[ANSWER_BYTES + 1], safe[TEXT_SAFE_SIZE(ANSWER_BYTES)];
	vsnprintf(text, sizeof text, format, arguments);
	text_safe(safe, text, text_cut(text, strlen(text), ANSWER_BYTES - 1));
	to(request->world->data, safe);
}

void answer(const struct request *request, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	put(request, request->world->info, format, arguments);
	va_end(arguments);
}

void refuse(const struct request *request, const char *format, ...)
{
	va_list arguments;
	*request->refused = true;
	va_start(arguments, format);
	put(request, request->world->refuse, format, arguments);
	va_end(arguments);
}

void refuse_unknown(const struct request *request, const char *name, bool entered)
{
	const char *nearest = command_nearest(name);
	int shown = (int)text_cut(name, strlen(name), TYPED_BYTES);
	const char *more = name[shown] ? "..." : "";
	char way_out[NEAREST_SIZE] = "/help lists them", as_text[TYPED_BYTES + 32] = "";
	if (nearest)
		snprintf(way_out, sizeof way_out, "did you mean /%s?", nearest);
	if (entered && *name)
		snprintf(as_text, sizeof as_text, "%s //%.*s%s says it", nearest ? "" : ".", shown,
			name, more);
	refuse(request, "there is no command /%.*s%s; %s%s", shown, name, more, way_out, as_text);
}

void refuse_usage(const struct request *request)
{
	refuse(request, "type it like this: /%s%s%s", request->row->name,
		*request->row->usage ? " " : "", request->row->usage);
}

void say(const struct request *request, enum chat_kind kind, const char *target, const char *text)
{
	chat_say(request->chat, kind, target, text, NULL);
	if (!chat_is_ready(request->chat))
		request->world->kept(request->world->data, text);
}

void refuse_unsent(const struct request *request)
{
	if (chat_is_ready(request->chat))
		refuse(request, "that is too long, or cannot be said to a server");
	else if (chat_is_entering(request->chat))
		refuse(request, "the server has not let you in yet; try again in a moment");
	else
		refuse(request, "there is no connection now; /reconnect tries to get one");
}

void send_command(const struct request *request, const char *command, ...)
{
	const char *params[PARAMS_MAX];
	unsigned count = 0;
	va_list arguments;
	va_start(arguments, command);
	while (count < PARAMS_MAX && (params[count] = va_arg(arguments, const char *)))
		count++;
	va_end(arguments);
	if (!chat_command(request->chat, command, params, count))
		refuse_unsent(request);
}

static char *skip_blanks(char *text)
{
	return text + strspn(text, " \t");
}

static void trim_end(char *text)
{
	size_t length = strlen(text);
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
}

const char *take_word(char **rest)
{
	char *word = *rest;
	char *end = word + strcspn(word, " \t");
	*rest = *end ? skip_blanks(end + 1) : end;
	*end = '\0';
	return word;
}

char *full_room(const struct request *request, const char *name)
{
	char *full = memory_get(strlen(name) + 2);
	stpcpy(stpcpy(full, chat_is_room(request->chat, name) ? "" : "#"), name);
	return full;
}

static bool usage_good(const struct request *request)
{
	unsigned given = (*request->word ? 1U : 0U) + (*request->text ? 1U : 0U);
	bool text_taken = request->row->words == 0 || strchr(request->row->usage, ' ');
	return given >= request->row->needed && (text_taken || !*request->text) &&
	       (*request->row->usage || !given);
}

/* Says what is missing. */
static bool needs_met(const struct request *request)
{
	enum command_need need = request->row->need;
	bool both = need == NEED_ROOM_CONNECTION || need == NEED_OPERATOR;
	bool room = need == NEED_ROOM || both;
	if ((room || need == NEED_FRONT) && !request->front)
		refuse(request, "you are in no room; /join ROOM takes you to one, /room shows "
				"yours");
	else if (room && !chat_is_room(request->chat, request->front))
		refuse(request,
			"that is for rooms, and you talk with %s alone; /room NAME goes to "
			"one",
			request->front);
	else if ((need == NEED_CONNECTION || both) && !chat_is_ready(request->chat))
		refuse_unsent(request);
	else
		return true;
	return false;
}

static bool room_in_front(const struct request *request)
{
	return request->front && chat_is_room(request->chat, request->front);
}

/* `line` is without its '/' and may be changed. */
static enum keep run(struct request *request, char *line)
{
	enum keep unknown = command_unknown_keep(line);
	const char *name = take_word(&line);
	request->row = command_find(name);
	if (!request->row) {
		refuse_unknown(request, name, true);
		return unknown;
	}
	trim_end(line);
	request->word = request->row->words ? take_word(&line) : "";
	request->text = line;
	if (!usage_good(request))
		refuse_usage(request);
	else if (needs_met(request))
		request->row->run(request);
	return command_row_keep(request->row, request->word, request->text, room_in_front(request));
}

static void say_line(const struct request *request, const char *line)
{
	if (text_blank(line, strlen(line)))
		return;
	say(request, CHAT_SAID, request->front, line);
}

/* What nobody says to a room on purpose, by the rule that chatd has for people with nc: a password
 * for a service, or "help" and the like alone. To one person both may be meant. */
static bool may_be_heard(const struct request *request, const char *line, enum keep *keep)
{
	struct slip slip;
	if (!room_in_front(request) || !slip_find(&slip, line, false))
		return true;
	if (slip.kind == SLIP_SECRET) {
		*keep = KEEP_NOWHERE;
		refuse(request, "nothing of this was said, for a secret seems to be in it; /say "
				"TEXT says it");
		return false;
	}
	if (!ascii_is_letter(*line)) /* a blank and a slash begin ordinary text, too */
		return true;
	refuse(request,
		"this was not said, for it looks like the command /%s: type it with the slash; "
		"/say TEXT says it",
		slip.word);
	return false;
}

/* False where a line would tell what is hidden; then nothing of the text is said. */
static bool may_say(const struct request *request, const char *text, enum keep *keep)
{
	const struct command_row *slip = NULL;
	char *copy = memory_text(text), *rest = copy;
	bool heard = true;
	for (char *line; !slip && heard && (line = strsep(&rest, "\r\n"));) {
		slip = command_slip(line, keep);
		heard = slip || may_be_heard(request, line, keep);
	}
	free(copy);
	if (slip)
		refuse(request,
			"this looks like the command /%s, so nothing of it was said. To run it, "
			"enter it alone, beginning with the slash; /say TEXT says it",
			slip->name);
	return !slip && heard;
}

static enum keep say_text(const struct request *request, char *text, bool literal)
{
	enum keep keep;
	if (!literal && !may_say(request, text, &keep))
		return keep;
	if (!request->front) {
		refuse(request, "nobody is here to hear that; /join ROOM takes you to a room, "
				"/room shows yours");
		return KEEP_RUN;
	}
	for (char *line; (line = strsep(&text, "\r\n"));)
		say_line(request, line);
	return room_in_front(request) ? KEEP_DISK : KEEP_RUN;
}

enum keep command_run(const struct command_world *world, const char *entry)
{
	/* A copy: the view may forget who is in front while the command runs. */
	const char *front = view_target(world->view);
	char *front_copy = front ? memory_text(front) : NULL;
	char *copy = memory_text(entry);
	bool refused = false;
	enum keep keep;
	struct request request = {
		.world = world, .chat = world->chat, .front = front_copy, .refused = &refused};
	if (*copy != '/' || strpbrk(copy, "\r\n"))
		keep = say_text(&request, copy, false);
	else if (copy[1] == '/')
		keep = say_text(&request, copy + 1, true);
	else
		keep = run(&request, copy + 1);
	free(copy);
	free(front_copy);
	return refused && keep == KEEP_DISK ? KEEP_RUN : keep;
}
