#include "conn_state.h"

#include "log_storm.h"
#include "memory.h"
#include "table.h"

#define BIT(state) (1U << CONN_##state)
#define BEFORE_CLOSING (BIT(READING_DONE) | BIT(CLOSING))

static const struct {
	const char *name;
	unsigned next; /* BIT() of each state that may follow */
} states[CONN_STATES] = {
	[CONN_READING] = {"reading", BIT(PENDING) | BIT(DELAYED) | BIT(PAUSED) | BEFORE_CLOSING},
	[CONN_PENDING] = {"pending", BIT(READING) | BEFORE_CLOSING},
	[CONN_DELAYED] = {"delayed", BIT(PENDING) | BEFORE_CLOSING},
	[CONN_PAUSED] = {"paused", BIT(PENDING) | BIT(READING) | BEFORE_CLOSING},
	[CONN_READING_DONE] = {"reading_done", BIT(CLOSING)},
	[CONN_CLOSING] = {"closing", BIT(FLUSHING)},
	[CONN_FLUSHING] = {"flushing", BIT(SHUT)},
	[CONN_SHUT] = {"shut", 0},
};

static void log_state(const struct conn *conn, enum conn_state state)
{
	char peer[ADDRESS_TEXT_SIZE];
	uint32_t from = table_hash(conn->address, sizeof conn->address);
	if (!log_storm_allows(LOG_DEBUG, "conn_state", from, LOG_BURST))
		return;
	conn_address(conn, peer);
	log_event(LOG_DEBUG, "conn_state", LOG_ADDRESS("peer", peer),
		LOG_TEXT("from", states[conn->state].name), LOG_TEXT("to", states[state].name));
}

static void stop_draining(struct conn *conn)
{
	if (!conn->draining)
		return;
	conn->draining = false;
	conn->loop->draining--;
	loop_iterate_soon(conn->loop); /* the shutdown may wait for the last one */
}

void conn_set_state(struct conn *conn, enum conn_state state)
{
	if (!(states[conn->state].next & 1U << state))
		fatal("a conn changed to a state that cannot follow");
	if (log_enabled(LOG_DEBUG))
		log_state(conn, state);
	conn->state = (unsigned char)state;
	if (state >= CONN_READING_DONE)
		stop_draining(conn);
}
