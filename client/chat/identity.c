#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "in.h"
#include "join.h"
#include "memory.h"
#include "numeric.h"
#include "send.h"
#include "state.h"
#include "tell.h"
#include "text.h"

#define LONG_OTHERS 4U /* so many variations are not shortened */
#define REGAIN_MS 30000
#define REGAIN_TRIES 20
#define SIMPLER_TRIES 3
#define USER_BYTES 10

bool nick_good(const char *text, size_t length)
{
	enum name_error error = name_check(text, length);
	return error == NAME_GOOD || error == NAME_RESERVED || error == NAME_KEPT;
}

void nick_fit(char out[NICK_SIZE], const char *wanted, bool ascii)
{
	size_t length = 0;
	while (*wanted != '\0') {
		utf8proc_int32_t c;
		utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)wanted, -1, &c);
		size_t bytes = got > 0 ? (size_t)got : 1;
		if (got > 0 && !(ascii && c >= 0x80) && length + bytes < NICK_SIZE) {
			memcpy(out + length, wanted, bytes);
			if (nick_good(out, length + bytes))
				length += bytes;
		}
		wanted += bytes;
	}
	out[length] = '\0';
	if (length == 0)
		strcpy(out, "guest");
}

void nick_other(char out[NICK_SIZE], const char *taken, unsigned i, size_t most)
{
	char end[12] = "_";
	if (i > 0)
		snprintf(end, sizeof end, "%u", i + 1);
	if (most == 0 || most >= NICK_SIZE)
		most = i < LONG_OTHERS ? NICK_SIZE - 1 : NICK_SHORT_BYTES;
	size_t length = text_cut(taken, strlen(taken), most - strlen(end));
	memcpy(out, taken, length);
	strcpy(out + length, end);
}

bool identity_is_own(const struct chat *chat, const char *name)
{
	return isupport_same(&chat->isupport, chat->identity.name, name);
}

static void send_nick(struct chat *chat, const char *nick)
{
	send_message(chat, "NICK", &nick, 1);
}

void identity_want(struct chat *chat, const char *nick)
{
	memory_replace(&chat->identity.wanted, nick);
	nick_fit(chat->identity.base, nick, false);
	strcpy(chat->identity.name, chat->identity.base);
	chat->identity.others = chat->identity.simpler = 0;
	chat->identity.regain = false;
}

void identity_finish(struct identity *identity)
{
	free(identity->wanted);
	free(identity->away);
}

/* The wanted nick is the real name too. */
static void send_user(struct chat *chat)
{
	char user[NICK_SIZE], real_name[IRC_LINE_BYTES];
	const char *wanted = chat->identity.wanted;
	nick_fit(user, wanted, true);
	user[text_cut(user, strlen(user), USER_BYTES)] = '\0';
	if (text_safe(real_name, wanted, strnlen(wanted, (IRC_LINE_BYTES - 1) / 3)) == 0)
		strcpy(real_name, user);
	send_message(chat, "USER", (const char *[]){user, "0", "*", real_name}, 4);
}

void identity_begin(struct chat *chat)
{
	char nick[NICK_SIZE];
	nick_fit(nick, chat->identity.wanted, false);
	strcpy(chat->identity.base, nick);
	strcpy(chat->identity.name, nick);
	chat->identity.others = chat->identity.simpler = 0;
	chat->identity.most = chat->isupport.name_bytes;
	chat->identity.regain = false;
	chat->identity.regain_tries = REGAIN_TRIES;
	chat->identity.regain_pending = 0;
	send_nick(chat, nick);
	send_user(chat);
}

/* Servers differ in what a name may be: tries one without foreign letters, then a short one, then
 * "guest". */
static bool make_simpler(struct chat *chat)
{
	while (chat->identity.simpler < SIMPLER_TRIES) {
		char nick[NICK_SIZE];
		nick_fit(nick,
			++chat->identity.simpler < SIMPLER_TRIES ? chat->identity.wanted : "",
			true);
		if (chat->identity.simpler > 1) {
			nick[text_cut(nick, strlen(nick), NICK_SHORT_BYTES)] = '\0';
			chat->identity.most = NICK_SHORT_BYTES;
		}
		if (strcmp(nick, chat->identity.name) == 0)
			continue;
		strcpy(chat->identity.base, nick);
		strcpy(chat->identity.name, nick);
		return true;
	}
	return false;
}

