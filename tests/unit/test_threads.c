/* Loops that are threads: one order for all, nothing lost, and nothing for a thread sanitizer.
 *
 * One session never speaks, and so is sent every line of the lobby. Each of the others must be sent
 * the same without its own lines. Meanwhile they put each other out of a second room, of which only
 * that matters that all is well in the end, change their names, and go over to other dialects,
 * which are encoded alike. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "flush.h"
#include "kick.h"
#include "membership.h"
#include "self.h"
#include "session_life.h"
#include "talk.h"
#include "unit.h"
#include "welcome.h"

#define LOOPS 3
#define PEERS_A_LOOP 3
#define TURNS 400
#define LINES_A_TURN 5

/* Belongs to its loop's thread. */
struct reader {
	struct session *session;
	char name[16];
	struct buffer got;
	bool full;
	uint64_t state; /* of its generator */
};

struct turner {
	struct core_loop *loop;
	struct reader readers[PEERS_A_LOOP];
	atomic_bool woken;
	pthread_t thread;
};

static struct core core;
static struct turner turners[LOOPS];

static unsigned draw(struct reader *reader, unsigned below)
{
	reader->state = reader->state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(reader->state >> 33) % below;
}

/* Lines of the lobby begin with '<', private ones with '[', all others with '-'. */
static void encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	bool lobby = event->room && strcmp(event->room, ROOM_LOBBY) == 0;
	if (event->type == EVENT_SAID && lobby)
		buffer_add_all(out, "<", session_real(event->actor), "> ", event->text, "\n", NULL);
	else if (event->type == EVENT_PRIVATE && !event->own)
		buffer_add_all(out, "[", session_real(event->actor), "] ", event->text, "\n", NULL);
	else
		buffer_format(out, "-%d\n", event->type);
}

static uint64_t take(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	struct reader *reader = peer;
	uint64_t room = draw(reader, 3) == 0 ? draw(reader, 200) : total, taken = 0;
	for (unsigned i = 0; i < count && taken < room; i++) {
		uint64_t part = run[i].iov_len < room - taken ? run[i].iov_len : room - taken;
		buffer_add(&reader->got, run[i].iov_base, part);
		taken += part;
	}
	reader->full = taken < total;
	return taken;
}

static void end(void *peer, enum door_close why)
{
}

static const struct door door = {.name = "test", .encode = encode, .send = take, .close = end};

static void wake(void *data)
{
	atomic_store(&((struct turner *)data)->woken, true);
}

static void act(struct reader *reader, int turn)
{
	static const char *const arena = "#arena";
	struct session *session = reader->session;
	const struct room *room = room_find(&core, arena);
	struct member *member = room ? room_member(room, session) : NULL;
	char name[NAME_BYTES + 1];
	const struct reader *other =
		&turners[draw(reader, LOOPS)].readers[draw(reader, PEERS_A_LOOP)];
	if (!member) {
		membership_enter(session, arena, NULL, EVENT_JOINED);
		return;
	}
	member->roles = ROLE_OPERATOR;
	switch (draw(reader, 5)) {
	case 0:
		kick_member(session, member_room(member), other->session, NULL);
		break;
	case 1:
		talk_to_room(
			session, member_room(member), &(struct speech){.text = "in the arena"});
		break;
	case 2:
		session_set_dialect(session, draw(reader, 5));
		break;
	case 3:
		snprintf(name, sizeof name, "%sx%d", reader->name, turn);
		self_set_name(session, name);
		break;
	default:
		membership_leave(member, NULL, true);
	}
}

static void speak(struct reader *reader, int turn)
{
	char text[100];
	snprintf(text, sizeof text, "%d %.*s", turn, (int)draw(reader, 60),
		"some more words, so that lines are not all of the same length");
	if (draw(reader, 4) > 0) {
		commands_say(reader->session, text);
		return;
	}
	snprintf(text, sizeof text, " p%u %d", draw(reader, LOOPS * PEERS_A_LOOP), turn);
	commands_run(reader->session, "msg", text);
}

static void one_turn(struct turner *turner, int turn)
{
	core_enter(turner->loop, turn);
	for (int i = 0; i < LINES_A_TURN; i++) {
		struct reader *reader = &turner->readers[draw(&turner->readers[0], PEERS_A_LOOP)];
		if (draw(reader, 4) == 0)
			act(reader, turn);
		if (reader != &turners[0].readers[0]) /* that one only listens */
			speak(reader, turn);
	}
	core_leave(turner->loop);
	for (int i = 0; i < PEERS_A_LOOP; i++)
		if (turner->readers[i].full && draw(&turner->readers[i], 2) == 0)
			flush_ready(turner->readers[i].session);
	atomic_store(&turner->woken, false);
	flush_loop(turner->loop, turn);
}

