/* Being let in: under which name, and what is done at once then. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "state.h"
#include "text.h"

#define REGAIN_MS 30000
#define REGAIN_TRIES 20
#define SIMPLER_TRIES 3
#define USER_BYTES 10

static void send_nick(struct chat *chat, const char *nick)
{
	send_message(chat, "NICK", &nick, 1);
}

void register_want(struct chat *chat, const char *nick)
{
	room_set_text(&chat->wanted, nick);
	nick_fit(chat->base, nick, false);
	strcpy(chat->name, chat->base);
	chat->others = chat->simpler = 0;
	chat->regain = false;
}

static void send_user(struct chat *chat)
{
	char user[NICK_SIZE], real_name[IRC_LINE_BYTES];
	nick_fit(user, chat->wanted, true);
	user[text_cut(user, strlen(user), USER_BYTES)] = '\0';
	const char *real = chat->real_name ? chat->real_name : chat->wanted;
	size_t length = text_safe(real_name, real, strnlen(real, (IRC_LINE_BYTES - 1) / 3));
	if (length == 0)
		strcpy(real_name, user);
	send_message(chat, "USER", (const char *[]){user, "0", "*", real_name}, 4);
}

void register_begin(struct chat *chat)
{
	char nick[NICK_SIZE];
	nick_fit(nick, chat->wanted, false);
	strcpy(chat->base, nick);
	strcpy(chat->name, nick);
	chat->others = chat->simpler = 0;
	chat->most = chat->isupport.name_bytes;
	chat->regain = false;
	chat->regain_tries = REGAIN_TRIES;
	chat->regain_pending = 0;
	send_nick(chat, nick);
	send_user(chat);
}

/* Servers differ in what a name may be: without foreign letters, then short, then any. */
static bool make_simpler(struct chat *chat)
{
	while (chat->simpler < SIMPLER_TRIES) {
		char nick[NICK_SIZE];
		nick_fit(nick, ++chat->simpler < SIMPLER_TRIES ? chat->wanted : "", true);
		if (chat->simpler > 1) {
			nick[text_cut(nick, strlen(nick), NICK_SHORT_BYTES)] = '\0';
			chat->most = NICK_SHORT_BYTES;
		}
		if (strcmp(nick, chat->name) == 0)
			continue;
		strcpy(chat->base, nick);
		strcpy(chat->name, nick);
		return true;
	}
	return false;
}

static bool make_other(struct chat *chat)
{
	char nick[NICK_SIZE];
	if (chat->others == NICK_OTHERS)
		return false;
	nick_other(nick, chat->base, chat->others++, chat->most);
	strcpy(chat->name, nick);
	return true;
}

bool register_nick_refused(struct chat *chat, const struct incoming *in)
{
	if (chat->state == CHAT_IN) {
		bool ours = chat->regain_pending > 0 && chat->asked[0] == '\0';
		if (ours)
			chat->regain_pending--;
		chat->asked[0] = '\0';
		return ours;
	}
	bool bad = in->number == 431 || in->number == 432;
	if (bad && chat->others > 0 && chat->most == 0) { /* what was added made it too long */
		chat->most = NICK_SHORT_BYTES;
		bad = false;
	}
	bool other = bad ? make_simpler(chat) : make_other(chat);
	if (other)
		send_nick(chat, chat->name);
	else
		chat->user->drop(chat->data, "the server takes none of the names that were tried");
	return true;
}

/* Why our name is not the wanted one. */
static void tell_name(struct chat *chat)
{
	char fit[NICK_SIZE];
	nick_fit(fit, chat->wanted, false);
	if (isupport_same(&chat->isupport, chat->name, fit))
		return;
	if (chat->simpler > 0)
		chat_info(chat, CHAT_INFO, NULL, "'%s' cannot be a name here; you are %s.", fit,
			chat->name);
	if (chat->others > 0)
		chat_info(chat, CHAT_INFO, NULL, "'%s' is taken; you are %s until it is free.",
			chat->base, chat->name);
	else if (chat->simpler == 0)
		chat_info(chat, CHAT_INFO, NULL, "The server calls you %s.", chat->name);
}

void register_confirming(struct chat *chat)
{
	outbox_begin(chat->outbox, caps_has(&chat->caps, CAP_ECHO),
		caps_has(&chat->caps, CAP_LABELS) && caps_has(&chat->caps, CAP_BATCH));
}

void register_welcome(struct chat *chat, const struct incoming *in)
{
	bool again = chat->again;
	if (chat->state != CHAT_ENTERING)
		return;
	if (in->message.count > 0 && chat_name_good(in->message.params[0]))
		strcpy(chat->name, in->message.params[0]);
	strcpy(chat->server, in->name);
	chat->state = CHAT_IN;
	chat->again = true;
	chat->motd_known = again;
	chat->regain = chat->others > 0;
	chat->regained = chat->settled = chat->now;
	caps_registered(&chat->caps);
	register_confirming(chat);
	chat_tell(
		chat, (struct chat_event){.kind = CHAT_READY, .name = chat->name, .again = again});
	tell_name(chat);
	chat->away_restored = chat->away != NULL;
	if (chat->away)
		send_reason(chat, "AWAY", NULL, chat->away);
	calls_join_all(chat);
}

void register_regain(struct chat *chat)
{
	if (!chat->regain || chat->regain_tries == 0 || chat->asked[0] != '\0')
		return;
	chat->regain_tries--;
	chat->regain_pending++;
	chat->regained = chat->now;
	send_nick(chat, chat->base);
}

void register_tick(struct chat *chat)
{
	if (chat_passed(chat, &chat->regained, REGAIN_MS))
		register_regain(chat);
}

void register_renamed(struct chat *chat, const char *name)
{
	if (chat->source_bytes > 0)
		chat->source_bytes += strlen(name) - strlen(chat->name);
	strcpy(chat->name, name);
	if (chat->asked[0] != '\0' && chat_is_me(chat, chat->asked)) {
		room_set_text(&chat->wanted, name);
		nick_fit(chat->base, name, false);
		chat->asked[0] = '\0';
		chat->regain = false;
		return;
	}
	chat->regain = !chat_is_me(chat, chat->base);
	if (!chat->regain && chat->regain_pending > 0)
		chat->regain_pending--;
}
