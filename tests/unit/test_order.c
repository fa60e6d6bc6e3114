/* One order: whatever the loops, the speeds of the peers and the turns, each peer is sent exactly
 * what happened in its room and to it, in the order in which it happened, without its own lines.
 *
 * The reference is a list kept by the test itself as it acts, not anything of the core.
 *
 * With a strict history the same holds, and at any time nobody has been sent a line that is not
 * stored. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "history.h"
#include "record.h"
#include "round.h"
#include "told.h"
#include "unit.h"
#include "world.h"

#define PEOPLE 12
#define ROOMS 3
#define DIALECTS 4
#define STEPS 4000
#define SEEDS 12

struct person_model {
	struct peer *peer;
	char name[16];
	int room; /* -1: in none */
	unsigned dialect;
	struct buffer wanted;
	size_t looked_at; /* of what the peer got, for lines that are not stored */
};

static struct person_model people[PEOPLE];

/* The store: what it has taken, and the steps whose lines it has stored. */
static bool strict;
static struct buffer taken;
static uint64_t taken_round;
static bool stored[STEPS];

static void want(struct person_model *who, const char *line)
{
	if (who->dialect > 0)
		buffer_format(&who->wanted, "%u:", who->dialect);
	buffer_add_text(&who->wanted, line);
}

/* What all in the room but `who` shall be sent. */
static void room_hears(int room, const struct person_model *who, const char *line)
{
	for (int i = 0; room >= 0 && i < PEOPLE; i++)
		if (people[i].room == room && &people[i] != who)
			want(&people[i], line);
}

static void someone_speaks(struct person_model *who, int step)
{
	char typed[200], line[300];
	if (who->room < 0)
		return;
	int length = (int)unit_draw(unit_draw(10) == 0 ? 150 : 20);
	snprintf(typed, sizeof typed, "%d %.*s", step, length,
		"a rather long line of text that goes on and on until it fills the blocks of the "
		"room one after the other, and goes over the border of each of them once");
	snprintf(line, sizeof line, "said %s #r%d %s\n", who->name, who->room, typed);
	room_hears(who->room, who, line);
	peer_type(who->peer, typed);
	if (!who->peer->session->echo)
		return;
	snprintf(line, sizeof line, "said* %s #r%d %s\n", who->name, who->room, typed);
	want(who, line);
}

static void store_line(const char *record)
{
	struct record_line line;
	struct record_missed missed;
	if (record_type(record) == RECORD_LINE) {
		record_read_line(record, &line);
		if (line.kind == RECORD_SAY)
			stored[atoi(line.text)] = true;
	} else if (record_type(record) == RECORD_MISSED) {
		record_read_missed(record, &missed);
		ck_abort_msg("lines %u to %u were missed", missed.first, missed.last);
	}
}

/* The store takes what is gathered, or has stored it. */
static void store_goes_on(void)
{
	bool durable;
	if (!taken_round) {
		taken_round = round_take(&world.core, &taken, &durable);
		return;
	}
	for (size_t at = 0; at < taken.length; at += record_length(taken.bytes + at))
		store_line(taken.bytes + at);
	round_stored(&world.core, taken_round, world.now);
	taken_round = 0;
}

/* Whoever has been sent a line, it is stored. */
static void nothing_is_seen_unstored(void)
{
	for (int i = 0; i < PEOPLE; i++) {
		struct peer *peer = people[i].peer;
		const char *text = peer_text(peer), *line;
		for (line = text + people[i].looked_at; (line = strstr(line, "said"));) {
			char name[16], room[16];
			int step;
			bool star = line[4] == '*';
			if (!strchr(line, '\n'))
				break;
			if (sscanf(line + 4 + star, "%15s %15s %d", name, room, &step) == 3)
				ck_assert_msg(stored[step], "%s has seen line %d too early",
					people[i].name, step);
			line = strchr(line, '\n');
			people[i].looked_at = (size_t)(line - text);
		}
	}
}

static void someone_writes(struct person_model *who, int step)
{
	struct person_model *to = &people[unit_draw(PEOPLE)];
	char typed[100], line[120];
	if (to == who)
		return;
	snprintf(typed, sizeof typed, "/msg %s %d", to->name, step);
	peer_type(who->peer, typed);
	snprintf(line, sizeof line, "private %s %s\n", who->name, typed + strlen("/msg "));
	want(to, line);
	snprintf(line, sizeof line, "private* %s %s\n", who->name, typed + strlen("/msg "));
	want(who, line);
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
	who->room = to;
	snprintf(line, sizeof line, "joined* %s #r%d chatd\n", who->name, to);
	want(who, line);
}

