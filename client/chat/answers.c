/* Numerics, and what else the server answers in words. */
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "memory.h"
#include "numeric.h"
#include "state.h"

#define NO_REASON "away" /* IRC wants some text */

static bool is_fail(const struct incoming *in)
{
	return ascii_equal(in->message.command, "FAIL");
}

/* Errors that say nothing of whether we may come into the room that they name. */
static bool refuses_join(const struct incoming *in)
{
	static const unsigned others[] = {
		401, 404, 411, 412, 441, 443, 467, 472, 478, 482, 485, 524, 573};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i] == in->number)
			return false;
	if (is_fail(in))
		return ascii_equal(in->message.params[0], "JOIN");
	return (in->number >= 400 && in->number <= 599) || in->number == 926; /* InspIRCd's CBAN */
}

void answers_shut_out(struct chat *chat, struct room *room, const char *sentence)
{
	char *copy = memory_text(room->name);
	bool lost = room->state == ROOM_LOST;
	chat->joining = chat->now;
	rooms_remove(&chat->rooms, room);
	chat_tell(chat,
		(struct chat_event){
			.kind = lost ? CHAT_CLOSED : CHAT_REFUSED, .room = copy, .text = sentence});
	free(copy);
}

static bool join_refused(struct chat *chat, const struct incoming *in, const char *sentence)
{
	unsigned at = is_fail(in) ? 2 : 1; /* FAIL JOIN code room text */
	const char *name = in->message.count > at ? in->message.params[at] : "";
	struct room *room = rooms_find(&chat->rooms, name);
	if (!room || room->state == ROOM_IN || chat->state != CHAT_IN || !refuses_join(in))
		return false;
	answers_shut_out(chat, room, sentence);
	return true;
}

/* Where a numeric belongs: to the first room of ours that it names, or, when it says that somebody
 * is away, to that person. */
static const char *subject(const struct chat *chat, const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	for (unsigned i = 1; in->number > 0 && i + 1 < message->count; i++) {
		const struct room *room = rooms_find(&chat->rooms, message->params[i]);
		if (room && room->state == ROOM_IN)
			return room->name;
	}
	const char *name = message->count > 1 ? message->params[1] : "";
	bool away = in->number == RPL_AWAY && chat_name_good(name) && !chat_is_me(chat, name);
	return away ? name : NULL;
}

/* The rows of the list that ends here, where it does. */
static unsigned count_rows(struct chat *chat, unsigned number)
{
	unsigned end = reply_end(number), rows = chat->list_end == number ? chat->list_rows : 0;
	if (end && end != chat->list_end)
		chat->list_rows = 0;
	if (end)
		chat->list_rows++;
	if (end || chat->list_end == number)
		chat->list_end = end;
	return rows;
}

void in_reply(struct chat *chat, struct incoming *in)
{
	char text[REPLY_SIZE];
	const char *label = in->label[0] != '\0' ? in->label : NULL;
	enum reply_kind kind =
		reply_text(text, &in->message, count_rows(chat, in->number), chat->now);
	bool error = kind == REPLY_REFUSED && (in->number > 0 || is_fail(in));
	if (label && error && outbox_refusal(chat->outbox, label, &in->message, text))
		return;
	if (join_refused(chat, in, text))
		return;
	if (!label && error && outbox_refusal(chat->outbox, NULL, &in->message, text))
		return;
	if (kind == REPLY_NOTHING)
		return;
	const char *about = subject(chat, in);
	chat_tell(
		chat, (struct chat_event){.kind = kind == REPLY_REFUSED ? CHAT_REFUSED : CHAT_INFO,
			      .room = about,
			      .text = text,
			      .private = about && !isupport_is_room(&chat->isupport, about)});
}

/* 470 me #old #new: another room's JOIN follows, or its own error. Who was in the room before a
 * loss has it closed first: lines for it must not go to the other. */
static bool forwarded(struct chat *chat, const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	const char *to = message->count > 3 ? message->params[2] : "";
	struct room *room =
		message->count > 3 ? rooms_find(&chat->rooms, message->params[1]) : NULL;
	if (!room || room->state == ROOM_IN || !isupport_is_room(&chat->isupport, to) ||
		!chat_name_good(to) || isupport_same(&chat->isupport, to, room->name))
		return false;
	char *from = memory_text(room->name);
	if (room->state == ROOM_LOST)
		answers_shut_out(chat, room, "the server sends you on to another room");
	else
		rooms_remove(&chat->rooms, room);
	if (!rooms_find(&chat->rooms, to))
		rooms_add(&chat->rooms, to);
	chat->joining = chat->now;
	chat_tell(chat, (struct chat_event){.kind = CHAT_FORWARDED, .room = from, .other = to});
	free(from);
	return true;
}

