/* Finding what was said (soju.im/search, docs/irc.md). */
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "memory.h"
#include "state.h"

#define SEARCH_LINES 20

/* Adds the value of a tag (message-tags) behind its key. */
static void add_value(struct buffer *out, const char *key, const char *value)
{
	buffer_add_text(out, key);
	for (; *value; value++) {
		char escaped[] = {'\\', *value == ' ' ? 's' : *value == ';' ? ':' : *value};
		bool special = strchr("; \\", *value);
		buffer_add(out, special ? escaped : value, special ? 2 : 1);
	}
}

static void add_bound(struct buffer *out, const struct room *room, const struct chat_search *search)
{
	char time[CLOCK_TEXT_SIZE];
	char *id = search->before > 0 ? room_past_id(&room->past, search->before) : NULL;
	if (search->until > 0)
		add_value(out, ";before=", clock_text(time, search->until + 1));
	else if (id)
		add_value(out, ";before-msgid=", id);
	free(id);
}

bool chat_search(struct chat *chat, const char *name, const struct chat_search *search)
{
	const struct room *room = rooms_entered(chat, name);
	struct buffer attributes = {0};
	if (chat->state != CHAT_IN || !room || !caps_has(chat, CAP_SEARCH) ||
		!caps_has(chat, CAP_BATCH))
		return false;
	add_value(&attributes, "in=", room->name);
	buffer_format(&attributes, ";limit=%d", SEARCH_LINES);
	if (*search->words)
		add_value(&attributes, ";text=", search->words);
	if (*search->name)
		add_value(&attributes, ";from=", search->name);
	add_bound(&attributes, room, search);
	chat->found = (struct found){.typed = chat->found.typed};
	memory_replace(&chat->found.typed, search->typed);
	bool sent = send_message(chat, "SEARCH", (const char *[]){buffer_text(&attributes)}, 1);
	buffer_finish(&attributes);
	return sent;
}

bool search_line(struct chat *chat)
{
	if (chat->found.count++ > 0)
		return true;
	chat->found.oldest =
		chat->id && chat->isupport.chatd ? room_past_number(chat->id, NULL) : 0;
	tell(chat, .kind = CHAT_PAST);
	return true;
}

void search_end(struct chat *chat)
{
	const struct found *found = &chat->found;
	struct buffer next = {0};
	if (found->count >= SEARCH_LINES && found->oldest > 1)
		buffer_format(&next, "earlier ones: /search%s before:%llu", found->typed,
			(unsigned long long)found->oldest);
	if (found->count == 0)
		tell_info(chat, CHAT_INFO, NULL, "Nothing was found.");
	else
		tell(chat, .kind = CHAT_NOW, .text = buffer_text(&next));
	buffer_finish(&next);
	chat->found.count = 0;
}
