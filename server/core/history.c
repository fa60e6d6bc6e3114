#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "counter.h"
#include "irc_message.h"
#include "memory.h"
#include "recent.h"
#include "record.h"
#include "room.h"
#include "session.h"
#include "store.h"

#define MASKS_A_LINE 20 /* of a room that is written */
#define ACCOUNT_TAG_SIZE (sizeof RECORD_ACCOUNT_TAG + IRC_TAG_ESCAPED_SIZE(NAME_BYTES))

const char *const history_mode_names[] = {"off", "memory", "relaxed", "strict", NULL};

void history_init(struct core *core, enum history_mode mode, uint64_t origin,
	const struct history_store *store)
{
	struct history *history = &core->history;
	*history = (struct history){.mode = mode, .origin = origin, .store = *store};
	history->boot = table_hash(&history, sizeof history); /* the hash has a random key */
	history->round = 1;
	history->open = mode == HISTORY_STRICT ? 0 : GATE_OPEN;
}

void history_finish(struct core *core)
{
	buffer_finish(&core->history.gathered);
	free(core->history.later.items);
	free(core->history.trouble);
}

void history_open_gate(struct history *history)
{
	bool closed = history->mode == HISTORY_STRICT && !history->late;
	history->open = closed ? history->stored : GATE_OPEN;
}

void history_set_strict(struct core *core, bool strict)
{
	core->history.mode = strict ? HISTORY_STRICT : HISTORY_RELAXED;
	history_open_gate(&core->history);
}

static int64_t utc(const struct core *core, int64_t ms)
{
	return ms + core->clock_offset;
}

uint64_t history_connection(const struct session *session)
{
	return (uint64_t)session->loop->core->history.boot << 32 | session->id;
}

/* What kind of line the event is; -1 for none. */
static int kind_of(const struct event *event)
{
	switch (event->type) {
	case EVENT_TOPIC:
		return RECORD_TOPIC;
	case EVENT_KICKED:
		return RECORD_KICK;
	case EVENT_CHANGED:
		return RECORD_MODE;
	default:
		break;
	}
	if (event->roles > 0)
		return -1;
	return event->talk == TALK_SAY	    ? RECORD_SAY
	       : event->talk == TALK_ACTION ? RECORD_ACTION
	       : event->talk == TALK_NOTICE ? RECORD_NOTICE
					    : -1;
}

/* The changes as IRC writes them, without keys. */
static void write_changes(struct buffer *out, const struct event *event)
{
	char sign = '\0';
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		char now = change->on ? '+' : '-';
		if (now != sign)
			buffer_add(out, &now, 1);
		sign = now;
		buffer_add(out, &(char){mode_letter(change->mode)}, 1);
	}
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		if (change->argument)
			buffer_add_all(
				out, " ", change->mode == MODE_KEY ? "*" : change->argument, NULL);
	}
}

/* In front of the tags of a client there is the account of who has logged in. `*longer` is to be
 * freed. */
static const char *tags_of(const struct event *event, char own[ACCOUNT_TAG_SIZE], char **longer)
{
	const struct profile *profile = event->actor ? event->actor->profile : NULL;
	if (!profile || !profile->account)
		return event->tags;
	const char *name = profile->account->name;
	irc_tag_escape(stpcpy(own, RECORD_ACCOUNT_TAG), name, strlen(name));
	if (!event->tags || !*event->tags)
		return own;
	return *longer = memory_format("%s;%s", own, event->tags);
}

static void write_line(struct buffer *out, const struct room *room, const struct event *event,
	enum record_kind kind)
{
	char host[SESSION_HOST_SIZE], own[ACCOUNT_TAG_SIZE], *longer = NULL;
	struct buffer changes = {0};
	const struct session *actor = event->actor;
	if (kind == RECORD_MODE)
		write_changes(&changes, event);
	record_write_line(
		out, &(struct record_line){.room = room->id,
			     .number = event->number,
			     .time = event->time,
			     .connection = actor ? history_connection(actor) : 0,
			     .kind = kind,
			     .name = event->name,
			     .user = actor ? session_user(actor) : NULL,
			     .host = actor ? session_host(actor, host) : NULL,
			     .other = event->parts ? event->parts : event->other,
			     .text = kind == RECORD_MODE ? buffer_text(&changes) : event->text,
			     .tags = tags_of(event, own, &longer)});
	free(longer);
	buffer_finish(&changes);
}

/* The room has something for the store that is written when the round is taken. */
static void keep_later(struct room *room)
{
	if (room->past.missed == 0 && !room->past.unkept)
		core_list_add(&room->core->history.later, room);
}

/* Takes the line that was written last out of what is gathered: it has no place there. */
static void miss(struct room *room, size_t start)
{
	struct history *history = &room->core->history;
	history->gathered.length = start;
	history->missed++;
	counter_add(COUNTER_NOT_KEPT, 1);
	if (room->past.missed > 0)
		return;
	keep_later(room);
	room->past.missed = room->past.number;
}

static void note_said(struct profile *profile, enum record_kind kind, uint64_t round)
{
	profile->said = round;
	if (kind <= RECORD_NOTICE && profile->first_said == 0)
		profile->first_said = round;
}

