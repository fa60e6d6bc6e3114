/* Slow peers under random load: each is sent, in order, what happened in its rooms and to it, but
 * for lines that people said; and where such lines are missing it is told, before anything else is
 * said in that room, how many they are and a number that is not behind the first of them. Who reads
 * everything is sent everything.
 *
 * The reference is a list kept by the test itself as it acts, not anything of the core. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "history.h"
#include "round.h"
#include "session_life.h"
#include "told.h"
#include "unit.h"
#include "world.h"

#define PEOPLE 12
#define READERS 3 /* of them, the first, take everything */
#define ROOMS 12
#define DIALECTS 4
#define STEPS 4000
#define SEEDS 12
#define WANTED_MAX (3 * STEPS)

/* A line that a person shall be sent. */
struct wanted {
	char *line;
	int room;	 /* which says it; -1: it is for that person alone */
	bool said;	 /* by somebody: may be skipped */
	bool done;	 /* has come, or has been skipped */
	uint32_t number; /* in its room, 0 without history */
};

/* What has been missing so far: in order of time, for one room. */
struct missing {
	uint32_t numbers[STEPS];
	unsigned count;
};

static struct person_model {
	struct peer *peer;
	char name[16];
	unsigned rooms, been; /* bits: where it is, and where it has been */
	unsigned dialect;
	struct wanted wanted[WANTED_MAX];
	unsigned count;
} people[PEOPLE];

static unsigned skipped_in_all, people_who_left;
static bool with_history;

/* `number`: of what somebody says; -1: something else. */
static void want(struct person_model *who, const char *line, int room, int64_t number)
{
	char prefix[16] = "";
	struct buffer text = {0};
	if (who->dialect > 0)
		snprintf(prefix, sizeof prefix, "%u:", who->dialect);
	buffer_add_all(&text, prefix, line, NULL);
	ck_assert_uint_lt(who->count, WANTED_MAX);
	who->wanted[who->count++] = (struct wanted){.line = strdup(buffer_text(&text)),
		.room = room,
		.said = number >= 0,
		.number = (uint32_t)number};
	buffer_finish(&text);
}

static bool is_in(const struct person_model *who, int room)
{
	return who->rooms >> room & 1;
}

/* What all in the room but `who` shall be sent. */
static void room_hears(int room, const struct person_model *who, const char *line, int64_t number)
{
	for (int i = 0; i < PEOPLE; i++)
		if (is_in(&people[i], room) && &people[i] != who)
			want(&people[i], line, room, number);
}

static const char *room_name(int room)
{
	static char name[8];
	snprintf(name, sizeof name, "#r%d", room);
	return name;
}

/* People say things in the room that they entered last. */
static int front_room(const struct person_model *who)
{
	struct room *room = session_room(who->peer->session);
	return room ? atoi(room->name + 2) : -1;
}

static void someone_speaks(struct person_model *who, int step)
{
	char typed[200], line[300];
	int room = front_room(who), length = (int)unit_draw(unit_draw(4) == 0 ? 150 : 20);
	if (room < 0)
		return;
	snprintf(typed, sizeof typed, "%d %.*s", step, length,
		"a rather long line of text that goes on and on until it fills the blocks of the "
		"room one after the other, and goes over the border of each of them once");
	peer_type(who->peer, typed);
	uint32_t number = world_room(room_name(room))->past.number;
	ck_assert_int_eq(number > 0, with_history);
	snprintf(line, sizeof line, "said %s #r%d %s", who->name, room, typed);
	room_hears(room, who, line, number);
	snprintf(line, sizeof line, "said* %s #r%d %s", who->name, room, typed);
	if (who->peer->session->echo)
		want(who, line, -1, -1);
}

static void someone_writes(struct person_model *who, int step)
{
	struct person_model *to = &people[unit_draw(PEOPLE)];
	char typed[100], line[120];
	if (to == who)
		return;
	snprintf(typed, sizeof typed, "/msg %s %d", to->name, step);
	peer_type(who->peer, typed);
	snprintf(line, sizeof line, "private %s %s", who->name, typed + strlen("/msg "));
	want(to, line, -1, -1);
	snprintf(line, sizeof line, "private* %s %s", who->name, typed + strlen("/msg "));
	want(who, line, -1, -1);
}

/* Enters one more room; `kind` and what is behind the room are as the reader is told them. */
static void enter(struct person_model *who, int room)
{
	char line[100];
	peer_join(who->peer, room_name(room));
	snprintf(line, sizeof line, "joined %s #r%d", who->name, room);
	room_hears(room, who, line, -1);
	who->rooms |= 1U << room;
	who->been |= 1U << room;
	snprintf(line, sizeof line, "joined* %s #r%d chatd", who->name, room);
	want(who, line, -1, -1);
}

