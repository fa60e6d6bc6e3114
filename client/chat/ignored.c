#include "ignored.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "state.h"

struct ignored {
	struct ignored *next;
	char fold[FOLD_SIZE];
	char name[];
};

bool ignored_has(const struct chat *chat, const char *name)
{
	char fold[FOLD_SIZE];
	if (!chat->ignored)
		return false;
	isupport_fold(&chat->isupport, fold, name);
	for (const struct ignored *each = chat->ignored; each; each = each->next)
		if (strcmp(each->fold, fold) == 0)
			return true;
	return false;
}

void chat_ignore(struct chat *chat, const char *name)
{
	if (ignored_has(chat, name))
		return;
	size_t size = strlen(name) + 1;
	struct ignored *ignored = memory_get(sizeof *ignored + size);
	memcpy(ignored->name, name, size);
	isupport_fold(&chat->isupport, ignored->fold, name);
	struct ignored **end = &chat->ignored;
	while (*end)
		end = &(*end)->next;
	ignored->next = NULL;
	*end = ignored;
}

bool chat_unignore(struct chat *chat, const char *name)
{
	for (struct ignored **at = &chat->ignored; *at; at = &(*at)->next) {
		struct ignored *ignored = *at;
		if (!isupport_same(&chat->isupport, ignored->name, name))
			continue;
		*at = ignored->next;
		free(ignored);
		return true;
	}
	return false;
}

const char *chat_ignored(const struct chat *chat, size_t i)
{
	const struct ignored *ignored = chat->ignored;
	while (ignored && i-- > 0)
		ignored = ignored->next;
	return ignored ? ignored->name : NULL;
}

void ignored_refold(struct chat *chat)
{
	for (struct ignored *each = chat->ignored; each; each = each->next)
		isupport_fold(&chat->isupport, each->fold, each->name);
}

void ignored_free(struct chat *chat)
{
	while (chat->ignored)
		chat_unignore(chat, chat->ignored->name);
}
