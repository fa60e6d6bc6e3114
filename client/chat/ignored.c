#include "state.h"

#include <stdlib.h>

#include "memory.h"

/* `ignored_count` where the name is not among them. */
static size_t find(const struct chat *chat, const char *name)
{
	size_t i = 0;
	while (i < chat->ignored_count && !isupport_same(&chat->isupport, chat->ignored[i], name))
		i++;
	return i;
}

bool ignored_has(const struct chat *chat, const char *name)
{
	return find(chat, name) < chat->ignored_count;
}

void chat_ignore(struct chat *chat, const char *name)
{
	if (ignored_has(chat, name))
		return;
	chat->ignored = memory_add(chat->ignored, chat->ignored_count, sizeof *chat->ignored);
	chat->ignored[chat->ignored_count++] = memory_text(name);
}

bool chat_unignore(struct chat *chat, const char *name)
{
	size_t i = find(chat, name);
	if (i == chat->ignored_count)
		return false;
	free(chat->ignored[i]);
	for (chat->ignored_count--; i < chat->ignored_count; i++)
		chat->ignored[i] = chat->ignored[i + 1];
	return true;
}

const char *chat_ignored(const struct chat *chat, size_t i)
{
	return i < chat->ignored_count ? chat->ignored[i] : NULL;
}

void ignored_free(struct chat *chat)
{
	while (chat->ignored_count > 0)
		free(chat->ignored[--chat->ignored_count]);
	free(chat->ignored);
}
