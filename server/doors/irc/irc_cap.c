#include "irc_commands.h"

#include <stdlib.h>
#include <string.h>

#include "announce.h"
#include "ascii.h"
#include "irc_register.h"
#include "irc_reply.h"
#include "irc_text.h"
#include "memory.h"
#include "session_life.h"

static const struct {
	const char *name;
	uint32_t cap;
} caps[] = {
	{"away-notify", IRC_AWAY_NOTIFY},
	{"batch", IRC_BATCH},
	{"cap-notify", IRC_CAP_NOTIFY},
	{"chatd/visit", IRC_VISIT},
	{"chghost", IRC_CHGHOST},
	{"echo-message", IRC_ECHO_MESSAGE},
	{"extended-join", IRC_EXTENDED_JOIN},
	{"invite-notify", IRC_INVITE_NOTIFY},
	{"labeled-response", IRC_LABELED_RESPONSE},
	{"message-tags", IRC_MESSAGE_TAGS},
	{"multi-prefix", IRC_MULTI_PREFIX},
	{"server-time", IRC_SERVER_TIME},
	{"setname", IRC_SETNAME},
	{"standard-replies", IRC_STANDARD_REPLIES},
	{"userhost-in-names", IRC_USERHOST_IN_NAMES},
};

#define CAPS (sizeof caps / sizeof caps[0])
#define CAPS_BYTES 300 /* of names in one line of ACK or NAK */

static void list_caps(struct irc_call *call, const char *subcommand, uint32_t among)
{
	struct buffer list = {0};
	for (size_t i = 0; i < CAPS; i++)
		if (caps[i].cap & among)
			buffer_add_all(&list, list.length ? " " : "", caps[i].name, NULL);
	irc_say(call, "CAP %s %s :%s", irc_reply_nick(call), subcommand, buffer_text(&list));
	buffer_finish(&list);
}

/* False where the list contains an unknown capability. */
static bool read_caps(char *list, uint32_t *add, uint32_t *remove)
{
	char *save = NULL;
	*add = *remove = 0;
	for (char *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		bool off = *word == '-';
		size_t i = 0;
		while (i < CAPS && strcmp(caps[i].name, word + off) != 0)
			i++;
		if (i == CAPS)
			return false;
		*(off ? remove : add) |= caps[i].cap;
		*(off ? add : remove) &= ~caps[i].cap;
	}
	return true;
}

static void set_caps(struct irc_call *call, uint32_t all)
{
	struct irc_peer *peer = call->peer;
	peer->caps = all;
	if (!call->session)
		return;
	if (!(all & IRC_VISIT))
		announce_session(call->session);
	call->session->echo = all & IRC_ECHO_MESSAGE;
	session_set_dialect(call->session, all & IRC_DIALECT);
}

static void request_caps(struct irc_call *call, const char *list)
{
	struct irc_peer *peer = call->peer;
	char *words = memory_text(list);
	uint32_t add, remove;
	bool good = read_caps(words, &add, &remove);
	free(words);
	if (good && peer->modern && (remove & IRC_CAP_NOTIFY))
		good = false; /* implied by CAP LS 302, cannot be turned off */
	if (good && call->session && (add & ~peer->caps & IRC_VISIT))
		good = false; /* only before registration */
	const char *answer = good ? "ACK" : "NAK";
	size_t left = strlen(list), part;
	do { /* split between names */
		part = irc_text_split(list, left, CAPS_BYTES);
		irc_say(call, "CAP %s %s :%.*s", irc_reply_nick(call), answer, (int)part, list);
		list += part;
		left -= part;
	} while (left > 0);
	if (good)
		set_caps(call, (peer->caps | add) & ~remove);
}

void irc_cap(struct irc_call *call)
{
	struct irc_peer *peer = call->peer;
	const char *word = call->params[0], *rest = call->count > 1 ? call->params[1] : "";
	bool ls = ascii_equal(word, "LS");
	if (peer->newcomer && (ls || ascii_equal(word, "REQ")))
		peer->newcomer->negotiating = true;
	if (ls) {
		if (strtol(rest, NULL, 10) >= 302) {
			peer->modern = true;
			peer->caps |= IRC_CAP_NOTIFY;
		}
		list_caps(call, "LS", UINT32_MAX);
	} else if (ascii_equal(word, "LIST")) {
		list_caps(call, "LIST", peer->caps);
	} else if (ascii_equal(word, "REQ")) {
		request_caps(call, rest);
	} else if (ascii_equal(word, "END")) {
		if (peer->newcomer)
			peer->newcomer->negotiating = false;
		irc_register(call);
	} else {
		irc_numeric(
			call, ERR_INVALIDCAPCMD, "%.*s :Invalid CAP command", IRC_SHORT_WORD(word));
	}
}
