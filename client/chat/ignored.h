/* The people whom the user ignores; chat_ignore() and chat_unignore() stand in ignored.c too. */
#ifndef IGNORED_H
#define IGNORED_H

#include <stdbool.h>

struct chat;

bool ignored_has(const struct chat *chat, const char *name);
/* Names are compared in another way now. */
void ignored_refold(struct chat *chat);
void ignored_free(struct chat *chat);

#endif
