#include "walk.h"

#include <stdlib.h>

#include "memory.h"
#include "send_queue.h"
#include "session.h"

#define ROWS_A_LINE 500 /* visiting that many rows costs the session one line */
#define STEPS_A_ROW 500 /* that many steps of comparing with masks count as one row */

static void begin(struct session *session, struct walk *walk, const struct walk_kind *kind)
{
	walk->kind = kind;
	walk->session = session;
	send_queue_open(session);
	send_queue_take_all(session);
	if (session->send_queue->walks == 0)
		core_list_add(&session->loop->walkers, session);
	send_queue_add_walk(session, walk);
}

static void add_to_core(struct walk *walk)
{
	struct core *core = walk->session->loop->core;
	walk->next = core->walks;
	if (walk->next)
		walk->next->previous = walk;
	core->walks = walk;
}

static void take_from_core(struct walk *walk)
{
	if (walk->previous)
		walk->previous->next = walk->next;
	else
		walk->session->loop->core->walks = walk->next;
	if (walk->next)
		walk->next->previous = walk->previous;
}

void walk_people(struct session *session, struct walk *walk, const struct walk_kind *kind)
{
	begin(session, walk, kind);
	add_to_core(walk);
	walk->person = session->loop->core->names;
	walk->last = session->loop->core->session_ids;
}

void walk_rooms(struct session *session, struct walk *walk, const struct walk_kind *kind)
{
	begin(session, walk, kind);
	add_to_core(walk);
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

static void add_part(struct walk *walk, struct readers *readers)
{
	if (readers->count == 0)
		return;
	struct walk_part *part = &walk->parts[walk->part_count++];
	*part = (struct walk_part){.walk = walk,
		.readers = readers,
		.next = readers->parts,
		.count = readers->count,
		.unmet = memory_zero(readers->count / 8 + 1)};
	for (unsigned i = 0; i < readers->count; i++)
		set_unmet(part, i, !readers->members[i]->gone);
	if (part->next)
		part->next->previous = part;
	readers->parts = part;
}

static void part_finish(struct walk_part *part)
{
	free(part->unmet);
	if (part->previous)
		part->previous->next = part->next;
	else if (part->readers)
		part->readers->parts = part->next;
	if (part->next)
		part->next->previous = part->previous;
}

void walk_members(struct session *session, struct walk *walk, const struct walk_kind *kind,
	const struct room *room)
{
	unsigned loops = session->loop->core->loop_count, most = 0;
	begin(session, walk, kind);
	for (const struct room_feed *feed = room->feeds; feed; feed = feed->next)
		most += loops;
	walk->parts = memory_get(most * sizeof *walk->parts);
	for (struct room_feed *feed = room->feeds; feed; feed = feed->next)
		for (unsigned i = 0; i < loops; i++)
			add_part(walk, &feed->readers[i]);
}

static void walk_free(struct walk *walk)
{
	struct send_queue *send_queue = walk->session->send_queue;
	if (!walk->kind->member)
		take_from_core(walk);
	if (--send_queue->walks == 0)
		core_list_remove(&walk->session->loop->walkers, walk->session);
	for (unsigned i = 0; i < walk->part_count; i++)
		part_finish(&walk->parts[i]);
	free(walk->parts);
	free(walk->met.items);
	buffer_finish(&walk->out);
	walk->kind->free(walk);
}

/* NULL where the piece has none. */
static struct walk *walk_at(const struct send_queue *send_queue, unsigned piece)
{
	return send_queue->pieces[send_queue->first + piece].walk;
}

void walk_forget(struct session *session)
{
	const struct send_queue *send_queue = session->send_queue;
	for (unsigned i = 0; send_queue && send_queue->walks > 0; i++)
		if (walk_at(send_queue, i))
			walk_free(walk_at(send_queue, i));
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

static uint64_t rows_left(const struct walk *walk)
{
	const struct core *core = walk->session->loop->core;
	uint64_t rows = 0;
	if (walk->kind->person)
		return HASH_COUNT(core->names);
	if (walk->kind->room)
		return HASH_COUNT(core->rooms);
	for (unsigned i = 0; i < walk->part_count; i++)
		rows += walk->parts[i].count;
	return rows;
}

static uint64_t rows_left_of(const struct send_queue *send_queue)
{
	uint64_t rows = 0;
	for (unsigned i = 0; i < send_queue->count; i++)
		if (walk_at(send_queue, i))
			rows += rows_left(walk_at(send_queue, i));
	return rows;
}

uint64_t walk_rows_left(const struct core *core)
{
	uint64_t rows = 0;
	for (unsigned i = 0; i < core->loop_count; i++) {
		const struct core_list *walkers = &core->loops[i].walkers;
		for (unsigned j = 0; j < walkers->count; j++)
			rows += rows_left_of(((struct session *)walkers->items[j])->send_queue);
	}
	return rows;
}

static void end_walk(struct walk *walk)
{
	unsigned rows = 0;
	speed_begin(walk->session);
	while (meet_next(walk) || (walk->kind->rest && walk->kind->rest(walk)))
		rows++;
	pay(walk, rows);
	send_queue_end_walk(walk->session, walk, walk->out.bytes, walk->out.length);
	walk_free(walk);
}

static void end_walks_of(const struct send_queue *send_queue)
{
	for (unsigned i = 0; send_queue->walks > 0; i++)
		if (walk_at(send_queue, i))
			end_walk(walk_at(send_queue, i));
}

void walk_end_all(struct core *core)
{
	for (unsigned i = 0; i < core->loop_count; i++) {
		const struct core_list *walkers = &core->loops[i].walkers;
		while (walkers->count > 0)
			end_walks_of(((struct session *)walkers->items[0])->send_queue);
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

static void meet_if_unmet(struct walk_part *part, unsigned index)
{
	if (is_unmet(part, index))
		meet_at(part->walk, part, index);
}

void walk_before_member(const struct member *member)
{
	for (struct walk_part *part = member->readers->parts; part; part = part->next)
		meet_if_unmet(part, member->index);
}

static void swap_unmet(struct walk_part *part, unsigned a, unsigned b)
{
	bool of_a = is_unmet(part, a), of_b = is_unmet(part, b);
	set_unmet(part, a, of_b);
	set_unmet(part, b, of_a);
	if (of_b && a < part->at)
		part->at = a;
	if (of_a && b < part->at)
		part->at = b;
}

void walk_before_swap(struct readers *readers, unsigned a, unsigned b)
{
	for (struct walk_part *part = readers->parts; part; part = part->next) {
		if (a < part->count && b < part->count) {
			swap_unmet(part, a, b);
		} else { /* one has come since the walk began; there is no bit for its place */
			meet_if_unmet(part, a);
			meet_if_unmet(part, b);
		}
	}
}

void walk_forget_readers(struct readers *readers)
{
	for (struct walk_part *part = readers->parts, *next; part; part = next) {
		next = part->next;
		part->readers = NULL;
		part->next = part->previous = NULL;
		part->count = 0;
	}
	readers->parts = NULL;
}
