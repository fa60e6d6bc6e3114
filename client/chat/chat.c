#include "chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in.h"
#include "irc_text.h"
#include "memory.h"
#include "reply.h"
#include "text.h"

#define ENTER_MS 60000	     /* limit for registration */
#define CONFIRM_MS 120000    /* limit without a line being confirmed; the outbox asks before */
#define LINE_BYTES_MAX 16384 /* the rest of a longer line is ignored */
#define QUIET_TOKEN "quiet"
#define SOURCE_GUESS 80 /* bytes of our !user@host, until the server shows it */

static void send_said(void *data, const char *line, size_t length)
{
	struct chat *chat = data;
	chat->user->send(chat->data, line, length);
}

static bool names_same(void *data, const char *a, const char *b)
{
	const struct chat *chat = data;
	return isupport_same(&chat->isupport, a, b);
}

static void line_settled(void *data, const struct outbox_line *line, enum outbox_fate fate,
	bool echo, const char *why)
{
	struct chat *chat = data;
	chat->settled = chat->now;
	if (echo)
		return;
	bool refused = fate == OUTBOX_REFUSED;
	size_t length = strlen(line->text), target_length = strlen(line->target);
	char *target = memory_get(TEXT_SAFE_SIZE(target_length)), *text;
	text_safe(target, line->target, target_length);
	if (refused) {
		text = reply_plain(line->text, length);
	} else {
		text = memory_get(TEXT_SAFE_SIZE(length));
		irc_text_safe(text, line->text, length);
	}
	const char *named = isupport_room_of(&chat->isupport, target);
	const struct room *room = named ? rooms_find(&chat->rooms, named) : NULL;
	const char *shown = room ? room->name : named ? named : target;
	if (refused)
		tell(chat, .kind = CHAT_REFUSED, .room = shown, .other = text, .text = why,
			.ticket = line->ticket, .private = !named);
	else
		tell(chat, .kind = fate == OUTBOX_UNSURE ? CHAT_UNSURE : line->kind, .room = shown,
			.name = chat->identity.name, .text = text, .ticket = line->ticket,
			.own = true, .private = !named);
	free(text);
	free(target);
}

struct chat *chat_new(
	const struct chat_settings *settings, const struct chat_user *user, void *data)
{
	static const struct outbox_user outbox_user = {send_said, line_settled, names_same};
	struct chat *chat = memory_zero(sizeof *chat);
	chat->user = user;
	chat->data = data;
	isupport_init(&chat->isupport);
	chat->caps.visit = settings->visit;
	chat->rooms.isupport = &chat->isupport;
	chat->outbox = outbox_new(&outbox_user, chat);
	identity_want(chat, settings->nick);
	return chat;
}

void chat_free(struct chat *chat)
{
	if (!chat)
		return;
	ignored_free(chat);
	rooms_free(&chat->rooms);
	listing_finish(&chat->listing);
	outbox_free(chat->outbox);
	identity_finish(&chat->identity);
	free(chat);
}

/* Events without a message to take the time from get this one. */
static void set_now(struct chat *chat, int64_t now)
{
	chat->now = now;
	chat->time = now;
	chat->id = NULL;
}

void chat_begin(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	chat->state = CHAT_ENTERING;
	chat->begun = now;
	chat->quitting = chat->heard = false;
	listing_finish(&chat->listing);
	chat->motd_over = false;
	chat->limits.refolds = 0;
	memset(&chat->batches, 0, sizeof chat->batches);
	caps_begin(chat);
	identity_begin(chat);
}

#define SPEAKS(what) "the server speaks " what " at this port, not IRC; is the port the right one?"
#define TLS                                                                               \
	"the server speaks TLS at this port, which chat-client cannot; choose a port of " \
	"it without TLS"

/* The first bytes of servers that do not speak IRC, whose lines begin with a ':', a '@' or a word.
 * "-- " is not here: over a slow link chatd greets a client as a person before it has heard from
 * it, and then serves it. */
