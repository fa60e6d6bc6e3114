#include "irc_commands.h"

#include <stdlib.h>
#include <string.h>

#include "announce.h"
#include "ascii.h"
#include "irc_account.h"
#include "irc_register.h"
#include "irc_reply.h"
#include "irc_sasl.h"
#include "irc_text.h"
#include "memory.h"
#include "session_life.h"

#define TEXT_OF(number) #number
#define NUMBER(constant) TEXT_OF(constant)

static const struct {
	const char *name;
	uint32_t cap;
	const char *value; /* for CAP LS 302; NULL for none */
} caps[] = {
	{"account-notify", IRC_ACCOUNT_NOTIFY, NULL},
	{"account-tag", IRC_ACCOUNT_TAG, NULL},
	{"away-notify", IRC_AWAY_NOTIFY, NULL},
	{"batch", IRC_BATCH, NULL},
	{"cap-notify", IRC_CAP_NOTIFY, NULL},
	{"chatd/visit", IRC_VISIT, NULL},
	{"chghost", IRC_CHGHOST, NULL},
	{"draft/account-registration", IRC_ACCOUNT_REGISTRATION, "custom-account-name"},
	{"draft/chathistory", IRC_CHATHISTORY, NULL},
	{"draft/event-playback", IRC_EVENT_PLAYBACK, NULL},
	{"draft/message-redaction", IRC_REDACTION, NULL},
	{"draft/multiline", IRC_MULTILINE,
		"max-bytes=" NUMBER(IRC_MULTILINE_BYTES) ",max-lines=" NUMBER(IRC_MULTILINE_LINES)},
	{"draft/read-marker", IRC_READ_MARKER, NULL},
	{"echo-message", IRC_ECHO_MESSAGE, NULL},
	{"extended-join", IRC_EXTENDED_JOIN, NULL},
	{"extended-monitor", IRC_EXTENDED_MONITOR, NULL},
	{"invite-notify", IRC_INVITE_NOTIFY, NULL},
	{"labeled-response", IRC_LABELED_RESPONSE, NULL},
	{"message-tags", IRC_MESSAGE_TAGS, NULL},
	{"multi-prefix", IRC_MULTI_PREFIX, NULL},
	{"sasl", IRC_SASL, NULL}, /* the value is that of the conn */
	{"server-time", IRC_SERVER_TIME, NULL},
	{"setname", IRC_SETNAME, NULL},
	{"soju.im/search", IRC_SEARCH, NULL},
	{"standard-replies", IRC_STANDARD_REPLIES, NULL},
	{"userhost-in-names", IRC_USERHOST_IN_NAMES, NULL},
};

#define CAPS (sizeof caps / sizeof caps[0])
#define CAPS_BYTES 300 /* of names in one line of ACK or NAK */
#define LIST_BYTES 330 /* of names and values in one line of LS and LIST */

/* The capabilities that this server has, on this conn. */
static uint32_t known_caps(const struct irc_call *call)
{
	char mechanisms[IRC_SASL_MECHANISMS_SIZE];
	uint32_t known = UINT32_MAX;
	if (!history_on(&call->core->history))
		known &= ~(uint32_t)IRC_OF_HISTORY;
	if (!*irc_sasl_mechanisms(call->peer, call->core, mechanisms))
		known &= ~(uint32_t)IRC_SASL;
	if (!irc_account_private(call->peer, call->core))
		known &= ~(uint32_t)IRC_ACCOUNT_REGISTRATION;
	return known;
}

/* Those of `among`. With CAP LS 302, in as many lines as they need, all but the last one with a
 * "*". */
static void list_caps(struct irc_call *call, const char *subcommand, uint32_t among)
{
	struct buffer list = {0};
	char mechanisms[IRC_SASL_MECHANISMS_SIZE];
	bool modern = call->peer->modern, values = modern && strcmp(subcommand, "LS") == 0;
	for (size_t i = 0; i < CAPS; i++) {
		if (!(caps[i].cap & among & known_caps(call)))
			continue;
		const char *value = values ? caps[i].value : NULL;
		if (values && caps[i].cap == IRC_SASL)
			value = irc_sasl_mechanisms(call->peer, call->core, mechanisms);
		if (modern && list.length + strlen(caps[i].name) + (value ? strlen(value) : 0) >
				      LIST_BYTES) {
			irc_say(call, "CAP %s %s * :%s", irc_reply_nick(call), subcommand,
				buffer_text(&list));
			buffer_clear(&list);
		}
		buffer_add_all(&list, list.length ? " " : "", caps[i].name, value ? "=" : "",
			value ? value : "", NULL);
	}
	irc_say(call, "CAP %s %s :%s", irc_reply_nick(call), subcommand, buffer_text(&list));
	buffer_finish(&list);
}

/* False where the list contains an unknown capability. */
static bool read_caps(const struct irc_call *call, char *list, uint32_t *add, uint32_t *remove)
{
	char *save = NULL;
	*add = *remove = 0;
	for (char *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		bool off = *word == '-';
		size_t i = 0;
		while (i < CAPS && strcmp(caps[i].name, word + off) != 0)
			i++;
		if (i == CAPS || !(caps[i].cap & known_caps(call)))
			return false;
		*(off ? remove : add) |= caps[i].cap;
		*(off ? add : remove) &= ~caps[i].cap;
	}
	return true;
}

static void set_caps(struct irc_call *call, uint32_t all)
{
	struct irc_peer *peer = call->peer;
	peer->caps = all & IRC_CAPS_MASK;
	if (!call->session)
		return;
	if (!(all & IRC_VISIT))
		announce_session(call->session);
	irc_register_caps(peer);
}

static void request_caps(struct irc_call *call, const char *list)
{
	struct irc_peer *peer = call->peer;
	char *words = memory_text(list);
	uint32_t add, remove;
	bool good = read_caps(call, words, &add, &remove);
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
