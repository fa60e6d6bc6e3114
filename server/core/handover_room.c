#include "handover_room.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "owner.h"
#include "ownership.h"
#include "recent.h"
#include "record.h"
#include "session.h"

PACK_SIZE(struct room, 384);
PACK_SIZE(struct rules, 96);
PACK_SIZE(struct mask, 88);
PACK_SIZE(struct invitation, 40);
PACK_SIZE(struct past, 80);
PACK_SIZE(struct record_line, 96);

/* For whom something counts (owner.h): whether there is anybody, and the origin. */

static void pack_owner(const struct owner *owner, struct pack *out)
{
	pack_bool(out, owner != NULL);
	if (!owner)
		return;
	pack_u32(out, owner_origin(owner)->host);
	pack_u32(out, owner_origin(owner)->net);
}

static struct owner *unpack_owner(struct core *core, struct unpack *in, size_t bytes)
{
	if (!unpack_bool(in))
		return NULL;
	struct origin origin;
	origin.host = unpack_u32(in);
	origin.net = unpack_u32(in);
	return owner_take_for(core, &origin, bytes);
}

static void pack_mask(const struct mask *mask, struct pack *out)
{
	pack_text(out, mask->text);
	pack_text(out, mask->name);
	pack_text(out, mask->user);
	pack_text(out, mask->host);
	pack_text(out, mask->by);
	pack_text(out, mask->why);
	pack_text(out, mask->meant);
	pack_owner(mask->owner, out);
	pack_i64(out, mask->at);
	pack_i64(out, mask->until);
}

static void unpack_mask(struct room *room, struct mask_list *list, struct unpack *in)
{
	struct mask mask = {0};
	mask.text = memory_text(unpack_string(in));
	mask.name = memory_text(unpack_string(in));
	mask.user = memory_text(unpack_string(in));
	mask.host = memory_text(unpack_string(in));
	mask.by = unpack_copy(in);
	mask.why = unpack_copy(in);
	mask.meant = unpack_copy(in);
	mask.bytes = mask_bytes(&mask, mask.why);
	mask.owner = unpack_owner(room->core, in, mask.bytes);
	mask.at = unpack_time(in);
	mask.until = unpack_time(in);
	list->items = memory_add(list->items, list->count, sizeof *list->items);
	list->items[list->count++] = mask;
	if (mask.until > 0)
		room_note_ending(room, mask.until);
}

static void pack_rules(const struct rules *rules, struct pack *out)
{
	pack_u32(out, rules->flags);
	pack_i64(out, rules->limit);
	pack_text(out, rules->key);
	pack_i64(out, rules->keep_ms);
	for (unsigned mode = 0; mode < MODE_MASKS; mode++) {
		pack_u32(out, rules->masks[mode].count);
		for (unsigned i = 0; i < rules->masks[mode].count; i++)
			pack_mask(&rules->masks[mode].items[i], out);
	}
	pack_u32(out, rules->invited_count);
	for (unsigned i = 0; i < rules->invited_count; i++) {
		const struct invitation *invitation = &rules->invited[i];
		pack_u32(out, invitation->guest);
		pack_u32(out, invitation->host);
		pack_text(out, invitation->guest_name);
		pack_text(out, invitation->host_name);
		pack_i64(out, invitation->at);
		pack_i64(out, invitation->until);
	}
}

static void unpack_invitation(struct rules *rules, struct unpack *in)
{
	struct invitation invitation = {.guest = unpack_u32(in)};
	invitation.host = unpack_u32(in);
	invitation.guest_name = memory_text(unpack_string(in));
	invitation.host_name = memory_text(unpack_string(in));
	invitation.at = unpack_time(in);
	invitation.until = unpack_time(in);
	rules->invited = memory_add(rules->invited, rules->invited_count, sizeof *rules->invited);
	rules->invited[rules->invited_count++] = invitation;
}

