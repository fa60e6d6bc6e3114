/* Commands about rooms. */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "buffer.h"
#include "memory.h"
#include "name.h"

#define LINE_BYTES 1000 /* of names in one answer */

struct person {
	struct name_key key;
	char shown[CHAT_NAME_BYTES + 1]; /* with the sign of the role in front */
};

struct people {
	struct person *items;
	size_t count;
};

static void take_member(void *data, const struct chat_member *member)
{
	struct people *people = data;
	people->items = memory_add(people->items, people->count, sizeof *people->items);
	struct person *person = &people->items[people->count++];
	name_key(&person->key, member->name, strlen(member->name));
	snprintf(person->shown, sizeof person->shown, "%.1s%s", member->roles, member->name);
}

static int by_key(const void *a, const void *b)
{
	const struct person *one = a, *other = b;
	return strcmp(one->key.bytes, other->key.bytes);
}

static void tell_members(const struct request *request, const char *room)
{
	struct people people = {0};
	struct buffer line = {0};
	chat_members(request->chat, room, take_member, &people);
	if (people.count)
		qsort(people.items, people.count, sizeof *people.items, by_key);
	request_answer(request, "%zu %s in %s:", people.count,
		people.count == 1 ? "person is" : "people are", room);
	for (size_t i = 0; i < people.count; i++) {
		bool last = i + 1 == people.count;
		buffer_format(&line, "%s%s%s", line.length ? " " : "  ", people.items[i].shown,
			last ? "" : ",");
		if (line.length < LINE_BYTES && !last)
			continue;
		request_answer(request, "%s", buffer_text(&line));
		buffer_clear(&line);
	}
	buffer_finish(&line);
	free(people.items);
}

/* The members of our own rooms are known; for other rooms it asks the server. */
void command_who(const struct request *request)
{
	if (!*request->word && !request_room_in_front(request)) {
		request_refuse(request, "no room is in front; /who ROOM says which one you mean");
		return;
	}
	char *room = request_full_room(request, *request->word ? request->word : request->front);
	if (chat_in_room(request->chat, room))
		tell_members(request, room);
	else
		request_send(request, "NAMES", room, NULL);
	free(room);
}

/* The view brings the room to the front once we are in it. A mistyped name would make a new room,
 * so a doubt is told once. */
void command_join(const struct request *request)
{
	char *room = request_full_room(request, request->word);
	const char *near;
	if (strchr(room, ',')) {
		request_refuse(request, "one room at a time: /join ROOM [KEY]");
	} else if (chat_in_room(request->chat, room) && request->front &&
		   chat_same(request->chat, room, request->front)) {
		request_refuse(request, "you are in %s already", request->front);
	} else if (chat_in_room(request->chat, room)) {
		view_bring(request->world->view, room, request->world->now);
	} else if (!*request->text && (near = chat_doubt(request->chat, room))) {
		request_refuse(request,
			"there is no %s in the list; did you mean %s? The same once more goes to "
			"%s all the same",
			room, near, room);
	} else {
		view_await(request->world->view, room);
		chat_join(request->chat, room, *request->text ? request->text : NULL);
		if (!chat_is_ready(request->chat))
			request_answer(
				request, "You will be in %s when there is a connection.", room);
	}
	free(room);
}

void command_part(const struct request *request)
{
	if (request_room_in_front(request))
		chat_part(request->chat, request->front, *request->text ? request->text : NULL);
	else
		view_close(request->world->view, request->front, request->world->now);
}

void command_topic(const struct request *request)
{
	const char *topic = chat_topic(request->chat, request->front);
	const char *text = *request->text ? request->text : NULL;
	if (text || !chat_in_room(request->chat, request->front))
		request_send(request, "TOPIC", request->front, text, NULL);
	else if (*topic)
		request_answer(request, "The topic of %s is: %s", request->front, topic);
	else
		request_answer(
			request, "%s has no topic. /topic TEXT gives it one.", request->front);
}

static void list_places(const struct request *request)
{
	const struct view *view = request->world->view;
	const struct place *place;
	size_t i = 0;
	for (; (place = view_place(view, i)); i++) {
		bool front =
			request->front && chat_same(request->chat, place->name, request->front);
		char more[48] = "";
		if (place->loud)
			snprintf(more, sizeof more, ", %u unread, %u for you", place->unread,
				place->loud);
		else if (place->unread)
			snprintf(more, sizeof more, ", %u unread", place->unread);
		request_answer(request, "  %zu  %s%s%s", i + 1, place->name,
			front ? ", in front" : "", more);
	}
	if (i)
		request_answer(request,
			"/room NAME or NUMBER brings one to the front, /join ROOM opens "
			"one more.");
	else
		request_answer(request,
			"You are in no room. /join ROOM takes you to one, /list shows "
			"them.");
}

/* The place with this name, with or without its room sign, else the only one whose name begins so.
 */
static const struct place *find_place(const struct request *request, const char *typed)
{
	const struct place *place, *start = NULL;
	unsigned starts = 0;
	size_t length = strlen(typed);
	for (size_t i = 0; (place = view_place(request->world->view, i)); i++) {
		const char *name = place->name, *bare = name + chat_is_room(request->chat, name);
		if (chat_same(request->chat, name, typed) || chat_same(request->chat, bare, typed))
			return place;
		if (ascii_equal_n(name, typed, length) || ascii_equal_n(bare, typed, length)) {
			start = place;
			starts++;
		}
	}
	return starts == 1 ? start : NULL;
}

static const struct place *numbered_place(const struct request *request)
{
	char *end;
	unsigned long number = strtoul(request->word, &end, 10);
	return *end || number == 0 ? NULL : view_place(request->world->view, number - 1);
}

void command_room(const struct request *request)
{
	if (!*request->word) {
		list_places(request);
		return;
	}
	const struct place *place = find_place(request, request->word);
	if (!place && *request->word >= '0' && *request->word <= '9')
		place = numbered_place(request);
	if (place)
		view_bring(request->world->view, place->name, request->world->now);
	else
		request_refuse(request,
			"there is no %s among your rooms; /room lists them, /join ROOM "
			"opens one more",
			request->word);
}