static void someone_enters(struct person_model *who)
{
	int room = (int)unit_draw(ROOMS);
	if (!(who->been >> room & 1)) /* so that what was told of the rooms it left is clear */
		enter(who, room);
}

static void someone_leaves(struct person_model *who)
{
	char line[100];
	int room = front_room(who);
	if (room < 0 || who == &people[0])
		return; /* the first one keeps the rooms */
	peer_type(who->peer, "/part");
	snprintf(line, sizeof line, "left* %s #r%d", who->name, room);
	want(who, line, -1, -1);
	who->rooms &= ~(1U << room);
	snprintf(line, sizeof line, "left %s #r%d", who->name, room);
	room_hears(room, who, line, -1);
}

static void someone_goes_over(struct person_model *who)
{
	who->dialect = unit_draw(DIALECTS);
	peer_enter(who->peer);
	session_set_dialect(who->peer->session, who->dialect);
	peer_leave(who->peer);
}

static void someone_takes(struct person_model *who)
{
	static const unsigned most[] = {1, 10, 200, 6000};
	if (who < &people[READERS])
		return;
	if (unit_draw(12) == 0)
		peer_take(who->peer, PEER_ANY);
	else
		peer_take(who->peer, unit_draw(most[unit_draw(4)] + 1));
}

static void store_goes_on(void)
{
	static uint64_t round;
	static struct buffer taken;
	bool durable;
	if (!with_history) {
		round = 0;
	} else if (round == 0) {
		round = round_take(&world.core, &taken, &durable);
	} else {
		round_stored(&world.core, round, world.now);
		round = 0;
	}
	if (round == 0)
		buffer_finish(&taken);
}

static void time_goes_on(void)
{
	unsigned loop = unit_draw(world.core.loop_count);
	world.now += unit_draw(1500);
	flush_check_slow(&world.core.loops[loop], world.now);
	peer_enter(people[0].peer);
	if (unit_draw(4) == 0)
		room_settle_feeds(&world.core);
	peer_leave(people[0].peer);
}

static void step_once(int step)
{
	struct person_model *who = &people[unit_draw(PEOPLE)];
	unsigned what = unit_draw(100);
	if (unit_draw(6) == 0)
		store_goes_on();
	if (what < 50)
		someone_speaks(who, step);
	else if (what < 56)
		someone_writes(who, step);
	else if (what < 58)
		someone_enters(who);
	else if (what < 60)
		someone_leaves(who);
	else if (what < 62)
		someone_goes_over(who);
	else if (what < 72)
		someone_takes(who);
	else if (what < 96)
		world_flush_one(unit_draw(world.core.loop_count));
	else
		time_goes_on();
}

/* Reading what a peer got. */
struct reading {
	struct person_model *who;
	struct missing missing[ROOMS];
	unsigned next; /* in who->wanted */
	unsigned left; /* lines told of rooms that it has left */
};

/* This line does not come, since another one has that belongs behind it. Rooms do not wait for each
 * other. */
static void miss(struct reading *reading, struct wanted *wanted, const char *other)
{
	if (wanted->done)
		return;
	ck_assert_msg(
		wanted->said, "%s got '%s' and not '%s'", reading->who->name, other, wanted->line);
	struct missing *missing = &reading->missing[wanted->room];
	missing->numbers[missing->count++] = wanted->number;
	wanted->done = true;
}

/* So many lines of the room were skipped up to here. */
static void miss_more(struct reading *reading, int room, unsigned lines)
{
	const struct person_model *who = reading->who;
	struct missing *missing = &reading->missing[room];
	for (unsigned i = reading->next; i < who->count && missing->count < lines; i++)
		if (who->wanted[i].room == room)
			miss(reading, &reading->who->wanted[i], "a notice");
}

/* "skipped p1 #r0 =12 #340" or "skipped p1 =12". */
static void read_notice(struct reading *reading, const char *line)
{
	char name[16];
	int room = -1;
	unsigned lines = 0, number = 0;
	ck_assert_int_eq(sscanf(line, "skipped %15s", name), 1);
	unit_same(name, reading->who->name);
	ck_assert(sscanf(strchr(line, '='), "=%u #%u", &lines, &number) >= 1);
	ck_assert_uint_gt(lines, 0);
	skipped_in_all += lines;
	if (strstr(line, " #r"))
		room = atoi(strstr(line, " #r") + 3);
	if (room < 0) {
		reading->left += lines;
		people_who_left++;
		return;
	}
	struct missing *missing = &reading->missing[room];
	miss_more(reading, room, lines);
	ck_assert_uint_eq(lines, missing->count);
	ck_assert_uint_le(number, missing->numbers[0]);
	ck_assert_int_eq(number > 0, with_history);
	missing->count = 0;
}

