#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "announce.h"
#include "journal.h"
#include "keep.h"
#include "memory.h"
#include "owner.h"
#include "ownership.h"
#include "post.h"
#include "roles.h"
#include "session_send.h"
#include "speech.h"
#include "text.h"
#include "text_copy.h"

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

/* Adds a row to what the room will be told, or takes back the one that this change undoes. */
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
	changes->items = memory_add(changes->items, changes->count, sizeof *changes->items);
	changes->items[changes->count++] = (struct change){
		.mode = mode, .on = on, .argument = argument ? memory_text(argument) : NULL};
}

/* The session that is told by itself, among the answers to its command, and not with the room: the
 * one that made the changes, or the one for whose command the server made them; NULL for none. */
static struct session *asker_of(const struct changes *changes)
{
	struct session *captured = changes->room->core->captured;
	bool asks = !changes->by && captured && room_member(changes->room, captured);
	return asks ? captured : changes->by;
}

static void tell(const struct changes *changes)
{
	const struct core *core = changes->room->core;
	struct event event = {.type = EVENT_CHANGED, .time = core->now + core->clock_offset};
	struct session *asker = asker_of(changes);
	journal_changes(changes->room, changes->by, changes->items, changes->count);
	if (changes->by)
		event = session_event(changes->by, EVENT_CHANGED);
	event.room = changes->room->name;
	event.changes = changes->items;
	event.change_count = changes->count;
	if (!changes->passing) {
		history_keep_room(changes->room);
		history_keep(changes->room, &event);
	}
	post_to_room(changes->room, asker, &event);
	event.own = changes->by != NULL;
	if (asker)
		session_post(asker, &event);
	if (changes->by)
		speed_spend(
			changes->by, (long)changes->count - 1 + history_room_lines(changes->room));
}

