/* Commands: four people on two loops type lines, read slowly, leave and come back. Nothing may
 * crash, and each line that anybody is sent is a good line of the line door.
 *
 * The input is a script. A line that begins with 0 to 3 is typed by that one, any other by 0, but
 *   f      all loops flush          -N B   N takes only B times 10 bytes more
 *   +N     N takes everything       xN     N's connection breaks, and N comes back */
#include "commands.h"

#include <string.h>
#include <strings.h>

#include "flush.h"
#include "fuzz.h"
#include "kept.h"
#include "line_encode.h"
#include "line_parse.h"
#include "line_skipped.h"
#include "session.h"
#include "session_life.h"
#include "text.h"
#include "welcome.h"

#define PEOPLE 4
#define LINE_BYTES_MAX 4096

struct person_here {
	struct session *session;
	uint64_t capacity;
	bool full, done;
	struct buffer got;
};

static struct core core;
static struct person_here people[PEOPLE];
static int64_t now;

static uint64_t take(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	struct person_here *person = peer;
	uint64_t taken = 0, described = 0;
	FUZZ_CHECK(!person->full && !person->done && total > 0);
	for (unsigned i = 0; i < count; i++) {
		uint64_t part = run[i].iov_len;
		described += part;
		if (part > person->capacity - taken)
			part = person->capacity - taken;
		buffer_add(&person->got, run[i].iov_base, part);
		taken += part;
	}
	FUZZ_CHECK(described == total);
	if (person->capacity != UINT64_MAX)
		person->capacity -= taken;
	person->full = taken < total;
	return taken;
}

static void end(void *peer, enum door_close why)
{
	struct person_here *person = peer;
	FUZZ_CHECK(!person->done);
	person->done = why == DOOR_CLOSE_DONE;
}

static void encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	line_encode(event, dialect, out);
}

static const struct door door = {.name = "fuzz",
	.confirms = true,
	.encode = encode,
	.line = line_skipped_kind,
	.send = take,
	.close = end};

static struct core_loop *loop_of(const struct person_here *person)
{
	return &core.loops[(person - people) / 2];
}

static void open_one(struct person_here *person)
{
	*person = (struct person_here){.capacity = UINT64_MAX, .got = person->got};
	core_enter(loop_of(person), now);
	person->session =
		session_open(loop_of(person), &(struct newcomer){.door = &door, .peer = person});
	welcome_session(person->session);
	core_leave(loop_of(person));
}

/* Each line begins as it must, and is safe to show. What was cut off when a connection broke may
 * lack its end. */
static void check_lines(const struct buffer *got, bool whole)
{
	static const char *const beginnings[] = {"<", "* ", "[", "-- ", "!! ", NULL};
	const char *line = got->bytes, *end_of_all = got->bytes + got->length;
	char safe[TEXT_SAFE_SIZE(8 * LINE_BYTES_MAX)];
	while (line < end_of_all) {
		const char *newline = memchr(line, '\n', (size_t)(end_of_all - line));
		if (!newline)
			break;
		size_t length = (size_t)(newline - line);
		const char *const *beginning = beginnings;
		while (*beginning && strncmp(line, *beginning, strlen(*beginning)) != 0)
			beginning++;
		FUZZ_CHECK(*beginning);
		FUZZ_CHECK(length < 8 * LINE_BYTES_MAX);
		FUZZ_CHECK(
			text_safe(safe, line, length) == length && memcmp(safe, line, length) == 0);
		line = newline + 1;
	}
	FUZZ_CHECK(line == end_of_all || !whole);
}

static void close_one(struct person_here *person, const char *why)
{
	core_enter(loop_of(person), now);
	session_close(person->session, why);
	bool whole = !person->session->send_queue;
	session_free(person->session);
	core_leave(loop_of(person));
	person->session = NULL;
	check_lines(&person->got, whole);
	buffer_clear(&person->got);
}

static void flush_all(void)
{
	now += 10;
	for (unsigned i = 0; i < core.loop_count; i++)
		flush_loop(&core.loops[i], now);
}

static void take_more(struct person_here *person, uint64_t bytes)
{
	person->capacity = bytes;
	if (!person->full)
		return;
	person->full = false;
	flush_ready(person->session);
}

/* As the line door does it. */
static void type(struct person_here *person, const char *line, size_t length)
{
	char text[TEXT_SAFE_SIZE(LINE_BYTES_MAX)];
	struct line_input input;
	if (person->done || length > LINE_BYTES_MAX) {
		if (person->done) {
			close_one(person, "");
			open_one(person);
		}
		return;
	}
	if (person->session->closed)
		return;
	text_safe(text, line, length);
	line_parse(&input, text);
	core_enter(loop_of(person), now);
	speed_spend(person->session, 1);
	if (input.kind == LINE_SAY)
		commands_say(person->session, input.rest);
	else if (input.kind == LINE_COMMAND)
		commands_run(person->session, input.command, input.rest);
	core_leave(loop_of(person));
}

static void act(const char *line, size_t length)
{
	bool one = length > 1 && line[1] >= '0' && line[1] < '0' + PEOPLE;
	struct person_here *person = &people[one ? line[1] - '0' : 0];
	if (length > 0 && line[0] >= '0' && line[0] < '0' + PEOPLE) {
		type(&people[line[0] - '0'], line + 1, length - 1);
	} else if (length == 1 && line[0] == 'f') {
		flush_all();
	} else if (length == 2 && one && line[0] == '+') {
		take_more(person, UINT64_MAX);
	} else if (length == 4 && one && line[0] == '-') {
		take_more(person, 10 * (uint64_t)(unsigned char)line[3]);
	} else if (length == 2 && one && line[0] == 'x') {
		close_one(person, "connection lost");
		open_one(person);
	} else {
		type(&people[0], line, length);
	}
}

static void set_up(void)
{
	static const struct limits limits = {.rate = 20,
		.burst = 100,
		.max_line = LINE_BYTES_MAX,
		.send_queue_max = 1 << 20,
		.slow_queue = 1 << 18,
		.slow_seconds = 30};
	static bool ready;
	if (!ready)
		table_init();
	ready = true;
	now = 1000000;
	log_set_level(LOG_ERROR);
	core_init(&core, "chatd", &limits, 2);
	core_set_motd(&core, "be kind");
	for (unsigned i = 0; i < PEOPLE; i++)
		open_one(&people[i]);
}

static void tear_down(void)
{
	for (unsigned i = 0; i < PEOPLE; i++)
		take_more(&people[i], UINT64_MAX);
	flush_all();
	for (unsigned i = 0; i < PEOPLE; i++) {
		flush_all(); /* somebody may have left just now */
		FUZZ_CHECK(!people[i].session->send_queue);
		close_one(&people[i], i % 2 ? "" : NULL);
		buffer_finish(&people[i].got);
	}
	kept_free(&core);
	FUZZ_CHECK(!core.rooms && !core.names && core.session_count == 0);
	FUZZ_CHECK(!core.loops[0].send_queues && !core.loops[1].send_queues);
	core_finish(&core);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data, *end_of_all = line + size;
	set_up();
	while (line < end_of_all) {
		const char *newline = memchr(line, '\n', (size_t)(end_of_all - line));
		size_t length = (size_t)((newline ? newline : end_of_all) - line);
		act(line, length);
		line += length + 1;
	}
	tear_down();
	return 0;
}
