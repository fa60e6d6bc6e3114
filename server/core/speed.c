#include "speed.h"

#include "counter.h"
#include "session.h"
#include "session_send.h"

#define ANSWER_A_LINE 4096 /* bytes of answers that cost one line */
#define STEPS_A_LINE 50000 /* steps of comparing with masks (glob.h) that cost one line */

void speed_begin(struct session *session)
{
	session->loop->core->cost = (struct cost){.of = session};
}

void speed_end(struct session *session, long lines)
{
	struct cost *cost = &session->loop->core->cost;
	speed_spend(session,
		lines + (long)(cost->bytes / ANSWER_A_LINE) + (long)(cost->steps / STEPS_A_LINE));
	*cost = (struct cost){0};
}

static void spend_of_address(struct session *session, long lines)
{
	struct core *core = session->loop->core;
	uint64_t bytes = (uint64_t)lines * ALLOWANCE_LINE;
	uint64_t booked = session->booked ? ALLOWANCE_LINE : 0;
	if (bytes < core->cost.said)
		bytes = core->cost.said;
	core->cost.said = 0;
	session->booked &= bytes == 0;
	allowance_spend(core, &session->origin, bytes > booked ? bytes - booked : 0);
}

void speed_spend(struct session *session, long lines)
{
	struct core *core = session->loop->core;
	spend_of_address(session, lines);
	if (session->warned && !session->held && rate_is_full(&session->rate, core->now))
		session->warned = false;
	rate_spend(&session->rate, core->now, core->limits.rate, lines);
}

void speed_said_once(struct core *core, uint64_t before, unsigned count)
{
	if (count > 1)
		core->cost.said = before + (core->cost.said - before) / count;
}

static void warn_once(struct session *session, enum outcome outcome, long per_second)
{
	if (session->warned)
		return;
	session->warned = true;
	counter_add(COUNTER_TOO_FAST, 1);
	session_post(session,
		&(struct event){
			.type = EVENT_REFUSED, .outcome = outcome, .total = (uint64_t)per_second});
}

/* Sessions that wait for their address go on one behind the other: each spends its next line when
 * it begins to wait, so that the one after it waits longer. */
static int64_t book(struct session *session)
{
	struct core *core = session->loop->core;
	int64_t wait =
		session->booked ? 0 : allowance_wait(core, &session->origin, core->limits.burst);
	if (wait > 0) {
		session->booked = true;
		allowance_spend(core, &session->origin, ALLOWANCE_LINE);
	}
	return wait;
}

static int64_t wait_at_the_end(struct session *session)
{
	struct core *core = session->loop->core;
	long burst = core->limits.burst + SPEED_LAST_LINES;
	int64_t own = rate_wait(&session->rate, core->now, core->limits.rate, burst);
	return own > 0 ? own : allowance_wait(core, &session->origin, burst);
}

int64_t speed_wait(struct session *session)
{
	struct core *core = session->loop->core;
	long rate = core->limits.rate;
	if (core->stopping)
		return wait_at_the_end(session);
	int64_t wait = rate_wait(&session->rate, core->now, rate, core->limits.burst);
	if (wait > 0) {
		warn_once(session, OUTCOME_TOO_FAST, rate);
	} else {
		wait = book(session);
		if (wait > 0)
			warn_once(session, OUTCOME_ADDRESS_TOO_FAST, ALLOWANCE_SESSIONS * rate);
	}
	session->held |= wait > 0;
	return wait;
}

void speed_caught_up(struct session *session)
{
	session->held = false;
}
