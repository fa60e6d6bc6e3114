/* Long answers that go on in steps: whatever happens between two steps, on whatever loop, an answer
 * tells exactly what there was when it was asked for, once, and stands at that place in the order
 * of things: nothing overtakes it, and it overtakes nothing.
 *
 * The reference is kept by the test itself as it acts, as in test_order.c. */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "memory.h"
#include "told.h"
#include "unit.h"
#include "world.h"

#define PEOPLE 14 /* who ask and are asked about */
#define GUESTS 8  /* who come and go */
#define ALL (PEOPLE + GUESTS)
#define ROOMS 3
#define STEPS 3000
#define SEEDS 10
#define WALKS_MAX 2000

struct person_model {
	struct peer *peer;
	char name[16];
	int room; /* -1: in none; -2: not there */
	struct buffer wanted;
};

static struct person_model people[ALL];
static unsigned made[ROOMS]; /* how often a room has been made; one with people is there */

enum about { PERSONS, MEMBERS, PLACES };

/* A walk, and what it has to tell. */
struct walk_model {
	enum about about;
	char names[ALL][16];
	unsigned count;
	unsigned made[ROOMS]; /* 0: was not there */
};

static struct walk_model walks[WALKS_MAX];
static unsigned walk_count;

static unsigned count_in(int room)
{
	unsigned count = 0;
	for (int i = 0; i < ALL; i++)
		count += people[i].room == room;
	return count;
}

static void room_hears(int room, const struct person_model *who, const char *line)
{
	for (int i = 0; room >= 0 && i < PEOPLE; i++)
		if (people[i].room == room && &people[i] != who)
			buffer_add_text(&people[i].wanted, line);
}

static void enter_room(struct person_model *who, int room)
{
	made[room] += count_in(room) == 0;
	who->room = room;
}

static void someone_speaks(struct person_model *who, int step)
{
	char typed[40], line[80];
	if (who->room < 0)
		return;
	snprintf(typed, sizeof typed, "%d", step);
	snprintf(line, sizeof line, "said %s #r%d %s\n", who->name, who->room, typed);
	room_hears(who->room, who, line);
	peer_type(who->peer, typed);
}

static void someone_writes(struct person_model *who, int step)
{
	struct person_model *to = &people[unit_draw(PEOPLE)];
	char typed[100];
	if (to == who)
		return;
	snprintf(typed, sizeof typed, "/msg %s %d", to->name, step);
	peer_type(who->peer, typed);
	buffer_format(&to->wanted, "private %s %s %d\n", who->name, to->name, step);
	buffer_format(&who->wanted, "private* %s %s %d\n", who->name, to->name, step);
}

static void leave_room(struct person_model *who)
{
	char line[100];
	int room = who->room;
	who->room = -1;
	snprintf(line, sizeof line, "left %s #r%d\n", who->name, room);
	room_hears(room, who, line);
}

static void someone_moves(struct person_model *who)
{
	int to = (int)unit_draw(ROOMS);
	char typed[100], line[100];
	if (to == who->room)
		return;
	leave_room(who);
	snprintf(line, sizeof line, "joined %s #r%d\n", who->name, to);
	room_hears(to, who, line);
	snprintf(typed, sizeof typed, "/join r%d", to);
	peer_type(who->peer, typed);
	enter_room(who, to);
	buffer_format(&who->wanted, "joined* %s #r%d chatd\n", who->name, to);
}

static void someone_kicks(struct person_model *who)
{
	struct person_model *to = &people[unit_draw(PEOPLE)];
	char typed[100], line[100];
	if (who->room < 0 || to->room != who->room || to == who)
		return;
	snprintf(line, sizeof line, "#r%d", who->room);
	peer_member(who->peer, line)->roles = ROLE_OPERATOR;
	snprintf(typed, sizeof typed, "/kick %s", to->name);
	peer_type(who->peer, typed);
	to->room = -1;
	buffer_format(&to->wanted, "kicked %s %s #r%d on\n", who->name, to->name, who->room);
	buffer_format(&who->wanted, "kicked* %s %s #r%d\n", who->name, to->name, who->room);
	snprintf(line, sizeof line, "kicked %s %s #r%d\n", who->name, to->name, who->room);
	room_hears(who->room, who, line);
}

/* To one of few names, so that one's old name is soon another's. */
static void someone_renames(struct person_model *who)
{
	char name[16], typed[40], line[80];
	snprintf(name, sizeof name, "n%u", unit_draw(PEOPLE + 4));
	for (int i = 0; i < ALL; i++)
		if (people[i].room != -2 && strcmp(people[i].name, name) == 0)
			return;
	snprintf(typed, sizeof typed, "/nick %s", name);
	peer_type(who->peer, typed);
	snprintf(line, sizeof line, "renamed %s %s\n", who->name, name);
	room_hears(who->room, who, line);
	buffer_format(&who->wanted, "renamed* %s %s\n", who->name, name);
	strcpy(who->name, name);
}