static bool make_other(struct chat *chat)
{
	char nick[NICK_SIZE];
	if (chat->identity.others == NICK_OTHERS)
		return false;
	nick_other(nick, chat->identity.base, chat->identity.others++, chat->identity.most);
	strcpy(chat->identity.name, nick);
	return true;
}

bool identity_nick_refused(struct chat *chat, const struct incoming *in)
{
	if (chat->state == CHAT_IN) {
		bool ours = chat->identity.regain_pending > 0 && chat->identity.asked[0] == '\0';
		if (ours)
			chat->identity.regain_pending--;
		chat->identity.asked[0] = '\0';
		return ours;
	}
	bool bad = in->number == ERR_NONICKNAMEGIVEN || in->number == ERR_ERRONEUSNICKNAME;
	if (bad && chat->identity.others > 0 &&
		chat->identity.most == 0) { /* the variation was too long */
		chat->identity.most = NICK_SHORT_BYTES;
		bad = false;
	}
	bool other = bad ? make_simpler(chat) : make_other(chat);
	if (other)
		send_nick(chat, chat->identity.name);
	else
		chat->user->drop(chat->data, "the server takes none of the names that were tried");
	return true;
}

/* Says why our name is not the wanted one. */
static void tell_name(struct chat *chat)
{
	char fit[NICK_SIZE];
	nick_fit(fit, chat->identity.wanted, false);
	if (isupport_same(&chat->isupport, chat->identity.name, fit))
		return;
	if (chat->identity.simpler > 0)
		tell_info(chat, CHAT_INFO, NULL, "'%s' cannot be a name here; you are %s.", fit,
			chat->identity.name);
	if (chat->identity.others > 0)
		tell_info(chat, CHAT_INFO, NULL, "'%s' is taken; you are %s until it is free.",
			chat->identity.base, chat->identity.name);
	else if (chat->identity.simpler == 0)
		tell_info(chat, CHAT_INFO, NULL, "The server calls you %s.", chat->identity.name);
}

void identity_confirming(struct chat *chat)
{
	outbox_begin(chat->outbox, caps_has(&chat->caps, CAP_ECHO),
		caps_has(&chat->caps, CAP_LABELS) && caps_has(&chat->caps, CAP_BATCH));
}

void identity_welcome(struct chat *chat, const struct incoming *in)
{
	bool again = chat->again;
	if (chat->state != CHAT_ENTERING)
		return;
	if (in->message.count > 0 && isupport_name_good(in->message.params[0]))
		strcpy(chat->identity.name, in->message.params[0]);
	strcpy(chat->server, in->name);
	chat->state = CHAT_IN;
	chat->again = true;
	chat->motd_known = again;
	chat->identity.regain = chat->identity.others > 0;
	chat->identity.regained = chat->settled = chat->now;
	caps_registered(&chat->caps);
	identity_confirming(chat);
	tell_event(chat, (struct chat_event){
				 .kind = CHAT_READY, .name = chat->identity.name, .again = again});
	tell_name(chat);
	chat->identity.away_restored = chat->identity.away != NULL;
	if (chat->identity.away)
		send_reason(chat, "AWAY", NULL, chat->identity.away);
	join_all(chat);
}

void identity_regain(struct chat *chat)
{
	if (!chat->identity.regain || chat->identity.regain_tries == 0 ||
		chat->identity.asked[0] != '\0')
		return;
	chat->identity.regain_tries--;
	chat->identity.regain_pending++;
	chat->identity.regained = chat->now;
	send_nick(chat, chat->identity.base);
}

void identity_tick(struct chat *chat)
{
	if (state_passed(chat, &chat->identity.regained, REGAIN_MS))
		identity_regain(chat);
}

void identity_renamed(struct chat *chat, const char *name)
{
	if (chat->identity.source_bytes > 0)
		chat->identity.source_bytes += strlen(name) - strlen(chat->identity.name);
	strcpy(chat->identity.name, name);
	if (chat->identity.asked[0] != '\0' && identity_is_own(chat, chat->identity.asked)) {
		memory_replace(&chat->identity.wanted, name);
		nick_fit(chat->identity.base, name, false);
		chat->identity.asked[0] = '\0';
		chat->identity.regain = false;
		return;
	}
	chat->identity.regain = !identity_is_own(chat, chat->identity.base);
	if (!chat->identity.regain && chat->identity.regain_pending > 0)
		chat->identity.regain_pending--;
}
