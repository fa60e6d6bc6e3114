/* Whether our name is in what somebody says. */
#ifndef MENTION_H
#define MENTION_H

#include <stdbool.h>

struct chat;

/* As a word, compared as the server compares names; formatting codes do not count. */
bool mention_find(const struct chat *chat, const char *text);

#endif
