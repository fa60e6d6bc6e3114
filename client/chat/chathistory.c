/* Lines of the past (IRCv3 draft/chathistory).
 *
 * One question at a time for each room. While its answer is on its way, what happens in the room
 * waits (room_past.h), so that it is told behind the lines of the past. After a loss, pages of the
 * lines behind the last one that was told are asked for until one comes to the first event that
 * waits: everything from there on has come live, too. A page without a new line ends it as well. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "clock.h"
#include "memory.h"
#include "state.h"

#define PAGE_LINES 100
#define PATIENCE_MS 20000 /* for an answer */

/* Without echo-message, the ids of our own lines would not be known. */
static bool is_offered(const struct chat *chat)
{
	return caps_has(chat, CAP_HISTORY) && caps_has(chat, CAP_BATCH) &&
	       caps_has(chat, CAP_ECHO) && !chat->caps.visit;
}

static bool is_asked(const struct room *room)
{
	return room->past.asked > ROOM_PAST_SOON;
}

/* Writes how the server finds the place. Lines of the same moment may have been told or not: those
 * behind a place are asked for from its moment on. */
static void refer(const struct chat *chat, const struct room_past *past, char out[IRC_LINE_BYTES])
{
	bool after = past->asked == ROOM_PAST_AFTER;
	const struct room_place *place = after ? &past->last : &past->first;
	char time[CLOCK_TEXT_SIZE];
	if (past->asked == ROOM_PAST_PAGE)
		past_page_refer(past, out);
	else if (past->asked < ROOM_PAST_AFTER)
		strcpy(out, "*");
	else if (place->id && strlen(place->id) < CHAT_NAME_BYTES && !past->by_time &&
		 !chat->isupport.times_only)
		snprintf(out, IRC_LINE_BYTES, "msgid=%s", place->id);
	else
		snprintf(
			out, IRC_LINE_BYTES, "timestamp=%s", clock_text(time, place->time - after));
}

static void ask(struct chat *chat, struct room *room)
{
	static const char *const commands[] = {[ROOM_PAST_NUMBER] = "LATEST",
		[ROOM_PAST_LATEST] = "LATEST",
		[ROOM_PAST_PAGE] = "AFTER",
		[ROOM_PAST_AFTER] = "AFTER",
		[ROOM_PAST_BEFORE] = "BEFORE"};
	struct room_past *past = &room->past;
	char place[IRC_LINE_BYTES], count[24];
	unsigned most = chat->isupport.history_most;
	if (past->asked == ROOM_PAST_AFTER)
		past->most = PAGE_LINES;
	if (most > 0 && past->most > most)
		past->most = most;
	refer(chat, past, place);
	bool back = past->asked == ROOM_PAST_PAGE && !past_page_is_forward(past);
	const char *command = commands[back ? ROOM_PAST_BEFORE : past->asked];
	snprintf(count, sizeof count, "%lu", past->most);
	past->fresh = 0;
	chat->answered = chat->now;
	send_message(chat, "CHATHISTORY", (const char *[]){command, room->name, place, count}, 4);
}

static void forget_question(struct room_past *past)
{
	past->asked = ROOM_PAST_NOTHING;
	past->met = past->told = past->by_time = past->hole = false;
}

/* The lines of the answer have been told. */
static void tell_end(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	if (past->asked == ROOM_PAST_PAGE)
		past_page_end(chat, room);
	else if (past->told && past->asked != ROOM_PAST_AFTER)
		tell(chat, .kind = CHAT_NOW, .room = room->name);
	past->told = false;
}

/* The answer has come, or never will. */
static void finish(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	unsigned dropped = past->met ? 0 : past->held.dropped;
	forget_question(past);
	if (dropped > 0)
		tell_info(chat, CHAT_INFO, room->name, "%u events of %s are missing here.", dropped,
			room->name);
	tell_held(chat, room);
}

static void give_up(struct chat *chat, struct room *room, const char *why)
{
	if (room->past.told)
		tell_end(chat, room);
	tell_info(chat, CHAT_INFO, room->name, "What was said in %s before cannot be shown: %s",
		room->name, why);
	finish(chat, room);
}

void chathistory_enter(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	bool behind = past->last.time > 0 || past->number > 0;
	if (is_offered(chat) && (behind || chat->recent > 0))
		past->asked = ROOM_PAST_SOON;
	else if (past->wanted)
		tell_info(chat, CHAT_INFO, room->name,
			"This server keeps no history: what was said before is not shown.");
	past->wanted = false;
	past->lost = room->again;
	past->came = chat->time;
}

