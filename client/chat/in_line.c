/* A line of the server: its parts, and the function for its command. */
#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "clock.h"
#include "memory.h"
#include "reply.h"
#include "state.h"
#include "text.h"

#define DAY_MS (24 * 60 * 60 * INT64_C(1000))
#define ID_BYTES 255
#define REFUSAL "!! " /* of chatd, before it knows the protocol */

/* The server's time (server-time) counts unless it is in the future. */
static void set_time(struct chat *chat, const char *tags)
{
	char value[ID_BYTES + 1];
	int64_t time = irc_tag_copy(value, sizeof value, tags, "time") ? clock_read(value) : 0;
	if (time > 0 && time < chat->now + DAY_MS)
		chat->time = time;
}

static void read_source(const struct chat *chat, struct incoming *in)
{
	struct irc_source parts;
	const char *source = in->message.source;
	in->server = !source;
	if (!source)
		return;
	irc_source_split(&parts, source);
	if (parts.nick_length > CHAT_NAME_BYTES)
		return;
	memcpy(in->name, parts.nick, parts.nick_length);
	in->name[parts.nick_length] = '\0';
	if (!isupport_name_good(in->name)) {
		in->name[0] = '\0';
		return;
	}
	/* People have a host, and no dot in their names. */
	in->server = parts.user_length + parts.host_length == 0 &&
		     (chat->state == CHAT_ENTERING || strchr(in->name, '.') ||
			     strcmp(in->name, chat->server) == 0);
	in->own = !in->server && identity_is_own(chat, in->name);
	in->ignored = !in->own && ignored_has(chat, in->name);
}

static void in_ping(struct chat *chat, struct incoming *in)
{
	send_message(chat, "PONG", (const char *[]){in->message.params[in->message.count - 1]}, 1);
}

static void in_pong(struct chat *chat, struct incoming *in)
{
	outbox_pong(chat, in->message.params[in->message.count - 1]);
}

static void in_batch(struct chat *chat, struct incoming *in)
{
	struct batch ended;
	if (!batches_read(&chat->batches, &in->message, in->label, &ended))
		return;
	chat->past = false;
	if (ended.type > BATCH_ANSWER)
		chathistory_page(chat, &ended);
	else if (ended.type == BATCH_ANSWER && ended.label[0] != '\0')
		outbox_ack(chat, ended.label);
}

static void in_cap(struct chat *chat, struct incoming *in)
{
	caps_read(chat, in);
	login_caps(chat);
}

static void in_error(struct chat *chat, struct incoming *in)
{
	if (!chat->quitting && !chat->upgraded)
		in_reply(chat, in);
}

/* NOTE * UPGRADED (chatd). */
static void in_note(struct chat *chat, struct incoming *in)
{
	const char *code = in->message.count > 1 ? in->message.params[1] : "";
	if (in->server && ascii_equal(code, "UPGRADED"))
		chat->upgraded = true;
	in_reply(chat, in);
}

/* FAIL command code ... text (IRCv3 standard-replies). Of ACCOUNT_REQUIRED there are two forms. */
static void in_fail(struct chat *chat, struct incoming *in)
{
	const char *code = in->message.count > 1 ? in->message.params[1] : "";
	if (chat->state == CHAT_ENTERING &&
		(ascii_equal(code, "ACCOUNT_REQUIRED") ||
			ascii_equal(code, "ACCOUNT_REQUIRED_TO_CONNECT")))
		chat->user->drop(chat->data, "the server is for people with an account: --login "
					     "NAME logs in to yours");
	else
		in_reply(chat, in);
}

