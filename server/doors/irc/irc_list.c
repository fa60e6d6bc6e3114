#include "irc_commands.h"

#include <stdlib.h>
#include <string.h>

#include "glob.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "irc_walk.h"
#include "memory.h"

#define MINUTE_MS 60000
#define MASKS_MAX 16 /* in one LIST: each is compared with all rooms */

/* Numbers above `more` and below `less`. */
struct range {
	int64_t more, less;
};

struct item {
	struct name_key key;
	bool unwanted;
};

struct filter {
	struct irc_call *call;
	struct item *items; /* names and masks */
	size_t count;
	size_t named; /* items that are wanted */
	size_t masks; /* items with a wildcard */
	bool masked;  /* one of the wanted items is a mask */
	struct range members;
	struct range made, topic; /* milliseconds ago */
	bool by_topic;
};

static const struct range any = {.more = INT64_MIN, .less = INT64_MAX};

static bool within(const struct range *range, int64_t number)
{
	return range->more < number && number < range->less;
}

/* Reads "<10" or ">10", in `unit`. False for other texts. */
static bool read_range(struct range *range, const char *text, int64_t unit)
{
	char *end;
	if ((*text != '<' && *text != '>') || text[1] < '0' || text[1] > '9')
		return false;
	int64_t number = strtoll(text + 1, &end, 10);
	if (*end)
		return false;
	number = number < INT64_MAX / unit ? number * unit : INT64_MAX;
	if (*text == '<')
		range->less = number;
	else
		range->more = number;
	return true;
}

static void read_item(struct filter *filter, const char *text)
{
	bool made = *text == 'C' || *text == 'c', topic = *text == 'T' || *text == 't';
	if (read_range(&filter->members, text, 1) ||
		(made && read_range(&filter->made, text + 1, MINUTE_MS)))
		return;
	if (topic && read_range(&filter->topic, text + 1, MINUTE_MS)) {
		filter->by_topic = true;
		return;
	}
	struct item *item = &filter->items[filter->count++];
	item->unwanted = *text == '!';
	text += item->unwanted;
	name_key(&item->key, text, strlen(text));
	filter->named += !item->unwanted;
	filter->masks += glob_is_pattern(text);
	filter->masked |= !item->unwanted && glob_is_pattern(text);
}

/* Reads names and conditions from all parameters: some clients send both in one list. */
static void read_filter(struct filter *filter)
{
	const struct irc_call *call = filter->call;
	size_t most = 0;
	for (unsigned i = 0; i < call->count; i++) {
		most++;
		for (const char *comma = call->params[i]; (comma = strchr(comma, ',')); comma++)
			most++;
	}
	filter->items = memory_get((most ? most : 1) * sizeof *filter->items);
	for (unsigned i = 0; i < call->count; i++) {
		char *list = call->params[i];
		for (char *text; (text = irc_param_next(&list));)
			read_item(filter, text);
	}
}

static bool name_wanted(const struct filter *filter, const struct room *room)
{
	bool wanted = filter->named == 0;
	for (size_t i = 0; i < filter->count; i++) {
		const struct item *item = &filter->items[i];
		if (!glob_match_work(item->key.bytes, room->key, &filter->call->core->cost.steps))
			continue;
		if (item->unwanted)
			return false;
		wanted = true;
	}
	return wanted;
}

static void consider(struct filter *filter, const struct room *room)
{
	struct irc_call *call = filter->call;
	int64_t now = call->core->now;
	if (!within(&filter->members, room->count) || !within(&filter->made, now - room->made_at))
		return;
	if (filter->by_topic && (!room->topic || !within(&filter->topic, now - room->topic_at)))
		return;
	if (!name_wanted(filter, room))
		return;
	if (!room_shown(room, call->session))
		return;
	irc_numeric(call, RPL_LIST, "%s %u :%s", room->name, room->count,
		room->topic ? room->topic : "");
}

/* Where there are only names and no masks: looks them up. */
static void tell_named(struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct name_key *key = &filter->items[i].key;
		const struct room *room = NULL;
		if (!filter->items[i].unwanted)
			HASH_FIND(hh, filter->call->core->rooms, key->bytes, key->length, room);
		if (room)
			consider(filter, room);
	}
}

struct list_walk {
	struct irc_walk walk;
	struct filter filter;
};

static void tell_room(struct walk *walk, const struct room *room)
{
	struct list_walk *list = (struct list_walk *)walk;
	struct irc_call call;
	size_t start = irc_walk_row_start(&list->walk, &call);
	list->filter.call = &call;
	consider(&list->filter, room);
	irc_walk_row_end(&list->walk, start);
}

static void free_list(struct walk *walk)
{
	struct list_walk *list = (struct list_walk *)walk;
	free(list->filter.items);
	free(list);
}

/* Looks at all rooms. A walk takes over the filter's items. */
static void tell_all(struct filter *filter)
{
	static const struct walk_kind kind = {.room = tell_room, .free = free_list};
	struct irc_call *call = filter->call;
	struct core *core = call->core;
	if (irc_walk_unneeded(call, HASH_COUNT(core->rooms) * (1 + filter->count))) {
		for (const struct room *room = core->rooms; room; room = room->hh.next)
			consider(filter, room);
		return;
	}
	struct list_walk *list = memory_zero(sizeof *list);
	list->filter = *filter;
	filter->items = NULL;
	irc_walk_prepare(call, &list->walk);
	walk_rooms(call->session, &list->walk.walk, &kind);
}

void irc_list(struct irc_call *call)
{
	struct filter filter = {.call = call, .members = any, .made = any, .topic = any};
	read_filter(&filter);
	irc_numeric(call, RPL_LISTSTART, "Channel :Users  Name");
	if (filter.masks > MASKS_MAX)
		irc_numeric(call, ERR_TOOMANYTARGETS,
			"LIST :At most %d masks with * or ? can be looked for at once", MASKS_MAX);
	else if (filter.named > 0 && !filter.masked)
		tell_named(&filter);
	else
		tell_all(&filter);
	irc_numeric(call, RPL_LISTEND, ":End of /LIST");
	free(filter.items);
}
