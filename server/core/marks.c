#include "marks.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct mark {
	int64_t time;
	uint32_t room;
	char *key; /* NULL for a room */
};

void marks_finish(struct marks *marks)
{
	for (unsigned i = 0; i < marks->count; i++)
		free(marks->items[i].key);
	free(marks->items);
	*marks = (struct marks){0};
}

void marks_free(struct marks *marks)
{
	if (marks)
		marks_finish(marks);
	free(marks);
}

/* marks->count for none. */
static unsigned find(const struct marks *marks, uint32_t room, const char *key)
{
	unsigned i = 0;
	for (; i < marks->count; i++) {
		const struct mark *mark = &marks->items[i];
		if (room > 0 ? mark->room == room : mark->key && strcmp(mark->key, key) == 0)
			break;
	}
	return i;
}

int64_t marks_time(const struct marks *marks, uint32_t room, const char *key)
{
	unsigned i = find(marks, room, key);
	return i < marks->count ? marks->items[i].time : 0;
}

static void take_out(struct marks *marks, unsigned i)
{
	marks->count--;
	memmove(marks->items + i, marks->items + i + 1, (marks->count - i) * sizeof *marks->items);
}

bool marks_set(struct marks *marks, uint32_t room, const char *key, int64_t time, uint32_t *gone)
{
	unsigned i = find(marks, room, key);
	struct mark mark = {.room = room};
	*gone = 0;
	if (i < marks->count) {
		mark = marks->items[i];
		if (time <= mark.time)
			return false;
		take_out(marks, i);
	} else {
		mark.key = room > 0 ? NULL : memory_text(key);
		if (marks->count == MARKS_MAX) {
			*gone = marks->items[0].room;
			free(marks->items[0].key);
			take_out(marks, 0);
		} else {
			marks->items = memory_add(marks->items, marks->count, sizeof *marks->items);
		}
	}
	mark.time = time;
	marks->items[marks->count++] = mark;
	return true;
}
