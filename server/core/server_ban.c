#include "server_ban.h"

#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "journal.h"
#include "memory.h"
#include "operators.h"
#include "record.h"
#include "session_life.h"
#include "session_send.h"

/* The key of the session's account; NULL for none. */
static const char *account_of(const struct session *session)
{
	const struct account *account = session_account(session);
	return account ? account->key : NULL;
}

static struct visitor visitor_of(const struct session *session)
{
	const struct door *door = session->door;
	return (struct visitor){
		.address = door->address_bytes ? door->address_bytes(session->peer) : NULL,
		.host = session->origin.host,
		.account = account_of(session),
		.known = session_local_user(session) || session_operator(session)};
}

static int64_t clock_of(const struct core *core, int64_t time)
{
	return time ? time + core->clock_offset : 0;
}

/* Gives the ban to the store, as it is now or as lifted. */
static void keep(struct core *core, const struct access_ban *ban, bool lifted)
{
	history_keep_server_ban(core, &(struct record_server_ban){.of_account = ban->of_account,
					      .mask = ban->mask,
					      .by = ban->by,
					      .why = ban->why,
					      .at = clock_of(core, ban->at),
					      .until = clock_of(core, ban->until),
					      .lifted = lifted});
}

/* What the others read. */
static const char *end_words(const struct event *refusal)
{
	return refusal->outcome == OUTCOME_ACCOUNT_NEEDED ? "logged out" : "banned from the server";
}

static void tell_end(struct session *session, const struct event *refusal)
{
	journal(session, LOG_INFO, "barred", {0});
	session_post(session, refusal);
}

/* The number of sessions that may not be here any more; ends them. */
static unsigned look_at_all(struct core *core, bool ends)
{
	unsigned count = 0;
	if (!atomic_load(&core->access.limits))
		return 0;
	for (struct session *session = core->names, *next; session; session = next) {
		struct event refusal;
		struct visitor visitor = visitor_of(session);
		next = session->hh.next;
		if (session->killed || access_may_stay(core, &visitor, &refusal))
			continue;
		if (ends) {
			tell_end(session, &refusal);
			session_kill(session, end_words(&refusal));
		}
		count++;
	}
	return count;
}

unsigned server_ban_end_all(struct core *core)
{
	return look_at_all(core, true);
}

bool server_ban_ends(struct session *session, const struct account *account)
{
	struct event refusal;
	struct visitor visitor = visitor_of(session);
	visitor.account = account ? account->key : NULL;
	if (session->closed || session->killed ||
		access_may_stay(session->loop->core, &visitor, &refusal))
		return false;
	tell_end(session, &refusal);
	session_kill_soon(session, end_words(&refusal));
	return true;
}

/* Finds out whom the operator means. `ban->mask` is owned afterwards. */
static enum outcome find_whom(struct session *by, const char *whom, struct access_ban *ban)
{
	char text[ADDRESS_RANGE_SIZE];
	const struct session *session = session_find(by->loop->core, whom);
	if (!address_range_parse(&ban->range, whom)) {
		const struct account *account = account_find(by->loop->core, whom);
		struct visitor visitor = {.account = account ? account->key : NULL};
		if (session)
			visitor = visitor_of(session);
		ban->of_account = visitor.account != NULL;
		if (ban->of_account) {
			ban->mask = memory_text(visitor.account);
			return OUTCOME_DONE;
		}
		if (!session)
			return OUTCOME_BAN_WHOM;
		if (access_is_here(visitor.address))
			return OUTCOME_BAN_HERE;
		address_range_of_share(&ban->range, visitor.address);
	}
	address_range_text(text, &ban->range);
	ban->mask = memory_text(text);
	return OUTCOME_DONE;
}

static bool hits(const struct access_ban *ban, const struct session *session)
{
	struct visitor visitor = visitor_of(session);
	if (ban->of_account)
		return visitor.account && strcmp(visitor.account, ban->mask) == 0;
	return !access_is_here(visitor.address) && address_range_has(&ban->range, visitor.address);
}

static void tell(struct session *by, const struct access_ban *ban, bool set, unsigned ended)
{
	struct core *core = by->loop->core;
	struct event event = session_event(by, EVENT_SERVER_BAN);
	event.other = ban->mask;
	event.text = ban->why;
	event.flag = set;
	event.seconds = ban->until ? (ban->until - core->now) / 1000 : 0;
	event.total = ended;
	history_hold(by, core->history.round);
	operators_post(core, &event);
	journal(by, LOG_INFO, set ? "server_ban" : "server_unban",
		ban->of_account ? LOG_TEXT("target", ban->mask) : LOG_ADDRESS("target", ban->mask),
		LOG_TEXT("of", ban->of_account ? "account" : "address"),
		LOG_NUMBER("seconds", event.seconds), LOG_NUMBER("ended", ended),
		LOG_TEXT("reason", ban->why));
}

/* The operator's name in the configuration: that of the session may be a guest's, and another's
 * later. */
static char *name_of(const struct session *by)
{
	const char *name = session_operator(by);
	return memory_text(name ? name : session_name(by));
}

