#include "post.h"

#include "counter.h"
#include "ignore.h"
#include "session_send.h"
#include "speech.h"

#define AUDIENCE_A_LINE 500 /* members of shared rooms that cost one line */

static bool reads(const struct session *session, const struct room_feed *feed)
{
	return session->door == feed->door && session->dialect == feed->dialect;
}

/* Whether `by` ignores the actor of this event. Members get kicks and changes of the room even from
 * somebody they ignore. */
static bool is_ignored(
	const struct event *event, const struct session *by, const struct session *actor)
{
	return actor && event->type != EVENT_KICKED && event->type != EVENT_CHANGED &&
	       ignore_has(by, actor);
}

/* Makes the actor, and the members who ignore the actor, skip the event in this feed. */
static void leave_out(struct room *room, const struct room_feed *feed, struct session *actor,
	struct cursor start, size_t length, const struct event *event)
{
	struct member *own = room_member(room, actor);
	if (own && reads(actor, feed))
		session_skip(own, start, length);
	for (unsigned i = 0; i < room->ignorers.count; i++) {
		struct member *member = room->ignorers.items[i];
		if (member != own && reads(member->session, feed) &&
			is_ignored(event, member->session, actor))
			session_skip(member, start, length);
	}
}

/* Starts a new pass over the sessions that share rooms with an actor. core.pass numbers the passes
 * and is never 0 in one; session.pass is the last pass in which the session was sent its event.
 * When core.pass wraps around, session.pass of all sessions is reset to 0. */
static void start_pass(struct core *core)
{
	core->pass = (core->pass + 1) & SESSION_PASS_MAX;
	if (core->pass > 0)
		return;
	for (struct session *session = core->names; session; session = session->hh.next)
		session->pass = 0;
	core->pass = 1;
}

/* Members in several rooms, who come first in a list of readers, get the event individually, behind
 * all that their rooms have said. Otherwise a line or a leaving in another room could reach them
 * under a name that the actor does not have any more, or not yet. True for one of those that is to
 * be told. */
static bool is_told(
	const struct member *member, const struct event *event, const struct session *actor)
{
	const struct session *session = member->session;
	return !member->gone && session != actor && !is_ignored(event, session, actor);
}

/* Whether all readers of this feed get the event individually. If so, it is not appended to the
 * feed at all, which is cheaper than a skip for each reader. */
static bool all_individual(
	const struct room_feed *feed, const struct event *event, const struct session *actor)
{
	for (unsigned i = 0; i < feed->room->core->loop_count; i++) {
		const struct readers *readers = &feed->readers[i];
		for (unsigned j = readers->count; j-- > 0;) { /* who does not is at the end */
			const struct member *member = readers->members[j];
			if (member->gone || member->session == actor)
				continue;
			if (j >= readers->several || is_ignored(event, member->session, actor))
				return false;
		}
	}
	return true;
}

/* Sends the event to the member's session, once in a pass, instead of the copy in the feed. `start`
 * is the place of that copy, without a block if the event was not appended. */
static void tell(struct member *member, struct cursor start, const struct buffer *encoded)
{
	struct session *session = member->session;
	unsigned pass = session->loop->core->pass;
	bool told = session->pass == pass;
	if (!start.block && !told)
		session_send_as_is(session, encoded->bytes, encoded->length);
	else if (start.block && told)
		session_skip(member, start, encoded->length);
	else if (start.block)
		session_send_instead(member, start, encoded->bytes, encoded->length);
	session->pass = pass & SESSION_PASS_MAX;
}

/* Sends the event to each member of the feed that gets it individually. True if there was any. */
static bool tell_individually(const struct room_feed *feed, const struct event *event,
	const struct session *actor, struct cursor start, const struct buffer *encoded)
{
	bool any = false;
	for (unsigned i = 0; i < feed->room->core->loop_count; i++) {
		const struct readers *readers = &feed->readers[i];
		for (unsigned j = 0; j < readers->several; j++) {
			if (!is_told(readers->members[j], event, actor))
				continue;
			tell(readers->members[j], start, encoded);
			any = true;
		}
	}
	return any;
}

/* Posts the event, encoded, to the readers of one feed. With `individually`, members in several
 * rooms get it individually. True if any did. */
