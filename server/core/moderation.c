#include "moderation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "kept.h"
#include "memory.h"
#include "owner.h"
#include "text.h"
#include "text_copy.h"
#include "welcome.h"

bool roles_is_operator(const struct session *session, const struct room *room)
{
	const struct member *member = room_member(room, session);
	return member && (member->roles & (ROLE_OPERATOR | ROLE_FOUNDER));
}

enum outcome membership_allowed(
	const struct session *session, const struct room *room, const char *key)
{
	unsigned rooms = 0;
	for (const struct member *member = session->members; member; member = member->next)
		if (++rooms >= SESSION_ROOMS_MAX)
			return OUTCOME_ROOMS_MAX;
	if (!room)
		return owner_may(session, OWNER_ROOM) ? OUTCOME_DONE : OUTCOME_OWN_ROOMS;
	const struct rules *rules = &room->rules;
	if (rules_has(rules, MODE_INVITE_ONLY) && !rules_admitted(rules, session))
		return OUTCOME_INVITE_ONLY;
	if (rules->key && !(key && strcmp(rules->key, key) == 0))
		return OUTCOME_KEY_WRONG;
	if (rules->limit > 0 && room->count >= (unsigned)rules->limit &&
		!rules_invited(rules, session))
		return OUTCOME_ROOM_FULL;
	return rules_ban(rules, session) ? OUTCOME_BANNED : OUTCOME_DONE;
}

enum outcome speech_allowed(const struct session *session, const struct room *room)
{
	struct member *member = room_member(room, session);
	if (member)
		return speech_member_allowed(member);
	if (rules_has(&room->rules, MODE_MEMBERS_ONLY))
		return OUTCOME_OUTSIDE;
	if (rules_has(&room->rules, MODE_MODERATED))
		return OUTCOME_MODERATED;
	return rules_ban(&room->rules, session) ? OUTCOME_SILENCED : OUTCOME_DONE;
}

/* Who has run the room runs it again; anybody else is told for whom it is kept. */
static void enter_kept(struct member *member)
{
	int64_t left;
	const struct room *room = member_room(member);
	kept_give_back(member);
	const char *name = kept_for(room, &left);
	if (name)
		session_post(member->session, &(struct event){.type = EVENT_KEPT,
						      .name = name,
						      .room = room->name,
						      .seconds = left / 1000});
}

enum outcome membership_enter(
	struct session *session, const char *name, const char *key, enum event_type type)
{
	struct core *core = session->loop->core;
	struct room *room = room_find(core, name);
	bool lobby = room_is_lobby(name);
	enum outcome outcome = membership_allowed(session, room, key);
	if (outcome == OUTCOME_OWN_ROOMS && lobby) /* which is nobody's */
		outcome = OUTCOME_DONE;
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct member *member = room_join(core, name, session);
	room = member_room(member);
	rules_uninvite(&room->rules, session);
	journal(session, LOG_DEBUG, "joined", LOG_TEXT("room", room->name));
	bool kept = room->kept > 0;
	if (room->count == 1 && !lobby && !kept)
		member->roles = ROLE_OPERATOR;
	struct event event;
	announce_came(session, room, &event);
	event.type = type;
	tell_entered(session, room, &event);
	if (lobby && session_operator(session))
		changes_give_role(member, MODE_OPERATOR);
	if (kept)
		enter_kept(member);
	return OUTCOME_DONE;
}

void membership_leave(struct member *member, const char *why, bool tell)
{
	struct session *session = member->session;
	struct room *room = member_room(member);
	struct event event = session_event(session, EVENT_LEFT);
	event.room = room->name;
	event.text = why && speech_allowed(session, room) == OUTCOME_DONE ? why : NULL;
	event.minor = !room_announces(room); /* counting the one who leaves */
	if (!session->unannounced)
		room_post(room, session, &event);
	journal(session, LOG_DEBUG, "left", LOG_TEXT("room", room->name));
	event.own = true;
	if (tell)
		session_post(session, &event);
	room_leave(member);
}

/* Whether the session may act on this member: founders are out of reach for operators. */
static bool roles_outrank(const struct session *by, const struct member *member)
{
	const struct member *own = room_member(member_room(member), by);
	return !(member->roles & ROLE_FOUNDER) || (own && (own->roles & ROLE_FOUNDER));
}

