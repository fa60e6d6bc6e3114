#include "founder.h"

#include "account.h"
#include "changes.h"
#include "ownership.h"
#include "post.h"
#include "roles.h"
#include "session_send.h"

static enum outcome check(const struct session *session, const struct room *room)
{
	if (room_is_lobby(room->name))
		return OUTCOME_ROOM_OF_SERVER;
	return session_account(session) ? OUTCOME_DONE : OUTCOME_NOT_LOGGED_IN;
}

static enum outcome check_founder(const struct session *session, const struct room *room)
{
	enum outcome outcome = check(session, room);
	if (outcome == OUTCOME_DONE && room->founder != session_account(session)->id)
		outcome = OUTCOME_NOT_FOUNDER;
	return outcome;
}

static void tell(struct session *session, struct room *room, const struct account *account)
{
	struct event event = session_event(session, EVENT_OWNER);
	event.other = event.name;
	event.name = account ? account->name : NULL;
	event.flag = account && account == session_account(session);
	event.room = room->name;
	post_to_room(room, session, &event);
	event.own = true;
	session_post(session, &event);
}

static enum outcome give(struct session *session, struct room *room, struct account *account)
{
	if (!ownership_set_founder(room, account))
		return OUTCOME_ROOMS_OWNED_MAX;
	tell(session, room, account);
	for (unsigned i = 0; i < account->sessions.count; i++) {
		struct member *member = room_member(room, account->sessions.items[i]);
		if (member)
			changes_give_owned(member);
	}
	return OUTCOME_DONE;
}

enum outcome founder_claim(struct session *session, struct room *room)
{
	enum outcome outcome = check(session, room);
	if (outcome == OUTCOME_DONE && room_is_owned(room))
		outcome = OUTCOME_ROOM_OWNED;
	if (outcome == OUTCOME_DONE && !roles_is_operator(session, room))
		outcome = OUTCOME_NOT_OPERATOR;
	return outcome == OUTCOME_DONE ? give(session, room, session_account(session)) : outcome;
}

static struct account *find_account(struct core *core, const char *name)
{
	const struct session *session = session_find(core, name);
	struct account *account = session ? session_account(session) : NULL;
	return account ? account : account_find(core, name);
}

static bool is_in(const struct room *room, const struct account *account)
{
	for (unsigned i = 0; i < account->sessions.count; i++)
		if (room_member(room, account->sessions.items[i]))
			return true;
	return false;
}

enum outcome founder_give(struct session *session, struct room *room, const char *name)
{
	enum outcome outcome = check_founder(session, room);
	struct account *account = find_account(room->core, name);
	if (outcome == OUTCOME_DONE && !account)
		outcome = OUTCOME_NO_ACCOUNT;
	if (outcome == OUTCOME_DONE && !is_in(room, account))
		outcome = OUTCOME_NOT_MEMBER; /* an account has few rooms, and none unasked */
	return outcome == OUTCOME_DONE ? give(session, room, account) : outcome;
}

enum outcome founder_drop(struct session *session, struct room *room)
{
	enum outcome outcome = check_founder(session, room);
	if (outcome != OUTCOME_DONE)
		return outcome;
	tell(session, room, NULL); /* while it is there */
	ownership_drop(room);
	return OUTCOME_DONE;
}