static void someone_parts(struct person_model *who)
{
	if (who->room < 0)
		return;
	char line[100];
	snprintf(line, sizeof line, "left* %s #r%d\n", who->name, who->room);
	want(who, line);
	leave_room(who);
	peer_type(who->peer, "/part");
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
	snprintf(line, sizeof line, "kicked %s %s #r%d on\n", who->name, to->name, who->room);
	want(to, line);
	snprintf(line, sizeof line, "kicked* %s %s #r%d\n", who->name, to->name, who->room);
	want(who, line);
	snprintf(line, sizeof line, "kicked %s %s #r%d\n", who->name, to->name, who->room);
	room_hears(who->room, who, line);
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
	static const unsigned most[] = {1, 10, 200, 3000};
	if (unit_draw(3) == 0)
		peer_take(who->peer, PEER_ANY);
	else
		peer_take(who->peer, unit_draw(most[unit_draw(4)] + 1));
}

static void feeds_settle(void)
{
	core_enter(&world.core.loops[0], world.now);
	room_settle_feeds(&world.core);
	core_leave(&world.core.loops[0]);
}

static void step_once(int step)
{
	struct person_model *who = &people[unit_draw(PEOPLE)];
	unsigned what = unit_draw(100);
	if (strict && unit_draw(6) == 0)
		store_goes_on();
	if (what < 45)
		someone_speaks(who, step);
	else if (what < 55)
		someone_writes(who, step);
	else if (what < 60)
		someone_moves(who);
	else if (what < 61)
		someone_parts(who);
	else if (what < 63)
		someone_kicks(who);
	else if (what < 65)
		someone_goes_over(who);
	else if (what < 80)
		someone_takes(who);
	else if (what < 97)
		world_flush_one(unit_draw(world.core.loop_count));
	else
		feeds_settle();
	if (strict && step % 16 == 0)
		nothing_is_seen_unstored();
}

static void check_all(uint64_t seed)
{
	for (int i = 0; i < PEOPLE; i++)
		peer_take(people[i].peer, PEER_ANY);
	world_flush();
	for (int i = 0; strict && i < 4; i++) { /* what is being stored, and then the rest */
		store_goes_on();
		nothing_is_seen_unstored();
		world_flush();
	}
	for (int i = 0; i < PEOPLE; i++) {
		char *got = strdup(peer_text(people[i].peer));
		buffer_add(&people[i].wanted, "", 1);
		told_forget_meetings(got);
		unit_same_long(got, people[i].wanted.bytes, people[i].name, seed);
		ck_assert_ptr_null(people[i].peer->session->send_queue);
		free(got);
		buffer_finish(&people[i].wanted);
	}
}

static void open_all(unsigned loops)
{
	char typed[32];
	for (int i = 0; i < PEOPLE; i++) {
		struct person_model *who = &people[i];
		*who = (struct person_model){.room = i % ROOMS};
		snprintf(who->name, sizeof who->name, "p%d", i);
		who->peer = world_named((unsigned)i % loops, who->name);
		session_profile(who->peer->session); /* as IRC clients have one */
		who->peer->session->echo = i % 3 == 0;
	}
	for (int i = 0; i < PEOPLE; i++) {
		snprintf(typed, sizeof typed, "/join r%d", people[i].room);
		peer_say(people[i].peer, typed);
	}
	world_forget();
	for (int i = 0; i < PEOPLE; i++) { /* so that each line has a newline before it */
		buffer_add_text(&people[i].peer->got, "\n");
		buffer_add_text(&people[i].wanted, "\n");
	}
}

static void store_wanted(void *data, bool durable)
{
	(void)data, (void)durable; /* it takes when it likes */
}

static void run(uint64_t seed, unsigned loops)
{
	unit_seed(seed);
	world_start(loops);
	memset(stored, 0, sizeof stored);
	if (strict)
		history_init(&world.core, HISTORY_STRICT, 1,
			&(struct history_store){.wanted = store_wanted});
	world.core.limits.send_queue_max = world.core.limits.slow_queue = 1 << 30;
	open_all(loops);
	for (int step = 0; step < STEPS; step++)
		step_once(step);
	check_all(seed);
	world_end();
	buffer_finish(&taken);
}

static void run_all(bool with_history, unsigned loops)
{
	strict = with_history;
	for (uint64_t seed = 1; seed <= unit_rounds(SEEDS); seed++)
		run(seed, loops);
}

START_TEST(one_loop_keeps_one_order)
{
	run_all(false, 1);
}
END_TEST

START_TEST(two_loops_keep_one_order)
{
	run_all(false, 2);
}
END_TEST

START_TEST(five_loops_keep_one_order)
{
	run_all(false, 5);
}
END_TEST

START_TEST(one_loop_keeps_it_with_history)
{
	run_all(true, 1);
}
END_TEST

START_TEST(two_loops_keep_it_with_history)
{
	run_all(true, 2);
}
END_TEST

START_TEST(five_loops_keep_it_with_history)
{
	run_all(true, 5);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {one_loop_keeps_one_order, two_loops_keep_one_order,
		five_loops_keep_one_order, one_loop_keeps_it_with_history,
		two_loops_keep_it_with_history, five_loops_keep_it_with_history, NULL};
	return unit_cases("order", cases);
}
