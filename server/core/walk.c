#include "walk.h"

#include <stdlib.h>

#include "memory.h"
#include "send_queue.h"
#include "session.h"

#define ROWS_A_LINE 500 /* visiting that many rows costs the session one line */
#define STEPS_A_ROW 500 /* that many steps of comparing with masks count as one row */

static void begin(struct session *session, struct walk *walk, const struct walk_kind *kind)
{
	struct core *core = session->loop->core;
	walk->kind = kind;
	walk->session = session;
	walk->next = core->walks;
	if (walk->next)
		walk->next->previous = walk;
	core->walks = walk;
	send_queue_open(session);
	send_queue_take_all(session);
	if (session->send_queue->walks == 0)
		core_list_add(&session->loop->walkers, session);
	send_queue_add_walk(session, walk);
}

void walk_people(struct session *session, struct walk *walk, const struct walk_kind *kind)
{
	begin(session, walk, kind);
	walk->person = session->loop->core->names;
	walk->last = session->loop->core->session_ids;
}

void walk_rooms(struct session *session, struct walk *walk, const struct walk_kind *kind)
{
	begin(session, walk, kind);
	walk->room = session->loop->core->rooms;
	walk->last = session->loop->core->room_ids;
}

static bool is_unmet(const struct walk_part *part, unsigned index)
{
	return index < part->count && (part->unmet[index / 8] >> index % 8 & 1);
}

static void set_unmet(struct walk_part *part, unsigned index, bool unmet)
{
	if (index >= part->count)
		return;
	unsigned char bit = (unsigned char)(1U << index % 8);
	part->unmet[index / 8] = (unsigned char)(unmet ? part->unmet[index / 8] | bit
						       : part->unmet[index / 8] & ~bit);
}

static void add_part(struct walk *walk, const struct readers *readers)
{
	if (readers->count == 0)
		return;
	struct walk_part *part = &walk->parts[walk->part_count++];
	*part = (struct walk_part){.readers = readers,
		.count = readers->count,
		.unmet = memory_zero(readers->count / 8 + 1)};
	for (unsigned i = 0; i < readers->count; i++)
		set_unmet(part, i, !readers->members[i]->gone);
}

void walk_members(struct session *session, struct walk *walk, const struct walk_kind *kind,
	const struct room *room)
{
	unsigned loops = session->loop->core->loop_count, most = 0;
	begin(session, walk, kind);
	for (const struct room_feed *feed = room->feeds; feed; feed = feed->next)
		most += loops;
	walk->parts = memory_get(most * sizeof *walk->parts);
	for (const struct room_feed *feed = room->feeds; feed; feed = feed->next)
		for (unsigned i = 0; i < loops; i++)
			add_part(walk, &feed->readers[i]);
}

static void walk_free(struct walk *walk)
{
	struct core *core = walk->session->loop->core;
	struct send_queue *send_queue = walk->session->send_queue;
	if (walk->previous)
		walk->previous->next = walk->next;
	else
		core->walks = walk->next;
	if (walk->next)
		walk->next->previous = walk->previous;
	if (--send_queue->walks == 0)
		core_list_remove(&walk->session->loop->walkers, walk->session);
	for (unsigned i = 0; i < walk->part_count; i++)
		free(walk->parts[i].unmet);
	free(walk->parts);
	free(walk->met.items);
	buffer_finish(&walk->out);
	walk->kind->free(walk);
}

void walk_forget(struct session *session)
{
	if (!session->send_queue || session->send_queue->walks == 0)
		return;
	for (struct walk *walk = session->loop->core->walks, *next; walk; walk = next) {
		next = walk->next;
		if (walk->session == session)
			walk_free(walk);
	}
}

static bool was_met(const struct walk *walk, const struct session *person)
{
	for (unsigned i = 0; i < walk->met.count; i++)
		if (walk->met.items[i] == person)
			return true;
	return false;
}

/* Each meet_ function visits the next entry and returns false at the end of the table. The tables
 * of people and rooms are in the order of ids, so entries added since the walk began are behind
 * `last`. */
static bool meet_person(struct walk *walk)
{
	const struct session *person = walk->person;
	if (!person || person->id > walk->last)
		return false;
	walk->person = person->hh.next;
	if (!was_met(walk, person))
		walk->kind->person(walk, person);
	return true;
}

static bool meet_room(struct walk *walk)
{
	const struct room *room = walk->room;
	if (!room || room->id > walk->last)
		return false;
	walk->room = room->hh.next;
	walk->kind->room(walk, room);
	return true;
}

static void meet_at(struct walk *walk, struct walk_part *part, unsigned index)
{
	set_unmet(part, index, false);
	walk->kind->member(walk, part->readers->members[index]);
}

static bool meet_member(struct walk *walk)
{
	for (; walk->part_at < walk->part_count; walk->part_at++) {
		struct walk_part *part = &walk->parts[walk->part_at];
		for (; part->at < part->count; part->at++) {
			if (!is_unmet(part, part->at))
				continue;
			meet_at(walk, part, part->at);
			return true;
		}
	}
	return false;
}

