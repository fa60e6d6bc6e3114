#include "said.h"

#include <stdio.h>
#include <string.h>

#include "table.h"
#include "unit.h"

struct said said;

static void on_send(void *data, const char *line, size_t length)
{
	ck_assert_ptr_eq(data, &said);
	ck_assert_uint_eq(strlen(line), length);
	ck_assert_uint_eq(strcspn(line, "\r\n"), length);
	said.sent_count++;
	snprintf(said.last_wire, sizeof said.last_wire, "%s", line);
	notes_add(&said.seen, "%s", line);
}

static void note_settled(
	const char *fate, unsigned long ticket, const char *text, const char *end, const char *why)
{
	said.settled_count++;
	said.last_ticket = ticket;
	notes_add(&said.seen, "%s %lu %s %s%s%s", fate, ticket, said.targets[ticket % SAID_LINES],
		text, end, why);
}

/* The chat may be asked from within: this line is on its way no more, an unsure one is kept. */
static void check_state(const struct chat_event *event)
{
	const char *target;
	bool unsure, none = chat_unconfirmed(said.chat) == 0;
	ck_assert(none == (chat_unconfirmed_since(said.chat) == 0));
	if (event->kind != CHAT_UNSURE)
		return;
	unit_same(
		chat_kept_line(said.chat, chat_kept(said.chat) - 1, &target, &unsure), event->text);
	ck_assert(unsure);
}

static void on_event(void *data, const struct chat_event *event)
{
	bool refused = event->kind == CHAT_REFUSED;
	ck_assert_ptr_eq(data, &said);
	ck_assert(event->own == !refused);
	ck_assert(!refused || *event->text != '\0');
	check_state(event);
	if (refused)
		note_settled("refused", event->ticket, event->other, ": ", event->text);
	else
		note_settled(event->kind == CHAT_UNSURE ? "unsure" : "has", event->ticket,
			event->text, "", "");
}

static void on_drop(void *data, const char *why)
{
	ck_abort_msg("%s%s", data ? "" : "no data: ", why);
}

void said_set_up(void)
{
	static const struct chat_user user = {on_send, on_event, on_drop};
	table_init();
	said = (struct said){.now = 1000000, .seen.between = "; "};
	said.chat = chat_new(&(struct chat_settings){.nick = "ada"}, &user, &said);
}

void said_tear_down(void)
{
	chat_free(said.chat);
	chat_free(NULL);
}

void said_begin(bool echo, bool labels)
{
	said.chat->state = CHAT_IN;
	said.chat->caps.on = (unsigned)echo << CAP_ECHO | (unsigned)labels << CAP_LABELS |
			     (unsigned)labels << CAP_BATCH;
}

void said_lost(void)
{
	said.chat->state = CHAT_OFFLINE;
	outbox_lost(said.chat);
}

void said_tick(int64_t now)
{
	said.chat->now = now;
	outbox_tick(said.chat);
}

void said_resend(void)
{
	said.chat->now = said.now;
	chat_resend(said.chat);
}

unsigned long said_say_as(enum chat_kind kind, const char *target, const char *text,
	size_t source_bytes, unsigned *parts)
{
	unsigned long ticket = said.chat->outbox.ticket + 1;
	snprintf(said.targets[ticket % SAID_LINES], sizeof *said.targets, "%s", target);
	said.chat->now = said.now;
	said.chat->identity.source_bytes = source_bytes;
	return chat_say(said.chat, kind, target, text, parts);
}

unsigned long said_say(const char *target, const char *text)
{
	return said_say_as(CHAT_SAID, target, text, 60, NULL);
}

unsigned long said_echo(
	const char *label, enum chat_kind kind, const char *target, const char *text)
{
	unsigned long ticket = outbox_echo(said.chat, label, kind, target, text);
	if (ticket > 0)
		note_settled("has", ticket, said.chat->outbox.echoed_text, " echo", "");
	return ticket;
}

void said_expect(const char *wanted)
{
	notes_expect(&said.seen, wanted);
}