static const char *behind_dialect(const char *line)
{
	return line[0] >= '0' && line[0] <= '9' ? strchr(line, ':') + 1 : line;
}

static void read_line(struct reading *reading, const char *line)
{
	struct person_model *who = reading->who;
	if (strncmp(behind_dialect(line), "skipped ", strlen("skipped ")) == 0) {
		read_notice(reading, behind_dialect(line));
		return;
	}
	unsigned at = reading->next;
	while (at < who->count && (who->wanted[at].done || strcmp(who->wanted[at].line, line) != 0))
		at++;
	ck_assert_msg(at < who->count, "%s got '%s'", who->name, line);
	int room = who->wanted[at].room;
	for (unsigned i = reading->next; i < at; i++)
		if (room < 0 || who->wanted[i].room < 0 || who->wanted[i].room == room)
			miss(reading, &who->wanted[i], line);
	who->wanted[at].done = true;
	while (reading->next < who->count && who->wanted[reading->next].done)
		reading->next++;
	unsigned missing = room < 0 ? 0 : reading->missing[room].count;
	if (!who->wanted[at].said || missing == 0)
		return;
	ck_assert_msg(reading->left >= missing, "%s was not told before '%s'", who->name, line);
	reading->left -= missing; /* it had left the room when this waited for the store */
	reading->missing[room].count = 0;
}

static void check_person(struct person_model *who)
{
	static struct reading reading;
	char *got = strdup(peer_text(who->peer)), *line = got;
	unsigned before = skipped_in_all;
	unsigned missing = 0;
	reading = (struct reading){.who = who};
	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		told_forget_meetings(line);
		read_line(&reading, line);
	}
	ck_assert_str_eq(line, "");
	for (; reading.next < who->count; reading.next++)
		miss(&reading, &who->wanted[reading.next], "nothing more");
	while (reading.next-- > 0)
		free(who->wanted[reading.next].line);
	for (int i = 0; i < ROOMS; i++)
		missing += reading.missing[i].count;
	ck_assert_uint_eq(missing, reading.left);
	ck_assert_uint_eq(who->peer->slow, 0);
	if (who < &people[READERS])
		ck_assert_uint_eq(skipped_in_all, before);
	free(got);
}

static void open_all(unsigned loops)
{
	for (unsigned i = 0; i < PEOPLE; i++) {
		struct person_model *who = &people[i];
		who->rooms = who->been = who->dialect = who->count = 0;
		snprintf(who->name, sizeof who->name, "p%u", i);
		who->peer = world_program(i % loops, who->name, 0);
		session_profile(who->peer->session);
		who->peer->session->echo = i % 3 == 0;
	}
	world_forget();
	for (int room = 0; room < ROOMS; room++)
		enter(&people[0], room);
	for (int i = 1; i < PEOPLE; i++)
		for (int room = 0; room < 3; room++)
			enter(&people[i], room);
}

static void store_wanted(void *data, bool durable)
{
}

static void run(uint64_t seed, unsigned loops)
{
	unit_seed(seed);
	world_start(loops);
	if (with_history)
		history_init(&world.core, HISTORY_STRICT, 1,
			&(struct history_store){.wanted = store_wanted});
	world.core.limits.send_queue_max = 16000;
	world.core.limits.slow_queue = 8000;
	world.core.limits.slow_seconds = 1000000;
	open_all(loops);
	for (int step = 0; step < STEPS; step++)
		step_once(step);
	for (int i = 0; i < PEOPLE; i++)
		peer_take(people[i].peer, PEER_ANY);
	for (int i = 0; i < 4; i++) { /* what is being stored, and then the rest */
		store_goes_on();
		world_flush();
	}
	for (int i = 0; i < PEOPLE; i++)
		check_person(&people[i]);
	world_end();
}

static void run_all(bool history, unsigned loops)
{
	with_history = history;
	for (uint64_t seed = 1; seed <= unit_rounds(SEEDS); seed++)
		run(seed, loops);
	ck_assert_uint_gt(skipped_in_all, unit_rounds(SEEDS) * 100);
	ck_assert_uint_gt(people_who_left, 0);
}

START_TEST(one_loop)
{
	run_all(false, 1);
}
END_TEST

START_TEST(five_loops)
{
	run_all(false, 5);
}
END_TEST

START_TEST(one_loop_with_history)
{
	run_all(true, 1);
}
END_TEST

START_TEST(five_loops_with_history)
{
	run_all(true, 5);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		one_loop, five_loops, one_loop_with_history, five_loops_with_history, NULL};
	return unit_cases("skip_order", cases);
}
