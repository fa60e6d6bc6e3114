#include "session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counter.h"
#include "fence.h"
#include "ignore.h"
#include "journal.h"
#include "kept.h"
#include "memory.h"
#include "operators.h"
#include "send_queue.h"
#include "speech.h"
#include "walk.h"
#include "watch.h"
#include "whowas.h"

#define ANSWER_A_LINE 4096 /* bytes of answers that cost one line of one's speed */
#define STEPS_A_LINE 50000 /* steps of comparing with masks (glob.h), likewise */

static struct session *find_key(const struct core *core, const struct name_key *key)
{
	struct session *found;
	HASH_FIND(hh, core->names, key->bytes, key->length, found);
	return found;
}

static char *name_bytes(const struct session *session)
{
	return (char *)(uintptr_t)session->hh.key;
}

/* The session, which is the last in the table, goes to its old place between two others: they stand
 * in the order of their ids, for walks. `previous` is NULL where it was the first. */
static void keep_place(
	struct core *core, struct session *session, struct session *previous, struct session *next)
{
	struct session *last = session->hh.prev;
	last->hh.next = NULL;
	session->hh.tbl->tail = &last->hh;
	session->hh.prev = previous;
	session->hh.next = next;
	next->hh.prev = session;
	if (previous)
		previous->hh.next = session;
	else
		core->names = session;
}

/* Takes the name if it is free. */
static bool take_name(struct session *session, const char *name)
{
	struct core *core = session->loop->core;
	struct name_key key;
	name_key(&key, name, strlen(name));
	const struct session *found = find_key(core, &key);
	if (found && found != session)
		return false;
	char *old = name_bytes(session);
	struct session *next = NULL, *previous = NULL;
	if (old) {
		next = session->hh.next;
		previous = session->hh.prev;
		HASH_DEL(core->names, session);
	}
	free(old);
	bool same = strcmp(key.bytes, name) == 0;
	size_t shown = same ? 0 : strlen(name) + 1;
	char *bytes = memory_get(key.length + 1U + shown);
	memcpy(bytes, key.bytes, key.length + 1U);
	memcpy(bytes + key.length + 1, name, shown);
	session->shown_apart = !same;
	HASH_ADD_KEYPTR(hh, core->names, bytes, key.length, session);
	if (next)
		keep_place(core, session, previous, next);
	return true;
}

static void take_guest_name(struct session *session)
{
	char name[NAME_BYTES + 1];
	snprintf(name, sizeof name, NAME_GUEST_PREFIX "%u", session->id);
	while (!take_name(session, name)) /* only after 2^32 sessions */
		snprintf(name, sizeof name, NAME_GUEST_PREFIX "%u", ++session->id);
}

struct session *session_open(struct core_loop *loop, const struct newcomer *newcomer)
{
	struct core *core = loop->core;
	if (newcomer->name && (session_find(core, newcomer->name) ||
				      kept_name(core, newcomer->name, &newcomer->origin) > 0))
		return NULL;
	struct session *session = memory_zero(sizeof *session);
	session->door = newcomer->door;
	session->peer = newcomer->peer;
	session->loop = loop;
	session->origin = newcomer->origin;
	session->dialect = (unsigned char)newcomer->dialect;
	session->id = ++core->session_ids;
	session->opened_s = session->spoke_s = (uint32_t)(core->now / 1000);
	if (newcomer->name) {
		take_name(session, newcomer->name);
		kept_name_taken(session);
	} else {
		take_guest_name(session);
	}
	if (newcomer->user)
		session_profile(session)->user = memory_text(newcomer->user);
	if (newcomer->real)
		session_profile(session)->real = memory_text(newcomer->real);
	if (++core->session_count > core->session_most)
		core->session_most = core->session_count;
	journal(session, LOG_INFO, "connected", LOG_TEXT("door", session->door->name));
	core->cost = (struct cost){.of = session};
	watch_tell(session, true);
	return session;
}

/* Out of all rooms; the others are told, but where `why` is NULL. */
static void quit_rooms(struct session *session, const char *why)
{
	if (why) {
		struct event event = session_event(session, EVENT_QUIT);
		event.text = *why ? why : NULL;
		event.flag = session->quits;
		room_post_around(session, &event);
	}
	kept_close(session);
	while (session->members)
		room_leave(session->members);
}

static void end(struct session *session, const char *why)
{
	struct core_loop *loop = session->loop;
	walk_before_person(session, false);
	ignore_forget(session);
	watch_forget(session);
	quit_rooms(session, loop->core->stopping ? NULL : why);
	watch_tell(session, false);
	whowas_add(session);
	session_set_invisible(session, false);
	operators_forget(session);
	fence_forget(session);
	if (session->unannounced)
		core_list_remove(&loop->core->quiet, session);
	HASH_DEL(loop->core->names, session);
	loop->core->session_count--;
	session->closed = true;
}

