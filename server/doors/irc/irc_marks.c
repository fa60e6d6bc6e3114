#include "irc_marks.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "irc_commands.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "memory.h"

struct mark {
	char *key;
	int64_t time;
};

struct irc_marks {
	struct mark *items;
	unsigned count;
};

void irc_marks_free(struct irc_marks *marks)
{
	for (unsigned i = 0; marks && i < marks->count; i++)
		free(marks->items[i].key);
	free(marks ? marks->items : NULL);
	free(marks);
}

static struct mark *find(const struct irc_peer *peer, const char *key)
{
	struct irc_marks *marks = peer->marks;
	for (unsigned i = 0; marks && i < marks->count; i++)
		if (strcmp(marks->items[i].key, key) == 0)
			return &marks->items[i];
	return NULL;
}

static struct mark *add(struct irc_peer *peer, const char *key)
{
	if (!peer->marks)
		peer->marks = memory_zero(sizeof *peer->marks);
	struct irc_marks *marks = peer->marks;
	if (marks->count == IRC_MARKS_MAX) {
		free(marks->items[0].key);
		memmove(marks->items, marks->items + 1, --marks->count * sizeof *marks->items);
	} else {
		marks->items = memory_add(marks->items, marks->count, sizeof *marks->items);
	}
	struct mark *mark = &marks->items[marks->count++];
	*mark = (struct mark){.key = memory_text(key)};
	return mark;
}

void irc_marks_tell(struct irc_call *call, const char *target)
{
	struct name_key key;
	char time[CLOCK_TEXT_SIZE];
	name_key(&key, target, strlen(target));
	const struct mark *mark = find(call->peer, key.bytes);
	irc_say(call, "MARKREAD %s %s%s", target, mark ? "timestamp=" : "*",
		mark ? clock_text(time, mark->time) : "");
}

/* Time only goes on, and not beyond now. */
static void set(struct irc_call *call, const char *target, int64_t time)
{
	struct name_key key;
	int64_t now = call->core->now + call->core->clock_offset;
	name_key(&key, target, strlen(target));
	struct mark *mark = find(call->peer, key.bytes);
	if (!mark)
		mark = add(call->peer, key.bytes);
	if (time > now)
		time = now;
	if (time > mark->time)
		mark->time = time;
}

void irc_markread(struct irc_call *call)
{
	const char *target = call->count > 0 ? call->params[0] : "";
	static const char key[] = "timestamp=";
	int64_t time;
	if (!irc_known(call, IRC_READ_MARKER, "draft/read-marker"))
		return;
	if (!*target) {
		irc_standard(call, "FAIL", "NEED_MORE_PARAMS", "", "Missing parameters");
		return;
	}
	if (strlen(target) > ROOM_NAME_BYTES || irc_param_needs_colon(target)) {
		irc_standard(call, "FAIL", "INVALID_PARAMS", irc_word(target), "Invalid target");
		return;
	}
	if (call->count > 1) {
		const char *text = call->params[1];
		if (strncmp(text, key, strlen(key)) != 0 ||
			!irc_param_time(text + strlen(key), &time)) {
			irc_standard(call, "FAIL", "INVALID_PARAMS", irc_word(text),
				"Invalid timestamp");
			return;
		}
		set(call, target, time);
	}
	irc_marks_tell(call, target);
}
