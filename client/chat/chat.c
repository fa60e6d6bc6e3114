#include "chat.h"

#include <stdlib.h>
#include <string.h>

#include "irc_text.h"
#include "memory.h"
#include "state.h"
#include "text.h"

#define ENTER_MS 60000	     /* limit for registration */
#define REGAIN_MS 30000	     /* between two tries to win the wanted nick back */
#define LINE_BYTES_MAX 16384 /* the rest of a longer line is ignored */
#define QUIET_TOKEN "quiet"

struct chat *chat_new(
	const struct chat_settings *settings, const struct chat_user *user, void *data)
{
	struct chat *chat = memory_zero(sizeof *chat);
	chat->user = user;
	chat->data = data;
	isupport_init(&chat->isupport);
	chat->caps.visit = settings->visit;
	chat->recent = settings->recent;
	identity_want(chat, settings->nick);
	return chat;
}

void chat_free(struct chat *chat)
{
	if (!chat)
		return;
	names_forget(&chat->ignored);
	rooms_free(chat);
	listing_finish(&chat->listing);
	outbox_finish(&chat->outbox);
	free(chat->found.typed);
	free(chat->before.id);
	identity_finish(&chat->identity);
	login_finish(&chat->login);
	free(chat);
}

/* Events without a message to take the time from get this one. */
static void set_now(struct chat *chat, int64_t now)
{
	chat->now = now;
	chat->time = now;
	chat->id = NULL;
	chat->past = false;
}

void chat_begin(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	chat->state = CHAT_ENTERING;
	chat->begun = now;
	chat->quitting = chat->heard = chat->serves = false;
	listing_finish(&chat->listing);
	chat->motd_over = false;
	chat->limits.refolds = 0;
	memset(&chat->batches, 0, sizeof chat->batches);
	login_begin(chat);
	caps_begin(chat);
	identity_begin(chat);
}

#define SPEAKS(what) "the server speaks " what " at this port, not IRC; is the port the right one?"
#define TLS "the server wants TLS at this port: --tls=always asks for it"

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

bool chat_is_upgraded(const struct chat *chat)
{
	return chat->upgraded;
}

void chat_quiet(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_IN)
		send_message(chat, "PING", (const char *[]){QUIET_TOKEN}, 1);
}

void chat_lost(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	chat->upgraded &= chat->state == CHAT_IN; /* else it is not back */
	chat->state = CHAT_OFFLINE;
	login_lost(&chat->login);
	chat->identity.asked[0] = '\0';
	chat->identity.away_restored = false;
	listing_lost(&chat->listing);
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		if (room->opening && !room->again)
			room->state = ROOM_ASKED;
		else if (room->state == ROOM_IN)
			room->state = ROOM_LOST;
		room->opening = false;
		chathistory_lost(chat, room);
	}
	outbox_lost(chat);
}

void chat_tick(struct chat *chat, int64_t now)
{
	set_now(chat, now);
	if (chat->state == CHAT_ENTERING && chat->login.state != LOGIN_ASKING &&
		state_passed(chat, &chat->begun, ENTER_MS)) {
		chat->user->drop(chat->data, "the server did not let us in within 60 seconds");
		return;
	}
	if (chat->state != CHAT_IN)
		return;
	if (state_passed(chat, &chat->identity.regained, REGAIN_MS))
		identity_regain(chat);
	join_tick(chat);
	chathistory_tick(chat);
	outbox_tick(chat);
}
