#include "state.h"

#include <stdlib.h>

/* `ignored.count` where the name is not among them. */
static size_t find(const struct chat *chat, const char *name)
{
	size_t i = 0;
	while (i < chat->ignored.count &&
		!isupport_same(&chat->isupport, chat->ignored.items[i], name))
		i++;
	return i;
}

bool ignored_has(const struct chat *chat, const char *name)
{
	return find(chat, name) < chat->ignored.count;
}

void chat_ignore(struct chat *chat, const char *name)
{
	if (!ignored_has(chat, name))
		names_add(&chat->ignored, name, SIZE_MAX);
}

bool chat_unignore(struct chat *chat, const char *name)
{
	size_t i = find(chat, name);
	if (i == chat->ignored.count)
		return false;
	free(chat->ignored.items[i]);
	for (chat->ignored.count--; i < chat->ignored.count; i++)
		chat->ignored.items[i] = chat->ignored.items[i + 1];
	return true;
}

const char *chat_ignored(const struct chat *chat, size_t i)
{
	return i < chat->ignored.count ? chat->ignored.items[i] : NULL;
}
