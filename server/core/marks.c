#include "marks.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct mark {
	int64_t time;
	uint32_t room;
	char *key;
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
static unsigned find(const struct marks *marks, const char *key)
{
	unsigned i = 0;
	while (i < marks->count && strcmp(marks->items[i].key, key) != 0)
		i++;
	return i;
}

int64_t marks_time(const struct marks *marks, const char *key)
{
	unsigned i = find(marks, key);
	return i < marks->count ? marks->items[i].time : 0;
}

static void take_out(struct marks *marks, unsigned i)
{
	marks->count--;
	memmove(marks->items + i, marks->items + i + 1, (marks->count - i) * sizeof *marks->items);
}

bool marks_set(struct marks *marks, const char *key, uint32_t room, int64_t time, uint32_t *gone)
{
	unsigned i = find(marks, key);
	struct mark mark = {0};
	*gone = 0;
	if (i < marks->count) {
		mark = marks->items[i];
		if (time <= mark.time)
			return false;
		take_out(marks, i);
	} else {
		mark.key = memory_text(key);
		if (marks->count == MARKS_MAX) {
			*gone = marks->items[0].room;
			free(marks->items[0].key);
			take_out(marks, 0);
		} else {
			marks->items = memory_add(marks->items, marks->count, sizeof *marks->items);
		}
	}
	mark.time = time;
	mark.room = room;
	marks->items[marks->count++] = mark;
	return true;
}

PACK_SIZE(struct mark, 24);

void marks_pack(const struct marks *marks, struct pack *out)
{
	pack_u32(out, marks->count);
	for (unsigned i = 0; i < marks->count; i++) {
		pack_i64(out, marks->items[i].time);
		pack_u32(out, marks->items[i].room);
		pack_text(out, marks->items[i].key);
	}
}

void marks_unpack(struct marks *marks, struct unpack *in)
{
	for (unsigned left = unpack_count(in, MARKS_MAX); left > 0; left--) {
		int64_t time = unpack_time(in);
		uint32_t room = unpack_u32(in);
		char *key = memory_text(unpack_string(in));
		marks->items = memory_add(marks->items, marks->count, sizeof *marks->items);
		marks->items[marks->count++] =
			(struct mark){.time = time, .room = room, .key = key};
	}
}
