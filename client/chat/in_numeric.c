/* Numerics, and what else the server answers in words. */
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "memory.h"
#include "numeric.h"
#include "reply.h"
#include "state.h"

#define REFOLDS_MAX 8	 /* in one connection, since each visits all names */
#define NO_REASON "away" /* sent for none, since IRC needs a text */

static bool is_fail(const struct incoming *in)
{
	return ascii_equal(in->message.command, "FAIL");
}

/* Whether an error may be the answer to a JOIN. Those from 600 on are of extensions, and but for
 * one about other commands. */
static bool refuses_join(const struct incoming *in)
{
	static const unsigned others[] = {ERR_NOSUCHNICK, ERR_CANNOTSENDTOCHAN, ERR_NORECIPIENT,
		ERR_NOTEXTTOSEND, ERR_USERNOTINCHANNEL, ERR_USERONCHANNEL, ERR_KEYSET,
		ERR_UNKNOWNMODE, ERR_BANLISTFULL, ERR_CHANOPRIVSNEEDED, ERR_UNIQOPPRIVSNEEDED,
		ERR_HELPNOTFOUND, ERR_CANNOTSENDRP, 0};
	if (is_fail(in))
		return ascii_equal(in->message.params[0], "JOIN");
	return in->number == ERR_BADCHANNEL ||
	       (in->number < 600 && !reply_is_one(others, in->number));
}

static bool room_refused(struct chat *chat, const struct incoming *in, const char *sentence)
{
	unsigned at = is_fail(in) ? 2 : 1; /* FAIL JOIN code room text */
	const char *name = in->message.count > at ? in->message.params[at] : "";
	struct room *room = rooms_find(chat, name);
	if (!room || room->state == ROOM_IN || chat->state != CHAT_IN)
		return false;
	join_refused(chat, room, sentence);
	return true;
}

/* Where a numeric belongs: to the first room of ours that it names, or, when it says that somebody
 * is away, to that person. */
static const char *subject(const struct chat *chat, const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	for (unsigned i = 1; in->number > 0 && i + 1 < message->count; i++) {
		const struct room *room = rooms_entered(chat, message->params[i]);
		if (room)
			return room->name;
	}
	const char *name = message->count > 1 ? message->params[1] : "";
	bool away =
		in->number == RPL_AWAY && isupport_name_good(name) && !identity_is_own(chat, name);
	return away ? name : NULL;
}

void in_reply(struct chat *chat, struct incoming *in)
{
	char text[REPLY_SIZE];
	bool labeled = in->label[0] != '\0';
	if (in->number == 0 && chathistory_skipped(chat, in))
		return;
	unsigned rows = listing_count(&chat->listing, in->number);
	enum reply_kind kind = reply_text(text, &in->message, rows, chat->now);
	bool error = kind == REPLY_REFUSED && (in->number > 0 || is_fail(in));
	if (error && chathistory_refused(chat, in, text))
		return;
	if (error && labeled && outbox_refusal(chat, in->label, &in->message, text))
		return;
	if (error && refuses_join(in) && room_refused(chat, in, text))
		return;
	if (error && !labeled && outbox_refusal(chat, "", &in->message, text))
		return;
	if (kind == REPLY_NOTHING)
		return;
	const char *about = subject(chat, in);
	tell(chat, .kind = kind == REPLY_REFUSED ? CHAT_REFUSED : CHAT_INFO, .room = about,
		.text = text, .private = about && !isupport_is_room(&chat->isupport, about));
}

/* 470 me #old #new: a JOIN of the new room follows, or its own error. If we were in the old room
 * before a loss, it is closed first: lines for it must not go to the new one. */
static bool forwarded(struct chat *chat, const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	const char *to = message->count > 3 ? message->params[2] : "";
	struct room *room = message->count > 3 ? rooms_find(chat, message->params[1]) : NULL;
	if (!room || room->state == ROOM_IN || !isupport_is_room(&chat->isupport, to) ||
		!isupport_name_good(to) || isupport_same(&chat->isupport, to, room->name))
		return false;
	char *from = memory_text(room->name);
	if (room->state == ROOM_LOST)
		join_refused(chat, room, "the server sends you on to another room");
	else
		rooms_remove(chat, room);
	rooms_add(chat, to);
	chat->joining = chat->now;
	tell(chat, .kind = CHAT_FORWARDED, .room = from, .other = to);
	free(from);
	return true;
}

static bool is_nick_error(unsigned number)
{
	static const unsigned errors[] = {ERR_NONICKNAMEGIVEN, ERR_ERRONEUSNICKNAME,
		ERR_NICKNAMEINUSE, ERR_NICKCOLLISION, ERR_UNAVAILRESOURCE, ERR_NICKTOOFAST,
		ERR_NONICKCHANGE, ERR_RESTRICTED, 0};
	return reply_is_one(errors, number);
}

/* Errors for what the chat sends by itself: CAP, and commands before registration. */
static bool is_expected(const struct chat *chat, const struct incoming *in)
{
	const char *what = in->message.count > 1 ? in->message.params[1] : "";
	if ((in->number == ERR_UNKNOWNCOMMAND || in->number == ERR_INVALIDCAPCMD) &&
		ascii_equal(what, "CAP"))
		return true;
	return in->number == ERR_NOTREGISTERED && chat->state == CHAT_ENTERING;
}