void history_keep(struct room *room, struct event *event)
{
	struct history *history = &room->core->history;
	struct past *past = &room->past;
	int kind = kind_of(event);
	if (!history_on(history) || kind < 0)
		return;
	if (!past->recorded)
		history_keep_room(room);
	if (event->time < past->time) /* the clock was set back */
		event->time = past->time;
	past->time = event->time;
	past->round = history->round;
	if (event->actor && event->actor->profile)
		note_said(event->actor->profile, (enum record_kind)kind, history->round);
	event->room_id = room->id;
	event->number = ++past->number;
	size_t start = history->gathered.length;
	write_line(&history->gathered, room, event, (enum record_kind)kind);
	recent_add(room, history->gathered.bytes + start);
	if (past->missed > 0 || history->gathered.length > HISTORY_GATHERED_MAX)
		miss(room, start);
	else
		history->lines++;
}

static struct record_mask mask_record(
	const struct core *core, unsigned mode, const struct mask *mask)
{
	return (struct record_mask){.mode = mode,
		.text = mask->text,
		.by = mask->by,
		.why = mask->why,
		.meant = mask->meant,
		.at = utc(core, mask->at),
		.until = mask->until ? utc(core, mask->until) : 0};
}

static void write_room(struct room *room, bool ended)
{
	struct core *core = room->core;
	const struct rules *rules = &room->rules;
	struct record_mask masks[RULES_MASKS_MAX];
	unsigned count = 0;
	for (unsigned mode = MODE_BAN; !ended && mode < MODE_BAN + MODE_MASKS; mode++) {
		const struct mask_list *list = rules_masks(rules, (enum mode)mode);
		for (unsigned i = 0; i < list->count && count < RULES_MASKS_MAX; i++)
			masks[count++] = mask_record(core, mode, &list->items[i]);
	}
	record_write_room(&core->history.gathered,
		&(struct record_room){.id = room->id,
			.name = room->name,
			.key = room->key,
			.topic = room->topic,
			.topic_by = room->topic_by,
			.topic_at = room->topic ? utc(core, room->topic_at) : 0,
			.made_at = utc(core, room->made_at),
			.ended = ended,
			.flags = rules->flags,
			.password = rules->key,
			.limit = rules->limit,
			.keep_ms = rules->keep_ms,
			.founder = room->founder,
			.operator_count = room->operator_count,
			.operators = room->operators,
			.mask_count = count},
		masks);
	room->past.recorded = true;
	room->past.unkept = false;
}

void history_keep_room(struct room *room)
{
	if (!history_on(&room->core->history))
		return;
	if (!room->past.recorded && room->core->history.gathered.length <= HISTORY_GATHERED_MAX) {
		write_room(room, false);
	} else if (!room->past.unkept) {
		keep_later(room);
		room->past.unkept = true;
	}
}

long history_room_lines(const struct room *room)
{
	unsigned count = 0;
	for (unsigned mode = MODE_BAN; mode < MODE_BAN + MODE_MASKS; mode++)
		count += rules_masks(&room->rules, (enum mode)mode)->count;
	return history_on(&room->core->history) ? count / MASKS_A_LINE : 0;
}

void history_keep_rest(struct room *room)
{
	struct past *past = &room->past;
	if (past->unkept)
		write_room(room, false);
	if (past->missed > 0)
		record_write_missed(&room->core->history.gathered,
			&(struct record_missed){
				.room = room->id, .first = past->missed, .last = past->number});
	past->missed = 0;
}

void history_forget_room(struct room *room)
{
	if (room->past.missed > 0 || room->past.unkept)
		core_list_remove(&room->core->history.later, room);
	if (room->past.recorded)
		write_room(room, true);
	recent_forget(room);
}

enum outcome history_may_keep(const struct core *core)
{
	const struct history *history = &core->history;
	if (!history_on(history) || history->store.forgets)
		return OUTCOME_NO_HISTORY;
	return history->late || history->gathered.length > HISTORY_GATHERED_MAX
		       ? OUTCOME_HISTORY_FAILED
		       : OUTCOME_DONE;
}

void history_keep_account(struct core *core, const struct record_account *account)
{
	if (history_on(&core->history))
		record_write_account(&core->history.gathered, account);
}

void history_keep_marker(struct core *core, const struct record_marker *marker)
{
	if (history_on(&core->history))
		record_write_marker(&core->history.gathered, marker);
}

void history_keep_server_ban(struct core *core, const struct record_server_ban *ban)
{
	if (history_on(&core->history))
		record_write_server_ban(&core->history.gathered, ban);
}

void history_hold(struct session *session, uint64_t round)
{
	if (round > session->loop->core->history.open && round > session_profile(session)->held)
		session->profile->held = round;
}

uint64_t history_held_in(const struct session *session)
{
	const struct profile *profile = session->profile;
	if (!profile)
		return 0;
	return session->echo && profile->said > profile->held ? profile->said : profile->held;
}

uint64_t history_said_in(const struct session *session)
{
	return session->profile ? session->profile->said : 0;
}

uint64_t history_wait(struct core_loop *loop, uint64_t round)
{
	if (round <= loop->core->history.open)
		return 0;
	if (round > loop->held)
		loop->held = round;
	return round;
}

bool history_is_full_for(const struct session *session)
{
	const struct core *core = session->loop->core;
	return core->history.gathered.length > HISTORY_GATHERED_MUCH && !core->history.late &&
	       core->now / 1000 <= (int64_t)session->spoke_s + 1;
}