static void guest_comes_or_goes(struct person_model *who)
{
	char line[100], room[8];
	if (who->room == -2) {
		int to = (int)unit_draw(ROOMS);
		snprintf(room, sizeof room, "#r%d", to);
		peer_open(who->peer, unit_draw(world.core.loop_count),
			&(struct newcomer){.dialect = unit_draw(2), .name = who->name});
		snprintf(line, sizeof line, "joined %s %s\n", who->name, room);
		room_hears(to, who, line);
		peer_join(who->peer, room);
		enter_room(who, to);
	} else {
		snprintf(line, sizeof line, "quit %s bye\n", who->name);
		room_hears(who->room, who, line);
		who->room = -2;
		peer_close(who->peer, "bye");
	}
}

static void guest_goes_over(const struct person_model *who)
{
	if (who->room == -2)
		return;
	peer_enter(who->peer);
	session_set_dialect(who->peer->session, unit_draw(4));
	peer_leave(who->peer);
}

struct test_walk {
	struct walk walk;
	unsigned number;
	bool ended;
};

static void tell_person(struct walk *walk, const struct session *person)
{
	buffer_add_all(&walk->out, "row ", session_name(person), "\n", NULL);
}

static void tell_room(struct walk *walk, const struct room *room)
{
	buffer_add_all(&walk->out, "row ", room->name, "\n", NULL);
}

static void tell_member(struct walk *walk, const struct member *member)
{
	tell_person(walk, member->session);
}

static bool tell_end(struct walk *walk)
{
	struct test_walk *test = (struct test_walk *)walk;
	if (test->ended)
		return false;
	buffer_format(&walk->out, "end %u\n", test->number);
	test->ended = true;
	return true;
}

static void free_walk(struct walk *walk)
{
	free(walk);
}

static const struct walk_kind kinds[] = {
	[PERSONS] = {.person = tell_person, .rest = tell_end, .free = free_walk},
	[MEMBERS] = {.member = tell_member, .rest = tell_end, .free = free_walk},
	[PLACES] = {.room = tell_room, .rest = tell_end, .free = free_walk},
};

static void note_walk(struct walk_model *model, enum about about, int room)
{
	*model = (struct walk_model){.about = about};
	for (int i = 0; i < ALL; i++)
		if (about == PERSONS ? people[i].room != -2
				     : about == MEMBERS && people[i].room == room)
			strcpy(model->names[model->count++], people[i].name);
	for (int i = 0; i < ROOMS; i++)
		model->made[i] = count_in(i) > 0 ? made[i] : 0;
}

static void someone_asks(struct person_model *who)
{
	char name[8], begin[32];
	int room = (int)unit_draw(ROOMS);
	enum about about = (enum about)unit_draw(3);
	snprintf(name, sizeof name, "#r%d", room);
	if (walk_count == WALKS_MAX || (about == MEMBERS && count_in(room) == 0))
		return;
	note_walk(&walks[walk_count], about, room);
	struct test_walk *test = memory_zero(sizeof *test);
	test->number = walk_count;
	snprintf(begin, sizeof begin, "begin %u\n", walk_count);
	peer_enter(who->peer);
	session_send(who->peer->session, begin, strlen(begin));
	if (about == PERSONS)
		walk_people(who->peer->session, &test->walk, &kinds[about]);
	else if (about == PLACES)
		walk_rooms(who->peer->session, &test->walk, &kinds[about]);
	else
		walk_members(who->peer->session, &test->walk, &kinds[about], world_room(name));
	peer_leave(who->peer);
	buffer_format(&who->wanted, "%send %u\n", begin, walk_count++);
}

static void someone_takes(const struct person_model *who)
{
	static const unsigned most[] = {1, 10, 200, 3000};
	if (unit_draw(3) == 0)
		peer_take(who->peer, PEER_ANY);
	else
		peer_take(who->peer, unit_draw(most[unit_draw(4)] + 1));
}

static void step_once(int step)
{
	struct person_model *who = &people[unit_draw(PEOPLE)];
	struct person_model *guest = &people[PEOPLE + unit_draw(GUESTS)];
	unsigned what = unit_draw(100);
	if (what < 15)
		someone_speaks(who, step);
	else if (what < 20)
		someone_writes(who, step);
	else if (what < 27)
		someone_moves(who);
	else if (what < 29)
		someone_kicks(who);
	else if (what < 35)
		someone_renames(who);
	else if (what < 43)
		guest_comes_or_goes(guest);
	else if (what < 46)
		guest_goes_over(guest);
	else if (what < 52)
		someone_asks(who);
	else if (what < 65)
		someone_takes(who);
	else
		world_flush_one(unit_draw(world.core.loop_count));
}

static bool has_row(const char *rows, size_t length, const char *name)
{
	char row[32];
	size_t size = (size_t)snprintf(row, sizeof row, "row %s\n", name);
	unsigned found = 0;
	for (const char *at = rows; at < rows + length; at = strchr(at, '\n') + 1)
		found += strncmp(at, row, size) == 0;
	ck_assert_uint_le(found, 1);
	return found == 1;
}