static void unpack_rules(struct room *room, struct unpack *in)
{
	struct rules *rules = &room->rules;
	rules->flags = unpack_u32(in);
	rules->limit = unpack_i64(in);
	rules->key = unpack_copy(in);
	rules->keep_ms = unpack_time(in);
	for (unsigned mode = 0; mode < MODE_MASKS; mode++)
		for (unsigned left = unpack_count(in, RULES_MASKS_MAX); left > 0; left--)
			unpack_mask(room, &rules->masks[mode], in);
	for (unsigned left = unpack_count(in, RULES_INVITED_MAX); left > 0; left--)
		unpack_invitation(rules, in);
}

static void pack_room(const struct room *room, struct pack *out)
{
	pack_u32(out, room->id);
	pack_text(out, room->name);
	pack_owner(room->owner, out);
	pack_text(out, room->topic);
	pack_text(out, room->topic_by);
	pack_i64(out, room->topic_at);
	pack_i64(out, room->made_at);
	pack_u32(out, room->founder);
	pack_u32(out, room->operator_count);
	for (unsigned i = 0; i < room->operator_count; i++)
		pack_u32(out, room->operators[i]);
	pack_rules(&room->rules, out);
	pack_u32(out, room->past.number);
	pack_i64(out, room->past.time);
	pack_u64(out, room->past.round);
	pack_bool(out, room->past.recorded);
	pack_u8(out, room->past.known);
	handover_pack_feeds(room, out);
}

/* NULL where it cannot be. */
static struct room *unpack_room(struct core *core, struct unpack *in, uint32_t last)
{
	struct name_key key;
	uint32_t id = unpack_u32(in);
	const char *name = unpack_string(in);
	name_key(&key, name, strlen(name));
	if (in->failed || id <= last || key.length == 0 || room_find(core, name))
		return NULL;
	struct room *room = room_make(core, name, id);
	room->owner = unpack_owner(core, in, OWNER_ROOM);
	room->topic = unpack_copy(in);
	room->topic_by = unpack_copy(in);
	room->topic_at = unpack_time(in);
	room->made_at = unpack_time(in);
	room->founder = unpack_u32(in);
	for (unsigned left = unpack_count(in, ROOM_OPERATORS_MAX); left > 0; left--) {
		room->operators =
			memory_add(room->operators, room->operator_count, sizeof *room->operators);
		room->operators[room->operator_count++] = unpack_u32(in);
	}
	ownership_restore(room);
	unpack_rules(room, in);
	room->past.number = unpack_u32(in);
	room->past.time = unpack_time(in);
	room->past.round = unpack_u64(in);
	room->past.recorded = unpack_bool(in);
	room->past.known = unpack_u8(in);
	return room;
}

void handover_pack_rooms(const struct core *core, struct pack *out)
{
	pack_u32(out, core->room_ids);
	pack_u32(out, HASH_COUNT(core->rooms));
	for (const struct room *room = core->rooms; room; room = room->hh.next)
		pack_room(room, out);
}

void handover_unpack_rooms(struct core *core, struct unpack *in,
	const struct door *(*door)(const char *name), struct handover_rooms *rooms)
{
	uint32_t last = 0;
	core->room_ids = unpack_u32(in);
	unsigned left = unpack_count(in, UINT32_MAX);
	rooms->items = memory_get((left + 1) * sizeof *rooms->items);
	for (; left > 0; left--) {
		struct room *room = unpack_room(core, in, last);
		if (!room) {
			unpack_fail(in);
			return;
		}
		last = room->id;
		rooms->items[rooms->count++] = room;
		handover_unpack_feeds(&rooms->feeds, room, in, door);
	}
}

bool handover_rooms_finish(struct handover_rooms *rooms)
{
	free(rooms->items);
	rooms->items = NULL;
	rooms->count = 0;
	return handover_feeds_finish(&rooms->feeds);
}

