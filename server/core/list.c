#include "list.h"

#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "ascii.h"
#include "memory.h"
#include "session_send.h"
#include "walk.h"

#define NAMES_A_PART 20
#define SORTED_A_LINE 50 /* rows of a sorted list that cost one line, see speed.h */

/* Appends the event to the walk's rows. */
static void add(struct walk *walk, const struct event *event)
{
	walk->session->door->encode(event, walk->session->dialect, &walk->out);
}

/* Fullest first. */
static int compare_rooms(unsigned count, const char *key, unsigned other_count, const char *other)
{
	if (count != other_count)
		return count > other_count ? -1 : 1;
	return strcmp(key, other);
}

static int fullest_first(const void *a, const void *b)
{
	const struct room *const *one = a, *const *other = b;
	return compare_rooms((*one)->count, (*one)->key, (*other)->count, (*other)->key);
}

static struct event room_event(const struct room *room)
{
	return (struct event){
		.type = EVENT_ROOM, .room = room->name, .text = room->topic, .total = room->count};
}

static void list_rooms_at_once(struct session *session)
{
	const struct room *rooms[WALK_AT_ONCE_MAX];
	unsigned count = 0;
	for (const struct room *room = session->loop->core->rooms; room; room = room->hh.next)
		if (room_shown(room, session))
			rooms[count++] = room;
	qsort(rooms, count, sizeof rooms[0], fullest_first);
	speed_spend(session, count / SORTED_A_LINE);
	for (unsigned i = 0; i < count; i++) {
		struct event event = room_event(rooms[i]);
		session_post(session, &event);
	}
	session_post(session, &(struct event){.type = EVENT_ROOMS, .total = count});
}

/* The walk chooses the fullest rooms and tells them in the end. They are remembered by their keys,
 * since they may be gone by then. */
struct room_list {
	struct walk walk;
	struct {
		char *key;
		unsigned count;
	} fullest[LIST_ROOMS_MAX];
	unsigned count, at;
	unsigned total;
};

static void choose(struct walk *walk, const struct room *room)
{
	struct room_list *list = (struct room_list *)walk;
	if (!room_shown(room, walk->session))
		return;
	list->total++;
	unsigned low = 0, high = list->count;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (compare_rooms(room->count, room->key, list->fullest[middle].count,
			    list->fullest[middle].key) < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (low == LIST_ROOMS_MAX)
		return;
	if (list->count == LIST_ROOMS_MAX)
		free(list->fullest[--list->count].key);
	memmove(&list->fullest[low + 1], &list->fullest[low],
		(list->count - low) * sizeof list->fullest[0]);
	list->fullest[low].key = memory_text(room->key);
	list->fullest[low].count = room->count;
	list->count++;
}

static bool tell_chosen(struct walk *walk)
{
	struct room_list *list = (struct room_list *)walk;
	struct core *core = walk->session->loop->core;
	if (list->at > list->count)
		return false;
	if (list->at == list->count) {
		add(walk, &(struct event){.type = EVENT_ROOMS,
				  .total = list->total,
				  .idle = list->count < list->total ? list->count : 0});
		list->at++;
		return true;
	}
	const char *key = list->fullest[list->at++].key;
	struct room *room;
	HASH_FIND(hh, core->rooms, key, strlen(key), room);
	if (room && room_shown(room, walk->session)) {
		struct event event = room_event(room);
		add(walk, &event);
	}
	return true;
}

static void free_room_list(struct walk *walk)
{
	struct room_list *list = (struct room_list *)walk;
	while (list->count > 0)
		free(list->fullest[--list->count].key);
	free(list);
}

void list_rooms(struct session *session)
{
	static const struct walk_kind kind = {
		.room = choose, .rest = tell_chosen, .free = free_room_list};
	if (HASH_COUNT(session->loop->core->rooms) <= session->loop->core->rows_at_once) {
		list_rooms_at_once(session);
		return;
	}
	struct room_list *list = memory_zero(sizeof *list);
	walk_rooms(session, &list->walk, &kind);
}

struct members {
	const struct member *items[WALK_AT_ONCE_MAX];
	size_t count;
	bool outside; /* the session that asks is no member */
};

static bool collect_member(const struct member *member, void *data)
{
	struct members *members = data;
	if (!(members->outside && member->session->invisible))
		members->items[members->count++] = member;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct member *const *one = a, *const *other = b;
	return ascii_compare(session_name((*one)->session), session_name((*other)->session));
}

/* NULL for none. */
static const char *account_name(const struct session *session)
{
	const struct account *account = session_account(session);
	return account ? account->name : NULL;
}

static void list_members_at_once(struct session *session, const struct room *room)
{
	struct members members = {.outside = !room_member(room, session)};
	const char *names[WALK_AT_ONCE_MAX], *accounts[WALK_AT_ONCE_MAX];
	unsigned char roles[WALK_AT_ONCE_MAX];
	room_each(room, collect_member, &members);
	qsort(members.items, members.count, sizeof members.items[0], by_name);
	speed_spend(session, (long)members.count / SORTED_A_LINE);
	for (size_t i = 0; i < members.count; i++) {
		names[i] = session_name(members.items[i]->session);
		accounts[i] = account_name(members.items[i]->session);
		roles[i] = members.items[i]->roles;
	}
	session_post(session, &(struct event){.type = EVENT_NAMES,
				      .room = room->name,
				      .names = names,
				      .name_roles = roles,
				      .name_accounts = accounts,
				      .name_count = members.count,
				      .total = members.count});
}

struct member_list {
	struct walk walk;
	bool outside;
	size_t count; /* of the names of the next row */
	char names[NAMES_A_PART][NAME_BYTES + 1], accounts[NAMES_A_PART][NAME_BYTES + 1];
	unsigned char roles[NAMES_A_PART];
};

static bool tell_names(struct walk *walk)
{
	struct member_list *list = (struct member_list *)walk;
	const char *names[NAMES_A_PART], *accounts[NAMES_A_PART];
	if (list->count == 0)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		names[i] = list->names[i];
		accounts[i] = *list->accounts[i] ? list->accounts[i] : NULL;
	}
	add(walk, &(struct event){.type = EVENT_NAMES,
			  .flag = true,
			  .names = names,
			  .name_roles = list->roles,
			  .name_accounts = accounts,
			  .name_count = list->count});
	list->count = 0;
	return true;
}

static void take_name(struct walk *walk, const struct member *member)
{
	struct member_list *list = (struct member_list *)walk;
	if (list->outside && member->session->invisible)
		return;
	const char *account = account_name(member->session);
	strcpy(list->names[list->count], session_name(member->session));
	strcpy(list->accounts[list->count], account ? account : "");
	list->roles[list->count++] = member->roles & 7;
	if (list->count == NAMES_A_PART)
		tell_names(walk);
}

static void free_member_list(struct walk *walk)
{
	free(walk);
}

/* The number includes the invisible, who are not shown to those outside: counting the others would
 * mean to look at all. */
void list_members(struct session *session, const struct room *room)
{
	static const struct walk_kind kind = {
		.member = take_name, .rest = tell_names, .free = free_member_list};
	if (room->count <= session->loop->core->rows_at_once) {
		list_members_at_once(session, room);
		return;
	}
	session_post(session,
		&(struct event){.type = EVENT_NAMES, .room = room->name, .total = room->count});
	struct member_list *list = memory_zero(sizeof *list);
	list->outside = !room_member(room, session);
	walk_members(session, &list->walk, &kind, room);
}
