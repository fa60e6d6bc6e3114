#include "membership.h"

#include <string.h>

#include "announce.h"
#include "changes.h"
#include "journal.h"
#include "kept.h"
#include "owner.h"
#include "ownership.h"
#include "post.h"
#include "session_send.h"
#include "speech.h"

#define NAMES_ON_ENTERING 8 /* members who are named; the rest is a number */

enum outcome membership_allowed(
	const struct session *session, const struct room *room, const char *key)
{
	unsigned rooms = 0;
	for (const struct member *member = session->members; member; member = member->next)
		if (++rooms >= SESSION_ROOMS_MAX)
			return OUTCOME_ROOMS_MAX;
	if (!room)
		return owner_may(session, OWNER_ROOM) ? OUTCOME_DONE : OUTCOME_OWN_ROOMS;
	if (ownership_roles(room, session_account(session)) != 0)
		return OUTCOME_DONE;
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

struct names {
	const struct session *without;
	const char *items[NAMES_ON_ENTERING];
	size_t count;
};

static bool collect(const struct member *member, void *data)
{
	struct names *names = data;
	if (member->session == names->without)
		return true;
	names->items[names->count++] = session_name(member->session);
	return names->count < NAMES_ON_ENTERING;
}

/* Tells the session which room it is in now, and who is there. */
static void tell_entered(struct session *session, const struct room *room, struct event *event)
{
	struct names names = {.without = session};
	room_each(room, collect, &names);
	event->own = true;
	event->text = room->core->name;
	event->names = names.items;
	event->name_count = names.count;
	event->total = room->count - 1;
	session_post(session, event);
}

/* Gives back the roles of who ran the kept room; tells anybody else for whom it is kept. */
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

/* The room is new: it belongs to its first member's account. */
static void begin_room(struct member *member)
{
	struct account *account = session_account(member->session);
	member->roles = ROLE_OPERATOR;
	if (account && ownership_set_founder(member_room(member), account))
		member->roles = ROLE_OPERATOR | ROLE_FOUNDER;
}

enum outcome membership_enter(
	struct session *session, const char *name, const char *key, enum event_type type)
{
	struct core *core = session->loop->core;
	struct room *room = room_find(core, name);
	bool lobby = room_is_lobby(name);
	enum outcome outcome = membership_allowed(session, room, key);
	if (outcome == OUTCOME_OWN_ROOMS && lobby) /* which counts for nobody */
		outcome = OUTCOME_DONE;
	if (outcome != OUTCOME_DONE)
		return outcome;
	bool made = !room;
	struct member *member = room_join(core, name, session);
	room = member_room(member);
	rules_uninvite(&room->rules, session);
	journal(session, LOG_DEBUG, "joined", LOG_TEXT("room", room->name));
	bool kept = room->kept > 0;
	if (made && !lobby)
		begin_room(member);
	else if (room->count == 1 && !lobby && !kept && !room_is_owned(room))
		member->roles = ROLE_OPERATOR;
	unsigned owned = ownership_roles(room, session_account(session)) & 7U;
	member->roles |= owned & 7U;
	struct event event;
	announce_came(session, room, &event);
	event.type = type;
	tell_entered(session, room, &event);
	if (lobby && session_operator(session))
		changes_give_role(member, MODE_OPERATOR);
	if (owned && room->count > 1)
		changes_tell_owned(member, owned);
	if (kept)
		enter_kept(member);
	return OUTCOME_DONE;
}

void membership_refuse(struct session *session, enum outcome outcome, const struct room *room)
{
	struct event event = {.name = room ? room->name : NULL};
	if (outcome == OUTCOME_BANNED)
		event.other = rules_ban(&room->rules, session)->why;
	session_refuse(session, outcome, &event);
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
		post_to_room(room, session, &event);
	journal(session, LOG_DEBUG, "left", LOG_TEXT("room", room->name));
	event.own = true;
	if (tell)
		session_post(session, &event);
	room_leave(member);
}
