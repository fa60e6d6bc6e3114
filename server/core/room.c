#include "room.h"

#include <stdlib.h>
#include <string.h>

#include "counter.h"
#include "ignore.h"
#include "mailbox.h"
#include "memory.h"
#include "owner.h"
#include "send_queue.h"
#include "session_send.h"
#include "speech.h"
#include "walk.h"

#define AROUND_A_LINE 500     /* so many to be told cost a line of one's speed */
#define SETTLE_MAX 2000	      /* feeds looked at in one second: half a millisecond */
#define MEMBERS_MAX 0xFFFFFFU /* that member.index counts: more than a loop has descriptors */

struct room *room_find(struct core *core, const char *name)
{
	struct name_key key;
	struct room *room;
	name_key(&key, name, strlen(name));
	HASH_FIND(hh, core->rooms, key.bytes, key.length, room);
	return room;
}

static struct room *room_new(struct core *core, const char *name)
{
	struct name_key key;
	struct room *room = memory_zero(sizeof *room);
	name_key(&key, name, strlen(name));
	room->core = core;
	room->name = memory_text(name);
	room->key = memory_text_n(key.bytes, key.length);
	room->made_at = core->now;
	room->id = ++core->room_ids;
	room->rules.flags = 1U << MODE_MEMBERS_ONLY;
	HASH_ADD_KEYPTR(hh, core->rooms, room->key, key.length, room);
	return room;
}

static void room_free(struct room *room)
{
	owner_give(room->owner, OWNER_ROOM);
	free(room->ignorers.items);
	rules_finish(&room->rules);
	free(room->topic);
	free(room->topic_by);
	free(room->key);
	free(room->name);
	free(room);
}

static struct room_feed *feed_for(struct room *room, const struct door *door, unsigned dialect)
{
	struct room_feed *feed = room->feeds;
	while (feed && (feed->door != door || feed->dialect != dialect))
		feed = feed->next;
	if (feed)
		return feed;
	unsigned loops = room->core->loop_count;
	feed = memory_zero(sizeof *feed + loops * sizeof feed->readers[0]);
	feed->room = room;
	feed->door = door;
	feed->dialect = dialect & 0xFFFFU;
	feed_init(&feed->feed);
	for (unsigned i = 0; i < loops; i++)
		feed->readers[i].feed = feed;
	feed->next = room->feeds;
	room->feeds = feed;
	return feed;
}

static void feed_free(struct room_feed *feed)
{
	struct room_feed **link = &feed->room->feeds;
	while (*link != feed)
		link = &(*link)->next;
	*link = feed->next;
	if (feed->large)
		core_list_remove(&feed->room->core->large, feed);
	feed_finish(&feed->feed);
	free(feed);
}

static void readers_add(struct readers *readers, struct member *member)
{
	if (readers->count == readers->size) {
		readers->size += readers->size / 2 + 1;
		readers->members =
			memory_grow(readers->members, readers->size * sizeof *readers->members);
	}
	member->readers = readers;
	member->index = readers->count & MEMBERS_MAX;
	readers->members[readers->count++] = member;
	readers->feed->count++;
}

/* A feed that nobody reads any more is freed. */
static void readers_remove(struct member *member)
{
	struct readers *readers = member->readers;
	struct room_feed *feed = readers->feed;
	struct core *core = feed->room->core;
	struct member *last = readers->members[--readers->count];
	if (core->walks)
		walk_moved(core, readers, member->index, readers->count);
	readers->members[member->index] = last;
	last->index = member->index;
	feed->count--;
	if (readers->count > 0)
		return;
	free(readers->members);
	readers->members = NULL;
	readers->size = 0;
	cursor_drop(&readers->at);
	if (readers->dirty)
		core_list_remove(&member->session->loop->dirty, readers);
	readers->dirty = false;
	if (feed->count == 0)
		feed_free(feed);
}

/* From the end of the feed of its session's dialect. */
static void start_reading(struct member *member, struct room *room)
{
	const struct session *session = member->session;
	struct room_feed *feed = feed_for(room, session->door, session->dialect);
	struct readers *readers = &feed->readers[session->loop->index];
	cursor_set(&member->at, feed_end(&feed->feed));
	if (readers->count == 0)
		cursor_set(&readers->at, member->at);
	readers_add(readers, member);
}

struct member *room_join(struct core *core, const char *name, struct session *session)
{
	struct room *room = room_find(core, name);
	if (!room) {
		room = room_new(core, name);
		room->owner = room_is_lobby(name) ? NULL : owner_take(session, OWNER_ROOM);
	}
	struct member *member = memory_zero(sizeof *member);
	send_queue_open(session);
	send_queue_take_all(session);
	member->session = session;
	member->next = session->members;
	session->members = member;
	start_reading(member, room);
	if (room->kept > 0 && room->count == 0)
		core->empty_rooms--;
	room->count++;
	if (ignore_any(session))
		core_list_add(&room->ignorers, member);
	return member;
}

