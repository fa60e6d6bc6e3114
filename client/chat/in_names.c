/* Lists of members (353, 366), and topics on joining. */
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "buffer.h"
#include "memory.h"
#include "numeric.h"
#include "state.h"

#define ROW_COLUMNS 76

/* The room, if it is being joined; NULL if the user has asked for the list. */
static struct room *opening_room(const struct chat *chat, const char *name)
{
	struct room *room = rooms_entered(chat, name);
	return room && room->opening ? room : NULL;
}

static uint32_t read_roles(const char *signs, const char **name)
{
	uint32_t roles = 0;
	for (const char *sign; **name != '\0' && (sign = strchr(signs, **name)); ++*name)
		roles |= UINT32_C(1) << (sign - signs);
	return roles;
}

static void add_member(struct chat *chat, struct room *room, const char *item, const char *source)
{
	uint32_t roles = read_roles(chat->isupport.modes.role_signs, &item);
	if (!isupport_name_good(item))
		return;
	struct member *member = rooms_member_add(chat, room, item);
	if (!member)
		return;
	if (member->stale)
		member->away = false;
	member->roles = roles;
	member_set_host(member, source);
	member->stale = false;
}

/* Cuts "user@host" off (userhost-in-names) and returns it. */
static const char *cut_host(char *item)
{
	size_t signs = strspn(item, "!"); /* '!' may be a role's sign */
	char *end = item + signs + strcspn(item + signs, "!");
	const char *source = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return source;
}

void in_names(struct chat *chat, struct incoming *in)
{
	unsigned count = in->message.count;
	struct room *room = opening_room(chat, in->message.params[count - 2]);
	char *list = in->message.params[count - 1];
	for (char *item; (item = strsep(&list, " "));) {
		const char *source = cut_host(item);
		if (*item == '\0')
			continue;
		if (room)
			add_member(chat, room, item, source);
		else if (strlen(item) <= CHAT_NAME_BYTES)
			names_add(&chat->listing.names, item, LISTING_NAMES_MAX);
	}
}

static int compare_names(const void *a, const void *b)
{
	const char *const *name = a, *const *other = b;
	const char *one = *name + strspn(*name, "~&@%+!"), *two = *other + strspn(*other, "~&@%+!");
	return ascii_compare(one, two);
}

/* In rows, as /who of the line door. */
static void tell_names(struct chat *chat, const char *room, const struct names *names)
{
	char **items = names->items;
	struct buffer row = {0};
	for (size_t i = 0; i < names->count; i++) {
		bool last = i + 1 == names->count;
		bool end = last ||
			   row.length + strlen(items[i]) + strlen(items[i + 1]) + 4 >= ROW_COLUMNS;
		buffer_add_all(&row, row.length == 0 ? "  " : ", ", items[i], NULL);
		if (!end)
			continue;
		if (!last)
			buffer_add_text(&row, ",");
		tell(chat, .kind = CHAT_INFO, .room = room, .text = buffer_text(&row));
		buffer_clear(&row);
	}
	buffer_finish(&row);
}

static void answer_names(struct chat *chat, const char *name)
{
	struct room *room = rooms_find(chat, name);
	const char *told = room ? room->name : NULL;
	const struct names *names = &chat->listing.names;
	size_t count = names->count;
	if (count > 0)
		qsort(names->items, count, sizeof *names->items, compare_names);
	if (count == 0)
		tell_info(chat, CHAT_INFO, told, "Nobody is in %s, as far as you may know.", name);
	else
		tell_info(chat, CHAT_INFO, told, "%zu %s in %s:", count,
			count == 1 ? "person is" : "people are", name);
	tell_names(chat, told, names);
	names_forget(&chat->listing.names);
}

void in_names_end(struct chat *chat, struct incoming *in)
{
	const char *name = in->message.params[1];
	struct room *room = opening_room(chat, name);
	if (room)
		join_opened(chat, room);
	else
		answer_names(chat, name);
}

bool in_topic_known(struct chat *chat, struct incoming *in)
{
	struct room *room = rooms_entered(chat, in->message.params[1]);
	if (!room)
		return false;
	if (in->number == RPL_TOPIC)
		tell_set_topic(room, in->message.params[2]);
	return room->opening;
}
