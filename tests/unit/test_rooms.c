/* Several rooms at once: whatever the loops, the speeds of the peers, the dialects and the turns,
 * each is sent exactly what happened in its rooms and to it. What happened in one room comes in its
 * order, and what is told to one alone, or to all around, has its place among the lines of all
 * rooms.
 *
 * The reference is a list kept by the test itself as it acts, not anything of the core. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flush.h"
#include "kick.h"
#include "membership.h"
#include "self.h"
#include "talk.h"
#include "told.h"
#include "unit.h"
#include "world.h"

#define PEOPLE 9
#define ROOMS 4
#define DIALECTS 3
#define STEPS 2500
#define SEEDS 12
#define WANTED_MAX 20000
#define ALONE -1 /* instead of a room: in its place among all */

struct wanted {
	char *text;
	int room;
	bool come;
};

struct person_model {
	struct peer *peer;
	char name[16];
	bool in[ROOMS];
	unsigned dialect;
	struct wanted *wanted;
	size_t count;
};

static struct person_model people[PEOPLE];
static int serial;

static void want(struct person_model *who, int room, const char *line)
{
	char text[300];
	ck_assert_uint_lt(who->count, WANTED_MAX);
	snprintf(text, sizeof text, "%u:%s", who->dialect, line);
	who->wanted[who->count++] = (struct wanted){strdup(text), room, false};
}

/* What all in the room but these two shall be sent. */
static void room_hears(int room, const struct person_model *who, const struct person_model *other,
	const char *line)
{
	for (int i = 0; i < PEOPLE; i++)
		if (people[i].in[room] && &people[i] != who && &people[i] != other)
			want(&people[i], room, line);
}

static void all_around_hear(const struct person_model *who, const char *line)
{
	for (int i = 0; i < PEOPLE; i++) {
		bool shared = false;
		for (int room = 0; room < ROOMS; room++)
			shared |= who->in[room] && people[i].in[room];
		if (shared && &people[i] != who)
			want(&people[i], ALONE, line);
	}
}

static struct room *room_of(int room)
{
	char name[8];
	snprintf(name, sizeof name, "#r%d", room);
	return world_room(name);
}

static struct member *member_of(const struct person_model *who, int room)
{
	return room_member(room_of(room), who->peer->session);
}

static void speaks(struct person_model *who, int room)
{
	char text[200], line[300];
	if (!who->in[room])
		return;
	snprintf(text, sizeof text, "%d %.*s", ++serial,
		(int)unit_draw(unit_draw(10) == 0 ? 120 : 15),
		"a rather long line of text that goes on and on until it fills the blocks of the "
		"room one after the other, and goes over their borders");
	snprintf(line, sizeof line, "said %s #r%d %s", who->name, room, text);
	room_hears(room, who, NULL, line);
	peer_enter(who->peer);
	talk_to_room(who->peer->session, room_of(room), &(struct speech){.text = text});
	peer_leave(who->peer);
}

static void joins(struct person_model *who, int room)
{
	char name[8], line[100];
	if (who->in[room])
		return;
	snprintf(name, sizeof name, "#r%d", room);
	snprintf(line, sizeof line, "joined %s #r%d", who->name, room);
	room_hears(room, who, NULL, line);
	snprintf(line, sizeof line, "joined* %s #r%d chatd", who->name, room);
	want(who, ALONE, line);
	who->in[room] = true;
	peer_join(who->peer, name);
}

static void parts(struct person_model *who, int room)
{
	char text[16], line[100];
	if (!who->in[room])
		return;
	who->in[room] = false;
	snprintf(text, sizeof text, "%d", ++serial);
	snprintf(line, sizeof line, "left %s #r%d %s", who->name, room, text);
	room_hears(room, who, NULL, line);
	snprintf(line, sizeof line, "left* %s #r%d %s", who->name, room, text);
	want(who, ALONE, line);
	peer_enter(who->peer);
	membership_leave(member_of(who, room), text, true);
	peer_leave(who->peer);
}

static void kicks(struct person_model *who, int room)
{
	struct person_model *to = &people[unit_draw(PEOPLE)];
	char text[16], line[100];
	if (!who->in[room] || !to->in[room])
		return;
	to->in[room] = false;
	snprintf(text, sizeof text, "%d", ++serial);
	snprintf(line, sizeof line, "kicked %s %s #r%d %s", who->name, to->name, room, text);
	room_hears(room, who, to, line);
	snprintf(line, sizeof line, "kicked %s %s #r%d %s on", who->name, to->name, room, text);
	if (to != who)
		want(to, ALONE, line);
	snprintf(line, sizeof line, "kicked* %s %s #r%d %s%s", who->name, to->name, room, text,
		to == who ? " on" : "");
	want(who, ALONE, line);
	peer_enter(who->peer);
	member_of(who, room)->roles = ROLE_OPERATOR;
	ck_assert_int_eq(kick_member(who->peer->session, room_of(room), to->peer->session, text),
		OUTCOME_DONE);
	peer_leave(who->peer);
}

static void writes(struct person_model *who)
{
	struct person_model *to = &people[unit_draw(PEOPLE)];
	char typed[100], line[120];
	if (to == who)
		return;
	snprintf(typed, sizeof typed, "/msg %s %d", to->name, ++serial);
	snprintf(line, sizeof line, "private %s %s", who->name, typed + strlen("/msg "));
	want(to, ALONE, line);
	snprintf(line, sizeof line, "private* %s %s", who->name, typed + strlen("/msg "));
	want(who, ALONE, line);
	peer_type(who->peer, typed);
}