/* Its place; rooms->count for none. */
static unsigned place_of(const struct handover_rooms *rooms, uint32_t id)
{
	unsigned low = 0, high = rooms->count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		if (rooms->items[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rooms->count && rooms->items[low]->id == id ? low : rooms->count;
}

struct room *handover_find_room(const struct handover_rooms *rooms, uint32_t id)
{
	unsigned place = place_of(rooms, id);
	return place < rooms->count ? rooms->items[place] : NULL;
}

static void pack_line(const struct record_line *line, struct pack *out)
{
	pack_u32(out, line->room);
	pack_u32(out, line->number);
	pack_i64(out, line->time);
	pack_u64(out, line->connection);
	pack_u8(out, (uint8_t)line->kind);
	pack_bool(out, line->erased);
	pack_text(out, line->name);
	pack_text(out, line->user);
	pack_text(out, line->host);
	pack_text(out, line->other);
	pack_text(out, line->text);
	pack_text(out, line->tags);
	pack_text(out, line->erased_by);
	pack_text(out, line->erased_why);
}

/* The texts point into what is read. */
static struct record_line unpack_line(struct unpack *in)
{
	struct record_line line = {.room = unpack_u32(in)};
	line.number = unpack_u32(in);
	line.time = unpack_time(in);
	line.connection = unpack_u64(in);
	line.kind = (enum record_kind)unpack_u8(in);
	line.erased = unpack_bool(in);
	line.name = unpack_string(in);
	line.user = unpack_string(in);
	line.host = unpack_string(in);
	line.other = unpack_string(in);
	line.text = unpack_string(in);
	line.tags = unpack_string(in);
	line.erased_by = unpack_string(in);
	line.erased_why = unpack_string(in);
	if (line.kind > RECORD_MODE)
		unpack_fail(in);
	return line;
}

void handover_pack_recent(const struct core *core, struct pack *out)
{
	const struct room *room = core->history.recent_first;
	unsigned count = 0;
	for (; room; room = room->past.stale_next)
		count++;
	pack_u32(out, count);
	for (room = core->history.recent_first; room; room = room->past.stale_next) {
		const struct past *past = &room->past;
		pack_u32(out, room->id);
		pack_u32(out, past->used_s);
		pack_u32(out, past->count);
		for (size_t at = past->first; at < past->recent.length;) {
			struct record_line line;
			record_read_line(past->recent.bytes + at, &line);
			pack_line(&line, out);
			at += record_length(past->recent.bytes + at);
		}
	}
}

static void unpack_recent(struct unpack *in, const struct handover_rooms *rooms)
{
	struct room *room = handover_find_room(rooms, unpack_u32(in));
	uint32_t used_s = unpack_u32(in);
	unsigned count = unpack_count(in, HISTORY_REPLAY_MAX);
	struct buffer records = {0};
	for (unsigned i = 0; i < count; i++) {
		struct record_line line = unpack_line(in);
		record_write_line(&records, &line);
	}
	if (in->failed || !room || count == 0 || room->past.count > 0) {
		unpack_fail(in);
		buffer_finish(&records);
		return;
	}
	recent_restore(room, &records, count, used_s);
}

void handover_unpack_recent(struct unpack *in, const struct handover_rooms *rooms)
{
	for (unsigned left = unpack_count(in, UINT32_MAX); left > 0 && !in->failed; left--) {
		unpack_recent(in, rooms);
		unpack_let_go(in);
	}
}

/* The idle rooms of an owner follow its first one, in their order. */
void handover_pack_empty(const struct core *core, struct pack *out)
{
	pack_u32(out, core->empty_rooms);
	for (const struct room *room = core->rooms; room; room = room->hh.next) {
		if (room->count > 0)
			continue;
		if (!room_makes_place(room))
			pack_u32(out, room->id);
		else if (owner_idle(room->owner) == room)
			for (const struct room *idle = room; idle; idle = idle->idle_next)
				pack_u32(out, idle->id);
	}
}

void handover_unpack_empty(struct unpack *in, const struct handover_rooms *rooms)
{
	bool *noted = memory_zero(rooms->count + 1);
	for (unsigned left = unpack_count(in, rooms->count); left > 0; left--) {
		unsigned place = place_of(rooms, unpack_u32(in));
		if (place == rooms->count || noted[place] || rooms->items[place]->count > 0) {
			unpack_fail(in);
			continue;
		}
		noted[place] = true;
		room_add_to_empty(rooms->items[place]);
	}
	for (unsigned i = 0; i < rooms->count; i++)
		if (rooms->items[i]->count == 0 && !noted[i])
			unpack_fail(in);
	free(noted);
}