static bool post_to_feed(struct room_feed *feed, struct session *actor, const struct event *event,
	const struct buffer *encoded, bool individually)
{
	struct room *room = feed->room;
	struct cursor start = {NULL, 0};
	bool any = false;
	if (individually && all_individual(feed, event, actor))
		return tell_individually(feed, event, actor, start, encoded);
	if (event->number > 0)
		gate_note(&feed->gate, room->core->history.round,
			cursor_position(feed_end(&feed->feed)));
	room_append(feed, encoded, &start);
	if (event->number > feed->feed.number) /* an earlier line may be erased */
		feed->feed.number = event->number;
	if (actor)
		leave_out(room, feed, actor, start, encoded->length, event);
	if (individually)
		any = tell_individually(feed, event, actor, start, encoded);
	cursor_drop(&start);
	return any;
}

/* Posts the event to all feeds of the room. No reader gets it twice, so the actor pays for its
 * longest encoding. */
static bool post(
	struct room *room, struct session *actor, const struct event *event, bool individually)
{
	struct core *core = room->core;
	uint64_t said = core->cost.said, longest = 0;
	bool any = false;
	counter_add(COUNTER_POSTED, 1);
	for (struct room_feed *feed = room->feeds; feed; feed = feed->next) {
		buffer_clear(&core->scratch);
		door_encode(feed->door, event, feed->dialect, &core->scratch);
		if (core->scratch.length == 0)
			continue;
		if (core->scratch.length > longest)
			longest = core->scratch.length;
		bool own = actor && reads(actor, feed) && room_member(room, actor);
		counter_add(COUNTER_DELIVERIES, feed->count - own);
		any |= post_to_feed(feed, actor, event, &core->scratch, individually);
	}
	core->cost.said = said + longest;
	return any;
}

void post_to_room(struct room *room, struct session *actor, const struct event *event)
{
	post(room, actor, event, false);
}

static bool has_own_words(const struct event *event)
{
	return event->text &&
	       (event->type == EVENT_AWAY_CHANGED || event->type == EVENT_REAL_NAME ||
		       (event->type == EVENT_QUIT && event->flag));
}

/* Posts the event to a room in which the actor may not speak: without the actor's words, or (a new
 * real name) not at all. */
static bool post_without_words(struct room *room, struct session *actor, const struct event *event)
{
	struct event silent = *event;
	silent.text = event->type == EVENT_AWAY_CHANGED ? "" : NULL;
	return event->type != EVENT_REAL_NAME && post(room, actor, &silent, true);
}

void post_to_shared_rooms(struct session *actor, struct event *event)
{
	unsigned audience = 0;
	bool any = false, words = has_own_words(event);
	if (actor->unannounced)
		return;
	start_pass(actor->loop->core);
	for (struct member *member = actor->members; member; member = member->next) {
		if (member->gone)
			continue;
		struct room *room = member_room(member);
		event->room = room->name;
		event->minor = !room_announces(room);
		if (words && speech_member_allowed(member) != OUTCOME_DONE)
			any |= post_without_words(room, actor, event);
		else
			any |= post(room, actor, event, true);
		audience += room->count;
	}
	if (any)
		speed_spend(actor, audience / AUDIENCE_A_LINE);
}

void post_to_all_rooms(struct core *core, struct event *event)
{
	start_pass(core);
	for (struct room *room = core->rooms; room; room = room->hh.next) {
		event->room = room->name;
		if (room->count > 0)
			post(room, NULL, event, true);
	}
	event->room = NULL;
}

struct role_post {
	const struct session *actor;
	unsigned roles;
	const struct event *event;
	unsigned count;
};

static bool post_to_role(const struct member *member, void *data)
{
	struct role_post *to = data;
	if ((member->roles & to->roles) && member->session != to->actor &&
		!ignore_has(member->session, to->actor)) {
		session_post(member->session, to->event);
		to->count++;
	}
	return true;
}

void post_to_roles(
	struct room *room, struct session *actor, unsigned roles, const struct event *event)
{
	struct role_post to = {.actor = actor, .roles = roles, .event = event};
	uint64_t said = room->core->cost.said;
	counter_add(COUNTER_POSTED, 1);
	room_each(room, post_to_role, &to);
	speed_said_once(room->core, said, to.count);
}