static const struct {
	const char *command;
	unsigned params; /* at least so many */
	bool person;	 /* only from a person */
	bool past;	 /* also in lines of the past */
	void (*read)(struct chat *chat, struct incoming *in);
} handlers[] = {
	{"PRIVMSG", 2, false, true, in_talk},
	{"NOTICE", 2, false, true, in_talk},
	{"JOIN", 1, true, false, in_join},
	{"PART", 1, true, false, in_part},
	{"QUIT", 0, true, false, in_quit},
	{"PING", 1, false, false, in_ping},
	{"PONG", 1, false, false, in_pong},
	{"NICK", 1, true, false, in_nick},
	{"AWAY", 0, true, false, in_away},
	{"MODE", 2, false, true, in_mode},
	{"TOPIC", 2, false, true, in_topic},
	{"KICK", 2, false, true, in_kick},
	{"INVITE", 2, true, false, in_invite},
	{"REDACT", 2, false, true, in_redact},
	{"BATCH", 1, false, true, in_batch},
	{"ACK", 0, false, false, NULL}, /* nothing but an answer to its label */
	{"CAP", 3, false, false, in_cap},
	{"REGISTER", 1, false, false, NULL}, /* a numeric tells of it, too */
	{"AUTHENTICATE", 1, false, false, login_read},
	{"CHGHOST", 0, true, false, in_chghost},
	{"WALLOPS", 1, false, false, in_wallops},
	{"KILL", 1, false, false, in_kill},
	{"ERROR", 0, false, false, in_error},
	{"FAIL", 1, false, false, in_fail},
	{"WARN", 1, false, false, in_reply},
	{"NOTE", 1, false, false, in_note},
};

static void dispatch(struct chat *chat, struct incoming *in)
{
	const struct irc_message *message = &in->message;
	const struct batch *batch = batches_of(&chat->batches, message);
	bool ends = ascii_equal(message->command, "BATCH");
	chat->past = batch && batch->type > BATCH_ANSWER;
	if (chat->past && !ends && !chathistory_line(chat, in))
		return;
	if (in->number > 0) {
		in_numeric(chat, in);
		return;
	}
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
		if (!ascii_equal(handlers[i].command, message->command))
			continue;
		if (handlers[i].read && message->count >= handlers[i].params &&
			(!handlers[i].person || in->name[0] != '\0') &&
			(!chat->past || handlers[i].past))
			handlers[i].read(chat, in);
		return;
	}
}

/* A message of several lines comes as several messages (draft/multiline, Fallback), of which the
 * first alone has the id. The id is copied to `id`. */
static void find_part(struct chat *chat, struct incoming *in, char *id, size_t size)
{
	const struct irc_message *message = &in->message;
	bool talk = message->count > 1 && (ascii_equal(message->command, "PRIVMSG") ||
						  ascii_equal(message->command, "NOTICE"));
	in->part = talk && !chat->id && chat->before.id && chat->before.time == chat->time &&
		   strcmp(chat->before.name, in->name) == 0 &&
		   strcmp(chat->before.target, message->params[0]) == 0;
	if (in->part) {
		snprintf(id, size, "%s", chat->before.id);
		chat->id = id;
		return;
	}
	bool good = talk && isupport_name_good(message->params[0]);
	memory_replace(&chat->before.id, good ? chat->id : NULL);
	strcpy(chat->before.name, in->name);
	strcpy(chat->before.target, good ? message->params[0] : "");
	chat->before.time = chat->time;
}

void in_line(struct chat *chat, char *line)
{
	char id[ID_BYTES + 1], safe_id[TEXT_SAFE_SIZE(ID_BYTES)];
	struct incoming in = {.server = false};
	struct irc_tag tag;
	if (chat->state == CHAT_ENTERING && strncmp(line, REFUSAL, strlen(REFUSAL)) == 0) {
		tell_info(chat, CHAT_REFUSED, NULL, "%s", line + strlen(REFUSAL));
		return;
	}
	if (!irc_parse(&in.message, line))
		return;
	in.number = reply_number(&in.message);
	set_time(chat, in.message.tags);
	if (irc_tag_copy(id, sizeof id, in.message.tags, "msgid")) {
		text_safe(safe_id, id, strlen(id));
		chat->id = safe_id;
	}
	batches_label(&chat->batches, in.label, &in.message);
	read_source(chat, &in);
	find_part(chat, &in, safe_id, sizeof safe_id);
	dispatch(chat, &in);
	/* Outside of a batch a message with a label is the whole answer. */
	if (in.label[0] != '\0' && irc_tag_find(in.message.tags, "label", &tag) &&
		!ascii_equal(in.message.command, "BATCH"))
		outbox_ack(chat, in.label);
}
