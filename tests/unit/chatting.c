#include "chatting.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "irc_text.h"
#include "table.h"
#include "text.h"
#include "unit.h"

struct chatting chatting;

static void on_send(void *data, const char *line, size_t length)
{
	ck_assert_ptr_eq(data, &chatting);
	ck_assert_uint_eq(strlen(line), length);
	ck_assert_uint_eq(strcspn(line, "\r\n"), length);
	const char *message = *line == '@' ? strchr(line, ' ') + 1 : line;
	ck_assert_uint_le(strlen(message), 510);
	chatting.sent++;
	notes_add(&chatting.seen, "> %s", line);
}

/* As chat.h promises. */
static void check_text(const char *text, bool codes)
{
	static char safe[TEXT_SAFE_SIZE(65536)];
	if (!text)
		return;
	size_t length = strlen(text);
	if (codes)
		irc_text_safe(safe, text, length);
	else
		text_safe(safe, text, length);
	ck_assert_str_eq(safe, text);
	ck_assert_ptr_null(strchr(text, IRC_CTCP));
}

static void on_event(void *data, const struct chat_event *event)
{
	static const char *const kinds[] = {"READY", "SAID", "ACTION", "NOTICE", "JOINED", "LEFT",
		"QUIT", "KICKED", "RENAMED", "TOPIC", "MODE", "INVITED", "AWAY", "OPENED", "CLOSED",
		"FORWARDED", "INFO", "REFUSED", "UNSURE", "ERASED", "PAST", "NOW", "MISSED"};
	char count[16] = "", ticket[32] = "";
	ck_assert_ptr_eq(data, &chatting);
	ck_assert_ptr_nonnull(event->text);
	check_text(event->text, true);
	check_text(event->room, false);
	check_text(event->name, false);
	check_text(event->other, false);
	check_text(event->id, false);
	chatting.told++;
	chatting.time = event->time;
	chatting.number = event->number;
	snprintf(chatting.id, sizeof chatting.id, "%s", event->id ? event->id : "");
	if (event->kind == CHAT_OPENED)
		snprintf(count, sizeof count, " %u", event->count);
	if (event->ticket)
		snprintf(ticket, sizeof ticket, " ticket %lu", event->ticket);
	notes_add(&chatting.seen, "%s %s %s %s '%s'%s%s%s%s%s%s%s", kinds[event->kind],
		event->room ? event->room : "-", event->name ? event->name : "-",
		event->other ? event->other : "-", event->text, count, ticket,
		event->own ? " own" : "", event->private ? " private" : "",
		event->mention ? " mention" : "", event->past ? " past" : "",
		event->again ? " again" : "");
}

static void on_drop(void *data, const char *why)
{
	ck_assert_ptr_eq(data, &chatting);
	chatting.dropped++;
	notes_add(&chatting.seen, "DROP %s", why);
}

static const struct chat_user user = {on_send, on_event, on_drop};

void chatting_new(const char *nick)
{
	chat_free(chatting.chat);
	chatting.fences_passed = 0;
	chatting.chat = chat_new(
		&(struct chat_settings){.nick = nick, .recent = chatting.recent}, &user, &chatting);
}

void chatting_set_up(void)
{
	table_init();
	chatting.now = INT64_C(1795363548000); /* 2026-11-22T16:05:48Z */
	chatting_new("ada");
}

void chatting_tear_down(void)
{
	chat_free(chatting.chat);
}

void from_server(const char *line)
{
	chat_line(chatting.chat, line, strlen(line), chatting.now);
}

void chatting_pass_fence(void)
{
	from_server_format(":irc.test PONG irc.test chat-client-%lu", ++chatting.fences_passed);
}

void from_server_format(const char *format, ...)
{
	char line[8192];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	from_server(line);
}

void chatting_enter(const char *caps)
{
	bool quiet = chatting.seen.quiet;
	chatting.seen.quiet = true;
	chat_begin(chatting.chat, chatting.now);
	if (caps) {
		from_server_format(":irc.test CAP * LS :%s", caps);
		from_server_format(":irc.test CAP * ACK :%s", caps);
	}
	from_server(":irc.test 001 ada :Welcome");
	from_server(":irc.test 005 ada CASEMAPPING=ascii CHANTYPES=# CHANMODES=beI,k,l,imnst "
		    "PREFIX=(qov)~@+ :are supported by this server");
	from_server(":irc.test 422 ada :MOTD File is missing");
	chatting.seen.quiet = quiet;
}

void chatting_room(const char *room)
{
	bool quiet = chatting.seen.quiet;
	chatting.seen.quiet = true;
	from_server_format(":ada!ada@host JOIN %s", room);
	from_server_format(":irc.test 353 ada = %s :ada bob @carol", room);
	from_server_format(":irc.test 366 ada %s :End of /NAMES list", room);
	chatting.seen.quiet = quiet;
}

void chatting_expect(const char *wanted)
{
	notes_expect(&chatting.seen, wanted);
}