enum outcome kick_allowed(
	const struct session *by, const struct room *room, const struct session *target)
{
	if (!room_member(room, by))
		return OUTCOME_NOT_IN_ROOM;
	if (!roles_is_operator(by, room))
		return OUTCOME_NOT_OPERATOR;
	const struct member *member = target ? room_member(room, target) : NULL;
	if (!member)
		return OUTCOME_NOT_MEMBER;
	return roles_outrank(by, member) ? OUTCOME_DONE : OUTCOME_OUTRANKED;
}

enum outcome kick_member(
	struct session *by, struct room *room, struct session *target, const char *why)
{
	enum outcome outcome = kick_allowed(by, room, target);
	if (outcome != OUTCOME_DONE)
		return outcome;
	struct member *member = room_member(room, target);
	announce_session(target);
	struct event event = session_event(by, EVENT_KICKED);
	event.other = session_name(target);
	char *name = memory_text(room->name);
	event.room = name;
	event.text = why;
	rules_uninvite_by(&room->rules, target);
	journal_kick(by, name, target, why);
	bool last = room_leave(member);
	if (!last)
		room_post(room, by, &event);
	if (target != by) {
		event.flag = true;
		session_post(target, &event);
		event.flag = false;
	}
	event.own = true;
	session_post(by, &event);
	free(name);
	return OUTCOME_DONE;
}

enum outcome topic_set(struct session *by, struct room *room, const char *text)
{
	if (!room_member(room, by))
		return OUTCOME_NOT_IN_ROOM;
	if (room_is_lobby(room->name) && !session_operator(by))
		return OUTCOME_LOBBY_TOPIC;
	if (rules_has(&room->rules, MODE_TOPIC_LOCKED) && !roles_is_operator(by, room))
		return OUTCOME_NOT_OPERATOR;
	enum outcome outcome = speech_allowed(by, room);
	if (outcome != OUTCOME_DONE && !room_is_lobby(room->name))
		return outcome;
	room_set_topic(room, text, session_name(by));
	journal(by, LOG_INFO, "topic", LOG_TEXT("room", room->name));
	struct event event = session_event(by, EVENT_TOPIC);
	event.room = room->name;
	event.text = text;
	room_post(room, by, &event);
	event.own = true;
	session_post(by, &event);
	return OUTCOME_DONE;
}

/* What the command has done to the same flag or the same person's role before, which this change
 * takes back; NULL for nothing. */
static struct change *taken_back(
	const struct changes *changes, enum mode mode, bool on, const char *argument)
{
	if (mode >= MODE_KEY && mode < MODE_FOUNDER)
		return NULL;
	for (unsigned i = 0; i < changes->count; i++) {
		struct change *change = &changes->items[i];
		if (change->mode == mode && change->on != on &&
			(!argument || strcmp(change->argument, argument) == 0))
			return change;
	}
	return NULL;
}

static void note(struct changes *changes, enum mode mode, bool on, const char *argument)
{
	struct change *before = taken_back(changes, mode, on, argument);
	if (before) {
		free(before->argument);
		changes->count--;
		memmove(before, before + 1,
			(size_t)(changes->items + changes->count - before) * sizeof *before);
		return;
	}
	changes->items = memory_grow(changes->items, (changes->count + 1) * sizeof *changes->items);
	changes->items[changes->count++] = (struct change){
		.mode = mode, .on = on, .argument = argument ? memory_text(argument) : NULL};
}

void changes_tell(struct changes *changes)
{
	struct event event = {.type = EVENT_CHANGED};
	struct session *asking = changes->room->core->asking;
	struct session *apart =
		changes->by; /* is told for itself, in its place among the answers */
	if (changes->count == 0) {
		free(changes->items);
		changes->items = NULL;
		return;
	}
	journal_changes(changes);
	if (apart)
		event = session_event(apart, EVENT_CHANGED);
	else if (asking && room_member(changes->room, asking))
		apart = asking;
	event.room = changes->room->name;
	event.changes = changes->items;
	event.change_count = changes->count;
	room_post(changes->room, apart, &event);
	event.own = changes->by != NULL;
	if (apart)
		session_post(apart, &event);
	if (changes->by)
		session_spend(changes->by, changes->count - 1);
	while (changes->count > 0)
		free(changes->items[--changes->count].argument);
	free(changes->items);
	changes->items = NULL;
}