static bool is_nick_error(unsigned number)
{
	return (number >= 431 && number <= 433) || (number >= 436 && number <= 438) ||
	       number == 447 || number == 484;
}

/* What is said to a question that nobody asked: before we are let in, and of CAP. */
static bool is_expected(const struct chat *chat, const struct incoming *in)
{
	const char *what = in->message.count > 1 ? in->message.params[1] : "";
	if ((in->number == 421 || in->number == 410) && ascii_equal(what, "CAP"))
		return true;
	return in->number == 451 && chat->state == CHAT_ENTERING;
}

static void away_told(struct chat *chat, const struct incoming *in)
{
	bool away = in->number == 306, restored = chat->away_restored;
	chat->away_restored = false;
	if (!away)
		room_set_text(&chat->away, NULL);
	else if (!chat->away)
		room_set_text(&chat->away, NO_REASON);
	if (away && restored)
		return;
	if (away && strcmp(chat->away, NO_REASON) != 0)
		chat_info(chat, CHAT_INFO, NULL, "You are away: %s", chat->away);
	else if (away)
		chat_info(chat, CHAT_INFO, NULL, "You are away.");
	else
		chat_info(chat, CHAT_INFO, NULL, "You are back.");
}

static void isupport_told(struct chat *chat, struct incoming *in)
{
	unsigned count = in->message.count;
	struct isupport before = chat->isupport;
	if (count < 3 || !isupport_read(&chat->isupport, in->message.params + 1, count - 2))
		return;
	if (chat->refolds < REFOLDS_MAX) {
		chat->refolds++;
		calls_refold(chat);
	} else {
		chat->isupport.mapping = before.mapping;
		chat->isupport.utf8only = before.utf8only;
	}
}

/* Servers put "- " before what was written. */
static void motd_line(struct chat *chat, const struct incoming *in)
{
	const char *text = in->message.count > 1 ? in->message.params[1] : "";
	if (chat->motd_known && !chat->motd_over)
		return;
	chat_tell(chat, (struct chat_event){.kind = CHAT_INFO,
				.text = strncmp(text, "- ", 2) == 0 ? text + 2 : text});
}

/* The message of the day that nobody asked for, up to its end. */
static void motd_over(struct chat *chat, struct incoming *in)
{
	if (chat->motd_over && in->number == 422)
		in_reply(chat, in);
	chat->motd_over = true;
}

/* The list behind the lifting of a ban is empty, since that was all. */
static bool lifted_last(struct chat *chat)
{
	bool done = chat->lift == LIFT_DONE;
	chat->lift = LIFT_NOTHING;
	return done && (chat->list_end != 368 || chat->list_rows == 0);
}

static void room_listed(struct chat *chat, const struct incoming *in)
{
	const char *name = in->message.count > 1 ? in->message.params[1] : "";
	if (chat_name_good(name) && isupport_is_room(&chat->isupport, name))
		listed_add(&chat->listed, name);
}

/* Numbers that mean something to the chat itself. False for the others. */
static bool own_numeric(struct chat *chat, struct incoming *in)
{
	unsigned count = in->message.count;
	switch (in->number) {
	case 1:
		register_welcome(chat, in);
		return true;
	case 396: /* others see another host of us now */
		chat->source_bytes = 0;
		return false;
	case 464:
		if (chat->state == CHAT_ENTERING)
			chat_info(chat, CHAT_REFUSED, NULL, "the server wants a password");
		return chat->state == CHAT_ENTERING;
	case 5:
		isupport_told(chat, in);
		return true;
	case 305:
	case 306:
		away_told(chat, in);
		return true;
	case 368:
		return lifted_last(chat);
	case 322:
		room_listed(chat, in);
		return false;
	case 323:
		listed_end(&chat->listed);
		return false;
	case 332:
	case 333:
		return count > 2 && in_topic_known(chat, in);
	case 353:
		if (count > 2)
			in_names(chat, in);
		return true;
	case 366:
		if (count > 1)
			in_names_end(chat, in);
		return true;
	case 372:
		motd_line(chat, in);
		return true;
	case 375:
		return true;
	case 470:
		return forwarded(chat, in);
	case 376:
	case 422:
		motd_over(chat, in);
		return true;
	default:
		/* Who the server is, and how many are there, where nobody asked. */
		return in->number < 10 ||
		       (!chat->motd_over && ((in->number >= 250 && in->number <= 255) ||
						    in->number == 265 || in->number == 266));
	}
}

void in_numeric(struct chat *chat, struct incoming *in)
{
	if (own_numeric(chat, in) || is_expected(chat, in))
		return;
	bool room =
		in->message.count > 1 && isupport_is_room(&chat->isupport, in->message.params[1]);
	if (is_nick_error(in->number) && !room && register_nick_refused(chat, in))
		return;
	in_reply(chat, in);
}
