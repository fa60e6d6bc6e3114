#include "local_user.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

#define PREFIX "unix:"
#define SUFFIX_CHARS 4 /* that may follow, as "-999" */

static bool name_may_have(const char *bytes, size_t length)
{
	char name[8] = "_";
	memcpy(name + 1, bytes, length);
	return name_check(name, 1 + length) == NAME_GOOD;
}

void local_user_set_number(struct local_user *user)
{
	snprintf(user->name, sizeof user->name, "uid-%u", (unsigned)user->uid);
}

static void set_name(struct local_user *user)
{
	const char *login = user->user;
	size_t length = strlen(login), used = 1, characters = 1;
	char name[NAME_BYTES + 1] = "_"; /* which is left out where it is not needed */
	for (size_t at = 0; at < length; characters++) {
		int32_t c;
		size_t size = text_point(login + at, length - at, &c);
		bool good = name_may_have(login + at, size);
		if (characters >= NAME_CHARS - SUFFIX_CHARS ||
			used + size > NAME_BYTES - SUFFIX_CHARS)
			break;
		if (good)
			memcpy(name + used, login + at, size);
		else
			name[used] = '-';
		used += good ? size : 1;
		at += size;
	}
	name[used] = '\0';
	if (name_check(name + 1, used - 1) == NAME_GOOD)
		memcpy(user->name, name + 1, used);
	else if (name_check(name, used) == NAME_GOOD || name_check(name, used) == NAME_KEPT)
		memcpy(user->name, name, used + 1);
	else
		local_user_set_number(user);
}

void local_user_init(struct local_user *user, uid_t uid, const char *login)
{
	char number[sizeof "uid-4294967295"];
	snprintf(number, sizeof number, "uid-%u", (unsigned)uid);
	if (!login || !*login)
		login = number;
	size_t length = strlen(login);
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	length = text_safe(safe, login, length);
	*user = (struct local_user){.uid = uid, .host = PREFIX};
	memcpy(user->user, safe, text_cut(safe, length, LOCAL_USER_BYTES));
	free(safe);
	const char *word = user->host + sizeof PREFIX - 1;
	strcpy(user->host + sizeof PREFIX - 1, user->user);
	for (char *at = user->host; *at; at++) /* these have a meaning in masks, or end a word */
		if (strchr(" \t!@*?,", *at))
			*at = '-';
	memcpy(user->word, word, text_cut(word, strlen(word), LOCAL_USER_WORD_BYTES));
	set_name(user);
}