void room_change_feed(struct member *member)
{
	struct room *room = member_room(member);
	send_queue_take(member, feed_end(&member->readers->feed->feed));
	cursor_drop(&member->at);
	walk_before_member(member);
	readers_remove(member);
	start_reading(member, room);
}

static void free_if_unused(struct room *room)
{
	if (room->count == 0 && room->gone == 0 && room->kept == 0)
		room_free(room);
}

void room_release(struct room *room)
{
	if (--room->kept > 0 || room->count > 0)
		return;
	room->core->empty_rooms--;
	walk_before_room(room);
	HASH_DEL(room->core->rooms, room);
	free_if_unused(room);
}

bool room_take_out(struct member *member, struct cursor end)
{
	struct room *room = member_room(member);
	struct session *session = member->session;
	if (!session->send_queue && cursor_position(member->readers->at) < cursor_position(end))
		send_queue_open(session);
	if (session->send_queue)
		send_queue_take(member, end);
	cursor_drop(&member->at);
	readers_remove(member);
	struct member **link = &session->members;
	while (*link != member)
		link = &(*link)->next;
	*link = member->next;
	if (member->gone)
		room->gone--;
	free(member);
	bool last = room->count == 0;
	free_if_unused(room);
	return last;
}

bool room_leave(struct member *member)
{
	struct room *room = member_room(member);
	struct core *core = room->core;
	struct cursor end = feed_end(&member->readers->feed->feed);
	core_list_remove(&room->ignorers, member);
	walk_before_member(member);
	room->count--;
	if (room->count == 0 && room->kept > 0) {
		core->empty_rooms++;
	} else if (room->count == 0) {
		walk_before_room(room);
		HASH_DEL(core->rooms, room);
	}
	if (member->session->loop == core->current)
		return room_take_out(member, end);
	member->gone = true;
	room->gone++;
	mailbox_leave(member, end);
	return room->count == 0;
}

struct member *room_member(const struct room *room, const struct session *session)
{
	struct member *member = session->members;
	while (member && (member_room(member) != room || member->gone))
		member = member->next;
	return member;
}

bool room_shown(const struct room *room, const struct session *to)
{
	if (room->count == 0)
		return false;
	return !rules_has(&room->rules, MODE_SECRET) || session_operator(to) ||
	       room_member(room, to);
}

static void mark_dirty(struct core *core, struct room_feed *feed)
{
	for (unsigned i = 0; i < core->loop_count; i++) {
		struct readers *readers = &feed->readers[i];
		if (readers->count == 0 || readers->dirty)
			continue;
		readers->dirty = true;
		core_list_add(&core->loops[i].dirty, readers);
		core_wake(&core->loops[i]);
	}
}

void room_settle_feeds(struct core *core)
{
	unsigned most = SETTLE_MAX;
	for (unsigned i = core->large.count; i-- > 0 && most > 0; most--) {
		struct room_feed *feed = core->large.items[i];
		if (!feed_settle(&feed->feed))
			continue;
		feed->large = false;
		core->large.items[i] = core->large.items[--core->large.count];
		mark_dirty(core, feed); /* the readers move on to its new end */
	}
}

static bool reads(const struct session *session, const struct room_feed *feed)
{
	return session->door == feed->door && session->dialect == feed->dialect;
}

/* What is done to others and to the room is told to those, too, who ignore who does it. */
static bool is_ignored(
	const struct event *event, const struct session *by, const struct session *actor)
{
	return event->type != EVENT_KICKED && event->type != EVENT_CHANGED && ignore_has(by, actor);
}

/* Leaves the event out for its actor and for those who ignore the actor. */
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

static bool is_apart(
	const struct member *member, const struct event *event, const struct session *actor)
{
	const struct session *session = member->session;
	return !member->gone && session != actor && session->members->next &&
	       !is_ignored(event, session, actor);
}

/* Whether everyone who would read the event in this feed is told apart, so that it need not be
 * there and be left out for each. */
static bool all_apart(
	const struct room_feed *feed, const struct event *event, const struct session *actor)
{
	for (unsigned i = 0; i < actor->loop->core->loop_count; i++) {
		const struct readers *readers = &feed->readers[i];
		for (unsigned j = 0; j < readers->count; j++) {
			const struct member *member = readers->members[j];
			if (!member->gone && member->session != actor &&
				!is_apart(member, event, actor))
				return false;
		}
	}
	return true;
}

static void tell_one_apart(struct member *member, struct cursor start, const struct buffer *encoded)
{
	struct session *session = member->session;
	if (!start.block && !session->told)
		session_send(session, encoded->bytes, encoded->length);
	else if (start.block && session->told)
		session_skip(member, start, encoded->length);
	else if (start.block)
		session_send_instead(member, start, encoded->bytes, encoded->length);
	session->told = true;
}

/* Those who are in several rooms are told apart, behind all that these have said: else somebody
 * could be seen to speak, or to leave a room, under a name that it has no more or not yet. `start`
 * is where the event is in the feed, no place where it is not there. */