static void renames(struct person_model *who)
{
	char name[16], line[100];
	snprintf(name, sizeof name, "n%d", ++serial);
	snprintf(line, sizeof line, "renamed %s %s", who->name, name);
	all_around_hear(who, line);
	snprintf(line, sizeof line, "renamed* %s %s", who->name, name);
	want(who, ALONE, line);
	strcpy(who->name, name);
	peer_enter(who->peer);
	ck_assert_int_eq(self_set_name(who->peer->session, name), OUTCOME_DONE);
	peer_leave(who->peer);
}

static void goes_over(struct person_model *who)
{
	who->dialect = 1 + unit_draw(DIALECTS);
	peer_enter(who->peer);
	session_set_dialect(who->peer->session, who->dialect);
	peer_leave(who->peer);
}

static void takes(struct person_model *who)
{
	static const unsigned most[] = {1, 10, 200, 3000};
	peer_take(who->peer, unit_draw(3) == 0 ? PEER_ANY : unit_draw(most[unit_draw(4)] + 1));
}

/* The next that shall come and has this text; before it may come only what other rooms say. */
static bool comes(struct person_model *who, size_t from, const char *text)
{
	size_t i = from;
	while (i < who->count && (who->wanted[i].come || strcmp(who->wanted[i].text, text) != 0))
		i++;
	if (i == who->count)
		return false;
	struct wanted *found = &who->wanted[i];
	for (size_t j = from; j < i; j++) {
		const struct wanted *missing = &who->wanted[j];
		if (!missing->come && (missing->room == found->room || missing->room == ALONE ||
					      found->room == ALONE))
			ck_abort_msg("%s: '%s' comes before '%s'", who->name, text, missing->text);
	}
	found->come = true;
	return true;
}

static void check(struct person_model *who)
{
	char *all = strdup(peer_text(who->peer)), *rest = all, *line;
	size_t from = 0;
	while ((line = strsep(&rest, "\n")) && rest) {
		told_forget_meetings(line);
		if (!comes(who, from, line))
			ck_abort_msg("%s: '%s' shall not come", who->name, line);
		while (from < who->count && who->wanted[from].come)
			from++;
	}
	if (from < who->count)
		ck_abort_msg("%s: '%s' does not come", who->name, who->wanted[from].text);
	free(all);
	peer_forget(who->peer);
	while (who->count > 0)
		free(who->wanted[--who->count].text);
}

static void comes_in(struct person_model *who, unsigned loop)
{
	snprintf(who->name, sizeof who->name, "n%d", ++serial);
	who->dialect = 1;
	memset(who->in, 0, sizeof who->in);
	peer_open(who->peer, loop, &(struct newcomer){.name = who->name, .dialect = 1});
}

/* Leaves the server, and comes back as another. */
static void quits(struct person_model *who)
{
	char text[16], line[100];
	unsigned loop = who->peer->session->loop->index;
	snprintf(text, sizeof text, "%d", ++serial);
	snprintf(line, sizeof line, "quit %s %s on", who->name, text);
	all_around_hear(who, line);
	peer_enter(who->peer);
	who->peer->session->quits = true; /* so that nothing is kept for it */
	session_close(who->peer->session, text);
	peer_leave(who->peer);
	peer_take(who->peer, PEER_ANY);
	world_flush();
	ck_assert_uint_eq(who->peer->done, 1);
	check(who);
	peer_free(who->peer);
	comes_in(who, loop);
}

static void step_once(void)
{
	struct person_model *who = &people[unit_draw(PEOPLE)];
	int room = (int)unit_draw(ROOMS);
	unsigned what = unit_draw(1000);
	if (what < 400)
		speaks(who, room);
	else if (what < 480)
		joins(who, room);
	else if (what < 500)
		parts(who, room);
	else if (what < 540)
		kicks(who, room);
	else if (what < 600)
		writes(who);
	else if (what < 640)
		renames(who);
	else if (what < 660)
		goes_over(who);
	else if (what < 663)
		quits(who);
	else if (what < 850)
		takes(who);
	else
		world_flush_one(unit_draw(world.core.loop_count));
}

static void run(uint64_t seed, unsigned loops)
{
	unit_seed(seed);
	serial = 0;
	world_start(loops);
	world.core.limits.send_queue_max = world.core.limits.slow_queue = 1 << 30;
	for (unsigned i = 0; i < PEOPLE; i++) {
		people[i] = (struct person_model){
			.peer = world_peer(), .wanted = calloc(WANTED_MAX, sizeof(struct wanted))};
		comes_in(&people[i], i % loops);
	}
	for (int step = 0; step < STEPS; step++)
		step_once();
	for (int i = 0; i < PEOPLE; i++)
		peer_take(people[i].peer, PEER_ANY);
	world_flush();
	for (int i = 0; i < PEOPLE; i++) {
		check(&people[i]);
		ck_assert_ptr_null(people[i].peer->session->send_queue);
		free(people[i].wanted);
	}
	world_end();
}

static const unsigned loop_counts[] = {1, 2, 5};

START_TEST(each_room_has_one_order)
{
	for (uint64_t seed = 1; seed <= unit_rounds(SEEDS); seed++)
		run(seed, loop_counts[_i]);
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {{each_room_has_one_order, 3}, {NULL, 0}};
	return unit_loops_with("rooms", NULL, NULL, loops);
}