void session_close(struct session *session, const char *why)
{
	if (session->closed)
		return;
	end(session, why);
	if (!session->send_queue &&
		session->loop->core->asking != session) /* else when all has been sent */
		session->door->close(session->peer, DOOR_CLOSE_DONE);
}

static void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	free(profile->ignored);
	person_clear(&profile->writer);
	free(profile->away);
	free(profile->user);
	free(profile->real);
	free(profile->host);
	free(profile->killed);
	free(profile->operator_name);
	free(profile);
}

void session_free(struct session *session)
{
	send_queue_free(session);
	profile_free(session->profile);
	free(name_bytes(session));
	free(session);
}

void session_drop(struct session *session)
{
	end(session, "");
	session_free(session);
}

const char *session_name(const struct session *session)
{
	const char *key = session->hh.key;
	return session->shown_apart ? key + session->hh.keylen + 1 : key;
}

const char *session_user(const struct session *session)
{
	return session->profile && session->profile->user ? session->profile->user
							  : session->door->name;
}

const char *session_real(const struct session *session)
{
	return session->profile && session->profile->real ? session->profile->real
							  : session_name(session);
}

const char *session_operator(const struct session *session)
{
	return session->profile ? session->profile->operator_name : NULL;
}

const char *session_host(const struct session *session, char out[SESSION_HOST_SIZE])
{
	const struct origin *origin = &session->origin;
	if (session->profile && session->profile->host)
		return session->profile->host;
	if (origin->host == 0 && origin->net == 0)
		return "localhost";
	snprintf(out, SESSION_HOST_SIZE, "%08" PRIx32 ".%08" PRIx32 ".hidden", origin->host,
		origin->net);
	return out;
}

const char *session_key(const struct session *session)
{
	return session->hh.key;
}

struct session *session_find(struct core *core, const char *name)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	return find_key(core, &key);
}

bool session_is_guest(const struct session *session)
{
	return strncmp(session_key(session), NAME_GUEST_PREFIX, strlen(NAME_GUEST_PREFIX)) == 0;
}

bool session_rename(struct session *session, const char *name)
{
	const struct session *found = session_find(session->loop->core, name);
	if (found && found != session)
		return false;
	if (!found) { /* else only how it is written changes */
		watch_tell(session, false);
		whowas_add(session);
	}
	walk_before_person(session, true);
	for (const struct member *member = session->members; member; member = member->next)
		walk_before_member(member);
	take_name(session, name);
	speech_judge_again(session);
	ignore_rename(session);
	return true;
}

struct room *session_room(const struct session *session)
{
	const struct member *member = session->members;
	while (member && member->gone)
		member = member->next;
	return member ? member_room(member) : NULL;
}

struct profile *session_profile(struct session *session)
{
	if (!session->profile)
		session->profile = memory_zero(sizeof *session->profile);
	return session->profile;
}

const char *session_away(const struct session *session)
{
	return session->profile ? session->profile->away : NULL;
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

/* Those who wait for their address come one behind the other: each spends the line that it is about
 * to say, so that the next one waits longer. */
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
	long burst = core->limits.burst + SESSION_LAST_LINES;
	int64_t own = rate_wait(&session->rate, core->now, core->limits.rate, burst);
	return own > 0 ? own : allowance_wait(core, &session->origin, burst);
}

int64_t session_wait(struct session *session)
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

void session_serve(struct session *session)
{
	session->loop->core->cost = (struct cost){.of = session};
}

void session_served(struct session *session, long lines)
{
	struct cost *cost = &session->loop->core->cost;
	session_spend(session,
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

void session_spend(struct session *session, long lines)
{
	struct core *core = session->loop->core;
	spend_of_address(session, lines);
	if (session->warned && !session->held && rate_is_full(&session->rate, core->now))
		session->warned = false;
	rate_spend(&session->rate, core->now, core->limits.rate, lines);
}

void session_spoke(struct session *session)
{
	session->spoke_s = (uint32_t)(session->loop->core->now / 1000);
}

void session_caught_up(struct session *session)
{
	session->held = false;
}

void session_set_invisible(struct session *session, bool invisible)
{
	if (session->invisible != invisible)
		session->loop->core->invisible_count += invisible ? 1U : -1U;
	session->invisible = invisible;
}

void session_speak(struct session *session, unsigned dialect)
{
	if (session->dialect == dialect)
		return;
	if (session->members)
		send_queue_open(session);
	session->dialect = (unsigned char)dialect;
	for (struct member *member = session->members; member; member = member->next)
		room_change_feed(member);
}

struct event session_event(struct session *actor, enum event_type type)
{
	struct core *core = actor->loop->core;
	return (struct event){.type = type,
		.actor = actor,
		.name = session_name(actor),
		.id = ++core->event_ids,
		.time = core->now + core->clock_offset};
}