static enum outcome change_flag(struct changes *changes, enum mode mode, bool on)
{
	struct rules *rules = &changes->room->rules;
	if (rules_has(rules, mode) == on)
		return OUTCOME_UNCHANGED;
	rules->flags ^= 1U << mode;
	note(changes, mode, on, NULL);
	return OUTCOME_DONE;
}

static enum outcome change_key(struct changes *changes, bool on, const char *key)
{
	struct rules *rules = &changes->room->rules;
	if (!on && !rules->key)
		return OUTCOME_UNCHANGED;
	if (on && (!key || !*key || *key == ':' || strlen(key) > RULES_KEY_BYTES ||
			  strpbrk(key, " \t,") || text_has_bidi(key, strlen(key))))
		return OUTCOME_KEY;
	if (on && rules->key && strcmp(rules->key, key) == 0)
		return OUTCOME_UNCHANGED;
	note(changes, MODE_KEY, on, on ? key : rules->key);
	free(rules->key);
	rules->key = on ? memory_text(key) : NULL;
	return OUTCOME_DONE;
}

static enum outcome change_limit(struct changes *changes, bool on, const char *number)
{
	struct rules *rules = &changes->room->rules;
	char *end = NULL;
	long limit = on && number ? strtol(number, &end, 10) : 0;
	if (on && (!number || *end || limit < 1 || limit > RULES_LIMIT_MAX))
		return OUTCOME_LIMIT;
	if (rules->limit == limit)
		return OUTCOME_UNCHANGED;
	char text[24];
	snprintf(text, sizeof text, "%ld", limit);
	rules->limit = limit;
	note(changes, MODE_LIMIT, on, on ? text : NULL);
	return OUTCOME_DONE;
}

static enum outcome change_role(struct changes *changes, enum mode mode, bool on, const char *name)
{
	static const unsigned roles[] = {[MODE_FOUNDER] = ROLE_FOUNDER,
		[MODE_OPERATOR] = ROLE_OPERATOR,
		[MODE_VOICE] = ROLE_VOICE};
	struct session *target = session_find(changes->room->core, name);
	if (!target)
		return OUTCOME_NOBODY;
	struct member *member = room_member(changes->room, target);
	if (!member)
		return OUTCOME_NOT_MEMBER;
	const struct member *own = room_member(changes->room, changes->by);
	bool founder = (own->roles & ROLE_FOUNDER) || session_operator(changes->by);
	if (mode == MODE_FOUNDER && !founder && !(own == member && !on))
		return OUTCOME_OUTRANKED;
	if (!on && own != member && !founder && !roles_outrank(changes->by, member))
		return OUTCOME_OUTRANKED;
	if (((member->roles & roles[mode]) != 0) == on)
		return OUTCOME_UNCHANGED;
	announce_session(target);
	member->roles ^= roles[mode] & 7U;
	if (!roles_is_operator(target, changes->room))
		rules_uninvite_by(&changes->room->rules, target);
	note(changes, mode, on, session_name(target));
	return OUTCOME_DONE;
}

static void remove_mask(struct mask_list *list, struct mask *mask)
{
	mask_finish(mask);
	*mask = list->items[--list->count];
}

static enum outcome take_mask(struct changes *changes, enum mode mode, const char *text)
{
	struct mask_list *list = &changes->room->rules.masks[mode - MODE_BAN];
	struct mask wanted;
	if (!mask_init(&wanted, text))
		return OUTCOME_MASK;
	struct mask *mask = mask_list_find(list, &wanted);
	mask_finish(&wanted);
	if (!mask)
		return OUTCOME_NO_MASK;
	note(changes, mode, false, mask->text);
	remove_mask(list, mask);
	speech_masks_changed(changes->room);
	return OUTCOME_DONE;
}

static unsigned count_masks(const struct rules *rules)
{
	unsigned count = 0;
	for (unsigned i = 0; i < MODE_MASKS; i++)
		count += rules->masks[i].count;
	return count;
}

