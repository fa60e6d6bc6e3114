#include "restore.h"

#include "memory.h"
#include "ownership.h"
#include "record.h"

static void restore_mask(const struct record_mask *record, void *data)
{
	struct room *room = data;
	struct mask mask;
	int64_t offset = room->core->clock_offset;
	if (record->mode < MODE_BAN || record->mode >= MODE_BAN + MODE_MASKS ||
		(record->until > 0 && record->until - offset <= room->core->now) ||
		!mask_init(&mask, record->text))
		return;
	memory_replace(&mask.by, record->by);
	memory_replace(&mask.why, *record->why ? record->why : NULL);
	memory_replace(&mask.meant, *record->meant ? record->meant : NULL);
	mask.at = record->at - offset;
	mask.until = record->until > 0 ? record->until - offset : 0;
	if (mask.until > 0)
		room_note_ending(room, mask.until);
	struct mask_list *list = &room->rules.masks[record->mode - MODE_BAN];
	list->items = memory_add(list->items, list->count, sizeof *list->items);
	list->items[list->count++] = mask;
}

void restore_room(struct core *core, const char *bytes)
{
	struct record_room record;
	record_read_room(bytes, &record, NULL, NULL);
	if (room_find(core, record.name))
		return;
	struct room *room = room_make(core, record.name, record.id);
	room->made_at = record.made_at - core->clock_offset;
	if (*record.topic)
		room_set_topic(room, record.topic, record.topic_by);
	room->topic_at = record.topic_at - core->clock_offset;
	room->rules.flags = record.flags;
	room->rules.limit = record.limit;
	room->rules.keep_ms = record.keep_ms;
	room->founder = record.founder;
	room->operator_count = record.operator_count;
	for (unsigned i = 0; i < record.operator_count; i++) {
		room->operators = memory_add(room->operators, i, sizeof *room->operators);
		room->operators[i] = record_operator(&record, i);
	}
	ownership_restore(room);
	memory_replace(&room->rules.key, *record.password ? record.password : NULL);
	room->past.number = record.number;
	room->past.time = record.time;
	room->past.recorded = true;
	core->empty_rooms++;
	record_read_room(bytes, &record, restore_mask, room);
}