static const struct {
	const char *start, *why;
} strangers[] = {
	{"\x15\x03", TLS}, /* an alert (RFC 8446, 5.1) */
	{"\x16\x03", TLS}, /* a handshake */
	{"HTTP/", SPEAKS("HTTP (a web server)")},
	{"<", SPEAKS("HTML or XML")},
	{"SSH-", SPEAKS("SSH")},
	{"220 ", SPEAKS("SMTP or FTP (a mail or file server)")},
	{"220-", SPEAKS("SMTP or FTP (a mail or file server)")},
	{"554 ", SPEAKS("SMTP (a mail server)")},
	{"200 ", SPEAKS("NNTP (a news server)")},
	{"+OK", SPEAKS("POP3 (a mail server)")},
	{"* OK", SPEAKS("IMAP (a mail server)")},
	{"* BYE", SPEAKS("IMAP (a mail server)")},
	{"-ERR", SPEAKS("the language of Redis")},
	{"RFB ", SPEAKS("VNC")},
	{"\xFF", SPEAKS("telnet")},
};

/* Why the server is of no use, a phrase; NULL if it may speak IRC. `bytes` are its first line, or
 * all that came before it closed the connection. */
static const char *stranger_why(const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		size_t start = strlen(strangers[i].start);
		if (length >= start && memcmp(bytes, strangers[i].start, start) == 0)
			return strangers[i].why;
	}
	return NULL;
}

void chat_line(struct chat *chat, const char *bytes, size_t length, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_OFFLINE)
		return;
	const char *why = chat->heard ? NULL : stranger_why(bytes, length);
	chat->heard = true;
	if (why) {
		chat->user->drop(chat->data, why);
		return;
	}
	if (length > LINE_BYTES_MAX)
		length = LINE_BYTES_MAX;
	char *line = memory_get(TEXT_SAFE_SIZE(length));
	irc_text_safe(line, bytes, length);
	in_line(chat, line);
	free(line);
	set_now(chat, now);
}

void chat_quiet(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_IN)
		send_message(chat, "PING", (const char *[]){QUIET_TOKEN}, 1);
}

void chat_fence(struct chat *chat)
{
	chat->settled = chat->now;
	outbox_fence(chat->outbox);
}

bool chat_fence_passed(const struct chat *chat)
{
	return outbox_fence_passed(chat->outbox);
}

void chat_lost(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	chat->state = CHAT_OFFLINE;
	chat->identity.asked[0] = '\0';
	chat->identity.away_restored = false;
	listing_lost(&chat->listing);
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		if (room->state == ROOM_IN)
			room->state = ROOM_LOST;
		room->opening = false;
	}
	outbox_lost(chat->outbox);
}

void chat_tick(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_ENTERING && state_passed(chat, &chat->begun, ENTER_MS)) {
		chat->user->drop(chat->data, "the server did not let us in within 60 seconds");
		return;
	}
	if (chat->state != CHAT_IN)
		return;
	identity_tick(chat);
	join_tick(chat);
	outbox_tick(chat->outbox, now);
	if (outbox_waits(chat->outbox) && state_passed(chat, &chat->settled, CONFIRM_MS))
		chat->user->drop(
			chat->data, "the server has not confirmed what was said for 2 minutes");
}

unsigned long chat_say(struct chat *chat, enum chat_kind kind, const char *target, const char *text,
	unsigned *parts)
{
	size_t bytes = chat->identity.source_bytes;
	if (bytes == 0)
		bytes = strlen(chat->identity.name) + SOURCE_GUESS;
	if (outbox_unconfirmed(chat->outbox) == 0)
		chat->settled = chat->now;
	return outbox_say(chat->outbox, kind, target, text, bytes, chat->now, parts);
}

size_t chat_unconfirmed(const struct chat *chat)
{
	return outbox_unconfirmed(chat->outbox);
}

size_t chat_kept(const struct chat *chat)
{
	return outbox_kept(chat->outbox);
}

int64_t chat_unconfirmed_since(const struct chat *chat)
{
	return outbox_unconfirmed_since(chat->outbox);
}

const char *chat_kept_line(const struct chat *chat, size_t i, const char **target, bool *unsure)
{
	return outbox_kept_line(chat->outbox, i, target, unsure);
}

void chat_resend(struct chat *chat)
{
	chat->settled = chat->now;
	outbox_resend(chat->outbox, chat->now);
}

void chat_forget(struct chat *chat)
{
	outbox_forget(chat->outbox);
}
