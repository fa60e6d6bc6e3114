#include "room.h"

#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "ignore.h"
#include "mailbox.h"
#include "memory.h"
#include "owner.h"
#include "readers.h"
#include "send_queue.h"
#include "session.h"
#include "walk.h"

#define SETTLE_MAX 2000	 /* feeds looked at in one second, which take half a millisecond */
#define SWEEP_ROOMS 1000 /* looked at in one second, whether they end */

struct room *room_find(struct core *core, const char *name)
{
	struct name_key key;
	struct room *room;
	name_key(&key, name, strlen(name));
	HASH_FIND(hh, core->rooms, key.bytes, key.length, room);
	return room;
}

struct room *room_find_used(struct core *core, const char *name)
{
	struct room *room = room_find(core, name);
	return room && room->count > 0 ? room : NULL;
}

struct room *room_make(struct core *core, const char *name, uint32_t id)
{
	struct name_key key;
	struct room *room = memory_zero(sizeof *room);
	name_key(&key, name, strlen(name));
	room->core = core;
	room->name = memory_text(name);
	room->key = memory_text_n(key.bytes, key.length);
	room->made_at = core->now;
	room->id = id;
	room->rules.flags = 1U << MODE_MEMBERS_ONLY;
	room->past.stays = room_is_lobby(name);
	HASH_ADD_KEYPTR(hh, core->rooms, room->key, key.length, room);
	return room;
}

static void room_free(struct room *room)
{
	owner_give(room->owner, OWNER_ROOM);
	buffer_finish(&room->past.recent);
	free(room->ignorers.items);
	rules_finish(&room->rules);
	free(room->topic);
	free(room->topic_by);
	free(room->key);
	free(room->operators);
	free(room->name);
	free(room);
}

struct room_feed *room_feed_for(struct room *room, const struct door *door, unsigned dialect)
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
	feed->feed.number = room->past.number;
	feed_init(&feed->feed);
	for (unsigned i = 0; i < loops; i++)
		feed->readers[i].feed = feed;
	feed->next = room->feeds;
	room->feeds = feed;
	return feed;
}

void room_feed_free(struct room_feed *feed)
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

static void stop_reading(struct member *member)
{
	struct room_feed *feed = member->readers->feed;
	readers_remove(member);
	if (feed->count == 0)
		room_feed_free(feed);
}

/* The member reads the feed of its session's dialect, from its end on. */
static void start_reading(struct member *member, struct room *room)
{
	const struct session *session = member->session;
	struct room_feed *feed = room_feed_for(room, session->door, session->dialect);
	struct readers *readers = &feed->readers[session->loop->index];
	cursor_set(&member->at, feed_end(&feed->feed));
	if (readers->count == 0)
		cursor_set(&readers->at, member->at);
	readers_add(readers, member);
}

static void free_if_unused(struct room *room)
{
	if (room->ended && room->gone == 0)
		room_free(room);
}

static bool is_for_all(const char *pattern)
{
	return pattern[strspn(pattern, "*?")] == '\0';
}

static bool bans_all(const struct rules *rules)
{
	const struct mask_list *bans = rules_masks(rules, MODE_BAN);
	for (unsigned i = 0; i < bans->count; i++)
		if (is_for_all(bans->items[i].name) && is_for_all(bans->items[i].user) &&
			is_for_all(bans->items[i].host))
			return true;
	return false;
}

/* Whether its members decide who may enter. */
static bool is_guarded(const struct room *room)
{
	const struct rules *rules = &room->rules;
	return !room_is_lobby(room->name) &&
	       (rules->key || rules_has(rules, MODE_INVITE_ONLY) || rules_has(rules, MODE_SECRET) ||
		       bans_all(rules));
}

/* Whether the room stays when its last member leaves. History keeps it, but where its members
 * decided who may enter: nobody must find their past who would not have been let in. While the
 * server stops all of them stay, for when it has started again. */
static bool stays(const struct room *room)
{
	const struct core *core = room->core;
	if (room->kept > 0 || room_is_owned(room))
		return true;
	return room->past.recorded &&
	       (core->stopping || room_is_lobby(room->name) ||
		       (core->empty_rooms < ROOM_EMPTY_MAX && !is_guarded(room)));
}

/* The room's last member has left, or somebody enters it. */

bool room_makes_place(const struct room *room)
{
	return room->owner && room->kept == 0 && !room_is_owned(room);
}

void room_add_to_empty(struct room *room)
{
	room->core->empty_rooms++;
	if (room_makes_place(room))
		owner_add_idle(room);
}

static void take_from_empty(struct room *room)
{
	room->core->empty_rooms--;
	if (room_makes_place(room))
		owner_remove_idle(room);
}

void room_note_ending(struct room *room, int64_t until)
{
	struct core *core = room->core;
	if (core->ending.count == 0 || until < core->ending_at)
		core->ending_at = until;
	if (room->ending > 0)
		return;
	core_list_add(&core->ending, room);
	room->ending = core->ending.count;
}

void room_forget_ending(struct room *room)
{
	struct core_list *list = &room->core->ending;
	if (room->ending == 0)
		return;
	struct room *last = list->items[--list->count];
	list->items[room->ending - 1] = last;
	last->ending = room->ending;
	room->ending = 0;
}

/* Takes the room, which has no members, out of the table. */
static void end_room(struct room *room)
{
	walk_before_room(room);
	if (room->core->swept == room)
		room->core->swept = room->hh.next;
	HASH_DEL(room->core->rooms, room);
	history_forget_room(room);
	room_forget_ending(room);
	account_room_ends(room);
	room->ended = true;
}

/* Ends a room that has no members and is not kept. */
static void end_empty(struct room *room)
{
	take_from_empty(room);
	end_room(room);
	free_if_unused(room);
}

