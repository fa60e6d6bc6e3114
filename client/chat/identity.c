#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "numeric.h"
#include "state.h"
#include "text.h"

#define LONG_OTHERS 4U /* so many variations are not shortened */
#define REGAIN_TRIES 20
#define SIMPLER_TRIES 3
#define USER_BYTES 10

void nick_fit(char out[NICK_SIZE], const char *wanted, bool ascii)
{
	size_t length = 0;
	while (*wanted != '\0') {
		int32_t c;
		size_t bytes = text_point(wanted, strnlen(wanted, 4), &c);
		if (c >= 0 && !(ascii && c >= 0x80) && length + bytes < NICK_SIZE) {
			memcpy(out + length, wanted, bytes);
			out[length + bytes] = '\0';
			if (name_possible(out))
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
	struct identity *identity = &chat->identity;
	memory_replace(&identity->wanted, nick);
	nick_fit(identity->base, identity->wanted, false);
	strcpy(identity->name, identity->base);
	identity->others = identity->simpler = 0;
	identity->regain = identity->registered = false;
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
	struct identity *identity = &chat->identity;
	identity_want(chat, identity->wanted);
	identity->most = chat->isupport.name_bytes;
	identity->regain_tries = REGAIN_TRIES;
	identity->regain_pending = 0;
	send_nick(chat, identity->name);
	send_user(chat);
}

/* Servers differ in what a name may be: tries one without foreign letters, then a short one, then
 * "guest". */
static bool make_simpler(struct chat *chat)
{
	struct identity *identity = &chat->identity;
	while (identity->simpler < SIMPLER_TRIES) {
		char nick[NICK_SIZE];
		nick_fit(nick, ++identity->simpler < SIMPLER_TRIES ? identity->wanted : "", true);
		if (identity->simpler > 1) {
			nick[text_cut(nick, strlen(nick), NICK_SHORT_BYTES)] = '\0';
			identity->most = NICK_SHORT_BYTES;
		}
		if (strcmp(nick, identity->name) == 0)
			continue;
		strcpy(identity->base, nick);
		strcpy(identity->name, nick);
		return true;
	}
	return false;
}

static bool make_other(struct chat *chat)
{
	struct identity *identity = &chat->identity;
	if (identity->others == NICK_OTHERS)
		return false;
	nick_other(identity->name, identity->base, identity->others++, identity->most);
	return true;
}

/* Servers have no number for a name that is registered, but the word is in what they say. */
static bool names_an_owner(const struct incoming *in)
{
	const struct irc_message *message = &in->message;
	return message->count > 1 && strstr(message->params[message->count - 1], "registered");
}

bool identity_nick_refused(struct chat *chat, const struct incoming *in)
{
	struct identity *identity = &chat->identity;
	if (chat->state == CHAT_IN) {
		bool ours = identity->regain_pending > 0 && identity->asked[0] == '\0';
		if (ours)
			identity->regain_pending--;
		identity->asked[0] = '\0';
		return ours;
	}
	bool bad = in->number == ERR_NONICKNAMEGIVEN || in->number == ERR_ERRONEUSNICKNAME;
	if (bad && identity->others > 0 && identity->most == 0) { /* the variation was too long */
		identity->most = NICK_SHORT_BYTES;
		bad = false;
	}
	if (!bad && identity->others == 0)
		identity->registered = names_an_owner(in);
	bool other = bad ? make_simpler(chat) : make_other(chat);
	if (other)
		send_nick(chat, identity->name);
	else
		chat->user->drop(chat->data, "the server takes none of the names that were tried");
	return true;
}

/* Says why our name is not the wanted one. */
static void tell_name(struct chat *chat)
{
	struct identity *identity = &chat->identity;
	char fit[NICK_SIZE];
	nick_fit(fit, identity->wanted, false);
	if (isupport_same(&chat->isupport, identity->name, fit))
		return;
	if (identity->simpler > 0)
		tell_info(chat, CHAT_INFO, NULL, "'%s' cannot be a name here; you are %s.", fit,
			identity->name);
	if (identity->others > 0 && identity->registered)
		tell_info(chat, CHAT_INFO, NULL,
			"'%s' belongs to somebody who has registered it; you are %s. If it is "
			"yours: /login %s",
			identity->base, identity->name, identity->base);
	else if (identity->others > 0)
		tell_info(chat, CHAT_INFO, NULL, "'%s' is taken; you are %s until it is free.",
			identity->base, identity->name);
	else if (identity->simpler == 0)
		tell_info(chat, CHAT_INFO, NULL, "The server calls you %s.", identity->name);
}

void identity_regain(struct chat *chat)
{
	struct identity *identity = &chat->identity;
	if (!identity->regain || identity->regain_tries == 0 || identity->asked[0] != '\0')
		return;
	identity->regain_tries--;
	identity->regain_pending++;
	identity->regained = chat->now;
	send_nick(chat, identity->base);
}

/* The server has refused no name and still gives another one: on a unix socket, that of the login.
 * The start of the wanted one is all that the server takes. */
static bool is_given(const struct identity *identity)
{
	return identity->others == 0 && identity->simpler == 0 &&
	       strncmp(identity->base, identity->name, strlen(identity->name)) != 0;
}

void identity_welcome(struct chat *chat, const struct incoming *in)
{
	struct identity *identity = &chat->identity;
	if (chat->state != CHAT_ENTERING)
		return;
	if (in->message.count > 0 && isupport_name_good(in->message.params[0]))
		strcpy(identity->name, in->message.params[0]);
	strcpy(chat->server, in->name);
	chat->state = CHAT_IN;
	chat->entered++;
	bool given = is_given(identity);
	identity->regain = given || identity->others > 0;
	identity->regained = chat->outbox.settled = chat->now;
	chat->caps.ended = true;
	login_welcome(chat);
	tell(chat, .kind = CHAT_READY, .name = identity->name, .again = chat->entered > 1);
	if (given)
		identity_regain(chat);
	else
		tell_name(chat);
	identity->away_restored = identity->away != NULL;
	if (identity->away)
		send_reason(chat, "AWAY", NULL, identity->away);
	join_all(chat);
	outbox_welcome(chat);
}

void identity_renamed(struct chat *chat, const char *name)
{
	struct identity *identity = &chat->identity;
	if (identity->source_bytes > 0)
		identity->source_bytes += strlen(name) - strlen(identity->name);
	strcpy(identity->name, name);
	if (identity->asked[0] != '\0' && identity_is_own(chat, identity->asked)) {
		memory_replace(&identity->wanted, name);
		nick_fit(identity->base, name, false);
		identity->asked[0] = '\0';
		identity->regain = false;
		return;
	}
	identity->regain = !identity_is_own(chat, identity->base);
	if (!identity->regain && identity->regain_pending > 0)
		identity->regain_pending--;
}