/* The rows of a walk are those it has to tell, once each. */
static void check_rows(const struct walk_model *model, const char *rows, size_t length)
{
	unsigned count = 0, wanted = 0;
	char room[8];
	for (size_t i = 0; i < length; i++)
		count += rows[i] == '\n';
	if (model->about != PLACES) {
		for (unsigned i = 0; i < model->count; i++)
			ck_assert_msg(has_row(rows, length, model->names[i]), "no %s in '%.*s'",
				model->names[i], (int)length, rows);
		ck_assert_uint_eq(count, model->count);
		return;
	}
	for (int i = 0; i < ROOMS; i++) {
		snprintf(room, sizeof room, "#r%d", i);
		bool told = has_row(rows, length, room);
		bool stayed = model->made[i] > 0 && model->made[i] == made[i] && count_in(i) > 0;
		ck_assert(!told || model->made[i] > 0);
		ck_assert(told || !stayed);
		wanted += told;
	}
	ck_assert_uint_eq(count, wanted);
}

/* Takes the rows out of each walk's place, and looks at them. */
static void take_rows_out(char *text)
{
	for (char *begin = text; (begin = strstr(begin, "begin "));) {
		unsigned number = (unsigned)strtoul(begin + 6, NULL, 10);
		char *rows = strchr(begin, '\n') + 1, *end = rows;
		while (strncmp(end, "row ", 4) == 0)
			end = strchr(end, '\n') + 1;
		ck_assert_uint_lt(number, walk_count);
		check_rows(&walks[number], rows, (size_t)(end - rows));
		memmove(rows, end, strlen(end) + 1);
		begin = rows;
	}
}

static void check_one(struct person_model *who, uint64_t seed)
{
	char *got = strdup(peer_text(who->peer));
	buffer_add(&who->wanted, "", 1);
	told_forget_meetings(got);
	take_rows_out(got);
	unit_same_long(got, who->wanted.bytes, who->name, seed);
	ck_assert_ptr_null(who->peer->session->send_queue);
	free(got);
	buffer_finish(&who->wanted);
}

static void open_all(unsigned loops)
{
	char typed[32];
	memset(made, 0, sizeof made);
	walk_count = 0;
	for (int i = 0; i < ALL; i++) {
		struct person_model *who = &people[i];
		*who = (struct person_model){.room = -2};
		snprintf(who->name, sizeof who->name, "p%d", i);
		who->peer = i < PEOPLE ? world_named((unsigned)i % loops, who->name) : world_peer();
	}
	for (int i = 0; i < PEOPLE; i++) {
		snprintf(typed, sizeof typed, "/join r%d", i % ROOMS);
		peer_say(people[i].peer, typed);
		enter_room(&people[i], i % ROOMS);
	}
	world_forget();
	for (int i = 0; i < PEOPLE; i++) {
		buffer_add_text(&people[i].peer->got, "\n");
		buffer_add_text(&people[i].wanted, "\n");
	}
}

static void run(uint64_t seed, unsigned loops)
{
	unit_seed(seed);
	world_start(loops);
	world.core.limits.send_queue_max = world.core.limits.slow_queue = 1 << 30;
	world.core.walk_rows = 1 + (unsigned)seed % 3;
	open_all(loops);
	for (int step = 0; step < STEPS; step++)
		step_once(step);
	for (int i = 0; i < PEOPLE; i++)
		peer_take(people[i].peer, PEER_ANY);
	world_flush();
	for (int i = 0; i < PEOPLE; i++)
		check_one(&people[i], seed);
	ck_assert_uint_gt(walk_count, 50);
	ck_assert_ptr_null(world.core.walks);
	ck_assert_uint_eq(walk_rows_left(&world.core), 0);
	world_end();
}

static const unsigned loop_counts[] = {1, 2, 5};

START_TEST(answers_are_not_overtaken)
{
	for (uint64_t seed = 1; seed <= unit_rounds(SEEDS); seed++)
		run(seed, loop_counts[_i]);
}
END_TEST

#define LOOKED_AT 2000

static unsigned looked_at;

static void pass_over(struct walk *walk, const struct room *room)
{
}

static bool look_at_one(struct walk *walk)
{
	return looked_at++ < LOOKED_AT;
}

static void free_plain(struct walk *walk)
{
	free(walk);
}

/* What is looked at costs a line for each 500 rows, though none is told and an iteration makes
 * fewer. */
START_TEST(looking_has_its_price)
{
	static const struct walk_kind kind = {
		.room = pass_over, .rest = look_at_one, .free = free_plain};
	world_start(1);
	struct peer *peer = world_open(0);
	peer_enter(peer);
	walk_rooms(peer->session, memory_zero(sizeof(struct walk)), &kind);
	peer_leave(peer);
	world_flush();
	ck_assert_uint_gt(looked_at, LOOKED_AT);
	ck_assert_int_eq(peer->session->rate.full_at - world.now * 1000,
		LOOKED_AT / 500 * INT64_C(1000000) / world.core.limits.rate);
	world_end();
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {
		{answers_are_not_overtaken, 3}, {looking_has_its_price, 1}, {NULL, 0}};
	return unit_loops_with("walk", NULL, NULL, loops);
}
