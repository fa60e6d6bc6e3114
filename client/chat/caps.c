#include "caps.h"

#include <string.h>

#include "ascii.h"
#include "state.h"

/* In the order of enum cap. */
static const char *const names[] = {"batch", "echo-message", "labeled-response", "chatd/visit",
	"draft/chathistory", "soju.im/search", "draft/message-redaction", "sasl",
	"draft/account-registration", "draft/event-playback", "message-tags", "server-time",
	"setname", "away-notify", "multi-prefix", "userhost-in-names", "extended-join",
	"invite-notify", "chghost", "account-notify", "cap-notify", "standard-replies"};

#define NAMES (sizeof names / sizeof *names)
#define BIT(cap) (1U << (cap))
#define LATE_ONES (~0U << CAP_OTHERS)
#define REQUEST_SIZE 440

void caps_begin(struct chat *chat)
{
	chat->caps = (struct caps){.visit = chat->caps.visit};
	send_message(chat, "CAP", (const char *const[]){"LS", "302"}, 2);
}

bool caps_has(const struct chat *chat, enum cap cap)
{
	return chat->caps.on & BIT(cap);
}

/* The bits of our capabilities in a list, which is changed. Each may have a value behind it. */
static unsigned bits_of(char *list)
{
	unsigned bits = 0;
	for (char *word; (word = strsep(&list, " "));) {
		word[strcspn(word, "=")] = '\0';
		for (unsigned i = 0; i < NAMES; i++)
			if (strcmp(names[i], word) == 0)
				bits |= BIT(i);
	}
	return bits;
}

/* Looks for the mechanisms of sasl in a list: "sasl=PLAIN,SCRAM-SHA-256". */
static void note_mechanisms(struct caps *caps, const char *list)
{
	static const char sasl[] = "sasl=", scram[] = "SCRAM-SHA-256";
	const char *at = strstr(list, sasl);
	if (!at || (at > list && at[-1] != ' '))
		return;
	caps->scram = false;
	for (at += sizeof sasl - 1; *at && *at != ' '; at += *at == ',') {
		size_t length = strcspn(at, ", ");
		caps->scram |= length == sizeof scram - 1 && memcmp(at, scram, length) == 0;
		at += length;
	}
}

static void request(struct chat *chat, unsigned bits)
{
	char list[REQUEST_SIZE] = "";
	char *to = list;
	for (unsigned i = 0; i < NAMES; i++) {
		if (!(bits & BIT(i)))
			continue;
		if (to > list)
			*to++ = ' ';
		to = stpcpy(to, names[i]);
	}
	send_message(chat, "CAP", (const char *const[]){"REQ", list}, 2);
}

static void ask(struct chat *chat, unsigned bits)
{
	struct caps *caps = &chat->caps;
	caps->asked = bits;
	caps->each = (bits & (bits - 1)) == 0;
	if (bits)
		request(chat, bits);
}

void caps_end(struct chat *chat)
{
	struct caps *caps = &chat->caps;
	if (caps->asked || caps->ended || chat->login.first)
		return;
	caps->ended = true;
	send_message(chat, "CAP", (const char *const[]){"END"}, 1);
}

static void refused(struct chat *chat, unsigned bits)
{
	struct caps *caps = &chat->caps;
	if (caps->each) {
		caps->asked &= ~(bits ? bits : caps->asked & -caps->asked);
		return;
	}
	caps->each = true;
	for (unsigned i = 0; i < NAMES; i++)
		if (caps->asked & BIT(i))
			request(chat, BIT(i));
}

/* The server offers more. During registration it is asked for with LS. */
static void appeared(struct chat *chat, unsigned bits)
{
	struct caps *caps = &chat->caps;
	if (caps->ended && !caps->asked)
		ask(chat, bits & LATE_ONES & ~caps->on);
}

static void listed(struct chat *chat, unsigned bits, bool more)
{
	struct caps *caps = &chat->caps;
	caps->offered |= bits;
	caps->listed |= !more;
	if (more || caps->asked)
		return;
	if (caps->ended) {
		appeared(chat, caps->offered);
		return;
	}
	ask(chat, caps->offered & (caps->visit ? ~0U : ~BIT(CAP_VISIT)));
	caps_end(chat);
}

void caps_read(struct chat *chat, struct incoming *in)
{
	const struct irc_message *message = &in->message;
	struct caps *caps = &chat->caps;
	const char *what = message->params[1];
	note_mechanisms(caps, message->params[message->count - 1]);
	unsigned bits = bits_of(message->params[message->count - 1]);
	if (ascii_equal(what, "LS")) {
		listed(chat, bits, message->count > 3 && strcmp(message->params[2], "*") == 0);
	} else if (ascii_equal(what, "ACK")) {
		caps->on |= bits & caps->asked;
		caps->asked &= ~bits;
		caps_end(chat);
	} else if (ascii_equal(what, "NAK")) {
		refused(chat, bits);
		caps_end(chat);
	} else if (ascii_equal(what, "NEW")) {
		appeared(chat, bits);
	} else if (ascii_equal(what, "DEL")) {
		caps->on &= ~bits;
	}
}