static bool tell_apart(const struct room_feed *feed, const struct event *event,
	const struct session *actor, struct cursor start, const struct buffer *encoded)
{
	bool any = false;
	for (unsigned i = 0; i < actor->loop->core->loop_count; i++) {
		const struct readers *readers = &feed->readers[i];
		for (unsigned j = 0; j < readers->count; j++) {
			if (!is_apart(readers->members[j], event, actor))
				continue;
			tell_one_apart(readers->members[j], start, encoded);
			any = true;
		}
	}
	return any;
}

/* `apart` is NULL, or becomes true if some were told apart. */
static void post(struct room *room, struct session *actor, const struct event *event, bool *apart)
{
	struct core *core = room->core;
	uint64_t said = core->cost.said, longest = 0; /* no reader is sent it twice */
	counter_add(COUNTER_POSTED, 1);
	for (struct room_feed *feed = room->feeds; feed; feed = feed->next) {
		buffer_clear(&core->scratch);
		feed->door->encode(event, feed->dialect, &core->scratch);
		size_t length = core->scratch.length;
		if (length == 0)
			continue;
		longest = length > longest ? length : longest;
		struct cursor start = {NULL, 0};
		bool own = actor && reads(actor, feed) && room_member(room, actor);
		counter_add(COUNTER_DELIVERIES, feed->count - own);
		if (apart && all_apart(feed, event, actor)) {
			*apart |= tell_apart(feed, event, actor, start, &core->scratch);
			continue;
		}
		feed_append(&feed->feed, core->scratch.bytes, length, &start);
		if (!feed->large && feed_is_large(&feed->feed)) {
			feed->large = true;
			core_list_add(&core->large, feed);
		}
		if (actor)
			leave_out(room, feed, actor, start, length, event);
		if (apart)
			*apart |= tell_apart(feed, event, actor, start, &core->scratch);
		cursor_drop(&start);
		mark_dirty(core, feed);
	}
	core->cost.said = said + longest;
}

void room_post(struct room *room, struct session *actor, const struct event *event)
{
	post(room, actor, event, NULL);
}

static bool forget_told(const struct member *member, void *data)
{
	(void)data;
	member->session->told = false;
	return true;
}

static bool has_own_words(const struct event *event)
{
	return event->text &&
	       (event->type == EVENT_AWAY_CHANGED || event->type == EVENT_REAL_NAME ||
		       (event->type == EVENT_QUIT && event->flag));
}

/* The event for a room in which the actor may not speak: without the words, or not at all. */
static void post_silent(
	struct room *room, struct session *actor, const struct event *event, bool *apart)
{
	struct event silent = *event;
	silent.text = event->type == EVENT_AWAY_CHANGED ? "" : NULL;
	if (event->type != EVENT_REAL_NAME)
		post(room, actor, &silent, apart);
}

void room_post_around(struct session *actor, struct event *event)
{
	unsigned audience = 0;
	bool apart = false, words = has_own_words(event);
	if (actor->unannounced)
		return;
	for (struct member *member = actor->members; member; member = member->next) {
		if (member->gone)
			continue;
		struct room *room = member_room(member);
		event->room = room->name;
		event->minor = !room_announces(room);
		if (words && speech_member_allowed(member) != OUTCOME_DONE)
			post_silent(room, actor, event, &apart);
		else
			post(room, actor, event, &apart);
		audience += room->count;
	}
	for (struct member *member = actor->members; apart && member; member = member->next)
		if (!member->gone)
			room_each(member_room(member), forget_told, NULL);
	if (apart)
		speed_spend(actor, audience / AROUND_A_LINE);
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

void room_post_roles(
	struct room *room, struct session *actor, unsigned roles, const struct event *event)
{
	struct role_post to = {.actor = actor, .roles = roles, .event = event};
	uint64_t said = room->core->cost.said;
	counter_add(COUNTER_POSTED, 1);
	room_each(room, post_to_role, &to);
	speed_said_once(room->core, said, to.count);
}

void room_set_topic(struct room *room, const char *topic, const char *by)
{
	free(room->topic);
	free(room->topic_by);
	room->topic = topic && *topic ? memory_text(topic) : NULL;
	room->topic_by = memory_text(by);
	room->topic_at = room->core->now;
}

bool room_is_lobby(const char *name)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	return strcmp(key.bytes, ROOM_LOBBY) == 0;
}

bool room_announces(const struct room *room)
{
	return room->count <= ROOM_ANNOUNCE_MAX;
}

void room_each(const struct room *room, bool (*visit)(const struct member *, void *), void *data)
{
	for (struct room_feed *feed = room->feeds; feed; feed = feed->next)
		for (unsigned i = 0; i < room->core->loop_count; i++)
			for (unsigned j = 0; j < feed->readers[i].count; j++)
				if (!feed->readers[i].members[j]->gone &&
					!visit(feed->readers[i].members[j], data))
					return;
}
