#include "room.h"

#include <stdlib.h>
#include <string.h>

#include "backlog.h"
#include "counter.h"
#include "memory.h"
#include "session.h"

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
	HASH_ADD_KEYPTR(hh, core->rooms, room->key, key.length, room);
	return room;
}

static void room_free(struct room *room)
{
	HASH_DEL(room->core->rooms, room);
	for (struct room_feed *feed = room->feeds, *next; feed; feed = next) {
		next = feed->next;
		for (unsigned i = 0; i < room->core->loop_count; i++)
			free(feed->readers[i].members);
		feed_finish(&feed->feed);
		free(feed);
	}
	free(room->ignorers.items);
	free(room->topic);
	free(room->topic_by);
	free(room->key);
	free(room->name);
	free(room);
}

static struct room_feed *feed_for(struct room *room, const struct door *door)
{
	struct room_feed *feed = room->feeds;
	while (feed && feed->door != door)
		feed = feed->next;
	if (feed)
		return feed;
	unsigned loops = room->core->loop_count;
	feed = memory_zero(sizeof *feed + loops * sizeof feed->readers[0]);
	feed->door = door;
	feed_init(&feed->feed);
	for (unsigned i = 0; i < loops; i++)
		feed->readers[i].feed = feed;
	feed->next = room->feeds;
	room->feeds = feed;
	return feed;
}

struct readers *member_readers(const struct member *member)
{
	struct room_feed *feed = member->room->feeds;
	while (feed->door != member->session->door)
		feed = feed->next;
	return &feed->readers[member->session->loop->index];
}

static void readers_add(struct readers *readers, struct member *member)
{
	if (readers->count == readers->size) {
		readers->size += readers->size / 2 + 1;
		readers->members =
			memory_grow(readers->members, readers->size * sizeof *readers->members);
	}
	member->index = readers->count;
	readers->members[readers->count++] = member;
}

static void readers_remove(struct readers *readers, struct member *member)
{
	struct member *last = readers->members[--readers->count];
	readers->members[member->index] = last;
	last->index = member->index;
	if (readers->count > 0)
		return;
	free(readers->members);
	readers->members = NULL;
	readers->size = 0;
	cursor_drop(&readers->at);
	if (readers->dirty)
		core_list_remove(&member->session->loop->dirty, readers);
	readers->dirty = false;
}

struct member *room_join(struct core *core, const char *name, struct session *session)
{
	struct room *room = room_find(core, name);
	if (!room)
		room = room_new(core, name);
	struct member *member = memory_zero(sizeof *member);
	struct room_feed *feed = feed_for(room, session->door);
	struct readers *readers = &feed->readers[session->loop->index];
	backlog_open(session);
	member->session = session;
	member->room = room;
	member->next = session->members;
	session->members = member;
	cursor_set(&member->at, feed_end(&feed->feed));
	if (readers->count == 0)
		cursor_set(&readers->at, member->at);
	readers_add(readers, member);
	room->count++;
	if (session_ignores_any(session))
		core_list_add(&room->ignorers, member);
	return member;
}

bool room_leave(struct member *member)
{
	struct room *room = member->room;
	struct session *session = member->session;
	struct readers *readers = member_readers(member);
	struct cursor end = feed_end(&readers->feed->feed);
	if (!session->backlog && cursor_position(readers->at) < cursor_position(end))
		backlog_open(session);
	if (session->backlog)
		backlog_take(member, end);
	cursor_drop(&member->at);
	readers_remove(readers, member);
	core_list_remove(&room->ignorers, member);
	struct member **link = &session->members;
	while (*link != member)
		link = &(*link)->next;
	*link = member->next;
	free(member);
	if (--room->count > 0)
		return false;
	room_free(room);
	return true;
}

static struct member *member_of(const struct session *session, const struct room *room)
{
	struct member *member = session->members;
	while (member && member->room != room)
		member = member->next;
	return member;
}

static void mark_dirty(struct core *core, struct room_feed *feed)
{
	for (unsigned i = 0; i < core->loop_count; i++) {
		struct readers *readers = &feed->readers[i];
		if (readers->count == 0 || readers->dirty)
			continue;
		readers->dirty = true;
		core_list_add(&core->loops[i].dirty, readers);
		core_wake(core, &core->loops[i]);
	}
}

/* Leaves the event out for its actor and for those who ignore it. */
static void leave_out(struct room *room, struct room_feed *feed, struct session *actor,
	struct cursor start, size_t length)
{
	struct member *own = member_of(actor, room);
	if (own && actor->door == feed->door)
		session_skip(own, start, length);
	for (unsigned i = 0; i < room->ignorers.count; i++) {
		struct member *member = room->ignorers.items[i];
		if (member != own && member->session->door == feed->door &&
			session_ignores(member->session, actor))
			session_skip(member, start, length);
	}
}

void room_post(struct room *room, struct session *actor, const struct event *event)
{
	struct core *core = room->core;
	counter_add(COUNTER_POSTED, 1);
	counter_add(COUNTER_DELIVERIES, room->count - (actor && member_of(actor, room) ? 1 : 0));
	for (struct room_feed *feed = room->feeds; feed; feed = feed->next) {
		buffer_clear(&core->scratch);
		feed->door->encode(event, &core->scratch);
		if (core->scratch.length == 0)
			continue;
		struct cursor start = {NULL, 0};
		feed_append(&feed->feed, core->scratch.bytes, core->scratch.length, &start);
		if (actor)
			leave_out(room, feed, actor, start, core->scratch.length);
		cursor_drop(&start);
		mark_dirty(core, feed);
	}
}

void room_set_topic(struct room *room, const char *topic, const char *by)
{
	free(room->topic);
	free(room->topic_by);
	room->topic = memory_text(topic);
	room->topic_by = memory_text(by);
	room->topic_at = room->core->now;
}

bool room_announces(const struct room *room)
{
	return room->count <= ROOM_ANNOUNCE_MOST;
}

void room_each(const struct room *room, bool (*visit)(const struct member *, void *), void *data)
{
	for (struct room_feed *feed = room->feeds; feed; feed = feed->next)
		for (unsigned i = 0; i < room->core->loop_count; i++)
			for (unsigned j = 0; j < feed->readers[i].count; j++)
				if (!visit(feed->readers[i].members[j], data))
					return;
}