enum outcome changes_add_mask(
	struct changes *changes, enum mode mode, const char *text, int64_t seconds, const char *why)
{
	struct rules *rules = &changes->room->rules;
	struct mask_list *list = &rules->masks[mode - MODE_BAN];
	struct core *core = changes->room->core;
	struct mask mask;
	if (!roles_is_operator(changes->by, changes->room))
		return OUTCOME_NOT_OPERATOR;
	if (!mask_init(&mask, text))
		return OUTCOME_MASK;
	struct mask *old = mask_list_find(list, &mask);
	enum outcome outcome = OUTCOME_DONE;
	if (old && old->until == 0 && seconds == 0)
		outcome = OUTCOME_UNCHANGED;
	else if (!old && count_masks(rules) >= RULES_MASKS_MAX)
		outcome = OUTCOME_MASKS_FULL;
	else if (!owner_may_replace(changes->by, old ? old->owner : NULL, old ? old->bytes : 0,
			 mask_bytes(&mask, why)))
		outcome = OUTCOME_OWN_MASKS;
	if (outcome != OUTCOME_DONE) {
		mask_finish(&mask);
		return outcome;
	}
	if (old)
		remove_mask(list, old);
	mask.bytes = mask_bytes(&mask, why);
	mask.owner = owner_take(changes->by, mask.bytes);
	mask.by = memory_text(session_name(changes->by));
	mask.why = why && *why ? text_copy(why, RULES_WHY_BYTES) : NULL;
	mask.at = core->now;
	mask.until = seconds > 0 ? core->now + 1000 * seconds : 0;
	core->ending_masks += seconds > 0;
	list->items = memory_grow(list->items, (list->count + 1) * sizeof *list->items);
	list->items[list->count++] = mask;
	speech_masks_changed(changes->room);
	note(changes, mode, true, mask.text);
	changes->items[changes->count - 1].seconds = seconds;
	return OUTCOME_DONE;
}

enum outcome changes_add(struct changes *changes, enum mode mode, bool on, const char *argument)
{
	if (!room_member(changes->room, changes->by))
		return OUTCOME_NOT_IN_ROOM;
	if (!roles_is_operator(changes->by, changes->room) &&
		!(mode >= MODE_FOUNDER && session_operator(changes->by)))
		return OUTCOME_NOT_OPERATOR;
	if (mode < MODE_KEY)
		return change_flag(changes, mode, on);
	if (mode == MODE_KEY)
		return change_key(changes, on, argument);
	if (mode == MODE_LIMIT)
		return change_limit(changes, on, argument);
	if (!argument)
		return mode >= MODE_FOUNDER ? OUTCOME_NOBODY : OUTCOME_MASK;
	if (mode >= MODE_FOUNDER)
		return change_role(changes, mode, on, argument);
	if (on)
		return changes_add_mask(changes, mode, argument, 0, NULL);
	return take_mask(changes, mode, argument);
}

void changes_give_role(struct member *member, enum mode mode)
{
	struct changes changes = {.room = member_room(member)};
	unsigned role = mode == MODE_VOICE     ? ROLE_VOICE
			: mode == MODE_FOUNDER ? ROLE_FOUNDER
					       : ROLE_OPERATOR;
	if (member->roles & role)
		return;
	announce_session(member->session);
	member->roles |= role & 7U;
	note(&changes, mode, true, session_name(member->session));
	changes_tell(&changes);
}

void kept_give_back(struct member *member)
{
	unsigned roles = member->gone ? 0 : kept_roles(member);
	if (roles & ROLE_FOUNDER)
		changes_give_role(member, MODE_FOUNDER);
	if (roles & ROLE_OPERATOR)
		changes_give_role(member, MODE_OPERATOR);
}

static void expire(struct room *room, struct mask_list *list, enum mode mode)
{
	struct changes changes = {.room = room};
	for (unsigned i = 0; i < list->count;) {
		struct mask *mask = &list->items[i];
		bool ends = mask->until > 0;
		if (ends && mask->until <= room->core->now) {
			note(&changes, mode, false, mask->text);
			remove_mask(list, mask);
			speech_masks_changed(room);
			continue;
		}
		room->core->ending_masks += ends;
		i++;
	}
	changes_tell(&changes);
}

void moderation_expire(struct core *core)
{
	kept_expire(core);
	if (core->ending_masks == 0)
		return;
	core->ending_masks = 0;
	for (struct room *room = core->rooms, *next; room; room = next) {
		next = room->hh.next;
		for (unsigned i = 0; i < MODE_MASKS; i++)
			expire(room, &room->rules.masks[i], MODE_BAN + i);
	}
}
