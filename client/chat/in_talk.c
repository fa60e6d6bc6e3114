/* Messages with what people say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <utlist.h>

#include "ascii.h"
#include "irc_text.h"
#include "state.h"
#include "text.h"

#define CTCP_ANSWERS 3 /* in CTCP_MS */
#define CTCP_MS 10000

/* Answers a CTCP request that somebody sent to us alone. */
static void answer_ctcp(struct chat *chat, const char *name, const char *word, const char *rest)
{
	char text[IRC_LINE_BYTES], when[40];
	time_t seconds = (time_t)(chat->now / 1000);
	struct tm utc;
	if (state_passed(chat, &chat->limits.ctcp_since, CTCP_MS)) {
		chat->limits.ctcp_since = chat->now;
		chat->limits.ctcp_answers = 0;
	}
	if (chat->limits.ctcp_answers == CTCP_ANSWERS)
		return;
	if (ascii_equal(word, "VERSION")) {
		rest = "chat-client " CHATD_VERSION;
	} else if (ascii_equal(word, "TIME") && gmtime_r(&seconds, &utc)) {
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S UTC", &utc);
		rest = when;
	} else if (!ascii_equal(word, "PING")) {
		return;
	}
	chat->limits.ctcp_answers++;
	snprintf(text, sizeof text, "%c%s %s%c", IRC_CTCP, word, rest, IRC_CTCP);
	send_message(chat, "NOTICE", (const char *[]){name, text}, 2);
}

/* The parts of a PRIVMSG or NOTICE. */
struct words {
	enum chat_kind kind;
	const char *room; /* NULL: no room */
	char *text;
	char *ctcp; /* the command of a CTCP message other than ACTION; else NULL */
	char *rest;
};

/* Takes a CTCP message apart, in place. */
static void read_ctcp(struct words *words, bool notice)
{
	const char *word, *rest;
	size_t word_length, rest_length;
	if (!irc_ctcp_parse(words->text, &word, &word_length, &rest, &rest_length))
		return;
	char *behind = words->text + (rest - words->text);
	behind[rest_length] = '\0';
	if (ascii_is_word(word, word_length, "ACTION") && !notice) {
		words->kind = CHAT_ACTION;
		words->text = behind;
		return;
	}
	words->ctcp = words->text + 1;
	words->ctcp[word_length] = '\0';
	words->rest = rest_length > 0 ? behind : words->ctcp + word_length;
}

static void tell_own(struct chat *chat, const struct incoming *in, const struct words *words)
{
	const char *target = in->message.params[0];
	const char *room = rooms_target(chat, target);
	if (words->ctcp)
		return;
	unsigned long ticket = outbox_echo(chat, in->label, words->kind, target, words->text);
	/* A message to ourselves comes twice, as an echo and as a message. */
	if (ticket == 0 && identity_is_own(chat, target))
		return;
	tell(chat, .kind = words->kind, .room = room ? room : target, .name = in->name,
		.text = words->text, .ticket = ticket, .own = true, .private = !room);
}

/* The ticket of the kept line that the history now shows to have been said; 0 for none. */
static unsigned long find_unsure(struct chat *chat, const struct words *words)
{
	struct outbox_queue *kept = &chat->outbox.kept;
	struct outbox_line *line;
	DL_FOREACH (kept->first, line)
		if (line->unsure && line->kind == words->kind &&
			isupport_same(&chat->isupport, line->target, words->room) &&
			strcmp(line->text, words->text) == 0)
			break;
	unsigned long ticket = line ? line->ticket : 0;
	if (line) {
		DL_DELETE(kept->first, line);
		kept->count--;
		free(line);
	}
	return ticket;
}

/* What was said before. Of a search it may be in a room where we are not. */
static void tell_past(struct chat *chat, const struct incoming *in, const struct words *words)
{
	const struct room *room = rooms_find(chat, words->room);
	bool missed = room && room->past.asked == ROOM_PAST_AFTER;
	tell(chat, .kind = words->kind, .room = room ? room->name : words->room,
		.name = in->name[0] != '\0' ? in->name : NULL, .text = words->text, .own = in->own,
		.ticket = in->own && missed ? find_unsure(chat, words) : 0,
		.mention = !in->own && mention_find(chat, words->text));
}

static void tell_others(struct chat *chat, const struct incoming *in, const struct words *words)
{
	const struct room *room = words->room ? rooms_entered(chat, words->room) : NULL;
	bool unasked = in->server && !room; /* a server speaks to us or to all */
	struct member *member = room ? rooms_member(chat, room, in->name) : NULL;
	if (words->room && !room)
		return;
	if (room && room_past_seen(&room->past, chat->id)) /* in a page that was faster */
		return;
	if (member)
		member->spoke = ++chat->spoken;
	tell(chat, .kind = unasked ? CHAT_NOTICE : words->kind,
		.room = room	  ? room->name
			: unasked ? NULL
				  : in->name,
		.name = in->name[0] != '\0' ? in->name : NULL, .text = words->text,
		.private = !room && !unasked, .mention = mention_find(chat, words->text));
}

void in_talk(struct chat *chat, struct incoming *in)
{
	bool notice = ascii_equal(in->message.command, "NOTICE");
	char **params = in->message.params;
	struct words words = {.kind = notice ? CHAT_NOTICE : CHAT_SAID, .text = params[1]};
	if (!isupport_name_good(params[0]) || (in->name[0] == '\0' && !in->server))
		return;
	words.room = isupport_room_of(&chat->isupport, params[0]);
	read_ctcp(&words, notice);
	if (in->own && !chat->past) {
		tell_own(chat, in, &words);
		return;
	}
	if (in->ignored)
		return;
	if (chat->past) {
		if (words.room && !words.ctcp)
			tell_past(chat, in, &words);
		return;
	}
	if (!words.ctcp)
		tell_others(chat, in, &words);
	else if (!notice && !words.room && !in->server)
		answer_ctcp(chat, in->name, words.ctcp, words.rest);
}

void in_wallops(struct chat *chat, struct incoming *in)
{
	if (!in->ignored)
		tell_info(chat, CHAT_INFO, NULL, "%s says to all operators: %s",
			in->name[0] != '\0' ? in->name : "The server", in->message.params[0]);
}

/* Lines that wait are told without their text. In pages of the past it stands behind the line,
 * which has none. */
void in_redact(struct chat *chat, struct incoming *in)
{
	struct room *room = rooms_entered(chat, in->message.params[0]);
	const char *id = in->message.params[1];
	if (!room || *id == '\0')
		return;
	const struct chat_event *waits = held_erase(&room->past.held, id, CHAT_ERASED_TEXT);
	const struct room_line *line = room_past_find(&room->past, id);
	tell(chat, .kind = CHAT_ERASED, .room = room->name,
		.name = in->server || in->name[0] == '\0' ? NULL : in->name,
		.other = waits	? waits->name
			 : line ? line->name
				: NULL,
		.then = waits  ? waits->time
			: line ? line->time
			       : 0,
		.id = id, .text = in->ignored ? NULL : in->message.params[2], .own = in->own);
}