static void away_told(struct chat *chat, const struct incoming *in)
{
	bool away = in->number == RPL_NOWAWAY, restored = chat->identity.away_restored;
	chat->identity.away_restored = false;
	if (!away)
		memory_replace(&chat->identity.away, NULL);
	else if (!chat->identity.away)
		memory_replace(&chat->identity.away, NO_REASON);
	if (away && restored)
		return;
	if (away && strcmp(chat->identity.away, NO_REASON) != 0)
		tell_info(chat, CHAT_INFO, NULL, "You are away: %s", chat->identity.away);
	else if (away)
		tell_info(chat, CHAT_INFO, NULL, "You are away.");
	else
		tell_info(chat, CHAT_INFO, NULL, "You are back.");
}

static void isupport_told(struct chat *chat, struct incoming *in)
{
	unsigned count = in->message.count;
	struct isupport before = chat->isupport;
	if (count < 3 || !isupport_read(&chat->isupport, in->message.params + 1, count - 2))
		return;
	if (chat->limits.refolds++ < REFOLDS_MAX) {
		rooms_refold(chat);
	} else {
		chat->isupport.mapping = before.mapping;
		chat->isupport.utf8only = before.utf8only;
	}
}

/* Servers put "- " before the text. */
static void motd_line(struct chat *chat, const struct incoming *in)
{
	const char *text = in->message.count > 1 ? in->message.params[1] : "";
	if (chat->entered > 1 && !chat->motd_over) /* it was shown before */
		return;
	tell(chat, .kind = CHAT_INFO, .text = strncmp(text, "- ", 2) == 0 ? text + 2 : text);
}

/* The first end of a message of the day is that of the one that comes unasked. */
static void motd_over(struct chat *chat, struct incoming *in)
{
	if (chat->motd_over && in->number == ERR_NOMOTD)
		in_reply(chat, in);
	chat->motd_over = true;
}

/* The list behind a lifted ban is empty: that ban was the last. */
static bool lifted_last(struct chat *chat)
{
	bool done = chat->listing.lift == LIFT_DONE;
	chat->listing.lift = LIFT_NOTHING;
	return done && (chat->listing.end != RPL_ENDOFBANLIST || chat->listing.rows == 0);
}

/* Greetings and counts. */
static bool comes_unasked(const struct chat *chat, unsigned number)
{
	bool count = (number >= RPL_STATSCONN && number <= RPL_LUSERME) ||
		     number == RPL_LOCALUSERS || number == RPL_GLOBALUSERS;
	return number < 10 || (count && !chat->motd_over);
}

/* Handles what the chat uses itself; false if it is to be shown. */
static bool own_numeric(struct chat *chat, struct incoming *in)
{
	unsigned count = in->message.count;
	switch (in->number) {
	case RPL_WELCOME:
		identity_welcome(chat, in);
		return true;
	case RPL_YOUREOPER:
		chat->serves = true;
		return false;
	case RPL_VISIBLEHOST: /* our host changed */
		chat->identity.source_bytes = 0;
		return false;
	case ERR_PASSWDMISMATCH:
		if (chat->state == CHAT_ENTERING)
			login_server_password(chat, in);
		return chat->state == CHAT_ENTERING;
	case RPL_ISUPPORT:
		isupport_told(chat, in);
		return true;
	case RPL_UNAWAY:
	case RPL_NOWAWAY:
		away_told(chat, in);
		return true;
	case RPL_ENDOFBANLIST:
		return lifted_last(chat);
	case RPL_LIST:
		listing_room(chat, count > 1 ? in->message.params[1] : "");
		return false;
	case RPL_LISTEND:
		listing_rooms_end(&chat->listing);
		return false;
	case RPL_TOPIC:
	case RPL_TOPICWHOTIME:
		return count > 2 && in_topic_known(chat, in);
	case RPL_NAMREPLY:
		if (count > 2)
			in_names(chat, in);
		return true;
	case RPL_ENDOFNAMES:
		if (count > 1)
			in_names_end(chat, in);
		return true;
	case RPL_MOTD:
		motd_line(chat, in);
		return true;
	case RPL_MOTDSTART:
		return true;
	case ERR_LINKCHANNEL:
		return forwarded(chat, in);
	case RPL_ENDOFMOTD:
	case ERR_NOMOTD:
		motd_over(chat, in);
		return true;
	default:
		return comes_unasked(chat, in->number);
	}
}

void in_numeric(struct chat *chat, struct incoming *in)
{
	if (login_numeric(chat, in)) {
		if (in->number == RPL_LOGGEDIN)
			identity_regain(chat); /* the account's name may be ours now */
		return;
	}
	if (own_numeric(chat, in) || is_expected(chat, in))
		return;
	bool room =
		in->message.count > 1 && isupport_is_room(&chat->isupport, in->message.params[1]);
	if (is_nick_error(in->number) && !room && identity_nick_refused(chat, in))
		return;
	in_reply(chat, in);
}