void chathistory_opened(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	if (past->asked == ROOM_PAST_SOON) {
		past->asked = past->number > 0	    ? ROOM_PAST_NUMBER
			      : past->last.time > 0 ? ROOM_PAST_AFTER
						    : ROOM_PAST_LATEST;
		past->most = past->number > 0 ? 1 : chat->recent;
		ask(chat, room);
	}
	if (past->last.time == 0)
		past->last.time = past->came;
}

/* What waits is in the history, too. */
void chathistory_lost(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	while (tell_dropped(chat, room))
		;
	past->held.dropped = 0;
	forget_question(past);
}

static void tell_rule(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	past->told = true;
	if (past->asked == ROOM_PAST_PAGE)
		tell(chat, .kind = CHAT_PAST, .room = room->name, .text = past->page.words);
	else if (past->asked == ROOM_PAST_AFTER)
		tell(chat, .kind = CHAT_MISSED, .room = room->name,
			.time = past->last.time > 1 ? past->last.time : chat->time,
			.again = past->lost);
	else
		tell(chat, .kind = CHAT_PAST, .room = room->name);
}

/* A line of an answer, or of the history that a server sends unasked. */
static bool take_line(struct chat *chat, struct room *room, const char *name)
{
	struct room_past *past = &room->past;
	const char *id = chat->id;
	bool page = past->asked == ROOM_PAST_PAGE;
	chat->answered = chat->now;
	past->met |= id && held_has(&past->held, id);
	if (page && (past->met || !past_page_take(past, id, chat->time)))
		return false;
	if (!page && (past->asked == ROOM_PAST_NUMBER || past->met || room_past_seen(past, id) ||
			     (id && past->last.id && strcmp(id, past->last.id) == 0)))
		return false;
	if (is_asked(room) && !past->told)
		tell_rule(chat, room);
	if (past->asked == ROOM_PAST_LATEST || past->asked == ROOM_PAST_AFTER)
		room_past_note(past, id, name, chat->time, true);
	else if (past->asked == ROOM_PAST_BEFORE && past->fresh == 0)
		room_place_set(&past->first, id, chat->time);
	past->fresh++;
	return true;
}

/* Makes the place of the number of the id of another line. */
static void take_number(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	size_t start;
	if (!chat->id || !chat->isupport.chatd || !room_past_number(chat->id, &start))
		return;
	char *id = memory_format("%.*s%" PRIu64, (int)start, chat->id, past->number);
	room_place_set(&past->last, id, 1);
	free(id);
	past->number = 0;
}

bool chathistory_line(struct chat *chat, const struct incoming *in)
{
	const struct batch *batch = batches_of(&chat->batches, &in->message);
	struct room *room =
		in->message.count > 0 ? rooms_entered(chat, in->message.params[0]) : NULL;
	if (ascii_equal(in->message.command, "REDACT")) /* of the line before it */
		return room;
	if (batch->type == BATCH_SEARCH)
		return in->part || search_line(chat);
	if (!room)
		return false;
	if (room->past.asked == ROOM_PAST_NUMBER)
		take_number(chat, room);
	if (!in->part)
		room->past.took = take_line(chat, room, in->name);
	return room->past.took;
}

static void end_page(struct chat *chat, struct room *room)
{
	struct room_past *past = &room->past;
	bool lost = past->held.dropped > 0 && !past->met;
	bool more = past->asked == ROOM_PAST_AFTER ? !past->met && past->fresh > 0 : lost;
	if (past->number > 0) {
		past->number = 0;
		give_up(chat, room, "its lines have no numbers");
		return;
	}
	if (past->asked == ROOM_PAST_NUMBER || past->hole || more) {
		if (past->asked != ROOM_PAST_AFTER)
			tell_end(chat, room);
		past->asked = ROOM_PAST_AFTER;
		past->met = past->hole = false;
		ask(chat, room);
		return;
	}
	if (past->asked == ROOM_PAST_BEFORE && past->fresh == 0)
		tell_info(chat, CHAT_INFO, room->name, "There is nothing older in %s.", room->name);
	tell_end(chat, room);
	finish(chat, room);
}

