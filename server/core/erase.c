#include "erase.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "irc_message.h"
#include "journal.h"
#include "post.h"
#include "question.h"
#include "recent.h"
#include "record.h"
#include "roles.h"
#include "session_send.h"

struct found {
	uint32_t number;
	uint64_t connection;
	bool there, erased;
	bool of_account; /* who asks was logged in to the same account */
	char name[NAME_BYTES + 1];
	const struct account *account; /* of who asks, NULL for none */
};

/* The name alone does not say it: it may have been another one's before. */
static bool is_of_account(const struct record_line *line, const struct account *account)
{
	char name[IRC_TAG_ESCAPED_SIZE(NAME_BYTES)];
	size_t length = record_account_length(line->tags), prefix = sizeof RECORD_ACCOUNT_TAG - 1;
	if (!account || length == 0 || line->time < account->made_at)
		return false;
	irc_tag_escape(name, account->name, strlen(account->name));
	return strlen(name) == length - prefix &&
	       memcmp(line->tags + prefix, name, length - prefix) == 0;
}

static void note_found(const struct record_line *line, void *data)
{
	struct found *found = data;
	if (line->number != found->number)
		return;
	found->there = true;
	found->connection = line->connection;
	found->erased = line->erased;
	found->of_account = is_of_account(line, found->account);
	snprintf(found->name, sizeof found->name, "%s", line->name);
}

static void find_recent(const char *record, void *data)
{
	struct record_line line;
	record_read_line(record, &line);
	note_found(&line, data);
}

static bool is_own(const struct session *session, const struct found *found)
{
	return found->of_account || found->connection == history_connection(session);
}

/* Finds the line in memory or in the store. */
static enum outcome find(struct session *session, const struct room *room, struct found *found)
{
	recent_each(room, find_recent, found);
	if (found->there)
		return OUTCOME_DONE;
	struct question question = {.type = QUESTION_LINES,
		.range = {.room = room->id,
			.first = found->number,
			.last = found->number,
			.limit = 1},
		.room = room};
	struct question *answer = question_ask(session, &question);
	if (!answer)
		return OUTCOME_LATER;
	if (answer->range.room == room->id)
		question_each(answer, note_found, found);
	bool failed = answer->failed;
	question_free(answer);
	return found->there ? OUTCOME_DONE : failed ? OUTCOME_HISTORY_FAILED : OUTCOME_NO_SUCH_LINE;
}

struct rewriting {
	const struct record_erase *erase;
	struct buffer out;
	unsigned count; /* of records in it */
	bool any;
};

static void rewrite(const char *record, void *data)
{
	struct rewriting *to = data;
	struct record_line line;
	record_read_line(record, &line);
	const struct record_erase *erase = to->erase;
	bool meant = erase->number > 0
			     ? line.number == erase->number
			     : line.connection == erase->connection && line.kind <= RECORD_NOTICE;
	if (meant && !line.erased) {
		line.erased = to->any = true;
		line.other = line.text = line.tags = "";
		line.erased_by = erase->by;
		line.erased_why = erase->why;
	}
	record_write_line(&to->out, &line);
	to->count++;
}

/* Erases among the recent lines of the room. */
static void erase_recent(struct room *room, const struct record_erase *erase)
{
	struct rewriting to = {.erase = erase};
	recent_each(room, rewrite, &to);
	if (to.any)
		recent_replace(room, &to.out, to.count);
	buffer_finish(&to.out);
}

/* Like a line, an erasure needs a place among what is gathered for the store. */
static bool is_full(const struct history *history)
{
	return history->gathered.length > HISTORY_GATHERED_MAX;
}

/* What the store answers from now on is only good in a later round: see past_recalled(). */
static void keep(struct core *core, const struct record_erase *erase)
{
	record_write_erase(&core->history.gathered, erase);
	core->history.erased = core->history.round;
}

static void tell(
	struct session *session, struct room *room, const struct found *found, const char *why)
{
	struct event event = session_event(session, EVENT_ERASED);
	event.room = room->name;
	event.other = found->name;
	event.text = why;
	event.flag = is_own(session, found);
	event.room_id = room->id;
	event.number = found->number; /* so it is sent when the erasure is stored */
	post_to_room(room, session, &event);
	event.own = true;
	history_hold(session, room->core->history.round);
	session_post(session, &event);
}

enum outcome erase_line(
	struct session *session, struct room *room, uint32_t number, const char *why)
{
	struct core *core = room->core;
	struct found found = {.number = number, .account = session_account(session)};
	if (!history_on(&core->history))
		return OUTCOME_NO_HISTORY;
	if (!room_member(room, session))
		return OUTCOME_NOT_IN_ROOM;
	if (number == 0 || number > room->past.number)
		return OUTCOME_NO_SUCH_LINE;
	enum outcome outcome = find(session, room, &found);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (!is_own(session, &found) && !roles_is_operator(session, room) &&
		!session_operator(session))
		return OUTCOME_LINE_NOT_OWN;
	if (found.erased)
		return OUTCOME_LINE_ERASED;
	if (is_full(&core->history))
		return OUTCOME_HISTORY_FAILED;
	struct record_erase erase = {.room = room->id,
		.number = number,
		.by = session_name(session),
		.why = why ? why : ""};
	keep(core, &erase);
	erase_recent(room, &erase);
	journal(session, LOG_INFO, "erased", LOG_TEXT("room", room->name),
		LOG_NUMBER("number", number), LOG_TEXT("of", found.name));
	tell(session, room, &found, why);
	return OUTCOME_DONE;
}

/* Erases what the session has said in this round and later. */
static void erase_since(struct session *session, uint64_t round)
{
	struct core *core = session->loop->core;
	struct record_erase erase = {
		.connection = history_connection(session), .by = session_name(session), .why = ""};
	keep(core, &erase);
	for (struct room *room = core->history.recent_first; room; room = room->past.stale_next)
		if (room->past.round >= round)
			erase_recent(room, &erase);
	history_hold(session, core->history.round);
}

enum outcome erase_own_lines(struct session *session)
{
	struct core *core = session->loop->core;
	struct profile *profile = session_profile(session);
	if (!history_on(&core->history))
		return OUTCOME_NO_HISTORY;
	struct event event = session_event(session, EVENT_FORGOTTEN);
	event.own = true;
	event.flag = profile->first_said > 0;
	if (event.flag && is_full(&core->history))
		return OUTCOME_HISTORY_FAILED;
	if (event.flag) {
		erase_since(session, profile->first_said);
		journal(session, LOG_INFO, "forgotten", {0});
	}
	profile->first_said = 0;
	session_post(session, &event);
	return OUTCOME_DONE;
}