static bool meet_next(struct walk *walk)
{
	if (walk->kind->person)
		return meet_person(walk);
	return walk->kind->room ? meet_room(walk) : meet_member(walk);
}

/* Makes rows until there is a part of WALK_PART bytes or `*rows` entries have been visited, and
 * subtracts these from `*rows`. True at the end of the walk. */
static bool make_rows(struct walk *walk, unsigned *rows)
{
	const struct core *core = walk->session->loop->core;
	while (*rows > 0 && walk->out.length < WALK_PART) {
		unsigned long steps = core->cost.steps;
		if (!meet_next(walk) && !(walk->kind->rest && walk->kind->rest(walk)))
			return true;
		unsigned long cost = 1 + (core->cost.steps - steps) / STEPS_A_ROW;
		*rows -= cost < *rows ? (unsigned)cost : *rows;
	}
	return false;
}

/* The rows of walk->out are about to be queued. The session that asked pays for them and for having
 * looked at so many. speed_begin() has come before. */
static void pay(struct walk *walk, unsigned looked_at)
{
	struct session *session = walk->session;
	session->loop->core->cost.bytes += walk->out.length;
	if (session->door->wrap)
		session->door->wrap(&walk->out, 0, session->dialect);
	walk->looked_at += looked_at;
	speed_end(session, walk->looked_at / ROWS_A_LINE);
	walk->looked_at %= ROWS_A_LINE;
}

/* Makes and queues one part. */
static void step(struct session *session, unsigned *rows)
{
	struct walk *walk = send_queue_walk_due(session);
	unsigned before = *rows;
	speed_begin(session);
	bool ends = make_rows(walk, rows);
	pay(walk, before - *rows);
	send_queue_add_part(session, walk->out.bytes, walk->out.length, ends);
	buffer_finish(&walk->out);
	if (ends)
		walk_free(walk);
}

uint64_t walk_rows_left(const struct core *core)
{
	uint64_t rows = 0;
	for (const struct walk *walk = core->walks; walk; walk = walk->next) {
		if (walk->kind->person)
			rows += HASH_COUNT(core->names);
		else if (walk->kind->room)
			rows += HASH_COUNT(core->rooms);
		for (unsigned i = 0; i < walk->part_count; i++)
			rows += walk->parts[i].count;
	}
	return rows;
}

void walk_end_all(struct core *core)
{
	while (core->walks) {
		struct walk *walk = core->walks;
		unsigned rows = 0;
		speed_begin(walk->session);
		while (meet_next(walk) || (walk->kind->rest && walk->kind->rest(walk)))
			rows++;
		pay(walk, rows);
		send_queue_end_walk(walk->session, walk, walk->out.bytes, walk->out.length);
		walk_free(walk);
	}
}

void walk_advance(struct core_loop *loop)
{
	unsigned rows = loop->core->walk_rows;
	for (unsigned left = loop->walkers.count; left > 0 && rows > 0; left--) {
		struct core_list *walkers = &loop->walkers;
		struct session *session = walkers->items[loop->next_walker++ % walkers->count];
		if (send_queue_walk_due(session))
			step(session, &rows);
		if (walkers->count == 0)
			break;
	}
}

bool walk_can_advance(const struct core_loop *loop)
{
	for (unsigned i = 0; i < loop->walkers.count; i++)
		if (send_queue_walk_due(loop->walkers.items[i]))
			return true;
	return false;
}

void walk_before_person(const struct session *person, bool stays)
{
	for (struct walk *walk = person->loop->core->walks; walk; walk = walk->next) {
		bool unmet = walk->person && person->id >= walk->person->id &&
			     person->id <= walk->last && !was_met(walk, person);
		if (unmet)
			walk->kind->person(walk, person);
		if (unmet && stays)
			core_list_add(&walk->met, (void *)(uintptr_t)person);
		if (!stays && walk->person == person)
			walk->person = person->hh.next;
	}
}

void walk_before_room(const struct room *room)
{
	for (struct walk *walk = room->core->walks; walk; walk = walk->next)
		if (walk->room == room)
			walk->room = room->hh.next;
}

static struct walk_part *find_part(struct walk *walk, const struct readers *readers)
{
	for (unsigned i = walk->part_at; i < walk->part_count; i++)
		if (walk->parts[i].readers == readers)
			return &walk->parts[i];
	return NULL;
}

void walk_before_member(const struct member *member)
{
	struct walk *walk = member->session->loop->core->walks;
	for (; walk; walk = walk->next) {
		struct walk_part *part = find_part(walk, member->readers);
		if (part && is_unmet(part, member->index))
			meet_at(walk, part, member->index);
	}
}

void walk_moved(
	const struct core *core, const struct readers *readers, unsigned index, unsigned last)
{
	for (struct walk *walk = core->walks; walk; walk = walk->next) {
		struct walk_part *part = find_part(walk, readers);
		if (!part)
			continue;
		bool unmet = is_unmet(part, last);
		set_unmet(part, last, false);
		set_unmet(part, index, unmet);
		if (unmet && index < part->at)
			part->at = index;
		if (last == 0) /* no member is left, and the list may be freed */
			part->readers = NULL, part->count = 0;
	}
}
