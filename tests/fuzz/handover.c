/* The state that one server hands to the next (handover.h): bytes that are none are refused,
 * without a crash or a leak; what is read packs to a state that is read again and packs the same.
 */
#include "handover.h"

#include <string.h>

#include "core.h"
#include "flush.h"
#include "fuzz.h"
#include "handover_session.h"
#include "log.h"
#include "memory.h"

#define LOOPS 2
#define ORIGIN 77 /* of the history of the corpus */

static void encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	buffer_add_text(out, event->name ? event->name : "-");
	buffer_add_text(out, "\n");
}

static uint64_t take(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	return total;
}

static enum door_line line(const char *bytes, size_t length)
{
	return DOOR_LINE_STAYS;
}

static void end(void *peer, enum door_close why)
{
}

static void resume(void *peer)
{
}

static const unsigned char *address_bytes(const void *peer)
{
	return NULL;
}

static const struct door door = {.name = "fake",
	.encode = encode,
	.send = take,
	.line = line,
	.close = end,
	.resume = resume,
	.address_bytes = address_bytes};

static const struct door *find_door(const char *name)
{
	return strcmp(name, door.name) == 0 ? &door : NULL;
}

static void wanted(void *data, bool durable)
{
}

static void start(struct core *core)
{
	static const struct limits limits = {.rate = 20,
		.burst = 100,
		.max_line = 4096,
		.send_queue_max = 1 << 20,
		.slow_queue = 1 << 18,
		.slow_seconds = 30};
	core_init(core, "chatd", &limits, LOOPS);
	history_init(core, HISTORY_STRICT, ORIGIN, &(struct history_store){.wanted = wanted});
	core->history.replay = 3;
	core_enter(&core->loops[0], 1000000);
	core_leave(&core->loops[0]);
}

static void finish(struct core *core)
{
	handover_drop(core);
	core_finish(core);
}

/* A new core with the state of the bytes, which are in memory of their own. */
static bool unpacks(struct core *core, const char *bytes, size_t length)
{
	char error[HANDOVER_ERROR_SIZE] = "", *copy = memory_get(length + 1);
	memcpy(copy, bytes, length);
	start(core);
	struct unpack in = unpack_begin(copy, length);
	bool good = handover_unpack(core, &in, find_door, error);
	FUZZ_CHECK(good == (*error == '\0'));
	free(copy);
	return good;
}

static void check_same(const struct buffer *state, const struct buffer *again)
{
	FUZZ_CHECK(again->length == state->length);
	FUZZ_CHECK(memcmp(again->bytes, state->bytes, state->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct core core, second;
	struct buffer state = {0}, again = {0};
	static bool begun;
	if (!begun)
		table_init();
	begun = true;
	log_set_level(LOG_ERROR);
	if (unpacks(&core, (const char *)data, size)) {
		for (unsigned i = 0; i < core.handed->count; i++)
			core.handed->items[i]->peer = &core;
		FUZZ_CHECK(handover_end(&core, "lost") == 0);
		handover_pack(&core, &(struct pack){.buffer = &state});
		FUZZ_CHECK(unpacks(&second, state.bytes, state.length));
		handover_pack(&second, &(struct pack){.buffer = &again});
		if (core.allowances.count <= 1) /* several are in no order, and full ones go */
			check_same(&state, &again);
		finish(&second);
		for (unsigned i = 0; i < LOOPS; i++)
			flush_loop(&core.loops[i], 1000000);
	}
	finish(&core);
	buffer_finish(&state);
	buffer_finish(&again);
	return 0;
}
