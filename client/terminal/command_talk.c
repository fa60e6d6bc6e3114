/* Commands that say something, and those that keep one from hearing it. */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* Says also what looks like a command. */
void command_say(const struct request *request)
{
	request_say(request, CHAT_SAID, request->front, request->text);
}

void command_me(const struct request *request)
{
	request_say(request, CHAT_ACTION, request->front, request->text);
}

static bool is_self(const struct request *request)
{
	bool self = chat_same(request->chat, request->word, chat_name(request->chat));
	if (self)
		request_refuse(request, "that is you");
	return self;
}

void command_msg(const struct request *request)
{
	if (!is_self(request))
		request_say(request, CHAT_SAID, request->word, request->text);
}

void command_reply(const struct request *request)
{
	const char *name = view_last_private(request->world->view);
	if (name)
		request_say(request, CHAT_SAID, name, request->text);
	else
		request_refuse(request,
			"nobody has sent you a private message yet; /msg NAME TEXT sends one");
}

void command_query(const struct request *request)
{
	if (chat_is_room(request->chat, request->word)) {
		request_refuse(request,
			"%s is a room; /join takes you to it, /query is for a person",
			request->word);
		return;
	}
	if (is_self(request))
		return;
	view_bring(request->world->view, request->word, request->world->now);
	if (*request->text)
		request_say(request, CHAT_SAID, request->word, request->text);
}

void command_close(const struct request *request)
{
	if (request_room_in_front(request))
		request_refuse(request, "%s is a room; /part leaves it", request->front);
	else
		view_close(request->world->view, request->front, request->world->now);
}

static void list_ignored(const struct request *request)
{
	const char *name;
	request_answer(
		request, "You ignore %s", chat_ignored(request->chat, 0) ? "these:" : "nobody.");
	for (size_t i = 0; (name = chat_ignored(request->chat, i)); i++)
		request_answer(request, "  %s", name);
}

void command_ignore(const struct request *request)
{
	if (!*request->word) {
		list_ignored(request);
		return;
	}
	if (is_self(request))
		return;
	chat_ignore(request->chat, request->word);
	request_answer(request, "You no longer see what %s says. /unignore %s takes that back.",
		request->word, request->word);
}

void command_unignore(const struct request *request)
{
	if (chat_unignore(request->chat, request->word))
		request_answer(request, "You see what %s says again.", request->word);
	else
		request_refuse(request, "you do not ignore %s; /ignore lists whom you ignore",
			request->word);
}

void command_kept(const struct request *request)
{
	const char *text, *target;
	bool unsure;
	if (!chat_kept(request->chat))
		request_answer(request, "No lines are kept.");
	for (size_t i = 0; (text = chat_kept_line(request->chat, i, &target, &unsure)); i++)
		request_answer(request, "  to %s: %s%s", target, text,
			unsure ? " (it may have been said)" : "");
	if (chat_kept(request->chat))
		request_answer(request, "/send says them, /drop drops them.");
}

void command_send(const struct request *request)
{
	size_t count = chat_kept(request->chat);
	if (!count)
		request_refuse(request, "no lines are kept");
	else if (!chat_is_ready(request->chat))
		request_refuse(request,
			"there is no connection yet; what is kept stays so. /reconnect "
			"tries to get one");
	else
		chat_resend(request->chat);
}

void command_drop_kept(const struct request *request)
{
	size_t count = chat_kept(request->chat);
	chat_forget(request->chat);
	if (count)
		request_answer(request, "%zu line%s dropped.", count, count == 1 ? " is" : "s are");
	else
		request_refuse(request, "no lines are kept");
}