void chathistory_page(struct chat *chat, const struct batch *batch)
{
	struct room *room = batch->target[0] != '\0' ? rooms_entered(chat, batch->target) : NULL;
	if (batch->type == BATCH_SEARCH)
		search_end(chat);
	chat->answered = chat->now;
	if (room && is_asked(room))
		end_page(chat, room);
}

/* FAIL CHATHISTORY code [words] text, or 421 CHATHISTORY. The room may be named or not. */
static struct room *find_refused(const struct chat *chat, const struct irc_message *message)
{
	for (unsigned i = 2; i + 1 < message->count; i++) {
		struct room *room = rooms_entered(chat, message->params[i]);
		if (room && is_asked(room))
			return room;
	}
	for (struct room *room = chat->rooms.table; room; room = room->hh.next)
		if (is_asked(room))
			return room;
	return NULL;
}

bool chathistory_refused(struct chat *chat, const struct incoming *in, const char *sentence)
{
	const struct irc_message *message = &in->message;
	unsigned at = in->number > 0 ? 1 : 0;
	if (message->count <= at || !ascii_equal(message->params[at], "CHATHISTORY"))
		return false;
	struct room *room = find_refused(chat, message);
	if (!room)
		return false;
	struct room_past *past = &room->past;
	bool again = past->asked >= ROOM_PAST_AFTER && !past->by_time && in->number == 0;
	if (again) {
		past->by_time = true;
		ask(chat, room);
	} else {
		give_up(chat, room, sentence);
	}
	return true;
}

bool chathistory_skipped(struct chat *chat, const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	bool skipped = message->count > 2 && ascii_equal(message->params[1], "LINES_SKIPPED");
	struct room *room = skipped ? rooms_entered(chat, message->params[2]) : NULL;
	if (!room || !is_offered(chat))
		return false;
	while (tell_dropped(chat, room)) /* what waits is before the hole */
		;
	room->past.hole = true;
	if (room->past.asked == ROOM_PAST_NOTHING) {
		room->past.asked = ROOM_PAST_AFTER;
		room->past.lost = room->past.hole = false;
		ask(chat, room);
	}
	return true;
}

void chathistory_tick(struct chat *chat)
{
	if (!state_passed(chat, &chat->answered, PATIENCE_MS))
		return;
	for (struct room *room = chat->rooms.table; room; room = room->hh.next)
		if (is_asked(room))
			give_up(chat, room, "the server does not answer");
}

void chat_since(struct chat *chat, const char *name, const char *id, int64_t time, uint64_t number)
{
	struct room *room = rooms_find(chat, name);
	if (!room)
		return;
	room_place_set(&room->past.last, id, time);
	room->past.number = number;
	room->past.wanted = true;
}

bool chat_last(const struct chat *chat, const char *name, const char **id, int64_t *time)
{
	const struct room *room = rooms_find(chat, name);
	if (!room || room->past.last.time == 0)
		return false;
	*id = room->past.last.id;
	*time = room->past.last.time;
	return true;
}

/* The room, where its past may be asked for. */
static struct room *room_to_ask(const struct chat *chat, const char *name)
{
	struct room *room = chat->state == CHAT_IN ? rooms_entered(chat, name) : NULL;
	return room && is_offered(chat) ? room : NULL;
}

bool chat_earlier(struct chat *chat, const char *name, unsigned count)
{
	struct room *room = room_to_ask(chat, name);
	if (!room)
		return false;
	if (room->past.asked != ROOM_PAST_NOTHING)
		return true;
	room->past.asked = room->past.first.time > 0 ? ROOM_PAST_BEFORE : ROOM_PAST_LATEST;
	room->past.most = count;
	ask(chat, room);
	return true;
}

bool chat_page(struct chat *chat, const char *name, const struct chat_page *page)
{
	struct room *room = room_to_ask(chat, name);
	if (!room)
		return false;
	struct room_past *past = &room->past;
	if (past->asked != ROOM_PAST_NOTHING) {
		tell_info(chat, CHAT_REFUSED, room->name,
			"other lines of %s are on their way; try again in a moment", room->name);
		return true;
	}
	if (!past_page_begin(past, page)) {
		tell_info(chat, CHAT_REFUSED, room->name,
			"the lines of %s have no numbers here; a time such as 14:00 will do",
			room->name);
		return true;
	}
	past->asked = ROOM_PAST_PAGE;
	past->most = page->count > 0 ? page->count : PAGE_LINES;
	ask(chat, room);
	return true;
}
