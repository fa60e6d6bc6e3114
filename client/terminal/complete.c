#include "complete.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "chat.h"
#include "memory.h"
#include "name.h"

#define COMMAND_BYTES 32

struct found {
	char *text;
	uint64_t spoke;
};

struct search {
	const struct chat *chat;
	const char *word;
	size_t length;
	struct name_key key; /* the word's */
	struct found *found;
	size_t count;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static size_t word_start(const char *text, size_t at)
{
	while (at > 0 && !is_blank(text[at - 1]))
		at--;
	return at;
}

/* Whether the word at `start` is the first argument of a command that takes a room there. */
static bool wants_room(const char *text, size_t start)
{
	static const char *const commands[] = {"/join", "/j", "/room", "/who", "/names", "/users"};
	size_t length = strcspn(text, " \t\n");
	if (length == 0 || length + strspn(text + length, " \t") != start)
		return false;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (ascii_is_word(text, length, commands[i]))
			return true;
	return false;
}

static bool begins(const struct search *search, const char *text)
{
	struct name_key key;
	if (search->length == 0)
		return true;
	name_key(&key, text, strlen(text));
	return search->key.length > 0 && key.length >= search->key.length &&
	       memcmp(key.bytes, search->key.bytes, search->key.length) == 0;
}

static void add(struct search *search, const char *text, uint64_t spoke)
{
	search->found = memory_add(search->found, search->count, sizeof *search->found);
	search->found[search->count++] = (struct found){memory_text(text), spoke};
}

static void find_commands(struct search *search, const char *(*commands)(size_t i))
{
	const char *name;
	for (size_t i = 0; (name = commands(i)); i++) {
		char entered[COMMAND_BYTES];
		snprintf(entered, sizeof entered, "/%s", name);
		if (ascii_equal_n(entered, search->word, search->length))
			add(search, entered, 0);
	}
}

/* The rooms that we are in, and with `listed` those of the server's last list. */
static void find_rooms(struct search *search, bool without_sign, bool listed)
{
	const char *room;
	for (size_t i = 0; (room = chat_room(search->chat, i)); i++)
		if (begins(search, room + without_sign))
			add(search, room, 0);
	for (size_t i = 0; listed && (room = chat_listed(search->chat, i)); i++)
		if (begins(search, room + without_sign) && !chat_in_room(search->chat, room))
			add(search, room, 0);
}

static void take_member(void *data, const struct chat_member *member)
{
	struct search *search = data;
	if (begins(search, member->name) &&
		!chat_same(search->chat, member->name, chat_name(search->chat)))
		add(search, member->name, member->spoke);
}

/* Names in view first: the person in front, or the members of the room in front; else those of all
 * rooms. */
static void find_names(struct search *search, const char *in_view)
{
	const char *room;
	if (in_view && chat_in_room(search->chat, in_view))
		chat_members(search->chat, in_view, take_member, search);
	else if (in_view && !chat_is_room(search->chat, in_view) && begins(search, in_view))
		add(search, in_view, UINT64_MAX);
	if (search->count > 0)
		return;
	for (size_t i = 0; (room = chat_room(search->chat, i)); i++)
		chat_members(search->chat, room, take_member, search);
}

static int by_text(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	int order = ascii_compare(a->text, b->text);
	return order ? order : strcmp(a->text, b->text);
}

static int by_speech(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	if (a->spoke != b->spoke)
		return a->spoke > b->spoke ? -1 : 1;
	return by_text(left, right);
}

/* Makes one of several equal names; of their times the latest counts. */
static void merge(struct search *search)
{
	size_t count = 0;
	for (size_t i = 0; i < search->count; i++) {
		struct found *one = &search->found[i];
		struct found *last = count ? &search->found[count - 1] : NULL;
		if (!last || strcmp(last->text, one->text) != 0) {
			search->found[count++] = *one;
			continue;
		}
		if (one->spoke > last->spoke)
			last->spoke = one->spoke;
		free(one->text);
	}
	search->count = count;
}

static size_t hand_over(struct search *search, const char *behind, char ***candidates)
{
	*candidates = NULL;
	if (search->count == 0)
		return 0;
	qsort(search->found, search->count, sizeof *search->found, by_text);
	merge(search);
	qsort(search->found, search->count, sizeof *search->found, by_speech);
	*candidates = memory_get(search->count * sizeof **candidates);
	for (size_t i = 0; i < search->count; i++) {
		(*candidates)[i] = memory_format("%s%s", search->found[i].text, behind);
		free(search->found[i].text);
	}
	free(search->found);
	return search->count;
}

/* Behind /search a name follows "from:" and a room "in:". Returns the bytes of that, or 0. */
static size_t wanted_by_search(const char *text, size_t at, const char *word, const char *prefix)
{
	size_t length = strlen(prefix);
	bool search = ascii_is_word(text, strcspn(text, " \t"), "/search") && at > 0;
	return search && ascii_equal_n(word, prefix, length) ? length : 0;
}

size_t complete(const struct chat *chat, const char *room, const char *(*commands)(size_t i),
	const char *text, size_t at, size_t *start, char ***candidates)
{
	*start = word_start(text, at);
	char *word = memory_text_n(text + *start, at - *start);
	struct search search = {.chat = chat, .word = word, .length = strlen(word)};
	bool first = *start == 0 || text[*start - 1] == '\n';
	bool named = false;
	size_t command = strcspn(text, " \t");
	size_t from = wanted_by_search(text, *start, word, "from:");
	size_t in = wanted_by_search(text, *start, word, "in:");
	bool is_own = in || ascii_is_word(text, command, "/room");
	*start += from + in;
	memmove(word, word + from + in, search.length - from - in + 1);
	search.length -= from + in;
	name_key(&search.key, word, search.length);
	if (*start == 0 && *word == '/')
		find_commands(&search, commands);
	else if (chat_is_room(chat, word))
		find_rooms(&search, false, !is_own);
	else if (in || wants_room(text, *start))
		find_rooms(&search, true, !is_own);
	if (search.count == 0 && !in && *word != '/' && !chat_is_room(chat, word)) {
		named = true;
		find_names(&search, room);
	}
	free(word);
	return hand_over(&search, named && first ? ": " : " ", candidates);
}