void room_make_place(struct owner *owner)
{
	for (struct room *room; (room = owner_excess(owner)) != NULL;)
		end_empty(room);
}

struct member *room_join(struct core *core, const char *name, struct session *session)
{
	struct room *room = room_find(core, name);
	if (room && room->count == 0)
		take_from_empty(room);
	if (!room) {
		room = room_make(core, name, ++core->room_ids);
		room->owner = room_is_lobby(name) ? NULL : owner_take(session, OWNER_ROOM);
		if (room->owner)
			room_make_place(room->owner);
	}
	send_queue_open(session); /* what its rooms have said comes before what this one says */
	send_queue_take_all(session);
	return room_add_member(room, session);
}

struct member *room_add_member(struct room *room, struct session *session)
{
	struct member *member = memory_zero(sizeof *member);
	member->session = session;
	member->next = session->members;
	session->members = member;
	start_reading(member, room);
	if (member->next)
		readers_place(member->next);
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
	stop_reading(member);
	start_reading(member, room);
}

/* A reason for the empty room to stay has gone. */
static void look_again(struct room *room)
{
	room->core->empty_rooms--;
	if (stays(room)) {
		room_add_to_empty(room);
		return;
	}
	end_room(room);
	free_if_unused(room);
}

void room_release(struct room *room)
{
	room->kept--;
	if (room->count == 0 && room->kept == 0)
		look_again(room);
}

void room_disowned(struct room *room)
{
	if (room->count == 0 && room->kept == 0)
		look_again(room);
}

/* Whether nothing is left for which the empty room stays. */
static bool is_over(const struct room *room)
{
	const struct core *core = room->core;
	int64_t utc = core->now + core->clock_offset;
	int64_t last = room->made_at + core->clock_offset;
	int64_t keep_ms = room_is_owned(room) ? core->history.keep_ms : room_keep_ms(room);
	if (room->count > 0 || room->kept > 0 || room_is_lobby(room->name))
		return false;
	if (last < room->past.time)
		last = room->past.time;
	if (keep_ms > 0 && last <= utc - keep_ms)
		return true;
	return !room_is_owned(room) && is_guarded(room) &&
	       utc - core->started >= INT64_C(1000) * ROOM_GUARDED_SECONDS;
}

void room_sweep(struct core *core)
{
	if (core->stopping)
		return;
	if (!core->swept)
		core->swept = core->rooms;
	for (unsigned left = SWEEP_ROOMS; left > 0 && core->swept; left--) {
		struct room *room = core->swept;
		core->swept = room->hh.next;
		if (is_over(room))
			end_empty(room);
	}
}

void room_free_all(struct core *core)
{
	struct room *room, *next;
	HASH_ITER (hh, core->rooms, room, next) {
		HASH_DEL(core->rooms, room);
		room_free(room);
	}
}

void room_take_out(struct member *member, struct cursor end)
{
	struct room *room = member_room(member);
	struct session *session = member->session;
	/* A plain member that has been sent everything needs no send queue to leave. */
	if (!session->send_queue && cursor_position(member->readers->at) < cursor_position(end))
		send_queue_open(session);
	if (session->send_queue)
		send_queue_take(member, end);
	cursor_drop(&member->at);
	stop_reading(member);
	struct member **link = &session->members;
	while (*link != member)
		link = &(*link)->next;
	*link = member->next;
	if (session->members)
		readers_place(session->members);
	if (member->gone)
		room->gone--;
	free(member);
	free_if_unused(room);
}

bool room_leave(struct member *member)
{
	struct room *room = member_room(member);
	struct core *core = room->core;
	struct cursor end = feed_end(&member->readers->feed->feed);
	core_list_remove(&room->ignorers, member);
	walk_before_member(member);
	bool empty = --room->count == 0;
	if (empty && stays(room))
		room_add_to_empty(room);
	else if (empty)
		end_room(room);
	if (member->session->loop == core->current) {
		room_take_out(member, end);
	} else {
		member->gone = true;
		room->gone++;
		mailbox_leave(member, end);
	}
	return empty;
}

struct member *room_member(const struct room *room, const struct session *session)
{
	struct member *member = session->members;
	while (member && (member_room(member) != room || member->gone))
		member = member->next;
	return member;
}

const struct member *room_shared(const struct session *session, const struct session *other)
{
	uint64_t pass = ++session->loop->core->room_pass;
	for (const struct member *member = session->members; member; member = member->next)
		if (!member->gone)
			member_room(member)->pass = pass;
	const struct member *member = other->members;
	while (member && (member_room(member)->pass != pass || member->gone))
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

/* The feed has something to read: its loops look at it when they flush. */
static void mark_dirty(struct room_feed *feed)
{
	struct core *core = feed->room->core;
	for (unsigned i = 0; i < core->loop_count; i++) {
		struct readers *readers = &feed->readers[i];
		if (readers->count == 0 || readers->dirty)
			continue;
		readers->dirty = true;
		core_list_add(&core->loops[i].dirty, readers);
		core_wake(&core->loops[i]);
	}
}

void room_append(struct room_feed *feed, const struct buffer *bytes, struct cursor *start)
{
	feed_append(&feed->feed, bytes->bytes, bytes->length, start);
	if (!feed->large && feed_is_large(&feed->feed)) {
		feed->large = true;
		core_list_add(&feed->room->core->large, feed);
	}
	mark_dirty(feed);
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
		mark_dirty(feed); /* the readers move on to its new end */
	}
}

void room_set_topic(struct room *room, const char *topic, const char *by)
{
	memory_replace(&room->topic, topic && *topic ? topic : NULL);
	memory_replace(&room->topic_by, by);
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