static void *run(void *data)
{
	for (int turn = 0; turn < TURNS; turn++)
		one_turn(data, turn);
	return NULL;
}

static void open_all(struct turner *turner, unsigned index)
{
	turner->loop = &core.loops[index];
	turner->loop->wake = wake;
	turner->loop->wake_data = turner;
	core_enter(turner->loop, 0);
	for (unsigned i = 0; i < PEERS_A_LOOP; i++) {
		struct reader *reader = &turner->readers[i];
		snprintf(reader->name, sizeof reader->name, "p%u", index * PEERS_A_LOOP + i);
		reader->state = index * PEERS_A_LOOP + i + 1;
		reader->session = session_open(turner->loop, &(struct newcomer){.door = &door,
								     .peer = reader,
								     .name = reader->name,
								     .real = reader->name});
		welcome_session(reader->session);
	}
	core_leave(turner->loop);
}

static void set_up(void)
{
	static const struct limits limits = {.send_queue_max = 1 << 30, .slow_queue = 1 << 30};
	table_init();
	log_set_level(LOG_ERROR);
	core_init(&core, "chatd", &limits, LOOPS);
	for (unsigned i = 0; i < LOOPS; i++)
		open_all(&turners[i], i);
}

static void tear_down(void)
{
	for (unsigned i = 0; i < LOOPS; i++) {
		core_enter(turners[i].loop, TURNS);
		for (unsigned j = 0; j < PEERS_A_LOOP; j++) {
			session_close(turners[i].readers[j].session, NULL);
			session_free(turners[i].readers[j].session);
			buffer_finish(&turners[i].readers[j].got);
		}
		core_leave(turners[i].loop);
	}
	core_finish(&core);
}

/* Sends all that is left, with the threads gone. */
static void send_rest(void)
{
	for (int again = 0; again < 1000; again++) {
		for (unsigned i = 0; i < LOOPS; i++) {
			flush_loop(turners[i].loop, TURNS);
			for (unsigned j = 0; j < PEERS_A_LOOP; j++)
				if (turners[i].readers[j].full)
					flush_ready(turners[i].readers[j].session);
		}
	}
}

/* The next line that begins with `first` and is not by `but`, or NULL; moves `at` behind it. */
static const char *next_line(const char **at, char first, const char *but)
{
	while (**at) {
		const char *line = *at;
		*at = strchr(line, '\n') + 1;
		size_t length = strlen(but);
		bool own = strncmp(line + 1, but, length) == 0 && line[length + 1] == '>';
		if (*line == first && !own)
			return line;
	}
	return NULL;
}

static void check_same(const struct reader *all, const struct reader *reader)
{
	const char *a = all->got.bytes, *b = reader->got.bytes;
	for (unsigned n = 0;; n++) {
		const char *wanted = next_line(&a, '<', reader->name);
		const char *got = next_line(&b, '<', "");
		ck_assert_msg(!wanted == !got, "%s: other than %u lines", reader->name, n);
		if (!wanted)
			return;
		size_t length = (size_t)(a - wanted);
		if (length != (size_t)(b - got) || memcmp(wanted, got, length) != 0)
			ck_abort_msg("%s: line %u differs", reader->name, n);
	}
}

START_TEST(threads_keep_one_order)
{
	for (unsigned i = 0; i < LOOPS; i++)
		ck_assert_int_eq(pthread_create(&turners[i].thread, NULL, run, &turners[i]), 0);
	for (unsigned i = 0; i < LOOPS; i++)
		pthread_join(turners[i].thread, NULL);
	send_rest();
	for (unsigned i = 0; i < LOOPS * PEERS_A_LOOP; i++)
		buffer_add(&turners[i / PEERS_A_LOOP].readers[i % PEERS_A_LOOP].got, "", 1);
	ck_assert_uint_gt(turners[0].readers[0].got.length, 10000);
	for (unsigned i = 0; i < LOOPS; i++)
		for (unsigned j = 0; j < PEERS_A_LOOP; j++)
			check_same(&turners[0].readers[0], &turners[i].readers[j]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {threads_keep_one_order, NULL};
	return unit_cases_with("threads", set_up, tear_down, cases);
}