void changes_tell(struct changes *changes)
{
	if (changes->count > 0)
		tell(changes);
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
	memory_replace(&rules->key, on ? key : NULL);
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

/* A room may keep lines for less time than the server does, not for more. */
static enum outcome change_keep(struct changes *changes, bool on, const char *text)
{
	struct rules *rules = &changes->room->rules;
	const struct history *history = &changes->room->core->history;
	char written[KEEP_TEXT_SIZE];
	int64_t ms = 0, bytes = 0;
	if (!history_on(history))
		return OUTCOME_NO_HISTORY;
	if (on && (!text || !keep_parse(text, &ms, &bytes) || ms == 0 || bytes > 0 ||
			  (history->keep_ms > 0 && ms > history->keep_ms)))
		return OUTCOME_KEEP;
	if (rules->keep_ms == ms)
		return OUTCOME_UNCHANGED;
	rules->keep_ms = ms;
	keep_write_time(ms, written);
	note(changes, MODE_KEEP, on, on ? written : NULL);
	return OUTCOME_DONE;
}

static unsigned role_of(enum mode mode)
{
	return mode == MODE_FOUNDER    ? ROLE_FOUNDER
	       : mode == MODE_OPERATOR ? ROLE_OPERATOR
				       : ROLE_VOICE;
}

/* Operators with accounts are stored, and one who is not here can be taken off as well. */
static void store_role(
	const struct changes *changes, enum mode mode, bool on, const struct account *account)
{
	struct room *room = changes->room;
	if (mode == MODE_OPERATOR && account && room_is_owned(room))
		ownership_set_operator(room, account, on);
}

static enum outcome take_absent(struct changes *changes, const char *name, enum outcome outcome)
{
	const struct account *account = account_find(changes->room->core, name);
	unsigned roles = ownership_roles(changes->room, account);
	if (roles == 0)
		return outcome;
	if (roles & ROLE_FOUNDER)
		return OUTCOME_OUTRANKED;
	ownership_set_operator(changes->room, account, false);
	note(changes, MODE_OPERATOR, false, account->name);
	return OUTCOME_DONE;
}

static enum outcome change_role(struct changes *changes, enum mode mode, bool on, const char *name)
{
	struct session *target = session_find(changes->room->core, name);
	struct member *member = target ? room_member(changes->room, target) : NULL;
	enum outcome absent = target ? OUTCOME_NOT_MEMBER : OUTCOME_NOBODY;
	if (!member)
		return mode == MODE_OPERATOR && !on ? take_absent(changes, name, absent) : absent;
	const struct member *own = room_member(changes->room, changes->by);
	bool founder = (own->roles & ROLE_FOUNDER) || session_operator(changes->by);
	if (mode == MODE_FOUNDER && !founder && !(own == member && !on))
		return OUTCOME_OUTRANKED;
	if (!on && own != member && !founder && !roles_outrank(changes->by, member))
		return OUTCOME_OUTRANKED;
	if (((member->roles & role_of(mode)) != 0) == on)
		return OUTCOME_UNCHANGED;
	announce_session(target);
	member->roles ^= role_of(mode) & 7U;
	if (!roles_is_operator(target, changes->room))
		rules_uninvite_by(&changes->room->rules, target);
	store_role(changes, mode, on, session_account(target));
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
	room_make_place(mask.owner);
	mask.by = memory_text(session_name(changes->by));
	mask.why = why && *why ? text_copy(why, MASK_WHY_BYTES) : NULL;
	mask.at = core->now;
	mask.until = seconds > 0 ? core->now + 1000 * seconds : 0;
	if (mask.until > 0)
		room_note_ending(changes->room, mask.until);
	list->items = memory_add(list->items, list->count, sizeof *list->items);
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
	if (mode == MODE_KEEP)
		return change_keep(changes, on, argument);
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
	struct changes changes = {.room = member_room(member), .passing = true};
	if (member->roles & role_of(mode))
		return;
	announce_session(member->session);
	member->roles |= role_of(mode) & 7U;
	note(&changes, mode, true, session_name(member->session));
	changes_tell(&changes);
}

static const enum mode owned_modes[] = {MODE_FOUNDER, MODE_OPERATOR};

static void tell_owned(const struct member *member, unsigned roles, bool on)
{
	struct changes changes = {.room = member_room(member), .passing = true};
	announce_session(member->session);
	for (unsigned i = 0; i < 2; i++)
		if (roles & role_of(owned_modes[i]))
			note(&changes, owned_modes[i], on, session_name(member->session));
	changes_tell(&changes);
}

void changes_tell_owned(struct member *member, unsigned roles)
{
	tell_owned(member, roles, true);
}

void changes_give_owned(struct member *member)
{
	unsigned roles = ownership_roles(member_room(member), session_account(member->session));
	roles &= ~member->roles;
	if (roles == 0)
		return;
	member->roles |= roles & 7U;
	tell_owned(member, roles, true);
}

static void take_owned(struct member *member, unsigned roles)
{
	roles &= member->roles;
	if (roles == 0)
		return;
	member->roles &= ~roles & 7U;
	tell_owned(member, roles, false);
}

void changes_take_owned(struct session *session)
{
	const struct account *account = session_account(session);
	for (struct member *member = session->members; member; member = member->next)
		if (!member->gone)
			take_owned(member, ownership_roles(member_room(member), account));
}

static void expire(struct room *room, struct mask_list *list, enum mode mode)
{
	struct changes changes = {.room = room};
	for (unsigned i = 0; i < list->count;) {
		struct mask *mask = &list->items[i];
		if (mask->until > 0 && mask->until <= room->core->now) {
			note(&changes, mode, false, mask->text);
			remove_mask(list, mask);
			speech_masks_changed(room);
			continue;
		}
		if (mask->until > 0)
			room_note_ending(room, mask->until);
		i++;
	}
	changes_tell(&changes);
}

/* A room that goes on having such masks comes to the end of the list again. */
void changes_expire(struct core *core)
{
	if (core->ending.count == 0 || core->now < core->ending_at)
		return;
	core->ending_at = INT64_MAX;
	for (unsigned i = core->ending.count; i-- > 0;) {
		struct room *room = core->ending.items[i];
		room_forget_ending(room);
		for (unsigned j = 0; j < MODE_MASKS; j++)
			expire(room, &room->rules.masks[j], MODE_BAN + j);
	}
}