enum outcome server_ban_set(struct session *by, const char *whom, int64_t seconds, const char *why)
{
	struct core *core = by->loop->core;
	char *name = name_of(by);
	struct access_ban ban = {.by = name,
		.why = (char *)(uintptr_t)(*why ? why : NULL),
		.at = core->now,
		.until = seconds ? core->now + 1000 * seconds : 0};
	enum outcome outcome = find_whom(by, whom, &ban);
	if (outcome == OUTCOME_DONE && hits(&ban, by))
		outcome = OUTCOME_YOURSELF;
	const struct access_ban *set = outcome == OUTCOME_DONE ? access_ban(core, &ban) : NULL;
	if (outcome == OUTCOME_DONE && !set)
		outcome = OUTCOME_SERVER_BANS_FULL;
	if (set) {
		keep(core, set, false);
		tell(by, &ban, true, look_at_all(core, false));
		server_ban_end_all(core);
	}
	free(ban.mask);
	free(name);
	return outcome;
}

/* Lifts the ban of this mask and tells the operators. */
static bool lift(struct session *by, bool of_account, const char *mask)
{
	struct core *core = by->loop->core;
	const struct access_ban *found = access_find(core, of_account, mask);
	if (!found)
		return false;
	struct access_ban ban = *found;
	ban.mask = memory_text(mask);
	ban.by = NULL;
	ban.why = NULL;
	ban.until = 0;
	keep(core, &ban, true);
	access_lift(core, of_account, mask);
	tell(by, &ban, false, 0);
	free(ban.mask);
	return true;
}

enum outcome server_ban_lift(struct session *by, const char *whom)
{
	struct name_key key;
	struct access_ban ban = {0};
	name_key(&key, whom, strlen(whom));
	if (key.length > 0 && lift(by, true, key.bytes))
		return OUTCOME_DONE;
	enum outcome outcome = find_whom(by, whom, &ban);
	if (outcome != OUTCOME_DONE || !lift(by, ban.of_account, ban.mask))
		outcome = OUTCOME_NO_SERVER_BAN;
	free(ban.mask);
	return outcome;
}

static void tell_closed(struct session *by, const char *why, bool closed)
{
	struct core *core = by->loop->core;
	struct event event = session_event(by, EVENT_SERVER_CLOSED);
	event.text = why;
	event.flag = closed;
	history_hold(by, core->history.round);
	operators_post(core, &event);
	journal(by, LOG_WARNING, closed ? "server_closed" : "server_opened",
		LOG_TEXT("reason", why ? why : ""));
}

static void spare_operators(struct core *core)
{
	for (const struct session *each = core->names; each; each = each->hh.next)
		if (session_operator(each))
			access_spare(core, each->origin.host);
}

enum outcome server_close(struct session *by, const char *why)
{
	struct core *core = by->loop->core;
	char *name = name_of(by), *reason = *why ? memory_text(why) : NULL;
	struct access_ban ban = {.mask = (char *)(uintptr_t)ACCESS_EVERYBODY,
		.by = name,
		.why = reason,
		.at = core->now};
	const struct access_ban *set = access_ban(core, &ban);
	if (set) {
		keep(core, set, false);
		spare_operators(core);
		tell_closed(by, reason, true);
	}
	free(name);
	free(reason);
	return set ? OUTCOME_DONE : OUTCOME_SERVER_BANS_FULL;
}

enum outcome server_open(struct session *by)
{
	struct core *core = by->loop->core;
	const struct access_ban *ban = access_find(core, false, ACCESS_EVERYBODY);
	if (!ban)
		return OUTCOME_SERVER_OPEN;
	keep(core, ban, true);
	access_lift(core, false, ACCESS_EVERYBODY);
	tell_closed(by, NULL, false);
	return OUTCOME_DONE;
}

void server_ban_each(const struct core *core,
	void (*visit)(const struct access_ban *ban, void *data), void *data)
{
	const struct access *access = &core->access;
	for (unsigned i = 0; i < access->count; i++)
		if (!access->bans[i].until || access->bans[i].until > core->now)
			visit(&access->bans[i], data);
}

void server_ban_restore(struct core *core, const struct record_server_ban *record)
{
	struct access_ban ban = {.of_account = record->of_account,
		.mask = (char *)(uintptr_t)record->mask,
		.by = (char *)(uintptr_t)record->by,
		.why = (char *)(uintptr_t)(*record->why ? record->why : NULL),
		.at = record->at - core->clock_offset,
		.until = record->until ? record->until - core->clock_offset : 0};
	bool over = ban.until && ban.until <= core->now;
	bool good = ban.of_account || access_ban_closes(&ban) ||
		    address_range_parse(&ban.range, ban.mask);
	if (over || !good || !access_ban(core, &ban))
		keep(core, &ban, true);
}

void server_ban_expire(struct core *core)
{
	struct access *access = &core->access;
	if (!access->ending_at || core->now < access->ending_at)
		return;
	for (unsigned i = 0; i < access->count; i++)
		if (access->bans[i].until && access->bans[i].until <= core->now)
			keep(core, &access->bans[i], true);
	access_expire(core);
}
