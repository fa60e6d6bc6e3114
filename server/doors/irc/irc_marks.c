#include "irc_marks.h"

#include <string.h>

#include "account.h"
#include "clock.h"
#include "history.h"
#include "irc_commands.h"
#include "irc_encode.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "irc_write.h"
#include "marks.h"
#include "memory.h"
#include "record.h"
#include "session_send.h"

/* What is marked, and whose mark it is. */
struct place {
	struct account *account; /* NULL for none */
	struct marks *marks;	 /* NULL for none yet */
	uint32_t room;		 /* under which the store has the mark; 0: it has none */
	struct name_key key;
};

static struct place place_of(const struct irc_call *call, const char *target)
{
	struct place place = {.account = session_account(call->session)};
	place.marks = place.account ? &place.account->marks : call->peer->marks;
	const struct room *room = room_find(call->core, target);
	place.room = room && room->past.recorded ? room->id : 0;
	name_key(&place.key, target, strlen(target));
	return place;
}

static void write(const struct place *place, const char *target, struct buffer *out)
{
	char time[CLOCK_TEXT_SIZE];
	int64_t mark = 0;
	if (place->marks)
		mark = marks_time(place->marks, place->key.bytes);
	buffer_format(out, ":%s MARKREAD %s %s%s\r\n", irc_server, target,
		mark > 0 ? "timestamp=" : "*", mark > 0 ? clock_text(time, mark) : "");
}

void irc_marks_tell(struct irc_call *call, const char *target)
{
	struct place place = place_of(call, target);
	write(&place, target, call->out);
}

/* The other connections of the account. */
static void tell_others(const struct irc_call *call, const struct place *place, const char *target)
{
	struct buffer line = {0};
	const struct core_list *sessions = &place->account->sessions;
	write(place, target, &line);
	for (unsigned i = 0; i < sessions->count; i++) {
		struct session *other = sessions->items[i];
		const struct irc_peer *peer = other->peer;
		if (other != call->session && irc_encode_is_for(other) && !other->closed &&
			(peer->caps & IRC_READ_MARKER))
			session_send(other, line.bytes, line.length);
	}
	buffer_finish(&line);
}

static void keep(struct core *core, const struct place *place, int64_t time, uint32_t gone)
{
	if (history_may_keep(core) != OUTCOME_DONE)
		return;
	if (gone > 0)
		history_keep_marker(
			core, &(struct record_marker){.account = place->account->id, .room = gone});
	if (place->room > 0)
		history_keep_marker(core,
			&(struct record_marker){
				.account = place->account->id, .room = place->room, .time = time});
}

/* Not beyond now. */
static void set(struct irc_call *call, const char *target, int64_t time)
{
	struct place place = place_of(call, target);
	int64_t now = call->core->now + call->core->clock_offset;
	uint32_t gone;
	if (!place.marks)
		place.marks = call->peer->marks = memory_zero(sizeof *place.marks);
	if (time > now)
		time = now;
	if (!marks_set(place.marks, place.key.bytes, place.room, time, &gone) || !place.account)
		return;
	keep(call->core, &place, time, gone);
	tell_others(call, &place, target);
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
